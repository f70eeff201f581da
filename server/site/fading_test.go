package site

import (
	"regexp"
	"strings"
	"testing"
)

// withProgress is a page as a browser without script sees it that has reached these pages.
func withProgress(t *testing.T, s *Site, path string, reached ...string) string {
	t.Helper()
	raw, ok, err := s.OwnPage(path, s.ReadProgress(strings.Join(reached, progressMark)), nil)
	if err != nil || !ok {
		t.Fatalf("%s with progress: %v %v", path, ok, err)
	}
	return string(raw)
}

var (
	nextRow  = regexp.MustCompile(`<li data-scenario="([a-z-]+)"[^>]* class="next"`)
	doneRow  = regexp.MustCompile(`<li data-scenario="([a-z-]+)"[^>]*>.*?class="done-mark">`)
	anyRow   = regexp.MustCompile(`<li data-scenario="([a-z-]+)"`)
	goesOnTo = regexp.MustCompile(`data-resume[^>]*>.*?<a class="button strong" href="([^"]+)"`)
)

var theGuide = []string{"guide/start", "guide/choose-thaid", "guide/scan-qr", "guide/signed-in", "guide/cannot-sign-in", "summary"}

func TestThePracticePageOffersRunsAsHintsFadeAndMarksTheNext(t *testing.T) {
	s := shippedSite(t)
	f, _ := s.File("/th/practice/")
	var order []string
	for _, m := range anyRow.FindAllStringSubmatch(string(f.Raw()), -1) {
		order = append(order, m[1])
	}
	if got := strings.Join(order, " "); !strings.HasPrefix(got, "guide with-hints standard ") || !strings.HasSuffix(got, " surprise") {
		t.Errorf("the runs are offered in the order %s", got)
	}
	if m := nextRow.FindAllStringSubmatch(string(f.Raw()), -1); len(m) != 1 || m[0][1] != "guide" {
		t.Errorf("who has done nothing is led to %v", m)
	}
	reached := []string{"guide/start"}
	for _, c := range []struct{ at, next, tally string }{
		{"", "guide", "0 จาก 10"}, {"guide", "with-hints", "1 จาก 10"}, {"practice/with-hints/dashboard", "standard", "2 จาก 10"}, {"practice/standard/dashboard", "wrong-method", "3 จาก 10"},
	} {
		if c.at == "guide" {
			reached = append(reached, theGuide...)
		} else {
			reached = append(reached, c.at)
		}
		page := withProgress(t, s, "/th/practice/", reached...)
		if m := nextRow.FindAllStringSubmatch(page, -1); len(m) != 1 || m[0][1] != c.next {
			t.Errorf("after %s the next is %v, not %s", c.at, m, c.next)
		}
		if n := strings.Count(page[strings.Index(page, "<main"):strings.Index(page, "</main>")], `class="button strong"`); n != 1 {
			t.Errorf("after %s there are %d filled buttons", c.at, n)
		}
		if !strings.Contains(page, c.tally) {
			t.Errorf("after %s the page does not say %s", c.at, c.tally)
		}
	}
	page := withProgress(t, s, "/th/practice/", "practice/lookalike/done")
	if m := doneRow.FindAllStringSubmatch(page, -1); !strings.Contains(page, `✓`) && !strings.Contains(page, `<svg`) || len(m) == 0 {
		t.Errorf("what is done has no mark: %v", m)
	}
}

func TestHomeGoesOnWhereOneStoodOrWithTheFirstThingNotDone(t *testing.T) {
	s := shippedSite(t)
	for _, c := range []struct {
		about   string
		reached []string
		to      string
	}{
		{"in the middle of a step", []string{"guide/start", "guide/choose-thaid"}, "/th/guide/choose-thaid"},
		{"after the guide", theGuide, "/th/practice/with-hints/napplus"},
		{"in the middle of a run", append([]string{"practice/expired/sso"}, "practice/expired/qr-short"), "/th/practice/expired/qr-short"},
		{"at the end of a run", append(append([]string{}, theGuide...), "practice/with-hints/dashboard"), "/th/practice/standard/napplus"},
		{"a run done before the guide", []string{"practice/lookalike/done"}, "/th/guide/start"},
	} {
		m := goesOnTo.FindStringSubmatch(withProgress(t, s, "/th/", c.reached...))
		if m == nil || m[1] != c.to {
			t.Errorf("%s: goes on to %v, not %s", c.about, m, c.to)
		}
	}
	if page := withProgress(t, s, "/th/", theGuide...); !strings.Contains(page, "1 จาก 10") {
		t.Error("home does not say how much is done as the list of runs does")
	}
	if page := withProgress(t, s, "/th/", "guide/start", "guide/choose-thaid"); !regexp.MustCompile(`<small data-tally="[^"]*" hidden>`).MatchString(page) {
		t.Error("who is in the middle of the first run is told that nothing is done")
	}
	all := append([]string{}, theGuide...)
	for _, run := range []string{"with-hints/dashboard", "standard/dashboard", "wrong-method/dashboard", "expired/dashboard", "declined/dashboard", "no-rights/told", "lookalike/done", "relayed-code/refused", "surprise/1-dashboard"} {
		all = append(all, "practice/"+run)
	}
	if m := goesOnTo.FindStringSubmatch(withProgress(t, s, "/th/", all...)); m == nil || m[1] != "/th/finish" {
		t.Errorf("who has done everything is offered %v", m)
	}
}

func TestTheEndOfTheGuideIsCelebratedOnlyWhenEveryStepIsDone(t *testing.T) {
	s := shippedSite(t)
	shown := regexp.MustCompile(`<p class="cheer"[^>]*[^n]>`)
	hidden := regexp.MustCompile(`<p class="cheer"[^>]* hidden>`)
	if page := withProgress(t, s, "/th/summary", theGuide...); !shown.MatchString(page) || hidden.MatchString(page) {
		t.Error("every step is done, and nobody says so")
	}
	if page := withProgress(t, s, "/th/summary", "guide/start", "summary"); !hidden.MatchString(page) {
		t.Error("who jumped to the summary is told that the lesson is finished")
	}
	f, _ := s.File("/th/summary")
	if !hidden.Match(f.Raw()) {
		t.Error("who came first to the summary is told that the lesson is finished")
	}
}

// The filled button at the end of a run, whatever has been done before, leads to the lesson only where all runs are done, and to the
// record only after that. What the end says names no next run: which it is depends on what has been done.
func TestTheFilledButtonOfARunsEndAloneNamesTheNext(t *testing.T) {
	s := shippedSite(t)
	filled := regexp.MustCompile(`<a class="button strong" href="[^"]+" data-(?:run="([a-z-]+)"(?: data-steps="[^"]*")?|to-record)>`)
	_, _, runs := s.Course()
	ends := map[string]string{}
	for _, path := range s.Paths() {
		for _, run := range s.runsEndingAt(strings.TrimPrefix(path, "/th/")) {
			if strings.HasPrefix(path, "/th/practice/"+run+"/") {
				ends[run] = strings.TrimPrefix(path, "/th/")
			}
		}
	}
	speaks := map[string]string{"th": "รอบหน้า", "en": "Next time, try"}
	for i, run := range runs {
		if ends[run] == "" {
			t.Fatalf("%s has no end", run)
		}
		all := []string{}
		for _, other := range runs {
			all = append(all, ends[other])
		}
		after := i + 1
		for about, reached := range map[string][]string{
			"alone":             {ends[run]},
			"after the lesson":  append(append([]string{}, theGuide...), ends[run]),
			"after the ones up": all[:after],
			"after all":         all,
			"as the last":       append(append([]string{}, theGuide...), all...),
		} {
			for lang, words := range speaks {
				page := withProgress(t, s, "/"+lang+"/"+ends[run], append([]string{"practice/" + run + "/qr"}, reached...)...)
				m := filled.FindAllStringSubmatch(page, -1)
				if len(m) != 1 {
					t.Errorf("%s %s in %s: filled are %q", run, about, lang, m)
					continue
				}
				next := m[0][1]
				left := len(reached) < len(runs) || about == "after the lesson" && len(runs) > 1
				if left == (next == "guide" || next == "") {
					t.Errorf("%s %s in %s leads to %q", run, about, lang, next)
				}
				if strings.Contains(page, words) {
					t.Errorf("%s %s in %s: it says %q and leads to %q", run, about, lang, words, next)
				}
			}
		}
	}
}

// Once all pages are packed, what they were made with is let go: a page for one person reads as before.
func TestAPageForOnePersonReadsTheSameOnceAllIsPacked(t *testing.T) {
	t.Parallel()
	s := shippedSite(t)
	for _, path := range []string{"/th/practice/", "/en/practice/"} {
		before := withProgress(t, s, path, "guide/start")
		s.forget()
		if after := withProgress(t, s, path, "guide/start"); before != after || before == "" {
			t.Errorf("%s: %d bytes, then %d", path, len(before), len(after))
		}
	}
}
