package site

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// Options is what a site is made of.
type Options struct {
	Guides      map[string]*tutorial.Guide // one a language
	Catalog     *locale.Catalog
	Static      fs.FS         // style sheets, scripts and icons
	LiveURL     string        // the real login; where it is empty, the one that the guide names
	PublicURL   *url.URL      // where the site is found by everybody, in an export with its path; nil: no such address
	GrantTTL    time.Duration // how long a practice code lasts
	Unit        *Unit         // the hospital's or clinic's own details; may be nil
	Export      bool          // the pages are to be written out, for use without the program: see Export
	Dev         bool          // pages follow the server's edits: somebody is writing
	Edit        int           // which edit this is, with Dev: a page that was read before the next one knows
	Version     string        // of the program, shown at the foot of what the site is; "" shows none
	ContentRoot string        // what faults put before a content file's path; "content" when empty

	// Proven says that content and words are the program's own, which its tests have rendered whole: Build then renders no page
	// before somebody asks for it.
	Proven bool
}

// Site is every page of the guide in every language. It does not change after Build, but for CompressBest.
type Site struct {
	*parsed
	opt           Options
	assets        *asset.Set
	files         map[string]*asset.File
	progressPages map[string]progressPage // the pages that show progress, by path
	fallback      map[string][]byte       // the last-resort 500 page, a language
	kept          *kept
}

// kept is what was made once and is the same on many pages. It grows to what the templates and the content hold.
type kept struct {
	parts sync.Map // onceKey → template.HTML
	texts sync.Map // words of the content, marked up: textKey → template.HTML

	// Of rooms, whose thousands of streams ask for the same at once.
	titles sync.Map // of what they do: titleKey → string
	notes  sync.Map // to their people: noteKey → note
}

// Build makes the whole site, and renders all of it unless it is proven. Its error lists every fault: a dead internal link by
// file and line, a missing message.
func Build(o Options) (*Site, error) {
	o.Catalog = o.Catalog.With(tutorial.Words(o.Guides))
	if o.LiveURL == "" {
		o.LiveURL = o.Guides[locale.Source].Site.Live
	}
	s := &Site{opt: o, files: map[string]*asset.File{}, fallback: map[string][]byte{}, progressPages: map[string]progressPage{}, kept: &kept{}}
	var err error
	if s.assets, err = asset.Build(o.Static, asset.Options{Whole: o.Export, Paints: paintSheet(o.Guides), Signs: signsOf(o.Guides[locale.Source])}); err != nil {
		return nil, err
	}
	if s.parsed, err = templatesFor(o.Export); err != nil {
		return nil, err
	}
	for _, f := range s.assets.Files() {
		s.files[f.Path] = f
	}
	if missing := s.missingPhones(); len(missing) > 0 {
		return nil, missing
	}
	faults := s.buildLanguages()
	s.addRootFiles()
	if !o.Export {
		faults = append(faults, s.addManifest())
		s.addServiceWorker()
	}
	if !o.Proven {
		faults = append(faults, s.prove()...)
	}
	return s, errors.Join(faults...)
}

// prove renders every page and follows every link.
func (s *Site) prove() []error {
	var pages [][]*asset.File
	for _, lang := range s.Languages() {
		var of []*asset.File
		for path, f := range s.files {
			if strings.HasPrefix(path, "/"+lang+"/") {
				of = append(of, f)
			}
		}
		pages = append(pages, of)
	}
	found := make([]error, len(pages))
	var all sync.WaitGroup
	for i, of := range pages {
		all.Go(func() {
			for _, f := range of {
				found[i] = errors.Join(found[i], f.Make())
			}
		})
	}
	all.Wait()
	if err := errors.Join(found...); err != nil {
		return []error{err}
	}
	return s.deadLinks()
}

// missingPhones lists the phones that runs name and that are not there: a code cannot be drawn without one.
func (s *Site) missingPhones() (faults tutorial.Faults) {
	g := s.opt.Guides[locale.Source]
	var told []string
	for _, run := range g.Runs.All() {
		for _, st := range run.States {
			if st.Device == "" || g.Phone(st.Device) != nil || slices.Contains(told, st.Device) {
				continue
			}
			told = append(told, st.Device)
			folder := path.Join(cmp.Or(s.opt.ContentRoot, "content"), locale.Source, tutorial.PhoneFolder)
			faults = append(faults, tutorial.Fault{File: folder, Line: 1, Msg: fmt.Sprintf("there is no phone %q", st.Device), Mend: "write " + tutorial.PhoneFolder + "/" + st.Device + ".md"})
		}
	}
	return faults
}

// page is what the templates are given: every page struct embeds a base.
type page interface{ common() *base }

// render writes a page through a template. Its error is also what went wrong while the page was put together.
func (s *Site) render(name string, p page) ([]byte, error) {
	if err := *p.common().fault; err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := s.templates[name]().Execute(&b, p); err != nil {
		return nil, fmt.Errorf("site: page %s (%s): %w", p.common().Path, p.common().Lang, err)
	}
	return b.Bytes(), nil
}

// buildLanguages renders all languages, each on a goroutine of its own: a start waits for it.
func (s *Site) buildLanguages() (faults []error) {
	langs := s.Languages()
	built, found := make([]builtLanguage, len(langs)), make([][]error, len(langs))
	var all sync.WaitGroup
	for i, lang := range langs {
		all.Go(func() { built[i], found[i] = s.buildLanguage(lang) })
	}
	all.Wait()
	for i, lang := range langs {
		maps.Copy(s.files, built[i].files)
		maps.Copy(s.progressPages, built[i].progressPages)
		s.fallback[lang] = built[i].fallback
		faults = append(faults, found[i]...)
	}
	return faults
}

// builtLanguage is what a site has of one language.
type builtLanguage struct {
	files         map[string]*asset.File
	progressPages map[string]progressPage
	fallback      []byte
}

// buildLanguage renders every page that depends only on language and path.
func (s *Site) buildLanguage(lang string) (out builtLanguage, faults []error) {
	out.files, out.progressPages = map[string]*asset.File{}, map[string]progressPage{}
	for _, p := range s.staticPages(lang) {
		f, name, err := s.finish(p, lang)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out.files[f.Path] = f
		if showsProgress(name) {
			out.progressPages[f.Path] = progressPage{p, lang}
		}
	}
	raw, err := s.failure(lang, FailureView{Status: 500, Kind: "internal"})
	if err != nil {
		faults = append(faults, err)
	}
	out.fallback = raw
	return out, faults
}

// addRootFiles adds what has no language.
func (s *Site) addRootFiles() {
	add := func(path, kind, text string, options ...asset.FileOption) {
		s.files[path] = asset.NewFile(path, kind, []byte(text), options...)
	}
	add(s.shortcutPath(), "application/internet-shortcut", "[InternetShortcut]\r\nURL="+s.opt.LiveURL+"\r\n")
	if s.opt.Export {
		return
	}
	add("/robots.txt", "text/plain; charset=utf-8", "User-agent: *\nDisallow: /d\nDisallow: /j\nDisallow: /sandbox/\nDisallow: /workshop/\n")
}

// shortcutPath is the address of the file that puts the real login on a desktop.
func (s *Site) shortcutPath() string { return "/" + s.opt.Guides[locale.Source].Site.Shortcut + ".url" }

// LiveURL is the address of the real login.
func (s *Site) LiveURL() string { return s.opt.LiveURL }

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
	}{name, name, locale.Source, "/", "/", "browser", asset.PutColours("var(--light-paper)"), asset.PutColours("var(--light-teal)"), nil}
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
	s.files["/manifest.webmanifest"] = asset.NewFile("/manifest.webmanifest", "application/manifest+json", raw)
	return nil
}

// deadLinks lists links in the content that lead to no page, or to no such part of a page.
func (s *Site) deadLinks() (faults []error) {
	for _, lang := range s.Languages() {
		for _, fault := range s.DeadLinks(s.opt.Guides[lang], s.opt.ContentRoot) {
			faults = append(faults, fault)
		}
	}
	return faults
}

// DeadLinks lists the links of a guide that lead to no page of this site, or to no such part of one. The guide may be
// another than the site's, and may lack pages.
func (s *Site) DeadLinks(g *tutorial.Guide, root string) (faults tutorial.Faults) {
	for _, p := range g.Pages() {
		for _, l := range p.Links {
			if !strings.HasPrefix(l.Href, "/") {
				continue
			}
			path, id, _ := strings.Cut(l.Href, "#")
			fault := tutorial.Fault{File: cmp.Or(root, "content") + "/" + p.File, Line: l.Line}
			f, ok := s.files[path]
			switch {
			case !ok:
				fault.Msg, fault.Mend = "the link "+l.Href+" leads to no page", "correct the address"
				faults = append(faults, fault)
			case id != "" && !bytes.Contains(f.Raw(), []byte(` id="`+id+`"`)):
				fault.Msg, fault.Mend = "the page has no part #"+id, "correct the link "+l.Href
				faults = append(faults, fault)
			}
		}
	}
	return faults
}

// File finds a finished page or asset by its exact path.
func (s *Site) File(path string) (*asset.File, bool) {
	f, ok := s.files[path]
	return f, ok
}

// Paths lists every finished page and asset, sorted.
func (s *Site) Paths() []string { return slices.Sorted(maps.Keys(s.files)) }

// CompressBest compresses the whole site, as asset.CompressBest does.
func (s *Site) CompressBest(ctx context.Context, name string, delay time.Duration) error {
	files := make([]*asset.File, 0, len(s.files))
	for _, path := range s.Paths() {
		files = append(files, s.files[path])
	}
	return asset.CompressBest(ctx, files, name, delay)
}

// Languages lists the site's languages, the source language first.
func (s *Site) Languages() []string { return s.opt.Catalog.Languages() }

// HasLang tells whether the site is written in a language.
func (s *Site) HasLang(lang string) bool { return slices.Contains(s.Languages(), lang) }

// Match chooses a language: the cookie's, else the best of Accept-Language, else the source language.
func (s *Site) Match(cookie, accept string) string { return s.opt.Catalog.Match(cookie, accept) }

// NextAfter is the address to which the computer goes when its grant is in a state; empty where it stays.
func (s *Site) NextAfter(lang string, g sandbox.Grant, state sandbox.GrantState) string {
	run, st := s.runOf(g)
	if to, ok := run.After(st, state); ok {
		return s.moveHref(lang, run, to)
	}
	return ""
}

// moveHref is the address of the state to which a move leads, with its explanation.
func (s *Site) moveHref(lang string, run sandbox.Scenario, m sandbox.Move) string {
	st, _ := run.State(m.To.State)
	href := s.href(lang, s.statePath(lang, run, st))
	if m.Why != "" {
		href += "#why-" + m.Why
	}
	return href
}

// runOf is the run and the state whose QR code a grant is. One that no longer exists is taken for the plain run's.
func (s *Site) runOf(g sandbox.Grant) (sandbox.Scenario, sandbox.State) {
	run, ok := s.Runs().Find(g.Scenario)
	if !ok {
		run = s.Runs().Plain()
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
