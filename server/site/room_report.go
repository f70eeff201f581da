package site

import (
	"cmp"
	"html/template"
	"strconv"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// ReportView is a class afterwards.
type ReportView struct {
	Room    Room
	Figures workshop.Figures
	Public  string // an address of this site that everybody can open, as it is typed; "" without one
	Takes   bool   // one may still tell whether one got in
}

type reportPage struct {
	base
	ReportView
	Date      string
	Paragraph string
	Bars      []reportBar
	Turns     []turnView
	Runs      []consoleRun
	Ready     []countView
	Messages  []message
	ByHand    []countView // the trainer may add to them
	Until     string      // when answers are no longer taken
}

// message is one to send after the class.
type message struct {
	ID    string
	Title template.HTML
	Text  string
}

// amount is what one press adds.
type amount struct{ Add, Label string }

// Amounts are what the trainer may add to a count by one press.
func (p *reportPage) Amounts() []amount { return []amount{{"-1", "-1"}, {"1", "+1"}, {"10", "+10"}} }

// reportBar is one step in the picture of medians.
type reportBar struct {
	Label   string
	W       int // percent of the longest
	Median  string
	Done    int
	Reached int
}

// Report renders /{lang}/workshop/{code}/report: one A4 page.
func (s *Site) Report(lang string, v ReportView) ([]byte, error) {
	b, f := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/report", "room/report", "workshop", "report.title"), v.Figures
	p := &reportPage{base: b, ReportView: v, Date: b.p.Date(v.Room.Opened), Turns: s.turnViews(b, f.Turns, 5), Messages: b.messagesAfter(v.Public)}
	place := cmp.Or(locale.Typed(v.Room.Place), b.plain("report.somewhere"))
	id, worst := "report.paragraph", ""
	if len(f.Turns) > 0 {
		id = "report.paragraph-turns"
		worst = s.turnText(lang, f.Turns[0].What)
	}
	kv := []any{"Date", p.Date, "Place", place, "Came", f.Came, "Finished", f.Finished}
	if worst != "" {
		kv = append(kv, "Worst", worst, "People", f.Turns[0].People)
	}
	p.Paragraph = strings.TrimSpace(b.plain(id, kv...) + " " + b.resultText(f.Result))
	by := map[workshop.Outcome]int{workshop.GotIn: f.Result.ByHand.In, workshop.StuckOSS: f.Result.ByHand.OSS, workshop.StuckOther: f.Result.ByHand.Other}
	for _, o := range workshop.Outcomes() {
		p.ByHand = append(p.ByHand, countView{string(o), b.html("room.outcome-" + string(o)), by[o]})
	}
	if v.Takes && v.Room.IsEnded {
		p.Until = timeOfDay(v.Room.AnswersUntil).Text
	}
	longest := 1
	for _, st := range f.Steps {
		longest = max(longest, st.Median)
	}
	for _, st := range f.Steps {
		label := st.Step
		for _, step := range s.opt.Guides[lang].Steps {
			if step.ID == st.Step {
				label = plain(step.Short)
				if !step.Rescue {
					label = strconv.Itoa(step.Order) + ". " + label
				}
			}
		}
		bar := reportBar{Label: label, W: st.Median * 100 / longest, Median: clock(time.Duration(st.Median) * time.Second), Done: st.Done, Reached: st.Reached}
		if st.Median == 0 { // nobody has left it
			bar.Median = "–"
		}
		p.Bars = append(p.Bars, bar)
	}
	for _, r := range f.Runs {
		if r.Done > 0 {
			p.Runs = append(p.Runs, consoleRun{ID: r.Run, Title: b.phrases(s.scenario(lang, r.Run).Title), Done: r.Done})
		}
	}
	for _, a := range readyAnswers {
		p.Ready = append(p.Ready, countView{Label: b.html("room.count-" + string(a)), N: f.Ready[a]})
	}
	return s.render("room-report", p)
}

// turnText is a wrong turn as plain text: the screen, and what was pressed on it; "" where no run has it.
func (s *Site) turnText(lang, what string) string {
	named := ""
	for _, run := range s.Runs().All() {
		for _, st := range run.States {
			for _, m := range st.AllMoves() {
				if !m.Mistake || TurnName(st, m.Action) != what {
					continue
				}
				words := s.wordsOf(lang, run, st).Words(st.Base)
				pressed := plain(words.Names[m.Action])
				if pressed != "" && (st.Screen == "" || st.Judged) {
					return pressed
				}
				if pressed != "" {
					return plain(words.Title) + " · " + pressed
				}
				if screen := s.opt.Guides[lang].Screen(string(st.Screen)); named == "" && screen != nil {
					named = plain(words.Title) + " · " + screen.Words(string(m.Action))
				}
			}
		}
	}
	return named
}

// TurnName is how a mistake is counted: where, and what was pressed. On a screen it is the same in every run.
func TurnName(st sandbox.State, action sandbox.Action) string {
	if st.Judged {
		return "/" + string(action)
	}
	return string(st.Screen) + "/" + string(action)
}

// eventTitle is what the trainer lets happen, as plain text; "" where no run has it any more.
func (s *Site) eventTitle(lang, name string) string {
	e, ok := s.Runs().Event(name)
	if !ok {
		return ""
	}
	return plain(s.scenario(lang, e.Run.ID).Words(e.State.Base).Event)
}

// eventButton is one of the trainer's buttons that send everybody to a state.
type eventButton struct {
	Name string
	Text template.HTML
}

// EventButtons are those that the content has.
func (b base) EventButtons() (out []eventButton) {
	for _, e := range b.site.Runs().Events() {
		out = append(out, eventButton{e.Name(), b.text(b.site.eventTitle(b.Lang, e.Name()))})
	}
	return out
}
