package site

import (
	"bytes"
	"image/png"
	"io/fs"
	"os"
	"strings"
	"testing"

	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
	"napguide/static"
)

// secondSite is the site of a made-up login, whose first button is orange and whose way back is green.
func secondSite(t testing.TB) *Site {
	t.Helper()
	words, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	guides, err := tutorial.Load(os.DirFS("../testdata/stores"), tutorial.Options{Languages: words.Languages(), Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Build(Options{Guides: guides, Catalog: words, Static: static.FS})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheLinksPictureHasTheColourOfWhatToLookFor(t *testing.T) {
	s := secondSite(t)
	address, err := s.assets.URL(asset.Preview)
	if err != nil {
		t.Fatal(err)
	}
	file, _ := s.File(address)
	picture, err := png.Decode(bytes.NewReader(file.Raw()))
	if err != nil {
		t.Fatal(err)
	}
	orange, pink := 0, 0
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			r, g, b, _ := picture.At(x, y).RGBA()
			switch {
			case r>>8 == 0xb0 && g>>8 == 0x4a && b>>8 == 0:
				orange++
			case r>>8 > 0xd0 && g>>8 < 0x80 && b>>8 > 0x70:
				pink++
			}
		}
	}
	if orange < 10_000 || pink > 0 {
		t.Errorf("%d pixels are orange, %d pink", orange, pink)
	}
}

// TestTheTwoColoursOfASignAreTheGuidesOwn looks at the style sheets of each kind of page.
func TestTheTwoColoursOfASignAreTheGuidesOwn(t *testing.T) {
	s := secondSite(t)
	for _, kind := range asset.Kinds() {
		address, err := s.assets.URL(kind + ".css")
		if err != nil {
			continue // a script only
		}
		file, _ := s.File(address)
		sheet := string(file.Raw())
		if !strings.Contains(sheet, "--go:#b04a00") || !strings.Contains(sheet, "--back:#1f7a3d") || strings.Contains(sheet, "#d81b7a") || strings.Contains(sheet, "#0077c8") {
			t.Errorf("%s.css has not the guide's own two colours", kind)
		}
	}
	for _, step := range s.opt.Guides["th"].Steps {
		picture := string(s.pictureOf(step))
		want := map[string]string{"gate": string(s.pictures["middle"]), "key": "M24 24h15v6m-7-6v5", "look": string(s.pictures["code"]), "place": string(s.pictures["middle"]), "work": string(s.pictures["done"]), "shut": string(s.pictures["error"])}[step.ID]
		if !strings.Contains(picture, want) {
			t.Errorf("the picture of %s is %.300s", step.ID, picture)
		}
	}
}

func TestEveryPictureThatAPageMayNameIsDrawn(t *testing.T) {
	s := shippedSite(t)
	for _, name := range tutorial.Pictures() {
		if s.pictures[name] == "" {
			t.Errorf("%s is not drawn", name)
		}
	}
	drawn, err := fs.Glob(templateFiles, "drawings/pic-*.svg")
	if err != nil || len(drawn) != len(tutorial.Pictures()) {
		t.Errorf("%d pictures are drawn, %d may be named, %v", len(drawn), len(tutorial.Pictures()), err)
	}
	for _, name := range tutorial.Icons() {
		if !strings.Contains(string(s.choosing[name]), `<svg x="60" y="52" width="40"`) {
			t.Errorf("%s is no mark to choose", name)
		}
	}
}
