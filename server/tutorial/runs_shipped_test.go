package tutorial_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// shipped are the runs of the content that the program is built with.
var shipped = sync.OnceValue(func() *sandbox.Runs {
	guides, err := tutorial.Load(os.DirFS("../../content"), tutorial.Options{Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		panic(err)
	}
	return guides["th"].Runs
})

func shippedRun(t *testing.T, id string) sandbox.Scenario {
	t.Helper()
	run, ok := shipped().Find(id)
	if !ok {
		t.Fatalf("there is no run %q", id)
	}
	return run
}

// places lists every place of a run that can be reached from its start.
func places(s sandbox.Scenario) []sandbox.Place {
	seen := map[sandbox.Place]bool{s.Start(): true}
	queue := []sandbox.Place{s.Start()}
	for i := 0; i < len(queue); i++ {
		for _, a := range actionsAt(s, queue[i]) {
			if m, _ := pressAt(s, queue[i], a); !seen[m.To] {
				seen[m.To] = true
				queue = append(queue, m.To)
			}
		}
	}
	return queue
}

func TestEveryMoveLeadsToAPlaceThatExistsOrExplainsWhyItStays(t *testing.T) {
	for _, s := range shipped().All() {
		for _, at := range places(s) {
			for _, a := range actionsAt(s, at) {
				m, ok := pressAt(s, at, a)
				if !ok {
					t.Fatalf("%s: %v offers %s, but it leads nowhere", s.ID, at, a)
				}
				st, ok := s.State(m.To.State)
				if !ok {
					t.Errorf("%s: %s at %v leads to the unknown state %q", s.ID, a, at, m.To.State)
				}
				if m.To == at && m.Why == "" {
					t.Errorf("%s: %s at %v stays there without a word", s.ID, a, at)
				}
				if m.To.View != "" && !slices.ContainsFunc(st.Phone, func(v sandbox.PhoneState) bool { return v.View == m.To.View }) {
					t.Errorf("%s: %s at %v leads to a view that %q does not have", s.ID, a, at, m.To.State)
				}
			}
		}
	}
}

func TestEveryStateCanBeReachedAndNamesAreUnique(t *testing.T) {
	for _, s := range shipped().All() {
		reached := map[string]bool{}
		for _, p := range places(s) {
			reached[p.State] = true
		}
		names := map[string]bool{}
		for _, st := range s.States {
			if names[st.Name] {
				t.Errorf("%s has two states %q", s.ID, st.Name)
			}
			names[st.Name] = true
			if !reached[st.Name] {
				t.Errorf("%s: nothing leads to %q", s.ID, st.Name)
			}
		}
	}
}

func TestFromEveryPlaceAWalkFindsTheEnd(t *testing.T) {
	for _, s := range shipped().All() {
		if s.Guided {
			continue // its steps end in the summary
		}
		// Backwards from the ends: whatever is not found here is a dead end.
		all := places(s)
		ends := map[sandbox.Place]bool{}
		for _, p := range all {
			if st, _ := s.State(p.State); st.End {
				ends[p] = true
			}
		}
		if len(ends) == 0 {
			t.Errorf("%s has no end", s.ID)
		}
		for changed := true; changed; {
			changed = false
			for _, p := range all {
				for _, a := range actionsAt(s, p) {
					if m, _ := pressAt(s, p, a); ends[m.To] && !ends[p] {
						ends[p], changed = true, true
					}
				}
			}
		}
		for _, p := range all {
			if !ends[p] {
				t.Errorf("%s: %v is a dead end", s.ID, p)
			}
		}
	}
}

func TestARandomWalkThroughAnyRunComesToItsEnd(t *testing.T) {
	for _, s := range shipped().All() {
		if s.Guided {
			continue
		}
		for seed := range uint64(50) {
			walk := rand.New(rand.NewPCG(seed, 1))
			at, ended := s.Start(), false
			for range 10_000 {
				if st, _ := s.State(at.State); st.End {
					ended = true
					break
				}
				actions := actionsAt(s, at)
				m, _ := pressAt(s, at, actions[walk.IntN(len(actions))])
				at = m.To
			}
			if !ended {
				t.Fatalf("%s, seed %d: 10,000 random presses did not find the end; the walk stands at %v", s.ID, seed, at)
			}
		}
	}
}

func TestTheTrapsAreNeverOnTheRightWay(t *testing.T) {
	for id, right := range map[string]string{
		"standard":     "sign-in-oss thaid open-app passcode scan allow",
		"wrong-method": "sign-in-oss password go-back sign-in-oss thaid open-app passcode scan allow",
		"expired":      "sign-in-oss thaid open-app passcode new-code open-app passcode scan allow",
		"declined":     "sign-in-oss thaid open-app passcode scan decline new-code open-app passcode scan allow",
		"no-rights":    "sign-in-oss thaid open-app passcode scan allow go-back sign-in-oss thaid open-app passcode scan allow call-admin",
		"lookalike":    "leave next go-on next go-on next leave next go-on next leave next",
		"relayed-code": "refuse scan-for-them decline",
	} {
		s := shippedRun(t, id)
		at := s.Start()
		for i, a := range strings.Fields(right) {
			m, ok := pressAt(s, at, sandbox.Action(a))
			if !ok {
				t.Fatalf("%s: %v does not offer %s (press %d)", id, at, a, i+1)
			}
			if m.Mistake && a != "scan-for-them" || m.To == at {
				t.Errorf("%s: %s at %v counts as a wrong turn", id, a, at)
			}
			at = m.To
		}
		if st, _ := s.State(at.State); !st.End {
			t.Errorf("%s: the right way ends at %v, which is not the end", id, at)
		}
	}
	for id, trap := range map[string]string{
		"lookalike":    "go-on",
		"relayed-code": "scan-for-them allow",
	} {
		s := shippedRun(t, id)
		at := s.Start()
		var last sandbox.Move
		for a := range strings.FieldsSeq(trap) {
			last, _ = pressAt(s, at, sandbox.Action(a))
			at = last.To
		}
		if st, _ := s.State(at.State); st.End || !last.Mistake {
			t.Errorf("%s: the trap %v is not told as one", id, trap)
		}
	}
}

func TestOnlyTheShortCodeEndsItsPage(t *testing.T) {
	s := shippedRun(t, "expired")
	short, _ := s.CodeState("qr-short")
	if to, ok := s.After(short, sandbox.Expired); !ok || to.To.State != "qr-expired" {
		t.Errorf("the short code's end leads to %q", to.To.State)
	}
	if ttl := short.TTL(10 * time.Minute); ttl >= time.Minute {
		t.Errorf("the short code lasts %v", ttl)
	}
	usual, _ := s.CodeState("qr")
	if to, ok := s.After(usual, sandbox.Expired); ok {
		t.Errorf("the usual code renews quietly, but its end leads to %q", to.To.State)
	}
	if ttl := usual.TTL(10 * time.Minute); ttl != 10*time.Minute {
		t.Errorf("the usual code lasts %v", ttl)
	}
}

// Whoever answers a code that is to run out has not seen it do so: nothing but its end leads on to the run's own end.
func TestOnlyItsEndLeadsOnFromACodeThatIsToRunOut(t *testing.T) {
	for _, s := range shipped().All() {
		for i, st := range s.States {
			if !st.Short() {
				continue
			}
			s := s
			s.States = slices.Clone(s.States)
			s.States[i].Expiry = sandbox.Move{}
			s.States[i].Phone = slices.Clone(st.Phone)
			s.States[i].Phone[1].Moves = nil // the drawn phone's passcode stands for the time
			if s.Ending()[st.Name] {
				t.Errorf("%s: from %s an answer leads to the end", s.ID, st.Name)
			}
		}
	}
}

// FuzzRun presses whatever the input says and holds that the run never leaves its own places.
func FuzzRun(f *testing.F) {
	f.Add(uint8(1), []byte{0, 1, 2, 3, 4})
	f.Add(uint8(8), []byte{5, 0, 0, 0, 1, 1, 2})
	f.Fuzz(func(t *testing.T, which uint8, presses []byte) {
		all := shipped().All()
		s := all[int(which)%len(all)]
		at := s.Start()
		for _, b := range presses {
			actions := actionsAt(s, at)
			if len(actions) == 0 {
				return
			}
			m, ok := pressAt(s, at, actions[int(b)%len(actions)])
			if !ok {
				t.Fatalf("%s: %v offers an action that leads nowhere", s.ID, at)
			}
			if _, ok := s.State(m.To.State); !ok {
				t.Fatalf("%s: left for %v", s.ID, m.To)
			}
			at = m.To
		}
	})
}
