package main

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"html/template"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

//go:embed scorm
var scormFiles embed.FS

// mastery is the share of right answers, in percent, that passes the knowledge check.
const mastery = 80

// The manifest of a SCORM 1.2 package: one organisation, one item, one SCO.
type (
	scormManifest struct {
		XMLName        xml.Name           `xml:"http://www.imsproject.org/xsd/imscp_rootv1p1p2 manifest"`
		Identifier     string             `xml:"identifier,attr"`
		Version        string             `xml:"version,attr"`
		ADL            string             `xml:"xmlns:adlcp,attr"`
		XSI            string             `xml:"xmlns:xsi,attr"`
		SchemaLocation string             `xml:"xsi:schemaLocation,attr"`
		Schema         string             `xml:"metadata>schema"`
		SchemaVersion  string             `xml:"metadata>schemaversion"`
		Organizations  scormOrganizations `xml:"organizations"`
		Resources      []scormResource    `xml:"resources>resource"`
	}
	scormOrganizations struct {
		Default      string            `xml:"default,attr"`
		Organization scormOrganization `xml:"organization"`
	}
	scormOrganization struct {
		Identifier string    `xml:"identifier,attr"`
		Title      string    `xml:"title"`
		Item       scormItem `xml:"item"`
	}
	scormItem struct {
		Identifier string `xml:"identifier,attr"`
		Ref        string `xml:"identifierref,attr"`
		Visible    bool   `xml:"isvisible,attr"`
		Title      string `xml:"title"`
	}
	scormResource struct {
		Identifier string      `xml:"identifier,attr"`
		Type       string      `xml:"type,attr"`
		ScormType  string      `xml:"adlcp:scormtype,attr"`
		Href       string      `xml:"href,attr"`
		Files      []scormFile `xml:"file"`
	}
	scormFile struct {
		Href string `xml:"href,attr"`
	}
)

// writeScorm writes the package. The same content makes the same bytes.
func (cmd *exportCommand) writeScorm(stdout output, files map[string][]byte, guide *tutorial.Guide, title string) error {
	pack, err := scormPackage(files, guide, title)
	if err != nil {
		return err
	}
	if err := os.WriteFile(cmd.Scorm, pack, 0o644); err != nil { // #nosec G306 -- made to be handed on
		return wrongFlag("scorm", cmd.Scorm, "the file cannot be written: "+cause(err))
	}
	fmt.Fprintf(stdout, "%s written: a SCORM 1.2 package; completed after the five steps, passed with %d%% of the knowledge check\n", cmd.Scorm, mastery)
	return nil
}

func scormPackage(files map[string][]byte, guide *tutorial.Guide, title string) ([]byte, error) {
	all := map[string][]byte{}
	icon := ""
	for name, raw := range files {
		all["site/"+name] = raw
		if strings.HasSuffix(name, "/favicon.svg") {
			icon = "site/" + name
		}
	}
	for _, name := range []string{"scorm.js", "scorm.css"} {
		raw, err := scormFiles.ReadFile("scorm/" + name)
		if err != nil {
			return nil, err
		}
		all[name] = raw
	}
	var steps []string
	for _, st := range guide.Steps {
		steps = append(steps, st.ID)
	}
	t, err := template.ParseFS(scormFiles, "scorm/scorm.html")
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	err = t.Execute(&page, struct {
		Lang, Title, Icon, Steps string
		Mastery                  int
	}{locale.Source, title, icon, strings.Join(steps, " "), mastery})
	if err != nil {
		return nil, err
	}
	all["scorm.html"] = page.Bytes()

	sco := scormResource{Identifier: "guide-sco", Type: "webcontent", ScormType: "sco", Href: "scorm.html"}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sco.Files = append(sco.Files, scormFile{name})
	}
	manifest, err := xml.MarshalIndent(scormManifest{
		Identifier: "napguide", Version: "1.0",
		ADL: "http://www.adlnet.org/xsd/adlcp_rootv1p2", XSI: "http://www.w3.org/2001/XMLSchema-instance",
		SchemaLocation: "http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd",
		Schema:         "ADL SCORM", SchemaVersion: "1.2",
		Organizations: scormOrganizations{Default: "guide-org", Organization: scormOrganization{
			Identifier: "guide-org", Title: title,
			Item: scormItem{Identifier: "guide-item", Ref: "guide-sco", Visible: true, Title: title},
		}},
		Resources: []scormResource{sco},
	}, "", "  ")
	if err != nil {
		return nil, err
	}
	all["imsmanifest.xml"] = append([]byte(xml.Header), append(manifest, '\n')...)

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(names, func(a, b string) int {
		return strings.Compare(strings.TrimPrefix(a, "imsmanifest"), strings.TrimPrefix(b, "imsmanifest"))
	})
	for _, name := range names {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(all[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
