package tutorial

import (
	"slices"
	"strings"
	"testing"
)

// runFaults loads the sample with one practice run edited, and lists what is refused.
func runFaults(t *testing.T, name, from, to string) []string {
	t.Helper()
	files := sample()
	if !strings.Contains(files[name], from) {
		t.Fatalf("%s has no %q", name, from)
	}
	files[name] = strings.Replace(files[name], from, to, 1)
	if strings.HasPrefix(name, "th/") && name != "th/guide/start.md" {
		files["en/"+strings.TrimPrefix(name, "th/")] = strings.Replace(files["en/"+strings.TrimPrefix(name, "th/")], from, to, 1)
	}
	_, faults := Read(fsOf(files), options())
	var out []string
	for _, f := range faults {
		if f.Mend == "" {
			t.Errorf("%s says not what to do", f)
		}
		if strings.HasPrefix(f.File, "content/"+name[:3]) {
			out = append(out, f.String())
		}
	}
	return out
}

func TestEveryFaultOfARunIsToldWithItsLineAndItsMend(t *testing.T) {
	const std, guide, wrong = "th/scenarios/standard.md", "th/scenarios/guide.md", "th/scenarios/wrong-method.md"
	for _, v := range []struct{ name, file, from, to, want string }{
		{"an unknown state", std, "-> done", "-> dome", `standard.md:12: there is no state "dome"; did you mean "done"?`},
		{"an unknown screen", std, "screen=napplus", "screen=naplus", `standard.md:10: there is no screen "naplus"; did you mean "napplus"?`},
		{"an unknown mark", std, "{#done .end}", "{#done .edn}", `standard.md:15: the heading has the mark ".edn", which is unknown; did you mean "end"?`},
		{"an unknown property", std, "screen=napplus", "scren=napplus", `standard.md:10: the heading has the property "scren", which is unknown; did you mean "screen"?`},
		{"a state that nothing leads to", std, "## จบ {#done .end}", "## ลืม {#lost}\n\nหลง\n\n- [ต่อ](next) -> done\n\n## จบ {#done .end}", `standard.md:15: nothing leads to the state "lost"`},
		{"a state with no way to the end", std, "## จบ {#done .end}", "- [หลง](go-astray) -> lost\n\n## ลืม {#lost}\n\nหลง\n\n- [วน](again) -> lost\n\n## จบ {#done .end}", `standard.md:17: from the state "lost" no way leads to the run's end`},
		{"no end", std, "{#done .end}", "{#done}", `standard.md:1: the run has no end`},
		{"a press that no state answers", std, "- sign-in-oss -> done\n", "", `standard.md:10: the screen "napplus" shows the action "sign-in-oss", and this state does not answer it`},
		{"an answer to what no screen shows", std, "- sign-in-oss -> done", "- sign-in-oss -> done\n- sign-in-os: ไม่มี", `standard.md:13: nothing shows the action "sign-in-os"; did you mean "sign-in-oss"?`},
		{"a mistake that stays without a word", std, "(password): ช่องนี้เป็นภาพ", "(password)", `standard.md:13: "password" leads nowhere and explains nothing`},
		{"a code without Decline", guide, "- decline: ลองใหม่\n", "", `guide.md:12: a code has no answer "decline"`},
		{"a code without its phone", guide, " phone=thaid", "", `guide.md:12: a code and a phone belong together`},
		{"a code that runs out nowhere", guide, "phone=thaid .end", `phone=thaid lasts="20s" .end`, `guide.md:12: lasts and expired belong together`},
		{"a time that cannot be", guide, "phone=thaid .end", `phone=thaid lasts="20" .end`, `guide.md:12: lasts is "20"`},
		{"an explanation that is not indented", std, "ช่องนี้เป็นภาพ", "ช่องนี้เป็นภาพ\n\nพิมพ์ไม่ได้", `standard.md:15: this stands below what can be pressed and belongs to nothing`},
		{"something that is no press", std, "- sign-in-oss -> done", "- กดปุ่มสีชมพู", `standard.md:12: this line is nothing that can be pressed`},
		{"the same press twice", std, "- sign-in-oss -> done", "- sign-in-oss -> done\n- sign-in-oss -> done", `standard.md:13: "sign-in-oss" stands here a second time`},
		{"an end without a debrief", std, "\n---\n\nจำไว้\n", "", `standard.md:15: the run's end says nothing about what it was about`},
		{"a run taken over that is not there", wrong, "from: standard", "from: standart", `wrong-method.md:7: there is no run "standart"; did you mean "standard"?`},
		{"a run taken over by itself", wrong, "from: standard", "from: wrong-method", `wrong-method.md:7: a run cannot take over itself`},
		{"braces that are not read", std, "{#done .end}", "{#done .end lasts=}", `standard.md:15: what stands in braces behind the heading cannot be read`},
		{"a second guided run", std, "minutes: 2", "minutes: 2\nguided: true", `a second run is the guided one`},
		{"an address that somebody could own", std, "screen=napplus", `screen=napplus address="https://nap-login.com/"`, `standard.md:10: the address shows the host "nap-login.com", which somebody could own`},
		{"HTML in an explanation", std, "ช่องนี้เป็นภาพ", "ช่อง<b>นี้</b>", `standard.md:13: HTML is not allowed here`},
		{"a link out in an explanation that is no address", std, "ช่องนี้เป็นภาพ", "[x](javascript:alert)", `standard.md:13: the link to "javascript:alert" cannot be used`},
		{"a link to a plain word in the brief", std, "(/help)", "(elp)", `standard.md:8: the link to "elp" cannot be used`},
		{"a link to a plain word in an explanation", std, "ช่องนี้เป็นภาพ", "ดู [ต่อ](elp)", `standard.md:13: the link to "elp" cannot be used`},
		{"a file of no end", std, "จำไว้", strings.Repeat("จำไว้ ", maxFile/10), `standard.md:1: the file is larger than 200000 bytes`},
		{"a step at no state", "th/guide/start.md", "state: napplus", "state: naplus", `start.md:10: the guided run has no state "naplus"; did you mean "napplus"?`},
	} {
		t.Run(v.name, func(t *testing.T) {
			got := runFaults(t, v.file, v.from, v.to)
			if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, v.want) }) {
				t.Errorf("nothing says %q in\n%s", v.want, strings.Join(got, "\n"))
			}
		})
	}
}

func TestATranslationHasTheWordsOfARunAndNoStructureOfItsOwn(t *testing.T) {
	const std = "en/scenarios/standard.md"
	for _, v := range []struct{ name, from, to, want string }{
		{"another arrow", "-> done", "-> napplus", `the arrow of "sign-in-oss" leads elsewhere`},
		{"another box", "- [ ] [", "- [x] [", `the box of "password" differs`},
		{"another screen", "screen=napplus", "screen=qr", `screen= differs`},
		{"a mark more", "{#done .end}", "{#done .end .good}", `the mark .good is not in`},
		{"a line less", "- sign-in-oss -> done\n", "", `this line is about "password"`},
		{"a state less", "## จบ {#done .end}\n\nดี\n\n---\n\nจำไว้\n", "", `the state "done" of th/scenarios/standard.md is missing`},
		{"a state that is named otherwise", "{#done", "{#don", `the state "done" of th/scenarios/standard.md is missing`},
		{"an explanation less", ": ช่องนี้เป็นภาพ", "", `"password" is explained in only one of the languages`},
		{"a debrief less", "\n---\n\nจำไว้\n", "", `does not say all that`},
	} {
		if got := runFaults(t, std, v.from, v.to); !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, "content/"+std+":") && strings.Contains(f, v.want) }) {
			t.Errorf("%s: nothing says %q in\n%s", v.name, v.want, strings.Join(got, "\n"))
		}
	}
	files := sample() // words alone are enough
	files[std] = strings.NewReplacer(" -> done", "", "- [ ] [", "- [", " screen=napplus", "", " .end", "").Replace(files[std])
	if _, err := Load(fsOf(files), options()); err != nil {
		t.Error(err)
	}
}

func TestARunTakesOverWhatItDoesNotSay(t *testing.T) {
	g := mustLoad(t, sample())["en"]
	run, ok := g.Runs.Find("wrong-method")
	if !ok || len(run.States) != 2 || run.States[0].Name != "napplus" || !run.States[1].End {
		t.Fatalf("%+v", run)
	}
	words := g.Scenario("wrong-method").Words("done")
	if words.Title != "จบแล้ว" || words.Text != "<p>เก่งกว่าเดิม</p>\n" || words.Debrief != "<p>จำไว้</p>\n" {
		t.Errorf("%+v", words)
	}
	files := sample()
	files["th/scenarios/standard.md"] = strings.Replace(files["th/scenarios/standard.md"], "ช่องนี้เป็นภาพ", "ช่องนี้เป็นภาพ ดู [ที่นี่](/help)", 1)
	if links := mustLoad(t, files)["th"].Scenario("standard").Links; !slices.Contains(links, Link{"/th/help", 13}) {
		t.Errorf("a link of an explanation is not looked at: %v", links)
	}
	if m := run.States[0].Moves[1]; !m.Mistake || g.Scenario("wrong-method").Why(m.Why) != "<p>ช่องนี้เป็นภาพ</p>\n" {
		t.Errorf("%+v", m)
	}
}

// FuzzRunFile looks for a panic, for markup that is not ours, for a fault without a line or a mend, and for a run that is
// taken although a press leads out of it.
func FuzzRunFile(f *testing.F) {
	files := sample()
	f.Add(files["th/scenarios/standard.md"], files["th/scenarios/wrong-method.md"])
	for _, text := range []string{
		"## a {#a .judge}\n\n1. [ ] napplus `https://login.[x.example]/`\n\n- [b](b) -> c, d\n- [e](e) -> c, d\n\n## c {#c}\n\n`host` `end`\n\n- [f](f) -> g\n\n## d {#d}\n\n<b>\n\n- [f](f) -> g\n\n## g {#g .end .addresses}\n\nh\n\n---\n\ni\n",
		"## a {#a screen=qr phone=thaid lasts=\"20s\" .theirs}\n\n- allow -> b: c\n\n  d **e** <f>\n- [ ] decline\n- expired → b\n\n## b {#b .end event=\"g\"}\n\n> [!chat] h {i}\n\n**j**\n\n```message k\n<l>\n```\n\n---\n\n[m](/n) [o](p)\n",
		"- [ ] a\n\n## {#a}\n\n## \n\n1. x\n\n   2. y\n\n# z\n",
		"## a {#a .b=c d=[1,2] e={f=g}}\n- [x](y \"z\"): `\n  w\n",
	} {
		f.Add("---\nid: standard\norder: 1\ntitle: a\nsummary: b\nminutes: 1\n---\n"+text, "---\nid: wrong-method\norder: 2\ntitle: a\nsummary: b\nminutes: 1\ndraws: [standard 1, standard]\n---\n## c {#c}\n\nd\n")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		files := map[string]string{}
		for name, text := range sample() {
			if strings.HasPrefix(name, "th/") {
				files[name] = text
			}
		}
		files["th/scenarios/standard.md"], files["th/scenarios/wrong-method.md"] = one, two
		opt := options()
		opt.Languages = []string{"th"}
		guides, faults := Read(fsOf(files), opt)
		for _, fault := range faults {
			if fault.Line < 1 || fault.Msg == "" || fault.Mend == "" {
				t.Errorf("%+v", fault)
			}
		}
		if len(faults) > 0 {
			return
		}
		g := guides["th"]
		for _, run := range g.Runs.All() {
			if len(run.States) == 0 || len(run.States) > maxPages {
				t.Fatalf("%s has %d states", run.ID, len(run.States))
			}
			for _, st := range run.States {
				of := g.Scenario(run.ID)
				if st.Of != "" {
					of = g.Scenario(st.Of)
				}
				words := of.Words(st.Base)
				parts := string(of.Brief + words.Text + words.Debrief)
				for _, said := range words.Said {
					parts += string(said.Text)
				}
				for _, m := range append(st.AllMoves(), st.Expiry) {
					if _, ok := run.State(m.To.State); !m.Stays() && !ok {
						t.Errorf("%s: %s leads out to %q", run.ID, m.Action, m.To.State)
					}
					parts += string(of.Why(m.Why))
				}
				if rest := tag.ReplaceAllString(parts, ""); strings.ContainsAny(rest, "<>") {
					t.Errorf("markup that is not ours in %q", rest)
				}
			}
		}
	})
}
