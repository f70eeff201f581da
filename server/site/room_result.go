package site

import (
	"strconv"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/workshop"
)

// What came of a class, in words and as a row of a spreadsheet.

// resultText is what came of it, as finely as it may be told; "" where nobody has finished.
func (b base) resultText(r workshop.Result) string {
	var said []string
	some := func(id string, n int) {
		if n > 0 {
			said = append(said, b.plain("report.result-"+id, "N", n))
		}
	}
	some("of", r.Of)
	switch r.Detail {
	case "fine":
		some("in", r.In)
		some("oss", r.OSS)
		some("other", r.Other)
		some("silent", r.Silent)
	case "coarse":
		some("in", r.In)
		some("stuck", r.Stuck)
		some("silent", r.Silent)
	case "rough":
		some("in", r.In)
		some("not-in", r.NotIn)
	}
	some("by-hand", r.ByHand.Sum())
	some("hand-in", r.ByHand.In)
	some("hand-oss", r.ByHand.OSS)
	some("hand-other", r.ByHand.Other)
	return strings.Join(said, " ")
}

// messagesAfter are two messages to send after a class. Question and answer stand in the text; an address only where
// everybody can open it.
func (b base) messagesAfter(public string) (out []message) {
	for _, id := range []string{"evening", "day-3"} {
		m := message{ID: id, Title: b.html("report.send-" + id), Text: b.plain("report.text-" + id)}
		if public != "" {
			m.Text += "\n" + b.plain("report.text-link", "Address", public)
		}
		out = append(out, m)
	}
	return out
}

// classColumns are the columns of a class as a row: their names' messages, always the same and in the same order, so that the
// rows of many classes stand under each other.
func classColumns() []string {
	return []string{
		"date", "place", "minutes", "came", "finished", "ready", "no-app", "forgot",
		"of", "in", "oss", "other", "silent", "stuck", "not-in", "hand-in", "hand-oss", "hand-other",
	}
}

// ReportRows is a class as one row, below the names of its columns. What may not be told stays empty.
func (s *Site) ReportRows(lang string, v ReportView) ([][]string, error) {
	f, p := v.Figures, s.opt.Catalog.Printer(lang)
	r := f.Result
	cells := map[string]string{"date": locale.Thailand(v.Room.Opened).Format(time.DateOnly), "place": v.Room.Place}
	count := func(told bool, name string, n int) {
		if told {
			cells[name] = strconv.Itoa(n)
		}
	}
	for _, c := range []struct {
		name string
		n    int
	}{
		{"minutes", f.Minutes}, {"came", f.Came}, {"finished", f.Finished}, {"ready", f.Ready["ready"]}, {"no-app", f.Ready["no-app"]}, {"forgot", f.Ready["forgot"]},
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
	var head, row []string
	var err error
	for _, name := range classColumns() {
		head, row = append(head, noted(p.T("report.csv-"+name))(&err)), append(row, cells[name])
	}
	return [][]string{head, row}, err
}
