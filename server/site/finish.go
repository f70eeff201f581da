package site

import (
	"html/template"
	"strings"
)

// finishPage is the end of the practice: a record to print, and the door to the real login outside of it.
type finishPage struct {
	base
	Steps, Runs []tick
	Questions   int
	Code        *siteCode
	Months      string // names, with spaces between
	YearsAhead  int    // of CE
}

// tick is one line of the record, ticked by script or by pen. The script knows it by its ID.
type tick struct {
	ID   string
	Text template.HTML
}

func (s *Site) finishPage(lang string) (page, error) {
	b, err := s.titled(lang, "/finish", "finish", "practice", "finish.title", "finish.lead")
	if err != nil {
		return nil, err
	}
	g := s.opt.Guides[lang]
	words := s.opt.Catalog.Printer(lang)
	p := &finishPage{base: b, Questions: len(g.Questions), Months: strings.Join(words.Months(), " "), YearsAhead: words.YearsAhead()}
	for _, st := range g.Steps {
		p.Steps = append(p.Steps, tick{st.ID, b.phrases(st.Title)})
	}
	for _, r := range g.Scenarios {
		p.Runs = append(p.Runs, tick{r.ID, b.phrases(r.Title)})
	}
	p.Code, err = s.siteCode(lang)
	return p, err
}

// siteCode is the QR code that leads from paper to this site.
type siteCode struct {
	Size    int
	Path    string
	Address string // as one would type it
}

// siteCode is nil where no phone can open the site: a code that leads nowhere is worse than none.
func (s *Site) siteCode(lang string) (*siteCode, error) {
	if !s.opt.PhonesReach {
		return nil, nil
	}
	size, path, err := QR(s.opt.BaseURL.JoinPath(lang, "/").String()) // #nosec G125 -- a language of ours
	if err != nil {
		return nil, err
	}
	return &siteCode{Size: size, Path: path, Address: strings.TrimSuffix(s.opt.BaseURL.Host+s.opt.BaseURL.Path, "/")}, nil
}
