package server

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/workshop"
)

// checks remembers which trainers' own phones have found the way to this site. It is kept in memory only: a check is
// over in a minute. Processes on one cluster tell one another, since the phone may reach another one than the page did.
type checks struct {
	now func() time.Time

	mu      sync.Mutex
	byToken map[string]*check
}

type check struct {
	arrived string              // by which address, or ""
	since   time.Time           // when the kit was opened
	near    map[netip.Addr]bool // the machines near by at that time; nil where the system does not tell
}

const (
	maxChecks = 1000
	checkLife = time.Hour
)

func newChecks(now func() time.Time) *checks {
	return &checks{now: now, byToken: map[string]*check{}}
}

// checkToken names a trainer's check in every process alike, and gives nothing of the secret away.
func checkToken(secret string) string {
	return hex.EncodeToString(workshop.Hash("check " + secret))[:12]
}

var checkTokens = regexp.MustCompile(`^[0-9a-f]{12}$`)

// open is the trainer's check, begun now if there is none.
func (k *checks) open(secret string) (token, arrived string) {
	token = checkToken(secret)
	k.mu.Lock()
	defer k.mu.Unlock()
	return token, k.of(token).arrived
}

// of needs the lock.
func (k *checks) of(token string) *check {
	if c := k.byToken[token]; c != nil && k.now().Before(c.since.Add(checkLife)) {
		return c
	}
	if len(k.byToken) >= maxChecks {
		k.byToken = map[string]*check{} // a reload of the kit begins another
	}
	c := &check{since: k.now(), near: network.Neighbours()}
	k.byToken[token] = c
	return c
}

// arrive notes by which address a phone came. It is false for a token that is not known, unless it may be another process's.
func (k *checks) arrive(token, base string, others bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byToken[token] == nil && !(others && checkTokens.MatchString(token)) {
		return false
	}
	k.of(token).arrived = base
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

// told takes in what another process tells.
func (s *Server) told(kind, text string) {
	switch kind {
	case toldArrival:
		token, base, _ := strings.Cut(text, " ")
		if s.checks.arrive(token, base, true) {
			s.opt.Hub.Wake(checkTopic(token))
		}
	case toldGuess:
		s.guesses.wrong(text)
	}
}

// What processes tell one another.
const (
	toldArrival = "arrival" // a check's token and the address by which its phone came
	toldGuess   = "guess"   // the address from which a wrong room code came
)

// hello is what the trainer's own phone opens from the kit's QR code. That it came is all that is noted.
func (s *Server) hello(c *fiber.Ctx) error {
	token := c.Params("room")
	ctx, now := c.Context(), s.opt.Network.Now()
	at, ours := now.Of(now.CameBy(ctx.Host(), ctx.LocalAddr()))
	base := at.Base
	if !ours { // by a name of this machine, over something in between
		base = "http://" + string(hostname(ctx.Host()))
	}
	if !s.checks.arrive(token, base, s.opt.Store.IsShared()) {
		return errNotFound
	}
	s.opt.Store.Tell(toldArrival, token+" "+base)
	s.opt.Hub.Wake(checkTopic(token))
	page, err := s.site().Hello(s.reader(c), token)
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}
