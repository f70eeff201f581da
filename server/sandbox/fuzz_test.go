package sandbox

import (
	"testing"
	"time"
)

// FuzzGrant lets two phones, a program and the time do whatever the input says, in whatever order.
func FuzzGrant(f *testing.F) {
	for _, ops := range [][]byte{{0, 1, 3}, {0, 2, 1, 3, 3}, {4, 1, 0}, {5, 6, 5, 3}, {9, 10, 1, 2, 3}, {1, 2, 5, 6, 9, 3}} {
		f.Add(ops)
	}
	f.Fuzz(func(t *testing.T, ops []byte) {
		now := time.Unix(1_700_000_000, 0)
		g := NewGrant("computer", "standard", "th", now, time.Minute)
		phones := []string{"one", "two", ""} // the third keeps no cookies
		taken := 0
		for _, op := range ops {
			before, was := g, g.At(now)
			phone := phones[int(op/4)%3]
			var err error
			switch op % 4 {
			case 0:
				g, err = g.Scan(now)
			case 1:
				g, err = g.Answer(op&64 == 0, phone, now)
			case 2:
				now = now.Add(time.Duration(op) * 100 * time.Millisecond)
				continue
			case 3:
				if g, err = g.Take(now); err == nil {
					taken++
				}
			}
			is := g.At(now)
			switch {
			case err != nil && (g.State != before.State || g.Taken != before.Taken || string(g.Phone) != string(before.Phone)):
				t.Fatalf("%v, but it changed from %+v to %+v", err, before, g)
			case (was == Approved || was == Denied || was == Expired) && is != was:
				t.Fatalf("it went from %s to %s", was, is)
			case len(before.Phone) > 0 && string(g.Phone) != string(before.Phone):
				t.Fatal("another phone took it over")
			case op%4 == 0 && string(g.Phone) != string(before.Phone):
				t.Fatal("a look has bound a phone")
			case !now.Before(g.ExpiresAt) && was != is:
				t.Fatalf("after its end it went from %s to %s", was, is)
			case taken > 1 || taken == 1 && (!g.Taken || g.State != Approved):
				t.Fatalf("taken %d times in %+v", taken, g)
			case g.ScanCode != before.ScanCode || g.UserCode != before.UserCode || g.ID != before.ID || !g.HeldBy("computer"):
				t.Fatal("its codes or its holder changed")
			}
		}
	})
}
