package sandbox

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// places lists every place of a run that can be reached from its start.
func places(s Scenario) []Place {
	seen := map[Place]bool{s.Start(): true}
	queue := []Place{s.Start()}
	for i := 0; i < len(queue); i++ {
		for _, a := range s.Actions(queue[i]) {
			if m, _ := s.Next(queue[i], a); !seen[m.To] {
				seen[m.To] = true
				queue = append(queue, m.To)
			}
		}
	}
	return queue
}

func TestEveryMoveLeadsToAPlaceThatExistsOrExplainsWhyItStays(t *testing.T) {
	for _, s := range Scenarios() {
		for _, at := range places(s) {
			for _, a := range s.Actions(at) {
				m, ok := s.Next(at, a)
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
				if m.To.View != NoPhone && !slices.ContainsFunc(st.Phone, func(v PhoneState) bool { return v.View == m.To.View }) {
					t.Errorf("%s: %s at %v leads to a view that %q does not have", s.ID, a, at, m.To.State)
				}
			}
		}
	}
}

func TestEveryStateCanBeReachedAndNamesAreUnique(t *testing.T) {
	for _, s := range Scenarios() {
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
	for _, s := range Scenarios() {
		if s.ID == GuideRun {
			continue // its steps end in the summary
		}
		// Backwards from the ends: whatever is not found here is a dead end.
		all := places(s)
		ends := map[Place]bool{}
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
				for _, a := range s.Actions(p) {
					if m, _ := s.Next(p, a); ends[m.To] && !ends[p] {
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
	for _, s := range Scenarios() {
		if s.ID == GuideRun {
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
				actions := s.Actions(at)
				m, _ := s.Next(at, actions[walk.IntN(len(actions))])
				at = m.To
			}
			if !ended {
				t.Fatalf("%s, seed %d: 10,000 random presses did not find the end; the walk stands at %v", s.ID, seed, at)
			}
		}
	}
}

func TestTheTrapsAreNeverOnTheRightWay(t *testing.T) {
	for id, right := range map[string][]Action{
		Standard:    {SignInOSS, ThaID, OpenThaID, Passcode, Scan, Allow},
		WrongMethod: {SignInOSS, Password, GoBack, SignInOSS, ThaID, OpenThaID, Passcode, Scan, Allow},
		ExpiredRun:  {SignInOSS, ThaID, OpenThaID, Passcode, NewCode, OpenThaID, Passcode, Scan, Allow},
		DeclinedRun: {SignInOSS, ThaID, OpenThaID, Passcode, Scan, Decline, NewCode, OpenThaID, Passcode, Scan, Allow},
		NoRights:    {SignInOSS, ThaID, OpenThaID, Passcode, Scan, Allow, GoBack, SignInOSS, ThaID, OpenThaID, Passcode, Scan, Allow, CallAdmin},
		Lookalike:   {Leave, Next, GoOn, Next, GoOn, Next, Leave, Next, GoOn, Next, Leave, Next},
		RelayedCode: {Refuse, ScanForThem, Decline},
	} {
		s, _ := Find(id)
		at := s.Start()
		for i, a := range right {
			m, ok := s.Next(at, a)
			if !ok {
				t.Fatalf("%s: %v does not offer %s (press %d)", id, at, a, i+1)
			}
			if m.Turn && a != ScanForThem || m.To == at {
				t.Errorf("%s: %s at %v counts as a wrong turn", id, a, at)
			}
			at = m.To
		}
		if st, _ := s.State(at.State); !st.End {
			t.Errorf("%s: the right way ends at %v, which is not the end", id, at)
		}
	}
	for id, trap := range map[string][]Action{
		Lookalike:   {GoOn},
		RelayedCode: {ScanForThem, Allow},
	} {
		s, _ := Find(id)
		at := s.Start()
		var last Move
		for _, a := range trap {
			last, _ = s.Next(at, a)
			at = last.To
		}
		if st, _ := s.State(at.State); st.End || !last.Turn {
			t.Errorf("%s: the trap %v is not told as one", id, trap)
		}
	}
}

func TestOnlyTheShortCodeEndsItsPage(t *testing.T) {
	s, _ := Find(ExpiredRun)
	short, _ := s.CodeState("qr-short")
	if to, ok := s.After(short, Expired); !ok || to.To.State != "qr-expired" {
		t.Errorf("the short code's end leads to %q", to.To.State)
	}
	if ttl := short.TTL(10 * time.Minute); ttl >= time.Minute {
		t.Errorf("the short code lasts %v", ttl)
	}
	usual, _ := s.CodeState("qr")
	if to, ok := s.After(usual, Expired); ok {
		t.Errorf("the usual code renews quietly, but its end leads to %q", to.To.State)
	}
	if ttl := usual.TTL(10 * time.Minute); ttl != 10*time.Minute {
		t.Errorf("the usual code lasts %v", ttl)
	}
}

// FuzzRun presses whatever the input says and holds that the run never leaves its own places.
func FuzzRun(f *testing.F) {
	f.Add(uint8(1), []byte{0, 1, 2, 3, 4})
	f.Add(uint8(8), []byte{5, 0, 0, 0, 1, 1, 2})
	f.Fuzz(func(t *testing.T, which uint8, presses []byte) {
		all := Scenarios()
		s := all[int(which)%len(all)]
		at := s.Start()
		for _, b := range presses {
			actions := s.Actions(at)
			if len(actions) == 0 {
				return
			}
			m, ok := s.Next(at, actions[int(b)%len(actions)])
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
