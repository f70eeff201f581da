package sandbox

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newGrant() Grant { return NewGrant("computer", "standard", "th", noon, 10*time.Minute) }

func TestAGrantGoesFromPendingThroughScannedToItsAnswer(t *testing.T) {
	for _, allow := range []bool{true, false} {
		g := newGrant()
		if s := g.At(noon); s != Pending {
			t.Fatalf("a new grant is %s", s)
		}
		g, err := g.Scan(noon)
		if err != nil || g.At(noon) != Scanned {
			t.Fatalf("after the scan: %s, %v", g.At(noon), err)
		}
		g, err = g.Answer(allow, "phone", noon)
		want := map[bool]GrantState{true: Approved, false: Denied}[allow]
		if err != nil || g.At(noon) != want {
			t.Fatalf("after the answer: %s, %v; want %s", g.At(noon), err, want)
		}
		if s := g.At(noon.Add(time.Hour)); s != want {
			t.Errorf("an answer is not undone by time, but the grant is %s", s)
		}
	}
}

func TestAPhoneWithoutScriptAllowsFromPending(t *testing.T) {
	g, err := newGrant().Answer(true, "", noon)
	if err != nil || g.At(noon) != Approved {
		t.Fatalf("%s, %v", g.At(noon), err)
	}
}

func TestWhatAGrantRefuses(t *testing.T) {
	late := noon.Add(10 * time.Minute)
	scanned, _ := newGrant().Scan(noon)
	approved, _ := scanned.Answer(true, "phone", noon)
	denied, _ := scanned.Answer(false, "phone", noon)
	taken, _ := approved.Take(noon)
	type refusal struct {
		try  func() (Grant, error)
		want error
	}
	pair := func(try func() (Grant, error), want error) refusal { return refusal{try, want} }
	for name, c := range map[string]refusal{
		"scan after the end":            pair(func() (Grant, error) { return newGrant().Scan(late) }, ErrExpired),
		"answer after the end":          pair(func() (Grant, error) { return scanned.Answer(true, "phone", late) }, ErrExpired),
		"decline after allow":           pair(func() (Grant, error) { return approved.Answer(false, "phone", noon) }, ErrAnswered),
		"allow after decline":           pair(func() (Grant, error) { return denied.Answer(true, "phone", noon) }, ErrAnswered),
		"allow again by a second phone": pair(func() (Grant, error) { return approved.Answer(true, "other", noon) }, ErrAnswered),
		"scan after the answer":         pair(func() (Grant, error) { return approved.Scan(noon) }, ErrAnswered),
		"take before the answer":        pair(func() (Grant, error) { return scanned.Take(noon) }, ErrPending),
		"take what was declined":        pair(func() (Grant, error) { return denied.Take(noon) }, ErrDenied),
		"take what ran out":             pair(func() (Grant, error) { return scanned.Take(late) }, ErrExpired),
		"take an old approval":          pair(func() (Grant, error) { return approved.Take(late) }, ErrExpired),
		"take twice":                    pair(func() (Grant, error) { return taken.Take(noon) }, ErrTaken),
	} {
		if _, err := c.try(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if g, err := approved.Answer(true, "phone", noon); err != nil || g.State != Approved {
		t.Errorf("the same answer from the same phone is no error, but: %v", err)
	}
}

func TestOnlyTheHolderHoldsAndOnlyItsCodesOpen(t *testing.T) {
	a, b := newGrant(), newGrant()
	if !a.HeldBy("computer") || a.HeldBy("") || a.HeldBy("another") {
		t.Error("HeldBy")
	}
	for _, text := range []string{a.ScanCode, a.UserCode, FormatUserCode(a.UserCode)} {
		code, ok := ParseCode(text)
		if !ok || !code.Opens(a) || code.Opens(b) {
			t.Errorf("%q: ok %v, opens its grant %v, opens another %v", text, ok, code.Opens(a), code.Opens(b))
		}
	}
	if code, _ := ParseCode(a.ScanCode); code.GrantID != a.ID || !ValidGrantID(a.ID) {
		t.Error("a scan code finds its grant by name")
	}
	if strings.Contains(a.ScanCode, a.ID) || a.ScanCode == b.ScanCode {
		t.Error("the public name gives the code away")
	}
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]string{
		"482913057": "482913057", "482 913 057": "482913057", "482-913-057": "482913057", "๔๘๒ ๙๑๓ ๐๕๗": "482913057", " 482913057 ": "482913057",
	} {
		if c, ok := ParseCode(text); !ok || c.UserCode != want {
			t.Errorf("%q is read as %q, %v", text, c.UserCode, ok)
		}
	}
	for _, text := range []string{"", "48291305", "4829130570", "48291305x", "482x913057", strings.Repeat("1", 100), strings.Repeat("A", 21), strings.Repeat("!", 22), "\x00", "AAAAAAAAAAAAAAAAAAAAAB"} {
		if _, ok := ParseCode(text); ok {
			t.Errorf("%q passes for a code", text)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"482 913 057", "๔๘๒", newGrant().ScanCode, "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseCode(s)
		if !ok {
			return
		}
		if (c.UserCode == "") == (c.GrantID == "") {
			t.Fatalf("%q is both kinds of code or neither", s)
		}
		if c.UserCode != "" && (len(c.UserCode) != UserCodeDigits || !utf8.ValidString(s)) {
			t.Fatalf("%q became %q", s, c.UserCode)
		}
		if c.GrantID != "" && !ValidGrantID(c.GrantID) {
			t.Fatalf("%q names the grant %q", s, c.GrantID)
		}
	})
}

func TestACodeCanBeLengthenedTenTimesWhileItIsOpen(t *testing.T) {
	var st State
	g := newGrant()
	begin, usual := g.ExpiresAt, 10*time.Minute
	for i := range MaxExtensions {
		longer, err := g.Extend(st, usual, g.CreatedAt)
		if err != nil || !longer.ExpiresAt.Equal(begin.Add(time.Duration(i+1)*usual)) {
			t.Fatalf("extension %d: until %v, %v", i+1, longer.ExpiresAt, err)
		}
		g = longer
	}
	if _, err := g.Extend(st, usual, g.CreatedAt); !errors.Is(err, ErrLongest) {
		t.Errorf("once more: %v", err)
	}
	if _, err := g.Extend(st, usual, g.ExpiresAt); !errors.Is(err, ErrExpired) {
		t.Errorf("when it has run out: %v", err)
	}
	answered, _ := newGrant().Answer(true, "phone", g.CreatedAt)
	if _, err := answered.Extend(st, usual, g.CreatedAt); !errors.Is(err, ErrAnswered) {
		t.Errorf("when it is answered: %v", err)
	}
	short := State{Lasts: 20 * time.Second}
	if _, err := newGrant().Extend(short, usual, g.CreatedAt); !short.Short() || !errors.Is(err, ErrLongest) {
		t.Errorf("where running out is the lesson: %v", err)
	}
}
