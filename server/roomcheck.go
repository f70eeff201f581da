package server

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/workshop"
)

// checks remembers which trainers' own phones have found the way to this machine. It is kept in memory only: a check is
// over in a minute.
type checks struct {
	now func() time.Time

	mu      sync.Mutex
	byToken map[string]*check
	byOwner map[string]*check
}

type check struct {
	token, owner string
	arrived      string // by which address, or ""
	since        time.Time
}

const (
	maxChecks = 1000
	checkLife = time.Hour
)

func newChecks(now func() time.Time) *checks {
	return &checks{now: now, byToken: map[string]*check{}, byOwner: map[string]*check{}}
}

// open is the trainer's check, begun now if there is none.
func (k *checks) open(secret string) (token, arrived string) {
	owner := string(workshop.Hash(secret))
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.byOwner[owner]; c != nil && k.now().Before(c.since.Add(checkLife)) {
		return c.token, c.arrived
	}
	if len(k.byToken) >= maxChecks {
		k.byToken, k.byOwner = map[string]*check{}, map[string]*check{} // a reload of the kit begins another
	}
	c := &check{token: workshop.NewSecret()[:12], owner: owner, since: k.now()}
	if old := k.byOwner[owner]; old != nil {
		delete(k.byToken, old.token)
	}
	k.byToken[c.token], k.byOwner[owner] = c, c
	return c.token, ""
}

// arrive notes by which address a phone came; it is false for a token that is not known.
func (k *checks) arrive(token, base string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.byToken[token]
	if c == nil {
		return false
	}
	c.arrived = base
	return true
}

func (k *checks) arrived(token string) (base string, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.byToken[token]
	if c == nil {
		return "", false
	}
	return c.arrived, true
}

// hello is what the trainer's own phone opens from the kit's QR code. That it came is all that is noted.
func (s *Server) hello(c *fiber.Ctx) error {
	token := c.Params("room")
	scheme := "http"
	if s.isSecure(c.Context()) {
		scheme = "https"
	}
	if !s.checks.arrive(token, scheme+"://"+string(c.Context().Host())) {
		return errNotFound
	}
	s.opt.Hub.Wake(checkTopic(token))
	page, err := s.site().Hello(s.reader(c), token)
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}
