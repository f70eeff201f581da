package main

import (
	"archive/zip"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var programme = regexp.MustCompile(`(?i)เอดส์|ผู้ติดเชื้อ|\bAIDS\b|\bHIV\b`)

// What leaves the program as files is seen by others, and works where no server refuses anything: the export, the package
// for a learning system, the sheet, the shortcut, the preview picture.
func TestWhatIsHandedOutNamesNoProgrammeAndAsksForNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	if code, _, stderr := end(t, "export", dir); code != exitOK {
		t.Fatal(stderr)
	}
	pack := filepath.Join(t.TempDir(), "nap.zip")
	if code, _, stderr := end(t, "export", "--scorm", pack); code != exitOK {
		t.Fatal(stderr)
	}
	z, err := zip.OpenReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	seen := map[string]int{}
	for name, files := range map[string]fs.FS{"export": os.DirFS(dir), "package": z} {
		err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(files, file)
			if err != nil {
				return err
			}
			seen[path.Ext(file)]++
			text := string(raw) // pictures too: a PNG may carry words
			if strings.HasSuffix(file, "th/index.html") || strings.HasSuffix(file, "en/index.html") {
				before, rest, found := strings.Cut(text, `<section class="about`)
				_, after, _ := strings.Cut(rest, "</section>")
				if found {
					seen["about"]++
					text = before + after
				}
			}
			if found := programme.FindString(html.UnescapeString(text)); found != "" {
				t.Errorf("%s: %s says %s", name, file, found)
			}
			if path.Ext(file) == ".html" {
				for _, fault := range asksIn(t, text) {
					t.Errorf("%s: %s %s", name, file, fault)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen[".html"] < 300 || seen["about"] < 4 || seen[".png"] < 2 || seen[".url"] < 1 || seen[".xml"] < 1 {
		t.Errorf("this test does not see what it should: %v", seen)
	}
	// What is drawn in the pictures is written in the program that draws them; what is said elsewhere, in these.
	words := []string{"../../server/site/pictures_test.go"}
	for _, pattern := range []string{"../../locales/*.toml", "../../content/*/*.md", "../../content/*/*/*.md", "../../static/js/*.js"} {
		found, _ := filepath.Glob(pattern)
		words = append(words, found...)
	}
	if len(words) < 60 {
		t.Errorf("only %d files of words", len(words))
	}
	for _, file := range words {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := programme.Find(raw); found != nil && filepath.Base(file) != "about.md" {
			t.Errorf("%s says %s", file, found)
		}
	}
}

// asksIn finds fields in which anything can be written, and forms that post.
func asksIn(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		_, editable := attrs["contenteditable"]
		switch kind := attrs["type"]; {
		case n.Data == "input" && kind != "radio" && kind != "checkbox" && kind != "hidden":
			out = append(out, "has an input of type "+kind)
		case n.Data == "textarea", n.Data == "object", n.Data == "embed", editable:
			out = append(out, "has a <"+n.Data+">")
		}
	}
	return out
}
