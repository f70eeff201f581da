package locale

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The catalog that the program carries, and the sources that use it.
const root = "../.."

func catalog(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load(os.DirFS(root + "/locales"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	faults, waiting := catalog(t).Check()
	for _, fault := range append(faults, waiting...) {
		t.Error(fault)
	}
}

// A message is used when a source has its id as a quoted string, or its parts, for an id that is put together at run
// time: "error." and "not-found" and ".title" for error.not-found.title.
func TestEveryMessageIsUsed(t *testing.T) {
	written := map[string]bool{}
	for _, text := range sources(t) {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			written[m[1]] = true
		}
	}
	for _, id := range idsOf(catalog(t), Source) {
		if !written[id] && !putTogether(id, written) {
			t.Errorf("no source uses the message %s; remove it from the locales", id)
		}
	}
}

var quoted = regexp.MustCompile("[\"`']([.]?[a-z0-9]+(?:[.-][a-z0-9]+)*[.-]?)[\"`']")

func putTogether(id string, written map[string]bool) bool {
	for i := range id {
		if id[i] != '.' && id[i] != '-' || !written[id[:i+1]] {
			continue
		}
		rest := id[i+1:]
		all := true
		for part := range strings.SplitSeq(rest, ".") {
			all = all && (written[part] || written["."+part])
		}
		if written[rest] || all {
			return true
		}
	}
	return false
}

// sources are the texts of the program's Go files and templates, without tests.
func sources(t *testing.T) map[string]string {
	t.Helper()
	fsys := os.DirFS(root)
	out := map[string]string{}
	for _, folder := range []string{"server", "cmd"} {
		err := fs.WalkDir(fsys, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains([]string{".go", ".html"}, path.Ext(name)) {
				return err
			}
			text, err := fs.ReadFile(fsys, name)
			out[name] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// Names that are the same in every language.
var names = []string{"ThaID", "NAPPLUS", "QR Code", "e-Authentication (SSO)", "NAP", "OSS", "Wi-Fi", "Admin", "LINE"}

func TestEveryMessageIsTranslated(t *testing.T) {
	c := catalog(t)
	for _, id := range idsOf(c, "en") {
		english := c.printers["en"].texts[id]
		if thaiLetters.MatchString(quotation.ReplaceAllString(english, "")) {
			t.Errorf("active.en.toml: %s: still Thai outside quotation marks: %s", id, english)
		}
		if c.printers["th"].texts[id] != english || slices.Contains(names, english) {
			continue
		}
		if words := placeholder.ReplaceAllString(english, ""); len(latinLetters.FindAllString(words, -1)) > 3 && !thaiLetters.MatchString(words) {
			t.Errorf("active.th.toml: %s: still English: %s; if that is a name, it belongs in this test's list", id, english)
		}
	}
}

var (
	thaiLetters  = regexp.MustCompile(`\p{Thai}`)
	latinLetters = regexp.MustCompile(`\p{Latin}`)
	quotation    = regexp.MustCompile(`“[^”]*”|"[^"]*"`)
)
