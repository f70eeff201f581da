package site

import (
	"regexp"
	"strings"
	"testing"

	"napguide/content"
	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
	"napguide/static"
)

// shippedSite is the site as the program carries it.
func shippedSite(t testing.TB) *Site {
	t.Helper()
	words, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{
		Languages: words.Languages(), Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Build(Options{
		Guides: guides, Catalog: words, Static: static.FS, LiveURL: "https://napplus.invalid/",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// slides are a language's slides in their order, as the row of steps lists them.
func slides(lang string) []string {
	var out []string
	for _, name := range []string{"", "start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in", "summary"} {
		out = append(out, "/"+lang+"/present/"+name)
	}
	return out
}

func slideText(t *testing.T, s *Site, path string) (string, *asset.File) {
	t.Helper()
	f, ok := s.File(path)
	if !ok {
		t.Fatalf("there is no page %s", path)
	}
	return string(f.Raw()), f
}

var hrefs = regexp.MustCompile(`href="([^"]*)"`)

func TestSlidesFollowOneAnotherInEveryLanguage(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		all := slides(lang)
		for i, path := range all {
			text, f := slideText(t, s, path)
			for j, rel := range map[int]string{i - 1: "prev", i + 1: "next"} {
				link := ` rel="` + rel + `"`
				if j < 0 || j == len(all) {
					if strings.Contains(text, link) {
						t.Errorf("%s has a link%s", path, link)
					}
				} else if !strings.Contains(text, `href="`+all[j]+`"`+link) {
					t.Errorf("%s has no link%s to %s", path, link, all[j])
				}
			}
			simulated := strings.Contains(text, `class="sim`)
			prefix := map[string]string{"th": "ฝึก · ", "en": "Practice · "}[lang]
			if want := i > 0 && i < len(all)-1; simulated != want || f.NoIndex != want || strings.Contains(text, "<title>"+prefix) != want {
				t.Errorf("%s: simulated screen %v, noindex %v, want %v for both and for the title", path, simulated, f.NoIndex, want)
			}
			if simulated && !strings.Contains(text, `class="ribbon"`) {
				t.Errorf("%s has no ribbon", path)
			}
			for _, bad := range []string{"style=", "<form", "<input", "data-grant", "onclick"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s has %q", path, bad)
				}
			}
		}
	}
}

func TestASlideLeadsOnlyToSlidesAndToWhatEveryPageOffers(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		for _, path := range slides(lang) {
			text, _ := slideText(t, s, path)
			for _, m := range hrefs.FindAllStringSubmatch(text, -1) {
				inner := strings.TrimPrefix(m[1], "/"+lang)
				switch {
				case strings.HasPrefix(m[1], "#"), strings.HasPrefix(m[1], "/assets/"), strings.Contains(m[1], "/present/"):
				case inner == "/workshop", inner == "/launch", strings.HasPrefix(inner, "/help"):
				default:
					t.Errorf("%s leads to %s", path, m[1])
				}
			}
			for _, want := range []string{"/launch", "/help", "/workshop"} {
				if !strings.Contains(text, `href="/`+lang+want) {
					t.Errorf("%s has no way to %s", path, want)
				}
			}
		}
	}
}

func TestNoSlideCarriesTrainersNotesOrHints(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		for _, path := range slides(lang) {
			text, _ := slideText(t, s, path)
			text = locale.Unjoin(text)
			for _, step := range s.opt.Guides[lang].Steps {
				for _, line := range append(append([]string{}, step.Notes...), step.Hints...) {
					if strings.Contains(text, line) || strings.Contains(text, locale.Unjoin(locale.Text(lang, line))) {
						t.Errorf("%s says: %s", path, line)
					}
				}
			}
			for _, word := range []string{"ผู้ติดเชื้อ", "ผู้ป่วยเอดส์", "AIDS", "HIV"} {
				if strings.Contains(text, word) {
					t.Errorf("%s says %s", path, word)
				}
			}
		}
	}
}

func TestAStepsSlideSaysItsSentence(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		for _, step := range s.opt.Guides[lang].Steps {
			text, _ := slideText(t, s, "/"+lang+"/present/"+step.ID)
			title := string(locale.Phrases(lang, step.Title))
			if step.Practice != "" {
				title = string(locale.Phrases(lang, step.Practice))
			}
			for _, want := range []string{string(locale.Phrases(lang, step.Say)), title, `data-screen="` + step.State + `"`} {
				if !strings.Contains(text, want) {
					t.Errorf("%s of %s does not say %s", step.ID, lang, want)
				}
			}
		}
	}
}

// Beside the phone's turns, which are those of the real app, the slide says in the same words what comes after the scan of one's own
// code; whether one has a computer or not.
func TestTheSlideOfTheScanSaysWhatComesAfterIt(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		page := plainPage(t, s, "/"+lang+"/present/scan-qr")
		tap, err := s.opt.Catalog.Printer(lang).T("present.phone-open")
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(strings.ToLower(page), strings.ToLower(tap)); n < 3 {
			t.Errorf("%s: %q stands %d times, of the turns, and of the words for a computer and for a phone only: %s", lang, tap, n, page)
		}
	}
}
