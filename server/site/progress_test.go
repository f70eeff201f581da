package site

import "testing"

func TestProgressTakesPagesOfThisSiteOnlyAndKeepsTheCookieSmall(t *testing.T) {
	s := shippedSite(t)
	p := s.ReadProgress("guide/start:../etc:help:guide/start:<script>:guide/unknown")
	if p.String() != "guide/start" {
		t.Errorf("a forged cookie is read as %q", p)
	}
	if p, ok := s.Reached(p, "practice/standard/dashboard"); !ok || p.String() != "guide/start" {
		t.Errorf("the end of a run that was opened by its address is kept: %q, %v", p, ok)
	}
	for _, name := range []string{"practice/standard/sso", "practice/standard/qr", "practice/standard/dashboard", "practice/standard/sso", "guide/start"} {
		var ok bool
		if p, ok = s.Reached(p, name); !ok {
			t.Fatalf("%s is not noted", name)
		}
	}
	if want := "practice/standard/dashboard:guide/start"; p.String() != want {
		t.Errorf("kept %q, want %q: of a run its end, and where one stands", p, want)
	}
	if _, ok := s.Reached(p, "help"); ok {
		t.Error("a page that is not practised is noted")
	}
}
