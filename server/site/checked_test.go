package site

import (
	"strings"
	"testing"
)

// The month in which the screens were last compared with the real ones stands at the foot, on the sheet, and in the kit.
func TestWhenTheScreensWereLastComparedStandsAtTheFootAndOnTheSheet(t *testing.T) {
	s := shippedSite(t)
	for lang, want := range map[string]string{"th": "เทียบกับหน้าจอจริงล่าสุด พฤศจิกายน 2569", "en": "Last compared with the real screens: November 2026"} {
		for path, times := range map[string]int{"/": 1, "/print": 2, "/workshop": 1} {
			page := pageOf(t, s, "/"+lang+path)
			if n := strings.Count(page, want); n != times {
				t.Errorf("/%s%s says %d times %q, not %d", lang, path, n, want, times)
			}
		}
	}
}
