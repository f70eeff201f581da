package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// console is the trainer's page.
func (s *Server) console(c *fiber.Ctx, lang string) error {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	s.cookies.Keep(c, web.TrainerCookie)
	s.present.TrainerOpen(r.ID, s.proxies.Client(c.Context()))
	return web.Page(s.site().Console(lang, s.consoleView(c, r))).Send(c, fiber.StatusOK)
}

func (s *Server) consoleView(c *fiber.Ctx, r workshop.Room) site.ConsoleView {
	now, seats := s.opt.Now(), s.opt.Store.Seats(r.ID)
	return site.ConsoleView{
		Room: roomView(r), Board: workshop.NewBoard(r, seats, s.present.LastSeen(r.ID, seats), s.course(), now), At: s.addressFor(s.visitIn(c, r)), Chosen: r.Base, Addresses: s.opt.Network.Now().All(),
		Now: now, Steady: s.steady(), Flood: s.floodView(r, seats),
	}
}
