package tutorial

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestWhatSystemsAndEditorsLeaveIsPassedOver(t *testing.T) {
	files := sample()
	broken := "\x00\x01 no page"
	for _, name := range []string{
		"th/.DS_Store", "th/._start.md", "th/guide/._start.md", "th/guide/.start.md", "th/guide/.#start.md", "th/guide/#start.md#", "th/guide/~$start.md", "th/guide/~start.md",
		"th/guide/start.md~", "th/guide/start.md.bak", "th/guide/start.md.orig", "th/guide/start.md.swp", "th/guide/start.md.tmp", "th/Thumbs.db", "th/desktop.ini", "th/stuck/Desktop.ini",
		"th/__MACOSX/guide/start.md", "th/.obsidian/notes.md", "th/.git/x.md", "__MACOSX/th/start.md", "$RECYCLE.BIN/x.md", "System Volume Information/x", "th/quiz/start.md.part", ".vscode/x.md", "th/@eaDir/x.md",
	} {
		files[name] = broken
	}
	mustLoad(t, files)
}

// Each change of a file's name is one fault for each language: what only follows from it is not blamed too.
func TestAFileUnderAWrongNameIsNamedForWhatItIs(t *testing.T) {
	move := func(to string) func(map[string]string) {
		return func(f map[string]string) {
			for _, lang := range []string{"th/", "en/"} {
				f[lang+"guide/"+to] = f[lang+"guide/scan-qr.md"]
				delete(f, lang+"guide/scan-qr.md")
			}
		}
	}
	add := func(name string) func(map[string]string) {
		return func(f map[string]string) { f[name] = f["th/guide/start.md"] }
	}
	for _, v := range []struct {
		change func(map[string]string)
		want   string // how each fault begins
		n      int
	}{
		{move("scan-qr.md.txt"), `guide/scan-qr.md.txt:1: the file's name ends in ".md.txt"; rename it to scan-qr.md`, 2},
		{move("scan-qr.MD"), `guide/scan-qr.MD:1: the file's name ends in ".MD"; rename it to scan-qr.md`, 2},
		{move("scan-qr.md.md"), `guide/scan-qr.md.md:1: the file's name ends in ".md.md"; rename it to scan-qr.md`, 2},
		{move("scan-qr.txt"), `guide/scan-qr.txt:1: the file's name ends in ".txt"; rename it to scan-qr.md`, 2},
		{move("scan-qr.markdown"), `guide/scan-qr.markdown:1: the file's name ends in ".markdown"; rename it to scan-qr.md`, 2},
		{add("th/guide/start - Copy.md"), `guide/start - Copy.md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start - Copy (2).md"), `guide/start - Copy (2).md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start (1).md"), `guide/start (1).md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start copy.md"), `guide/start copy.md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start copy 2.md"), `guide/start copy 2.md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/Copy of start.md"), `guide/Copy of start.md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start - สำเนา.md"), `guide/start - สำเนา.md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start (conflicted copy 2026-11-22).md"), `guide/start (conflicted copy 2026-11-22).md:1: this file is a copy of "start.md"; remove it`, 1},
		{add("th/guide/start.md.txt"), `guide/start.md.txt:1: this file stands beside "start.md" and is not read; remove it`, 1},
		{add("th/guide/start - Copy.md.txt"), `guide/start - Copy.md.txt:1: this file is a copy of "start.md"; remove it`, 1},
	} {
		files := sample()
		v.change(files)
		got := faultsOf(t, files)
		if len(got) != v.n || slices.ContainsFunc(got, func(f string) bool { return !strings.Contains(f, v.want) }) {
			t.Errorf("want %d times %q, got:\n%s", v.n, v.want, strings.Join(got, "\n"))
		}
	}
}

func TestAnEncodingIsNamedOnceAndNothingElseIsBlamed(t *testing.T) {
	wide := func(s string, big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return string(b)
	}
	tis := func(s string) string {
		var b []byte
		for _, r := range s {
			if r >= 0xe01 && r <= 0xe5b {
				b = append(b, byte(r-0xe00+0xa0))
			} else {
				b = append(b, byte(r))
			}
		}
		return string(b)
	}
	for name, text := range map[string]string{"UTF-16": wide(sample()["th/guide/start.md"], false), "UTF-16 ": wide(sample()["th/guide/start.md"], true), "TIS-620": tis(sample()["th/guide/start.md"])} {
		files := sample()
		files["th/guide/start.md"] = text
		got := faultsOf(t, files)
		if len(got) != 1 || !strings.HasPrefix(got[0], "content/th/guide/start.md:1: the file is saved as "+strings.TrimSpace(name)) || !strings.Contains(got[0], "UTF-8") {
			t.Errorf("%s: %s", name, strings.Join(got, "\n"))
		}
	}
	files := sample()
	files["th/help.md"] = strings.Replace(files["th/help.md"], "เลือก", "\xe0\xb8", 1) // one broken place in a file that is UTF-8
	if got := faultsOf(t, files); len(got) != 1 || !strings.Contains(got[0], "help.md:6: the text is not UTF-8") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

func TestWhatNobodySeesInFrontMatterChangesNothing(t *testing.T) {
	want := mustLoad(t, sample())["th"].Help
	for _, change := range []func(string) string{
		func(s string) string { return strings.ReplaceAll(s, "---\n", "---  \n") },
		func(s string) string { return strings.ReplaceAll(s, "---\n", "---\t\r\n") },
		func(s string) string { return strings.ReplaceAll(s, "---\n", "---\u00a0\n") },
		func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	} {
		files := sample()
		files["th/help.md"] = change(files["th/help.md"])
		got := mustLoad(t, files)["th"].Help
		if got.Hash != want.Hash || got.Body != want.Body {
			t.Errorf("%q is read differently", files["th/help.md"][:20])
		}
	}
	for change, want := range map[string]string{
		"\n\n---\nid: ": "empty lines stand above the first ---",
		" ---\nid: ":    "spaces stand before the first ---",
		"—\nid: ":       `the first line is "—", which is no ---`,
		"-–\nid: ":      `the first line is "-–", which is no ---`,
	} {
		files := sample()
		files["th/help.md"] = strings.Replace(files["th/help.md"], "---\nid: ", change, 1)
		if got := faultsOf(t, files); len(got) != 1 || !strings.Contains(got[0], "th/help.md:1: "+want) {
			t.Errorf("%q: %s", change, strings.Join(got, "\n"))
		}
	}
	files := sample()
	files["th/help.md"] = strings.Replace(files["th/help.md"], "---\nid: ", "---\n\tid: ", 1)
	if got := faultsOf(t, files); len(got) != 1 || !strings.Contains(got[0], "a tab") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
