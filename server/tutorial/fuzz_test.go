package tutorial

import (
	"regexp"
	"strings"
	"testing"
)

// tag is every piece of markup that a page may hold.
var tag = regexp.MustCompile(`<(?:` +
	`/?(?:p|strong|em|ul|ol|li|i|code|pre|h[2-6])|/(?:div|a|span|button)|span(?: class="(?:phrase|button)")?|br|hr|wbr|` +
	`h[23] id="[a-z][a-z0-9-]*"|ol start="[0-9]+"|p class="address"|div class="note"|code class="language-[^"<>]*"|` +
	`div class="ready(?: without-script)?"(?: lang="[a-z-]+")?(?: data-who="[^"<>]*")?|div class="(?:actions|clear) for-script" hidden|p class="eyebrow(?: without-script)?"|` +
	`button type="button" disabled aria-hidden="true"|` +
	`a href="(?:/[^/"<>][^"<>]*|/|#[^"<>]+|(?i:https://|mailto:|tel:)[^"<>]*)"(?: rel="noopener noreferrer")?(?: class="phrase")?` +
	`)>`)

// FuzzPage looks for a panic, for markup that is not ours, and for a link to where we would not send anyone.
func FuzzPage(f *testing.F) {
	for _, text := range sample() {
		f.Add(text)
	}
	for _, text := range []string{
		"---\nid: about\ntitle: a\nsummary: b\n---\n<b>[x](javascript:1)</b>",
		"---\nid: &a [*a]\n---\n", "---\n? {a: b}\n: c\n---\nx", "---\n---\n---\n", "---\nid: !!binary x\n<<: {a: b}\n---\n",
		"---\nid: about\ntitle: a\nsummary: b\n---\n[a]: <b> 'c'\n\n[a] <x@y.z> ![i](j) `<` ***d** &#0; \\\n# h {#i .j k=l}\n",
		"---\nid: about\ntitle: a\nsummary: b\n---\n> 1. a\n>\n>     <c>\n\n```x\"><y\n<\n```\n\n***\n",
		"---\nid: about\ntitle: a\nsummary: b\n---\n```0\n\n```message \"><b>\nc <d>\n```\n\n```message e\nf\n```\n",
		"---\nid: about\norder: 1\ntitle: a\nstep: /b\n---\n- [ ] a<b>\n\n  c\n\n- [x] `d` **e**\n\n  [f](/g)\n\n- [ ] h\n\n  i\n",
		"---\nid: about\ntitle: a\nsummary: b\n---\n[a](</\t/b.c>) [d](https:e) [f](/\\g) <mailto:h@i> <tel:1>\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := newLoader(fsOf(map[string]string{"th/about.md": text}), options())
		page := l.read("th", "about.md", pageKind).page
		question := newLoader(fsOf(map[string]string{"th/quiz/about.md": text}), options())
		f := question.read("th", "quiz/about.md", questionKind)
		for _, fault := range append(l.faults, question.faults...) {
			if fault.Line < 1 || fault.Line > strings.Count(string(Normal([]byte(text))), "\n")+1 || fault.Msg == "" || fault.Mend == "" {
				t.Errorf("%+v", fault)
			}
		}
		if len(question.faults) == 0 {
			for _, c := range f.choices {
				if rest := tag.ReplaceAllString(string(c.Text+c.Why), ""); strings.ContainsAny(rest, "<>") {
					t.Errorf("markup that is not ours in %q", rest)
				}
			}
		}
		if len(l.faults) > 0 {
			return
		}
		if rest := tag.ReplaceAllString(string(page.Body), ""); strings.ContainsAny(rest, "<>") {
			t.Errorf("markup that is not ours in %q", rest)
		}
	})
}
