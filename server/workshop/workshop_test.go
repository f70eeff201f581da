package workshop

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"napguide/server/codes"
)

var (
	start  = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	course = Course{Steps: []string{"one", "two", "three"}, Runs: []string{"standard"}, SignIns: []string{"standard"}, Goal: "three"}
)

func after(d time.Duration) time.Time { return start.Add(d) }

func room() Room { return New("482913", "trainer", "http://10.0.0.1:3000", start) }

func take(t *testing.T, r Room, n int) Seat {
	t.Helper()
	s, err := r.Take(n, MaxSeats, Hash("phone"), start)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]string{
		"482913": "482913", " 482 913 ": "482913", "482-913": "482913", "๔๘๒ ๙๑๓": "482913", "000000": "000000",
		"": "", "48291": "", "4829133": "", "48291a": "", "482913\n": "482913", "٤٨٢٩١٣": "482913", "482x913": "",
	} {
		got, ok := ParseCode(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("ParseCode(%q) = %q, %v", text, got, ok)
		}
	}
	for range 100 {
		if c := NewCode(); len(c) != 6 || codes.Group(c) != c[:3]+" "+c[3:] {
			t.Fatal(c)
		}
	}
}

func TestOnlyWhoKnowsTheSecretHoldsARoomOrASeat(t *testing.T) {
	r := room()
	if !r.HeldBy("trainer") || r.HeldBy("") || r.HeldBy("phone") {
		t.Error("the wrong one holds the room")
	}
	if s := take(t, r, 1); !s.HeldBy("phone") || s.HeldBy("") || s.HeldBy("trainer") {
		t.Error("the wrong one holds the seat")
	}
}

func TestAOneTimeLinkWorksOnceAndNotForEver(t *testing.T) {
	r, err := room().Offer("ticket", start)
	if err != nil || !r.Offers("ticket", start) || r.Offers("other", start) {
		t.Fatal("the link is not offered")
	}
	if _, err := r.Redeem("ticket", "tablet", after(TicketLife)); !errors.Is(err, ErrTicket) {
		t.Errorf("too old: %v", err)
	}
	used, err := r.Redeem("ticket", "tablet", after(time.Minute))
	if err != nil || !used.HeldBy("tablet") || !used.HeldBy("trainer") {
		t.Fatalf("the link does not work: %v", err)
	}
	if _, err := used.Redeem("ticket", "thief", after(time.Minute)); !errors.Is(err, ErrTicket) {
		t.Errorf("it works twice: %v", err)
	}
	if _, err := used.Redeem("ticket", "tablet", after(time.Minute)); err != nil {
		t.Errorf("the same tablet again: %v", err)
	}
	for i := range 3 * maxTickets {
		if r, err = r.Offer(string(rune('a'+i)), start); err != nil || len(r.Tickets) > maxTickets {
			t.Fatalf("%d links, %v", len(r.Tickets), err)
		}
	}
}

func TestALockedEndedOrFullRoomTakesNobody(t *testing.T) {
	locked, _ := room().Lock(true, start)
	for name, c := range map[string]struct {
		r    Room
		n    int
		want error
	}{
		"locked": {locked, 1, ErrLocked}, "ended": {room().End(start), 1, ErrEnded},
		"the 501st": {room(), MaxSeats + 1, ErrFull}, "the 500th": {room(), MaxSeats, nil},
	} {
		if _, err := c.r.Take(c.n, MaxSeats, Hash("x"), start); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLeadingMovesEverybodyAndTheWallFollows(t *testing.T) {
	r := room()
	if !r.ShowCode || r.Step != "" {
		t.Fatal("a new room does not gather")
	}
	r, _ = r.LeadTo("one", after(time.Minute))
	if r.ShowCode || r.Moves != 1 || !r.StepSince.Equal(after(time.Minute)) {
		t.Errorf("%+v", r)
	}
	same, _ := r.LeadTo("one", after(2*time.Minute))
	if same.Moves != 1 || !same.StepSince.Equal(r.StepSince) {
		t.Error("the same step again moved people")
	}
	r, _ = r.Start("standard", after(3*time.Minute))
	r, _ = r.Inject("expired/qr-expired", after(4*time.Minute))
	if r.Run != "standard" || r.Event != "expired/qr-expired" || r.Moves != 3 {
		t.Errorf("%+v", r)
	}
	r, _ = r.LeadTo("one", after(5*time.Minute))
	if r.Run != "" || r.Event != "" || r.Moves != 4 {
		t.Errorf("back to a step: %+v", r)
	}
	free, _ := r.SetMode(Free, after(6*time.Minute))
	back, _ := free.SetMode(Lead, after(7*time.Minute))
	if free.Moves != 4 || back.Moves != 5 {
		t.Error("letting go moved people, or coming back did not")
	}
}

func TestAnEndedRoomForgetsTheWifiAndStaysAsItIs(t *testing.T) {
	r, err := room().SetWifi("ward 5", "secret", start)
	if err != nil {
		t.Fatal(err)
	}
	r, _ = r.LeadTo("two", start)
	r = r.End(after(time.Hour))
	if r.WifiName+r.WifiPass != "" || r.Step != "two" {
		t.Errorf("%+v", r)
	}
	if _, err := r.LeadTo("one", after(2*time.Hour)); !errors.Is(err, ErrEnded) {
		t.Error("an ended room moved")
	}
	if again := r.End(after(3 * time.Hour)); !again.Ended.Equal(after(time.Hour)) {
		t.Error("it ended twice")
	}
}

func TestARoomExpiresADayAfterTheLastActionOfAnybody(t *testing.T) {
	r := room()
	s := take(t, r, 1).Call(after(5 * time.Hour))
	for _, c := range []struct {
		seats []Seat
		at    time.Duration
		want  bool
	}{{nil, 24*time.Hour - 1, false}, {nil, 24 * time.Hour, true}, {[]Seat{s}, 28 * time.Hour, false}, {[]Seat{s}, 29 * time.Hour, true}} {
		if got := IsExpired(r, c.seats, after(c.at)); got != c.want {
			t.Errorf("after %v with %d seats: %v", c.at, len(c.seats), got)
		}
	}
}

func TestTimeAtAStepIsCountedOnceAndBounded(t *testing.T) {
	s := take(t, room(), 1)
	s = s.Arrive("guide/one", start)
	s = s.Arrive("guide/one", after(time.Minute)) // a reload
	s = s.Arrive("guide/two", after(2*time.Minute))
	s = s.Arrive("guide/one", after(3*time.Minute))
	s = s.Arrive("standard/sso", after(5*time.Hour))
	s = s.Arrive("guide/two", after(6*time.Hour))
	if want := map[string]int{"one": 120 + int(maxSpent.Seconds()), "two": 60}; !reflect.DeepEqual(s.Spent, want) {
		t.Errorf("%v, want %v", s.Spent, want)
	}
}

func TestTheBoardShowsWhoNeedsHelp(t *testing.T) {
	r := room()
	var seats []Seat
	for n := range 5 { // four leave step one after a minute, one stays
		s := take(t, r, n+1).Arrive("guide/one", after(time.Second))
		if n < 4 {
			s = s.Finish("one", after(time.Minute)).Arrive("guide/two", after(time.Minute))
		}
		seats = append(seats, s)
	}
	seats[1] = seats[1].Call(after(90 * time.Second)).Call(after(100 * time.Second))
	seats[3] = seats[3].Call(after(80 * time.Second))
	seats[2] = seats[2].Turn("sso/password", start).Turn("sso/password", start).Turn("napplus/password", start)
	for _, n := range []int{0, 1} {
		seats[n] = seats[n].Turn("napplus/password", start)
	}
	r, _ = r.LeadTo("one", start)
	alone, _ := r.SetMode(Free, start) // nobody is the last where each goes on alone

	early, late := NewBoard(alone, seats, nil, course, after(2*time.Minute)), NewBoard(r, seats, nil, course, after(4*time.Minute))
	if len(early.Slow) != 0 {
		t.Errorf("slow after two minutes: %v", early.Slow)
	}
	if len(late.Slow) == 0 || late.Slow[0].Number != 5 {
		t.Errorf("nobody sees number 5: %v", late.Slow)
	}
	if got := []int{late.Calls[0].Number, late.Calls[1].Number}; !reflect.DeepEqual(got, []int{4, 2}) {
		t.Errorf("calls in the order %v", got)
	}
	if late.Done != 4 || !reflect.DeepEqual(late.Steps["one"], StepCount{At: 1, Done: 4}) || !reflect.DeepEqual(late.Steps["two"], StepCount{At: 4}) {
		t.Errorf("done %d, steps %v", late.Done, late.Steps)
	}
	if len(late.Turns) != 1 || late.Turns[0] != (Count{"napplus/password", 3, 3}) {
		t.Errorf("turns %v", late.Turns)
	}
}

func TestTheReportAddsUp(t *testing.T) {
	r := room()
	var seats []Seat
	for n, stay := range []time.Duration{10 * time.Second, 20 * time.Second, 90 * time.Second} {
		s := take(t, r, n+1).Arrive("guide/one", start).Finish("one", after(stay)).Arrive("guide/two", after(stay))
		switch n {
		case 0:
			s = s.Complete("standard", after(5*time.Minute))
		case 1:
			s = s.Arrive("guide/three", after(stay+time.Minute))
		}
		seats = append(seats, s)
	}
	r = r.End(after(45 * time.Minute))
	before, _ := json.Marshal(seats)
	f := NewFigures(r, seats, course, after(24*time.Hour))
	if f.Came != 3 || f.SignedIn != 1 || f.Minutes != 45 || f.Runs[0].Done != 1 {
		t.Errorf("%+v", f)
	}
	if one := f.Steps[0]; one.Median != 20 || one.Done != 3 {
		t.Errorf("%+v", one)
	}
	if three := f.Steps[2]; three.Median != 0 || three.Done != 0 {
		t.Errorf("of a step that somebody was taken to and nobody did: %+v", three)
	}
	if now, _ := json.Marshal(seats); string(now) != string(before) {
		t.Error("the report changed the seats")
	}
}

// Whatever happens in whatever order: copies stay as they were, what was kept is read back, and no figure is impossible.
func TestAnyOrderOfEventsKeepsTheRules(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		r, now := room(), start
		seats := map[int]Seat{}
		for range 60 {
			now = now.Add(time.Duration(rng.IntN(100)) * time.Second)
			oldRoom, _ := json.Marshal(r)
			kept := r
			r = anyAction(rng, r, now)
			if now, _ := json.Marshal(kept); string(now) != string(oldRoom) {
				t.Fatalf("seed %d: a change of a room changed its past", seed)
			}
			n := 1 + rng.IntN(8)
			s, ok := seats[n]
			if !ok {
				s, err := r.Take(n, MaxSeats, Hash("p"), now)
				if (err == nil) != (!r.Locked && !r.IsEnded()) {
					t.Fatalf("seed %d: %v in %+v", seed, err, r)
				}
				if err == nil {
					seats[n] = s
				}
				continue
			}
			oldSeat, _ := json.Marshal(s)
			seats[n] = anyProgress(rng, s, now)
			if now, _ := json.Marshal(s); string(now) != string(oldSeat) {
				t.Fatalf("seed %d: a change of a seat changed its past", seed)
			}
			if seats[n].LastActive.Before(s.LastActive) {
				t.Fatalf("seed %d: time ran backwards", seed)
			}
		}
		var back Room
		raw, _ := json.Marshal(r)
		if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(normal(back), normal(r)) {
			t.Fatalf("seed %d: %v\n%+v\n%+v", seed, err, back, r)
		}
		all := make([]Seat, 0, len(seats))
		for _, s := range seats {
			all = append(all, s)
		}
		seen := Seen{}
		for _, s := range all {
			seen[s.Number] = now
		}
		b, f := NewBoard(r, all, seen, course, now), NewFigures(r, all, course, now)
		sum := 0
		for _, n := range b.Ready {
			sum += n
		}
		if b.Here != len(all) || sum != len(all) || b.Done > b.Here || f.SignedIn > f.Came || len(b.Calls) > b.Here || len(b.Slow) > b.Here {
			t.Fatalf("seed %d: impossible figures %+v %+v", seed, b, f)
		}
		if !slices.IsSortedFunc(b.Calls, func(a, b Wait) int { return a.Since.Compare(b.Since) }) {
			t.Fatalf("seed %d: calls out of order", seed)
		}
		for _, s := range f.Steps {
			if s.Done > f.Came {
				t.Fatalf("seed %d: %+v", seed, s)
			}
		}
	}
}

func normal(r Room) string { b, _ := json.Marshal(r); return string(b) }

func anyAction(rng *rand.Rand, r Room, now time.Time) Room {
	var next Room
	var err error
	switch rng.IntN(14) {
	case 0:
		next, err = r.LeadTo(course.Steps[rng.IntN(3)], now)
	case 1:
		next, err = r.SetMode([]Mode{Free, Lead}[rng.IntN(2)], now)
	case 2:
		next, err = r.Start("standard", now)
	case 3:
		next, err = r.Inject([]Event{"a/b", "c/d"}[rng.IntN(2)], now)
	case 4:
		next, err = r.Freeze(rng.IntN(2) == 0, now)
	case 5:
		next, err = r.Lock(rng.IntN(3) == 0, now)
	case 6:
		next, err = r.ShowJoin(rng.IntN(2) == 0, now)
	case 7:
		next, err = r.Recode(NewCode(), now)
	case 8:
		next, err = r.Offer("ticket", now)
	case 9:
		next, err = r.Redeem("ticket", NewSecret(), now)
	case 10:
		next, err = r.SetWifi("w", "p", now)
	case 11:
		next, err = r.SetPlace("ward", now)
	case 12:
		next = r.SetBase("http://10.0.0.2", now)
	default:
		if rng.IntN(20) > 0 {
			return r
		}
		next = r.End(now)
	}
	if err != nil {
		return r
	}
	return next
}

func anyProgress(rng *rand.Rand, s Seat, now time.Time) Seat {
	switch rng.IntN(7) {
	case 0:
		return s.Answer(ReadyAnswers()[rng.IntN(3)], now)
	case 1:
		return s.Call(now)
	case 2:
		return s.CancelCall(now)
	case 3:
		return s.Complete("standard", now)
	case 4:
		return s.Turn([]string{"a/b", "c/d"}[rng.IntN(2)], now)
	case 5:
		if step := s.At.Step(); step != "" {
			return s.Finish(step, now)
		}
	}
	return s.Arrive([]Place{"guide/one", "guide/two", "guide/three", "standard/sso"}[rng.IntN(4)], now)
}
