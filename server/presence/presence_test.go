package presence

import (
	"fmt"
	"testing"
	"time"

	"napguide/server/web"
	"napguide/server/workshop"
)

func TestWhatNobodyLookedAtGivesWayFirst(t *testing.T) {
	clock := newSettable()
	l := NewLedger(10*time.Minute, clock.now)
	class, other := web.ClientOf("203.0.113.7"), web.ClientOf("203.0.113.8")
	l.Add("looked at", class)
	l.Add("never", class)
	l.Add("never either", other)
	l.Look("looked at")
	if id, ok := l.TakeUnused(nil); ok {
		t.Errorf("%s gives way in the moment in which it is made", id)
	}
	clock.forward(freshFor)
	l.Add("new", class)
	for _, want := range []string{"never", "never either", ""} {
		if id, _ := l.TakeUnused(nil); id != want {
			t.Errorf("%q gives way, want %q", id, want)
		}
	}
	clock.forward(LookedFor)
	l.Look("new")
	if id, _ := l.TakeUnused(&other); id != "" {
		t.Errorf("%q is not the other's", id)
	}
	if id, _ := l.TakeUnused(nil); id != "looked at" {
		t.Errorf("%q gives way, not the one that nobody has looked at for long", id)
	}
	if n := l.Count(class); n != 1 {
		t.Errorf("%d are counted", n)
	}
	clock.forward(10 * time.Minute)
	if n := l.Count(class); n != 0 || len(l.all) != 0 {
		t.Errorf("%d are counted when none can be of use, %d kept", n, len(l.all))
	}
}

func TestPollsAreForgottenWithoutLookingAtOneAnother(t *testing.T) {
	var p Polls
	now := time.Now()
	p.TooFast("kept", now)
	for n := range 100_000 { // twice as many as the longest list of codes: each used to be looked at by each
		p.TooFast(fmt.Sprint(n), now)
	}
	if took := time.Since(now); took > 20*time.Second {
		t.Errorf("a hundred thousand polls took %s", took)
	}
	if !p.TooFast("kept", now.Add(time.Second)) {
		t.Error("a poll is forgotten too soon")
	}
	now = now.Add(web.MaxDeviceTTL + time.Second)
	if p.TooFast("kept", now); len(p.now) != 1 || !p.TooFast("kept", now.Add(time.Second)) {
		t.Errorf("%d are young", len(p.now))
	}
	now = now.Add(2*web.MaxDeviceTTL + time.Second)
	if p.TooFast("new", now); len(p.now)+len(p.old) != 1 {
		t.Errorf("%d and %d are kept", len(p.now), len(p.old))
	}
}

func TestATrainersCheckThatIsLookedAtOutlivesAFloodOfOthers(t *testing.T) {
	k := NewChecks(time.Now)
	token, _ := k.Open("trainer", Always)
	for n := range 2 * maxChecks {
		k.Open(fmt.Sprint(n), Always)
		if n%1000 == 0 {
			k.Arrived(token) // its page follows it
		}
	}
	if !k.Arrive(token, "http://192.168.1.7", false) || len(k.byToken) != maxChecks {
		t.Errorf("the trainer's phone finds nothing; %d checks", len(k.byToken))
	}
	if _, arrived := k.Open("nobody", func() bool { return false }); arrived != "" || len(k.byToken) != maxChecks {
		t.Error("a check was begun that may not")
	}
}

func TestANumberIsIdleOnlyIfItsPageIsNotOpenAndItNeverDidAnything(t *testing.T) {
	clock := newSettable()
	a := NewAttendance(clock.now, 500)
	clock.forward(time.Hour)
	home := web.ClientOf("203.0.113.7")
	seat := func(n int) workshop.Seat {
		return workshop.Seat{Number: n, Joined: clock.now(), LastActive: clock.now()}
	}
	never, led, followed, reloaded, moved := seat(1), seat(2), seat(3), seat(4), seat(5)
	all := []workshop.Seat{never, led, followed, reloaded, moved}
	a.SeatOpen("r", led, home)
	a.SeatOpen("r", reloaded, home)
	a.SeatFollows("r", followed)
	idle := func(patient bool) (out []int) {
		for _, s := range a.Idle("r", all, patient) {
			out = append(out, s.Number)
		}
		return out
	}
	if got := idle(true); got != nil {
		t.Errorf("just joined, %v are idle", got)
	}
	if got := fmt.Sprint(idle(false)); got != "[1 2 4 5]" {
		t.Errorf("for whoever is impatient, %s are idle", got)
	}
	clock.forward(SettleFor)
	all[4].LastActive = clock.now()
	if got := fmt.Sprint(idle(true)); got != "[1]" {
		t.Errorf("after some seconds %s are idle", got)
	}
	clock.forward(followFor - SettleFor)
	a.SeatOpen("r", reloaded, home)
	if got := fmt.Sprint(idle(true)); got != "[1 2]" {
		t.Errorf("after a while %s are idle", got)
	}
	clock.forward(HereFor)
	if got := fmt.Sprint(idle(true)); got != "[1 2 3 4]" {
		t.Errorf("when all pages are closed %s are idle", got)
	}
	if !a.IsAt("r", home) || a.IsAt("r", web.ClientOf("203.0.113.8")) || len(a.RoomsAt(home)) != 1 {
		t.Error("the room's people are at the wrong place")
	}
	for range web.RefusalsCalm.AtOnce {
		if a.NoteRefusal("r") {
			t.Fatal("a few refusals are a flood")
		}
	}
	if !a.NoteRefusal("r") || a.NoteRefusal("r") || !a.IsFlooded("r") || a.IsFlooded("other") {
		t.Error("a flood is told of once")
	}
	clock.forward(floodFor)
	if a.IsFlooded("r") {
		t.Error("a flood never ends")
	}
}

// After a restart nobody knows which pages are open, until they have opened their streams again.
func TestNumbersFromBeforeARestartAreNotTakenForIdleAtOnce(t *testing.T) {
	clock := newSettable()
	old := workshop.Seat{Number: 1, Joined: clock.now(), LastActive: clock.now()}
	room := workshop.Room{ID: "r", Opened: clock.now(), LastActive: clock.now()}
	clock.forward(time.Hour)
	a := NewAttendance(clock.now, 500)
	if len(a.Idle("r", []workshop.Seat{old}, false)) != 0 || !a.TrainerCameBack(room) {
		t.Error("they are idle")
	}
	clock.forward(HereFor)
	if len(a.Idle("r", []workshop.Seat{old}, false)) != 1 || a.TrainerCameBack(room) {
		t.Error("they are never idle")
	}
}

func TestPollsSlowDownByFiveSecondsEach(t *testing.T) {
	var p Polls
	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		fast  bool
	}{{0, false}, {5 * time.Second, false}, {time.Second, true}, {5 * time.Second, true}, {15 * time.Second, false}} {
		now = now.Add(step.after)
		if got := p.TooFast("g", now); got != step.fast {
			t.Errorf("polled after %s: too fast %v, want %v", step.after, got, step.fast)
		}
	}
}

func TestPollsOfLongAgoAreForgotten(t *testing.T) {
	var p Polls
	now := time.Now()
	for i := range 1000 {
		p.TooFast(string(rune('a'+i)), now)
	}
	now = now.Add(web.MaxDeviceTTL)
	p.TooFast("kept", now) // within the lifetime still
	if p.TooFast("a", now) {
		t.Error("ten minutes later it is too fast")
	}
	now = now.Add(time.Second)
	if !p.TooFast("kept", now) {
		t.Error("what was asked for a second ago is forgotten")
	}
	now = now.Add(web.MaxDeviceTTL + 1)
	p.TooFast("x", now)
	if n := len(p.now) + len(p.old); n > 4 {
		t.Errorf("%d are remembered", n)
	}
}
