package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var attribute = regexp.MustCompile(` (?:href|src|action)="([^"]*)"`)

func TestEveryAddressInAnExportLeadsToAFileOfIt(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	if code, _, stderr := end(t, "export", dir, "--public-url", "https://hospital.example.org/nap"); code != exitOK {
		t.Fatal(stderr)
	}
	out, pages := os.DirFS(dir), 0
	fs.WalkDir(out, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".html" {
			return err
		}
		pages++
		raw, _ := fs.ReadFile(out, name)
		body := string(raw)
		if !strings.Contains(body, " data-static") || !strings.Contains(body, `http-equiv="Content-Security-Policy"`) || strings.Contains(body, "?lang=") {
			t.Errorf("%s is no page of an export", name)
		}
		for _, m := range attribute.FindAllStringSubmatch(body, -1) {
			to, part, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, ":") || to == "" && part == "" { // elsewhere; or no outcome
				continue
			}
			target := path.Join(path.Dir(name), to)
			if to == "" {
				target = name
			}
			found, err := fs.ReadFile(out, target)
			if err != nil || strings.HasPrefix(to, "/") {
				t.Errorf("%s links to %s", name, m[1])
			} else if part != "" && !strings.Contains(string(found), ` id="`+part+`"`) {
				t.Errorf("%s links to %s, where nothing has that name", name, m[1])
			}
		}
		return nil
	})
	if pages < 150 {
		t.Errorf("only %d pages", pages)
	}
	if raw, _ := os.ReadFile(filepath.Join(dir, "th", "print.html")); !strings.Contains(string(raw), "hospital.example.org/nap") {
		t.Error("the sheet does not name the place of the files")
	}
	for _, args := range [][]string{{"export"}, {"export", dir}, {"export", dir + "2", "--scorm", "x.zip"}, {"export", dir + "2", "--public-url", "nowhere"}, {"export", dir + "2", "--live-url", "http://x/"}} {
		if code, _, stderr := end(t, args...); code != exitFail || strings.Count(stderr, "\n") != 1 {
			t.Errorf("guide %v: code %d, %q", args, code, stderr)
		}
	}
}
