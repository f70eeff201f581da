package server

import (
	"slices"

	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/workshop"
)

// What pages show of rooms and seats.

func courseOf(pages *site.Site) (c workshop.Course) {
	c.Steps, c.Goal, c.Runs = pages.Course()
	c.SignIns, c.Minutes = pages.SignIns(), pages.Minutes()
	for _, e := range pages.Runs().Events() {
		c.Events = append(c.Events, workshop.Event(e.Name()))
	}
	return c
}

func roomView(r workshop.Room) site.Room {
	return site.Room{
		ID: r.ID, Code: r.Code, Mode: string(r.Mode), Step: r.Step, Run: r.Run, Event: string(r.Event), Moves: r.Moves,
		StepSince: r.StepSince, Pace: r.Pace, Opened: r.Opened, Frozen: r.Frozen, Locked: r.Locked, ShowCode: r.ShowCode, Dark: r.Dark, IsEnded: r.IsEnded(), From: r.From,
		Question: r.Question.Kind, LastQuestion: r.Question.Last, QuestionNumber: r.Question.Number, Timer: r.Timer, TimerSet: r.TimerSet, TimerHeld: r.TimerHeld, Led: r.Led, AnswersUntil: r.AnswersUntil, ByHand: r.ByHand,
		Damaged: !r.Damaged.IsZero(), JoinPath: r.JoinPath(), WifiName: r.WifiName, WifiPass: r.WifiPass, Place: r.Place,
	}
}

// floodView is what the console says of a flood: how many numbers came and never moved, where there are many, and
// whether much is being refused.
func (s *Server) floodView(r workshop.Room, seats []workshop.Seat) (f site.Flood) {
	if r.IsEnded() {
		return f
	}
	f.Idle = len(s.present.Idle(r.ID, seats, true))
	f.IsOn = f.Idle >= presence.FloodIdle
	f.Refused = s.present.IsFlooded(r.ID)
	return f
}

func (s *Server) roomViews(rooms []workshop.Room) (out []site.Room) {
	for _, r := range rooms {
		out = append(out, roomView(r.Within(s.course())))
	}
	return out
}

func seatView(r workshop.Room, s workshop.Seat) site.Seat {
	return site.Seat{Number: s.Number, Ready: s.Ready, Calls: r.IsCalledBy(s), IsSeen: r.IsCalledBy(s) && !s.Noticed.IsZero(), Outcome: s.Outcome, Finished: slices.Clone(s.Finished)}
}

// seatShown is seatView, and whether hands rest in the room.
func (s *Server) seatShown(r workshop.Room, seat workshop.Seat) site.Seat {
	v, c := seatView(r, seat), s.course()
	v.Finished = slices.DeleteFunc(slices.Clone(c.Steps), func(step string) bool {
		return !seat.HasDone(step, c) || step == c.Goal && !seat.Has(step) // to have come there is not said to be done
	})
	v.Until = roomView(r).Until(s.opt.Now())
	v.Rests, v.Reply = r.HandsIn(s.opt.Now()) > 0, seat.ReplyIn(r.Question)
	v.TakesOutcomes, v.CanReport, v.SignedIn = r.TakesOutcomes(s.opt.Now()), seat.CanReport(c), seat.HasSignedIn(c)
	return v
}
