package site

import (
	"html/template"
	"strings"

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

// message is one to send after the class.
type message struct {
	ID    string
	Title template.HTML
	Text  string
}
