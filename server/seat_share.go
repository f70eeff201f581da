package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
	"napguide/server/workshop"
)

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
