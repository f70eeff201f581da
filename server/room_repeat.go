package server

import (
	"maps"
	"sync"
	"time"
)

// Without script a trainer's double press sends the same form twice, and the browser shows the second answer.

// presses are the last press of each trainer in each room.
type presses struct {
	mu sync.Mutex
	of map[string]*press
}

// press is a form that was carried out, and where it led. Whoever holds its lock carries out the next.
type press struct {
	sync.Mutex
	form, led string
	at        time.Time
}

const (
	repeatPause = time.Second // the same form again within it is the same press
	keptPresses = 2000        // above which those of the last minute alone are kept
)

// find is the last press of a trainer, or nil where there was none.
func (p *presses) find(name string) *press {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[name]
}

// make is find, and begins with no press.
func (p *presses) make(name string, now time.Time) *press {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last, ok := p.of[name]; ok {
		return last
	}
	if p.of == nil {
		p.of = map[string]*press{}
	}
	if len(p.of) >= keptPresses {
		maps.DeleteFunc(p.of, func(_ string, last *press) bool {
			if !last.TryLock() {
				return false
			}
			defer last.Unlock()
			return now.Sub(last.at) > time.Minute
		})
	}
	last := &press{at: now}
	p.of[name] = last
	return last
}

// is tells whether a form is the press once more.
func (p *press) is(form string, now time.Time) bool {
	return p.form == form && now.Sub(p.at) < repeatPause
}
