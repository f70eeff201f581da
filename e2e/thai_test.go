package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// brokenPhrases lists where a heading, button or label on a Thai page goes to a new line inside a phrase. A phrase ends
// at its mark or at a space; one that is wider than its line has to break somewhere and is left out.
const brokenPhrases = `(() => {
  const out = [], range = document.createRange();
  for (const e of document.querySelectorAll('h1,h2,h3,.button,.rail a,.four a,.tabs a,label,legend,.door strong,.cards strong,.toc a,.top nav a,.lang a,.pink,.blue,.ribbon,.coach')) {
    if (!e.offsetParent || e.closest('[hidden],.visually-hidden,.option')) continue;
    const room = e.getBoundingClientRect().width;
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let n; n = walk.nextNode();) {
      const text = n.data;
      for (const m of text.matchAll(/[^ \n]+/g)) {
        const chunk = m[0];
        if (!/[\u0e00-\u0e7f]/.test(chunk)) continue;
        let top = null, width = 0, broken = -1;
        for (let i = 0; i < chunk.length; i++) {
          range.setStart(n, m.index + i); range.setEnd(n, m.index + i + 1);
          const r = [...range.getClientRects()].find(r => r.width > 0);
          if (!r) continue;
          width += r.width;
          if (top !== null && r.top > top + r.height * .6 && broken < 0) broken = i;
          top = r.top;
        }
        const box = (n.parentElement.closest('.phrase') || e).getBoundingClientRect().width;
        if (broken > 0 && width <= Math.max(room, box) * .96) out.push(e.tagName.toLowerCase() + '.' + e.className + ': ' + chunk.slice(0, broken) + '⏎' + chunk.slice(broken));
      }
    }
  }
  return [...new Set(out)].join('\n');
})()`

func TestThaiHeadingsAndButtonsBreakOnlyBetweenPhrases(t *testing.T) {
	site := start(t)
	reader := asNurse("th").withCalm().open(t, site.url)
	var paths []string
	for _, p := range site.pages() {
		if lang, rest := inner(p.path); lang == "th" && !strings.HasPrefix(rest, "/practice/surprise/") && !strings.HasPrefix(rest, "/present/") {
			paths = append(paths, p.path)
		}
	}
	found := map[string]string{}
	for _, path := range paths {
		reader.visit(path)
		for _, width := range []int64{320, 360, 390, 600, 768, 1024, 1366, 1920} {
			reader.do(fmt.Sprintf("resizing to %d", width), chromedp.EmulateViewport(width, 800))
			for _, line := range strings.Split(eval[string](reader, brokenPhrases), "\n") {
				if line != "" && found[line] == "" {
					found[line] = fmt.Sprintf("%s at %d px", path, width)
				}
			}
		}
	}
	for line, where := range found {
		t.Errorf("broken inside a phrase, mark it with |: %s (%s)", line, where)
	}
}

// clippedMarks renders words whose vowels and tone marks reach farthest, in each style of text, and lists the styles in
// whose box the ink does not fit: it is drawn on a canvas, whose measure knows the real ink.
const clippedMarks = `(() => {
  const out = [], words = ['ที่นี้', 'ปู่', 'ญี่ปุ่น', 'ฎุ', 'น้ำ'];
  const canvas = document.createElement('canvas').getContext('2d');
  for (const sel of ['h1', 'h2', 'p', '.button', '.eyebrow', '.note', '.rail a', '.top nav a', '.lang a', '.answer p', 'li', '.coach', '.pink', '.blue', '.ribbon', 'label', 'summary', '.door strong']) {
    const e = [...document.querySelectorAll(sel)].find(e => e.offsetParent);
    if (!e) continue;
    const s = getComputedStyle(e);
    canvas.font = s.fontWeight + ' ' + s.fontSize + ' ' + s.fontFamily;
    const line = parseFloat(s.lineHeight), size = parseFloat(s.fontSize);
    for (const w of words) {
      const m = canvas.measureText(w);
      const ink = m.actualBoundingBoxAscent + m.actualBoundingBoxDescent;
      if (ink > line) out.push(sel + ': ' + w + ' needs ' + ink.toFixed(1) + ' px of ' + line.toFixed(1));
      for (let p = e; p && p !== document.body; p = p.parentElement) {
        const o = getComputedStyle(p);
        if ((o.overflowY === 'hidden' || o.overflowY === 'clip') && p.clientHeight < ink) out.push(sel + ': cut off by ' + p.className);
      }
    }
    if (line / size < 1.4) out.push(sel + ': line height ' + (line / size).toFixed(2));
  }
  return out.join('\n');
})()`

func TestThaiMarksAreNeverClipped(t *testing.T) {
	site := start(t)
	reader := asNurse("th").withCalm().open(t, site.url)
	for _, path := range []string{"/th/", "/th/guide/start", "/th/guide/choose-thaid", "/th/guide/cannot-sign-in", "/th/practice/standard/qr", "/th/stuck", "/th/help", "/th/launch", "/th/quiz", "/th/print", "/th/workshop", "/d"} {
		reader.visit(path)
		if faults := eval[string](reader, clippedMarks); faults != "" {
			t.Errorf("%s: %s", path, faults)
		}
	}
}
