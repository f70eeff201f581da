package e2e

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var brokenPhrases = js("broken-phrases")

func TestThaiHeadingsAndButtonsBreakOnlyBetweenPhrasesInAnyFace(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	var paths, screens, kinds []string // make test looks at all in the usual face, and at one of each kind in the others
	seen := map[string]bool{}
	first := func(name string) bool { was := seen[name]; seen[name] = true; return !was }
	for _, p := range site.pages() {
		lang, rest := inner(p.path)
		if lang != "th" || strings.HasPrefix(rest, "/practice/surprise/") || strings.HasPrefix(rest, "/present/") {
			continue
		}
		paths = append(paths, p.path)
		if first(path.Base(rest)) {
			screens = append(screens, p.path)
		}
		if kind, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/"); first("a page of " + kind) {
			kinds = append(kinds, p.path)
		}
	}
	for _, set := range fontSets {
		t.Run(set.name, func(t *testing.T) {
			t.Parallel()
			paths, widths := paths, []int64{320}
			switch {
			case thorough:
				widths = []int64{320, 360, 390, 600, 768, 1024, 1366, 1920}
			case set.name == fontSets[0].name:
				widths = []int64{320, 390}
			case set.shows != "":
				paths = kinds
			default:
				paths = screens
			}
			reader := asNurse("th").withCalm().withFonts(set.name).open(t, site.url)
			found := map[string]string{}
			for _, path := range paths {
				reader.visit(path)
				for _, width := range widths {
					reader.do(fmt.Sprintf("resizing to %d", width), chromedp.EmulateViewport(width, 800))
					for line := range strings.SplitSeq(eval[string](reader, brokenPhrases), "\n") {
						if line != "" && found[line] == "" {
							found[line] = fmt.Sprintf("%s at %d px", path, width)
						}
					}
					if s := eval[string](reader, sideways); s != "" {
						t.Errorf("%s at %d px scrolls sideways: %s", path, width, s)
					}
				}
			}
			for line, where := range found {
				t.Errorf("broken inside a phrase, mark it with |: %s (%s)", line, where)
			}
		})
	}
}

var clippedMarks = js("clipped-marks")

func TestThaiMarksAreNeverClipped(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	reader := asNurse("th").withCalm().open(t, site.url)
	for _, path := range []string{"/th/", "/th/guide/start", "/th/guide/choose-thaid", "/th/guide/cannot-sign-in", "/th/practice/standard/qr", "/th/stuck", "/th/help", "/th/launch", "/th/quiz", "/th/print", "/th/workshop", "/d"} {
		reader.visit(path)
		if faults := eval[string](reader, clippedMarks); faults != "" {
			t.Errorf("%s: %s", path, faults)
		}
	}
}
