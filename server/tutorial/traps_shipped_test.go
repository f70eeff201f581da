package tutorial_test

import (
	"strings"
	"testing"

	"napguide/server/sandbox"
)

func TestTheSixLinksMixGenuineAndFalseOnesOnEveryScreenAndNoFalseNameCanBeOwned(t *testing.T) {
	run := shippedRun(t, "lookalike")
	links := run.Links("")
	if len(links) != 6 {
		t.Fatalf("%d links", len(links))
	}
	genuine := map[string]bool{"dmis.nhso.go.th": true, "iam.nhso.go.th": true, "imauth.bora.dopa.go.th": true}
	met := map[string]bool{}
	kinds := map[sandbox.Screen]map[bool]bool{}
	for i, l := range links {
		st, ok := run.State("link-" + string(rune('1'+i)))
		if !ok || l.N != i+1 || l.Of != 6 {
			t.Fatalf("link %d of %d stands in %q", l.N, l.Of, st.Name)
		}
		if kinds[st.Screen] == nil {
			kinds[st.Screen] = map[bool]bool{}
		}
		kinds[st.Screen][l.Genuine] = true
		met[l.Host()] = true
		switch {
		case l.Genuine != genuine[l.Host()]:
			t.Errorf("%s is told as genuine: %v", l.Host(), l.Genuine)
		case !l.Genuine && !strings.HasSuffix(l.Host(), ".example"):
			t.Errorf("%s is a name that somebody could own", l.Host())
		case !l.Genuine && !genuine[l.Like]:
			t.Errorf("%s imitates %q", l.Host(), l.Like)
		case l.Genuine && l.End != map[bool]string{true: l.Host(), false: ".go.th"}[st.Screen == "napplus"]: // of the first page the whole name must match
			t.Errorf("%s is known by %q", l.Host(), l.End)
		}
		for action, mistake := range map[sandbox.Action]bool{"go-on": !l.Genuine, "leave": l.Genuine} {
			m, ok := pressAt(run, st.Place(), action)
			if !ok || m.Mistake != mistake {
				t.Errorf("%s at %s counts as a mistake: %v", action, l.Host(), m.Mistake)
			}
			if told, _ := run.State(m.To.State); told.Link == nil || *told.Link != l || strings.HasSuffix(told.Base, "rightly") == mistake {
				t.Errorf("%s at %s is answered by %q", action, l.Host(), m.To.State)
			}
		}
	}
	for host := range genuine {
		if !met[host] {
			t.Errorf("%s is not among the links", host)
		}
	}
	for screen, kind := range kinds {
		if len(kind) != 2 {
			t.Errorf("every link to the screen %s is of one kind", screen)
		}
	}
}

func TestAskedToScanOneMayHelpWithoutScanningAndEveryRightAnswerIsNamedRight(t *testing.T) {
	run := shippedRun(t, "relayed-code")
	at := run.Start()
	for _, a := range []sandbox.Action{"help-them", "next", "help-them", "next"} {
		m, ok := pressAt(run, at, a)
		if !ok || m.Mistake || m.To == at {
			t.Fatalf("%s at %v: %+v", a, at, m)
		}
		at = m.To
	}
	if st, _ := run.State(at.State); !st.End {
		t.Errorf("who helped twice stands at %q", at.State)
	}
	for _, p := range []sandbox.Place{run.Start(), {State: "chat-code", View: sandbox.PhoneConsent}} {
		for _, a := range []sandbox.Action{"refuse", sandbox.Decline} {
			if m, ok := pressAt(run, p, a); ok && (!m.Right || m.Why == "") {
				t.Errorf("%s at %v gets no word", a, p)
			}
		}
	}
}

func TestTheSurpriseNeverScoldsWhatIsRightAtTheRealLogin(t *testing.T) {
	run := shippedRun(t, "surprise")
	if n := len(run.States[0].Moves); n < 4 {
		t.Fatalf("%d doors", n)
	}
	for _, at := range places(run) {
		st, _ := run.State(at.State)
		for _, a := range []sandbox.Action{"sign-in-oss", "thaid", "go-back", sandbox.Allow, "call-admin", "refuse", "help-them"} {
			m, ok := pressAt(run, at, a)
			if !ok || a == sandbox.Allow && st.Relayed || a == "go-back" && st.Base == "error-again" {
				continue
			}
			to, _ := run.State(m.To.State)
			if m.Mistake || m.To == at && m.Why != "error-call-admin" || to.Mark == sandbox.Careful {
				t.Errorf("%s at %v is scolded: %+v", a, at, m)
			}
		}
	}
}

// Behind a door stand two of the six addresses: who has judged those has not done the run that has them all.
func TestARunCountsAsDoneBehindADoorOnlyWhereAllOfItIsAsked(t *testing.T) {
	run := shippedRun(t, "surprise")
	part, whole := 0, 0
	for _, st := range run.States {
		if !st.End {
			continue
		}
		all := len(shippedRun(t, st.Of).Links(""))
		if asked := len(run.Links(st.Of)); asked < all {
			part++
			if got := run.Ends(st); len(got) != 1 || got[0] != run.ID {
				t.Errorf("%s: done is %v after %d of %d addresses", st.Name, got, asked, all)
			}
			continue
		}
		whole++
		if got := run.Ends(st); len(got) != 2 || got[1] != st.Of {
			t.Errorf("%s: done is %v after all of %s", st.Name, got, st.Of)
		}
	}
	if part == 0 || whole == 0 {
		t.Errorf("%d doors with a part of a run, %d with all of one", part, whole)
	}
}

// Who falls into a trap is calmed first, wherever it stands: nothing has happened.
func TestWhoFallsIntoATrapReadsThatThisIsPractice(t *testing.T) {
	guides := shippedGuides(t)
	for _, id := range []string{"lookalike", "relayed-code"} {
		run, found := shippedRun(t, id), 0
		for _, st := range run.States {
			for _, m := range st.AllMoves() {
				to, _ := run.State(m.To.State)
				if !m.Mistake || m.Action == "leave" || m.Stays() || to.Screen != "" { // to leave a genuine page harms nobody
					continue
				}
				found++
				for lang, calm := range map[string]string{"th": "<p>ไม่เป็นไร นี่คือการฝึก ", "en": "<p>No harm done: this is practice. "} {
					if text := string(guides[lang].Scenario(id).Words(to.Base).Text); !strings.HasPrefix(text, calm) {
						t.Errorf("%s, %s after %s: %s", lang, to.Name, m.Action, text)
					}
				}
			}
		}
		if found < 2 {
			t.Errorf("%s has %d traps", id, found)
		}
	}
}
