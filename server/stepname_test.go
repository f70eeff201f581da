//go:build !race || audit

package server_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	stepHeading = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
	rails       = regexp.MustCompile(`(?s)<(?:ol|nav) class="rail[^>]*>(.*?)</(?:ol|nav)>`)
	driveSteps  = regexp.MustCompile(`(?s)<ol class="drive-steps">(.*?)</ol>`)
	listItem    = regexp.MustCompile(`(?s)<li[^>]*>(.*?)</li>`)
	inSpan      = regexp.MustCompile(`(?s)</(?:span|b)>\s*<span>(.*)</span>`)
)

// Whoever reads a name of a step in a list (below a page, on a slide, the console) finds it at the head of the
// step's page: the title, or how it begins (before the fourth stands "After the scan").
func TestAStepHasOneName(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/lead", "step=start").want(t, 303)
	for _, lang := range []string{"th", "en"} {
		var titles []string
		for _, step := range []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"} {
			page := trainer.get("/"+lang+"/guide/"+step).want(t, 200).body
			titles = append(titles, tight(stepHeading.FindStringSubmatch(page)[1]))
		}
		for path, list := range map[string]*regexp.Regexp{
			"/guide/start": rails, "/present/start": rails, "/workshop/" + id + "/trainer": driveSteps,
		} {
			page := trainer.get("/"+lang+path).want(t, 200).body
			found := list.FindStringSubmatch(page)
			if found == nil {
				t.Fatalf("%s%s lists no steps", lang, path)
			}
			items := listItem.FindAllStringSubmatch(found[1], -1)
			named := 0
			for _, title := range titles {
				for _, item := range items {
					m := inSpan.FindStringSubmatch(item[1])
					if m == nil {
						continue
					}
					words, _, _ := strings.Cut(m[1], `<span class="tally">`)
					if name := tight(words); len(name) > 5 && strings.Contains(title, name) {
						named++
					}
				}
			}
			if named != len(titles) {
				t.Errorf("%s%s: %d of the %d steps have the beginning of their titles as names: %q", lang, path, named, len(titles), plainText(found[1]))
			}
		}
	}
}

func tight(markup string) string { return strings.ReplaceAll(plainText(markup), " ", "") }
