package server_test

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// Without script nothing keeps a form from being sent twice; two presses do what one does, and who presses sees no failure.
func TestWithoutScriptTwoPressesDoWhatOneDoes(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	// twice sends a form two times at once; the browser shows what comes last.
	twice := func(b *browser, path, form string) {
		t.Helper()
		var both sync.WaitGroup
		var answers [2]answer
		for i := range answers {
			both.Go(func() { answers[i] = b.post(path, form) })
		}
		both.Wait()
		for _, a := range answers {
			if a.StatusCode != 303 || strings.Contains(a.Header.Get("Location"), "error") {
				t.Errorf("%s %s, twice: %s: %s", path, form, a.Status, clip(plainText(a.body)))
			}
		}
	}
	room := "/workshop/" + id + "/"
	p.get("/j/"+id).want(t, 200) // gives the browser its secret
	twice(p, room+"join", "")
	if n := w.store.SeatCount(id); n != 1 {
		t.Fatalf("two presses on joining took %d numbers", n)
	}
	clock.pass(time.Second)
	seat := func(check string, ok bool) {
		t.Helper()
		if !ok {
			s, _ := w.store.Seat(id, 1)
			t.Errorf("%s: %+v", check, s)
		}
	}
	twice(p, room+"ready", "answer=no-app")
	twice(p, room+"progress", "at=guide/start&finish=start")
	twice(p, room+"call", "")
	s, err := w.store.Seat(id, 1)
	if err != nil {
		t.Fatal(err)
	}
	seat("answered, done, calling", s.Ready == "no-app" && len(s.Finished) == 1 && s.Calls())
	twice(trainer, room+"notice", "lang=th&number=1")
	twice(trainer, room+"answer", "lang=th&number=1")
	twice(p, room+"uncall", "")
	for _, form := range []string{
		"lead step=choose-thaid",
		"freeze on=yes", "freeze on=no", "dark on=yes", "dark on=no", "show on=yes", "lock on=yes", "lock on=no",
		"timer minutes=3", "start run=standard", "inject event=expired/qr-expired", "inject event=", "mode mode=free",
		"recode ", "free-idle ", "wifi name=Ward&pass=secret123", "ask question=go-on",
	} {
		what, fields, _ := strings.Cut(form, " ")
		twice(trainer, room+what, strings.TrimSuffix("lang=th&"+fields, "&"))
	}
	r, err := w.store.Room(id)
	if err != nil || r.Question.Number != 1 {
		t.Errorf("two presses put %d questions: %v", r.Question.Number, err)
	}
	twice(p, room+"reply", "question=1&answer=yes")
	if s, _ := w.store.Seat(id, 1); s.Replied != "yes" {
		t.Errorf("the answer: %+v", s)
	}
	twice(trainer, room+"free", "lang=th&number=1")
	twice(trainer, room+"end", "lang=th&answers=evening")
	twice(trainer, room+"place", "lang=th&place=Ward")
	twice(trainer, room+"by-hand", "lang=th&outcome=in&add=1&of=0")
	if r, _ := w.store.Room(id); r.ByHand.In != 1 {
		t.Errorf("two presses from one page add %d", r.ByHand.In)
	}
	trainer.post(room+"by-hand", "lang=th&outcome=in&add=1&of=1").want(t, 303)
	if r, _ := w.store.Room(id); r.ByHand.In != 2 {
		t.Errorf("a press more from the next page makes %d", r.ByHand.In)
	}
	twice(trainer, room+"delete", "lang=th")
	if a := w.browser().post(room+"delete", "lang=th"); a.StatusCode != 404 {
		t.Errorf("a stranger who deletes what is gone: %s", a.Status)
	}
}
