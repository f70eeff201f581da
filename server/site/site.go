package site

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

//go:embed templates/*.html templates/sw.js
var templateFiles embed.FS

// Options is what a site is made of.
type Options struct {
	Guides      map[string]*tutorial.Guide // one a language
	Catalog     *locale.Catalog
	Static      fs.FS         // style sheets, scripts and icons
	LiveURL     string        // the real login
	BaseURL     *url.URL      // what QR codes carry: scheme and host, no path
	PhonesReach bool          // false: BaseURL is this machine's loopback address, which no phone can open
	GrantTTL    time.Duration // how long a practice code lasts
}

// Site is every page of the guide in every language. It does not change after Build, but for Densify.
type Site struct {
	opt       Options
	assets    *Assets
	templates map[string]*template.Template
	pictures  map[string]template.HTML
	files     map[string]*File
	fallback  map[string][]byte // the last-resort 500 page, a language
}

// Build renders the whole site. Its error lists every fault: a dead internal link by file and line, a missing message.
func Build(o Options) (*Site, error) {
	s := &Site{opt: o, files: map[string]*File{}, fallback: map[string][]byte{}}
	var err error
	if s.assets, err = BuildAssets(o.Static); err != nil {
		return nil, err
	}
	if err := s.parseTemplates(); err != nil {
		return nil, err
	}
	for _, f := range s.assets.Files() {
		s.files[f.Path] = f
	}
	var faults []error
	for _, lang := range s.Languages() {
		faults = append(faults, s.buildLanguage(lang)...)
	}
	if len(faults) == 0 {
		faults = s.deadLinks()
	}
	s.addRootFiles()
	faults = append(faults, s.addManifest(), s.addServiceWorker())
	return s, errors.Join(faults...)
}

func (s *Site) parseTemplates() error {
	shared := []string{"layout", "pictures", "icons", "sim", "phone", "device", "room"}
	var names []string
	for _, n := range shared {
		names = append(names, "templates/"+n+".html")
	}
	base, err := template.ParseFS(templateFiles, names...)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	s.templates = map[string]*template.Template{}
	s.pictures = map[string]template.HTML{}
	for _, t := range base.Templates() {
		if name, ok := strings.CutPrefix(t.Name(), "pic-"); ok {
			var b bytes.Buffer
			if err := t.Execute(&b, nil); err != nil {
				return fmt.Errorf("site: %w", err)
			}
			s.pictures[name] = template.HTML(b.String())
		}
	}
	// A set that was executed cannot be cloned: start again.
	if base, err = template.ParseFS(templateFiles, names...); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	pages, err := fs.Glob(templateFiles, "templates/page-*.html")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, file := range pages {
		t, err := template.Must(base.Clone()).ParseFS(templateFiles, file)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/page-"), ".html")
		s.templates[name] = t.Lookup("layout")
	}
	s.templates["device"] = template.Must(base.Clone()).Lookup("device")
	// The wall is a slide with a strip: it needs what the slides draw in their own way.
	wall, err := template.Must(base.Clone()).ParseFS(templateFiles, "templates/page-present.html", "templates/page-room-wall.html")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	s.templates["room-wall"] = wall.Lookup("layout")
	return nil
}

// page is what the templates are given: every page struct embeds a base.
type page interface{ common() *base }

// render writes a page through a template.
func (s *Site) render(name string, p page) ([]byte, error) {
	var b bytes.Buffer
	if err := s.templates[name].Execute(&b, p); err != nil {
		return nil, fmt.Errorf("site: page %s (%s): %w", p.common().Path, p.common().Lang, err)
	}
	return b.Bytes(), nil
}

// buildLanguage renders every page that depends only on language and path.
func (s *Site) buildLanguage(lang string) (faults []error) {
	add := func(name string, p page, err error) {
		if err == nil {
			var raw []byte
			if raw, err = s.render(name, p); err == nil {
				var options []FileOption
				if p.common().NoIndex {
					options = append(options, WithNoIndex())
				}
				f := NewFile(s.href(lang, p.common().Path), "text/html; charset=utf-8", raw, options...)
				s.files[f.Path] = f
			}
		}
		if err != nil {
			faults = append(faults, err)
		}
	}
	for _, p := range s.staticPages(lang) {
		made, err := p.make(lang)
		add(p.template, made, err)
	}
	raw, err := s.failure(lang, FailureView{Status: 500, Kind: "internal"})
	if err != nil {
		faults = append(faults, err)
	}
	s.fallback[lang] = raw
	return faults
}

// addRootFiles adds what has no language.
func (s *Site) addRootFiles() {
	add := func(path, kind, text string, options ...FileOption) {
		s.files[path] = NewFile(path, kind, []byte(text), options...)
	}
	add("/NAPPLUS.url", "application/internet-shortcut", "[InternetShortcut]\r\nURL="+s.opt.LiveURL+"\r\n")
	add("/robots.txt", "text/plain; charset=utf-8", "User-agent: *\nDisallow: /d\nDisallow: /sandbox/\n")
}

// addManifest adds /manifest.webmanifest, with which a browser may put the guide on a desktop or home screen.
func (s *Site) addManifest() error {
	p := s.opt.Catalog.Printer(locale.Source)
	name, err := p.T("site.name")
	if err != nil {
		return err
	}
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	manifest := struct {
		Name            string `json:"name"`
		ShortName       string `json:"short_name"`
		Lang            string `json:"lang"`
		StartURL        string `json:"start_url"`
		Scope           string `json:"scope"`
		Display         string `json:"display"`
		BackgroundColor string `json:"background_color"`
		ThemeColor      string `json:"theme_color"`
		Icons           []icon `json:"icons"`
	}{name, name, locale.Source, "/", "/", "browser", "#fbfaf7", "#0b5c5e", nil}
	for _, size := range []string{"192", "512"} {
		src, err := s.assets.URL("icon-" + size + ".png")
		if err != nil {
			return err
		}
		manifest.Icons = append(manifest.Icons, icon{src, size + "x" + size, "image/png", "any"})
	}
	raw, err := json.Marshal(manifest)
	if err != nil {
		return fmt.Errorf("site: manifest: %w", err)
	}
	s.files["/manifest.webmanifest"] = NewFile("/manifest.webmanifest", "application/manifest+json", raw)
	return nil
}

// deadLinks lists links in the content that lead to no page, or to no such part of a page.
func (s *Site) deadLinks() (faults []error) {
	for _, lang := range s.Languages() {
		g := s.opt.Guides[lang]
		pages := []*tutorial.Page{g.Summary, g.Prepare, g.Help, g.Privacy, g.About}
		for _, st := range g.Steps {
			pages = append(pages, &st.Page)
		}
		for _, r := range g.Scenarios {
			pages = append(pages, &r.Page)
		}
		for _, q := range g.Questions {
			pages = append(pages, &q.Page)
		}
		pages = append(pages, g.Cards...)
		for _, p := range pages {
			for _, l := range p.Links {
				if !strings.HasPrefix(l.Href, "/") {
					continue
				}
				path, id, _ := strings.Cut(l.Href, "#")
				f, ok := s.files[path]
				switch {
				case !ok:
					faults = append(faults, fmt.Errorf("content/%s:%d: the link %s leads to no page; correct the address", p.File, l.Line, l.Href))
				case id != "" && !bytes.Contains(f.Raw(), []byte(` id="`+id+`"`)):
					faults = append(faults, fmt.Errorf("content/%s:%d: the page has no part #%s; correct the link %s", p.File, l.Line, id, l.Href))
				}
			}
		}
	}
	return faults
}

// File finds a finished page or asset by its exact path.
func (s *Site) File(path string) (*File, bool) {
	f, ok := s.files[path]
	return f, ok
}

// Paths lists every finished page and asset, sorted.
func (s *Site) Paths() []string {
	out := make([]string, 0, len(s.files))
	for p := range s.files {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// Densify compresses every file as small as it goes, one after another, until done or told to stop.
func (s *Site) Densify(ctx context.Context) {
	for _, p := range s.Paths() {
		if ctx.Err() != nil {
			return
		}
		s.files[p].Densify()
	}
}

// Languages lists the site's languages, the source language first.
func (s *Site) Languages() []string { return s.opt.Catalog.Languages() }

// HasLang tells whether the site is written in a language.
func (s *Site) HasLang(lang string) bool { return slices.Contains(s.Languages(), lang) }

// Match chooses a language: the cookie's, else the best of Accept-Language, else the source language.
func (s *Site) Match(cookie, accept string) string { return s.opt.Catalog.Match(cookie, accept) }

// NextAfter is the address to which the computer goes when its grant is in a state; empty where it stays.
func (s *Site) NextAfter(lang string, g sandbox.Grant, state sandbox.GrantState) string {
	run, st := runOf(g)
	if to, ok := run.After(st, state); ok {
		return s.href(lang, s.statePath(lang, run, to))
	}
	return ""
}

// runOf is the run and the state whose QR code a grant is. One that no longer exists is taken for the standard run's.
func runOf(g sandbox.Grant) (sandbox.Scenario, sandbox.State) {
	run, ok := sandbox.Find(g.Scenario)
	if !ok {
		run, _ = sandbox.Find(sandbox.Standard)
	}
	st, ok := run.CodeState(g.Place)
	if !ok {
		st, _ = run.CodeState("")
	}
	return run, st
}

// href is the address of a page by its path within a language.
func (s *Site) href(lang, path string) string {
	if strings.HasPrefix(path, "#") || path == "" {
		return path
	}
	return "/" + lang + path
}
