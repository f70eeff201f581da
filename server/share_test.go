package server

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/live"
	"napguide/server/workshop"
)

// settable is a clock that a test sets.
type settable struct{ at atomic.Int64 }

func newSettable() *settable {
	c := &settable{}
	c.at.Store(time.Now().UnixNano())
	return c
}

func (c *settable) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *settable) forward(d time.Duration) { c.at.Add(int64(d)) }

func TestAClientIsAnIPv4AddressOrTheNetworkOfAnIPv6Address(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7": "203.0.113.7/32", "::ffff:203.0.113.7": "203.0.113.7/32",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "2001:db8:1:3::1": "2001:db8:1:3::/64",
		"fe80::1%eth0": "fe80::/64", "": "invalid Prefix", "nonsense": "invalid Prefix",
	} {
		if got := clientOf(address).String(); got != want {
			t.Errorf("%q is %s, want %s", address, got, want)
		}
		if c := clientOf(address); clientNamed(c.String()) != c {
			t.Errorf("another process takes %s for %s", c, clientNamed(c.String()))
		}
	}
}

func TestAShareComesBackWithTimeAndItsClientIsForgotten(t *testing.T) {
	clock := newSettable()
	s := newShare[client](allowance{3, 2}, clock.now)
	a, b := clientOf("203.0.113.7"), clientOf("203.0.113.8")
	for range 3 {
		if !s.take(a) {
			t.Fatal("the share is smaller than it should be")
		}
	}
	if s.take(a) || s.left(a) || s.wait(a) != 1 || !s.left(b) {
		t.Errorf("a spent share: left %v, wait %d; another's: %v", s.left(a), s.wait(a), s.left(b))
	}
	clock.forward(-time.Hour) // a clock that is put back takes nothing away
	clock.forward(time.Hour + 500*time.Millisecond)
	if !s.take(a) || s.take(a) {
		t.Error("half a second gives one back, and no more")
	}
	s.charge(a) // had already, though nothing was left
	if s.wait(a) != 1 {
		t.Errorf("wait %d", s.wait(a))
	}
	s.sweep()
	if len(s.of) != 1 || !s.sweeping {
		t.Error("it is forgotten too soon")
	}
	clock.forward(3 * time.Second)
	s.sweep()
	if len(s.of) != 0 || s.sweeping {
		t.Errorf("%d addresses are kept", len(s.of))
	}
}

// Somebody with a network of addresses fills the table. Neither do the first of them get a fresh share, nor do those
// beyond it get one each.
func TestManyAddressesDoNotGiveAnybodyAFreshShare(t *testing.T) {
	clock := newSettable()
	s := newShare[client](allowance{2, 1}, clock.now)
	address := func(n int) client {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), 32)
	}
	for n := range maxSharers {
		if !s.take(address(n)) || !s.take(address(n)) {
			t.Fatalf("address %d has no share", n)
		}
	}
	through := 0
	for n := maxSharers; n < maxSharers+1000; n++ {
		if s.take(address(n)) {
			through++
		}
	}
	if through != 2 || s.take(address(0)) || len(s.of) != maxSharers {
		t.Errorf("%d of a thousand more were let through, and the table holds %d", through, len(s.of))
	}
	clock.forward(3 * time.Second)
	if !s.take(address(maxSharers+5)) || len(s.of) != 1 {
		t.Errorf("afterwards the table holds %d", len(s.of))
	}
}

func TestWhatNobodyLookedAtGivesWayFirst(t *testing.T) {
	clock := newSettable()
	l := newLedger(10*time.Minute, clock.now)
	class, other := clientOf("203.0.113.7"), clientOf("203.0.113.8")
	l.add("looked at", class)
	l.add("never", class)
	l.add("never either", other)
	l.look("looked at")
	if id, ok := l.unused(nil); ok {
		t.Errorf("%s gives way in the moment in which it is made", id)
	}
	clock.forward(freshFor)
	l.add("new", class)
	for _, want := range []string{"never", "never either", ""} {
		if id, _ := l.unused(nil); id != want {
			t.Errorf("%q gives way, want %q", id, want)
		}
	}
	clock.forward(lookedFor)
	l.look("new")
	if id, _ := l.unused(&other); id != "" {
		t.Errorf("%q is not the other's", id)
	}
	if id, _ := l.unused(nil); id != "looked at" {
		t.Errorf("%q gives way, not the one that nobody has looked at for long", id)
	}
	if n := l.count(class); n != 1 {
		t.Errorf("%d are counted", n)
	}
	clock.forward(10 * time.Minute)
	if n := l.count(class); n != 0 || len(l.all) != 0 {
		t.Errorf("%d are counted when none can be of use, %d kept", n, len(l.all))
	}
}

func TestStreamsAskedForAtOnceDoNotPassALimitTogether(t *testing.T) {
	r := newStreams(nil, time.Hour, time.Hour, 100)
	defer r.close(t.Context())
	at := func(n int, ask func(n int) bool) (let int) {
		var all sync.WaitGroup
		var count atomic.Int32
		for i := range n {
			all.Go(func() {
				if ask(i) {
					count.Add(1)
				}
			})
		}
		all.Wait()
		return int(count.Load())
	}
	if n := at(50, func(int) bool { return r.admit(&stream{registry: r, src: source{session: "one"}}, true) == 0 }); n != maxStreamsPerSession {
		t.Errorf("%d streams of one session", n)
	}
	if n := at(300, func(i int) bool { return r.admit(&stream{registry: r, src: source{session: fmt.Sprint(i)}}, true) == 0 }); n != 100-maxStreamsPerSession {
		t.Errorf("%d streams of all", n)
	}
}

func TestOneClientsStreamsAreLimitedAndAnothersGoOn(t *testing.T) {
	r := newStreams(nil, time.Hour, time.Hour, maxStreams)
	defer r.close(t.Context())
	class, other := clientOf("203.0.113.7"), clientOf("203.0.113.8")
	var last *stream
	for n := range maxStreamsClient {
		last = &stream{registry: r, src: source{session: fmt.Sprint(n), from: class}}
		if r.admit(last, true) != 0 {
			t.Fatalf("stream %d is refused", n)
		}
	}
	ask := func(c client) int { return r.admit(&stream{registry: r, src: source{session: "x", from: c}}, false) }
	if ask(class) != retryBusy || ask(other) != 0 {
		t.Error("the wrong one is refused")
	}
	last.close()
	if ask(class) != 0 {
		t.Error("a stream that has ended still counts")
	}
}

// The browser was gone before its stream got the connection.
func TestAStreamThatNeverStartsCountsForSecondsOnly(t *testing.T) {
	r := newStreams(nil, 15*time.Millisecond, time.Hour, 10)
	defer r.close(t.Context())
	st := &stream{registry: r, src: source{topic: "t", wake: live.New().Subscribe}, opened: time.Now().Add(-streamStart)}
	r.admit(st, true)
	for end := time.Now().Add(20 * time.Second); r.count() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it counts for ever")
		}
	}
}

func TestPollsAreForgottenWithoutLookingAtOneAnother(t *testing.T) {
	var p polls
	now := time.Now()
	p.tooFast("kept", now)
	for n := range 100_000 { // twice as many as the longest list of codes: each used to be looked at by each
		p.tooFast(fmt.Sprint(n), now)
	}
	if took := time.Since(now); took > 20*time.Second {
		t.Errorf("a hundred thousand polls took %s", took)
	}
	if !p.tooFast("kept", now.Add(time.Second)) {
		t.Error("a poll is forgotten too soon")
	}
	now = now.Add(maxDeviceTTL + time.Second)
	if p.tooFast("kept", now); len(p.now) != 1 || !p.tooFast("kept", now.Add(time.Second)) {
		t.Errorf("%d are young", len(p.now))
	}
	now = now.Add(2*maxDeviceTTL + time.Second)
	if p.tooFast("new", now); len(p.now)+len(p.old) != 1 {
		t.Errorf("%d and %d are kept", len(p.now), len(p.old))
	}
}

func TestATrainersCheckThatIsLookedAtOutlivesAFloodOfOthers(t *testing.T) {
	k := newChecks(time.Now)
	token, _ := k.open("trainer", always)
	for n := range 2 * maxChecks {
		k.open(fmt.Sprint(n), always)
		if n%1000 == 0 {
			k.arrived(token) // its page follows it
		}
	}
	if !k.arrive(token, "http://192.168.1.7", false) || len(k.byToken) != maxChecks {
		t.Errorf("the trainer's phone finds nothing; %d checks", len(k.byToken))
	}
	if _, arrived := k.open("nobody", func() bool { return false }); arrived != "" || len(k.byToken) != maxChecks {
		t.Error("a check was begun that may not")
	}
}

func TestANumberIsIdleOnlyIfItsPageIsNotOpenAndItNeverDidAnything(t *testing.T) {
	clock := newSettable()
	a := newAttendance(clock.now)
	clock.forward(time.Hour)
	home := clientOf("203.0.113.7")
	seat := func(n int) workshop.Seat { return workshop.Seat{Number: n, Joined: clock.now(), LastDone: clock.now()} }
	never, led, followed, reloaded, moved := seat(1), seat(2), seat(3), seat(4), seat(5)
	all := []workshop.Seat{never, led, followed, reloaded, moved}
	a.seat("r", led, home)
	a.seat("r", reloaded, home)
	a.follow("r", followed)
	idle := func(patient bool) (out []int) {
		for _, s := range a.idle("r", all, patient) {
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
	clock.forward(settleFor)
	all[4].LastDone = clock.now()
	if got := fmt.Sprint(idle(true)); got != "[1]" {
		t.Errorf("after some seconds %s are idle", got)
	}
	clock.forward(followFor - settleFor)
	a.seat("r", reloaded, home)
	if got := fmt.Sprint(idle(true)); got != "[1 2]" {
		t.Errorf("after a while %s are idle", got)
	}
	clock.forward(hereFor)
	if got := fmt.Sprint(idle(true)); got != "[1 2 3 4]" {
		t.Errorf("when all pages are closed %s are idle", got)
	}
	if !a.isAt("r", home) || a.isAt("r", clientOf("203.0.113.8")) || len(a.roomsAt(home)) != 1 {
		t.Error("the room's people are at the wrong place")
	}
	for range refusalsCalm.atOnce {
		if a.refused("r") {
			t.Fatal("a few refusals are a flood")
		}
	}
	if !a.refused("r") || a.refused("r") || !a.floods("r") || a.floods("other") {
		t.Error("a flood is told of once")
	}
	clock.forward(floodFor)
	if a.floods("r") {
		t.Error("a flood never ends")
	}
}

// After a restart nobody knows which pages are open, until they have opened their streams again.
func TestNumbersFromBeforeARestartAreNotTakenForIdleAtOnce(t *testing.T) {
	clock := newSettable()
	old := workshop.Seat{Number: 1, Joined: clock.now(), LastDone: clock.now()}
	room := workshop.Room{ID: "r", Opened: clock.now(), LastDone: clock.now()}
	clock.forward(time.Hour)
	a := newAttendance(clock.now)
	if len(a.idle("r", []workshop.Seat{old}, false)) != 0 || !a.cameBack(room) {
		t.Error("they are idle")
	}
	clock.forward(hereFor)
	if len(a.idle("r", []workshop.Seat{old}, false)) != 1 || a.cameBack(room) {
		t.Error("they are never idle")
	}
}
