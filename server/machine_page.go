package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/doctor"
	"napguide/server/web"
)

// machine shows what was found on the machine on which the program runs, to whoever sits at it. Others are led to the kit.
func (s *Server) machine(c *fiber.Ctx, lang string) error {
	if !s.sitsHere(c) {
		return web.SeeOther(c, "/"+lang+"/workshop")
	}
	return web.Page(s.site().Machine(lang, s.examine(lang))).Send(c, fiber.StatusOK)
}

// sitsHere tells whether whoever asks may read what was found on this machine.
func (s *Server) sitsHere(c *fiber.Ctx) bool {
	return s.opt.Machine != nil && s.fromHere(c)
}

// faults are those of the trainer's own files, as far as somebody at this machine may know them.
func (s *Server) faults(lang string) []string {
	if s.opt.Faults == nil {
		return nil
	}
	return s.opt.Faults(lang)
}

// examine looks at the machine, as Options.Machine and this server know it.
func (s *Server) examine(lang string) []doctor.Finding {
	m := s.opt.Machine()
	m.Faults = s.faults(lang)
	m.View, m.PortIs, m.Running = s.opt.Network.Now(), doctor.PortOurs, true
	m.Now, m.Arrived = s.opt.Now(), s.LastArrival()
	return doctor.Examine(m)
}

// LastArrival is when the last other machine came; the zero time where none has.
func (s *Server) LastArrival() time.Time { return s.arrivals.Last() }
