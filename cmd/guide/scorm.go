package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"embed"
	"encoding/json"
	"hash/crc32"
	"html/template"
	"maps"
	"slices"
	"strings"
	texttemplate "text/template"

	"napguide/server/locale"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

//go:embed scorm
var scormFiles embed.FS

// mastery is the share of right answers, in percent, that passes the knowledge check.
const mastery = 80

// scormSchemas are what the manifest's schemaLocation names: strict systems want them inside the package, as published.
var scormSchemas = []string{"adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd"}

// scormWords are what the frame may have to say: messages of the group "scorm".
var scormWords = []string{"unreachable", "closed", "unsaved", "review", "waits"}

// scormFrame is what scorm.html says.
type scormFrame struct {
	Lang, Title, Icon, Policy string
	Settings                  string      // scormSettings as JSON
	Unreachable               []scormNote // what stands there where the frame may run no script
}

// scormSettings are what scorm.js is told.
type scormSettings struct {
	Home    string                       `json:"home"` // the first page, within the site
	Steps   []scormStep                  `json:"steps"`
	Words   map[string]map[string]string `json:"words"`   // by language and name
	Mastery int                          `json:"mastery"` // see mastery
}

type scormStep struct {
	ID    string            `json:"id"`
	Title map[string]string `json:"title"` // by language
}

type scormNote struct{ Lang, Text, Open string }

// scormPolicy is the frame's Content-Security-Policy.
const scormPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

// newScormFrame collects titles and words in every language.
func newScormFrame(e *exported) (scormFrame, error) {
	set := scormSettings{Home: locale.Source + "/index.html", Words: map[string]map[string]string{}, Mastery: mastery}
	for i, st := range e.guides[locale.Source].Steps {
		s := scormStep{st.ID, map[string]string{}}
		for lang, guide := range e.guides {
			s.Title[lang] = locale.Plain(guide.Steps[i].Title)
		}
		set.Steps = append(set.Steps, s)
	}
	for lang := range e.guides {
		set.Words[lang] = map[string]string{}
		for _, name := range scormWords {
			text, err := e.catalog.Printer(lang).T("scorm." + name)
			if err != nil {
				return scormFrame{}, err
			}
			set.Words[lang][name] = text
		}
	}
	f := scormFrame{Lang: locale.Source, Title: e.title, Policy: scormPolicy}
	raw, err := json.Marshal(set)
	if err != nil {
		return f, err
	}
	f.Settings = string(raw)
	for _, lang := range e.catalog.Languages() {
		if open, err := e.catalog.Printer(lang).T("nav.guide"); err == nil && set.Words[lang] != nil {
			f.Unreachable = append(f.Unreachable, scormNote{lang, set.Words[lang]["unreachable"], open})
		}
	}
	return f, nil
}

// manifestVersion is a version as SCORM 1.2 takes one: at most twenty characters.
func manifestVersion(version string) string {
	return version[:min(len(version), 20)]
}

// scormPackage puts an exported site into a ZIP archive, as SCORM 1.2 wants it.
func scormPackage(e *exported) ([]byte, error) {
	frame, err := newScormFrame(e)
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for name, raw := range e.files {
		all["site/"+name] = raw
		if strings.HasSuffix(name, "/favicon.svg") {
			frame.Icon = "site/" + name
		}
	}
	for _, name := range []string{"scorm.js", "scorm.css"} {
		raw, err := scormFiles.ReadFile("scorm/" + name)
		if err != nil {
			return nil, err
		}
		all[name] = []byte(asset.PutColours(string(raw)))
	}
	t, err := template.ParseFS(scormFiles, "scorm/scorm.html")
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, frame); err != nil {
		return nil, err
	}
	all["scorm.html"] = page.Bytes()

	files := slices.Sorted(maps.Keys(all))
	xml, err := texttemplate.ParseFS(scormFiles, "scorm/"+manifestName)
	if err != nil {
		return nil, err
	}
	var manifest bytes.Buffer
	err = xml.Execute(&manifest, struct {
		Version, Title string
		Files          []string
	}{manifestVersion(thisBuild().Version), e.title, files})
	if err != nil {
		return nil, err
	}
	all[manifestName] = manifest.Bytes()
	names := slices.Concat([]string{manifestName}, scormSchemas, files) // first what a system needs that reads no further
	for _, name := range scormSchemas {
		if all[name], err = scormFiles.ReadFile("scorm/schema/" + name); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if err := addWhole(w, name, all[name]); err != nil {
			return nil, err
		}
	}
	err = w.Close() // writes the directory of the package
	return b.Bytes(), err
}

const manifestName = "imsmanifest.xml"

// addWhole adds a file whose sizes and checksum stand before it: some systems cannot read an entry with a data descriptor
// behind it, as archive/zip writes by itself.
func addWhole(w *zip.Writer, name string, raw []byte) error {
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := deflate.Write(raw); err != nil {
		return err
	}
	if err := deflate.Close(); err != nil {
		return err
	}
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(raw),
		//lint:ignore SA1019 CreateRaw writes this date and looks at no other
		ModifiedDate:     firstDay,                                                   //nolint:staticcheck // as above
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(len(raw)), // #nosec G115 -- lengths
	})
	if err != nil {
		return err
	}
	_, err = f.Write(packed.Bytes())
	return err
}

// firstDay is 1 January 1980 as MS-DOS wrote it: the same content makes the same bytes.
const firstDay = 1<<5 | 1

// exported is a site as plain files, by name, and what it was made from.
type exported struct {
	files   map[string][]byte
	guides  map[string]*tutorial.Guide
	catalog *locale.Catalog
	title   string // the site's name in the source language
}
