package site

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"napguide/server/locale"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// How a site is made: nothing else here knows all its pages.

// Build makes the whole site, and renders all of it unless it is proven. Its error lists every fault: a dead internal link by
// file and line, a missing message.
func Build(o Options) (*Site, error) {
	o.Catalog = o.Catalog.With(tutorial.Words(o.Guides))
	o.LiveURL = cmp.Or(o.LiveURL, o.Guides[locale.Source].Site.Live)
	s := &Site{opt: o, files: map[string]*asset.File{}, fallback: map[string][]byte{}, ownPages: map[string]ownPage{}, kept: &kept{}}
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
	pages := slices.DeleteFunc(s.Paths(), func(path string) bool {
		lang, _, below := strings.Cut(path[1:], "/")
		return !below || !s.HasLang(lang)
	})
	found := make([]error, len(pages))
	var all sync.WaitGroup
	for i, path := range pages {
		all.Go(func() { found[i] = s.files[path].Make() })
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
		maps.Copy(s.ownPages, built[i].ownPages)
		s.fallback[lang] = built[i].fallback
		faults = append(faults, found[i]...)
	}
	return faults
}

// builtLanguage is what a site has of one language.
type builtLanguage struct {
	files    map[string]*asset.File
	ownPages map[string]ownPage
	fallback []byte
}

// buildLanguage renders every page that depends only on language and path.
func (s *Site) buildLanguage(lang string) (out builtLanguage, faults []error) {
	out.files, out.ownPages = map[string]*asset.File{}, map[string]ownPage{}
	for _, p := range s.staticPages(lang) {
		f, err := s.finish(p, lang)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out.files[f.Path] = f
		out.ownPages[f.Path] = ownPage{p, lang}
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
	add := func(path, kind, text string) { s.files[path] = asset.NewFile(path, kind, []byte(text)) }
	add(s.shortcutPath(), "application/internet-shortcut", "[InternetShortcut]\r\nURL="+s.opt.LiveURL+"\r\n")
	if s.opt.Export {
		return
	}
	add("/robots.txt", "text/plain; charset=utf-8", "User-agent: *\nDisallow: /d\nDisallow: /j\nDisallow: /sandbox/\nDisallow: /workshop/\n")
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

// staticPages lists them all, for one language.
func (s *Site) staticPages(lang string) []staticPage {
	g := s.opt.Guides[lang]
	pages := []staticPage{
		{"home", s.homePage},
		{"summary", s.summaryPage},
		{"stuck", s.stuckPage},
		{"launch", s.launchPage},
		{"error", s.offlinePage},
		{"workshop", func(lang string) page { return s.workshopPage(lang) }},
		{"maps", s.mapsPage},
		{"practice", s.practicePage},
		{"quiz", func(lang string) page { return s.quizPage(lang, nil) }},
		{"finish", s.finishPage},
		{"print", s.printPage},
		{"prose", func(lang string) page { return s.prose(lang, g.Prepare, "") }},
		{"help", s.helpPage},
		{"prose", func(lang string) page { return s.prose(lang, g.Privacy, "") }},
	}
	if s.opt.Export {
		pages = slices.DeleteFunc(pages, func(p staticPage) bool { return p.template == "error" }) // no worker shows it
	}
	pages = append(pages, s.presentPages(lang)...)
	for _, step := range g.Steps {
		pages = append(pages, staticPage{"step", func(lang string) page { return s.stepPage(lang, step, "", nil) }})
	}
	for _, run := range s.Runs().All() {
		if run.Guided {
			continue
		}
		for _, st := range run.States {
			pages = append(pages, staticPage{"run", func(lang string) page { return s.runPage(lang, run, st, "", nil) }})
		}
	}
	return pages
}

// addServiceWorker adds /sw.js, which knows every page and asset by name. Its version is the hash of all of them, so
// that a new build is a new worker with a store of its own; who asks for it therefore has every page rendered. While somebody
// writes it keeps nothing and stays the same: else each save would have the browser fetch the whole site before it shows the page.
func (s *Site) addServiceWorker() {
	paths := s.Paths()
	s.files["/sw.js"] = asset.NewLateFile("/sw.js", "text/javascript; charset=utf-8", func() ([]byte, error) { return s.serviceWorker(paths) })
}

// presentPages lists the slides of one language.
func (s *Site) presentPages(lang string) []staticPage {
	pages := []staticPage{{"present", s.presentTitlePage}, {"present", s.presentSummaryPage}}
	for _, step := range s.opt.Guides[lang].Steps {
		pages = append(pages, staticPage{"present", func(lang string) page { return s.presentStepPage(lang, step) }})
	}
	return pages
}
