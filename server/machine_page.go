package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/doctor"
	"napguide/server/network"
	"napguide/server/web"
)

// machine shows what was found on the machine on which the program runs, to whoever sits at it. Others are led to the kit.
func (s *Server) machine(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return web.ErrNotFound
	}
	if !s.sitsHere(c) {
		return web.SeeOther(c, "/"+lang+"/workshop")
	}
	page, err := s.site().Machine(lang, s.examine(lang))
	if err != nil {
		return err
	}
	return web.SendPage(c, fiber.StatusOK, page)
}

// sitsHere tells whether a request comes from this machine itself, over nothing in between.
func (s *Server) sitsHere(c *fiber.Ctx) bool {
	if s.opt.Machine == nil || s.opt.Network.Public() != nil || len(c.Request().Header.Peek(fiber.HeaderXForwardedFor)) > 0 {
		return false
	}
	remote, local := addrOf(c.Context().RemoteAddr()), addrOf(c.Context().LocalAddr())
	return remote.IsValid() && (remote.IsLoopback() || remote == local)
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
func (s *Server) LastArrival() time.Time { return s.arrivals.last() }

// last is when the last other machine came.
func (a *arrivals) last() (last time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, at := range a.byCard {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// devFindings are one of each kind, for those who write.
func devFindings(now time.Time) []doctor.Finding {
	at := everyAddress()
	found := []doctor.Finding{
		{Kind: "address-best", Verdict: doctor.Good, Address: at[0]},
		{Kind: "address-other", Verdict: doctor.Good, Address: at[1]},
		{Kind: "address-unlikely", Verdict: doctor.Look, Address: network.Address{Base: at[3].Base, Typed: at[3].Typed, Type: at[3].Type}},
		{Kind: "address-none", Verdict: doctor.Bad},
		{Kind: "clock-compare", Verdict: doctor.Unknown, Time: now},
		{Kind: "clock-wrong", Verdict: doctor.Bad, Time: now},
		{Kind: "phone-arrived", Verdict: doctor.Good, Time: now},
		{Kind: "files-fault", Verdict: doctor.Look, Text: "unit.toml:3: phone"},
	}
	for _, kind := range []string{
		doctor.PortFree, doctor.PortOurs, doctor.PortUsed, doctor.PortForbidden,
		"firewall-passed", "firewall-off", "firewall-on", "firewall-unknown",
		"disk-memory", "disk-refused", "disk-full", "disk-low", "disk-enough", "phone-later", "phone-none",
	} {
		found = append(found, doctor.Finding{Kind: kind, Verdict: doctor.Look, Port: "3000", Free: 1 << 30})
	}
	return found
}
