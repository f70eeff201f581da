package tutorial

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"napguide/server/sandbox"
)

// Guide is everything written for readers in one language.
type Guide struct {
	Lang                                   string
	Site                                   *Facts
	Steps                                  []*Step // in order
	Summary, Prepare, Help, Privacy, About *Page
	Screens                                []*Screen     // in the order of their names
	Phones                                 []*Phone      // likewise
	Cards                                  []*Page       // of the page "stuck", in order
	Scenarios                              []*Scenario   // the practice runs that one walks alone, in order
	Guided                                 *Scenario     // the run that the steps point at
	Runs                                   *sandbox.Runs // the same in every language
	Questions                              []*Question   // of the quiz, in order
	Stale                                  Faults        // translations that are older than their source; no error of Load
	Waiting                                Faults        // pages that are not translated; the source's stand in for them
}

// Pages lists every page of the guide that was read.
func (g *Guide) Pages() []*Page {
	pages := []*Page{g.Summary, g.Prepare, g.Help, g.Privacy, g.About}
	for _, st := range g.Steps {
		pages = append(pages, &st.Page)
	}
	for _, r := range g.Scenarios {
		pages = append(pages, &r.Page)
	}
	if g.Guided != nil {
		pages = append(pages, &g.Guided.Page)
	}
	for _, q := range g.Questions {
		pages = append(pages, &q.Page)
	}
	pages = append(pages, g.Cards...)
	return slices.DeleteFunc(pages, func(p *Page) bool { return p == nil })
}

// Step is one page of the guide proper. Name, Say, Practice and Coach keep the "|" between their phrases.
type Step struct {
	Page
	Order    int    // from 1
	Minutes  int    // to read and practise
	Name     string // what lists call it: how its title begins, or all of it
	Say      string // the one sentence for the projector
	Practice string // what one does while practising, where that differs from the real login; else empty
	State    string // of the guided run: where it is practised
	Action   string // what completes it
	Help     string // the part of help.md that answers what people ask there; may be empty
	Picture  string // "" chooses one by what the state shows
	Rescue   bool   // none of the numbered steps: what to do when one cannot get in
	Coach    string // words of the coach mark
	Hints    []string
	Notes    []string // for the trainer
}

// Now is the sentence for people who practise.
func (st *Step) Now() string { return cmp.Or(st.Practice, st.Say) }

// Scenario is a practice run's words in one language. Summary says what it teaches.
type Scenario struct {
	Page
	Order   int // from 1; 0 of the guided run
	Minutes int
	Group   string // heading of the runs that belong together; its "|" parts phrases
	Level   string // how much help there is, in words; may be empty
	Brief   template.HTML
	Notes   []string // for the trainer; may be empty

	states map[string]*StateWords
	whys   map[string]template.HTML
}

// Question is one of the quiz. Its Title asks; its Body is empty.
type Question struct {
	Page
	Order   int    // from 1
	Teacher string // the page, or its part, that teaches the answer: /th/help#address; among the Links too
	Choices []Choice
}

// Choice is one answer to a question; exactly one of them is right.
type Choice struct {
	Text  template.HTML // inline
	Why   template.HTML // paragraphs that explain why it is right or not
	Right bool
	line  int // in the question's file
}

// Fault is something wrong with a content file, and what to do about it.
type Fault struct {
	File string // as a writer knows it: content/th/guide/start.md
	Line int    // from 1
	Msg  string
	Mend string // what to do; empty where Msg says it
}

func (f Fault) String() string {
	s := fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Msg)
	if f.Mend != "" {
		s += "; " + f.Mend
	}
	return s
}

// Error makes a fault an error of its own, for those that are found one by one.
func (f Fault) Error() string { return f.String() }

// Faults is everything wrong with the content, by file and line. It is the error of Load.
type Faults []Fault

func (all Faults) Error() string {
	lines := make([]string, len(all))
	for i, f := range all {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Words are the values of the placeholders that every message may use, by language: see locale.Shared.
func Words(guides map[string]*Guide) map[string]map[string]string {
	words := map[string]map[string]string{}
	for lang, g := range guides {
		words[lang] = g.Site.Words()
		steps, minutes := 0, 0
		for _, st := range g.Steps {
			minutes += st.Minutes
			if !st.Rescue {
				steps++
			}
		}
		words[lang]["Steps"], words[lang]["StepMinutes"] = strconv.Itoa(steps), strconv.Itoa(minutes)
		words[lang]["Back"] = g.Back()
		words[lang]["Allow"], words[lang]["Decline"] = g.Answers("")
	}
	return words
}

// Back is the one sentence for whoever is stuck: the site's own, else what the step says that tells what to do when one
// cannot get in, else nothing.
func (g *Guide) Back() string {
	if g.Site.Back != "" {
		return g.Site.Back
	}
	for _, st := range g.Steps {
		if st.Rescue {
			return st.Say
		}
	}
	return ""
}

// Answers are what a phone has on its two buttons, as a sentence names them: more than one word stands between quotation
// marks, and behind a translation the real app's own word. Where there is no such phone they are the first one's.
func (g *Guide) Answers(phone string) (allow, decline string) {
	p := g.Phone(phone)
	if p == nil || p.Views[QuestionView] == nil {
		return "", ""
	}
	named := func(action string) string {
		press := p.Views[QuestionView].Press(action)
		s, real := strings.ReplaceAll(press.Text, "|", ""), ""
		if press.Real != "" {
			real = " (" + press.Real + ")"
		}
		switch {
		case !strings.ContainsFunc(s, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }):
			return s + real
		case g.Lang == "th":
			return ` "` + s + `"` + real // no space stands before a Thai word
		}
		return `"` + s + `"` + real
	}
	return named("allow"), named("decline")
}

// Sort puts faults in the order of files and lines.
func (all Faults) Sort() {
	slices.SortStableFunc(all, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// Scenario finds a practice run's words, the guided one's too; nil where there is none.
func (g *Guide) Scenario(id string) *Scenario {
	if g.Guided != nil && g.Guided.ID == id {
		return g.Guided
	}
	return withID(g.Scenarios, id)
}

// Step finds a step by its id, or nil.
func (g *Guide) Step(id string) *Step { return withID(g.Steps, id) }

// withID is the one of some pages that has an id, or nil.
func withID[P interface{ id() string }](all []P, id string) (found P) {
	for _, p := range all {
		if p.id() == id {
			return p
		}
	}
	return found
}

// Phone finds a phone by its id, else the first, or nil.
func (g *Guide) Phone(id string) *Phone {
	at := slices.IndexFunc(g.Phones, func(p *Phone) bool { return p.ID == id })
	if at < 0 && len(g.Phones) == 0 {
		return nil
	}
	return g.Phones[max(at, 0)]
}

// Screen finds a screen by its id, or nil.
func (g *Guide) Screen(id string) *Screen { return withID(g.Screens, id) }

// Words are a state's words; empty ones where there is no such state.
func (s *Scenario) Words(state string) *StateWords {
	if s != nil && s.states[state] != nil {
		return s.states[state]
	}
	return &StateWords{}
}

// Why is the explanation that a move names; "" where there is none.
func (s *Scenario) Why(key string) template.HTML {
	if s == nil {
		return ""
	}
	return s.whys[key]
}
