package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var brokenPhrases = js("broken-phrases")

func TestThaiHeadingsAndButtonsBreakOnlyBetweenPhrasesInAnyFace(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	var all, kinds []string // make test looks at all texts in the widest face, and at one page of each kind in the others
	texts := map[string][]string{}
	seen := map[string]bool{}
	for _, p := range site.pages() {
		lang, rest := inner(p.path)
		if lang != "th" || strings.HasPrefix(rest, "/practice/surprise/") || strings.HasPrefix(rest, "/present/") {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		all = append(all, p.path)
		for _, text := range labels(p.body) {
			texts[p.path] = append(texts[p.path], kind+" "+text)
		}
		if !seen[kind] {
			seen[kind] = true
			kinds = append(kinds, p.path)
		}
	}
	shown := showAll(all, texts)
	t.Logf("in the widest face %d of %d pages show all", len(shown), len(all))
	for _, set := range fontSets {
		t.Run(set.name, func(t *testing.T) {
			t.Parallel()
			paths, widths := all, []int64{320}
			switch {
			case thorough:
				widths = []int64{320, 360, 390, 600, 768, 1024, 1366, 1920}
			case set.name == "wide":
				widths = []int64{320, 360}
				paths = slices.DeleteFunc(slices.Clone(all), func(path string) bool { return !shown[path] })
			default:
				paths = kinds
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

var (
	mayBeLabel  = regexp.MustCompile(`<(\w+)(?:[^>]*? class="([^"]*)")?[^>]*>`)
	labelTags   = regexp.MustCompile(`^(h[123]|label|legend|a|button|strong)$`)
	labelNames  = regexp.MustCompile(`\b(button|pink|blue|ribbon|coach)\b`)
	cannotBreak = regexp.MustCompile(`[!-;=?-~]{16,}`)
	anyTag      = regexp.MustCompile(`<[^>]*>`)
)

// labels are the texts of a page's headings, buttons and links, each with its tag and classes: what is set alike breaks alike. With
// them are the words that are wide and do not break.
func labels(body string) (out []string) {
	out = cannotBreak.FindAllString(anyTag.ReplaceAllString(body, " "), -1)
	for _, m := range mayBeLabel.FindAllStringSubmatchIndex(body, -1) {
		tag, class := body[m[2]:m[3]], ""
		if m[4] >= 0 {
			class = body[m[4]:m[5]]
		}
		if !labelTags.MatchString(tag) && !labelNames.MatchString(class) {
			continue
		}
		text, _, _ := strings.Cut(body[m[1]:], "</"+tag+">")
		out = append(out, tag+"."+class+" "+anyTag.ReplaceAllString(text, ""))
	}
	return out
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
