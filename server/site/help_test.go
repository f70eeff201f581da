package site

import "testing"

func TestAWordOfTheHelpIsFoundWhereItBegins(t *testing.T) {
	for _, c := range []struct {
		word, text string
		in         bool
	}{
		{"code", "the code has expired", true},
		{"code", "practice codes", true},
		{"code", "forgot the passcode", false},
		{"code", "a passcode is no code", true},
		{"โค้ด", "คิวอาร์โค้ดหมดอายุ", true},
		{"wi-fi", "join the same wi-fi", true},
		{"เมนู", "สแกนไม่ผ่าน", false},
		{"code", "", false},
	} {
		if got := wordIn(c.word, c.text); got != c.in {
			t.Errorf("%q in %q: %v", c.word, c.text, got)
		}
	}
}
