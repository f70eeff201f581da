//go:build !race || audit

package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// What one may decide at a simulated page, what is said to that, and that it is an example, are the guide's words: the real page has
// none of them, so they stand beside the frame.
func TestWithinADrawnScreenStandsOnlyWhatTheRealOneHas(t *testing.T) {
	b := start(t, setup{}).browser()
	for lang, example := range map[string]string{"th": "หน้านี้เป็นตัวอย่าง", "en": "This page is an example"} {
		for _, state := range []string{"error", "error-again"} {
			page := b.get("/"+lang+"/practice/no-rights/"+state).want(t, http.StatusOK).body
			_, rest, _ := strings.Cut(page, ` id="computer"`)
			frame, beside, _ := strings.Cut(rest, "</section>")
			if !strings.Contains(frame, `data-action="go-back"`) {
				t.Fatalf("%s/%s has no simulated screen", lang, state)
			}
			for _, ours := range []string{`data-action="call-admin"`, example, `data-close`} {
				if strings.Contains(frame, ours) || !strings.Contains(beside, ours) {
					t.Errorf("%s/%s: %s stands within the frame, or nowhere", lang, state, ours)
				}
			}
		}
		if end := b.get("/"+lang+"/practice/no-rights/told").want(t, http.StatusOK).body; strings.Contains(end, example) {
			t.Errorf("the end of the run in %s calls an example what is our own page", lang)
		}
	}
}

// In what is said of an address that was judged, a name with room in a line of a small phone stays whole: no line of it begins or ends
// as another site's name.
func TestASitesNameStaysWholeWhereItIsJudged(t *testing.T) {
	b := start(t, setup{}).browser()
	for _, lang := range []string{"th", "en"} {
		for state, name := range map[string]string{"link-2-left": "iam.nhso.go.th", "link-3-left": "dmis.nhso.go.th", "link-1-went-on": ".nap.example"} {
			page := b.get("/"+lang+"/practice/lookalike/"+state).want(t, http.StatusOK).body
			_, verdict, _ := strings.Cut(page, `class="err-head"`)
			_, verdict, _ = strings.Cut(verdict, "</dl>") // which shows the names by themselves
			verdict, _, _ = strings.Cut(verdict, "</main>")
			if !strings.Contains(verdict, "<span class=w>"+name+"</span>") {
				t.Errorf("%s/%s parts %s: %s", lang, state, name, verdict)
			}
		}
	}
}

// The move of the screens into content once lost the icon that people look for on the second page of the login.
func TestAPageWhoseAddressIsToBeJudgedShowsWhatOneWouldPress(t *testing.T) {
	b := start(t, setup{}).browser()
	for _, lang := range []string{"th", "en"} {
		for state, want := range map[string]string{"link-1": "ThaiID", "link-2": "ThaID", "link-4": "ThaID"} {
			page := b.get("/"+lang+"/practice/lookalike/"+state).want(t, http.StatusOK).body
			_, view, _ := strings.Cut(page, "link-view")
			view, _, _ = strings.Cut(view, `class="choices"`)
			pressed := regexp.MustCompile(`<a [^>]*data-action="go-on"`).FindAllString(view, -1)
			if len(pressed) != 1 || !strings.Contains(view, want) {
				t.Errorf("%s/%s has %d to press: %s", lang, state, len(pressed), view)
			}
		}
	}
}
