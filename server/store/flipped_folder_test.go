//go:build !race || audit

package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"napguide/server/store"
)

func TestADamagedFileChangesNothingThatAnyoneCanRead(t *testing.T) {
	t.Parallel()
	suffer(t, teach(t), flipTimes, 1)
}

// Where the same moment is damaged in both copies, what stood in those two records is lost, and no more.
func TestDamageInBothCopiesLosesWhatStoodThereAndTheConsoleSaysSo(t *testing.T) {
	t.Parallel()
	c := teach(t)
	rnd := rand.New(rand.NewPCG(2, 2))
	lost := 0
	for n := range 8 * flipTimes {
		dir := copyOf(t, c.dirs[[]string{"killed", "stopped"}[n%2]])
		id := c.rooms[n%4]
		number := 1 + n%11
		for _, file := range filesOf(t, dir) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// The last place where the number's key stands, with what follows it in a block and in the journal.
			key := regexp.MustCompile(fmt.Sprintf(`(?s)room\.%s\.seat\.%d(?:"|.\x00\x00\x00)`, id, number))
			found := key.FindAllIndex(b, -1)
			if strings.HasSuffix(file, ".blk") || filepath.Base(file) == "journal" {
				if len(found) == 0 {
					if strings.Contains(file, "grants") {
						continue
					}
					t.Fatalf("%s does not hold the number", file)
				}
				b[found[len(found)-1][1]+90+rnd.IntN(60)] ^= 1 << rnd.IntN(8)
				os.WriteFile(file, b, 0o600)
			}
		}
		before := c.reads["stopped"]
		c.check(t, dir, before, 1, fmt.Sprintf("number %d, time %d", number, n))
		s := open(t, store.Options{Dir: dir})
		r, err := s.Room(id)
		if err != nil || r.Damaged.IsZero() {
			t.Errorf("the room: %v, its console says nothing", err)
		} else {
			lost++
		}
		for _, other := range c.rooms[:4] {
			if r, err := s.Room(other); other != id && (err != nil || !r.Damaged.IsZero()) {
				t.Errorf("another room: %v, its console says %v", err, r.Damaged)
			}
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d times something was lost, and said", lost)
}
