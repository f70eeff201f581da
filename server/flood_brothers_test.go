package server_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"napguide/server"
	"napguide/server/sandbox"
)

// One client raises hands with hundreds of numbers, or the whole room does.
func TestNobodysFirstHandWaitsForTheHandsOfOthers(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now})
	id := w.browser().from(trainerAt).openRoom()
	here, there := w.browser().from(classAt), w.browser().from("127.0.0.12")
	here.byQR(w.joinPath(id))
	there.byQR(w.joinPath(id))
	call := func(b *browser) answer { return b.post("/workshop/"+id+"/call", "") }
	lower := func(b *browser) { b.post("/workshop/"+id+"/uncall", "").want(t, http.StatusSeeOther) }

	w.srv.SpendHands(id, floodAt, false)
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

// Whoever makes up trainers' cookies can name the checks that belong to them.
func TestChecksAreSharedAlsoWhereTheyAreFollowed(t *testing.T) {
	w := start(t, setup{})
	follow := func(more string) (*browser, string) {
		secret := sandbox.NewSecret()
		b := w.cookieless().from(floodAt)
		b.header["Cookie"] = "guide-trainer=" + secret
		return b, "/workshop/" + server.CheckToken(secret) + "/events?as=check" + more
	}
	for range 450 {
		b, path := follow("&brief=1")
		b.get(path)
		b.do(b.request(http.MethodHead, path, ""))
	}
	if n := w.srv.Checks(); n > 400 {
		t.Errorf("one client began %d checks", n)
	}
	kept := w.srv.Checks()
	trainer := w.browser().from(floodAt) // the share is spent, and the check is there as long as its page is
	page := trainer.get("/th/workshop").want(t, http.StatusOK)
	check := regexp.MustCompile(`/workshop/([0-9a-f]{12})/events`).FindStringSubmatch(page.body)
	if check == nil {
		t.Fatal("the kit has no check")
	}
	stream := trainer.events("/workshop/" + check[1] + "/events?as=check&lang=th")
	waitFor(t, "a check while it is followed", func() bool {
		return w.browser().from(classAt).get("/workshop/"+check[1]+"/hello").StatusCode == http.StatusOK
	})
	stream.res.Body.Close()
	for range 20 {
		b, path := follow("")
		stream := b.events(path)
		waitFor(t, "the stream's check", func() bool { return w.srv.Checks() > kept+1 })
		stream.res.Body.Close()
		waitFor(t, "its end", func() bool { return w.srv.Checks() <= kept+2 })
	}
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
