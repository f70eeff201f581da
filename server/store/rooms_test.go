package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/store"
	"napguide/server/workshop"
)

func openRoom(t testing.TB, s *store.Store) workshop.Room {
	t.Helper()
	r, err := s.OpenRoom(t.Context(), "trainer", "http://10.0.0.1:3000", nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func join(t testing.TB, s *store.Store, id, secret string) workshop.Seat {
	t.Helper()
	seat, err := s.JoinRoom(t.Context(), id, secret)
	if err != nil {
		t.Fatal(err)
	}
	return seat
}

func leadTo(step string) func(workshop.Room) (workshop.Room, error) {
	return func(r workshop.Room) (workshop.Room, error) { return r.LeadTo(step, time.Now()) }
}

func call(s workshop.Seat) (workshop.Seat, error) { return s.Call(time.Now()), nil }

func TestThreeHundredJoinAtOnceAndEachGetsANumberOfTheirOwn(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	var all sync.WaitGroup
	for i := range 300 {
		for range 2 { // a second tab of each joins at the same time
			all.Go(func() {
				if _, err := s.JoinRoom(t.Context(), r.ID, fmt.Sprint("phone ", i)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	seats := s.Seats(r.ID)
	if len(seats) != 300 {
		t.Fatalf("%d numbers for 300 phones", len(seats))
	}
	for i, seat := range seats {
		if seat.Number != i+1 {
			t.Fatalf("number %d is missing", i+1)
		}
	}
}

func TestANumberIsKeptAndTheFiveHundredAndFirstIsTurnedAway(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	for i := range workshop.MaxSeats {
		join(t, s, r.ID, fmt.Sprint("phone ", i))
	}
	if _, err := s.JoinRoom(t.Context(), r.ID, "one too many"); !errors.Is(err, workshop.ErrFull) {
		t.Errorf("the 501st: %v", err)
	}
	if seat := join(t, s, r.ID, "phone 11"); seat.Number != 12 {
		t.Errorf("a reload changed the number to %d", seat.Number)
	}
	if err := s.FreeSeat(t.Context(), r.ID, 12); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SeatOf(r.ID, "phone 11"); !errors.Is(err, store.ErrNoSeat) {
		t.Errorf("a number given back is still held: %v", err)
	}
	if seat := join(t, s, r.ID, "one too many"); seat.Number != 12 {
		t.Errorf("the free number 12 was not given, but %d", seat.Number)
	}
}

func TestAllAtOnceNothingIsLost(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	seat := join(t, s, r.ID, "phone")
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			_, err := s.UpdateSeat(t.Context(), r.ID, seat.Number, func(s workshop.Seat) (workshop.Seat, error) {
				return s.Turn("sso/password", time.Now()), nil
			})
			if err != nil && !errors.Is(err, store.ErrConflict) {
				t.Error(err)
			}
		})
		all.Go(func() {
			if _, err := s.UpdateRoom(t.Context(), r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Start("standard", time.Now()) }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if now, _ := s.Room(r.ID); now.Moves != 40 {
		t.Errorf("%d of 40 changes of the room", now.Moves)
	}
}

func TestAnotherCodeOpensTheRoomAndTheOldOneSaysSo(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	join(t, s, r.ID, "phone")
	now, err := s.RecodeRoom(t.Context(), r.ID)
	if err != nil || now.Code == r.Code || now.ID != r.ID {
		t.Fatalf("%+v, %v", now, err)
	}
	if _, current, err := s.RoomByCode(r.Code); err != nil || current {
		t.Errorf("the old code: current %v, %v", current, err)
	}
	if got, current, err := s.RoomByCode(now.Code); err != nil || !current || got.ID != r.ID {
		t.Errorf("the new code: current %v, %v", current, err)
	}
	if _, err := s.SeatOf(r.ID, "phone"); err != nil {
		t.Error("the number was lost with the code")
	}
}

func TestEveryChangeOfARoomWakes(t *testing.T) {
	var mu sync.Mutex
	var heard []string
	s := open(t, store.Options{RoomChanged: func(id string, seat int) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, fmt.Sprint(id, " ", seat))
	}})
	r := openRoom(t, s)
	join(t, s, r.ID, "phone")
	s.UpdateRoom(t.Context(), r.ID, leadTo("start"))
	s.UpdateSeat(t.Context(), r.ID, 1, call)
	s.FreeSeat(t.Context(), r.ID, 1)
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{r.ID + " 0", r.ID + " 1"} {
		if !slices.Contains(heard, want) {
			t.Errorf("nobody was told of %q: %q", want, heard)
		}
	}
}

func TestRoomsSurviveARestartAndEndADayAfterTheLastAction(t *testing.T) {
	dir, c := t.TempDir(), &clock{}
	s := open(t, store.Options{Dir: dir, Now: c.Now})
	r := openRoom(t, s)
	join(t, s, r.ID, "phone")
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	s = open(t, store.Options{Dir: dir, Now: c.Now})
	if _, err := s.Room(r.ID); err != nil {
		t.Fatal(err)
	}
	if seat := join(t, s, r.ID, "phone"); seat.Number != 1 {
		t.Errorf("number %d after the restart", seat.Number)
	}
	c.advance(23 * time.Hour)
	if _, err := s.UpdateSeat(t.Context(), r.ID, 1, func(s workshop.Seat) (workshop.Seat, error) { return s.Call(c.Now()), nil }); err != nil {
		t.Fatal(err)
	}
	c.advance(23 * time.Hour)
	if _, err := s.Room(r.ID); err != nil {
		t.Errorf("a participant was there, yet the room is over: %v", err)
	}
	c.advance(2 * time.Hour)
	if _, err := s.Room(r.ID); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("it is not over: %v", err)
	}
	s.SweepRooms(t.Context())
	if n := s.RoomKeys(t.Context()); n != 0 {
		t.Errorf("%d keys are left of a room that is over", n)
	}
}

func TestADeletedRoomLeavesNothing(t *testing.T) {
	s := open(t, store.Options{})
	r := openRoom(t, s)
	other := openRoom(t, s)
	for i := range 5 {
		join(t, s, r.ID, fmt.Sprint(i))
	}
	s.RecodeRoom(t.Context(), r.ID)
	if err := s.DeleteRoom(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Room(r.ID); !errors.Is(err, store.ErrNoRoom) {
		t.Error(err)
	}
	if n := s.RoomKeys(t.Context()); n != 2 {
		t.Errorf("%d keys are left beside the other room's two", n)
	}
	if _, err := s.Room(other.ID); err != nil {
		t.Error(err)
	}
}

func TestOneTrainerCannotOpenRoomsWithoutEnd(t *testing.T) {
	s := open(t, store.Options{})
	for range 10 {
		openRoom(t, s)
	}
	if _, err := s.OpenRoom(t.Context(), "trainer", "", nil); !errors.Is(err, store.ErrTooManyOwned) {
		t.Errorf("the eleventh: %v", err)
	}
	if _, err := s.OpenRoom(t.Context(), "somebody else", "", nil); err != nil {
		t.Error(err)
	}
}

func TestProcessesThatShareAnOutsideNATSShareRooms(t *testing.T) {
	url, _ := outside(t)
	var told atomic.Int32
	a := open(t, store.Options{URLs: []string{url}})
	b := open(t, store.Options{URLs: []string{url}, RoomChanged: func(string, int) { told.Add(1) }})
	r := openRoom(t, a)
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(time.Millisecond) {
		if _, err := b.Room(r.ID); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process does not know the room")
		}
	}
	var all sync.WaitGroup
	for i := range 60 {
		from := []*store.Store{a, b}[i%2]
		all.Go(func() {
			if _, err := from.JoinRoom(t.Context(), r.ID, fmt.Sprint("phone ", i)); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			if _, err := from.UpdateRoom(t.Context(), r.ID, func(r workshop.Room) (workshop.Room, error) { return r.SetPlace(fmt.Sprint(i), time.Now()) }); err != nil && !errors.Is(err, store.ErrConflict) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for deadline := time.Now().Add(90 * time.Second); a.SeatCount(r.ID) < 60 || b.SeatCount(r.ID) < 60; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d and %d of 60 numbers", a.SeatCount(r.ID), b.SeatCount(r.ID))
		}
	}
	if told.Load() == 0 {
		t.Error("the other process was not woken")
	}
}

// A child process runs a class and is killed in the middle of it; whatever it had acknowledged is there afterwards.
func TestRoomsNumbersCallsAndProgressSurviveKill(t *testing.T) {
	dir := t.TempDir()
	id, number := killInClass(t, dir, 60)
	s := open(t, store.Options{Dir: dir})
	r, err := s.Room(id)
	if err != nil {
		t.Fatalf("room %q: %v", id, err)
	}
	if number < 60 || r.Step != fmt.Sprint("step ", number) && r.Step != fmt.Sprint("step ", number+1) {
		t.Errorf("the room is at %q, %d was acknowledged", r.Step, number)
	}
	for n := 1; n <= number; n++ {
		seat, err := s.Seat(id, n)
		if err != nil || !seat.Calls() || seat.At != "guide/start" {
			t.Errorf("number %d: %+v, %v", n, seat, err)
		}
	}
}

// killInClass has a child process run a class in the folder and kills it once it has acknowledged so many numbers. number is
// the last that it had.
func killInClass(t *testing.T, dir string, after int) (room string, number int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), "STORE_TEST_CHILD="+dir, "STORE_TEST_ROOMS=1")
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var last string
	for n := 0; n < after && lines.Scan(); n++ {
		room, last, _ = strings.Cut(lines.Text(), " ")
	}
	child.Process.Kill()
	for lines.Scan() {
		room, last, _ = strings.Cut(lines.Text(), " ")
	}
	child.Wait()
	fmt.Sscan(last, &number)
	if number < after {
		t.Fatalf("the class got to %d of %d", number, after)
	}
	return room, number
}

// childThatTeaches opens a room and has numbers join, call and move on, each printed once acknowledged.
func childThatTeaches(dir string) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Dir: dir})
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	fail(err)
	r, err := s.OpenRoom(ctx, "trainer", "", nil)
	fail(err)
	for n := 1; n <= workshop.MaxSeats; n++ {
		_, err := s.JoinRoom(ctx, r.ID, fmt.Sprint("phone ", n))
		fail(err)
		_, err = s.UpdateSeat(ctx, r.ID, n, func(s workshop.Seat) (workshop.Seat, error) {
			return s.Arrive("guide/start", time.Now()).Call(time.Now()), nil
		})
		fail(err)
		_, err = s.UpdateRoom(ctx, r.ID, leadTo(fmt.Sprint("step ", n)))
		fail(err)
		fmt.Println(r.ID, n)
	}
	select {}
}
