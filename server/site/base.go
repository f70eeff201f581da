package site

import (
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// base is what every page knows: its language, its place in the site, and how to print words.
type base struct {
	site *Site
	p    *locale.Printer

	Lang        string
	Path        string // without the language: /guide/start
	Name        string // what the page is, for scripts and tests: guide/start
	Section     string // which entry of the navigation it belongs to
	DocTitle    string
	Description string
	NoIndex     bool
	HelpHref    string // the help entry that fits the page
	Langs       []langLink
	Written     string   // as its readers call it: the language in which some of the page stands for want of a translation; "" mostly
	progress    Progress // of a browser without script; empty on the pages built beforehand
	strip       *Strip   // of a browser without script that is in a class
	Refresh     int      // seconds after which the page asks again where there is no script; 0: never
	fault       *error   // the first that came up while the page was put together; render returns it
	device      string   // the phone for which the page's code is; "" where it has none
}

type langLink struct{ Code, Short, Label, Href, Plain string }

// simTitle marks the title of a page that shows a simulated screen.
const simTitle = "sim.title"

// newBase prepares a page. title is plain text; sim tells that it shows a simulated screen.
func (s *Site) newBase(lang, path, name, section, title, description string, sim bool) base {
	b := base{site: s, p: s.opt.Catalog.Printer(lang), Lang: lang, Path: path, Name: name, Section: section, Description: description, NoIndex: sim, fault: new(error)}
	b.HelpHref = s.href(lang, "/help"+s.helpTopic(lang, name))
	b.DocTitle = b.plain("site.name")
	if title != "" {
		b.DocTitle = title + " – " + b.DocTitle
	}
	if sim {
		b.DocTitle = b.plain(simTitle) + b.DocTitle
	}
	if untranslated(s.opt.Guides[lang], name) {
		b.Written = s.opt.Catalog.Name(locale.Source)
	}
	for _, code := range s.Languages() {
		to := s.href(code, path)
		if section == "device" {
			to = path
		}
		b.Langs = append(b.Langs, langLink{Code: code, Short: s.opt.Catalog.Short(code), Label: s.opt.Catalog.Name(code), Plain: to, Href: s.switchHref(to, code)})
	}
	return b
}

// titled prepares a page whose title and description are messages.
func (s *Site) titled(lang, path, name, section, title, description string) base {
	b := s.newBase(lang, path, name, section, "", "", false)
	b.DocTitle, b.Description = b.plain(title)+" – "+b.DocTitle, b.plain(description)
	return b
}

// ask keeps what the page was asked for with, as deleted=123, in the other languages of the same page.
func (b *base) ask(query string) {
	for i := range b.Langs {
		l := &b.Langs[i]
		l.Href = l.Plain + "?" + query + "&lang=" + l.Code
	}
}

// switchHref is a language's address in the switch: it lets the server keep the choice, where there is one.
func (s *Site) switchHref(to, code string) string {
	if s.opt.Export {
		return to
	}
	return to + "?lang=" + code
}

// helpTopic is the entry of the help page that answers what people ask on a page: a step names it, and what practises the
// same screen has the same.
func (s *Site) helpTopic(lang, name string) string {
	g := s.opt.Guides[lang]
	steps := g.Steps
	kind, rest, _ := strings.Cut(name, "/")
	topic := ""
	switch {
	case name == "launch" && len(steps) > 0:
		topic = steps[0].Help
	case kind == "guide" && g.Step(rest) != nil:
		topic = g.Step(rest).Help
	case kind == "practice":
		id, state, _ := strings.Cut(rest, "/")
		run, _ := s.Runs().Find(id)
		at, _ := run.State(state)
		for _, st := range steps {
			if guided, ok := s.Runs().Guided().State(st.State); ok && at.Screen != "" && guided.Screen == at.Screen {
				topic = st.Help
			}
		}
	}
	if topic == "" {
		return ""
	}
	return "#" + topic
}

func (b *base) common() *base { return b }

// earned is the fragment with which one comes from the press that signs in to the guide's page where one is signed in, and from
// a run's last press to its end. By whatever other way one comes there, the page says when it comes and praises nobody.
const earned = "earned"

// Mark is the page's own fragment: see earned.
func (b base) Mark() string { return "" }

// T prints a message as plain text.
func (b base) T(id string, kv ...any) (string, error) { return b.p.T(id, b.ofPhone(kv)...) }

// H prints a message as HTML, its phrases marked.
func (b base) H(id string, kv ...any) (template.HTML, error) { return b.p.H(id, b.ofPhone(kv)...) }

// ofPhone gives messages the answers of the page's phone, where the guide has several: else every message knows them.
func (b base) ofPhone(kv []any) []any {
	g := b.site.opt.Guides[b.Lang]
	if b.device == "" || len(g.Phones) < 2 {
		return kv
	}
	allow, decline := g.Answers(b.device)
	return append(kv, "Allow", allow, "Decline", decline)
}

// plain and html are T and H where a page is put together: a fault is noted.
func (b base) plain(id string, kv ...any) string       { return noted(b.p.T(id, kv...))(b.fault) }
func (b base) html(id string, kv ...any) template.HTML { return noted(b.p.H(id, kv...))(b.fault) }

// noted gives a value whose error is kept, if it is the first.
func noted[T any](v T, err error) func(fault *error) T {
	return func(fault *error) T {
		if *fault == nil {
			*fault = err
		}
		return v
	}
}

// settings is the attribute in which a script finds what it is told of an element.
func settings(v any) (template.HTMLAttr, error) {
	raw, err := json.Marshal(v) // without < > &
	if err != nil {
		return "", err
	}
	return template.HTMLAttr(" data-settings='" + strings.ReplaceAll(string(raw), "'", "&#39;") + "'"), nil // #nosec G203 -- nothing in it ends the attribute
}

// LangOf is the lang attribute of an element with a plain message in it: where that stands in the source language.
func (b base) LangOf(id string) template.HTMLAttr {
	if b.p.Has(id) {
		return ""
	}
	return template.HTMLAttr(` lang="` + locale.Source + `"`) // #nosec G203 -- a constant
}

// Version is the program's, or "".
func (b base) Version() string { return b.site.opt.Version }

// Href is the address of a page in the page's own language.
func (b base) Href(path string) string { return b.site.href(b.Lang, path) }

// App is the name of the app that scans the code.
func (b base) App() template.HTML { return b.text(b.site.opt.Guides[b.Lang].Site.App) }

// Asset is the address of an asset.
func (b base) Asset(name string) (string, error) { return b.site.assets.URL(name) }

// Sheet is the address of the page's one style sheet.
func (b base) Sheet() (string, error) { return b.site.assets.Sheet(b.Name) }

// LateSheet is the address of the style of a class's strip.
func (b base) LateSheet() (string, error) { return b.Asset(asset.LateSheet) }

// Script is the address of the page's one script.
func (b base) Script() (string, error) { return b.site.assets.Script(b.Name) }

// Integrity is the attribute by which a browser knows that the script is the one that was built. An export is opened from
// a folder too, where browsers cannot look.
func (b base) Integrity() template.HTMLAttr {
	if b.site.opt.Export {
		return ""
	}
	return template.HTMLAttr(` integrity="` + b.site.assets.Integrity(b.Name) + `"`) // #nosec G203 -- base64 of our own making
}

// IsEphemeral tells whether the page is one person's for a while, so that nothing in it is for who passes its address on.
func (b base) IsEphemeral() bool { return strings.HasPrefix(b.Path, "/g/") }

// Preview is the full address of the picture that a chat shows beside a link, or "" where chats cannot come for it.
func (b base) Preview() (string, error) {
	public := b.site.opt.PublicURL
	if public == nil {
		return "", nil
	}
	path, err := b.Asset(asset.Preview)
	return public.Scheme + "://" + public.Host + path, err
}

// Once is a part of the page that depends on its language and on keys only: a template that many pages share is rendered
// once for all of them.
func (b base) Once(name string, keys ...string) (template.HTML, error) {
	return b.site.kept.parts.Get(onceKey{name, b.Lang, strings.Join(keys, "\n")}, func() (template.HTML, error) {
		t, err := b.site.templateOf(name)
		if err != nil {
			return "", err
		}
		b.device = ""
		var out strings.Builder
		err = t.Execute(&out, b)
		return template.HTML(out.String()), err // #nosec G203 -- the template escaped it
	})
}

// phrases marks up a title from the content.
func (b base) phrases(s string) template.HTML {
	return b.markUp(s, true, func() template.HTML { return locale.Phrases(b.Lang, s) })
}

// text marks up plain text from the content.
func (b base) text(s string) template.HTML {
	return b.markUp(s, false, func() template.HTML { return template.HTML(locale.Text(b.Lang, s)) }) // #nosec G203 -- Text escapes
}

func (b base) texts(all []string) (marked []template.HTML) {
	for _, s := range all {
		marked = append(marked, b.text(s))
	}
	return marked
}

func (b base) markUp(s string, phrases bool, mark func() template.HTML) template.HTML {
	html, _ := b.site.kept.texts.Get(textKey{b.Lang, s, phrases}, func() (template.HTML, error) { return mark(), nil })
	return html
}

// Static tells whether the page is part of an export.
func (b base) Static() bool { return b.site.opt.Export }

// Dev tells whether somebody is writing the site.
func (b base) Dev() bool { return b.site.opt.Dev }

// Edit is which of the writer's edits the page shows.
func (b base) Edit() int { return b.site.opt.Edit }

// qrPicture is a QR code as a template draws it.
type qrPicture struct {
	URL  string
	Size int
	Path string
}

// qr draws a QR code, addressQR that of a code's address.
func (b base) qr(content string) *qrPicture { return b.drawQR(content, asset.QR) }

func (b base) addressQR(address string) *qrPicture { return b.drawQR(address, asset.AddressQR) }

func (b base) drawQR(content string, draw func(string) (int, string, error)) *qrPicture {
	size, path, err := draw(content)
	return noted(&qrPicture{URL: content, Size: size, Path: path}, err)(b.fault)
}

// untranslated tells whether some of what a page shows of the content stands in the source language, for want of a
// translation.
func untranslated(g *tutorial.Guide, name string) bool {
	if g == nil || g.Lang == locale.Source {
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
