package site

import (
	"html/template"
	"strings"

	"napguide/server/workshop"
)

// What came of a class, in words and as a row of a spreadsheet.

// resultText is what came of it, as finely as it may be told; "" where there is nothing to tell.
func (b base) resultText(r workshop.Result) string {
	return strings.TrimSpace(b.toldText(r) + " " + b.counted(
		resultCount{"by-hand", r.ByHand.Sum()}, resultCount{"hand-in", r.ByHand.In}, resultCount{"hand-oss", r.ByHand.OSS}, resultCount{"hand-other", r.ByHand.Other},
	))
}

// untilText is a time of day in words; "" of nil.
func (b base) untilText(u *Until) string {
	if u == nil {
		return ""
	}
	message := "room.at-today"
	if u.IsTomorrow {
		message = "room.at-tomorrow"
	}
	return b.plain(message, "Hour", u.Hour, "Minute", u.Minute)
}

// toldText is what phones answered, as far as it may be told; "" where nobody did.
func (b base) toldText(r workshop.Result) string {
	counts := []resultCount{{"of", r.Of}}
	silent := []resultCount{{"silent", r.Silent}}
	if r.TellsLater {
		silent = []resultCount{{"later", r.Later}, {"none", r.Silent - r.Later}}
	}
	switch {
	case r.IsUnanswered, r.Detail == workshop.Only: // of whom is no news without what they said
		return ""
	case r.Detail == workshop.Fine:
		counts = append(append(counts, resultCount{"in", r.In}, resultCount{"oss", r.OSS}, resultCount{"other", r.Other}), silent...)
	case r.Detail == workshop.Coarse:
		counts = append(append(counts, resultCount{"in", r.In}, resultCount{"stuck", r.Stuck}), silent...)
	default:
		counts = append(counts, resultCount{"in", r.In}, resultCount{"not-in", r.NotIn})
	}
	return b.counted(counts...)
}

// resultCount is so many people, and the end of the name of the message that says so.
type resultCount struct {
	id string
	n  int
}

// counted says the counts that are not 0.
func (b base) counted(counts ...resultCount) string {
	var said []string
	for _, c := range counts {
		if c.n > 0 {
			said = append(said, b.plain("report.result-"+c.id, "N", c.n))
		}
	}
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
