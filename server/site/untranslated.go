package site

import (
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// untranslated tells whether some of what a page shows of the content stands in the source language, for want of a
// translation.
func (s *Site) untranslated(lang, name string) bool {
	g := s.opt.Guides[lang]
	if g == nil || lang == locale.Source {
		return false
	}
	var shown []*tutorial.Page
	kind, id, _ := strings.Cut(name, "/")
	if name == "workshop/maps" { // of every run
		kind, id = "practice", ""
	}
	switch kind {
	case "home":
		shown = []*tutorial.Page{g.Summary, g.About}
	case "summary":
		shown = []*tutorial.Page{g.Summary}
	case "prepare":
		shown = []*tutorial.Page{g.Prepare}
	case "help":
		shown = []*tutorial.Page{g.Help}
	case "privacy":
		shown = []*tutorial.Page{g.Privacy}
	case "stuck", "launch":
		shown = g.Cards
	case "guide", "print", "workshop", "present":
		for _, st := range g.Steps {
			if id == "" || id == st.ID {
				shown = append(shown, &st.Page)
			}
		}
	case "practice":
		run, _, _ := strings.Cut(id, "/")
		if run == "" && g.Guided != nil {
			shown = append(shown, &g.Guided.Page)
		}
		for _, r := range g.Scenarios {
			if run == "" || run == r.ID {
				shown = append(shown, &r.Page)
			}
		}
	case "quiz":
		for _, q := range g.Questions {
			shown = append(shown, &q.Page)
		}
	}
	return slices.ContainsFunc(shown, func(p *tutorial.Page) bool { return p != nil && p.Untranslated })
}
