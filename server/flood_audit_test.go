//go:build audit

package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Three hundred people behind one address, for a minute under each flood: half of them came by QR code before it, and do
// what a lesson has them do; the others come while it goes on, every second one by typed digits.
func TestAuditFloodsOfAClassOfThreeHundred(t *testing.T) {
	for name, source := range map[string]string{"from another address": floodAt, "from the class's own address": classAt} {
		t.Run(name, func(t *testing.T) {
			const people, minute = 300, time.Minute
			w := start(t, setup{})
			trainer := w.browser().from(trainerAt)
			id := trainer.openRoom()
			class := make([]*browser, people)
			join := func(n int) {
				class[n] = w.browser().from(classAt)
				class[n].byQR(w.joinPath(id))
				class[n].get("/j/"+id).want(t, http.StatusOK)
				class[n].post("/workshop/"+id+"/ready", "answer=ready").want(t, http.StatusSeeOther)
			}
			for n := range people / 2 {
				join(n)
			}
			floods := map[string]*flood{
				"room codes":      w.flood(source, 2, func(n int64) (string, string) { return "/j", fmt.Sprintf("code=%06d", n%1_000_000) }),
				"practice digits": w.flood(source, 2, func(n int64) (string, string) { return "/d", fmt.Sprintf("code=%09d", n) }),
				"numbers":         w.flood(source, 2, func(int64) (string, string) { return "/workshop/" + id + "/join", "" }),
				"rooms":           w.flood(source, 1, func(int64) (string, string) { return "/workshop", "lang=th" }),
				"practice codes":  w.flood(source, 2, func(int64) (string, string) { return "/th/practice/standard/grant", "" }),
			}
			began := time.Now()
			var mu sync.Mutex
			took := map[string][]time.Duration{}
			timed := func(what string, do func()) {
				at := time.Now()
				do()
				mu.Lock()
				took[what] = append(took[what], time.Since(at))
				mu.Unlock()
			}
			var all sync.WaitGroup
			for worker := range 6 {
				all.Go(func() {
					for n := worker; time.Since(began) < minute; n = (n + 6) % (people / 2) {
						b := class[n]
						timed("a step", func() {
							b.post("/workshop/"+id+"/progress", "at=guide/start").want(t, http.StatusSeeOther)
						})
						timed("a sign-in by digits", func() {
							var m made
							b.json("/th/practice/standard/grant", "", &m).want(t, http.StatusCreated)
							b.post("/d", "code="+strings.ReplaceAll(m.UserCode, " ", "")).want(t, http.StatusSeeOther)
							path := w.scanPath(m)
							w.browser().from(classAt).post(path+"/approve", "").want(t, http.StatusSeeOther)
						})
						time.Sleep(400 * time.Millisecond) // 15 sign-ins a second in all would be six hundred people
					}
				})
			}
			all.Go(func() {
				for n := people / 2; n < people; n++ {
					if n%2 == 0 {
						timed("joining by QR code", func() { join(n) })
					} else {
						b := w.browser().from(classAt)
						timed("joining by typed digits", func() {
							for b.post("/j", "code="+id).StatusCode != http.StatusSeeOther || b.get("/j/"+id).StatusCode != http.StatusOK || b.post("/workshop/"+id+"/join", "").StatusCode != http.StatusSeeOther {
								time.Sleep(250 * time.Millisecond)
							}
						})
						b.get("/j/"+id).want(t, http.StatusOK)
						b.post("/workshop/"+id+"/ready", "answer=ready").want(t, http.StatusSeeOther)
					}
				}
			})
			all.Wait()
			for what, f := range floods {
				f.end()
				t.Logf("flood of %-16s %7d requests, %5d taken, %7d refused", what, f.asked.Load(), f.got(http.StatusSeeOther), f.got(http.StatusTooManyRequests))
			}
			for what, times := range took {
				slices.Sort(times)
				worst := times[len(times)-1]
				t.Logf("%-24s %5d times: p50 %s, p99 %s, worst %s", what, len(times), times[len(times)/2].Round(time.Millisecond), times[len(times)*99/100].Round(time.Millisecond), worst.Round(time.Millisecond))
				if worst > 10*time.Second {
					t.Errorf("%s took %s", what, worst)
				}
			}
			trainer.post("/workshop/"+id+"/free-idle", "lang=th").want(t, http.StatusSeeOther)
			if n := w.store.SeatCount(id); n < people || n > people+5 { // those who joined as it ended
				t.Errorf("%d numbers are left when those that never moved are freed", n)
			}
		})
	}
}
