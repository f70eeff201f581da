package site

import (
	"cmp"
	"html/template"
	"strconv"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/workshop"
)

// ReportView is a class afterwards.
type ReportView struct {
	Room    Room
	Figures workshop.Figures
	Public  string // an address of this site that everybody can open, as it is typed; "" without one
	Now     time.Time
}

type reportPage struct {
	base
	ReportView
	Date      string
	Paragraph string
	Bars      []reportBar
	HasFew    bool // one of them has no time
	Turns     []turnView
	Runs      []consoleRun
	Ready     []countView // nothing where nobody answered, or where it cannot be told
	Columns   []column    // of the file
	Messages  []message
	Told      string      // what phones answered; "" where nobody was asked
	ByHand    []countView // the trainer may add to them
	Until     string      // when answers are no longer taken
}

// column is one of the file's columns, and what it means.
type column struct{ Name, Text template.HTML }

// columns are all of them.
func (b base) columns() (out []column) {
	var ofThese []string
	for _, name := range reportColumns() {
		ofThese = append(ofThese, `"`+b.plain("report.csv-"+name)+`"`)
	}
	for _, name := range classColumns() {
		out = append(out, column{b.html("report.csv-" + name), b.html("report.column-"+name, "Columns", strings.Join(ofThese, ", "))})
	}
	return out
}

// amount is what one press adds.
type amount struct{ Add, Label string }

// Amounts are what the trainer may add to a count by one press.
func (p *reportPage) Amounts() []amount { return []amount{{"-1", "-1"}, {"1", "+1"}, {"10", "+10"}} }

// IsUntold tells whether there are people who may have answered, and nothing of their answers may be told.
func (p *reportPage) IsUntold() bool {
	return p.Figures.Result.Of > 0 && p.Figures.Result.Detail == workshop.Only
}

// reportBar is one step in the picture of medians.
type reportBar struct {
	Label  string
	W      int // percent of the longest
	Median string
	Done   int
}

// Report renders /{lang}/workshop/{code}/report: one A4 page.
func (s *Site) Report(lang string, v ReportView) ([]byte, error) {
	b, f := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/report", "room/report", "workshop", "report.title"), v.Figures
	p := &reportPage{base: b, ReportView: v, Date: b.p.Date(v.Room.Opened), Turns: s.turnViews(b, f.Turns, 5), Messages: b.messagesAfter(v.Public)}
	where := ""
	if place := locale.Typed(v.Room.Place); place != "" {
		where = " " + locale.Typed(b.plain("report.at", "Place", place))
	}
	id, worst := "report.paragraph", ""
	if len(f.Turns) > 0 {
		id = "report.paragraph-turns"
		worst = s.turnText(lang, f.Turns[0].What)
	}
	kv := []any{"Date", p.Date, "Where", where, "Came", f.Came, "SignedIn", f.SignedIn}
	if worst != "" {
		kv = append(kv, "Worst", worst, "People", f.Turns[0].People)
	}
	p.Told = b.toldText(f.Result)
	p.Paragraph = strings.TrimSpace(b.plain(id, kv...) + " " + b.resultText(f.Result))
	by := map[workshop.Outcome]int{workshop.GotIn: f.Result.ByHand.In, workshop.StuckOSS: f.Result.ByHand.OSS, workshop.StuckOther: f.Result.ByHand.Other}
	for _, o := range workshop.Outcomes() {
		p.ByHand = append(p.ByHand, countView{string(o), b.html("report.csv-hand-" + string(o)), by[o]})
	}
	p.Until = b.untilText(v.Room.Until(v.Now))
	longest := 1
	for _, st := range f.Steps {
		longest = max(longest, st.Median)
	}
	for _, st := range f.Steps {
		label := st.Step
		if step := s.opt.Guides[lang].Step(st.Step); step != nil {
			label = plain(step.Name)
			if !step.Rescue {
				label = strconv.Itoa(step.Order) + ". " + label
			}
		}
		bar := reportBar{Label: label, W: st.Median * 100 / longest, Median: clock(time.Duration(st.Median) * time.Second), Done: st.Done}
		if st.Median == 0 { // so few did it that it would tell of them
			bar.Median, p.HasFew = "–", true
		}
		p.Bars = append(p.Bars, bar)
	}
	for _, r := range f.Runs {
		if r.Done > 0 {
			p.Runs = append(p.Runs, consoleRun{ID: r.Run, Title: b.phrases(s.scenario(lang, r.Run).Title), Done: r.Done})
		}
	}
	p.Columns = b.columns()
	p.Ready = b.readyCounts(f.Readiness)
	return s.render("room-report", p)
}

// readyCounts is what the class said of its app, as finely as it may be told; nothing where nobody said anything.
func (b base) readyCounts(r workshop.Readiness) (out []countView) {
	add := func(name string, n int) {
		if n > 0 {
			out = append(out, countView{Label: b.html("room.count-" + name), N: n})
		}
	}
	switch {
	case r.IsUnanswered:
	case r.Detail == workshop.Fine:
		add("ready", r.Ready)
		add("no-app", r.NoApp)
		add("forgot", r.Forgot)
		add("unasked", r.Silent)
	case r.Detail == workshop.Coarse:
		add("ready", r.Ready)
		add("not-ready", r.NotReady)
		add("unasked", r.Silent)
	case r.Detail == workshop.Rough:
		add("ready", r.Ready)
		add("rest", r.Rest)
	}
	return out
}

// classColumns are the columns of a class as a row: their names' messages, always the same and in the same order, so that the
// rows of many classes stand under each other. A new one comes last: rows of before stay where they are.
func classColumns() []string {
	return []string{
		"date", "place", "minutes", "came", "finished", "ready", "no-app", "forgot",
		"of", "in", "oss", "other", "silent", "stuck", "not-in", "hand-in", "hand-oss", "hand-other",
		"later",
	}
}

// reportColumns are those of them that count who may tell of the real login: parts of "of", and sums of such parts. What the trainer
// counted by hand is of other people.
func reportColumns() []string {
	return []string{"in", "oss", "other", "silent", "stuck", "not-in", "later"}
}

// ReportRows is a class as one row, below the names of its columns. Where there is no number, a word says why.
func (s *Site) ReportRows(lang string, v ReportView) ([][]string, error) {
	f, p := v.Figures, s.opt.Catalog.Printer(lang)
	r, app := f.Result, f.Readiness
	var err error
	word := func(name string) string { return noted(p.T("report.csv-" + name))(&err) }
	untold := word("untold")
	if r.IsUnanswered {
		untold = word("unanswered")
	}
	cells := map[string]string{"date": locale.Thailand(v.Room.Opened).Format(time.DateOnly), "place": cmp.Or(v.Room.Place, word("no-place"))}
	count := func(told bool, name string, n int) {
		cells[name] = untold
		if told {
			cells[name] = strconv.Itoa(n)
		}
	}
	for _, c := range []struct {
		name string
		n    int
	}{
		{"minutes", f.Minutes}, {"came", f.Came}, {"finished", f.SignedIn},
		{"of", r.Of}, {"hand-in", r.ByHand.In}, {"hand-oss", r.ByHand.OSS}, {"hand-other", r.ByHand.Other},
	} {
		count(true, c.name, c.n)
	}
	fine, coarse, rough := r.Detail == "fine", r.Detail == "fine" || r.Detail == "coarse", r.Detail != "only"
	count(rough, "in", r.In)
	count(fine, "oss", r.OSS)
	count(fine, "other", r.Other)
	count(coarse, "silent", r.Silent)
	count(coarse, "stuck", r.Stuck)
	count(rough, "not-in", r.NotIn)
	count(r.TellsLater, "later", r.Later)
	if untold = word("untold"); app.IsUnanswered {
		untold = word("unanswered")
	}
	count(!app.IsUnanswered && app.Detail != workshop.Only, "ready", app.Ready)
	count(!app.IsUnanswered && app.Detail == workshop.Fine, "no-app", app.NoApp)
	count(!app.IsUnanswered && app.Detail == workshop.Fine, "forgot", app.Forgot)
	var head, row []string
	for _, name := range classColumns() {
		head, row = append(head, word(name)), append(row, cells[name])
	}
	return [][]string{head, row}, err
}
