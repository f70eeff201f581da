package signs

import (
	"strings"
	"testing"
)

func TestWhatNobodySeesOrTurnsLettersDoesNotBelongInAText(t *testing.T) {
	for what, text := range map[string]string{
		"the other way":             "ก\u202eข",
		"an isolate":                "ก\u2066ข",
		"a mark of direction":       "ก\u200fข",
		"the Arabic one":            "ก\u061cข",
		"a control character":       "ก\x07ข",
		"one of the second set":     "ก\u0085ข",
		"a carriage return":         "ก\rข",
		"a line separator":          "ก\u2028ข",
		"a soft hyphen":             "pass\u00adword",
		"a byte order mark inside":  "ก\ufeffข",
		"no width within a name":    "Thai\u200bID",
		"no width within a host":    "dmis.\u200bnhso.go.th",
		"a joiner before a letter":  "ก\u200dA",
		"a word joiner in a name":   "N\u2060AP",
		"a tag":                     "ก\U000e0041ข",
		"private use":               "\uf0b7 ข้อ",
		"no character":              "ก\ufffeข",
		"a filler":                  "ก\u3164ข",
		"an empty pattern":          "ก\u2800ข",
		"as an entity":              "ก&#x202E;ข",
		"as a named entity":         "A&zwnj;B",
		"as an entity in decimals":  "ก&#8238;ข",
		"as an escape":              `name = "\u202E"`,
		"as a long escape":          `name = "\U0000202e"`,
		"as an escape of two signs": `title: "\x07"`,
		"half a character":          "ก\xe0\xb8ข",
		"TIS-620":                   "\xa1\xa2",
	} {
		if line, said := Find([]byte("ก ข\r\n" + text + "\n")); line != 2 || said == "" {
			t.Errorf("%s: line %d, %q", what, line, said)
		}
	}
	for what, text := range map[string]string{
		"nothing":                     "",
		"lines":                       "ก\r\nข\n\tค",
		"Thai":                        "น้ำ ที่ ญี่ปุ่น ฤๅษี ๆ ฯลฯ",
		"Thai, taken apart":           "น\u0e49ํา",
		"Lao with ends of lines":      "ພາສາ\u200bລາວ",
		"Burmese with joiners":        "မြန်မာ\u200cဘာသာ",
		"a family":                    "👩\u200d👩\u200d👧 ❤️ ☎️",
		"a space that holds":          "9\u00a0หลัก",
		"what stands for a character": "&amp; &lt; &nbsp; R&D",
		"paths":                       `C:\Users\x \\server\share`,
		"a line's end":                `a = "ก\nข\u000aค"`,
		"an accent apart":             "cafe\u0301",
		"the sign for no character":   "\ufffd",
	} {
		if line, said := Find([]byte(text)); line != 0 || said != "" {
			t.Errorf("%s: line %d, %q", what, line, said)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("ก\u202e&#x202e;\\u202e\xff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		line, what := Find(text)
		if (line == 0) != (what == "") || line > strings.Count(string(text), "\n")+1 {
			t.Errorf("line %d, %q", line, what)
		}
	})
}
