package server

import (
	"slices"

	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/workshop"
)

// The workshop's rules and the site's pages do not know each other; this file is between them.

func courseOf(pages *site.Site) (c workshop.Course) {
	c.Steps, c.Goal, c.Runs = pages.Course()
	for _, e := range pages.Runs().Events() {
		c.Events = append(c.Events, workshop.Event(e.Name()))
	}
	return c
}

func roomView(r workshop.Room) site.Room {
	return site.Room{
		ID: r.ID, Code: r.Code, Mode: string(r.Mode), Step: r.Step, Run: r.Run, Event: string(r.Event),
		StepSince: r.StepSince, Opened: r.Opened, Frozen: r.Frozen, Locked: r.Locked, ShowCode: r.ShowCode, Dark: r.Dark, IsEnded: r.IsEnded(), From: r.From,
		Question: r.Question.Kind, QuestionNumber: r.Question.Number, Timer: r.Timer, TimerSet: r.TimerSet, AnswersUntil: r.AnswersUntil, ByHand: site.Tally(r.ByHand),
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

func takenNumbers(seats []workshop.Seat) (out []int) {
	for _, s := range seats {
		out = append(out, s.Number)
	}
	slices.Sort(out)
	return out
}

func seatView(s workshop.Seat) site.Seat {
	return site.Seat{Number: s.Number, Ready: string(s.Ready), Calls: s.Calls(), IsSeen: s.Calls() && !s.Noticed.IsZero(), Outcome: string(s.Outcome), Finished: s.Finished}
}

// seatShown is seatView, and whether hands rest in the room.
func (s *Server) seatShown(r workshop.Room, seat workshop.Seat) site.Seat {
	v := seatView(seat)
	v.Rests, v.Reply = r.HandsIn(s.opt.Now()) > 0, seat.ReplyIn(r.Question)
	v.TakesOutcomes, v.CanReport = r.TakesOutcomes(s.opt.Now()), seat.HasFinished(s.course())
	return v
}

func boardView(b workshop.Board) site.Board {
	v := site.Board{Heads: site.Heads(b.Heads), Replies: b.Replies, Ready: readyView(b.Ready), Steps: map[string]site.StepCount{}, Runs: b.Runs, Turns: turnViews(b.Turns)}
	for step, n := range b.Steps {
		v.Steps[step] = site.StepCount(n)
	}
	v.Calls, v.Slow = waitViews(b.Calls), waitViews(b.Slow)
	return v
}

func figuresView(f workshop.Figures) site.Figures {
	v := site.Figures{Came: f.Came, Finished: f.Finished, Minutes: f.Minutes, Result: resultView(f.Result), Ready: readyView(f.Ready), Turns: turnViews(f.Turns)}
	for _, s := range f.Steps {
		v.Steps = append(v.Steps, site.StepFigure(s))
	}
	for _, r := range f.Runs {
		v.Runs = append(v.Runs, site.RunFigure(r))
	}
	return v
}

func resultView(r workshop.Result) site.Result {
	return site.Result{
		Of: r.Of, Detail: string(r.Detail), In: r.In, OSS: r.OSS, Other: r.Other, Silent: r.Silent, Stuck: r.Stuck, NotIn: r.NotIn, ByHand: site.Tally(r.ByHand),
	}
}

func readyView(n map[workshop.Ready]int) map[string]int {
	out := map[string]int{}
	for answer, count := range n {
		out[string(answer)] = count
	}
	return out
}

func turnViews(turns []workshop.Count) (out []site.TurnCount) {
	for _, t := range turns {
		out = append(out, site.TurnCount(t))
	}
	return out
}

func waitViews(waits []workshop.Wait) (out []site.Wait) {
	for _, w := range waits {
		out = append(out, site.Wait{Number: w.Number, At: string(w.At), Since: w.Since, IsSeen: w.IsSeen})
	}
	return out
}
