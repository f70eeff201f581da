package server

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
)

const deviceGrantType = "urn:ietf:params:oauth:grant-type:device_code"

// tokenAnswer is a token that says itself what it is worth.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Scope       string `json:"scope"`
	Note        string `json:"note"`
}

// token hands an approval out once, to the program that holds the device_code.
func (s *Server) token(c *fiber.Ctx) error {
	form, err := readAnyForm(c)
	if err != nil {
		return oauthError(c, "invalid_request", "send an urlencoded form, each field once")
	}
	if form["grant_type"] != deviceGrantType {
		return oauthError(c, "unsupported_grant_type", "only "+deviceGrantType)
	}
	if id := form["client_id"]; id == "" || len(id) > maxClientID {
		return oauthError(c, "invalid_request", "client_id is needed, of at most 100 bytes")
	}
	id, secret, _ := strings.Cut(form["device_code"], ".")
	g, err := s.opt.Store.UpdateGrant(s.life, id, func(g sandbox.Grant) (sandbox.Grant, error) {
		if !g.HeldBy(secret) {
			return g, errNotYours
		}
		return g.Take(s.opt.Now())
	})
	if errors.Is(err, sandbox.ErrPending) && s.polls.tooFast(id, s.opt.Now()) {
		err = errSlowDown
	}
	if err != nil {
		return tokenError(c, err)
	}
	return sendOAuth(c, fiber.StatusOK, tokenAnswer{
		AccessToken: "practice-only-" + sandbox.NewSecret(), TokenType: "Bearer",
		ExpiresIn: secondsUntil(g.ExpiresAt, s.opt.Now()), Scope: "practice",
		Note: "for practice: this token opens nothing",
	})
}

var errSlowDown = errors.New("server: polled faster than the interval")

// polls remembers when each pending grant was last asked for. It is this process's own: a poller that is spread over
// several processes may be a little faster.
type polls struct {
	mu   sync.Mutex
	last map[string]poll
}

type poll struct {
	at       time.Time
	interval time.Duration // grows by five seconds at each slow_down, as RFC 8628 has it
}

// maxPolls is when old ones are swept out: more than may be open.
const maxPolls = 2 * maxOpen

func (p *polls) tooFast(id string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil {
		p.last = map[string]poll{}
	}
	if len(p.last) >= maxPolls {
		for id, l := range p.last {
			if now.Sub(l.at) > maxDeviceTTL {
				delete(p.last, id)
			}
		}
	}
	l, polled := p.last[id]
	if !polled {
		l.interval = pollInterval
	}
	fast := polled && now.Sub(l.at) < l.interval-pollSlack
	if fast {
		l.interval += pollInterval
	}
	l.at = now
	p.last[id] = l
	return fast
}

// pollSlack forgives a client whose timer runs a little fast.
const pollSlack = 200 * time.Millisecond
