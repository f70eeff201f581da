package site

import (
	"html/template"
	"strings"

	"napguide/server/network"
	"napguide/server/site/asset"
)

// finishPage is the end of the practice: a record to print, and the door to the real login outside of it.
type finishPage struct {
	base
	Lists      []tickList
	Questions  int
	Months     string // names, with spaces between
	YearsAhead int    // of CE
}

// tickList is steps, or runs; Heading is a message.
type tickList struct {
	Heading string
	Ticks   []tick
}

// tick is one line of the record, ticked by script or by pen. The script knows it by its ID.
type tick struct {
	ID   string
	Text template.HTML
}

func (s *Site) finishPage(lang string) page {
	b, g := s.titled(lang, "/finish", "finish", "practice", "finish.title", "finish.lead"), s.opt.Guides[lang]
	p := &finishPage{base: b, Questions: len(g.Questions), Months: strings.Join(b.p.Months(), " "), YearsAhead: b.p.YearsAhead()}
	steps, runs := tickList{Heading: "finish.steps"}, tickList{Heading: "finish.runs"}
	for _, st := range g.Steps {
		steps.Ticks = append(steps.Ticks, tick{st.ID, b.phrases(st.Title)})
	}
	for _, r := range g.Scenarios {
		runs.Ticks = append(runs.Ticks, tick{r.ID, b.phrases(r.Title)})
	}
	p.Lists = []tickList{steps, runs}
	return p
}

// Code is the QR code that leads from paper to this site. It is nil where not everybody can open the site tomorrow: paper
// outlives the address of a network.
func (b base) Code() (*qrPicture, error) {
	at := b.site.publicAddress()
	if !at.IsPublic() {
		return nil, nil
	}
	code := b.drawQR(at.Base+"/"+b.Lang+"/", asset.PageQR)
	return code, *b.fault
}

// TypedAddress is this site's, as one would type it from paper.
func (b base) TypedAddress() string { return b.site.publicAddress().Typed }

// finish makes a page for everybody, which is rendered when it is first asked for.
func (s *Site) finish(p staticPage, lang string) (f *asset.File, err error) {
	made := p.make(lang)
	if err := *made.common().fault; err != nil {
		return nil, err
	}
	render := func() ([]byte, error) { return s.render(p.template, p.make(lang)) } // made once more, rather than held until somebody asks
	f = asset.NewLateFile(s.href(lang, made.common().Path), "text/html; charset=utf-8", render)
	f.NoIndex = made.common().NoIndex
	return f, nil
}

// publicAddress is the configured one, or none.
func (s *Site) publicAddress() network.Address {
	if s.opt.PublicURL == nil {
		return network.Address{}
	}
	base := strings.TrimSuffix(s.opt.PublicURL.String(), "/")
	return network.Address{Base: base, Typed: network.Typed(base), Type: network.Configured, Reach: true}
}
