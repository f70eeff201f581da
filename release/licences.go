package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed files/README-th.txt
var readmeThai string

//go:embed files/README-en.txt
var readmeEnglish string

//go:embed files/unit.example.toml
var unitExample string

const licencesName = "LICENSES-OF-OTHERS.txt"

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.\-].*)?$`)

// licences collects those of Go and of every module that is in the program on some system. One without a licence ends the
// release.
func (r *release) licences() error {
	dirs := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list, err := output(r.root, "env", "GOOS="+system, "CGO_ENABLED=0", "go", "list", "-deps", "-tags", "nethttpomithttp2",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/guide")
		if err != nil {
			return err
		}
		for line := range strings.Lines(list) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				dirs[name] = dir
			}
		}
	}
	goroot, err := output(r.root, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	dirs["Go "] = goroot
	var b bytes.Buffer
	b.WriteString("The program is made with the following, each under its own licence.\n")
	for _, name := range slices.Sorted(mapKeys(dirs)) {
		entries, err := os.ReadDir(dirs[name])
		if err != nil {
			return err
		}
		found := 0
		fmt.Fprintf(&b, "\n%s\n%s\n", strings.Repeat("=", 78), strings.TrimSpace(name))
		for _, e := range entries {
			if e.IsDir() || !licenceFile.MatchString(e.Name()) {
				continue
			}
			raw, err := os.ReadFile(filepath.Join(dirs[name], e.Name()))
			if err != nil {
				return err
			}
			found++
			fmt.Fprintf(&b, "\n-- %s\n\n%s\n", e.Name(), bytes.TrimSpace(raw))
		}
		if found == 0 {
			return fmt.Errorf("%s has no licence file in %s", name, dirs[name])
		}
	}
	return os.WriteFile(filepath.Join(r.work, licencesName), b.Bytes(), 0o644)
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// legal is what stands in every archive beside the program: what to read, whose it is, and an example.
func (r *release) legal(top string) []entry {
	text := func(name string) []byte {
		raw, err := os.ReadFile(name)
		if err != nil {
			panic(err) // each was written or checked in before
		}
		return raw
	}
	return []entry{
		{top + "/README-th.txt", 0o644, 0, r.readme(readmeThai)},
		{top + "/README-en.txt", 0o644, 0, r.readme(readmeEnglish)},
		{top + "/LICENSE.txt", 0o644, 0, text(filepath.Join(r.root, "LICENSE"))},
		{top + "/CHANGELOG.md", 0o644, 0, text(filepath.Join(r.root, "CHANGELOG.md"))},
		{top + "/" + licencesName, 0o644, 0, text(filepath.Join(r.work, licencesName))},
		{top + "/unit.example.toml", 0o644, 0, []byte(unitExample)},
	}
}

// readme fills the version in.
func (r *release) readme(text string) []byte {
	return []byte(strings.ReplaceAll(text, "{version}", r.version))
}

// forNotepad is a text as every Windows shows it: marked as UTF-8, with its line ends.
func forNotepad(raw []byte) []byte {
	return append([]byte("\ufeff"), bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))...)
}

// stableInventory takes the time of the run out of an inventory, and puts that of the commit in.
func stableInventory(file string, made time.Time) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	about, ok := all["metadata"].(map[string]any)
	if !ok || all["bomFormat"] != "CycloneDX" {
		return fmt.Errorf("%s is no CycloneDX inventory", file)
	}
	about["timestamp"] = made.Format(time.RFC3339)
	delete(all, "serialNumber")
	if raw, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	return os.WriteFile(file, append(raw, '\n'), 0o644)
}
