package server

import (
	"strings"
	"time"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/workshop"
)

// place reads where a participant is from a page's name: guide/{step} or practice/{run}/{state}.
func (s *Server) place(page string) (at workshop.Place, run sandbox.Scenario, st sandbox.State, ok bool) {
	kind, rest, _ := strings.Cut(page, "/")
	switch kind {
	case "guide":
		st, _, ok := s.site().StepState(rest)
		return workshop.Place("guide/" + rest), s.site().Runs().Guided(), st, ok
	case "practice":
		id, name, _ := strings.Cut(rest, "/")
		run, found := s.site().Runs().Find(id)
		if !found || run.Guided {
			return "", run, st, false
		}
		st, ok := run.State(name)
		return workshop.Place(id + "/" + name), run, st, ok
	}
	return "", run, st, false
}

// mistakeOf names a press that was a mistake, as the workshop counts it.
func mistakeOf(st sandbox.State, action string) (string, bool) {
	for _, m := range st.AllMoves() {
		if string(m.Action) == action && m.Mistake {
			return site.TurnName(st, m.Action), true
		}
	}
	return "", false
}

// arriveAt notes where a participant is, and the runs that are done there by who comes from them: whoever opens the address of a
// run's end has done nothing.
func arriveAt(r workshop.Room, seat workshop.Seat, at workshop.Place, run sandbox.Scenario, st sandbox.State, now time.Time) workshop.Seat {
	from := seat.At
	came := from.IsFrom(at)
	seat = seat.Arrive(at, now).Meet(r, from)
	if run.ID != "" && st.Name == run.States[0].Name && r.IsAtPastEvent(seat) {
		seat = seat.Begin()
	}
	if run.ID == "" || !st.End || at.Step() != "" || !came || r.IsAtPastEvent(seat) {
		return seat
	}
	for _, id := range run.Ends(st) {
		if r.HasMet(seat) && r.Event.Run() == id {
			seat = seat.CompleteEvent(id, now)
			continue
		}
		seat = seat.Complete(id, now)
	}
	return seat
}
