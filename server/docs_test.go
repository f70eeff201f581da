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
var notInTheTree = map[string]bool{"later.js": true, "index.html": true}

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
