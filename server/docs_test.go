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

var sourceNamed = regexp.MustCompile("`([\\w./-]+\\.(?:go|css|html|js))[`:]")

// notInTheTree are names of files that the program makes.
var notInTheTree = map[string]bool{"later.js": true, "joined.js": true, "joined.css": true, "index.html": true}

func TestEverySourceFileThatTheDocsNameExists(t *testing.T) {
	var files []string
	filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		files = append(files, "/"+filepath.ToSlash(path))
		return err
	})
	docs, _ := filepath.Glob("../docs/*.md")
	decisions, _ := filepath.Glob("../docs/decisions/*.md")
	docs = append(docs, decisions...)
	named := 0
	for _, doc := range append(docs, "../README.md", "../ARCHITECTURE.md", "../CONTRIBUTING.md", "../SECURITY.md") {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sourceNamed.FindAllStringSubmatch(string(text), -1) {
			named++
			found := notInTheTree[m[1]]
			for _, file := range files {
				found = found || strings.HasSuffix(file, "/"+m[1])
			}
			if !found {
				t.Errorf("%s names %s, which is not there", doc, m[1])
			}
		}
	}
	if named < 20 {
		t.Errorf("%d names of files were found in the docs: this test does not see them", named)
	}
}

// nameInDocs is a name of the code: a test's, a function's or a method's after its package or type, a variable's in camel case.
var nameInDocs = regexp.MustCompile("`(?:[a-zA-Z]+\\.)?(Test[A-Z]\\w+|[A-Z]\\w*[a-z]\\w*|[a-z]+[A-Z]\\w+)(?:\\(\\))?`")

func TestEveryNameThatTheArchitectureTellsIsInTheCode(t *testing.T) {
	var code strings.Builder
	for _, root := range []string{".", "../cmd", "../e2e", "../static", "../internal", "../content", "../release"} {
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".go" || ext == ".js" || ext == ".css") && path != "docs_test.go" {
				raw, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				code.Write(raw)
			}
			return err
		})
	}
	words := map[string]bool{}
	for _, w := range regexp.MustCompile(`\w+`).FindAllString(code.String(), -1) {
		words[w] = true
	}
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	names := nameInDocs.FindAllStringSubmatch(string(text), -1)
	for _, m := range names {
		if !words[m[1]] {
			t.Errorf("nothing in the code is called %s", m[1])
		}
	}
	if len(names) < 20 {
		t.Errorf("%d names were found: this test does not see them", len(names))
	}
}
