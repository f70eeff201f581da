package e2e

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var leftOfHelpJS = js("left-of-help")

type leftOfHelp struct {
	Topics             []string
	Links, More, Words int
	Said               string
}

func TestTheHelpIsSearchedByTickingWords(t *testing.T) {
	t.Parallel()
	words := map[string][2]string{"th": {"โค้ด", "กล้อง"}, "en": {"code", "camera"}}
	number := regexp.MustCompile(`\d+`)
	inEachLanguage(t, func(t *testing.T, lang string) {
		site := start(t)
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/help")
		all := eval[leftOfHelp](p, leftOfHelpJS)
		if len(all.Topics) < 5 || all.Links != len(all.Topics) || all.Words < 8 || all.Said != "" {
			t.Fatalf("before anything is ticked there are %d topics, %d links, %d words, and it says %q", len(all.Topics), all.Links, all.Words, all.Said)
		}
		before := all
		for i, word := range words[lang] {
			box := eval[string](p, `[...document.querySelectorAll(".find label")].find((l) => l.textContent === `+quote(word)+`).querySelector("input").value`)
			if i == 0 {
				p.press(".find label:has([value='" + box + "'])")
			} else { // by keyboard
				p.tabTo(".find [value='" + box + "']")
				p.key(" ")
			}
			left := eval[leftOfHelp](p, leftOfHelpJS)
			if n := len(left.Topics) + left.More; left.Links != n || n == 0 || len(left.Topics) >= len(before.Topics) || left.Words >= before.Words {
				t.Errorf("%q leaves %d of %d topics, %d cards, %d links and %d of %d words",
					word, len(left.Topics), len(before.Topics), left.More, left.Links, left.Words, before.Words)
			}
			if got := number.FindString(left.Said); got != strconv.Itoa(left.Links) {
				t.Errorf("%d answers match, and it says %q", left.Links, left.Said)
			}
			for _, topic := range left.Topics {
				if !strings.Contains(topic, word) {
					t.Errorf("%q left a topic without it: %.60s", word, topic)
				}
			}
			before = left
		}
		if before.More == 0 {
			t.Error("no card of the page for who cannot get in is among the answers")
		}
		for _, fault := range p.axe() {
			t.Error(fault)
		}
		p.press("[data-all]")
		if again := eval[leftOfHelp](p, leftOfHelpJS); again.Links != all.Links || again.Words != all.Words || again.Said != "" {
			t.Errorf("everything shown again is %d links and %d words, and it says %q", again.Links, again.Words, again.Said)
		}

		q := asNurse(lang).withoutScript().open(t, site.url)
		q.visit("/" + lang + "/help")
		if q.sees(".find") || !q.sees(".topic:last-of-type") {
			t.Error("without script there are words that do nothing, or topics are missing")
		}
	})
}
