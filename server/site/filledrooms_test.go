package site

import (
	"testing"
	"time"
)

// What a participant sees, the wall, and what went wrong have one thing to press as well.
func TestNoParticipantsPageNoWallAndNoFailureOffersMoreThanOneFilledButton(t *testing.T) {
	s := shippedSite(t)
	look := func(name string, page []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := filledButtons(t, page); len(got) > 1 {
			t.Errorf("%s has %d filled buttons: %q", name, len(got), got)
		}
	}
	for _, lang := range s.Languages() {
		for _, kind := range []string{"not-found", "internal", "unknown-code", "room-unknown", "late"} {
			page, err := s.failure(lang, FailureView{Status: 500, Kind: kind})
			look(kind, page, err)
		}
		room := Room{ID: "482913", Code: "482913", Mode: "lead", Opened: time.Now()}
		for name, change := range map[string]func(*Room){
			"gathering": func(*Room) {}, "a step": func(r *Room) { r.Step = "start" }, "free": func(r *Room) { r.Mode = "free" },
			"a run": func(r *Room) { r.Run = "standard" }, "ended": func(r *Room) { r.IsEnded = true },
		} {
			r := room
			change(&r)
			page, err := s.Seat(lang, SeatView{Kind: "hub", Code: r.ID, Room: r, Seat: Seat{Number: 1}})
			look("the participant's page, "+name, page, err)
			page, err = s.Wall(lang, WallView{Room: r, Now: time.Now()})
			look("the wall, "+name, page, err)
		}
	}
}
