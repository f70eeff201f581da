//go:build !race || audit

package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"napguide/server/workshop"
)

func TestARoomTakesAsManyAsItsGuideWasToldAndItsConsoleStaysSmall(t *testing.T) {
	const seats = 1000
	w := start(t, setup{seats: seats})
	trainer, last := w.browser(), w.browser()
	if kit := trainer.get("/en/workshop").body; !strings.Contains(kit, "A room takes 1000 people") {
		t.Error("the kit says another number than the room takes")
	}
	id := trainer.openRoom()
	for n := 1; n < seats; n++ {
		seat, err := w.store.JoinRoom(t.Context(), id, fmt.Sprint("phone ", n))
		if err != nil {
			t.Fatal(err)
		}
		called := func(seat workshop.Seat) (workshop.Seat, error) { return seat.Call(seat.Joined.Add(time.Second)), nil }
		if _, err := w.store.UpdateSeat(t.Context(), id, seat.Number, called); err != nil {
			t.Fatal(err)
		}
	}
	last.join(id).want(t, http.StatusSeeOther)
	if body := w.browser().post("/workshop/"+id+"/join", "").want(t, http.StatusConflict).body; !strings.Contains(body, "รับคนครบแล้ว") {
		t.Error(clip(body))
	}
	console := trainer.get("/th/workshop/" + id + "/trainer").body
	if len(console) > 60_000 {
		t.Errorf("the console of %d people has %d bytes", seats, len(console))
	}
	for _, want := range []string{`data-calls="999"`, "และอีก 979 คน"} {
		if !strings.Contains(console, want) {
			t.Errorf("the console does not have %s", want)
		}
	}
	trainer.post("/workshop/"+id+"/answer", "lang=th&number=all").want(t, http.StatusSeeOther)
	if console := trainer.get("/th/workshop/" + id + "/trainer").body; strings.Contains(console, "และอีก") {
		t.Error("hands that were answered are still up")
	}
}

func TestANumberIsReleasedHoweverItIsTyped(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	release := func(typed string) answer {
		return trainer.post("/workshop/"+id+"/free", "lang=th&number="+url.QueryEscape(typed))
	}
	ways := []string{"1", "๒", " 3 ", "No. 4", "หมายเลข ๕", "６"}
	for range ways {
		w.browser().join(id).want(t, http.StatusSeeOther)
	}
	for n, typed := range ways {
		release(typed).want(t, http.StatusSeeOther)
		if _, err := w.store.Seat(id, n+1); err == nil {
			t.Errorf("%q released nothing", typed)
		}
	}
	w.browser().join(id).want(t, http.StatusSeeOther)
	for _, typed := range []string{"2", "0", "x", "", "1 2", "1000000"} {
		body := release(typed).want(t, http.StatusNotFound).body
		if !strings.Contains(body, "หมายเลขนี้") {
			t.Errorf("%q: %s", typed, clip(body))
		}
	}
	if w.store.SeatCount(id) != 1 {
		t.Error("a number was released that nobody meant")
	}
}
