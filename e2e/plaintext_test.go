package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// unseen are signs of no width, which part a word for whoever searches for it or hears it. U+200D holds emoji together.
var unseen = regexp.MustCompile(`[\x{00AD}\x{180E}\x{200B}\x{200C}\x{200E}\x{200F}\x{2060}-\x{2064}\x{FEFF}]`)

// copied is the whole page as it is copied: what a person selects with Ctrl+A. The spaces that a browser cannot break are
// those that somebody wrote.
const copied = `(()=>{getSelection().selectAllChildren(document.body); const s=getSelection().toString(); getSelection().removeAllRanges(); return s})()`

// attributesJS is what is heard, shown or copied and stands in no text: names, titles, values, what a script will say.
const attributesJS = `[document.title, ...[...document.querySelectorAll("*")].flatMap(e=>[...e.attributes].map(a=>a.value).concat(e.value||"")),
	...[...document.querySelectorAll("template")].map(t=>t.innerHTML)].join("\n")`

// Every kind of page: what one copies, what one searches for and what a screen reader says are the words alone.
func TestWhatOneCopiesSearchesAndHearsIsPlainText(t *testing.T) {
	site := startForWriters(t)
	seen := map[string]bool{}
	readers := map[device]*tab{}
	for _, at := range distinct(places(site)) {
		kind, _, _ := strings.Cut(strings.TrimPrefix(at.name, "/"+at.lang+"/"), "/")
		if key := at.lang + kind; at.lang != "th" || seen[key] {
			continue
		} else {
			seen[key] = true
		}
		p := readers[at.device]
		if p == nil {
			p = at.device.open(t, site.url).expect(`404`)
			readers[at.device] = p
		}
		at.reach(p)
		for what, text := range map[string]string{"copied": eval[string](p, copied), "in attributes": eval[string](p, attributesJS)} {
			if s := unseen.FindString(text); s != "" {
				i := strings.Index(text, s)
				t.Errorf("%s: %s: %+q in %q", at.name, what, s, text[max(0, i-60):min(len(text), i+60)])
			}
		}
		for _, h := range p.tree() {
			if unseen.MatchString(h.name + h.words) {
				t.Errorf("%s: heard: %+q", at.name, h.name)
			}
		}
	}
	if len(seen) < 12 {
		t.Errorf("only %d kinds of pages were looked at: %v", len(seen), seen)
	}
}

// A word whose pieces stay on one line is found by its letters, is one piece of the copy, and breaks nowhere.
func TestACompoundIsFoundCopiedAndNeverBroken(t *testing.T) {
	site := start(t)
	p := asNurse("th").open(t, site.url)
	p.visit("/th/guide/start")
	for _, word := range []string{"ปุ่มสีชมพู", "สีชมพู"} {
		if !p.try(`(getSelection().removeAllRanges(), window.find(` + quote(word) + `))`) {
			t.Errorf("the browser's search does not find %s", word)
		} else if got := eval[string](p, `getSelection().toString()`); got != word {
			t.Errorf("looking for %s it finds %+q", word, got)
		}
	}
	if !strings.Contains(eval[string](p, copied), "ปุ่มสีชมพู") {
		t.Error("copied, the pink button has no such name")
	}
	for _, path := range []string{"/th/guide/start", "/th/help", "/th/privacy", "/th/stuck"} {
		p.visit(path)
		for _, width := range []int64{320, 390, 507, 768, 1366} {
			p.become(p.dev.sized(width, 800))
			if broken := eval[string](p, brokenCompounds); broken != "" {
				t.Errorf("%s at %d px breaks %s", path, width, broken)
			}
		}
	}
}

// brokenCompounds are the kept pieces that stand on two lines, and how many were looked at if there were none at all.
const brokenCompounds = `(()=>{const all=[...document.querySelectorAll(".w")].filter(e=>e.getClientRects().length);
	if(!all.length) return "nothing: no compound is marked";
	return all.filter(e=>new Set([...e.getClientRects()].filter(r=>r.width).map(r=>Math.round(r.top))).size>1).map(e=>e.textContent).join()})()`
