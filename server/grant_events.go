package server

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/store"
	"napguide/server/web"
)

// grantChange is the data of a "grant" event.
type grantChange struct {
	State     string `json:"state"`
	ExpiresIn int    `json:"expires_in"`     // seconds
	At        string `json:"at"`             // where the digits are typed: changes with the address that the QR code carries
	Next      string `json:"next,omitempty"` // where the computer goes, once the phone has answered
}

// grantEvents streams the states of one grant to its holder.
func (s *Server) grantEvents(c *fiber.Ctx) error {
	g, err := s.heldGrant(c, c.Query("grant"))
	if errors.Is(err, store.ErrUnavailable) {
		return sse.Send(c, web.RetryLate, nil) // an error would make the browser give up for good
	}
	if err != nil {
		return err
	}
	lang := c.Query("lang")
	if !s.site().HasLang(lang) {
		lang = g.Lang
	}
	from := s.visitOf(c)
	return s.streams.Open(c, sse.Source{
		Topic:     GrantTopic(g.ID),
		Session:   s.cookies.Session(c),
		Client:    s.proxies.Client(c.Context()),
		Subscribe: s.opt.Hub.Subscribe,
		Read:      func() (sse.Event, error) { return s.grantEvent(g.ID, lang, from) },
	})
}

// grantEvent reads the grant and tells it as an event.
func (s *Server) grantEvent(id, lang string, from visit) (sse.Event, error) {
	now := s.opt.Now()
	g, err := s.opt.Store.Grant(s.life, id)
	if errors.Is(err, store.ErrNotFound) {
		g, err = sandbox.Grant{State: sandbox.Expired}, nil // swept away, long after its end
	}
	if err != nil {
		return sse.Event{}, err
	}
	if g.Scenario != "" {
		g = s.asNow(g)
	}
	state := g.At(now)
	change := grantChange{State: string(state), ExpiresIn: secondsUntil(g.ExpiresAt, now), At: site.TypeAt(s.addressFor(from))}
	var again time.Time
	change.Next = s.site().NextAfter(lang, g, state)
	switch state {
	case sandbox.Pending, sandbox.Scanned:
		again = g.ExpiresAt
		s.made.Look(id)
	}
	return sse.Event{Name: "grant", Data: web.Marshal(change), Version: string(state) + change.At, Again: again}, nil
}
