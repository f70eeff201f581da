//go:build !race || audit

package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

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
