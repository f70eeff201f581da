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
		`active.th.toml:37: "ห้าขั้น" `,
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

func TestCheckNamesAWordThatMayStandOnceAPageWhereItStandsAgain(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{
		"site.toml": "[[th.word]]\nuse = \"ไม่เป็นไร\"\nonce = [\"หนึ่งครั้ง\"]\n\n[[en.word]]\nuse = \"no problem\"\nonce = [\"just once\"]\n",
	})
	write(t, dir+"/th/about.md", "---\nid: about\ntitle: ก\nsummary: ข\n---\nหนึ่งครั้ง\n\nค\n\nหนึ่ง**ครั้ง** นี้\n")
	write(t, dir+"/en/about.md", "---\nid: about\ntitle: a\nsummary: b\n---\nThis just once, and just once again.\n")
	write(t, dir+"/th/summary.md", "---\nid: summary\ntitle: ก\nsummary: ข\n---\nหนึ่งครั้ง\n") // another page
	write(t, dir+"/th/scenarios/standard.md", "เข้าสู่ระบบ|ฝึกสำเร็จ→เข้าสู่ระบบ|หนึ่งครั้ง")   // a heading of a run begins a page
	write(t, dir+"/th/scenarios/standard.md", "ไม่สามารถ|เข้าสู่ระบบได้→หนึ่งครั้ง")
	end(t, "check", "--content", dir, "--record")
	code, stdout, _ := end(t, "check", "--content", dir)
	if code != exitFail {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{
		`th/about.md:10: "หนึ่งครั้ง" stands on this page already, in line 6; use: ไม่เป็นไร`,
		`en/about.md:7: "just once" stands on this page already, in line 7; use: no problem`, // below the recorded source
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	if strings.Count(stdout, "stands on this page already") != 2 {
		t.Error(stdout)
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
