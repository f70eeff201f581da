package main

import (
	"archive/zip"
	"encoding/xml"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheVersionStandsWhereverSomebodyWouldLookForIt(t *testing.T) {
	const version = "7.8.9"
	release = version // as `make release` links it in
	t.Cleanup(func() { release = "" })
	t.Setenv("GUIDE_TEST_VERSION", version)
	code, out, _ := end(t, "version")
	if code != exitOK || !regexp.MustCompile(`^guide 7\.8\.9( [0-9a-f]{40})?, go\S+\n$`).MatchString(out) {
		t.Errorf("guide version: %d, %q", code, out)
	}
	admin := freeAddr(t)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--admin-addr", admin)
	for lang, want := range map[string]string{"th": "รุ่น 7.8.9", "en": "Version 7.8.9"} {
		if home := readAll(t, p.browser().do("GET", "/"+lang+"/", nil)); !strings.Contains(home, want) {
			t.Errorf("what the site is does not end with %q in %s", want, lang)
		}
	}
	res, err := http.Get("http://" + admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	if figures := readAll(t, res); !regexp.MustCompile(`guide_build_info\{revision="[0-9a-f]*",version="7\.8\.9"\} 1`).MatchString(figures) {
		t.Error("/metrics does not tell the version")
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(p.stderr.String(), "\n"); !strings.Contains(first, "msg=guide version=7.8.9 ") || strings.Count(p.stderr.String(), "version=7.8.9") != 1 {
		t.Errorf("the log begins with %q", first)
	}

	file := filepath.Join(t.TempDir(), "login.zip")
	if code, _, stderr := end(t, "export", "--scorm", file); code != exitOK {
		t.Fatal(stderr)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	manifest, err := z.Open(manifestName)
	if err != nil {
		t.Fatal(err)
	}
	var head struct {
		Version string `xml:"version,attr"`
	}
	if err := xml.NewDecoder(manifest).Decode(&head); err != nil || head.Version != version {
		t.Errorf("the package's manifest says version %q, %v", head.Version, err)
	}
	if len(manifestVersion("1.2.4-dev.12345.g0123456789")) > 20 {
		t.Error("a long version is longer than a manifest may say")
	}
}

// The log's first line tells the version, also where the store has something to say before the site is there.
func TestTheLogBeginsWithTheVersionWhateverComesFirst(t *testing.T) {
	data := t.TempDir()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", data, "--log-format", "json")
	p.browser().makeGrant()
	p.cmd.Process.Kill()
	p.cmd.Wait()
	if err := os.Truncate(filepath.Join(data, "journal"), 3); err != nil {
		t.Fatal(err)
	}
	p = launch(t, "--addr", "127.0.0.1:0", "--data", data, "--log-format", "json")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(p.stderr.String(), "\n")
	if !strings.Contains(lines[0], `"msg":"guide","version":"`) || !strings.Contains(lines[1], "the store") {
		t.Errorf("the log is\n%s", p.stderr.String())
	}
}

func TestTheChangelogHasTheFormThatPeopleKnow(t *testing.T) {
	raw, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`(?m)^## (.*)$`)
	version := regexp.MustCompile(`^(?:\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d)$`)
	var versions []string
	for _, m := range head.FindAllStringSubmatch(string(raw), -1) {
		if !version.MatchString(m[1]) {
			t.Errorf("the heading %q is neither [Unreleased] nor [1.2.3] - 2026-01-31", m[1])
		}
		versions = append(versions, m[1])
	}
	if len(versions) == 0 || versions[0] != "[Unreleased]" {
		t.Errorf("it does not begin with what is not released: %q", versions)
	}
	kinds := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
	for _, m := range regexp.MustCompile(`(?m)^### (.*)$`).FindAllStringSubmatch(string(raw), -1) {
		if !slices.Contains(kinds, m[1]) {
			t.Errorf("%q is no kind of change", m[1])
		}
	}
}
