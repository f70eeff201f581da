package workshop

import (
	"cmp"
	"slices"
	"time"
)

// Ask puts a question to the room, in the place of the one before; "" ends it, and what was answered is still to be read.
func (r Room) Ask(kind string, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		if kind == "" {
			r.closeQuestion()
			return
		}
		r.Question.Kind, r.Question.Last = kind, ""
		r.Question.Number++
		r.Dark, r.ShowCode = false, false
	})
}

// Reply notes an answer to a question; one to another question than the present one is dropped.
func (s Seat) Reply(q Question, number int, answer string, now time.Time) Seat {
	if q.Kind == "" || number != q.Number || !slices.Contains(Questions()[q.Kind], answer) {
		return s
	}
	s.Replied, s.ReplyTo = answer, number
	return s.did(now)
}

// ReplyIn is the answer to the present question, or "".
func (s Seat) ReplyIn(q Question) string {
	if q.Kind == "" || s.ReplyTo != q.Number {
		return ""
	}
	return s.Replied
}

// countReplies is how many gave which answer to the present question, or to the last.
func countReplies(q Question, seats []Seat) map[string]int {
	if q.Kind = cmp.Or(q.Kind, q.Last); q.Kind == "" {
		return nil
	}
	out := map[string]int{}
	for _, s := range seats {
		if a := s.ReplyIn(q); a != "" {
			out[a]++
		}
	}
	return out
}
