package store_test

import (
	"errors"
	"testing"
	"time"

	"napguide/server/store"
	"napguide/server/workshop"
)

func TestWhatIsRefusedTakesNoRoomCode(t *testing.T) {
	s := open(t, store.Options{})
	refusal := errors.New("the form says no")
	if _, err := s.OpenRoom(t.Context(), "trainer", "", func(r workshop.Room) (workshop.Room, error) { return r, refusal }); !errors.Is(err, refusal) {
		t.Fatal(err)
	}
	if n := s.RoomKeys(t.Context()); n != 0 {
		t.Errorf("%d keys are kept of a room that was not opened", n)
	}
	r := openRoom(t, s)
	before := s.RoomKeys(t.Context())
	if _, err := s.UpdateRoom(t.Context(), r.ID, func(r workshop.Room) (workshop.Room, error) { return r.End(time.Now()), nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RecodeRoom(t.Context(), r.ID); !errors.Is(err, workshop.ErrEnded) {
		t.Errorf("another code for a room that has ended: %v", err)
	}
	if _, err := s.RecodeRoom(t.Context(), "000000"); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("another code for no room: %v", err)
	}
	if n := s.RoomKeys(t.Context()); n != before {
		t.Errorf("%d keys, %d before", n, before)
	}
}

func TestARoomKeepsItsLastFewCodesHoweverOftenItIsGivenAnother(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	codes := []string{r.Code}
	for range 30 {
		now, err := s.RecodeRoom(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, now.Code)
	}
	if n := s.RoomKeys(t.Context()); n != 1+8 {
		t.Errorf("%d keys for a room that was given 30 codes, want itself and 8 codes", n)
	}
	for i, code := range codes {
		_, current, err := s.RoomByCode(code)
		if kept := i >= len(codes)-8; kept != (err == nil) || current != (i == len(codes)-1) {
			t.Errorf("code %d of %d: current %v, %v", i+1, len(codes), current, err)
		}
	}
	if err := s.DeleteRoom(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if n := s.RoomKeys(t.Context()); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}
