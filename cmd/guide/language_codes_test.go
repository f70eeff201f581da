package main

import (
	"testing"

	"napguide/server/tutorial"
)

// A language's code may be longer than two letters: fil, pt-BR, es-419.
func TestALinkLeadsToAPageThatWaitsForItsTranslation(t *testing.T) {
	for _, lang := range []string{"en", "fil", "pt-BR", "es-419"} {
		for _, folder := range []string{lang, "th"} { // translated, and not yet
			g := &tutorial.Guide{Lang: lang, Steps: []*tutorial.Step{{Page: tutorial.Page{ID: "new", File: folder + "/guide/new.md", Sections: []tutorial.Section{{ID: "part"}}}}}}
			for text, leads := range map[string]bool{
				"the link /" + lang + "/guide/new leads to no page": true, "correct the link /" + lang + "/guide/new#part": true,
				"correct the link /" + lang + "/guide/new#gone": false, "the link /" + lang + "/guide/other leads to no page": false,
			} {
				if leadsTo(g, text) != leads {
					t.Errorf("%s, %s/guide/new.md: %q leads to it: %t", lang, folder, text, !leads)
				}
			}
		}
	}
}

func TestOnlyThaiIsThai(t *testing.T) {
	for value, want := range map[string]string{
		"th": thai, "th_TH.UTF-8": thai, "TH-th": thai, "th.UTF-8": thai, "th@x": thai,
		"the_NP.UTF-8": english, "thl": english, "en_US.UTF-8": english, "C": english,
	} {
		environ := func(name string) string { return map[string]string{"LANG": value}[name] }
		if got := newSpeech("", environ, ""); got.lang != want {
			t.Errorf("LANG=%s speaks %s, want %s", value, got.lang, want)
		}
	}
}

func TestAFactInAnyLanguageIsAFact(t *testing.T) {
	for _, lang := range []string{"th", "fil", "pt-BR", "es-419", "zh-Hant-TW"} {
		if m := factOf.FindStringSubmatch(lang + ` = "words"`); m == nil || m[1] != lang {
			t.Errorf("%s: %q", lang, m)
		}
	}
}
