//go:build !race

package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var (
	askedID = regexp.MustCompile(`getElementById\("([\w-]+)"\)`)
	markID  = regexp.MustCompile(`<(\w+)[^>]*?\sid="?([\w-]+)"?`)
)

// A script that finds an element by its id finds what it means on every page, and not something else under the same id.
func TestWhatAScriptFindsByItsIDIsTheSameKindOfElementEverywhere(t *testing.T) {
	files, err := filepath.Glob("../static/js/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	asked := map[string][]string{} // id → tags that carry it
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range askedID.FindAllStringSubmatch(string(text), -1) {
			asked[m[1]] = nil
		}
	}
	w := start(t, setup{dev: true})
	pages := everyScreen(t, w, "th")
	for _, path := range []string{"/th/", "/th/quiz", "/th/help", "/th/launch", "/th/stuck", "/th/workshop", "/th/present/", "/th/practice/"} {
		pages[path] = w.browser().get(path).want(t, http.StatusOK).body
	}
	for path, body := range pages {
		for _, m := range markID.FindAllStringSubmatch(body, -1) {
			tags, isAsked := asked[m[2]]
			if isAsked && !slices.Contains(tags, m[1]) {
				asked[m[2]] = append(tags, m[1])
				if len(tags) > 0 {
					t.Errorf("%s: a script asks for the id %q, which <%s> has here and <%s> elsewhere", path, m[2], m[1], tags[0])
				}
			}
		}
	}
	if len(asked) < 10 || len(asked["main"]) == 0 || len(asked["message-tools"]) == 0 {
		t.Errorf("this test does not see what it should: %v", asked)
	}
}
