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

// wall is the projector's page. It shows no call, no slow step and no note.
func (s *Server) wall(c *fiber.Ctx, lang string) error {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	s.present.TrainerOpen(r.ID, s.proxies.Client(c.Context()))
	v := s.wallView(r, s.visitIn(c, r))
	v.Now, v.Steady = s.opt.Now(), s.steady()
	return web.Page(s.site().Wall(lang, v)).Send(c, fiber.StatusOK)
}

// wallView is what the wall shows, but for the time.
func (s *Server) wallView(r workshop.Room, from visit) site.WallView {
	now, seats := s.opt.Now(), s.opt.Store.Seats(r.ID)
	v := site.WallView{Room: roomView(r), At: s.addressFor(from), Heads: workshop.CountHeads(r, seats, s.present.LastSeen(r.ID, seats), s.course(), now)}
	for _, seat := range seats {
		if seat.ReplyIn(r.Question) != "" {
			v.Replied++
		}
	}
	if r.IsEnded() {
		f := workshop.NewFigures(r, seats, s.course(), now)
		v.Came, v.Finished, v.TakesOutcomes = f.Came, f.Finished, r.TakesOutcomes(now)
	}
	return v
}
