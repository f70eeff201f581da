package server

import (
	"crypto/subtle"

	"github.com/gofiber/fiber/v2"

	"napguide/server/presence"
	"napguide/server/sse"
	"napguide/server/web"
)

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
