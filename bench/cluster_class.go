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
)

// clusterClass is a class whose people reach whichever guide the proxy gives them.
type clusterClass struct {
	id      string
	trainer *person
	people  []*person
	moves   int
	steps   []string
}

func (w *cluster) openClass(ctx context.Context, people int) (*clusterClass, error) {
	c := &clusterClass{trainer: newPerson(w.proxy), steps: []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}}
	res, err := c.trainer.post(ctx, "/workshop", url.Values{"lang": {"th"}})
	if err != nil {
		return nil, err
	}
	parts := strings.Split(res.Header.Get("Location"), "/")
	if len(parts) < 4 {
		return nil, fmt.Errorf("no room was opened: %s", res.Status)
	}
	c.id = parts[3]
	if _, err := c.trainer.get(ctx, res.Header.Get("Location")); err != nil {
		return nil, fmt.Errorf("the console, at the next guide: %w", err)
	}
	began := time.Now()
	for range people {
		c.people = append(c.people, newPerson(w.proxy))
	}
	var failed atomic.Int64
	crowd(people, people, func(i int) {
		p := c.people[i-1]
		_, err := p.post(ctx, "/workshop/"+c.id+"/join", nil)
		if err == nil {
			err = c.follow(ctx, w, p)
		}
		if err != nil {
			failed.Add(1)
		}
	})
	fmt.Printf("class           %d joined over three guides in %s, %d failed\n", people, round(time.Since(began)), failed.Load())
	if n := failed.Load(); n > 0 {
		w.fault("%d participants could not join", n)
	}
	return c, nil
}

// follow keeps a participant's event stream open through the proxy.
func (c *clusterClass) follow(ctx context.Context, w *cluster, p *person) error {
	first := make(chan struct{})
	tell := sync.OnceFunc(func() { close(first) })
	go func() {
		for ctx.Err() == nil {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.proxy+"/workshop/"+c.id+"/events?lang=th", nil)
			if err != nil {
				return
			}
			p.mu.Lock()
			for name, value := range p.cookies {
				req.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			p.mu.Unlock()
			if res, err := streamsClient.Do(req); err == nil {
				for lines := bufio.NewScanner(res.Body); lines.Scan(); {
					data, ok := strings.CutPrefix(lines.Text(), "data: ")
					if !ok {
						continue
					}
					var e struct {
						Moves int
						State string
					}
					json.Unmarshal([]byte(data), &e)
					if e.State != "open" {
						continue
					}
					if int64(e.Moves) != p.newest.Load() {
						p.since.Store(time.Now().UnixNano())
						p.newest.Store(int64(e.Moves))
					}
					tell()
				}
				res.Body.Close()
			}
			time.Sleep(time.Second)
		}
	}()
	select {
	case <-first:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("the event stream says nothing")
	}
}

// lead takes the class on and returns when the trainer had the answer, and when the last participant knew.
func (c *clusterClass) lead(ctx context.Context, moments, wordless *atomic.Int64) (answered, last time.Time, unreached int, err error) {
	c.moves++
	answered, err = insist(ctx, c.trainer, "/workshop/"+c.id+"/lead", url.Values{"lang": {"th"}, "step": {c.steps[c.moves%len(c.steps)]}}, moments, wordless)
	if err != nil {
		return answered, last, len(c.people), err
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		unreached, last = 0, time.Time{}
		for _, p := range c.people {
			if p.newest.Load() < int64(c.moves) {
				unreached++
			} else if at := time.Unix(0, p.since.Load()); at.After(last) {
				last = at
			}
		}
		if unreached == 0 || time.Now().After(end) {
			return answered, last, unreached, nil
		}
	}
}
