package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drawnMaps are the maps of a folder of content, by file.
func drawnMaps(t *testing.T, args ...string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "maps")
	end(t, append([]string{"check", "--map", dir}, args...)...)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	maps := map[string]string{}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(strings.NewReader(string(raw)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is no SVG: %v", f.Name(), err)
			}
		}
		maps[f.Name()] = string(raw)
	}
	return maps
}

func TestEveryRunIsDrawnInEveryLanguageAndTwiceTheSame(t *testing.T) {
	t.Parallel()
	maps := drawnMaps(t)
	if len(maps) != 20 {
		t.Errorf("%d maps", len(maps))
	}
	for name, again := range drawnMaps(t) {
		if maps[name] != again {
			t.Errorf("%s is drawn otherwise the second time", name)
		}
	}
	for name, picture := range maps {
		for _, want := range []string{`role="img"`, "<title>", "<desc>1. "} {
			if !strings.Contains(picture, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		if strings.Contains(picture, "⚠") {
			t.Errorf("%s marks a fault where there is none", name)
		}
		if strings.Contains(picture, "style=") || strings.Contains(picture, "<script") {
			t.Errorf("%s has what the policy of the site refuses", name)
		}
	}
	code := maps["relayed-code.th.svg"]
	for _, want := range []string{"เริ่มที่นี่", "โค้ดของคนอื่น", "จบ", "stroke-dasharray", "✗ สแกนให้ → ", "✓ ปฏิเสธอย่างสุภาพ → "} {
		if !strings.Contains(code, want) {
			t.Errorf("the map of relayed-code lacks %s", want)
		}
	}
	if !strings.Contains(maps["relayed-code.en.svg"], "somebody else&#39;s code") {
		t.Error("the English map does not speak English")
	}
}

// TestWhatIsWrongWithARunIsMarkedInItsMap breaks a run in each way that its map can show.
func TestWhatIsWrongWithARunIsMarkedInItsMap(t *testing.T) {
	t.Parallel()
	maps := drawnMaps(t, "--content", ownCopy(t, map[string]string{
		"th/scenarios/relayed-code.md": "- [ต่อไป](next) -> refused\n→- [ต่อไป](next) -> nonesuch\n",
		"th/scenarios/no-rights.md":    "\n## หน้า NAPPLUS {→\n## หลงทาง {#astray}\n\nไม่มีใครมาที่นี่\n\n- [วนอยู่](round) -> astray\n\n## หน้า NAPPLUS {",
		"th/scenarios/expired.md":      "- new-code -> qr→- new-code -> qr-expired",
	}))
	for name, wants := range map[string][]string{
		"relayed-code": {"⚠ ต่อไป → ไม่มีที่ชื่อ nonesuch", "⚠ Next → there is no nonesuch"},
		"no-rights":    {"⚠ ไม่มีทางมาถึงที่นี่", "⚠ nothing leads here"},
		"expired":      {"⚠ จากที่นี่ไปไม่ถึงตอนจบ", "⚠ no way leads to the end from here"},
	} {
		for i, lang := range []string{"th", "en"} {
			if got := maps[name+"."+lang+".svg"]; !strings.Contains(got, wants[i]) || !strings.Contains(got, `stroke-width="4"`) && name != "relayed-code" {
				t.Errorf("the map of %s in %s does not say %s:\n%s", name, lang, wants[i], got)
			}
		}
	}
}
