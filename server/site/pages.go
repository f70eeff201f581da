package site

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// staticPage is a page that depends only on language and path.
type staticPage struct {
	template string
	make     func(lang string) (page, error)
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
		{"workshop", s.workshopPage},
		{"practice", s.practicePage},
		{"quiz", func(lang string) (page, error) { return s.quizPage(lang, nil) }},
		{"finish", s.finishPage},
		{"print", s.printPage},
		{"prose", s.prose(g.Prepare, "")},
		{"help", s.helpPage},
		{"prose", s.prose(g.Privacy, "")},
	}
	if s.opt.Export {
		pages = slices.DeleteFunc(pages, func(p staticPage) bool { return p.template == "error" }) // no worker shows it
	}
	pages = append(pages, s.presentPages(lang)...)
	for _, step := range g.Steps {
		pages = append(pages, staticPage{"step", func(lang string) (page, error) { return s.stepPage(lang, step, "", nil) }})
	}
	for _, run := range sandbox.Scenarios() {
		if run.ID == sandbox.GuideRun {
			continue
		}
		for _, st := range run.States {
			pages = append(pages, staticPage{"run", func(lang string) (page, error) { return s.runPage(lang, run, st, "", nil) }})
		}
	}
	return pages
}

// fourItem is one of the four pictures that stand wherever the steps appear.
type fourItem struct {
	Href    string
	Picture template.HTML
	Short   template.HTML
}

func (b base) Four() []fourItem {
	var out []fourItem
	for i, st := range b.site.opt.Guides[b.Lang].Steps {
		if i == 4 {
			break
		}
		out = append(out, fourItem{Href: b.Href("/guide/" + st.ID), Picture: b.site.pictures[string(rune('1'+i))], Short: b.phrases(st.Short)})
	}
	return out
}

// railItem is one entry of the row of steps.
type railItem struct {
	ID, Href, Class string
	Number          int
	Short           template.HTML
	Current, Rescue bool
}

func (b base) Rail() []railItem {
	var out []railItem
	for _, st := range b.site.opt.Guides[b.Lang].Steps {
		item := railItem{ID: st.ID, Href: b.Href("/guide/" + st.ID), Number: st.Order, Short: b.phrases(st.Short), Current: b.Name == "guide/"+st.ID}
		if st.Screen == string(sandbox.Error) {
			item.Rescue, item.Class = true, "rescue"
		}
		if b.doneStep(st.ID) {
			item.Class = strings.TrimSpace(item.Class + " done")
		}
		out = append(out, item)
	}
	return out
}

type homePage struct {
	base
	Heading, SummaryTitle, AboutTitle template.HTML
	SummaryBody, AboutBody            template.HTML
}

func (s *Site) homePage(lang string) (page, error) {
	g := s.opt.Guides[lang]
	p := s.opt.Catalog.Printer(lang)
	title, err := p.T("home.title")
	if err != nil {
		return nil, err
	}
	b, err := s.newBase(lang, "/", "home", "", title, g.About.Summary, false)
	if err != nil {
		return nil, err
	}
	heading, err := b.H("home.title")
	return &homePage{base: b, Heading: heading, SummaryTitle: b.phrases(g.Summary.Title), AboutTitle: b.phrases(g.About.Title), SummaryBody: g.Summary.Body, AboutBody: g.About.Body}, err
}

type stepPage struct {
	frame
	Heading  template.HTML
	Eyebrow  template.HTML
	Lesson   template.HTML
	Hints    []template.HTML
	SkipHref string
	Asks     bool // people read here that they should ask their unit
}

// stepPage is one step of the guide. With a grant it is the step's live page, at another path.
func (s *Site) stepPage(lang string, step *tutorial.Step, path string, v *GrantView) (page, error) {
	if path == "" {
		path = "/guide/" + step.ID
	}
	b, err := s.newBase(lang, path, "guide/"+step.ID, "guide", plain(step.Title), step.Summary, true)
	if err != nil {
		return nil, err
	}
	run, _ := sandbox.Find(sandbox.GuideRun)
	var st sandbox.State
	for _, c := range run.States {
		if string(c.Screen) == step.Screen {
			st = c
			break
		}
	}
	f, err := s.newFrame(b, run, st, step)
	if err != nil {
		return nil, err
	}
	if v != nil {
		if f, err = f.withGrant(*v); err != nil {
			return nil, err
		}
	}
	p := &stepPage{frame: f, Heading: b.phrases(step.Title), Lesson: step.Body, SkipHref: b.Href(f.next), Asks: s.asks(lang, &step.Page)}
	if st.Screen == sandbox.Error {
		p.Eyebrow, err = b.H("step.eyebrow-rescue", "Minutes", step.Minutes)
	} else {
		p.Eyebrow, err = b.H("step.eyebrow", "Number", step.Order, "Of", 4, "Minutes", step.Minutes)
	}
	for _, h := range step.Hints {
		p.Hints = append(p.Hints, b.text(h))
	}
	return p, err
}

type runPage struct {
	frame
	Heading template.HTML
	Brief   template.HTML // what the run is about, at its start
	Debrief template.HTML // what it was about, at its end
	Done    string        // the runs whose lesson is complete here, for the progress that stays in the browser
	Next    *door         // the run that follows
	Hints   []template.HTML
}

// runPage is one state of a free practice run. With a grant it is the live page of the run's QR code.
func (s *Site) runPage(lang string, run sandbox.Scenario, st sandbox.State, path string, v *GrantView) (page, error) {
	content := s.scenario(lang, run.ID)
	title := plain(content.Title)
	if st.Screen != sandbox.Lesson && st.Of == "" {
		title = s.opt.Guides[lang].Screen(string(st.Screen)).Title
	}
	if path == "" {
		path = "/practice/" + run.ID + "/" + st.Name
	}
	b, err := s.newBase(lang, path, "practice/"+run.ID+"/"+st.Name, "practice", title, content.Summary, true)
	if err != nil {
		return nil, err
	}
	f, err := s.newFrame(b, run, st, nil)
	if err != nil {
		return nil, err
	}
	if v != nil && len(st.Phone) > 0 {
		if f, err = f.withGrant(*v); err != nil {
			return nil, err
		}
	}
	p := &runPage{frame: f, Heading: b.phrases(content.Title)}
	if st.Name == run.States[0].Name && hasBrief(run.ID) {
		if p.Brief, err = b.H("brief." + run.ID); err != nil {
			return nil, err
		}
	}
	if run.ID == sandbox.WithHints && !st.End {
		p.Hints = s.hintsOn(b, st.Screen)
	}
	if done := run.Ends(st); len(done) > 0 {
		p.Done = strings.Join(done, " ")
		p.Debrief = s.scenario(lang, done[len(done)-1]).Body
		if next := s.nextScenario(lang, run.ID); next != nil {
			p.Next = &door{Href: b.Href(s.startPath(lang, next.ID)), Text: b.phrases(next.Title)}
		}
	}
	return p, nil
}

// hasBrief tells whether a run begins with a word on what it is about: the straight ones and the surprise do not.
func hasBrief(run string) bool {
	return run != sandbox.WithHints && run != sandbox.Standard && run != sandbox.Surprise
}

// hintsOn are a step's hints about a screen: what one may ask for where the hints have faded to that.
func (s *Site) hintsOn(b base, screen sandbox.Screen) []template.HTML {
	var out []template.HTML
	for _, step := range s.opt.Guides[b.Lang].Steps {
		if step.Screen == string(screen) {
			for _, h := range step.Hints {
				out = append(out, b.text(h))
			}
		}
	}
	return out
}

// scenario is the content of a run. The loader has made sure that it exists.
func (s *Site) scenario(lang, id string) *tutorial.Scenario {
	for _, c := range s.opt.Guides[lang].Scenarios {
		if c.ID == id {
			return c
		}
	}
	return &tutorial.Scenario{}
}

// nextScenario is the run after one, or nil after the last.
func (s *Site) nextScenario(lang, id string) *tutorial.Scenario {
	all := s.opt.Guides[lang].Scenarios
	for i, c := range all {
		if c.ID == id && i+1 < len(all) {
			return all[i+1]
		}
	}
	return nil
}

// startPath is where a run begins.
func (s *Site) startPath(lang, id string) string {
	run, _ := sandbox.Find(id)
	return s.statePath(lang, run, run.States[0])
}

// runCard is a run as the practice page offers it; the guide is the first of them.
type runCard struct {
	ID, Href, Plain string
	Steps           string // the guide's steps, with spaces between: it is done when they all are
	Title, Summary  template.HTML
	Level           template.HTML // how much help there is
	Minutes         int
	Done, Next      bool
}

// runGroup is runs that belong together, under a heading.
type runGroup struct {
	ID    string
	Title template.HTML
	Runs  []*runCard
}

type practicePage struct {
	base
	Of   int
	make func(b base) ([]runGroup, error)
}

// Groups are the runs in the order in which hints fade. The first that this browser has not done is the next.
func (p *practicePage) Groups() ([]runGroup, error) { return p.make(p.base) }

// DoneRuns counts the runs that are done.
func (p *practicePage) DoneRuns() (int, error) {
	groups, err := p.Groups()
	n := 0
	for _, g := range groups {
		for _, r := range g.Runs {
			if r.Done {
				n++
			}
		}
	}
	return n, err
}

func (s *Site) practicePage(lang string) (page, error) {
	b, err := s.titled(lang, "/practice/", "practice", "practice", "practice.title", "practice.lead")
	if err != nil {
		return nil, err
	}
	return &practicePage{base: b, Of: 1 + len(s.opt.Guides[lang].Scenarios), make: s.runGroups}, nil
}

// groupOf is the heading that a run stands under on the practice page.
func groupOf(run string) string {
	switch run {
	case sandbox.GuideRun, sandbox.WithHints, sandbox.Standard:
		return "fading"
	case sandbox.Lookalike, sandbox.RelayedCode:
		return "traps"
	case sandbox.Surprise:
		return "random"
	}
	return "trouble"
}

func (s *Site) runGroups(b base) ([]runGroup, error) {
	g := s.opt.Guides[b.Lang]
	title, err := b.H("practice.guided-begin")
	if err != nil {
		return nil, err
	}
	named, err := b.T("practice.guided-begin")
	if err != nil {
		return nil, err
	}
	text, err := b.H("practice.guided-text")
	if err != nil {
		return nil, err
	}
	guided := &runCard{ID: sandbox.GuideRun, Href: b.Href("/guide/start"), Plain: named, Title: title, Summary: text, Done: b.DoneGuide()}
	var steps []string
	for _, st := range g.Steps {
		guided.Minutes += st.Minutes
		steps = append(steps, st.ID)
	}
	guided.Steps = strings.Join(steps, " ")
	all := []*runCard{guided}
	for _, c := range g.Scenarios {
		all = append(all, &runCard{ID: c.ID, Href: b.Href(s.startPath(b.Lang, c.ID)), Plain: plain(c.Title), Title: b.phrases(c.Title), Summary: b.text(c.Summary), Minutes: c.Minutes, Done: b.DoneRun(c.ID)})
	}
	if i := slices.IndexFunc(all, func(r *runCard) bool { return !r.Done }); i >= 0 {
		all[i].Next = true
	}
	var out []runGroup
	for _, r := range all {
		switch r.ID {
		case sandbox.GuideRun, sandbox.WithHints, sandbox.Standard, sandbox.Surprise:
			if r.Level, err = b.H("practice.level-" + r.ID); err != nil {
				return nil, err
			}
		}
		id := groupOf(r.ID)
		if len(out) == 0 || out[len(out)-1].ID != id {
			heading, err := b.H("practice.group-" + id)
			if err != nil {
				return nil, err
			}
			out = append(out, runGroup{ID: id, Title: heading})
		}
		last := &out[len(out)-1]
		last.Runs = append(last.Runs, r)
	}
	return out, nil
}

// titled prepares a page whose title and description are messages.
func (s *Site) titled(lang, path, name, section, title, description string) (base, error) {
	p := s.opt.Catalog.Printer(lang)
	t, err := p.T(title)
	if err != nil {
		return base{}, err
	}
	d, err := p.T(description)
	if err != nil {
		return base{}, err
	}
	return s.newBase(lang, path, name, section, t, d, false)
}

type summaryPage struct {
	base
	Heading, Body template.HTML
}

func (s *Site) summaryPage(lang string) (page, error) {
	g := s.opt.Guides[lang].Summary
	b, err := s.newBase(lang, "/summary", "summary", "guide", plain(g.Title), g.Summary, false)
	return &summaryPage{base: b, Heading: b.phrases(g.Title), Body: g.Body}, err
}

type section struct {
	ID    string
	Title template.HTML
	Body  template.HTML
}

type door struct {
	Href  string
	Text  template.HTML
	Quiet bool
}

type prosePage struct {
	base
	Heading, Lead, Body template.HTML
	Sections            []section
	Doors               []door
	Asks                bool // see stepPage
}

// prose makes a page that is Markdown from top to bottom.
func (s *Site) prose(c *tutorial.Page, nav string) func(string) (page, error) {
	return func(lang string) (page, error) {
		b, err := s.newBase(lang, "/"+c.ID, c.ID, nav, plain(c.Title), c.Summary, false)
		if err != nil {
			return nil, err
		}
		p := &prosePage{base: b, Heading: b.phrases(c.Title), Lead: b.text(c.Summary), Body: c.Intro, Asks: s.asks(lang, c)}
		for _, sec := range c.Sections {
			p.Sections = append(p.Sections, section{ID: sec.ID, Title: b.phrases(sec.Title), Body: sec.Body})
		}
		begin, err := b.H("prose.begin")
		if err != nil {
			return nil, err
		}
		stuck, err := b.H("nav.stuck")
		p.Doors = []door{{Href: b.Href("/guide/start"), Text: begin}, {Href: b.Href("/stuck"), Text: stuck, Quiet: true}}
		return p, err
	}
}

type card struct {
	ID, Href      string
	Picture       template.HTML
	Title         template.HTML
	Summary, Body template.HTML
}

// cards are the rescue cards, for the page that holds them and for the launcher's "no".
func (b base) cards() []card {
	var out []card
	for _, c := range b.site.opt.Guides[b.Lang].Cards {
		out = append(out, card{ID: c.ID, Href: b.Href("/stuck#" + c.ID), Picture: b.site.pictures[c.Icon], Title: b.phrases(c.Title), Summary: b.text(c.Summary), Body: c.Body})
	}
	return out
}

type stuckPage struct {
	base
	Cards []card
}

func (s *Site) stuckPage(lang string) (page, error) {
	b, err := s.titled(lang, "/stuck", "stuck", "stuck", "stuck.title", "stuck.lead")
	return &stuckPage{base: b, Cards: b.cardsIf(err)}, err
}

func (b base) cardsIf(err error) []card {
	if err != nil {
		return nil
	}
	return b.cards()
}

type launchPage struct {
	base
	LiveURL, LiveHost, ShortcutHref string
	Cards                           []card
}

func (s *Site) launchPage(lang string) (page, error) {
	b, err := s.titled(lang, "/launch", "launch", "launch", "launch.title", "launch.warning")
	if err != nil {
		return nil, err
	}
	live, err := url.Parse(s.opt.LiveURL)
	if err != nil {
		return nil, err
	}
	return &launchPage{base: b, LiveURL: s.opt.LiveURL, LiveHost: live.Host, ShortcutHref: s.shortcutPath(), Cards: b.cards()}, nil
}

type trainerNote struct {
	ID, Href string
	Title    template.HTML
	Items    []template.HTML
}

type runningItem struct{ When, What template.HTML }

type workshopPage struct {
	base
	Notes   []trainerNote
	Running []runningItem
	Length  int      // of a class, in minutes
	Kit     *kitPart // the check and the form that opens a room; nil in an export
}

// workshopPage is what a trainer prepares with: an invitation, a running order, and the notes of each step.
func (s *Site) workshopPage(lang string) (page, error) {
	b, err := s.titled(lang, "/workshop", "workshop", "workshop", "workshop.title", "workshop.lead")
	if err != nil {
		return nil, err
	}
	p := &workshopPage{base: b, Length: classLength(s.opt.Guides[lang])}
	for _, part := range s.opt.Guides[lang].Site.Running {
		when, err := b.H("workshop.minutes", "From", part.From, "To", part.To)
		if err != nil {
			return nil, err
		}
		p.Running = append(p.Running, runningItem{when, b.text(part.What)})
	}
	for _, st := range s.opt.Guides[lang].Steps {
		n := trainerNote{ID: st.ID, Href: b.Href("/guide/" + st.ID), Title: b.phrases(st.Title)}
		for _, line := range st.Notes {
			n.Items = append(n.Items, template.HTML(locale.Text(lang, line))) // #nosec G203 -- Text escapes
		}
		p.Notes = append(p.Notes, n)
	}
	return p, nil
}
