//go:build !race || audit

package server_test

import (
	"net/http"
	"testing"
	"time"
)

// While a flood from the class's own address takes every number as soon as it is free, whoever was told to wait gets one.
func TestWhoHasWaitedForANumberGetsOneBeforeAFlood(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	id := w.browser().from(trainerAt).openRoom()
	w.browser().from(classAt).byQR(w.joinPath(id)) // somebody of the room is behind the address
	flood := func() (refused bool) {
		for range 600 {
			if w.stranger().from(classAt).post("/workshop/"+id+"/join", "").StatusCode == http.StatusTooManyRequests {
				return true
			}
		}
		return false
	}
	if !flood() {
		t.Fatal("numbers are taken without end")
	}
	newcomer := w.browser().from(classAt)
	join := func() int { return newcomer.post("/workshop/"+id+"/join", "").StatusCode }
	newcomer.get("/j/"+id).want(t, http.StatusOK)
	if got := join(); got != http.StatusTooManyRequests {
		t.Fatalf("a newcomer gets %d", got)
	}
	clock.pass(3 * time.Second)
	flood()
	if got := join(); got != http.StatusTooManyRequests {
		t.Errorf("before the time is up: %d", got)
	}
	clock.pass(3 * time.Second)
	if !flood() { // takes what has become free, but for the reserve
		t.Fatal("numbers are taken without end")
	}
	if got := join(); got != http.StatusSeeOther {
		t.Errorf("who has waited gets %d", got)
	}
	newcomer.get("/j/"+id).want(t, http.StatusOK)
}
