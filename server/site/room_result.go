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
func resultText(p *locale.Printer, r workshop.Result) (string, error) {
	var said []string
	var err error
	say := func(id string, n int) {
		text, terr := p.T("report.result-"+id, "N", n)
		said = append(said, text)
		if err == nil {
			err = terr
		}
	}
	some := func(id string, n int) {
		if n > 0 {
			say(id, n)
		}
	}
	if r.Of > 0 {
		say("of", r.Of)
	}
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
	if r.ByHand.Sum() > 0 {
		say("by-hand", r.ByHand.Sum())
		some("hand-in", r.ByHand.In)
		some("hand-oss", r.ByHand.OSS)
		some("hand-other", r.ByHand.Other)
	}
	return strings.Join(said, " "), err
}

// messagesAfter are two messages to send after a class. Question and answer stand in the text; an address only where
// everybody can open it.
func (b base) messagesAfter(public string) (out []message, err error) {
	for _, id := range []string{"evening", "day-3"} {
		m := message{ID: id}
		if m.Title, err = b.H("report.send-" + id); err != nil {
			return nil, err
		}
		if m.Text, err = b.T("report.text-" + id); err != nil {
			return nil, err
		}
		if public != "" {
			link, err := b.T("report.text-link", "Address", public)
			if err != nil {
				return nil, err
			}
			m.Text += "\n" + link
		}
		out = append(out, m)
	}
	return out, nil
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
	for _, name := range classColumns() {
		word, err := p.T("report.csv-" + name)
		if err != nil {
			return nil, err
		}
		head, row = append(head, word), append(row, cells[name])
	}
	return [][]string{head, row}, nil
}
