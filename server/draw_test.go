//go:build !race || audit

package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestTheSurpriseIsDrawnAtRandomAndNeverTheOneThatWasJustSeen(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	if page := b.get("/th/practice/surprise/doors").want(t, 200); strings.Contains(page.body, "door-1") || !strings.Contains(page.body, `href="/th/practice/surprise/draw"`) {
		t.Errorf("one chooses a door instead of drawing one")
	}
	draw := func(query string) string {
		t.Helper()
		a := b.get("/th/practice/surprise/draw"+query).want(t, http.StatusSeeOther)
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("what was drawn is kept: %v", a.Header)
		}
		to := a.Header.Get("Location")
		if !strings.HasPrefix(to, "/th/practice/surprise/") {
			t.Fatalf("drawn: %q", to)
		}
		return to
	}
	run, _ := w.srv.Pages().Runs().Find("surprise")
	doors := run.Doors()
	met := map[string]int{}
	for range 200 {
		met[draw("")]++
	}
	if len(met) != doors {
		t.Errorf("200 draws met %d of %d situations: %v", len(met), doors, met)
	}
	for to := range met {
		b.get(to).want(t, 200)
	}
	for seen := 1; seen <= doors; seen++ {
		others := map[string]bool{}
		for range 100 {
			to := draw(fmt.Sprintf("?after=%d", seen))
			if strings.HasPrefix(to, fmt.Sprintf("/th/practice/surprise/%d-", seen)) {
				t.Fatalf("the situation that was just seen comes again: %s", to)
			}
			others[to] = true
		}
		if len(others) != doors-1 {
			t.Errorf("after %d only %v", seen, others)
		}
	}
	for _, odd := range []string{"?after=0", "?after=99", "?after=-1", "?after=x", "?after=1%0d%0aX:1"} {
		draw(odd)
	}
	b.get("/xx/practice/surprise/draw").want(t, http.StatusNotFound)
}
