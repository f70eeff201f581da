package server_test

import (
	"strings"
	"testing"
)

// Who has declined as the run asked is not asked to decline first once more.
func TestTheSecondCodeOfTheDecliningRunAsksToAllow(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][2]string{"th": {"ลองกดปฏิเสธ", "คราวนี้"}, "en": {"first press Decline", "Now scan, and press Allow"}} {
		first, second := words[0], words[1]
		brief := func(state string) string {
			_, after, ok := strings.Cut(w.browser().get("/"+lang+"/practice/declined/"+state).want(t, 200).body, `<div class="brief">`)
			if !ok {
				t.Fatalf("%s in %s has no brief", state, lang)
			}
			text, _, _ := strings.Cut(after, "</div>")
			return text
		}
		if s := brief("qr-decline"); !strings.Contains(s, first) {
			t.Errorf("the first code in %s asks %q", lang, s)
		}
		if s := brief("qr"); !strings.Contains(s, second) || strings.Contains(s, first) {
			t.Errorf("the second code in %s asks %q", lang, s)
		}
	}
}
