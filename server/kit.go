package server

import (
	"crypto/subtle"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/web"
	"napguide/server/workshop"
)

// kit is the trainer's kit: the check, the form that opens a room, and what to prepare with.
func (s *Server) kit(c *fiber.Ctx, lang string) error {
	secret := s.cookies.Secret(c, web.TrainerCookie)
	token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), func() bool { return s.shares.checks.Take(s.proxies.Client(c.Context())) })
	_, v := s.kitChange(token, s.visitOf(c))
	if v.Own = s.sitsHere(c); v.Own {
		v.Faults = s.faults(lang)
	}
	if secret != "" {
		v.Rooms, v.Ended = s.roomViews(s.opt.Store.RoomsOf(secret)), s.roomViews(s.opt.Store.EndedRoomsOf(secret))
	}
	v.Now = s.opt.Now()
	if room, ok := workshop.ParseCode(c.Query("deleted")); ok {
		v.Deleted = room
	}
	return web.Page(s.site().Kit(lang, v)).Send(c, fiber.StatusOK)
}

// kitAddress is the address that the kit shows: the one by which the trainer's phone came, else as everywhere.
func (s *Server) kitAddress(arrived string, v visit) network.Address {
	if at, ok := s.opt.Network.Now().Find(arrived); ok {
		return at
	}
	return s.opt.Network.Now().For("", v.came)
}

// kitChange is what the kit shows that may change.
func (s *Server) kitChange(token string, from visit) (pageChange, site.KitView) {
	arrived, _ := s.checks.Arrived(token)
	v := site.KitView{
		Token: token, Seats: s.opt.Store.MaxSeats(), Arrived: arrived, At: s.kitAddress(arrived, from), Addresses: s.opt.Network.Now().All(), Cause: s.causeFor(token),
	}
	v.Version = version(v)
	return pageChange{Version: v.Version, Arrived: arrived, Reach: v.At.Reach}, v
}

// checkEvents follows a trainer's check. One of the trainer's own that does not exist, because its page came from another
// process or the client's share is spent, exists while it is followed: so there are no more of these than streams.
func (s *Server) checkEvents(c *fiber.Ctx) error {
	at, from, token := s.visitOf(c), s.proxies.Client(c.Context()), c.Params("room")
	secret := s.cookies.Secret(c, web.TrainerCookie)
	own := secret != "" && subtle.ConstantTimeCompare([]byte(token), []byte(presence.CheckToken(secret))) == 1
	if own {
		s.checks.Open(secret, func() bool { return s.shares.checks.Take(from) })
	} else if _, known := s.checks.Arrived(token); !known {
		return web.ErrNotFound
	}
	return s.streams.Open(c, sse.Source{
		Topic: checkTopic(token), Session: "check " + token, Client: from,
		Subscribe: func(topic string, fn func()) func() {
			cancel := s.opt.Hub.Subscribe(topic, fn)
			if !own || !s.checks.Begin(token) {
				return cancel
			}
			return func() { cancel(); s.checks.Leave(token) }
		},
		Read: func() (sse.Event, error) { return s.checkEvent(token, at), nil },
	})
}

// checkEvent tells the kit whether the trainer's phone has arrived, why not, and which addresses there are.
func (s *Server) checkEvent(token string, from visit) sse.Event {
	change, _ := s.kitChange(token, from)
	return pageEvent(change, s.checks.LookAgain(token))
}

// hello is what the trainer's own phone opens from the kit's QR code. That it came is all that is noted. On the program's
// own machine it tells nothing of the network.
func (s *Server) hello(c *fiber.Ctx) error {
	token := c.Params("room")
	if s.fromHere(c) && presence.IsCheckToken(token) {
		return web.Page(s.site().Hello(s.reader(c), token, true)).Send(c, fiber.StatusOK)
	}
	ctx, now := c.Context(), s.opt.Network.Now()
	at, ours := now.Of(now.CameBy(ctx.Host(), ctx.LocalAddr()))
	base := at.Base
	if !ours { // by a name of this machine, over something in between
		base = "http://" + string(web.Hostname(ctx.Host()))
	}
	if !s.checks.Arrive(token, base, false) {
		if !s.opt.Store.IsShared() || !presence.IsCheckToken(token) {
			return web.ErrNotFound
		}
		if from := s.proxies.Client(c.Context()); !s.shares.checks.Take(from) { // another process may know it, or nobody
			return web.ShareSpent("busy", s.shares.checks.Wait(from))
		}
		s.checks.Arrive(token, base, true)
	}
	s.arrivals.NoteRequest()
	s.opt.Store.Broadcast(toldArrival, token+" "+base)
	s.opt.Hub.Wake(checkTopic(token))
	return web.Page(s.site().Hello(s.reader(c), token, false)).Send(c, fiber.StatusOK)
}
