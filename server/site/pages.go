package site

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// fourItem is one of the pictures that stand wherever the numbered steps appear.
type fourItem struct {
	Href    string
	Picture template.HTML
	Short   template.HTML
}

func (b base) Four() []fourItem {
	var out []fourItem
	for _, st := range b.site.numbered(b.Lang) {
		out = append(out, fourItem{Href: b.Href("/guide/" + st.ID), Picture: b.site.pictureOf(st), Short: b.phrases(st.Short)})
	}
	return out
}

// StepMinutes is how long all steps take.
func (b base) StepMinutes() (minutes int) {
	for _, st := range b.site.opt.Guides[b.Lang].Steps {
		minutes += st.Minutes
	}
	return minutes
}

// Rescue leads to the step that says what to do when one cannot get in, in words that name its page; nil where there is none.
func (b base) Rescue() *door {
	for _, st := range b.site.opt.Guides[b.Lang].Steps {
		if st.Rescue {
			return &door{Href: b.Href("/guide/" + st.ID), Text: b.text(st.Summary)}
		}
	}
	return nil
}

// Many is the class of what lists more than four steps, which need narrower columns.
func (b base) Many() string {
	if len(b.site.numbered(b.Lang)) > 4 {
		return " many"
	}
	return ""
}

// pictureOf is a step's picture: the one that it names, else one by what is pressed there, where that stands and how it looks.
func (s *Site) pictureOf(step *tutorial.Step) template.HTML {
	run := s.Runs().Guided()
	st, _ := run.State(step.State)
	p, onScreen := aim(s.opt.Guides[locale.Source], step)
	name := "middle"
	switch {
	case step.Picture != "":
		name = step.Picture
	case step.Rescue:
		name = "error"
	case st.HasCode():
		name = "code"
	case !onScreen && st.End:
		name = "done"
	case len(p.Form) > 0:
		name = "form"
	case p.Icon == "app":
		name = "icon"
	case p.Icon != "":
		return s.choosing[p.Icon]
	case p.Position == "top-left":
		name = "left"
	case p.Position != "":
		name = "button"
	}
	return s.tinted(s.pictures[name], p.Colour, onScreen)
}

// tinted is a picture with the colour of what is pressed, where that is another than the guide's own.
func (s *Site) tinted(picture template.HTML, colour string, onScreen bool) template.HTML {
	first, back := signColours(s.opt.Guides[locale.Source])
	text := string(picture)
	for sign, own := range map[string]string{"var(--go)": first, "var(--back)": back} {
		if p, known := paints()[cmp.Or(colour, "teal")]; known && onScreen && colour != own {
			text = strings.ReplaceAll(text, sign, p.onWhite().ground)
		}
	}
	return template.HTML(text) // #nosec G203 -- our own drawing
}

// railItem is one entry of the row of steps.
type railItem struct {
	ID, Href, Class string
	Number          int
	Name            template.HTML
	Current, Rescue bool
}

func (b base) Rail() []railItem {
	var out []railItem
	for _, st := range b.site.opt.Guides[b.Lang].Steps {
		item := railItem{ID: st.ID, Href: b.Href("/guide/" + st.ID), Number: b.site.number(b.Lang, st), Name: b.phrases(st.Name), Current: b.Name == "guide/"+st.ID}
		if st.Rescue {
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

func (s *Site) homePage(lang string) page {
	g := s.opt.Guides[lang]
	b := s.titled(lang, "/", "home", "", "home.title", "home.title")
	b.Description = g.About.Summary
	return &homePage{base: b, Heading: b.html("home.title"), SummaryTitle: b.phrases(g.Summary.Title), AboutTitle: b.phrases(g.About.Title), SummaryBody: g.Summary.Body, AboutBody: g.About.Body}
}

type stepPage struct {
	frame
	Heading  template.HTML
	Eyebrow  template.HTML
	Lesson   template.HTML
	Hints    []template.HTML
	SkipHref string
	Asks     bool          // people read here that they should ask their unit
	Practice template.HTML // what one does while practising, where that differs from the real login
}

// stepPage is one step of the guide. With a grant it is the step's live page, at another path.
func (s *Site) stepPage(lang string, step *tutorial.Step, path string, v *GrantView) page {
	b := s.newBase(lang, cmp.Or(path, "/guide/"+step.ID), "guide/"+step.ID, "guide", plain(step.Title), step.Summary, true)
	run := s.Runs().Guided()
	st, _ := run.State(step.State)
	f := s.newFrame(b, run, st, step)
	f.awaits = path == "" && earns(run, st) // a live page comes there when the phone has allowed it
	if v != nil {
		f.showGrant(*v)
	}
	p := &stepPage{
		frame: f, Heading: b.phrases(step.Title), Lesson: step.Body, SkipHref: b.Href(f.next), Asks: s.asks(lang, &step.Page),
		Practice: b.phrases(step.Practice),
	}
	if step.Rescue {
		p.Eyebrow = b.html("step.eyebrow-rescue", "Minutes", step.Minutes)
	} else {
		p.Eyebrow = b.html("step.eyebrow", "Number", s.number(lang, step), "Of", len(s.numbered(lang)), "Minutes", step.Minutes)
	}
	for _, h := range step.Hints {
		p.Hints = append(p.Hints, b.text(h))
	}
	return p
}

type runPage struct {
	frame
	Heading  template.HTML
	Brief    template.HTML // what the run asks for, on its first page and on the screens up to its end
	BriefKey string        // of the explanation that it is, if it is one
	Debrief  template.HTML // what it was about, at its end
	Done     string        // the runs whose lesson is complete here, for the progress that stays in the browser
	Hints    []template.HTML
	Aim      string // what the hints are about, to be pointed at
}

// runPage is one state of a free practice run. With a grant it is the live page of the run's QR code.
func (s *Site) runPage(lang string, run sandbox.Scenario, st sandbox.State, path string, v *GrantView) page {
	content := s.scenario(lang, run.ID)
	title := plain(content.Title)
	if st.Screen != "" && st.Of == "" { // else its heading would tell what is behind the door
		title = plain(content.Words(st.Base).Title)
	}
	name := "practice/" + run.ID + "/" + st.Name
	b := s.newBase(lang, cmp.Or(path, "/"+name), name, "practice", title, content.Summary, true)
	f := s.newFrame(b, run, st, nil)
	f.awaits = path == "" && earns(run, st)
	if v != nil && len(st.Phone) > 0 {
		f.showGrant(*v)
	}
	return &runPage{frame: f, Heading: b.phrases(content.Title)}
}

// fill makes what the page says beside its screen.
func (p *runPage) fill() {
	s, f, run, st := p.site, p.frame, p.run, p.State
	content := s.scenario(p.Lang, run.ID)
	if st.Name == run.States[0].Name || st.Screen != "" && st.Link == nil && !st.Relayed && !st.End && !s.asTaught(p.Lang, st) {
		p.Brief = content.Brief
		if now := f.lead(); now != "" && !f.unusual() { // what the run asked for first has been done
			p.Brief = "<p>" + now + "</p>"
		} else if why := f.asked(); why != "" {
			p.Brief, p.BriefKey = f.content().Why(why), why
		} else if spends(run, st) || len(st.Phone) > 0 && !f.unusual() { // a code that is used as usual says itself what to do
			p.Brief = ""
		}
	}
	if run.Hints && !st.End {
		p.Hints, p.Aim = s.hintsOn(p.base, st.Screen)
	}
	if done := run.Ends(st); len(done) > 0 {
		p.Done = strings.Join(done, " ")
		p.Debrief = f.words().Debrief
	}
}

// spends tells whether a state is where a code that was declined or has expired leads: its screen itself says how to go on.
func spends(run sandbox.Scenario, st sandbox.State) bool {
	return len(st.Phone) == 0 && slices.ContainsFunc(run.States, func(code sandbox.State) bool {
		declined, _ := run.After(code, sandbox.Denied)
		expired, _ := run.After(code, sandbox.Expired)
		return declined.To.State == st.Name || expired.To.State == st.Name
	})
}

// asTaught tells whether a page asks for the press of a step and no other. What the run asks for was read on its first page, and on
// a phone what one presses would be pushed out of view.
func (s *Site) asTaught(lang string, st sandbox.State) bool {
	for _, step := range s.opt.Guides[lang].Steps {
		if step.State == st.Name && !step.Rescue && len(st.Phone) == 0 {
			return !slices.ContainsFunc(st.Moves, func(m sandbox.Move) bool { return !m.Mistake && string(m.Action) != step.Action })
		}
	}
	return false
}

// hintsOn are a step's hints about a screen, and what it has one press: what one may ask for where the hints have faded to that.
func (s *Site) hintsOn(b base, screen sandbox.Screen) (out []template.HTML, aim string) {
	guided := s.Runs().Guided()
	for _, step := range s.opt.Guides[b.Lang].Steps {
		if st, _ := guided.State(step.State); st.Screen == screen {
			for _, h := range step.Hints {
				out = append(out, b.text(h))
			}
			aim = step.Action
		}
	}
	return out, aim
}

// Others are the runs that one may go on to from the end of this one, in the order in which one does: those that follow in the list,
// those before, the one that draws among them all, and the guide last, so that nobody who can do without is sent back to hints.
func (p *runPage) Others() []*runCard {
	all := p.runs()
	at := slices.IndexFunc(all, func(r *runCard) bool { return r.ID == p.run.ID })
	out := slices.Concat(all[at+1:], all[:at])
	late := func(r *runCard) int {
		run, _ := p.site.Runs().Find(r.ID)
		switch {
		case run.Guided:
			return 2
		case run.Draws:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b *runCard) int { return cmp.Compare(late(a), late(b)) })
	return out
}

// Next is the first of them that this browser has not done; "" after the last. Where nothing is known of the browser it is the run
// that follows.
func (p *runPage) Next() string {
	if len(p.progress) == 0 {
		all := p.runs()
		if at := slices.IndexFunc(all, func(r *runCard) bool { return r.ID == p.run.ID }) + 1; at < len(all) {
			return all[at].ID
		}
		return ""
	}
	for _, r := range p.Others() {
		if !r.Done {
			return r.ID
		}
	}
	return ""
}

// runCard is a run as the practice page offers it; the guide is the first of them.
type runCard struct {
	ID, Href, Plain string
	Steps           string // the guide's steps, with spaces between: it is done when they all are
	Title, Summary  template.HTML
	Level           template.HTML // how much help there is
	Minutes         int
	Done, Next      bool
	words           *tutorial.Scenario
}

// runGroup is runs that belong together, under a heading.
type runGroup struct {
	ID    int // from 1
	Title template.HTML
	Runs  []*runCard
}

type practicePage struct{ base }

func (s *Site) practicePage(lang string) page {
	return &practicePage{s.titled(lang, "/practice/", "practice", "practice", "practice.title", "practice.lead")}
}

// runs are all of them, in the order in which hints fade.
func (b base) runs() (all []*runCard) {
	s := b.site
	g := s.opt.Guides[b.Lang]
	add := func(c *tutorial.Scenario, card *runCard) {
		card.ID, card.Plain, card.Title, card.Summary, card.words = c.ID, plain(c.Title), b.phrases(c.Title), b.text(c.Summary), c
		if c.Level != "" {
			card.Level = b.phrases(c.Level)
		}
		all = append(all, card)
	}
	guided := &runCard{Href: b.Href(s.firstStep(b.Lang)), Done: b.DoneGuide()}
	var steps []string
	for _, st := range g.Steps {
		guided.Minutes += st.Minutes
		steps = append(steps, st.ID)
	}
	guided.Steps = strings.Join(steps, " ")
	add(s.scenario(b.Lang, s.Runs().Guided().ID), guided)
	for _, c := range g.Scenarios {
		add(c, &runCard{Href: b.Href(s.startPath(b.Lang, c.ID)), Minutes: c.Minutes, Done: b.DoneRun(c.ID)})
	}
	return all
}

// Groups are the runs under their headings. The first that this browser has not done is the next.
func (p *practicePage) Groups() ([]runGroup, error) {
	b, all := p.base, p.runs()
	if i := slices.IndexFunc(all, func(r *runCard) bool { return !r.Done }); i >= 0 {
		all[i].Next = true
	}
	var out []runGroup
	last := ""
	for i, card := range all {
		group := cmp.Or(card.words.Group, last)
		if i == 0 || group != last {
			heading := b.phrases(group)
			if group == "" {
				var err error
				if heading, err = b.H("practice.title"); err != nil {
					return nil, err
				}
			}
			out = append(out, runGroup{ID: len(out) + 1, Title: heading})
		}
		last = group
		into := &out[len(out)-1]
		into.Runs = append(into.Runs, card)
	}
	return out, nil
}

// FirstStep is the page of the first step, within a language.
func (b base) FirstStep() string { return b.site.firstStep(b.Lang) }

// FirstRun is where the first practice run begins, within a language.
func (b base) FirstRun() string {
	if runs := b.site.opt.Guides[b.Lang].Scenarios; len(runs) > 0 {
		return b.site.startPath(b.Lang, runs[0].ID)
	}
	return "/practice/"
}

// FirstRunTitle is the title of that run.
func (b base) FirstRunTitle() (template.HTML, error) {
	if runs := b.site.opt.Guides[b.Lang].Scenarios; len(runs) > 0 {
		return b.phrases(runs[0].Title), nil
	}
	return b.H("nav.practice")
}

type summaryPage struct {
	base
	Heading, Body template.HTML
}

func (s *Site) summaryPage(lang string) page {
	g := s.opt.Guides[lang].Summary
	b := s.newBase(lang, "/summary", "summary", "guide", plain(g.Title), g.Summary, false)
	return &summaryPage{base: b, Heading: b.phrases(g.Title), Body: g.Body}
}

// section is a part of a page with a heading that can be linked to.
type section struct {
	ID    string
	Title template.HTML
	Body  template.HTML

	Message bool // a message ready to send stands in it
}

// door is a way on from a page; a quiet one is drawn as a link and not as a button.
type door struct {
	Href string
	Text template.HTML
}

// numberedStep is a step as what leads back to it names it; Page is the name of its page.
type numberedStep struct {
	Page, Name string
	Number     int
}

// Numbered are the steps that are counted.
func (b base) Numbered() (steps []numberedStep) {
	for i, st := range b.site.numbered(b.Lang) {
		steps = append(steps, numberedStep{"guide/" + st.ID, st.Name, i + 1})
	}
	return steps
}

// Onward is where pages that are read in between lead: back to where one was, on to what comes next, or to the beginning.
func (b base) Onward() door {
	to := b.Resume()
	if to == "" {
		return door{Href: b.Href(b.FirstStep()), Text: b.html("prose.begin")}
	}
	if last := b.progress[len(b.progress)-1]; to == b.Href("/"+last) {
		for _, st := range b.Numbered() {
			if st.Page == last {
				return door{Href: to, Text: b.html("help.back-step", "Number", st.Number, "Name", st.Name)}
			}
		}
		return door{Href: to, Text: b.html("help.back")}
	}
	return door{Href: to, Text: b.html("progress.go-on")}
}

type prosePage struct {
	base
	Heading, Lead, Body template.HTML
	Sections            []section
	Asks                bool // see stepPage
}

// prose makes a page that is Markdown from top to bottom.
func (s *Site) prose(lang string, c *tutorial.Page, nav string) *prosePage {
	b := s.newBase(lang, "/"+c.ID, c.ID, nav, plain(c.Title), c.Summary, false)
	p := &prosePage{base: b, Heading: b.phrases(c.Title), Lead: b.text(c.Summary), Body: c.Intro, Asks: s.asks(lang, c)}
	for _, sec := range c.Sections {
		p.Sections = append(p.Sections, section{ID: sec.ID, Title: b.phrases(sec.Title), Body: sec.Body, Message: sec.Message()})
	}
	return p
}

// card is a rescue card: what helps in one trouble.
type card struct {
	ID, Href      string
	Picture       template.HTML
	Title, Short  template.HTML
	Summary, Body template.HTML
	Asks          bool // see stepPage
}

// cards are the rescue cards, for the page that holds them and for the launcher's "no".
func (b base) cards() []card {
	var out []card
	for _, c := range b.site.opt.Guides[b.Lang].Cards {
		out = append(out, card{ID: c.ID, Href: b.Href("/stuck#" + c.ID), Picture: b.site.pictures[c.Icon], Title: b.phrases(c.Title), Short: b.phrases(c.Short), Summary: b.text(c.Summary), Body: c.Body, Asks: b.site.asks(b.Lang, c)})
	}
	return out
}

type stuckPage struct {
	base
	Cards []card
}

func (s *Site) stuckPage(lang string) page {
	b := s.titled(lang, "/stuck", "stuck", "stuck", "stuck.title", "stuck.lead")
	return &stuckPage{base: b, Cards: b.cards()}
}

type launchPage struct {
	base
	LiveURL, LiveHost, ShortcutHref string
	LiveShown                       template.HTML // the address, which wraps where one reads it
	LaterHosts                      string        // what the names of the pages behind it end in; empty where that tells nothing
	Shortcut                        string        // the file's name
	Checks                          string        // how many things to look at first, as a word
	Back                            template.HTML
	Cards                           []card
}

func (s *Site) launchPage(lang string) page {
	b := s.titled(lang, "/launch", "launch", "launch", "launch.title", "launch.warning")
	back, checks := b.phrases(s.opt.Guides[lang].Back()), 3
	if r := b.Rescue(); r != nil {
		back = r.Text // which names the page with the blue button
	} else if back == "" {
		checks = 2
	}
	return &launchPage{base: b, Checks: locale.Count(lang, checks), Back: back, LiveURL: s.opt.LiveURL, LiveHost: b.liveHost(), LiveShown: tutorial.Breakable(s.opt.LiveURL), LaterHosts: commonEnd(s.opt.Guides[lang].Site.Hosts), ShortcutHref: s.shortcutPath(), Shortcut: s.shortcutPath()[1:], Cards: b.cards()}
}

// siteName is the name of a site, parted where the end begins that all of the login's names have.
type siteName struct{ Begins, Ends string }

// LaterNames are the names of the pages behind the real login's first one; none where the end of a name tells nothing.
func (b base) LaterNames() (names []siteName) {
	hosts := b.site.opt.Guides[b.Lang].Site.Hosts
	end := commonEnd(hosts)
	for _, host := range hosts {
		if end != "" && host != b.liveHost() {
			names = append(names, siteName{strings.TrimSuffix(host, end), end})
		}
	}
	return names
}

// commonEnd is what several names of sites end in, with its leading dot: at least two labels, else nothing.
func commonEnd(hosts []string) string {
	if len(hosts) < 2 {
		return ""
	}
	end := "." + hosts[0]
	for i := 0; i < len(hosts); {
		if strings.HasSuffix("."+hosts[i], end) {
			i++
		} else if _, rest, ok := strings.Cut(end[1:], "."); ok {
			end = "." + rest
		} else {
			return ""
		}
	}
	if strings.Count(end, ".") < 2 {
		return ""
	}
	return end
}

// liveHost is the host of the real login.
func (b base) liveHost() string { return b.live().Host }

// RealLogin is the real login's address, in parts.
func (b base) RealLogin() *url.URL { return b.live() }

// liveAt is the real login's address as one types it.
func (b base) liveAt() string { return b.live().Host + b.live().Path }

func (b base) live() *url.URL {
	live, err := url.Parse(b.site.opt.LiveURL)
	if err != nil {
		*b.fault = err
		return &url.URL{}
	}
	return live
}
