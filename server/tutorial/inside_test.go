package tutorial

import (
	"slices"
	"strings"
	"testing"
)

func TestNothingRealStandsWithinASimulatedScreen(t *testing.T) {
	const std = "th/scenarios/standard.md"
	for _, v := range []struct{ name, from, to, want string }{
		{"a telephone number in an explanation", "ช่องนี้เป็นภาพ", "โทร [Admin](tel:021234567)", `standard.md:13: the link "tel:021234567" leads out of the practice`},
		{"another site in an explanation", "ช่องนี้เป็นภาพ", "ดู <https://www.example.com/>", `standard.md:13: the link "https://www.example.com/" leads out of the practice`},
		{"the real login in an explanation", "ช่องนี้เป็นภาพ", "ไป [ระบบจริง](/launch)", `standard.md:13: the link "/launch" leads out of the practice`},
		{"another site in a state's words", "## จบ {#done .end}\n", "## จบ {#done .end}\n\nดู [ที่นี่](https://www.example.com/)\n", `standard.md:17: the link "https://www.example.com/" leads out of the practice`},
		{"mail in what somebody says", "## จบ {#done .end}\n", "## จบ {#done .end}\n\n> [!chat] เขียนมาที่ <mailto:a@example.com>\n", `standard.md:17: the link "mailto:a@example.com" leads out of the practice`},
		{"a message within a quote", "## จบ {#done .end}\n", "## จบ {#done .end}\n\n> ```message\n> ส่งเลย\n> ```\n", `standard.md:17: a message that is ready to send stands within a simulated screen`},
		{"a message in an explanation", "ช่องนี้เป็นภาพ", "ช่องนี้เป็นภาพ\n\n  ```message\n  ส่งเลย\n  ```", `standard.md:15: a message that is ready to send stands within a simulated screen`},
	} {
		t.Run(v.name, func(t *testing.T) {
			got := runFaults(t, std, v.from, v.to)
			if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, v.want) }) {
				t.Errorf("nothing says %q in\n%s", v.want, strings.Join(got, "\n"))
			}
		})
	}
}

func TestAMessageIsKeptApartFromTheWordsOfItsState(t *testing.T) {
	files := sample()
	const at = "## จบ {#done .end}\n"
	if !strings.Contains(files["th/scenarios/standard.md"], at) {
		t.Fatal("the sample has no such end")
	}
	for _, name := range []string{"th/scenarios/standard.md", "en/scenarios/standard.md"} {
		files[name] = strings.Replace(files[name], at, at+"\nหยุดก่อน\n\n**พูดได้**\n\n```message\nส่งเลย\n```\n", 1)
	}
	words := mustLoad(t, files)["th"].Scenario("standard").Words("done")
	if !strings.Contains(string(words.Messages), "<pre>ส่งเลย</pre>") || !strings.Contains(string(words.Messages), "พูดได้") {
		t.Errorf("the messages are %q", words.Messages)
	}
	if strings.Contains(string(words.Text), "ส่งเลย") || strings.Contains(string(words.Text), "พูดได้") || !strings.Contains(string(words.Text), "หยุดก่อน") {
		t.Errorf("the words are %q", words.Text)
	}
}

func TestWhatOneDoesWhilePractisingIsSaidInEveryLanguageOrInNone(t *testing.T) {
	files := sample()
	files["th/guide/start.md"] = strings.Replace(files["th/guide/start.md"], "coach:", "practice: คลิกในภาพ\ncoach:", 1)
	got := faultsOf(t, files)
	if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, `the key "practice" stands in only one of`) }) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
