package store_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"napguide/server/store"
)

// A file that is damaged while the program runs loses nothing either: it is mended while the class goes on, or at the
// latest at the next start.
func TestAFileThatIsDamagedWhileItIsOpenLosesNothing(t *testing.T) {
	t.Parallel()
	c := teach(t)
	for _, h := range []harm{
		{1, "many flipped bits", rewrite(func(b []byte, rnd *rand.Rand) []byte {
			for range len(b) / 200 {
				flip(b, rnd)
			}
			return b
		})},
		harms[1], // cut off
		harms[2], // a page of zeroes
		harms[5], // not there
	} {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(3, 3))
			dir := copyOf(t, c.dirs["stopped"])
			var log lines
			s := open(t, store.Options{Dir: dir, Log: log.log()})
			if _, err := s.JoinRoom(t.Context(), c.rooms[0], "somebody"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(openDamageWait) // until what was written last is no longer read from memory
			for _, file := range filesOf(t, dir) {
				if strings.HasSuffix(file, ".blk") {
					h.does(t, c, dir, file, rnd)
				}
			}
			want := c.read(t, s)
			ready := func() bool { return s.Ready(t.Context()) == nil }
			waitFor(t, "it to be ready again", ready)
			c.goesOn(t, s, h.name)
			if got := c.read(t, s); len(got) < len(want) {
				t.Errorf("%d of %d records can be read", len(got), len(want))
			}
			waitFor(t, "it to be ready after what was written since", ready) // which may have met another damaged place
			want = c.read(t, s)
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.check(t, dir, want, 0, h.name+", at the next start")
			if said := strings.Count(strings.Join(log.all(), "\n"), "level=WARN"); said > 2 {
				t.Errorf("%d warnings: %q", said, log.all())
			}
		})
	}
}
