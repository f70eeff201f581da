package codes

import (
	"strings"
	"testing"
	"unicode"
)

func TestWhatAPersonCallsTheseDigitsIsRead(t *testing.T) {
	for _, text := range []string{
		"589146", "589 146", " 589-146 ", "5 8 9 1 4 6", "589  146", "589\t146", "589\n146", "58 91 46",
		"๕๘๙๑๔๖", "๕๘๙ ๑๔๖", "๕๘๙146", "５８９　１４６", "٥٨٩١٤٦", "۵۸۹۱۴۶", "५८९१४६", "໕໘໙໑໔໖", "៥៨៩១៤៦", "၅၈၉၁၄၆", "𝟓𝟖𝟗𝟏𝟒𝟔", "𝟻𝟾𝟿𝟷𝟺𝟼",
		"⁵⁸⁹¹⁴⁶", "₅₈₉₁₄₆", "⑤⑧⑨①④⑥", "❺❽❾❶❹❻", "5️⃣8️⃣9️⃣1️⃣4️⃣6️⃣",
		"589\u00a0146", "589\u202f146", "589\u2009146", "589\u200b146", "589\u2060146", "\u200e589146\u200f", "\u202a589146\u202c", "\u2066589 146\u2069", "\ufeff589146", "589\u00ad146", "5\u200d89146",
		"589–146", "589—146", "589‑146", "589−146", "589‐146", "589‒146", "589―146", "589－146", "589ー146", "589﹣146", "589·146", "589•146", "589_146", "589/146", "589.146", "589,146", "589:146", "589~146",
		"589146.", "589146。", "589146,", "589146;", "589146!", "(589146)", "[589 146]", "“589146”", "'589146'", "\"589 146\"", "«589146»", "<589146>", "`589146`", "**589146**", "#589146", "№ 589146", "589146/", "/589146", "589146\u0e2f",
		"รหัสห้อง 589 146", "รหัสห้อง589146ค่ะ", "ห้อง ๕๘๙ ๑๔๖ นะคะ", "Room code: 589 146.", "code 589146 please", "รหัส: 589-146 (ห้องประชุม 2)", "ห้อง 2 รหัส 589 146 เวลา 9.00 น.",
		"http://192.168.1.20:3000/j/589146", "https://guide.example.org/j/589146", "192.168.1.20:3000/j/589146", "training-pc/j/589 146", "http://192.168.1.20:3000/j/589%20146", "http://192.168.1.20:3000/j/589%2520146",
		"http://10.0.0.1/j/๕๘๙๑๔๖", "HTTP://10.0.0.12/J/589146/", "เปิด http://192.168.1.20:3000/j/589146 แล้วกดเข้าร่วม", "http://192.168.1.20:3000/j/589146?lang=th", "http://192.168.1.20:3000/j/589146#top",
		"เปิด 10.10.1.1:80/j แล้วใส่ 589 146", "http://10.10.1.1/j  589 146", "http://123456.example/j/589146", "589%20146", "%E0%B9%95%E0%B9%98%E0%B9%99%E0%B9%91%E0%B9%94%E0%B9%96",
		"ถคตๅภุ", "ถคต ๅภุ",
	} {
		if got, ok := ReadDigits(text, 6); !ok || got != "589146" {
			t.Errorf("%q is read as %q, %v", text, got, ok)
		}
	}
	for text, want := range map[string]string{"482 913 057": "482913057", "๔๘๒-๙๑๓-๐๕๗": "482913057", "http://192.168.1.20/d/482913057": "482913057", "http://192.168.1.20:3000/d/482913057/app": "482913057", "ภค/ตๅ-จถึ": "482913057", "⓪①②③④⑤⑥⑦⑧": "012345678"} {
		if got, ok := ReadDigits(text, 9); !ok || got != want {
			t.Errorf("%q is read as %q, %v", text, got, ok)
		}
	}
}

func TestWhatIsNoCodeOrMoreThanOneIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "58914", "5891467", "589146 7", "58914A", "A589146", "589146x", "5891 46O", "O89146", "l89146", "589146 482913", "รหัส 589 146 หรือ 482 913", "-1.5e10", "ห้าแปดเก้า", "abcdef",
		"\xff\xfe589146", strings.Repeat("5", 3000), "589146" + strings.Repeat(" ", 3000), "http://192.168.1.2/d/482913057", "%ff589146", "//////", "-----/", "/-/-/-",
		"½½½½½½", "五八九一四六", "ⅠⅡⅢⅣⅤⅥ",
	} {
		if got, ok := ReadDigits(text, 6); ok {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

func TestEveryDecimalDigitOfUnicodeHasItsValue(t *testing.T) {
	for _, r := range "09๐๙０９٠٩۰۹०९𝟎𝟗𝟘𝟡𝟬𝟵𝟶𝟿" {
		if d, ok := digit(r); !ok || d != 0 && d != 9 {
			t.Errorf("%q counts as %d, %v", r, d, ok)
		}
	}
	for _, t16 := range unicode.Nd.R16 {
		if (t16.Hi-t16.Lo+1)%10 != 0 || t16.Stride != 1 {
			t.Errorf("the digits from %U on are no tens", t16.Lo)
		}
	}
	for _, t32 := range unicode.Nd.R32 {
		if (t32.Hi-t32.Lo+1)%10 != 0 || t32.Stride != 1 {
			t.Errorf("the digits from %U on are no tens", t32.Lo)
		}
	}
}

func FuzzReadDigits(f *testing.F) {
	for _, s := range []string{"589 146", "๕๘๙๑๔๖", "http://a/j/589%20146", "ถคตๅภุ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := ReadDigits(text, 6)
		if again, _ := ReadDigits(got, 6); ok && (len(got) != 6 || strings.Trim(got, "0123456789") != "" || again != got) {
			t.Errorf("%q is read as %q", text, got)
		}
	})
}
