package locale

import (
	"slices"
	"testing"

	"napguide/locales"
)

// FuzzMatch looks for a panic, and for a language that there is not.
func FuzzMatch(f *testing.F) {
	c, err := Load(locales.FS)
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range [][2]string{{"", "th"}, {"en", "th"}, {"", "en-GB,en;q=0.9,th;q=0.5"}, {"xx", ";;;q=,"}, {"", "*"}, {"th\x00", "en;q=1e999"}, {"", "en-u-va-posix,x-klingon;q=-1"}, {"\xff", "\xff\xfe"}, {"", "und-Thai-TH, en;q=0"}} {
		f.Add(v[0], v[1])
	}
	f.Fuzz(func(t *testing.T, cookie, header string) {
		lang := c.Match(cookie, header)
		if !slices.Contains(c.Languages(), lang) {
			t.Errorf("cookie %q, Accept-Language %q: %q", cookie, header, lang)
		}
		if slices.Contains(c.Languages(), cookie) && lang != cookie {
			t.Errorf("the choice %q is not kept: %q", cookie, lang)
		}
		if again := c.Match(cookie, header); again != lang {
			t.Errorf("first %q, then %q", lang, again)
		}
	})
}
