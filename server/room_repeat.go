package server

import (
	"maps"
	"sync"
	"time"
)

// Without script a trainer's double press sends the same form twice, and the browser shows the second answer.

const (
	repeatPause = time.Second // the same form again within it is the same press
	keptPresses = 2000        // above which those of the last minute alone are kept
)

// presses are the last press of each trainer in each room.
type presses struct {
	mu sync.Mutex
	of map[string]press
}

// press is a form that is carried out, or was.
type press struct {
	form    string
	led     outcome // once it was carried out
	at      time.Time
	running chan struct{} // closed when it is over; nil from then on
}

// outcome is how a form of the console is answered: the page that it leads to, and what a script is told in its place; ""
// where what was done can be seen.
type outcome struct{ page, said string }

// isKnown tells whether a trainer's last press is kept.
func (p *presses) isKnown(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, known := p.of[name]
	return known
}

// begin notes that a form is carried out now. Where it is the last press once more it is not to be: again is true, and led is
// what that led to, which begin waits for. No other form is waited for.
func (p *presses) begin(name, form string, now time.Time) (led outcome, again bool, running chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		last := p.of[name]
		if last.form != form || last.running == nil && now.Sub(last.at) >= repeatPause {
			break
		}
		if last.running == nil {
			return last.led, true, nil
		}
		p.mu.Unlock()
		<-last.running
		p.mu.Lock()
	}
	if len(p.of) >= keptPresses {
		maps.DeleteFunc(p.of, func(_ string, last press) bool { return last.running == nil && now.Sub(last.at) > time.Minute })
	}
	if p.of == nil {
		p.of = map[string]press{}
	}
	running = make(chan struct{})
	p.of[name] = press{form: form, at: now, running: running}
	return outcome{}, false, running
}

// end notes what a form led to; nothing where it is to be carried out again if it comes again.
func (p *presses) end(name string, running chan struct{}, led outcome, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := p.of[name]; last.running == running {
		last.running, last.led, last.at = nil, led, now
		if led == (outcome{}) {
			last.form = ""
		}
		p.of[name] = last
	}
	close(running)
}
