package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
	"napguide/server/workshop"
)

// What a participant posts. Each form leads back to the participant's page; a script gets an empty answer.

// changeSeat changes the browser's own number.
func (s *Server) changeSeat(c *fiber.Ctx, fields []string, change func(form map[string]string, seat workshop.Seat) (workshop.Seat, error)) error {
	return s.changeSeatIn(c, fields, workshop.Room.IsEnded, change)
}

// changeSeatIn is changeSeat where more than the class's end decides whether it is over.
func (s *Server) changeSeatIn(c *fiber.Ctx, fields []string, over func(workshop.Room) bool, change func(form map[string]string, seat workshop.Seat) (workshop.Seat, error)) error {
	form, err := web.ReadForm(c, fields...)
	if err != nil {
		return err
	}
	r, seat, err := s.seatOf(c)
	if err != nil {
		return err
	}
	if over(r) {
		return workshop.ErrEnded
	}
	if name := (seatName{r.ID, seat.Number}); !s.shares.seatDeeds.Take(name) {
		return web.ShareSpent("busy", s.shares.seatDeeds.Wait(name))
	}
	s.present.SeatOpen(r.ID, seat, s.proxies.Client(c.Context()))
	_, err = s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) { return change(form, seat) })
	if err != nil {
		return err
	}
	if s.isOwnPage(form["from"]) {
		return done(c, form["from"])
	}
	return done(c, "/j/"+r.ID)
}

// isOwnPage tells whether an address is of a page in one of the site's languages: a strip says on which it stands.
func (s *Server) isOwnPage(address string) bool {
	lang, _, ok := strings.Cut(strings.TrimPrefix(address, "/"), "/")
	return ok && s.site().HasLang(lang) && web.IsPlainPath(address)
}

// ready answers the one question after joining.
func (s *Server) ready(c *fiber.Ctx) error {
	return s.changeSeat(c, []string{"answer"}, func(form map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		answer := workshop.Ready(form["answer"])
		if !slices.Contains(workshop.ReadyAnswers(), answer) {
			return seat, web.ErrBadRequest
		}
		return seat.Answer(answer, s.opt.Now()), nil
	})
}

// call asks for the trainer; uncall takes it back. Hands rest where the trainer said so, and where one number, one client or
// the whole room raises them over and over; but nobody's first hand waits for the hands of others.
func (s *Server) call(c *fiber.Ctx) error {
	if err := s.mayCall(c); err != nil {
		return err
	}
	return s.changeSeat(c, nil, func(_ map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		return seat.Call(s.opt.Now()), nil
	})
}

// mayCall uses one of the shares that a raised hand draws on. Error: a spent share, as web.ShareSpent.
func (s *Server) mayCall(c *fiber.Ctx) error {
	r, seat, err := s.seatOf(c)
	if err != nil || r.IsEnded() || seat.Calls() { // what is wrong is said by changeSeat
		return nil
	}
	if rest := r.HandsIn(s.opt.Now()); rest > 0 {
		return web.ShareSpent("hands-rest", int((rest+time.Second-1)/time.Second))
	}
	name := seatName{r.ID, seat.Number}
	if !s.shares.seatHands.Take(name) {
		s.tellOfFlood(r.ID)
		return web.ShareSpent("hands-share", s.shares.seatHands.Wait(name))
	}
	here := place{r.ID, s.proxies.Client(c.Context())}
	if (!s.shares.hands.Take(here) || !s.shares.roomHands.Take(r.ID)) && !s.shares.seatHand.Take(name) {
		s.tellOfFlood(r.ID)
		return web.ShareSpent("hands-share", max(s.shares.hands.Wait(here), s.shares.roomHands.Wait(r.ID)))
	}
	return nil
}

// reportOutcome notes whether one got in. It may be told after the class, for as long as the trainer chose, and changed.
func (s *Server) reportOutcome(c *fiber.Ctx) error {
	over := func(r workshop.Room) bool { return !r.TakesOutcomes(s.opt.Now()) }
	return s.changeSeatIn(c, []string{"outcome"}, over, func(form map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		o := workshop.Outcome(form["outcome"])
		if !slices.Contains(workshop.OutcomeAnswers(), o) {
			return seat, web.ErrBadRequest
		}
		return seat.Report(o, s.opt.Now()), nil
	})
}

// reply answers the trainer's quick question. One to a question that is over is dropped.
func (s *Server) reply(c *fiber.Ctx) error {
	r, _, err := s.seatOf(c)
	if err != nil {
		return err
	}
	return s.changeSeat(c, []string{"question", "answer", "from"}, func(form map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		number, err := strconv.Atoi(form["question"])
		if err != nil {
			return seat, web.ErrBadRequest
		}
		return seat.Reply(r.Question, number, form["answer"], s.opt.Now()), nil
	})
}

func (s *Server) uncall(c *fiber.Ctx) error {
	return s.changeSeat(c, nil, func(_ map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		return seat.CancelCall(s.opt.Now()), nil
	})
}

// progress notes where a participant is, what was done there, and what was pressed that was not the way. Pages are the
// same for everybody, so a script reports: at is the page's name, finish its step, press an action on it, away that one chose
// not to come along, on whatever page.
func (s *Server) progress(c *fiber.Ctx) error {
	r, _, err := s.seatOf(c)
	if err != nil {
		return err
	}
	return s.changeSeat(c, []string{"at", "finish", "press", "away"}, func(form map[string]string, seat workshop.Seat) (workshop.Seat, error) {
		now := s.opt.Now()
		if form["at"] == "" && form["away"] != "" {
			return seat.Stay(true, now), nil
		}
		at, run, st, ok := s.place(form["at"])
		if !ok {
			return seat, web.ErrBadRequest
		}
		seat = arriveAt(r, seat, at, run, st, now)
		if step := form["finish"]; step != "" {
			if step != at.Step() {
				return seat, web.ErrBadRequest
			}
			seat = seat.Finish(step, now)
		}
		if press := form["press"]; press != "" {
			if turn, wrong := mistakeOf(st, press); wrong {
				seat = seat.Turn(turn, now)
			}
		}
		return seat.Stay(form["away"] != "" || seat.Stays && r.IsBehind(seat, s.course()), now), nil // who has come to the class has come along
	})
}
