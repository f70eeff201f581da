package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestASignThatNobodySeesIsRefusedInEveryTextFileThatAUnitCanWrite plants such signs, as they are and as each form's escapes.
func TestASignThatNobodySeesIsRefusedInEveryTextFileThatAUnitCanWrite(t *testing.T) {
	t.Parallel()
	for name, signs := range map[string][]string{
		"turns the direction": {"\u202e", "&#x202e;", `\u202e`, `\u202E`, `\U0000202e`},
		"has no width":        {"T\u200bh", "T&#8203;h", `T\u200bh`, `T\u200Bh`, `T\U0000200bh`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := ownCopy(t, nil)
			at := func(file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }
			says := func(where ...string) {
				t.Helper()
				code, stdout, _ := end(t, "check", "--content", dir, "--unit", at("unit.toml"), "--lang", "en")
				for _, want := range where {
					if strings.Contains(stdout, "has no part") {
						t.Errorf("what only follows is told too: %s", stdout)
					}
					if !strings.Contains(stdout, want+": the character U+") || code == exitOK {
						t.Errorf("code %d, nothing is said of %s: %s", code, want, stdout)
					}
				}
			}
			write(t, at("unit.toml"), "admin = \"งาน"+signs[2]+"ทะเบียน\"\n")
			write(t, at("th/help.md"), "ปิดเน็ตมือถือไว้ก่อน→ปิดเน็ต"+signs[1]+"มือถือไว้ก่อน")
			write(t, at("th/summary.md"), "\ntitle: →\ntitle: "+signs[0])
			write(t, at("th/prepare.md"), "\ntitle: →\ntitle: \""+signs[2]+"\" #")
			write(t, at("th/screens/sso.md"), "# e-Authentication→# "+signs[0]+"e-Authentication")
			write(t, at("th/phones/thaid.md"), "\ntitle: →\ntitle: "+signs[0])
			write(t, at("th/scenarios/expired.md"), "\ntitle: →\ntitle: "+signs[0])
			write(t, at("site.toml"), "use = \"หมดอายุ\"→use = \""+signs[4]+"\"")
			says("unit.toml:1", "th/help.md:13", "th/summary.md:3", "th/prepare.md:3", "th/screens/sso.md:8", "th/phones/thaid.md:3", "th/scenarios/expired.md:4", "site.toml:79")
			write(t, at("locales/active.en.toml"), `help = "→help = "`+signs[3])
			says("locales/active.en.toml:20")
		})
	}
}
