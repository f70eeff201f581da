package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// This file is what the workshop's handlers share: who is the trainer, who has which number, which room an address means.

// roomForTrainer is the address's room, for a browser that holds its key.
func (s *Server) roomForTrainer(c *fiber.Ctx) (workshop.Room, error) {
	id, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return workshop.Room{}, web.ErrNotFound
	}
	r, err := s.opt.Store.Room(id)
	if errors.Is(err, store.ErrNoRoom) && s.cookies.Secret(c, web.TrainerCookie) != "" {
		s.opt.Store.WaitUntilCurrent(s.life) // opened a moment ago, through another process
		r, err = s.opt.Store.Room(id)
	}
	if errors.Is(err, store.ErrNoRoom) || err == nil && !r.HeldBy(s.cookies.Secret(c, web.TrainerCookie)) {
		return r, errNotTrainer // whether there is such a room is not for strangers to try out
	}
	return r.Within(s.course()), err
}

// seatOf is the number that the browser has in the address's room. A room's address is its first code.
func (s *Server) seatOf(c *fiber.Ctx) (workshop.Room, workshop.Seat, error) {
	id, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return workshop.Room{}, workshop.Seat{}, web.ErrNotFound
	}
	seat, err := s.ownSeat(id, s.cookies.Secret(c, web.SeatCookie))
	if err != nil {
		return workshop.Room{}, seat, errNoSeat
	}
	r, err := s.opt.Store.Room(id)
	return r.Within(s.course()), seat, err
}

// ownSeat is a browser's number in a room, also one that another process has just given it. Error: store.ErrNoSeat.
func (s *Server) ownSeat(id, secret string) (workshop.Seat, error) {
	seat, err := s.opt.Store.SeatOf(id, secret)
	if err != nil && secret != "" {
		s.opt.Store.WaitUntilCurrent(s.life)
		seat, err = s.opt.Store.SeatOf(id, secret)
	}
	return seat, err
}

// formLang is the language that a form of a page posts along.
func (s *Server) formLang(c *fiber.Ctx, form map[string]string) string {
	if lang := form["lang"]; s.site().HasLang(lang) {
		return lang
	}
	return s.reader(c)
}

// done answers a form: a script gets nothing to show, a person is led back.
func done(c *fiber.Ctx, page string) error {
	if web.WantsJSON(c.Context()) {
		web.SetPrivate(c)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return web.SeeOther(c, page)
}

// takesOf uses one of a share that belongs to a number in a room, of the first that has any left.
func (s *Server) takesOf(seats map[string]workshop.Seat, of *web.Share[seatName]) bool {
	for room, seat := range seats {
		if of.Take(seatName{room, seat.Number}) {
			return true
		}
	}
	return false
}

// seatTakes is takesOf for the numbers that the browser has.
func (s *Server) seatTakes(c *fiber.Ctx, of *web.Share[seatName]) bool {
	return s.takesOf(s.opt.Store.SeatsHeld(s.cookies.Secret(c, web.SeatCookie)), of)
}
