package workshop

import (
	"slices"
	"time"
)

// Evening is when answers are no longer taken: at eight, of the day on which the class was ended, in the time zone given;
// three hours later than the end at least, at a full hour.
func Evening(ended time.Time, zone *time.Location) time.Time {
	at := ended.In(zone)
	full := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), 0, 0, 0, zone)
	if full.Before(at) {
		full = full.Add(time.Hour)
	}
	return later(time.Date(at.Year(), at.Month(), at.Day(), 20, 0, 0, 0, zone), full.Add(3*time.Hour))
}

// TakeAnswersUntil keeps the one question open after the class has ended: until when its trainer was promised, if that is still to
// come, and never for longer than until the evening.
func (r Room) TakeAnswersUntil(promised, evening time.Time) Room {
	if r.AnswersUntil = evening; promised.After(r.Ended) && promised.Before(evening) {
		r.AnswersUntil = promised
	}
	return r
}

// TakesOutcomes tells whether the one question may be answered: all through the class, and after it if the trainer chose so.
func (r Room) TakesOutcomes(now time.Time) bool { return !r.IsEnded() || now.Before(r.AnswersUntil) }

// Report notes what came of it. A later answer takes the place of the one before.
func (s Seat) Report(o Outcome, now time.Time) Seat {
	s.Outcome = o
	return s.did(now)
}

const maxByHand = 1000

// AddByHand counts so many more, or fewer, of whom the trainer heard otherwise than by a phone.
func (r Room) AddByHand(o Outcome, more int, now time.Time) Room {
	count := map[Outcome]*int{GotIn: &r.ByHand.In, StuckOSS: &r.ByHand.OSS, StuckOther: &r.ByHand.Other}[o]
	if count != nil {
		*count = min(max(0, *count+more), maxByHand)
	}
	return r.did(now)
}

// Detail is how finely answers may be told without a word about any one person.
type Detail string

const (
	Fine   Detail = "fine"   // In, OSS, Other, Silent
	Coarse Detail = "coarse" // In, Stuck, Silent
	Rough  Detail = "rough"  // In, NotIn
	Only   Detail = "only"   // Of alone
)

// Result is what came of a class, told as finely as its groups allow. Groups that are not told are 0. What is told never has
// a group of one or two, and none can be found by taking the others from Of.
type Result struct {
	Of                     int // have signed in in practice, or answered
	Detail                 Detail
	In, OSS, Other, Silent int  // Silent: have answered that they have not tried yet, or not at all
	Stuck                  int  // OSS and Other
	NotIn                  int  // Stuck and Silent
	TellsLater             bool // Silent may be told in its two parts
	Later                  int  // of Silent: have answered that they have not tried yet
	IsUnanswered           bool // nobody has answered yet
	ByHand                 Tally
}

// resultOf works it out over those who may tell.
func resultOf(r Room, seats []Seat, c Course) Result {
	var t Tally
	of, later := 0, 0
	for _, s := range seats {
		if !s.CanReport(c) {
			continue
		}
		of++
		switch s.Outcome {
		case GotIn:
			t.In++
		case StuckOSS:
			t.OSS++
		case StuckOther:
			t.Other++
		case NotTried:
			later++
		}
	}
	return merge(t, later, of, r.ByHand)
}

// merge shows as much detail as it can with no group of fewer than fewest people, from which one could tell who said what.
func merge(t Tally, later, of int, byHand Tally) Result {
	silent, stuck := of-t.Sum(), t.OSS+t.Other
	res := Result{Of: of, ByHand: byHand, Detail: detailOf(t.In, t.OSS, t.Other, silent), IsUnanswered: t.Sum()+later == 0}
	switch res.Detail {
	case Fine:
		res.In, res.OSS, res.Other, res.Silent, res.Stuck, res.NotIn = t.In, t.OSS, t.Other, silent, stuck, stuck+silent
	case Coarse:
		res.In, res.Stuck, res.Silent, res.NotIn = t.In, stuck, silent, stuck+silent
	case Rough:
		res.In, res.NotIn = t.In, stuck+silent
	}
	if (res.Detail == Fine || res.Detail == Coarse) && areLarge(later, silent-later) {
		res.TellsLater, res.Later = true, later
	}
	return res
}

// areLarge tells whether no group is one of one or two.
func areLarge(groups ...int) bool {
	return !slices.ContainsFunc(groups, func(n int) bool { return n > 0 && n < fewest })
}

// detailOf is how finely a good answer, two bad ones and silence may be told.
func detailOf(good, bad, worse, silent int) Detail {
	switch {
	case areLarge(good, bad, worse, silent):
		return Fine
	case areLarge(good, bad+worse, silent):
		return Coarse
	case areLarge(good, bad+worse+silent):
		return Rough
	}
	return Only
}

// readinessOf is what a class said of its app after joining, as finely as it may be told, under the same rule.
func readinessOf(ready map[Ready]int) Readiness {
	good, bad, worse, silent := ready[HasApp], ready[NoApp], ready[Forgot], ready[Unasked]
	r := Readiness{Detail: detailOf(good, bad, worse, silent), IsUnanswered: good+bad+worse == 0}
	switch r.Detail {
	case Fine:
		r.Ready, r.NoApp, r.Forgot, r.NotReady, r.Silent, r.Rest = good, bad, worse, bad+worse, silent, bad+worse+silent
	case Coarse:
		r.Ready, r.NotReady, r.Silent, r.Rest = good, bad+worse, silent, bad+worse+silent
	case Rough:
		r.Ready, r.Rest = good, bad+worse+silent
	}
	return r
}

// Readiness is that. Groups that are not told are 0.
type Readiness struct {
	Detail                       Detail
	Ready, NoApp, Forgot, Silent int
	NotReady                     int  // NoApp and Forgot
	Rest                         int  // NotReady and Silent
	IsUnanswered                 bool // nobody has answered
}
