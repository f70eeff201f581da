package tutorial

import (
	"strings"
	"testing"
	"testing/fstest"

	"napguide/content"
)

func TestTheRealLoginStandsWhereTheFirstScreenSays(t *testing.T) {
	raw, err := content.FS.ReadFile(SiteFile)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Languages: []string{"th", "en"}}
	if _, faults := Read(content.FS, o); strings.Contains(faults.Error(), "live leads to") {
		t.Fatal(faults)
	}
	moved := fstest.MapFS{}
	for _, lang := range o.Languages {
		for _, folder := range []string{"", stepFolder, scenarioFolder, ScreenFolder, PhoneFolder, cardFolder, questionFolder} {
			dir := strings.TrimSuffix(lang+"/"+folder, "/")
			entries, err := content.FS.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if page, err := content.FS.ReadFile(dir + "/" + e.Name()); err == nil {
					moved[dir+"/"+e.Name()] = &fstest.MapFile{Data: page}
				}
			}
		}
	}
	moved[SiteFile] = &fstest.MapFile{Data: []byte(strings.Replace(string(raw), "https://dmis.nhso.go.th/NAPPLUS/login.jsp", "https://elsewhere.go.th/", 1))}
	if _, faults := Read(moved, o); !strings.Contains(faults.Error(), `live leads to "elsewhere.go.th", but the first screen shows "dmis.nhso.go.th"`) {
		t.Errorf("%d faults, none about it: %.300s", len(faults), faults.Error())
	}
}
