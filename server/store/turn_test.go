package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"napguide/server/workshop"
)

// Thousands of writes at once wait for their turn, and their waiting is not taken for a store that does not answer.
func TestAWriteWaitsForItsTurnButATrainersDoesNot(t *testing.T) {
	s, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range writesAtOnce {
		s.writing <- struct{}{}
	}
	joined := make(chan error, 1)
	go func() {
		_, err := s.JoinRoom(t.Context(), r.ID, "phone")
		joined <- err
	}()
	lead := func(r workshop.Room) (workshop.Room, error) { return r.LeadTo("start", time.Now()) }
	if _, err := s.UpdateRoom(t.Context(), r.ID, lead); err != nil {
		t.Error("the trainer waits for participants:", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := s.JoinRoom(gone, r.ID, "another"); !errors.Is(err, ErrUnavailable) {
		t.Error("who no longer waits is told:", err)
	}
	select {
	case err := <-joined:
		t.Fatal("it did not wait:", err)
	default:
	}
	if !s.health.since.IsZero() {
		t.Error("waiting is taken for a fault of the store")
	}
	<-s.writing
	if err := <-joined; err != nil {
		t.Error(err)
	}
	for range writesAtOnce - 1 {
		<-s.writing
	}
	if len(s.writing) != 0 {
		t.Error("a turn was kept")
	}
}

func TestTheLowestFreeNumberIsGivenOut(t *testing.T) {
	s, err := Open(t.Context(), Options{MaxSeats: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	join := func(phone string) int {
		seat, err := s.JoinRoom(t.Context(), r.ID, phone)
		if err != nil && !errors.Is(err, workshop.ErrFull) {
			t.Fatal(err)
		}
		return seat.Number
	}
	for n, phone := range []string{"a", "b", "c", "d", "e"} {
		if got := join(phone); got != n+1 {
			t.Fatalf("%d, want %d", got, n+1)
		}
	}
	if n := join("f"); n != 0 {
		t.Fatalf("a sixth of five: %d", n)
	}
	for _, freed := range []int{4, 2} {
		if err := s.FreeSeat(t.Context(), r.ID, freed); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{2, 4, 0} {
		if got := join(time.Now().String()); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
