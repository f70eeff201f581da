//go:build !race || audit

package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// keptNone is a browser that follows the form that is posted once more, and keeps no cookie all the same.
func (w *world) keptNone() *browser {
	b := w.cookieless()
	b.http.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		if req.Response.StatusCode == http.StatusTemporaryRedirect {
			return nil
		}
		return http.ErrUseLastResponse
	}
	return b
}

func TestABrowserThatKeepsNoCookiesIsToldSoAndUsesNothingUp(t *testing.T) {
	w := start(t, setup{})
	id := w.browser().openRoom()
	b := w.keptNone()
	for range 3 {
		b.get("/j/"+id).want(t, http.StatusOK)
		if body := b.post("/workshop/"+id+"/join", "").want(t, http.StatusBadRequest).body; !strings.Contains(body, "คุกกี้") {
			t.Fatal(clip(body))
		}
	}
	if n := w.store.SeatCount(id); n != 0 {
		t.Errorf("%d numbers are used up", n)
	}
	before := w.writes.Load()
	b.get("/th/workshop").want(t, http.StatusOK)
	b.post("/workshop", "lang=th&base=&wifi=&pass=").want(t, http.StatusBadRequest)
	b.post("/th/practice/standard/grant", "").want(t, http.StatusBadRequest)
	if n := w.writes.Load() - before; n != 0 {
		t.Errorf("the store was written to %d times", n)
	}
	var told struct{ Error string }
	if b.json("/workshop/"+id+"/join", "", &told).want(t, http.StatusBadRequest); told.Error != "no-cookies" {
		t.Errorf("a script is told %q", told.Error)
	}
}

func TestACookieThatWasLostMeanwhileCostsNoSecondPress(t *testing.T) {
	w := start(t, setup{})
	id := w.browser().openRoom()
	b := w.browser() // its page has stood open for longer than the cookie lives
	b.post("/workshop/"+id+"/join", "").want(t, http.StatusSeeOther)
	b.post("/workshop/"+id+"/join", "").want(t, http.StatusSeeOther)
	if n := w.store.SeatCount(id); n != 1 {
		t.Errorf("%d numbers were given to one browser", n)
	}
}

func TestCookiesOfOtherProgramsOnThisHostDoNotConfuseOurs(t *testing.T) {
	w := start(t, setup{})
	id := w.browser().openRoom()
	b := w.browser()
	for _, theirs := range []string{
		"sid=1; seat=2; trainer=3; lang=en; progress=x",
		"guide-sid=x; guide-seat=" + strings.Repeat("y", 200) + "; guide-trainer={}; guide-lang=en-US; guide-progress=%7B%7D",
		"a=b; =; ;; guide-seat; guide-lang=",
	} {
		b.header["Cookie"] = theirs
		b.get("/").want(t, http.StatusFound)
		if at := b.get("/").Header.Get("Location"); at != "/th/" {
			t.Errorf("with %q the site speaks %q", theirs, at)
		}
		b.get("/th/").want(t, http.StatusOK)
		b.get("/j/"+id).want(t, http.StatusOK)
		b.post("/workshop/"+id+"/join", "").want(t, http.StatusSeeOther)
		if n := w.store.SeatCount(id); n != 1 {
			t.Fatalf("with %q %d numbers are used", theirs, n)
		}
	}
}
