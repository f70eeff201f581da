package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	variable = regexp.MustCompile(`GUIDE_[A-Z_]+`)
	figure   = regexp.MustCompile(`\bguide_[a-z_]+`)
)

func TestWhatIsDeployedNamesFlagsAndFiguresThatExist(t *testing.T) {
	t.Parallel()
	_, help, _ := end(t, "serve", "--help")
	counted, err := os.ReadFile("../../server/metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	filepath.WalkDir("../../deploy", func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, v := range variable.FindAllString(string(raw), -1) {
			if v != "GUIDE_HOST" && !strings.Contains(help, "$"+v) { // the first is the compose file's own
				t.Errorf("%s sets %s, which no flag reads", name, v)
			}
		}
		if filepath.Ext(name) != ".json" {
			return nil
		}
		if !json.Valid(raw) {
			t.Errorf("%s is no JSON", name)
		}
		for _, f := range figure.FindAllString(string(raw), -1) {
			if f != "guide_at" && !strings.Contains(string(counted), `"`+strings.TrimSuffix(f, "_bucket")+`"`) {
				t.Errorf("%s shows %s, which nobody counts", name, f)
			}
		}
		return nil
	})
	if files < 7 {
		t.Errorf("only %d files", files)
	}
	shown, err := os.ReadFile("../../deploy/grafana/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	told, err := os.ReadFile("../../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range regexp.MustCompile(`"(guide_[a-z_]+)"`).FindAllStringSubmatch(string(counted), -1) {
		if !strings.Contains(string(shown), f[1]) {
			t.Errorf("%s is counted, and the dashboard does not show it", f[1])
		}
		if !strings.Contains(string(told), "`"+f[1]+"`") {
			t.Errorf("%s is counted, and docs/operate.md does not tell what it is", f[1])
		}
	}
}
