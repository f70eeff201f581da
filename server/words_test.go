//go:build !race

package server_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named is a word of the login that the shipped content teaches. The program's own name, as in its module and in what
// browsers keep, is none.
var named = regexp.MustCompile(`\bNAP\b|NAPPLUS|napplus|(?i:nhso)|สปสช|(?i:\bthai?[ -]?i?d\b)|ไทยดี|dmis|(?i:\bdopa\b)|กรมการปกครอง|\biam\.|imauth`)

func TestNoWordOfOneLoginStandsInTheProgram(t *testing.T) {
	read := 0
	for _, root := range []string{"../server", "../cmd", "../static", "../locales"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() && entry.Name() == "testdata" {
				return fs.SkipDir
			}
			switch filepath.Ext(name) {
			case ".go", ".html", ".css", ".js", ".toml", ".txt":
			default:
				return nil
			}
			if entry.IsDir() || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			raw, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			read++
			n := 0
			for line := range strings.Lines(string(raw)) {
				n++
				if word := named.FindString(line); word != "" {
					t.Errorf("%s:%d: %q", name, n, word)
				}
			}
			if word := named.FindString(filepath.Base(name)); word != "" {
				t.Errorf("%s: %q", name, word)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
}
