package main

import (
	"strings"
	"testing"
)

func TestCheckNamesEveryWordThatTheVocabularyLeavesOutAndWhatToUse(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{
		"th/quiz/address.md":       "title: →title: หน้าแรก|",
		"th/stuck/no-icon.md":      "summary: →summary: โค้ดหมด|เวลา ", // a phrase mark hides nothing
		"en/about.md":              "This→Don’t. In **practice**: This",
		"locales/active.th.toml":   "learn = \"→learn = \"ห้าขั้น ",
		"th/guide/signed-in.md":    "summary: →summary: หน้าแรก (Dashboard) ",
		"th/scenarios/standard.md": "summary: →summary: หน้าแรกของเว็บฝึก ",
	})
	end(t, "check", "--content", dir, "--record")
	code, stdout, _ := end(t, "check", "--content", dir)
	if code != exitFail {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{
		`th/quiz/address.md:4: "หน้าแรก" `, `th/stuck/no-icon.md:5: "หมดเวลา" is not a word of this site; use: หมดอายุ`, `en/about.md:`, `"n’t"`,
		`active.th.toml:36: "ห้าขั้น" `,
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	for _, right := range []string{"signed-in.md", "standard.md"} {
		if strings.Contains(stdout, right) {
			t.Errorf("%s is refused:\n%s", right, stdout)
		}
	}
}

func TestAFolderHasAVocabularyOfItsOwn(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"site.toml": "[[th.word]]\nuse = \"กรอบสีเหลือง\"\nnot = [\"กรอบเหลือง\"]\n", "th/about.md": "\n---\n→\n---\nกรอบเหลือง หน้าแรก "})
	end(t, "check", "--content", dir, "--record")
	if _, stdout, _ := end(t, "check", "--content", dir); !strings.Contains(stdout, "use: กรอบสีเหลือง") || !strings.Contains(stdout, "1 fault\n") {
		t.Error(stdout)
	}
	for text, want := range map[string]string{
		"[[th.word]]\nuse = \n":                         "site.toml:2: ",
		"[[th.word]]\nuse = \"a\"\nnever = [\"b\"]\n":   `"th.word.never" is unknown`,
		"[[th.word]]\nuse = \"a\"\nnot = \"no list\"\n": "site.toml:",
	} {
		write(t, dir+"/site.toml", text)
		if code, stdout, stderr := end(t, "check", "--content", dir); code != exitFail || !strings.Contains(stdout+stderr, want) || strings.Contains(stdout, "fault of the program") {
			t.Errorf("%q: %d %s%s", text, code, stdout, stderr)
		}
	}
}
