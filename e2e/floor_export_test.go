package e2e

import (
	"archive/zip"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// What goes on a stick or into a learning system meets old browsers too, and holds scripts that the server never serves.
func TestAnExportStaysWithinThePromisedBrowsers(t *testing.T) {
	t.Parallel()
	pack := filepath.Join(t.TempDir(), "lesson.zip")
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(file, "export", "--scorm", pack).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, err := zip.OpenReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	l, err := newLinter()
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]int{}
	for _, f := range files.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		in.Close()
		if err != nil {
			t.Fatal(err)
		}
		kind := path.Ext(f.Name)
		switch kind {
		case ".css":
			l.styles(f.Name, raw)
		case ".js":
			l.script(f.Name, raw)
		case ".html":
			l.markup(f.Name, raw)
		}
		read[kind]++
	}
	if read[".css"] < 2 || read[".js"] < 2 || read[".html"] < 100 {
		t.Errorf("read %v", read)
	}
	for _, fault := range l.faults {
		t.Error(strings.TrimSpace(fault))
	}
}
