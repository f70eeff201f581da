package site

import (
	"strings"
	"testing"
)

// The month in which the screens were last compared with the real ones stands at the foot, on the sheet, with a unit's details
// too, and in the kit.
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
	o := s.opt
	o.Unit = &Unit{Name: UnitText{"": "โรงพยาบาลตัวอย่าง"}, UnitContact: UnitContact{Admin: UnitText{"": "งานทะเบียน"}}}
	own, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(pageOf(t, own, "/th/print"), "เทียบกับหน้าจอจริงล่าสุด พฤศจิกายน 2569"); n != 2 {
		t.Errorf("the sheet with a unit's details says it %d times", n)
	}
}
