package site

import (
	"bytes"
	"strings"
	"testing"
)

// TestWhileSomebodyWritesTheWorkerKeepsNothingAndIsTheSameAfterEachSave holds a browser to what it shows: a worker that is new
// after each save would have it fetch every page before the one that is open.
func TestWhileSomebodyWritesTheWorkerKeepsNothingAndIsTheSameAfterEachSave(t *testing.T) {
	edit := func(files map[string]string) {
		files["th/summary.md"] = strings.Replace(files["th/summary.md"], "\ntitle: ", "\ntitle: X ", 1)
	}
	worker := func(dev bool, change func(map[string]string)) []byte {
		return oddSiteWith(t, Options{Dev: dev}, change).files["/sw.js"].Raw()
	}
	none := func(map[string]string) {}
	before, after := worker(true, none), worker(true, edit)
	if !bytes.Equal(before, after) {
		t.Error("a save makes another worker")
	}
	if bytes.Contains(before, []byte(`"/th/`)) || bytes.Contains(before, []byte(`"/assets/`)) {
		t.Errorf("the worker keeps pages: %.600s", before)
	}
	if served := worker(false, none); !bytes.Contains(served, []byte(`"/th/`)) || bytes.Equal(served, worker(false, edit)) {
		t.Error("the served site's worker keeps no pages, or the same after an edit")
	}
}
