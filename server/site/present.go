package site

import (
	"html/template"
	"strings"

	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// The projector view: one page a slide, each full-screen. First the title, then every step, last the summary.
const (
	presentTitle   = "/present/"
	presentSummary = "/present/summary"
)

// presentStep is the slide of a step, within the language.
func presentStep(id string) string { return presentTitle + id }

// presentPage is a slide. Its simulated screen, where it has one, is a step's, but leads from slide to slide.
type presentPage struct {
	frame
	Step   bool          // a step's slide, with its simulated screen
	Number int           // of the step; 0 for the rescue step, which is not counted
	Over   template.HTML // the small line above the sentence
	Say    template.HTML // the one sentence: what one does while practising
	Real   template.HTML // what one does at the real login, where that differs
	Long   bool          // so long a sentence that it is set smaller than others
	Lead   template.HTML // below the four pictures of the title
	Body   template.HTML // below those of the summary
	Slides []railItem    // the row of steps, with the title and the summary at its ends
	Prev   string        // addresses; empty at the ends
	Next   string
}

// isLong tells whether a sentence is too long for one line at the size of other titles.
func isLong(sentence string) bool {
	const fits = 44
	return tutorial.Letters(plain(sentence)) > fits
}

func (s *Site) presentStepPage(lang string, step *tutorial.Step) *presentPage {
	b := s.newBase(lang, presentStep(step.ID), "present/"+step.ID, "workshop", plain(step.Title), step.Summary, true)
	run := s.Runs().Guided()
	st, _ := run.State(step.State)
	p := &presentPage{frame: s.newFrame(b, run, st, step), Step: true, Say: b.phrases(step.Now()), Long: isLong(step.Now())}
	if step.Practice != "" && p.HasPhone() { // who has nothing but a phone has no code on a screen
		p.Say, p.Long = p.Say+" "+b.html("present.or-drawn"), true
	}
	count := b.html("present.just-in-case")
	if !step.Rescue {
		p.Number = s.number(lang, step)
		count = b.html("present.step", "Number", p.Number)
	}
	about := b.phrases(step.Title)
	if step.Practice != "" {
		p.Real = b.phrases(step.Say)
		about = b.html("step.practice")
	}
	p.Over = count + " · " + about
	p.place()
	p.next, p.NextName, p.frame.within = p.slide(p.next), "", p.turn // from a slide one goes on by the slides
	return p
}

func (s *Site) presentTitlePage(lang string) page {
	about := "present.about"
	if len(s.numbered(lang)) == len(s.opt.Guides[lang].Steps) {
		about = "nav.summary"
	}
	b := s.titled(lang, presentTitle, "present", "workshop", "present.title", about)
	p := &presentPage{
		frame: frame{base: b}, Say: b.html("home.title"), Long: isLong(b.plain("home.title")), Lead: b.html("home.lead"), Over: b.html("site.name"),
	}
	p.place()
	return p
}

func (s *Site) presentSummaryPage(lang string) page {
	g := s.opt.Guides[lang].Summary
	b := s.newBase(lang, presentSummary, "present/summary", "workshop", plain(g.Title), g.Summary, false)
	p := &presentPage{frame: frame{base: b}, Say: b.phrases(g.Title), Long: isLong(g.Title), Body: g.Body, Over: b.text(g.Summary)}
	p.place()
	return p
}

// place puts the slide among the others.
func (p *presentPage) place() {
	add := func(path, class string, number int, name template.HTML, rescue bool) {
		p.Slides = append(p.Slides, railItem{Href: p.Href(path), Class: class, Number: number, Name: name, Current: path == p.Path, Rescue: rescue})
	}
	add(presentTitle, "first", 0, "", false)
	for _, st := range p.site.opt.Guides[p.Lang].Steps {
		class := ""
		if st.Rescue {
			class = "rescue"
		}
		add(presentStep(st.ID), class, p.site.number(p.Lang, st), p.phrases(st.Name), st.Rescue)
	}
	add(presentSummary, "last", 0, "", false)
	for i, item := range p.Slides {
		if item.Current && i > 0 {
			p.Prev = p.Slides[i-1].Href
		}
		if item.Current && i+1 < len(p.Slides) {
			p.Next = p.Slides[i+1].Href
		}
	}
}

// slide is the slide that shows what a page of the guide teaches.
func (p *presentPage) slide(path string) string {
	if id, ok := strings.CutPrefix(path, "/guide/"); ok {
		return presentStep(id)
	}
	if path == "/summary" {
		return presentSummary
	}
	return path
}

// turn makes a press lead to a slide, never out of the projector view.
func (p *presentPage) turn(l *link) {
	if path, ok := strings.CutPrefix(strings.TrimSuffix(l.Href, "#"+earned), p.Href("/")); ok {
		l.Href = p.Href(p.slide("/" + path))
	}
}

// FirstView is what the phone shows at first: the sentence above speaks of scanning.
func (p *presentPage) FirstView() sandbox.View { return sandbox.PhoneScanner }

// Four are the four pictures; each leads to its slide.
func (p *presentPage) Four() []fourItem {
	four := p.base.Four()
	for i, st := range p.site.numbered(p.Lang) {
		four[i].Href = p.Href(presentStep(st.ID))
	}
	return four
}

// SampleReference is hidden on a slide: everybody's own code has another, and one is to compare it with one's own screen.
func (p *presentPage) SampleReference() string { return "····" }
