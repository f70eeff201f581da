//go:build !race || audit

package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// A room of three hundred behind one address, on phones that mistype: everybody gets in, by digits into their practice and
// by digits into the class. Then the guesses are spent, and whoever scans still gets in.
func TestThreeHundredBehindOneAddressAreServedWhileTypingIsLimited(t *testing.T) {
	const people = 300
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	grants := make([]sandbox.Grant, people)
	for n := range grants {
		g, err := w.store.CreateGrant(t.Context(), sandbox.NewGrant(fmt.Sprint("computer ", n), "standard", "th", time.Now(), time.Minute), store.Limits{PerHolder: 1, All: 5000})
		if err != nil {
			t.Fatal(err)
		}
		grants[n] = g
	}
	each := func(what string, do func(n int, b *browser) (int, int)) {
		t.Helper()
		var all sync.WaitGroup
		for worker := range 10 {
			all.Go(func() {
				for n := worker; n < people; n += 10 {
					b := w.browser()
					if got, want := do(n, b); got != want {
						t.Errorf("%s, person %d: status %d, want %d", what, n, got, want)
					}
					b.http.CloseIdleConnections()
				}
			})
		}
		all.Wait()
	}
	each("typing a practice code", func(n int, b *browser) (int, int) {
		for wrong := range 3 { // 900 in all
			b.post("/d", fmt.Sprintf("code=%09d", 10*n+wrong))
		}
		path := b.post("/d", "code="+grants[n].UserCode).Header.Get("Location")
		return b.post(strings.TrimSuffix(path, "/app")+"/approve", "").StatusCode, http.StatusSeeOther
	})
	each("typing the room's code", func(n int, b *browser) (int, int) {
		if n < 50 {
			b.post("/j", "code="+otherCode(id))
		}
		path := b.post("/j", "code="+id[:3]+"+"+id[3:]).Header.Get("Location")
		return b.get(path).StatusCode, http.StatusOK
	})
	each("joining", func(_ int, b *browser) (int, int) {
		return b.post("/workshop/"+id+"/join", "").StatusCode, http.StatusSeeOther
	})
	if n := w.store.SeatCount(id); n != people {
		t.Errorf("%d are in the room", n)
	}

	w.spendGuesses()
	m := w.browser().makeGrant()
	w.browser().from("127.0.0.9").post("/d", "code="+strings.ReplaceAll(m.UserCode, " ", "")).want(t, http.StatusTooManyRequests)
	each("scanning while typing pauses", func(int, *browser) (int, int) {
		computer, phone := w.browser(), w.browser()
		defer computer.http.CloseIdleConnections()
		defer phone.http.CloseIdleConnections()
		path := w.scanPath(computer.makeGrant())
		phone.get(path)
		return phone.post(path+"/approve", "").StatusCode, http.StatusSeeOther
	})
}
