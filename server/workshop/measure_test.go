package workshop

import (
	"cmp"
	"fmt"
	"testing"
	"time"
)

// To decline, to call the Admin early or to look at a menu is right, or harmless: only ways away from the goal are mistakes.
// The console's figures and the report's are about the same people: a phone that only joined and closed is nobody, one that
// worked and closed is out of the class after half an hour and in the report for good.
func TestClosedAndSecondPhonesAreNotCountedForEver(t *testing.T) {
	r := room()
	r, _ = r.LeadTo("one", start)
	worked := take(t, r, 1).Arrive("guide/one", after(time.Minute)).Finish("one", after(2*time.Minute))
	second := take(t, r, 2)
	open := take(t, r, 3)
	seats := []Seat{worked, second, open}
	for _, c := range []struct {
		at   time.Duration
		want Heads
	}{{3 * time.Minute, Heads{2, 1, 1}}, {31 * time.Minute, Heads{2, 1, 1}}, {33 * time.Minute, Heads{1, 0, 1}}} {
		seen := Seen{3: after(c.at - 20*time.Second), 2: start}
		if got := CountHeads(r, seats, seen, course, after(c.at)); got != c.want {
			t.Errorf("after %s: %+v, want %+v", c.at, got, c.want)
		}
		if b := NewBoard(r, seats, seen, course, after(c.at)); b.Heads != c.want || b.Ready[Unasked] != c.want.Here {
			t.Errorf("after %s the board says %+v, %v", c.at, b.Heads, b.Ready)
		}
	}
	if f := NewFigures(r, seats, course, after(time.Hour)); f.Came != 1 || f.SignedIn != 0 {
		t.Errorf("%+v", f)
	}
	late := NewBoard(r, []Seat{take(t, r, 4).Arrive("guide/one", after(time.Second))}, Seen{}, course, after(time.Hour))
	if len(late.Slow) != 0 {
		t.Error("a phone that is gone is slow for ever")
	}
}

// In whichever run one signs in, the step that signs in is done: no fewer are past it than are signed in.
func TestWhoSignedInInARunHasDoneTheStepThatScans(t *testing.T) {
	r := room()
	s := take(t, r, 1).Complete("standard", after(time.Minute)).Arrive("guide/three", after(2*time.Minute))
	if f := NewFigures(r, []Seat{s}, course, after(3*time.Minute)); f.SignedIn != 1 || f.Steps[1].Done != 1 || f.Steps[2].Done != 1 {
		t.Errorf("%+v", f)
	}
}

func TestAMistakeOfOneOrTwoIsNotTold(t *testing.T) {
	r := room()
	var seats []Seat
	for n := 1; n <= 3; n++ {
		seats = append(seats, take(t, r, n).Turn("sso/password", after(time.Second)))
		want := n / 3
		if b, f := NewBoard(r, seats, nil, course, after(time.Minute)), NewFigures(r, seats, course, after(time.Minute)); len(b.Turns) != want || len(f.Turns) != want {
			t.Errorf("%d people: the board tells %v, the report %v", n, b.Turns, f.Turns)
		}
	}
}

// Of every class of up to fourteen, whatever they answered: no group of one or two is told, and none can be worked out from
// what is told.
func TestWhatCameOfItTellsOfNobody(t *testing.T) {
	for in := range 8 {
		for oss := range 5 {
			for other := range 5 {
				for silent := range 5 {
					later := in % (silent + 1)
					of := in + oss + other + silent
					res := merge(Tally{in, oss, other}, later, of, Tally{})
					told := map[Detail][]int{
						Fine: {res.In, res.OSS, res.Other, res.Silent}, Coarse: {res.In, res.Stuck, res.Silent}, Rough: {res.In, res.NotIn}, Only: {of},
					}[res.Detail]
					if res.TellsLater {
						told = append(told[:len(told)-1], res.Later, res.Silent-res.Later)
					}
					name := fmt.Sprint(in, oss, other, silent, res.Detail, told)
					sum := 0
					for _, n := range told {
						sum += n
						if n > 0 && n < 3 && res.Detail != Only {
							t.Errorf("%s: a group of %d", name, n)
						}
					}
					if sum != of { // so each group that is told is a whole one, and no other can be found from them
						t.Errorf("%s: the groups are %d of %d", name, sum, of)
					}
					if res.Detail != Fine && res.OSS+res.Other > 0 || res.Detail == Only && res.In+res.NotIn+res.Stuck+res.Silent > 0 || res.Detail == Rough && res.Stuck+res.Silent > 0 || !res.TellsLater && res.Later > 0 {
						t.Errorf("%s: %+v keeps what it does not tell", name, res)
					}
				}
			}
		}
	}
}

// What a class said of its app is told by the same rule; and no time is told that is of one or two people alone.
func TestTheReportTellsNothingOfOneOrTwo(t *testing.T) {
	for good := range 8 {
		for bad := range 5 {
			for worse := range 5 {
				for silent := range 5 {
					r := readinessOf(map[Ready]int{HasApp: good, NoApp: bad, Forgot: worse, Unasked: silent})
					told := map[Detail][]int{Fine: {r.Ready, r.NoApp, r.Forgot, r.Silent}, Coarse: {r.Ready, r.NotReady, r.Silent}, Rough: {r.Ready, r.Rest}}[r.Detail]
					sum := 0
					for _, n := range told {
						sum += n
						if n > 0 && n < 3 {
							t.Errorf("%d %d %d %d: a group of %d is told: %+v", good, bad, worse, silent, n, r)
						}
					}
					if all := good + bad + worse + silent; sum != all && r.Detail != Only || r.Detail == Only && r.Ready+r.Rest > 0 || r.Detail == Rough && r.NotReady+r.Silent > 0 || r.Detail != Fine && r.NoApp+r.Forgot > 0 {
						t.Errorf("%d %d %d %d: %+v", good, bad, worse, silent, r)
					}
				}
			}
		}
	}
	var seats []Seat
	for n := 1; n <= 3; n++ {
		seats = append(seats, take(t, room(), n).Arrive("guide/one", start).Finish("one", after(20*time.Second)).Arrive("guide/two", after(20*time.Second)))
		if one := NewFigures(room(), seats, course, after(time.Minute)).Steps[0]; one.Done != n || one.Median > 0 != (n == 3) {
			t.Errorf("of %d people: %+v", n, one)
		}
	}
}

// Who has just joined, or has just come to where the class is, has a moment before they count as behind or as one of the last; so has
// everybody where the class has just been moved.
func TestNobodyIsBehindInTheirFirstMoment(t *testing.T) {
	led, _ := room().LeadTo("one", start)
	led, _ = led.LeadTo("two", after(10*time.Minute))
	seats := func(last func(Seat) Seat) []Seat {
		var all []Seat
		for n := 1; n <= 3; n++ {
			all = append(all, take(t, room(), n).Arrive("guide/two", after(9*time.Minute)).Finish("two", after(9*time.Minute)))
		}
		return append(all, last(take(t, room(), 4)))
	}
	long := after(20 * time.Minute)
	for _, c := range []struct {
		what  string
		last  func(Seat) Seat
		since time.Time
	}{
		{"has just come to the step", func(s Seat) Seat { return s.Arrive("guide/one", start).Arrive("guide/two", long) }, long},
		{"has just joined", func(s Seat) Seat { s.Joined, s.LastActive = long, long.Add(time.Millisecond); return s }, long},
		{"was there before the class", func(s Seat) Seat { return s.Arrive("guide/two", after(time.Minute)) }, after(10 * time.Minute)},
	} {
		slow := func(after time.Duration) int {
			now := c.since.Add(after)
			return len(NewBoard(led, seats(c.last), Seen{4: now}, course, now).Slow)
		}
		if got := slow(2 * time.Second); got != 0 {
			t.Errorf("%s: behind after two seconds", c.what)
		}
		if got := slow(20 * time.Second); got != 1 {
			t.Errorf("%s: %d are behind after twenty seconds", c.what, got)
		}
	}
}

// What was answered is to be read after a question has ended, until another is asked or the class goes on.
func TestTheAnswersToAQuestionStayUntilTheClassGoesOn(t *testing.T) {
	r, _ := room().Ask("go-on", start)
	s := []Seat{take(t, r, 1).Reply(r.Question, 1, "wait", after(time.Second)).Reply(r.Question, 1, "yes", after(2*time.Second))}
	counted := func(r Room) int { return NewBoard(r, s, nil, course, after(time.Minute)).Replies["yes"] }
	over, _ := r.Ask("", after(time.Minute))
	if again, _ := over.Ask("", after(time.Minute)); counted(over) != 1 || counted(again) != 1 || over.Question.Kind != "" {
		t.Errorf("the answers are gone with the question: %+v", again.Question)
	}
	next, _ := over.LeadTo("two", after(2*time.Minute))
	asked, _ := over.Ask("which", after(2*time.Minute))
	closed, _ := asked.Ask("", after(3*time.Minute))
	for what, r := range map[string]Room{"a step": next, "another question": asked, "another that is over": closed} {
		if counted(r) != 0 {
			t.Errorf("after %s the answers of before stand: %+v", what, r.Question)
		}
	}
}

// Not to have tried yet is an answer of its own: it is told beside those who say nothing, where neither group is of one or two.
func TestWhoHasNotTriedIsToldFromWhoSaysNothing(t *testing.T) {
	for _, c := range []struct {
		later, none int
		tells       bool
	}{{3, 3, true}, {3, 0, true}, {0, 5, true}, {2, 3, false}, {4, 1, false}} {
		var seats []Seat
		for n := range 5 + c.later + c.none {
			s := take(t, room(), n+1).Complete("standard", after(time.Minute))
			switch {
			case n < 5:
				s = s.Report(GotIn, after(2*time.Minute))
			case n < 5+c.later:
				s = s.Report(NotTried, after(2*time.Minute))
			}
			seats = append(seats, s)
		}
		res := NewFigures(room(), seats, course, after(time.Hour)).Result
		if res.TellsLater != c.tells || c.tells && res.Later != c.later || res.Silent != c.later+c.none || res.IsUnanswered {
			t.Errorf("%+v: %+v", c, res)
		}
	}
	asked := []Seat{take(t, room(), 1).Complete("standard", after(time.Minute))}
	if res := NewFigures(room(), asked, course, after(time.Hour)).Result; !res.IsUnanswered || res.Of != 1 {
		t.Errorf("before anybody has answered: %+v", res)
	}
	asked[0] = asked[0].Report(NotTried, after(2*time.Minute))
	if res := NewFigures(room(), asked, course, after(time.Hour)).Result; res.IsUnanswered {
		t.Errorf("once one has answered: %+v", res)
	}
}

// To have scanned and allowed a practice code is one thing, however one came to it: the step alone, or a run that ends there. A run
// that ends otherwise is none of it.
func TestWhoHasSignedInHasScannedAndAllowed(t *testing.T) {
	c := course
	c.Runs = []string{"standard", "lookalike"}
	for name, want := range map[string]bool{"scan alone": true, "run": true, "other run": false, "steps before": false} {
		s := take(t, room(), 1)
		switch name {
		case "scan alone":
			s = s.Finish(c.SignsIn(), after(time.Second))
		case "run":
			s = s.Complete("standard", after(time.Second))
		case "other run":
			s = s.Complete("lookalike", after(time.Second))
		default:
			s = s.Finish("one", after(time.Second))
		}
		if f := NewFigures(room(), []Seat{s}, c, after(time.Hour)); s.HasSignedIn(c) != want || f.SignedIn == 1 != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
}

func TestAnAnswerCanBeChangedAndCountsOnce(t *testing.T) {
	r := room()
	var seats []Seat
	for n := range 6 {
		seats = append(seats, take(t, r, n+1).Report(StuckOSS, after(time.Minute)))
	}
	for n := range 3 {
		seats[n] = seats[n].Report(GotIn, after(2*time.Minute))
	}
	f := NewFigures(r, seats, course, after(time.Hour))
	if f.Result.Of != 6 || f.Result.In != 3 || f.Result.OSS != 3 || f.Result.Detail != Fine || f.SignedIn != 0 {
		t.Errorf("%+v", f.Result)
	}
}

func TestAnswersAreTakenUntilTheEveningOnlyWhereTheTrainerSaysSo(t *testing.T) {
	zone := time.FixedZone("", 7*3600)
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, zone)
	r := New("482913", "trainer", "", noon)
	if !r.TakesOutcomes(noon.Add(9 * time.Hour)) {
		t.Error("a room that is open takes no answer")
	}
	if r.End(noon).TakesOutcomes(noon.Add(time.Second)) {
		t.Error("a room takes answers after its end, and nobody chose so")
	}
	for ended, want := range map[time.Duration]int{12 * time.Hour: 20, 16*time.Hour + 20*time.Minute: 20, 17*time.Hour + time.Minute: 21, 18 * time.Hour: 21, 22 * time.Hour: 25} {
		end := time.Date(2026, 11, 26, 0, 0, 0, 0, zone).Add(ended)
		until := Evening(end.UTC(), zone)
		open := r.End(end).TakeAnswersUntil(until, until)
		if got := until.Sub(noon); got != time.Duration(want-12)*time.Hour || !open.TakesOutcomes(until.Add(-1)) || open.TakesOutcomes(until) {
			t.Errorf("ended at %s, open until %s", ended, until)
		}
	}
}

func TestAReplyToAnotherQuestionIsDropped(t *testing.T) {
	r, _ := room().Ask("go-on", start)
	s := take(t, r, 1).Reply(r.Question, 1, "yes", after(time.Second))
	next, _ := r.Ask("which", after(time.Minute))
	for _, c := range []struct {
		n      int
		answer string
		want   string
	}{{1, "yes", ""}, {2, "yes", ""}, {2, "3", "3"}} {
		if got := s.Reply(next.Question, c.n, c.answer, after(time.Minute)).ReplyIn(next.Question); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if got := NewBoard(r, []Seat{s}, nil, course, after(time.Minute)).Replies["yes"]; got != 1 {
		t.Error(got)
	}
	closed, _ := next.Ask("", after(time.Hour))
	if again, _ := closed.Ask("go-on", after(time.Hour)); again.Question.Number != 3 || s.ReplyIn(again.Question) != "" {
		t.Error("an old reply answers a new question")
	}
}

func TestAnEventIsTakenBackAndANewCodeKeepsTheSlide(t *testing.T) {
	r, _ := room().LeadTo("two", start)
	r, _ = r.Inject("expired/qr-expired", after(time.Minute))
	back, _ := r.Inject("", after(2*time.Minute))
	if back.Event != "" || back.Step != "two" || back.Moves != r.Moves+1 {
		t.Errorf("%+v", back)
	}
	if coded, _ := back.Recode("111222", after(3*time.Minute)); coded.ShowCode {
		t.Error("a new code took the slide off the wall")
	}
	if s := take(t, r, 1).Call(start).Notice(after(time.Second)); s.Noticed.IsZero() || !s.CancelCall(after(time.Minute)).Noticed.IsZero() {
		t.Error("a call is not seen, or stays seen")
	}
}

// Each is back where they were once what happened to everybody is taken back, and not where the class goes on from it.
func TestEachIsBackWhereTheyWereOnlyAfterAnEventIsTakenBack(t *testing.T) {
	led, _ := room().LeadTo("two", start)
	sent, _ := led.Start("expired", after(time.Minute))
	for _, r := range []Room{led, sent} {
		event, _ := r.Inject("expired/qr-expired", after(2*time.Minute))
		back, _ := event.Inject("", after(3*time.Minute))
		step, _ := event.LeadTo("three", after(3*time.Minute))
		run, _ := event.Start("expired", after(3*time.Minute))
		other, _ := event.Inject("standard/qr-declined", after(3*time.Minute))
		again, _ := back.Inject("expired/qr-expired", after(4*time.Minute))
		if !back.IsBack() {
			t.Errorf("taken back: %+v", back)
		}
		for _, r := range []Room{r, event, step, run, other, again} {
			if r.IsBack() {
				t.Errorf("nobody is taken back: %+v", r)
			}
		}
	}
}

// Who has not come to where the class is is behind, whatever the time; who is there, or has done it, is not; where each goes on
// alone nobody is.
func TestWhoHasNotComeAlongIsBehind(t *testing.T) {
	led, _ := room().LeadTo("one", start)
	led, _ = led.LeadTo("three", after(time.Minute))
	run, _ := led.Start("standard", after(time.Minute))
	event, _ := led.Inject("expired/qr-expired", after(time.Minute))
	free, _ := led.SetMode(Free, after(time.Minute))
	at := func(p Place) Seat { return take(t, room(), 1).Arrive(p, after(time.Second)) }
	for _, c := range []struct {
		what string
		room Room
		seat Seat
		want bool
	}{
		{"two steps behind", led, at("guide/one"), true},
		{"one step behind", led, at("guide/two"), true},
		{"at the step", led, at("guide/three"), false},
		{"has done it and looks back", led, at("guide/three").Finish("two", after(time.Second)).Finish("three", after(2*time.Second)).Arrive("guide/one", after(3*time.Second)), false},
		{"at the door", led, take(t, room(), 1), true},
		{"in a run of its own", led, at("standard/sso"), true},
		{"at a step while all do a run", run, at("guide/three"), true},
		{"in the run", run, at("standard/sso"), false},
		{"away from what happens to all", event, at("guide/three"), true},
		{"in what happens to all", event, at("expired/qr-expired"), false},
		{"alone", free, at("guide/one"), false},
		{"before the first step", room(), at("guide/one"), false},
		{"after the end", led.End(after(2 * time.Minute)), at("guide/one"), false},
	} {
		b := NewBoard(c.room, []Seat{c.seat}, Seen{1: after(90 * time.Second)}, course, after(90*time.Second))
		if c.room.IsBehind(c.seat, course) != c.want || len(b.Slow) == 1 != c.want {
			t.Errorf("%s: %t, the board has %v", c.what, !c.want, b.Slow)
		}
	}
	first, _ := room().LeadTo("one", start)
	ahead, there := at("guide/one").Finish("one", after(2*time.Second)).Arrive("guide/two", after(2*time.Second)), at("guide/one")
	there.Number = 2
	if b := NewBoard(first, []Seat{ahead, there}, nil, course, after(20*time.Minute)); len(b.Slow) != 1 || b.Slow[0].Number != 2 {
		t.Errorf("who has gone ahead and waits is told with who is slow: %v", b.Slow)
	}
}

// As soon as two thirds have done what the class is at, the board names who has not, however few and however fast they are: at a
// step, and in a run. While fewer have, and while nobody waits for anybody, it names nobody.
func TestTheLastAtAStepAreNamedOnceMostHaveDoneIt(t *testing.T) {
	step, _ := room().LeadTo("one", start)
	run, _ := step.Start("standard", start)
	free, _ := step.SetMode(Free, start)
	for _, c := range []struct {
		what  string
		room  Room
		done  int
		named string
	}{
		{"six of ten at a step", step, 6, ""},
		{"seven of ten at a step", step, 7, "[8 9 10]"},
		{"nine of ten at a step", step, 9, "[10]"},
		{"all at a step", step, 10, ""},
		{"seven of ten in a run", run, 7, "[8 9 10]"},
		{"nine of ten, each alone", free, 9, ""},
	} {
		var seats []Seat
		for n := 1; n <= 10; n++ {
			s := take(t, room(), n)
			switch {
			case c.room.Run == "":
				s = s.Arrive("guide/one", after(time.Second))
			default:
				s = s.Arrive("standard/sso", after(time.Second))
			}
			switch {
			case n > c.done:
			case c.room.Run == "":
				s = s.Finish("one", after(20*time.Second))
			default:
				s = s.Complete("standard", after(20*time.Second))
			}
			seats = append(seats, s)
		}
		var named []int
		for _, w := range NewBoard(c.room, seats, nil, course, after(25*time.Second)).Slow {
			named = append(named, w.Number)
		}
		if got := fmt.Sprint(named); got != cmp.Or(c.named, "[]") {
			t.Errorf("%s: the board names %s", c.what, got)
		}
	}
}

// A move takes along who was with the class: they are under way for a moment. Who was not is behind at once, however often the
// class moves: after a run that was sent, after what happened to all, after a time in which each went on alone. Both are away.
func TestAMoveGivesTimeOnlyToWhoWasWithTheClass(t *testing.T) {
	at := func(p Place) Seat { return take(t, room(), 1).Arrive(p, after(time.Second)) }
	moves := func(do ...func(Room, time.Time) (Room, error)) Room {
		r := room()
		for i, move := range do {
			r, _ = move(r, after(time.Duration(i+1)*20*time.Second))
		}
		return r
	}
	to := func(step string) func(Room, time.Time) (Room, error) {
		return func(r Room, now time.Time) (Room, error) { return r.LeadTo(step, now) }
	}
	mode := func(m Mode) func(Room, time.Time) (Room, error) {
		return func(r Room, now time.Time) (Room, error) { return r.SetMode(m, now) }
	}
	happens := func(e Event) func(Room, time.Time) (Room, error) {
		return func(r Room, now time.Time) (Room, error) { return r.Inject(e, now) }
	}
	run := func(r Room, now time.Time) (Room, error) { return r.Start("standard", now) }
	for _, c := range []struct {
		what  string
		room  Room
		seat  Seat
		along bool
	}{
		{"a step on, with the others", moves(to("two"), to("three")), at("guide/two"), true},
		{"a step on, a step behind before", moves(to("one"), to("two"), to("three")), at("guide/one"), false},
		{"from the door to the first step", moves(to("one")), take(t, room(), 1), true},
		{"into a run", moves(to("three"), run), at("guide/three"), true},
		{"into a run, a step behind before", moves(to("three"), run), at("guide/two"), false},
		{"back from a run", moves(to("three"), run, to("three")), at("standard/sso"), true},
		{"back from a run, a step behind all the time", moves(to("two"), to("three"), run, to("three")), at("guide/two"), false},
		{"back from what happened", moves(to("three"), happens("expired/qr-expired"), happens("")), at("expired/qr-expired"), true},
		{"back from what happened, a step behind all the time", moves(to("three"), happens("expired/qr-expired"), happens("")), at("guide/two"), false},
		{"back from going alone", moves(to("three"), mode(Free), mode(Lead)), at("guide/two"), true},
	} {
		slow := func(since time.Duration) bool {
			b := NewBoard(c.room, []Seat{c.seat}, Seen{1: c.room.Moved}, course, c.room.Moved.Add(since))
			if b.Away != 1 {
				t.Errorf("%s: %d are away after %s", c.what, b.Away, since)
			}
			return len(b.Slow) > 0
		}
		if slow(followIn-1) == c.along {
			t.Errorf("%s: under way %t", c.what, !c.along)
		}
		if !slow(followIn) {
			t.Errorf("%s: nobody is behind", c.what)
		}
	}
}

// What the console counts of a step, or of a run, stands still in a pause and while each goes on alone, and goes on where it was;
// with the next step it begins anew. A run that was done before a pause is still done after it.
func TestTheTimeOfAStepStandsStillWhileTheClassDoes(t *testing.T) {
	led, _ := room().LeadTo("one", start)
	spent := func(r Room, at time.Duration) time.Duration { return r.Pace.Spent(r.StepSince, after(at)) }
	for what, hold := range map[string]func(Room, bool, time.Time) (Room, error){
		"a pause": Room.Freeze,
		"each alone": func(r Room, on bool, now time.Time) (Room, error) {
			if on {
				return r.SetMode(Free, now)
			}
			return r.SetMode(Lead, now)
		},
	} {
		held, _ := hold(led, true, after(40*time.Second))
		held, _ = held.ShowJoin(true, after(50*time.Second))
		on, _ := hold(held, false, after(100*time.Second))
		again, _ := hold(on, true, after(110*time.Second))
		next, _ := again.LeadTo("two", after(120*time.Second))
		for _, c := range []struct {
			when      string
			got, want time.Duration
		}{
			{"before", spent(led, 30*time.Second), 30 * time.Second},
			{"meanwhile", spent(held, 90*time.Second), 40 * time.Second},
			{"after it", spent(on, 105*time.Second), 45 * time.Second},
			{"a second time", spent(again, time.Hour), 50 * time.Second},
			{"at the next step", spent(next, 125*time.Second), map[string]time.Duration{"a pause": 0, "each alone": 5 * time.Second}[what]},
		} {
			if c.got != c.want {
				t.Errorf("%s, %s: %s, want %s", what, c.when, c.got, c.want)
			}
		}
	}
	run, _ := led.Start("standard", start)
	s := take(t, run, 1).Arrive("standard/sso", after(time.Second)).Complete("standard", after(30*time.Second))
	run, _ = run.Freeze(true, after(40*time.Second))
	run, _ = run.Freeze(false, after(10*time.Minute))
	if !run.IsDone(s, course) || spent(run, 10*time.Minute) != 40*time.Second {
		t.Errorf("after a pause: done %t, %s in the run", run.IsDone(s, course), spent(run, 10*time.Minute))
	}
}

// Before the time is over that the running order gives to a step, nobody is late: who has not come along is named as missing. Who
// calls is told among the calls and nowhere else.
func TestNobodyIsLateBeforeTheStepsTimeIsOver(t *testing.T) {
	timed := course
	timed.Minutes = map[string]int{"two": 2, "standard": 3}
	led, _ := room().LeadTo("one", start)
	led, _ = led.LeadTo("two", start)
	run, _ := led.Start("standard", start)
	free, _ := led.SetMode(Free, start)
	paused, _ := led.Freeze(true, after(30*time.Second))
	paused, _ = paused.Freeze(false, after(90*time.Second))
	at := func(n int, p Place) Seat { return take(t, room(), n).Arrive(p, after(time.Millisecond)) }
	did := func(n int) Seat { return at(n, "guide/two").Finish("two", after(time.Second)) }
	ran := func(n int) Seat { return at(n, "standard/sso").Complete("standard", after(time.Second)) }
	for _, c := range []struct {
		what          string
		room          Room
		seats         []Seat
		at            time.Duration
		missing, late string
	}{
		{"one of three has not done it", led, []Seat{did(1), did(2), at(3, "guide/two")}, 119 * time.Second, "[]", "[]"},
		{"and the time is over", led, []Seat{did(1), did(2), at(3, "guide/two")}, 2 * time.Minute, "[]", "[3]"},
		{"a pause lengthens it", paused, []Seat{did(1), did(2), at(3, "guide/two")}, 179 * time.Second, "[]", "[]"},
		{"and no further", paused, []Seat{did(1), did(2), at(3, "guide/two")}, 3 * time.Minute, "[]", "[3]"},
		{"one calls", led, []Seat{did(1), did(2), at(3, "guide/two").Call(after(time.Second))}, 10 * time.Minute, "[]", "[]"},
		{"one has not come", led, []Seat{did(1), did(2), at(3, "guide/one")}, 40 * time.Second, "[3]", "[]"},
		{"one has not come, and calls", led, []Seat{did(1), did(2), at(3, "guide/one").Call(after(time.Second))}, 40 * time.Second, "[]", "[]"},
		{"nor when the time is over", led, []Seat{did(1), did(2), at(3, "guide/one")}, 2 * time.Minute, "[]", "[3]"},
		{"in a run", run, []Seat{ran(1), ran(2), at(3, "standard/sso")}, 179 * time.Second, "[]", "[]"},
		{"after a run's time", run, []Seat{ran(1), ran(2), at(3, "standard/sso")}, 3 * time.Minute, "[]", "[3]"},
		{"each alone", free, []Seat{at(1, "guide/two")}, 3 * time.Minute, "[]", "[]"},
		{"each alone, for far longer", free, []Seat{at(1, "guide/two")}, 4 * time.Minute, "[]", "[1]"},
	} {
		var late []int
		b := NewBoard(c.room, c.seats, nil, timed, after(c.at))
		for _, w := range b.Slow {
			late = append(late, w.Number)
		}
		if fmt.Sprint(b.Missing) != c.missing || fmt.Sprint(late) != c.late {
			t.Errorf("%s: missing %v, want %s; late %v, want %s", c.what, b.Missing, c.missing, late, c.late)
		}
	}
}

// A question that is open as the class goes on is closed by it, and its answers are still to be read; with the next move they go.
func TestWhoGoesOnWithAnOpenQuestionStillReadsItsAnswers(t *testing.T) {
	asked, _ := room().Ask("go-on", start)
	s := []Seat{take(t, asked, 1).Reply(asked.Question, 1, "wait", after(time.Second))}
	step, _ := asked.LeadTo("one", after(time.Minute))
	run, _ := asked.Start("standard", after(time.Minute))
	for what, r := range map[string]Room{"a step": step, "a run": run} {
		if b := NewBoard(r, s, nil, course, after(time.Minute)); r.Question.Kind != "" || b.Replies["wait"] != 1 {
			t.Errorf("with %s: %+v, %v", what, r.Question, b.Replies)
		}
		if on, _ := r.LeadTo("two", after(2*time.Minute)); on.Question.Last != "" {
			t.Errorf("after %s they stand at the next step: %+v", what, on.Question)
		}
	}
}
