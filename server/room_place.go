package server

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/web"
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
		seat = completeIn(r, seat, id, now)
	}
	return seat
}

// noteSignIn notes for the number of the phone that has allowed a code what it did by that, whichever computer showed the code: it
// has signed in, and has done the run that ends there.
func (s *Server) noteSignIn(c *fiber.Ctx, g sandbox.Grant) {
	course, run, end, ok := s.course(), sandbox.Scenario{}, sandbox.State{}, false
	if run, ok = s.site().Runs().Find(g.Scenario); !ok {
		return
	}
	if st, found := run.CodeState(g.Place); found {
		move, _ := run.After(st, g.State)
		end, _ = run.State(move.To.State)
	}
	ends := slices.DeleteFunc(run.Ends(end), func(id string) bool { return !slices.Contains(course.SignIns, id) })
	if !end.End || !run.Guided && len(ends) == 0 {
		return
	}
	r, seat, err := s.opt.Store.LastSeat(s.cookies.Secret(c, web.SeatCookie))
	if err != nil || r.IsEnded() || !s.shares.seatDeeds.Take(seatName{r.ID, seat.Number}) {
		return
	}
	now := s.opt.Now()
	s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
		seat = seat.Finish(course.SignsIn(), now)
		for _, id := range ends {
			seat = completeIn(r, seat, id, now)
		}
		return seat, nil
	}) // where that fails, the phone's own page is shown all the same
}

// completeIn notes that a run was done to its end, or what happens to everybody in it.
func completeIn(r workshop.Room, seat workshop.Seat, run string, now time.Time) workshop.Seat {
	if r.HasMet(seat) && r.Event.Run() == run {
		return seat.CompleteEvent(run, now)
	}
	return seat.Complete(run, now)
}
