package site

import (
	"html/template"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// unitView is a unit's details in one language, marked up; empty where there are none.
type unitView struct {
	Name, Notice template.HTML
	Contacts     [][]unitPart
}

// unitPart is a piece of a contact, such as its number, with the word before it.
type unitPart struct {
	Key         string
	Label, Text template.HTML
}

// Unit is the unit's details, or nil where there are none to show.
func (b base) Unit() (*unitView, error) {
	u := b.site.opt.Unit
	if u == nil {
		return nil, nil
	}
	var err error
	text := func(t UnitText) template.HTML { return template.HTML(locale.Text(b.Lang, t.in(b.Lang))) } // #nosec G203 -- Text escapes
	v := &unitView{Name: text(u.Name), Notice: text(u.Notice)}
	for _, c := range u.contacts() {
		var parts []unitPart
		for _, t := range c.texts() {
			part := unitPart{Key: t.key, Text: text(t.text)}
			if part.Text == "" {
				continue
			}
			if t.key != "admin" && t.key != "hours" {
				part.Label = noted(b.H("unit." + t.key))(&err)
			}
			parts = append(parts, part)
		}
		if len(parts) > 0 {
			v.Contacts = append(v.Contacts, parts)
		}
	}
	if v.Name == "" && v.Notice == "" && len(v.Contacts) == 0 {
		return nil, nil
	}
	return v, err
}

// TellsContacts tells whether the unit's details say whom to ask.
func (b base) TellsContacts() bool {
	return b.site.opt.Unit != nil && len(b.site.opt.Unit.contacts()) > 0
}

// asks tells whether a page has a message ready to send, or leads to one: there its reader wants to know whom to send it to.
func (s *Site) asks(lang string, p *tutorial.Page) bool {
	if p.Message {
		return true
	}
	g := s.opt.Guides[lang]
	return slices.ContainsFunc(p.Links, func(l tutorial.Link) bool {
		path, part, _ := strings.Cut(strings.TrimPrefix(l.Href, "/"+lang+"/"), "#")
		if path == "stuck" {
			return slices.ContainsFunc(g.Cards, func(c *tutorial.Page) bool { return c.ID == part && c.Message })
		}
		return path == g.Prepare.ID && g.Prepare.Message
	})
}
