//go:build !race

// What asks thousands of times is not slowed by the race detector; the same code runs under it in flood_test.go.

package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The class sits behind one address, and so does whoever floods. The long form, where a flood comes from elsewhere too, is
// TestAuditFloodsOfAClassOfThreeHundred.
func TestAClassBehindOneAddressGoesOnWhileSomebodyFloods(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	seated := w.browser().from(classAt)
	seated.byQR(w.joinPath(id))
	e := seated.events("/workshop/" + id + "/events?lang=th")
	e.seat()
	floods := []*flood{
		w.flood(classAt, 2, func(n int64) (string, string) { return "/j", fmt.Sprintf("code=%06d", n%1_000_000) }),
		w.flood(classAt, 2, func(n int64) (string, string) { return "/d", fmt.Sprintf("code=%09d", n) }),
		w.flood(classAt, 1, func(int64) (string, string) { return "/workshop/" + id + "/join", "" }),
		w.flood(classAt, 1, func(int64) (string, string) { return "/workshop", "lang=th" }),
		w.flood(classAt, 2, func(int64) (string, string) { return "/th/practice/standard/grant", "" }),
	}
	waitFor(t, "the floods to be refused", func() bool {
		return floods[0].got(http.StatusTooManyRequests) > 20 && floods[1].got(http.StatusTooManyRequests) > 20 && floods[2].asked.Load() > 450
	})
	// Whoever has a number.
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start").want(t, http.StatusSeeOther)
	for s := e.seat(); s.Moves != 1; s = e.seat() {
	}
	seated.post("/workshop/"+id+"/progress", "at=guide/start").want(t, http.StatusSeeOther)
	phone := w.browser().from(classAt)
	for range 3 {
		var m made
		seated.json("/th/practice/standard/grant", "", &m).want(t, http.StatusCreated)
		seated.post("/d", "code="+strings.ReplaceAll(m.UserCode, " ", "")).want(t, http.StatusSeeOther)
		path := w.scanPath(m)
		phone.get(path).want(t, http.StatusOK)
		phone.post(path+"/approve", "").want(t, http.StatusSeeOther)
	}
	// Whoever comes: by QR code at once, by typed digits within ten seconds.
	for range 5 {
		w.browser().from(classAt).byQR(w.joinPath(id))
	}
	newcomer := w.browser().from(classAt)
	began := time.Now()
	for newcomer.post("/j", "code="+id).StatusCode != http.StatusSeeOther || newcomer.get("/j/"+id).StatusCode != http.StatusOK || newcomer.post("/workshop/"+id+"/join", "").StatusCode != http.StatusSeeOther {
		if time.Since(began) > patient {
			t.Fatal("a newcomer never gets in")
		}
		time.Sleep(500 * time.Millisecond)
	}
	t.Logf("a newcomer by typed digits waited %s", time.Since(began).Round(time.Millisecond))
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("a newcomer by typed digits waited %s", took)
	}
	seated.get("/j/"+id).want(t, http.StatusOK)
}

func TestATrainersCheckOutlivesAThousandOthers(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser().from(trainerAt)
	page := trainer.get("/th/workshop").want(t, http.StatusOK)
	check := regexp.MustCompile(`/workshop/([0-9a-f]{12})/events`).FindStringSubmatch(page.body)
	if check == nil {
		t.Fatal("the kit has no check")
	}
	stranger := w.cookieless().from(floodAt)
	for range 1200 {
		stranger.get("/th/workshop").want(t, http.StatusOK) // the page itself is never refused
	}
	w.browser().from("127.0.0.13").afar().get("/workshop/"+check[1]+"/hello").want(t, http.StatusOK)
}
