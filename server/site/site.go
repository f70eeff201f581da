package site

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/memo"
	"napguide/server/sandbox"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// Options is what a site is made of.
type Options struct {
	Guides      map[string]*tutorial.Guide // one a language
	Catalog     *locale.Catalog
	Static      fs.FS    // style sheets, scripts and icons
	LiveURL     string   // the real login; where it is empty, the one that the guide names
	PublicURL   *url.URL // where the site is found by everybody, in an export with its path; nil: no such address
	Unit        *Unit    // the hospital's or clinic's own details; may be nil
	Export      bool     // the pages are to be written out, for use without the program: see Export
	Dev         bool     // pages follow the server's edits: somebody is writing
	Edit        int      // which edit this is, with Dev: a page that was read before the next one knows
	Version     string   // of the program, shown at the foot of what the site is; "" shows none
	ContentRoot string   // what faults put before a content file's path; "content" when empty

	// Proven says that content and words are the program's own, which its tests have rendered whole: Build then renders no page
	// before somebody asks for it.
	Proven bool
}

// Site is every page of the guide in every language. It does not change after Build, but for CompressBest.
type Site struct {
	*parsed
	opt      Options
	assets   *asset.Set
	files    map[string]*asset.File
	ownPages map[string]ownPage // how each page is made for one browser, by path
	fallback map[string][]byte  // the last-resort 500 page, a language
	kept     *kept
}

// kept is what was made once and is the same on many pages. It grows to what the templates and the content hold.
type kept struct {
	parts memo.Of[onceKey, template.HTML]
	texts memo.Of[textKey, template.HTML] // words of the content, marked up

	// Of rooms, whose thousands of streams ask for the same at once.
	titles  memo.Of[titleKey, string]      // of what they do
	notes   memo.Of[noteKey, note]         // to their people
	replies memo.Of[replyKey, []SeatReply] // what they may answer
}

// What each of these depends on. The titles in notes are messages and the content's own, so there are few.
type (
	onceKey struct{ name, lang, keys string }
	textKey struct {
		lang, text string
		phrases    bool
	}
	titleKey struct {
		lang, mode, step, run, event string
		ended                        bool
	}
	noteKey  struct{ lang, kind, title string }
	note     struct{ text, way string }
	replyKey struct{ lang, kind string }
)

// page is what the templates are given: every page struct embeds a base.
type page interface{ common() *base }

// latePage is a page with a part that only rendering needs: a start puts hundreds of pages together, for their addresses, and
// renders none.
type latePage interface{ fill() }

// render writes a page through a template. Its error is also what went wrong while the page was put together.
func (s *Site) render(name string, p page) ([]byte, error) {
	if late, ok := p.(latePage); ok {
		late.fill()
	}
	if err := *p.common().fault; err != nil {
		return nil, err
	}
	t, err := s.templateOf(name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("site: page %s (%s): %w", p.common().Path, p.common().Lang, err)
	}
	return b.Bytes(), nil
}

// shortcutPath is the address of the file that puts the real login on a desktop.
func (s *Site) shortcutPath() string { return "/" + s.opt.Guides[locale.Source].Site.Shortcut + ".url" }

// LiveURL is the address of the real login.
func (s *Site) LiveURL() string { return s.opt.LiveURL }

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
	err := asset.CompressBest(ctx, files, name, delay)
	if err == nil && ctx.Err() == nil {
		s.forget()
	}
	return err
}

// forget lets go of what pages were made with: few are made again, those for one person, and these make it anew.
func (s *Site) forget() {
	s.templates.Forget()
	s.kept.parts.Forget()
	s.kept.texts.Forget()
	s.opt.Catalog.Forget()
	asset.Forget()
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
	switch {
	case m.Why != "":
		href += "#why-" + m.Why
	case earns(run, st):
		href += "#" + earned
	}
	return href
}

// earns tells whether a state is the end of a run, to which one comes with the fragment earned: not where a press that leads
// there has an explanation, which is a fragment too.
func earns(run sandbox.Scenario, st sandbox.State) bool {
	return st.End && !slices.ContainsFunc(run.States, func(from sandbox.State) bool {
		return slices.ContainsFunc(from.AllMoves(), func(m sandbox.Move) bool { return m.Why != "" && m.To.State == st.Name && from.Name != st.Name })
	})
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

// staticPage is a page that depends only on language and path.
type staticPage struct {
	template string
	make     func(lang string) page
}

// Runs are the practice runs, the same in every language.
func (s *Site) Runs() *sandbox.Runs { return s.opt.Guides[s.Languages()[0]].Runs }

// scenario is the content of a run.
func (s *Site) scenario(lang, id string) *tutorial.Scenario {
	return scenarioOf(s.opt.Guides[lang], id)
}

// scenarioOf is a run's words; empty ones where there are none.
func scenarioOf(g *tutorial.Guide, id string) *tutorial.Scenario {
	return cmp.Or(g.Scenario(id), &tutorial.Scenario{})
}

// wordsOf is the content of the run that a state comes from: in a run that draws, of the one behind the door.
func (s *Site) wordsOf(lang string, run sandbox.Scenario, st sandbox.State) *tutorial.Scenario {
	return s.scenario(lang, cmp.Or(st.Of, run.ID))
}

// number counts a step among those that are numbered; the rescue step has the number after the last.
func (s *Site) number(lang string, step *tutorial.Step) int {
	n := 1
	for _, st := range s.opt.Guides[lang].Steps {
		if st.ID == step.ID {
			break
		}
		if !st.Rescue {
			n++
		}
	}
	return n
}

// numbered are the steps that are counted: all but what to do when one cannot get in.
func (s *Site) numbered(lang string) []*tutorial.Step {
	return slices.DeleteFunc(slices.Clone(s.opt.Guides[lang].Steps), func(st *tutorial.Step) bool { return st.Rescue })
}

// firstStep is the page of the first step, within a language.
func (s *Site) firstStep(lang string) string { return "/guide/" + s.opt.Guides[lang].Steps[0].ID }

// startPath is where a run begins.
func (s *Site) startPath(lang, id string) string {
	run, _ := s.Runs().Find(id)
	return s.statePath(lang, run, run.States[0])
}

// statePath is the page of a state, within a language.
func (s *Site) statePath(lang string, run sandbox.Scenario, st sandbox.State) string {
	if run.Guided {
		if step := s.stepAt(lang, st.Name); step != nil {
			return "/guide/" + step.ID
		}
	}
	return "/practice/" + run.ID + "/" + st.Name
}

// stepAt is the step that stands at a state of the guided run; nil where none does.
func (s *Site) stepAt(lang, state string) *tutorial.Step {
	for _, step := range s.opt.Guides[lang].Steps {
		if step.State == state {
			return step
		}
	}
	return nil
}

// afterStep is the page that follows a step: the next one, and the summary after the last.
func (s *Site) afterStep(lang, id string) string {
	steps := s.opt.Guides[lang].Steps
	for i, st := range steps {
		if st.ID == id && i+1 < len(steps) {
			return "/guide/" + steps[i+1].ID
		}
	}
	return "/summary"
}

// AfterStep is the name of the page that follows a step.
func (s *Site) AfterStep(id string) string {
	return strings.TrimPrefix(s.afterStep(s.Languages()[0], id), "/")
}

// drawPath draws what is behind a run's doors, within a language. after is the door that one has just seen.
func drawPath(run string) string { return "/practice/" + run + "/draw" }

// StartBehind is the address of the page behind one of a run's doors, from 1.
func (s *Site) StartBehind(lang string, run sandbox.Scenario, door int) string {
	return s.href(lang, s.statePath(lang, run, run.Behind(door)))
}

// Progress is what a browser without script has reached: names of pages, such as guide/start, the latest last. A cookie
// of the browser's own keeps it; where there is script, it is kept by the script instead and never sent.
type Progress []string

// ownPage is how a page is made again, for one browser without script.
type ownPage struct {
	staticPage
	lang string
}
