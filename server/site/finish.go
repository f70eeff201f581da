package site

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"napguide/server/network"
)

// finishPage is the end of the practice: a record to print, and the door to the real login outside of it.
type finishPage struct {
	base
	Steps, Runs []tick
	Questions   int
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
	return p, nil
}

// siteCode is the QR code that leads from paper to this site.
type siteCode struct {
	Size    int
	Path    string
	Address string // as one would type it
}

// Code is nil where no phone can open the site: a code that leads nowhere is worse than none.
func (b base) Code() (*siteCode, error) {
	if !b.at.Reach {
		return nil, nil
	}
	size, path, err := QR(b.at.Base + "/" + b.Lang + "/")
	if err != nil {
		return nil, err
	}
	return &siteCode{Size: size, Path: path, Address: b.at.Typed}, nil
}

// NamesAddress tells whether a page's path is that of one which says where the site is.
func NamesAddress(path string) bool {
	return strings.HasSuffix(path, "/print") || strings.HasSuffix(path, "/finish")
}

// maxAddressed is how many finished pages with addresses are kept: more than a machine has in a day.
const maxAddressed = 64

// addressedFiles are finished pages that say where the site is.
type addressedFiles struct {
	mu    sync.Mutex
	files map[addressedKey]*File
}

type addressedKey struct{ path, base string }

// WithAddress is a page that says where phones open the site.
func (s *Site) WithAddress(path string, at network.Address) (*File, error) {
	kept, key := &s.kept.addressed, addressedKey{path, at.Base}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if f := kept.files[key]; f != nil {
		return f, nil
	}
	for _, lang := range s.Languages() {
		for _, p := range s.staticPages(lang) {
			if s.href(lang, "/"+p.template) != path {
				continue
			}
			f, _, err := s.finish(p, lang, at)
			if err != nil {
				return nil, err
			}
			if len(kept.files) >= maxAddressed || kept.files == nil {
				kept.files = map[addressedKey]*File{}
			}
			kept.files[key] = f
			return f, nil
		}
	}
	return nil, fmt.Errorf("site: there is no page %s", path)
}

// finish makes a page for everybody, and tells its name.
func (s *Site) finish(p staticPage, lang string, at network.Address) (f *File, name string, err error) {
	made, err := p.make(lang)
	if err != nil {
		return nil, "", err
	}
	made.common().at = at
	raw, err := s.render(p.template, made)
	if err != nil {
		return nil, "", err
	}
	var options []FileOption
	if made.common().NoIndex {
		options = append(options, WithNoIndex())
	}
	return NewFile(s.href(lang, made.common().Path), "text/html; charset=utf-8", raw, options...), made.common().Name, nil
}

// publicAddress is the configured one, or none.
func (s *Site) publicAddress() network.Address {
	if s.opt.PublicURL == nil {
		return network.Address{}
	}
	base := strings.TrimSuffix(s.opt.PublicURL.String(), "/")
	return network.Address{Base: base, Typed: network.Typed(base), Reach: true}
}
