package site

import (
	"html/template"

	"napguide/server/tutorial"
)

// printPage is the sheet that hangs beside a monitor.
type printPage struct {
	base
	Four   []sheetStep
	Always template.HTML // the advice below the summary, on the blue button
}

// sheetStep is one of the four steps on paper: what the picture shows, said in words too, since paper may lack colours.
type sheetStep struct {
	Picture     template.HTML
	Short, Text template.HTML
	Address     template.HTML // to type, on the first; it may wrap behind a slash
}

func (s *Site) printPage(lang string) page {
	b, g := s.titled(lang, "/print", "print", "guide", "print.title", "print.lead"), s.opt.Guides[lang]
	p := &printPage{base: b, Always: g.Summary.Body}
	numbered := s.numbered(lang)
	for i, f := range b.Four() {
		step := sheetStep{Picture: f.Picture, Short: f.Short, Text: b.text(numbered[i].Summary)}
		if i == 0 {
			step.Address = tutorial.Breakable(s.opt.LiveURL)
		}
		p.Four = append(p.Four, step)
	}
	return p
}
