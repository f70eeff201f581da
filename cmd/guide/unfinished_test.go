package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// unfinishedLao is a content folder with a Lao translation that has only begun: two pages and a few of the words.
func unfinishedLao(t *testing.T) string {
	t.Helper()
	dir := ownCopy(t, nil)
	for _, name := range []string{"guide/start.md", "summary.md"} {
		raw, err := os.ReadFile(filepath.Join(dir, "en", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "lo", name), strings.Replace(string(raw), "\ntitle: ", "\ntitle: ລາວ ", 1))
	}
	write(t, filepath.Join(dir, localesFolder, "active.lo.toml"),
		"[lang]\nname = \"ພາສາລາວ\"\nshort = \"ລາວ\"\n\n[site]\nuntranslated = \"ໜ້ານີ້ຍັງບໍ່ໄດ້ແປ {{.Language}}\"\n\n[nav]\nhelp = \"ຊ່ວຍເຫຼືອ\"\n")
	return dir
}

const notTranslated = "ໜ້ານີ້ຍັງບໍ່ໄດ້ແປ" // in the reader's language

// TestALanguageThatHasOnlyBegunIsServedPageByPage follows every link of it.
func TestALanguageThatHasOnlyBegunIsServedPageByPage(t *testing.T) {
	t.Parallel()
	dir := unfinishedLao(t)
	code, stdout, _ := end(t, "check", "--content", dir)
	if code != exitOK || !strings.HasSuffix(stdout, "no fault\n") {
		t.Fatalf("code %d: %s", code, stdout)
	}
	for _, want := range []string{`th/help.md:1: the page is missing in "lo"; translate it as lo/help.md`, "active.lo.toml:1: nav: ", "places wait for a translation"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("check says nothing of %q:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "lo/summary.md") || strings.Contains(stdout, "help, help") {
		t.Errorf("check lists what is translated:\n%s", stdout)
	}
	if code, stdout, _ := end(t, "check", "--content", dir, "--release"); code != exitFail || !strings.Contains(stdout, "lo/help.md") {
		t.Errorf("--release: code %d: %s", code, stdout)
	}

	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", dir)
	b := p.browser()
	eachLinked(t, b, func(path, body string) {
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if bad := thaiOutside(doc, ""); bad != "" {
			t.Errorf("%s has Thai that is not marked as such: %s", path, bad)
		}
		marked := strings.Contains(body, notTranslated)
		if translated := slices.Contains([]string{"/lo/guide/start", "/lo/summary", "/lo/present/start", "/lo/present/summary"}, path); marked == translated && !strings.HasPrefix(path, "/lo/finish") {
			t.Errorf("%s says that it is not translated: %v", path, marked)
		}
	})
	for _, lang := range []string{"th", "en"} {
		if body := readAll(t, b.do("GET", "/"+lang+"/help", nil)); strings.Contains(body, `role="note"`) || !strings.Contains(body, `hreflang="lo"`) {
			t.Errorf("the finished language %s is marked, or does not lead to the new one", lang)
		}
	}
}

// thaiOutside is the first Thai text of a document that stands outside an element of the language th.
func thaiOutside(n *html.Node, lang string) string {
	if n.Type == html.ElementNode {
		if slices.Contains([]string{"script", "style", "title", "noscript"}, n.Data) {
			return ""
		}
		for _, a := range n.Attr {
			if a.Key == "lang" {
				lang = a.Val
			}
		}
	}
	if n.Type == html.TextNode && lang != "th" && strings.ContainsFunc(n.Data, func(r rune) bool { return unicode.Is(unicode.Thai, r) && r != '฿' }) {
		return n.Data
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if bad := thaiOutside(c, lang); bad != "" {
			return bad
		}
	}
	return ""
}

// TestALanguageThatHasOnlyBegunIsExportedToo writes the folder and the package.
func TestALanguageThatHasOnlyBegunIsExportedToo(t *testing.T) {
	t.Parallel()
	dir := unfinishedLao(t)
	out := filepath.Join(t.TempDir(), "site")
	if code, _, stderr := end(t, "export", "--content", dir, out); code != exitOK {
		t.Fatal(stderr)
	}
	raw, err := os.ReadFile(filepath.Join(out, "lo", "help.html"))
	if err != nil || !strings.Contains(string(raw), notTranslated) || !strings.Contains(string(raw), `<html lang="lo"`) {
		t.Errorf("lo/help.html: %v", err)
	}
	if code, _, stderr := end(t, "export", "--content", dir, "--scorm", filepath.Join(t.TempDir(), "p.zip")); code != exitOK {
		t.Error(stderr)
	}
}
