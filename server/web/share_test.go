package web

import (
	"net/netip"
	"sync/atomic"
	"testing"
	"time"
)

// testClock is a clock that a test sets.
type testClock struct{ at atomic.Int64 }

func newClock() *testClock {
	c := &testClock{}
	c.at.Store(time.Now().UnixNano())
	return c
}

func (c *testClock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *testClock) forward(d time.Duration) { c.at.Add(int64(d)) }

func TestAClientIsAnIPv4AddressOrTheNetworkOfAnIPv6Address(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7": "203.0.113.7/32", "::ffff:203.0.113.7": "203.0.113.7/32",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "2001:db8:1:3::1": "2001:db8:1:3::/64",
		"fe80::1%eth0": "fe80::/64", "": "invalid Prefix", "nonsense": "invalid Prefix",
	} {
		if got := ClientOf(address).String(); got != want {
			t.Errorf("%q is %s, want %s", address, got, want)
		}
		if c := ClientOf(address); ParseClient(c.String()) != c {
			t.Errorf("another process takes %s for %s", c, ParseClient(c.String()))
		}
	}
}

func TestAShareComesBackWithTimeAndItsClientIsForgotten(t *testing.T) {
	clock := newClock()
	s := NewShare[Client](Allowance{3, 2}, clock.now)
	a, b := ClientOf("203.0.113.7"), ClientOf("203.0.113.8")
	for range 3 {
		if !s.Take(a) {
			t.Fatal("the share is smaller than it should be")
		}
	}
	if s.Take(a) || s.Left(a) || s.Wait(a) != 1 || !s.Left(b) {
		t.Errorf("a spent share: left %v, wait %d; another's: %v", s.Left(a), s.Wait(a), s.Left(b))
	}
	clock.forward(-time.Hour) // a clock that is put back takes nothing away
	clock.forward(time.Hour + 500*time.Millisecond)
	if !s.Take(a) || s.Take(a) {
		t.Error("half a second gives one back, and no more")
	}
	s.Charge(a) // had already, though nothing was left
	if s.Wait(a) != 1 {
		t.Errorf("wait %d", s.Wait(a))
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
	clock := newClock()
	s := NewShare[Client](Allowance{2, 1}, clock.now)
	address := func(n int) Client {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), 32)
	}
	for n := range maxSharers {
		for range 2 {
			if !s.Take(address(n)) {
				t.Fatalf("address %d has no share", n)
			}
		}
	}
	through := 0
	for n := maxSharers; n < maxSharers+1000; n++ {
		if s.Take(address(n)) {
			through++
		}
	}
	if through != 2 || s.Take(address(0)) || len(s.of) != maxSharers {
		t.Errorf("%d of a thousand more were let through, and the table holds %d", through, len(s.of))
	}
	clock.forward(3 * time.Second)
	if !s.Take(address(maxSharers+5)) || len(s.of) != 1 {
		t.Errorf("afterwards the table holds %d", len(s.of))
	}
}
