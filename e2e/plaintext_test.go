package e2e

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// unseen are signs of no width, which part a word for whoever searches for it or hears it. U+200D holds emoji together.
var unseen = regexp.MustCompile(`[\x{00AD}\x{180E}\x{200B}\x{200C}\x{200E}\x{200F}\x{2060}-\x{2064}\x{FEFF}]`)

// On every kind of page what one copies and what a screen reader says are the words alone. What is served is looked at
// whole, byte by byte, in server/plaintext_test.go.
func TestWhatOneCopiesAndHearsIsPlainText(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.board.key(kb.ArrowRight)
	r.board.waitFor(".wall-strip")
	pages := map[*tab][]string{r.trainer: {""}, r.board: {""}, phone: {"", "/th/guide/scan-qr"},
		pc.open(t, guide.url): {"/th/", "/th/practice/standard/qr", "/th/quiz", "/th/help", "/th/finish", "/th/launch", "/th/present/", "/th/workshop"}}
	for p, paths := range pages {
		for _, path := range paths {
			if path != "" {
				p.visit(path)
			}
			for what, text := range map[string]string{"copied": eval[string](p, js("copied")), "in attributes": eval[string](p, js("attributes"))} {
				if at := unseen.FindStringIndex(text); at != nil {
					t.Errorf("%s %s: %+q", p.path(), what, text[max(0, at[0]-60):min(len(text), at[1]+60)])
				}
			}
			for _, h := range p.tree() {
				if unseen.MatchString(h.name + h.words) {
					t.Errorf("%s: heard: %+q", p.path(), h.name)
				}
			}
		}
	}
}

// A word whose pieces stay on one line is found by its letters, is one piece of the copy, and breaks nowhere.
func TestACompoundIsFoundCopiedAndNeverBroken(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := asNurse("th").open(t, site.url)
	p.visit("/th/guide/start")
	for _, word := range []string{"ปุ่มสีชมพู", "สีชมพู"} {
		if !p.try(`(getSelection().removeAllRanges(), window.find(` + quote(word) + `))`) {
			t.Errorf("the browser's search does not find %s", word)
		} else if got := eval[string](p, `getSelection().toString()`); got != word {
			t.Errorf("looking for %s it finds %+q", word, got)
		}
	}
	if !strings.Contains(eval[string](p, js("copied")), "ปุ่มสีชมพู") {
		t.Error("copied, the pink button has no such name")
	}
	for _, path := range []string{"/th/guide/start", "/th/help", "/th/stuck"} {
		p.visit(path)
		for _, width := range []int64{320, 390, 768} {
			p.become(p.dev.sized(width, 800))
			if broken := eval[string](p, js("broken-compounds")); broken != "" {
				t.Errorf("%s at %d px breaks %s", path, width, broken)
			}
		}
	}
}
