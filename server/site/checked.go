package site

import (
	"html/template"
	"time"
)

// checkedOld is how long ago screens may have been compared with the real ones before trainers are told to look.
const checkedOld = 183 * 24 * time.Hour

// checked is the month since which no screen has been compared with the real one, in UTC; zero where one never was.
func (s *Site) checked(lang string) (oldest time.Time) {
	for _, screen := range s.opt.Guides[lang].Screens {
		month, err := time.Parse("2006-01", screen.Checked)
		if err != nil {
			return time.Time{}
		}
		if oldest.IsZero() || month.Before(oldest) {
			oldest = month
		}
	}
	return oldest
}

// Checked says when the simulated screens were last compared with the real ones; "" where nobody wrote it down.
func (b base) Checked() (template.HTML, error) {
	month := b.site.checked(b.Lang)
	if month.IsZero() {
		return "", nil
	}
	return b.H("site.checked", "Month", b.p.Month(month))
}

// CheckedLong tells a trainer where that was long ago.
func (k workshopPage) CheckedLong() (template.HTML, error) {
	month := k.site.checked(k.Lang)
	if k.Kit == nil || month.IsZero() || k.Kit.Now.IsZero() || k.Kit.Now.Sub(month.AddDate(0, 1, 0)) < checkedOld {
		return "", nil
	}
	return k.H("kit.checked-old", "Checked", k.html("site.checked", "Month", k.p.Month(month)))
}
