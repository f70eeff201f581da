//go:build !race || audit

package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"napguide/server/workshop"
)

// One client raises hands with hundreds of numbers, or the whole room does.
func TestNobodysFirstHandWaitsForTheHandsOfOthers(t *testing.T) {
	w := start(t, setup{now: stopped()})
	id := w.browser().from(trainerAt).openRoom()
	here, there := w.browser().from(classAt), w.browser().from("127.0.0.12")
	here.byQR(w.joinPath(id))
	there.byQR(w.joinPath(id))
	call := func(b *browser) answer { return b.post("/workshop/"+id+"/call", "") }
	lower := func(b *browser) { b.post("/workshop/"+id+"/uncall", "").want(t, http.StatusSeeOther) }

	far := w.browser().from(floodAt)
	far.byQR(w.joinPath(id))
	w.srv.SpendHands(id, floodAt, false)
	call(far).want(t, http.StatusSeeOther)
	lower(far)
	w.worded(call(far), http.StatusTooManyRequests, "ยกมือ")
	for range 3 { // the flood's address pays, not the room
		call(here).want(t, http.StatusSeeOther)
		lower(here)
	}
	w.srv.SpendHands(id, classAt, true)
	call(there).want(t, http.StatusSeeOther)
	lower(there)
	w.worded(call(there), http.StatusTooManyRequests, "ยกมือ")
	third := w.browser().from(classAt)
	third.byQR(w.joinPath(id))
	call(third).want(t, http.StatusSeeOther)
}

// The address's rate has just come back a little, but as many of its codes wait as may.
func TestWhoHasANumberGetsACodeWhereTheirAddressHasTooManyThatWait(t *testing.T) {
	w := start(t, setup{})
	id := w.browser().from(trainerAt).openRoom()
	seated := w.browser().from(classAt)
	seated.byQR(w.joinPath(id))
	w.srv.FillCodes(classAt)
	w.worded(w.browser().from(classAt).post("/th/practice/standard/grant", ""), http.StatusTooManyRequests, "เครือข่ายนี้")
	for range 5 {
		seated.makeGrant()
	}
	w.browser().from(floodAt).makeGrant()
}

func TestAProcessThatIsNotReadySaysWhenToAskAgain(t *testing.T) {
	w := start(t, setup{})
	if a := w.browser().get("/readyz").want(t, http.StatusOK); a.Header.Get("Retry-After") != "" {
		t.Errorf("ready, and Retry-After %s", a.Header.Get("Retry-After"))
	}
	w.store.Close(context.Background())
	if a := w.browser().get("/readyz").want(t, http.StatusServiceUnavailable); a.Header.Get("Retry-After") == "" {
		t.Error("it does not say when")
	}
}

func TestAPostThatSaysTwiceWhereItComesFromIsForeign(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	for _, said := range []string{
		"Origin: http://HOST\r\nOrigin: http://evil.example", "Origin: http://evil.example\r\nOrigin: http://HOST", "Origin: http://HOST\r\norigin: http://HOST",
		"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin\r\nOrigin: http://HOST\r\nOrigin: http://evil.example",
	} {
		request := fmt.Sprintf("POST /progress/clear HTTP/1.1\r\nHost: HOST\r\n%s\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nlang=th", said)
		if got := answers(t, converse(t, host, strings.ReplaceAll(request, "HOST", host))); got[0].StatusCode != http.StatusForbidden {
			t.Errorf("%q: %s", said, got[0].Status)
		}
	}
}

// stopped is a clock that stands still, so that no share comes back while a slow machine asks.
func stopped() func() time.Time {
	at := time.Now()
	return func() time.Time { return at }
}

func TestWhatOneClientHasSpentIsItsOwn(t *testing.T) {
	w := start(t, setup{now: stopped()})
	id := w.browser().from(trainerAt).openRoom()
	seated := w.browser().from(floodAt)
	seated.byQR(w.joinPath(id))
	w.srv.SpendShares(floodAt)

	w.worded(w.browser().from(floodAt).post("/th/practice/standard/grant", ""), http.StatusTooManyRequests, "เครือข่ายนี้")
	got := 0
	for range 20 { // a number is no licence to take them all
		var m made
		if seated.json("/th/practice/standard/grant", "", &m).StatusCode == http.StatusCreated {
			got++
		}
	}
	if got != 10 {
		t.Errorf("somebody with a number got %d codes", got)
	}
	w.browser().from(classAt).makeGrant()

	device := func(at string) answer {
		return w.cookieless().from(at).post("/sandbox/device_authorization", "client_id=tv")
	}
	if a := device(floodAt).want(t, http.StatusTooManyRequests); a.Header.Get("Retry-After") == "" || !strings.Contains(a.body, `"error"`) {
		t.Errorf("Retry-After %q: %s", a.Header.Get("Retry-After"), a.body)
	}
	device(classAt).want(t, http.StatusOK)
	token := func(at string) string {
		return w.cookieless().from(at).post("/sandbox/token", "client_id=tv&device_code=x.y&grant_type=urn:ietf:params:oauth:grant-type:device_code").body
	}
	if a := token(floodAt); !strings.Contains(a, "slow_down") {
		t.Errorf("polls beyond the share: %s", a)
	}
	if a := token(classAt); !strings.Contains(a, "invalid_grant") {
		t.Errorf("another client's poll: %s", a)
	}
}

// A page that posts without end is slowed, and no other number notices.
func TestANumbersDeedsAreItsOwn(t *testing.T) {
	w := start(t, setup{now: stopped()})
	id := w.browser().from(trainerAt).openRoom()
	wild, other := w.browser().from(classAt), w.browser().from(classAt)
	wild.byQR(w.joinPath(id))
	other.byQR(w.joinPath(id))
	refused := 0
	for range 150 {
		if a := wild.post("/workshop/"+id+"/progress", "at=guide/start"); a.StatusCode == http.StatusTooManyRequests {
			if refused++; a.Header.Get("Retry-After") == "" {
				t.Fatal("it does not say when")
			}
		}
	}
	if refused != 30 {
		t.Errorf("%d of 150 were refused", refused)
	}
	other.post("/workshop/"+id+"/progress", "at=guide/start").want(t, http.StatusSeeOther)
}

func TestTheReportOfARoomThatHasEndedStaysWhileOthersAreOpened(t *testing.T) {
	w := start(t, setup{rooms: 3})
	trainer := w.browser().from(trainerAt)
	first := trainer.openRoom()
	trainer.post("/workshop/"+first+"/end", "").want(t, http.StatusSeeOther)
	for range 3 {
		other := w.browser().from(trainerAt)
		other.post("/workshop/"+other.openRoom()+"/end", "").want(t, http.StatusSeeOther)
	}
	w.browser().from(trainerAt).openRoom()
	trainer.get("/th/workshop/"+first+"/report").want(t, http.StatusOK)
}

func TestNumbersByTypedCodeAreSharedAndTheLastAreKeptForWhoScans(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now})
	id := w.browser().from(trainerAt).openRoom()
	w.srv.SpendShares(floodAt)
	refused := 0
	for range 30 {
		if a := w.browser().from(floodAt).post("/workshop/"+id+"/join", ""); a.StatusCode == http.StatusTooManyRequests {
			w.worded(a, http.StatusTooManyRequests, "")
			refused++
		}
	}
	if refused == 0 {
		t.Error("none of 30 was refused")
	}
	w.browser().from(floodAt).byQR(w.joinPath(id))
	w.browser().from(classAt).join(id).want(t, http.StatusSeeOther)

	for n := w.store.SeatCount(id); n < workshop.MaxSeats-50; n++ {
		if _, err := w.store.JoinRoom(t.Context(), id, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	clock.pass(time.Minute)
	before := w.store.SeatCount(id)
	w.browser().from("127.0.0.12").join(id).want(t, http.StatusSeeOther)
	if n := w.store.SeatCount(id); n != before {
		t.Errorf("%d numbers, %d before: whoever types takes what is kept for those who scan", n, before)
	}
	w.browser().from("127.0.0.12").byQR(w.joinPath(id))
	if n := w.store.SeatCount(id); n != before+1 {
		t.Errorf("%d numbers, %d before: whoever scans gets a free one", n, before)
	}
}
