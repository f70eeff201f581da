package tutorial

import (
	"maps"
	"strings"
	"testing"
)

// TestAPageWithoutATranslationStandsInTheSourceLanguage takes translations away, one kind of page after the other.
func TestAPageWithoutATranslationStandsInTheSourceLanguage(t *testing.T) {
	full := sample()
	pages := len(mustLoad(t, full)["en"].Pages())
	for name := range maps.Clone(full) {
		below, ok := strings.CutPrefix(name, "en/")
		if !ok {
			continue
		}
		files := sample()
		delete(files, name)
		g := mustLoad(t, files)["en"]
		if len(g.Pages()) != pages {
			t.Errorf("without %s there are %d pages instead of %d", name, len(g.Pages()), pages)
		}
		for _, p := range g.Pages() {
			missing := strings.HasSuffix(p.File, "/"+below)
			if p.Untranslated != missing || missing && p.File != "th/"+below {
				t.Errorf("without %s, %s is untranslated: %v", name, p.File, p.Untranslated)
			}
			for _, l := range p.Links {
				if strings.HasPrefix(l.Href, "/th/") {
					t.Errorf("without %s, %s leads to %s", name, p.File, l.Href)
				}
			}
		}
		if want := `content/th/` + below + `:1: the page is missing in "en"; translate it as ` + name; g.Waiting.Error() != want {
			t.Errorf("waits %q, want %q", g.Waiting.Error(), want)
		}
	}
}

// TestALanguageOfNothingYetStandsWholeInTheSourceLanguage has a third language that is only named.
func TestALanguageOfNothingYetStandsWholeInTheSourceLanguage(t *testing.T) {
	opt := options()
	opt.Languages = append(opt.Languages, "lo")
	guides, err := Load(fsOf(sample()), opt)
	if err != nil {
		t.Fatal(err)
	}
	if lo, th := guides["lo"], guides["th"]; len(lo.Pages()) != len(th.Pages()) || len(lo.Waiting) != len(th.Pages())+len(th.Screens) {
		t.Errorf("%d pages of %d, %d wait", len(lo.Pages()), len(th.Pages()), len(lo.Waiting))
	}
	if body := string(guides["lo"].Help.Body); strings.Contains(body, "/th/") {
		t.Errorf("the Lao page leads to Thai ones: %s", body)
	}
}

// TestAFaultOfTheSourceIsToldOnceWhereTheTranslationIsMissing breaks a page that stands in for its translation.
func TestAFaultOfTheSourceIsToldOnceWhereTheTranslationIsMissing(t *testing.T) {
	files := sample()
	files["th/about.md"] = strings.Replace(files["th/about.md"], "ข้อความ", "<hr>", 1)
	delete(files, "en/about.md")
	if got := faultsOf(t, files); len(got) != 1 || !strings.HasPrefix(got[0], "content/th/about.md:6:") {
		t.Errorf("%q", got)
	}
}
