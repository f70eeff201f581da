package sandbox

import (
	"strings"
	"testing"
)

func TestTheSixLinksMixGenuineAndFalseOnesOnEveryScreenAndNoFalseNameCanBeOwned(t *testing.T) {
	run, _ := Find(Lookalike)
	links := run.Links("")
	if len(links) != 6 {
		t.Fatalf("%d links", len(links))
	}
	genuine := map[string]bool{"dmis.nhso.go.th": true, "iam.nhso.go.th": true, "imauth.bora.dopa.go.th": true}
	met := map[string]bool{}
	kinds := map[Screen]map[bool]bool{}
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
		case l.Genuine && l.End != ".go.th":
			t.Errorf("%s is known by %q", l.Host(), l.End)
		}
		for action, mistake := range map[Action]bool{GoOn: !l.Genuine, Leave: l.Genuine} {
			m, ok := run.Next(st.Place(), action)
			if !ok || m.Turn != mistake {
				t.Errorf("%s at %s counts as a mistake: %v", action, l.Host(), m.Turn)
			}
			if told, _ := run.State(m.To.State); told.Link == nil || *told.Link != l || strings.HasSuffix(told.Variant, "rightly") == mistake {
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
	run, _ := Find(RelayedCode)
	at := run.Start()
	for _, a := range []Action{HelpThem, Next, HelpThem, Next} {
		m, ok := run.Next(at, a)
		if !ok || m.Turn || m.To == at {
			t.Fatalf("%s at %v: %+v", a, at, m)
		}
		at = m.To
	}
	if st, _ := run.State(at.State); !st.End {
		t.Errorf("who helped twice stands at %q", at.State)
	}
	for _, p := range []Place{run.Start(), {State: "chat-code", View: PhoneConsent}} {
		for _, a := range []Action{Refuse, Decline} {
			if m, ok := run.Next(p, a); ok && (!m.Right || m.Why == "") {
				t.Errorf("%s at %v gets no word", a, p)
			}
		}
	}
}

func TestTheSurpriseNeverScoldsWhatIsRightAtTheRealLogin(t *testing.T) {
	run, _ := Find(Surprise)
	if n := len(run.States[0].Moves); n < 4 {
		t.Fatalf("%d doors", n)
	}
	for _, at := range places(run) {
		st, _ := run.State(at.State)
		for _, a := range []Action{SignInOSS, ThaID, GoBack, Allow, CallAdmin, Refuse, HelpThem} {
			m, ok := run.Next(at, a)
			if !ok || a == Allow && st.Variant == "theirs" || a == GoBack && m.Why == "no-rights-twice" {
				continue
			}
			to, _ := run.State(m.To.State)
			if m.Turn || m.To == at && m.Why != "no-rights-once" || to.Screen == Lesson && to.Variant == "allowed" {
				t.Errorf("%s at %v is scolded: %+v", a, at, m)
			}
		}
	}
}
