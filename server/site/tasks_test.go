package site

import (
	"regexp"
	"strings"
	"testing"
)

func TestTheTaskOfARunStandsOnItsScreensUpToItsEnd(t *testing.T) {
	s := shippedSite(t)
	for path, want := range map[string]bool{
		"/th/practice/wrong-method/napplus": true, "/th/practice/wrong-method/sso": true, "/th/practice/wrong-method/error": true,
		"/th/practice/wrong-method/sso-again": true, "/th/practice/wrong-method/qr": false, // the code says itself what to do
		"/th/practice/wrong-method/dashboard": false,
		"/en/practice/declined/qr-decline":    true, "/en/practice/declined/allowed": false,
		"/th/practice/lookalike/link-1": true, "/th/practice/lookalike/link-2": false, "/th/practice/lookalike/done": false,
		"/th/practice/relayed-code/chat": true, "/th/practice/relayed-code/chat-code": false,
		"/th/practice/standard/sso": false, "/th/practice/standard/napplus": true, "/en/practice/surprise/doors": false, // a situation says it itself
	} {
		f, ok := s.File(path)
		if !ok {
			t.Errorf("%s is not there", path)
		} else if got := strings.Contains(string(f.Raw()), `<div class="brief">`); got != want {
			t.Errorf("%s has the task: %t", path, got)
		}
	}
}

func TestTheRealNameIsRingedWhereOneIsToldToLook(t *testing.T) {
	s := shippedSite(t)
	ringed := regexp.MustCompile(`<figure class="name-bar">\s*<p[^>]*>\s*<span>https://<b>([^<]+)</b>`)
	for _, lang := range s.Languages() {
		for _, page := range []string{"/launch", "/help"} {
			f, _ := s.File("/" + lang + page)
			m := ringed.FindAllStringSubmatch(string(f.Raw()), -1)
			if len(m) != 1 || m[0][1] != s.titled(lang, page, "", "", "nav.help", "nav.help").liveHost() {
				t.Errorf("/%s%s rings %v", lang, page, m)
			}
		}
	}
	f, _ := s.File("/th/help")
	_, topic, _ := strings.Cut(string(f.Raw()), `id="address"`)
	if topic, _, _ = strings.Cut(topic, "</details>"); !ringed.MatchString(topic) {
		t.Error("the picture is not at the question of how the real site is known")
	}
}
