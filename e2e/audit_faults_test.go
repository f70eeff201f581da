//go:build audit

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// acknowledged is what the program has said yes to; it must be there after any end of the program.
type acknowledged struct {
	mu       sync.Mutex
	answered []keptGrant
	open     []keptGrant
	seats    []keptSeat
	rooms    []keptRoom
}

type keptGrant struct {
	holder *caller
	grant  madeGrant
	state  string
}

type keptSeat struct {
	who      *caller
	room     string
	number   int
	finished bool
}

type keptRoom struct {
	trainer *caller
	id      string
	moves   int
}

func (a *acknowledged) add(f func()) { a.mu.Lock(); defer a.mu.Unlock(); f() }

// load makes and answers codes, joins and reports, as fast as it is answered, until the program is gone.
func (a *acknowledged) load(base string) (wait func()) {
	var wg sync.WaitGroup
	trainer := newCaller(base)
	id, err := trainer.openRoom()
	if err != nil {
		return func() {}
	}
	a.add(func() { a.rooms = append(a.rooms, keptRoom{trainer, id, 0}) })
	for range 6 {
		wg.Go(func() { // computers with their phones
			for n := 0; ; n++ {
				computer, phone := newCaller(base), newCaller(base)
				g, err := computer.grant()
				if err != nil {
					return
				}
				if n%4 == 3 {
					a.add(func() { a.open = append(a.open, keptGrant{computer, g, "pending"}) })
					continue
				}
				how, state := "approve", "approved"
				if n%4 == 2 {
					how, state = "deny", "denied"
				}
				if err := phone.answer(g, how); err != nil {
					return
				}
				a.add(func() { a.answered = append(a.answered, keptGrant{computer, g, state}) })
			}
		})
	}
	for range 4 {
		wg.Go(func() { // participants
			for {
				who := newCaller(base)
				number, err := who.join(id)
				if err != nil {
					return
				}
				var at int
				a.add(func() { at = len(a.seats); a.seats = append(a.seats, keptSeat{who, id, number, false}) })
				status, err := who.post("/workshop/"+id+"/progress", url.Values{"at": {"guide/start"}, "finish": {"start"}}, nil)
				if err != nil || status >= 300 {
					return
				}
				a.add(func() { a.seats[at].finished = true })
			}
		})
	}
	wg.Go(func() { // the trainer
		steps := []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}
		for n := 1; ; n++ {
			status, err := trainer.post("/workshop/"+id+"/lead", url.Values{"step": {steps[n%len(steps)]}}, nil)
			if err != nil || status >= 300 {
				return
			}
			a.add(func() { a.rooms[len(a.rooms)-1].moves = n })
		}
	})
	return wg.Wait
}

// missing compares with what the program knows now.
func (a *acknowledged) missing() (lost []string) {
	for _, g := range append(append([]keptGrant{}, a.answered...), a.open...) {
		var now struct{ State string }
		if err := g.holder.event(g.grant.Events, &now); err != nil || now.State != g.state {
			lost = append(lost, fmt.Sprintf("code %s was %s and is %q (%v)", g.grant.ID, g.state, now.State, err))
		}
	}
	for _, s := range a.seats {
		var now struct {
			State  string
			Number int
		}
		if err := s.who.event("/workshop/"+s.room+"/events?lang=th", &now); err != nil || now.Number != s.number {
			lost = append(lost, fmt.Sprintf("number %d of room %s is %d, %q (%v)", s.number, s.room, now.Number, now.State, err))
		}
	}
	for _, r := range a.rooms {
		var finished int
		for _, s := range a.seats {
			if s.room == r.id && s.finished {
				finished++
			}
		}
		status, body, err := r.trainer.do(http.MethodGet, "/en/workshop/"+r.id+"/report", nil)
		if err != nil || status != http.StatusOK {
			lost = append(lost, fmt.Sprintf("room %s: %d %v", r.id, status, err))
			continue
		}
		if got := finishedStart(body); got < finished {
			lost = append(lost, fmt.Sprintf("room %s: %d have finished the first step, %d were told that they had\n%s", r.id, got, finished, body))
		}
		if r.moves == 0 || len(a.seats) == 0 {
			continue
		}
		for _, s := range a.seats {
			if s.room == r.id {
				var now struct{ Moves int }
				if err := s.who.event("/workshop/"+s.room+"/events?lang=th", &now); err != nil || now.Moves < r.moves {
					lost = append(lost, fmt.Sprintf("room %s was moved %d times and knows of %d (%v)", r.id, r.moves, now.Moves, err))
				}
				break
			}
		}
	}
	return lost
}

// finishedStart reads how many have finished the first step from the report.
func finishedStart(report []byte) (n int) {
	if m := regexp.MustCompile(`<li><span>1\. .*?Completed: (\d+)</b>`).FindSubmatch(report); m != nil {
		n, _ = strconv.Atoi(string(m[1]))
	}
	return n
}

func TestAuditFaultsKilledFiftyTimesUnderLoadNothingAcknowledgedIsLost(t *testing.T) {
	if _, err := lean(); err != nil { // or the first start would be timed with the compiler
		t.Fatal(err)
	}
	guide := prepare(t, "127.0.0.1", lean, "--grant-ttl", "1h")
	t.Cleanup(guide.stop)
	var all acknowledged
	var starts []time.Duration
	const times = 50
	begin := func() {
		began := time.Now()
		guide.run()
		starts = append(starts, time.Since(began))
	}
	begin()
	for n := range times {
		var round acknowledged
		timer := time.AfterFunc(100*time.Millisecond+rand.N(1200*time.Millisecond), func() { guide.cmd.Process.Kill() })
		round.load(guide.url)()
		timer.Stop()
		guide.kill()
		shared.CloseIdleConnections()
		begin()
		if lost := round.missing(); len(lost) > 0 {
			t.Fatalf("after kill %d, of %d answered and %d open codes and %d numbers, %d are lost:\n%s", n+1, len(round.answered), len(round.open), len(round.seats), len(lost), strings.Join(lost[:min(len(lost), 5)], "\n"))
		}
		all.answered, all.open = append(all.answered, round.answered...), append(all.open, round.open...)
		all.seats, all.rooms = append(all.seats, round.seats...), append(all.rooms, round.rooms...)
	}
	if lost := all.missing(); len(lost) > 0 {
		t.Errorf("in the end %d are lost:\n%s", len(lost), strings.Join(lost[:min(len(lost), 5)], "\n"))
	}
	t.Logf("killed %d times: %d answered codes, %d open ones, %d rooms, %d numbers acknowledged, none lost; start-up p50 %s, p90 %s, longest %s",
		times, len(all.answered), len(all.open), len(all.rooms), len(all.seats), quantile(starts, .5).Round(time.Millisecond), quantile(starts, .9).Round(time.Millisecond), quantile(starts, 1).Round(time.Millisecond))
	if len(all.answered) < 4*times || len(all.seats) < 4*times {
		t.Error("that was no load")
	}
	if longest, usual := quantile(starts, 1), quantile(starts, .5); longest > max(2*time.Second, 5*usual) {
		t.Errorf("a start took %s, and %s as a rule", longest, usual)
	}
}
