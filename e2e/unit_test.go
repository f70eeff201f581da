package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestASheetWithAUnitsDetailsIsStillOnePage fills it to its longest, with every contact that it may have.
func TestASheetWithAUnitsDetailsIsStillOnePage(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "unit.toml")
	long := func(s string, n int) string { return string([]rune(strings.Repeat(s, n))[:n]) }
	text := "name = \"" + long("โรงพยาบาลประจำจังหวัดตัวอย่าง ", 80) + "\"\nnotice = \"" + long("วันพุธบ่ายมีคนช่วยที่ห้องประชุม ", 300) + "\"\n"
	contact := "admin = \"งานทะเบียนผู้ใช้\"\nphone = \"1234\"\nemail = \"users@hospital.example\"\n"
	text += contact + strings.Repeat("[[contact]]\n"+contact, 3)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	site := start(t, "--unit", file, "--public-url", "https://practise-nap-login.hospital-with-a-long-name.example.go.th")
	for _, lang := range languages {
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/print")
		for _, on := range papers {
			if got := len(pdfPage.FindAll(p.print(on), -1)); got != 1 {
				t.Errorf("%s on %s has %d pages", lang, on.name, got)
			}
		}
		p.visit("/" + lang + "/launch#not-in")
		p.waitFor(".unit")
		if wide := eval[int](p, `document.documentElement.scrollWidth-innerWidth`); wide > 0 {
			t.Errorf("the launcher in %s is %d px too wide", lang, wide)
		}
	}
}
