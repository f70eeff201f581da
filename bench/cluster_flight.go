package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// flight is one grant with the browser that waits for it.
type flight struct {
	computer   *person
	id, events string
	phone      string // the path that its QR code carries

	mu       sync.Mutex
	state    string
	answered time.Time // when the waiting browser had its result
	opened   int       // how often its stream was opened
	stop     context.CancelFunc
	ended    chan struct{}
}

// flight makes a grant.
func (w *cluster) flight(ctx context.Context, base string) (*flight, error) {
	f := &flight{computer: newPerson(base)}
	err := f.make(ctx, w)
	return f, err
}

func (f *flight) make(ctx context.Context, w *cluster) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.computer.base+"/th/practice/standard/grant", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	res, err := f.computer.do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var made struct{ ID, Events, Text string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil {
		return err
	}
	if res.StatusCode != http.StatusCreated {
		return refused{res.StatusCode, made.Text}
	}
	f.id, f.events = made.ID, made.Events
	f.phone, err = w.scanPath(ctx, f.id)
	return err
}

// refused is an answer that says in words to come again.
type refused struct {
	status int
	words  string
}

func (r refused) Error() string { return fmt.Sprint(r.status, " ", r.words) }

// scanPath is what the grant's QR code carries. The store has it; a camera would take longer.
func (w *cluster) scanPath(ctx context.Context, id string) (string, error) {
	err := errors.New("not read yet")
	var e jetstream.KeyValueEntry
	for range 40 { // a copy may be a moment behind, and what is asked of a server that has just gone is never answered
		if err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
		call, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		e, err = w.grants.Get(call, "grant."+id)
		cancel()
	}
	if err != nil {
		return "", err
	}
	var g struct {
		ScanCode string `json:"scan_code"`
	}
	err = json.Unmarshal(e.Value(), &g)
	return "/d/" + g.ScanCode, err
}

// wait opens the browser's event stream, and again whenever it ends, as browsers do. It returns with the first event.
func (f *flight) wait(ctx context.Context, base string) {
	ctx, f.stop = context.WithCancel(ctx)
	f.ended = make(chan struct{})
	first := make(chan struct{})
	tell := sync.OnceFunc(func() { close(first) })
	go func() {
		defer close(f.ended)
		for ctx.Err() == nil {
			f.listen(ctx, base, tell)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second): // the stream's own "retry"
			}
		}
	}()
	select {
	case <-first:
	case <-time.After(5 * time.Second):
	}
}

func (f *flight) listen(ctx context.Context, base string, first func()) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+f.events, nil)
	if err != nil {
		return
	}
	f.computer.mu.Lock()
	for name, value := range f.computer.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	f.computer.mu.Unlock()
	res, err := streamsClient.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	f.mu.Lock()
	f.opened++
	f.mu.Unlock()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e struct{ State string }
		json.Unmarshal([]byte(data), &e)
		f.mu.Lock()
		f.state = e.State
		if e.State == "approved" && f.answered.IsZero() {
			f.answered = time.Now()
		}
		f.mu.Unlock()
		first()
	}
}

func (f *flight) heard() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answered
}

func (f *flight) openings() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened
}

// has waits for the result.
func (f *flight) has(patience time.Duration) bool {
	for end := time.Now().Add(patience); f.heard().IsZero(); time.Sleep(200 * time.Microsecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func (f *flight) leave() {
	f.stop()
	<-f.ended
}

// insist posts as the pages' scripts do: what is answered with "one moment" is sent again. moments counts those answers,
// and wordless the ones that said nothing to a person.
func insist(ctx context.Context, p *person, path string, form url.Values, moments, wordless *atomic.Int64) (acknowledged time.Time, err error) {
	for end := time.Now().Add(30 * time.Second); ; {
		var words struct{ Title, Text string }
		call, cancel := context.WithTimeout(ctx, answerWithin)
		req, rerr := http.NewRequestWithContext(call, http.MethodPost, p.base+path, strings.NewReader(form.Encode()))
		if rerr != nil {
			cancel()
			return acknowledged, rerr
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		res, err := p.do(req)
		if err == nil {
			json.NewDecoder(res.Body).Decode(&words)
			res.Body.Close()
			if res.StatusCode < 400 {
				cancel()
				return time.Now(), nil
			}
			err = refused{res.StatusCode, words.Text}
			if res.StatusCode == http.StatusServiceUnavailable {
				moments.Add(1)
				if words.Title == "" || words.Text == "" {
					wordless.Add(1)
				}
			} else if res.StatusCode != http.StatusBadGateway {
				cancel()
				return acknowledged, err
			}
		}
		cancel()
		if time.Now().After(end) {
			return acknowledged, err
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// takeOff makes grants with waiting browsers, all through the proxy.
func (w *cluster) takeOff(ctx context.Context, n int) ([]*flight, error) {
	all := make([]*flight, n)
	var first atomic.Pointer[error]
	crowd(32, n, func(i int) {
		f, err := w.flight(ctx, w.proxy)
		if err != nil {
			first.CompareAndSwap(nil, &err)
			return
		}
		f.wait(ctx, w.proxy)
		all[i-1] = f
	})
	if p := first.Load(); p != nil {
		return nil, *p
	}
	return all, nil
}

// look reads the grant's state as a snapshot from one guide.
func (f *flight) look(ctx context.Context, base string) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	g := &flight{computer: f.computer, events: f.events}
	g.listen(ctx, base, cancel)
	return g.state
}
