package tutorial

import (
	"strings"
	"testing"
)

const goodScreen = "---\nid: door\ntitle: Door\naddress: https://door.example/…\nlook: portal\n---\n# Door\n\n[Come in](come-in){.pink .top-right}\n"

// readScreen reads one screen of a folder that lists one real host.
func readScreen(text string) (*Screen, Faults) {
	o := options()
	o.SiteFile = []byte("name = \"A\"\nsystem = \"A\"\nportal = \"A\"\nregister = \"A\"\napp = \"A\"\npasscode = \"A\"\npublisher = \"A\"\nlive = \"https://real.go.th/\"\nshortcut = \"A\"\nhosts = [\"real.go.th\"]\n")
	l := newLoader(fsOf(map[string]string{"th/screens/door.md": text}), o)
	screens := l.screens("th", l.facts()["th"])
	if len(screens) == 0 {
		return nil, l.faults
	}
	return screens[0], l.faults
}

func TestAScreenThatCouldHarmIsRefusedWithItsLineAndTheMend(t *testing.T) {
	if _, faults := readScreen(goodScreen); len(faults) > 0 {
		t.Fatal(faults)
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"HTML":                     {"# Door", "# Door\n\n<b>x</b>", ":9: "},
		"a block of HTML":          {"# Door", "# Door\n\n<div>\nx\n</div>", ":9: "},
		"a script":                 {"# Door", "# Door\n\n<script>x()</script>", ":9: "},
		"an input":                 {"# Door", "# Door\n\n<input name=p>", ":9: "},
		"a picture":                {"# Door", "# Door\n\n![x](logo.png)", "pictures are not allowed"},
		"a link out":               {"(come-in)", "(https://evil.example/)", "leads out of the simulated screen"},
		"a link into the site":     {"(come-in)", "(/th/launch)", "leads out of the simulated screen"},
		"a link that is a script":  {"(come-in)", "(javascript:x)", "leads out of the simulated screen"},
		"an address as a link":     {"# Door", "# Door\n\n<https://evil.example/>", "a link stands within a text"},
		"an unknown colour":        {".pink", ".pnik", `the nearest is "pink"`},
		"an unknown look":          {"look: portal", "look: portall", `the nearest is "portal"`},
		"an unknown icon":          {"# Door", "# Door {.icon-warnin}", `the nearest is "warning"`},
		"an unknown position":      {".top-right", ".top-rigth", `the nearest is "top-right"`},
		"an attribute":             {"{.pink .top-right}", `{.pink onclick="x()"}`, `the attribute "onclick"`},
		"a brace that survives":    {"(come-in){", "(come-in) {", "stands beside what is to be pressed"},
		"a brace in a text":        {"# Door", "# Door\n\nx {.pink}", "a brace would show"},
		"a host one could own":     {"door.example", "real.go.th.evil.com", "somebody could own"},
		"a host with a name":       {"door.example", "real.go.th@evil.com", "none that a browser's bar shows"},
		"a host with a port":       {"door.example", "real.go.th:8443", "none that a browser's bar shows"},
		"a host in other letters":  {"door.example", "reаl.go.th", "somebody could own"},
		"plain http":               {"https://door", "http://door", "none that a browser's bar shows"},
		"a press of the phone's":   {"(come-in)", "(allow)", "belongs to the phone"},
		"a screen without presses": {"[Come in](come-in){.pink .top-right}", "Come in", "nothing on the screen can be pressed"},
		"a long screen":            {"# Door", "# Door" + strings.Repeat("\n\nx", 50), "more than 40 parts"},
		"a long text":              {"# Door", "# Door\n\n" + strings.Repeat("x", 700), "longer than 600 characters"},
	} {
		if strings.Count(goodScreen, c.from) == 0 {
			t.Fatalf("%s: nothing to change", name)
		}
		_, faults := readScreen(strings.Replace(goodScreen, c.from, c.to, 1))
		if !strings.Contains(faults.Error(), c.want) {
			t.Errorf("%s: %v", name, faults)
		}
		for _, f := range faults {
			if f.Line < 1 || f.Mend == "" || f.File != "content/th/screens/door.md" {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
	if _, faults := readScreen(strings.Replace(goodScreen, "door.example", "real.go.th", 1)); len(faults) > 0 {
		t.Error(faults)
	}
}

// FuzzScreen looks for a panic, and for a screen or a phone that passes with a link that leads out or with what cannot be drawn.
func FuzzScreen(f *testing.F) {
	f.Add(goodScreen)
	for _, text := range []string{
		"# a {.icon-ok}\n\n> **b**\n>\n> + c\n>\n>   d\n\n---\n\n- [e](f){.icon-app}\n\n{.gist}\ng\n\n## h {.else}\n\n- [ ] f: i\n",
		"[a](b){.form .blue .x key=\"v\"}\n\n[c][d]\n\n[d]: https://x 'y'\n", "> > a\n", "+ a\n\n  - b\n", "[a\\\nb](c){", "{.gist\n}\n",
		"## a {#home}\n\n- [b](open-app){.icon-app}\n\n## c {#passcode digits=99}\n\n## d {#question}\n\n- e\n\n- [f](allow)\n",
	} {
		f.Add("---\nid: door\ntitle: Door\naddress: https://door.example/\nlook: message\n---\n" + text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, faults := readScreen(text)
		l := newLoader(fsOf(map[string]string{"th/phones/door.md": text}), options())
		l.phones("th")
		for _, fault := range append(faults, l.faults...) {
			if fault.Line < 1 || fault.Line > strings.Count(string(Normal([]byte(text))), "\n")+1 && fault.File != "content/"+SiteFile || fault.Msg == "" || fault.Mend == "" {
				t.Errorf("%+v", fault)
			}
		}
		if s == nil || len(faults) > 0 {
			return
		}
		for _, p := range s.Presses() {
			if !actionForm.MatchString(p.Action) {
				t.Errorf("%q passes as an action", p.Action)
			}
		}
		if msg, _ := DrawnAddress(s.Address, []string{"real.go.th"}); msg != "" {
			t.Errorf("%q passes: %s", s.Address, msg)
		}
	})
}
