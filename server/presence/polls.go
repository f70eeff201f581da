package presence

import (
	"sync"
	"time"

	"napguide/server/web"
)

// Polls remembers when each pending grant was last asked for. It is this process's own: a poller that is spread over
// several processes may be a little faster. A grant that nobody asked for within its longest lifetime is forgotten.
type Polls struct {
	mu       sync.Mutex
	since    time.Time
	now, old map[string]poll // asked for since then, and in the lifetime before
}

// poll is when a program asked last, and how long it is to wait before it asks again.
type poll struct {
	at       time.Time
	interval time.Duration // grows by five seconds at each slow_down, as RFC 8628 has it
}

// TooFast notes that a grant is asked for, and tells whether that is sooner than its interval allows.
func (p *Polls) TooFast(id string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if age := now.Sub(p.since).Abs(); p.now == nil || age > web.MaxDeviceTTL {
		p.since, p.now, p.old = now, map[string]poll{}, p.now
		if age > 2*web.MaxDeviceTTL {
			p.old = nil
		}
	}
	l, polled := p.now[id]
	if !polled {
		l, polled = p.old[id]
	}
	if !polled {
		l.interval = web.PollInterval
	}
	fast := polled && now.Sub(l.at) < l.interval-pollSlack
	if fast {
		l.interval += web.PollInterval
	}
	l.at = now
	p.now[id] = l
	return fast
}

// pollSlack forgives a client whose timer runs a little fast.
const pollSlack = 200 * time.Millisecond
