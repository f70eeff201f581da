//go:build !race || audit

package server_test

import (
	"strings"
	"testing"
	"time"

	"napguide/server/sandbox"
)

func TestTheHolderAloneCanAskForMoreTime(t *testing.T) {
	t.Parallel()
	w := start(t, setup{ttl: 10 * time.Minute})
	computer, stranger := w.browser(), w.browser()
	m := computer.makeGrant()
	more := m.Page + "/more"
	if !strings.Contains(computer.get(m.Page).want(t, 200).body, `action="`+more+`"`) {
		t.Error("the page has no form for it")
	}
	stranger.makeGrant()
	stranger.post(more, "").want(t, 404)
	foreign := computer.request("POST", more, "")
	foreign.Header.Set("Origin", "http://elsewhere.example")
	computer.do(foreign).want(t, 403)
	computer.post(more, "x=y").want(t, 400)

	a := computer.post(more, "").want(t, 303)
	if to := a.Header.Get("Location"); to != m.Page {
		t.Errorf("without script it leads to %s", to)
	}
	var answer struct {
		State     string
		ExpiresIn int `json:"expires_in"`
		More      bool
	}
	for n := 2; n <= sandbox.MaxExtensions; n++ {
		computer.json(more, "", &answer).want(t, 200)
		if got, want := answer.ExpiresIn, 600*(n+1); got < want-60 || got > want || answer.More != (n < sandbox.MaxExtensions) {
			t.Errorf("after %d times: %+v", n, answer)
		}
	}
	before := answer.ExpiresIn
	computer.json(more, "", &answer).want(t, 200)
	if answer.ExpiresIn > before {
		t.Error("it can be lengthened for ever")
	}
	if strings.Contains(computer.get(m.Page).want(t, 200).body, "/more") {
		t.Error("the form is still there when it does nothing")
	}
	if w.browser().get(w.scanPath(m)+"/app").want(t, 200).kind() != "ask" {
		t.Error("the phone does not find the lengthened code")
	}
}

func TestWhereRunningOutIsTheLessonNoTimeIsAddedAndTheOtherCodeRunsOn(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	b := w.browser()
	var m made
	b.json("/th/practice/expired/grant", "place=qr-short", &m).want(t, 201)
	if strings.Contains(b.get(m.Page).want(t, 200).body, "/more") {
		t.Error("the short code offers more time")
	}
	var answer struct {
		ExpiresIn int `json:"expires_in"`
	}
	b.json(m.Page+"/more", "", &answer).want(t, 200)
	if answer.ExpiresIn > 20 {
		t.Errorf("the short code lasts %d seconds", answer.ExpiresIn)
	}
}
