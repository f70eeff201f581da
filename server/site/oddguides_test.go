package site

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/tutorial"
	"napguide/static"
)

// oddSite is the second system's site after a change of its files.
func oddSite(t *testing.T, change func(files map[string]string)) *Site {
	t.Helper()
	return oddSiteWith(t, Options{}, change)
}

// oddSiteWith is oddSite with options of its own.
func oddSiteWith(t *testing.T, o Options, change func(files map[string]string)) *Site {
	t.Helper()
	files := map[string]string{}
	if err := fs.WalkDir(os.DirFS("../testdata/stores"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile("../testdata/stores/" + name)
		files[name] = string(raw)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	change(files)
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	words, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	guides, err := tutorial.Load(fsys, tutorial.Options{Languages: words.Languages(), Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		t.Fatal(err)
	}
	o.Guides, o.Catalog, o.Static = guides, words, static.FS
	s, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// withSteps gives a guide so many numbered steps, and no rescue.
func withSteps(n int) func(map[string]string) {
	return func(files map[string]string) {
		maps.DeleteFunc(files, func(name, _ string) bool { return strings.Contains(name, "/guide/") })
		th, en := "---\nid: walk\nguided: true\ntitle: ก\nsummary: ข\n---\n", "---\nid: walk\ntitle: A\nsummary: B\nsource: 000000000000\n---\n"
		for i := 1; i <= n; i++ {
			for _, lang := range []string{"th", "en"} {
				source := map[string]string{"th": fmt.Sprintf("order: %d\nminutes: 1\nstate: s%d\naction: central\n", i, i), "en": "source: 000000000000\n"}[lang]
				files[fmt.Sprintf("%s/guide/s%d.md", lang, i)] = fmt.Sprintf("---\nid: s%d\ntitle: T%d\nsummary: S\nshort: T%d\nsay: Y\ncoach: C\n%shints:\n  - H\ntrainer:\n  - N\n---\nB\n", i, i, i, source)
			}
			th += fmt.Sprintf("## ก {#s%d screen=store%s}\n\n- central%s\n\n", i, map[bool]string{true: " .end"}[i == n], map[bool]string{true: ": ถึงแล้ว", false: fmt.Sprintf(" -> s%d", i+1)}[i == n])
			en += fmt.Sprintf("## A {#s%d}\n\n- central%s\n\n", i, map[bool]string{true: ": There."}[i == n])
		}
		files["th/scenarios/walk.md"], files["en/scenarios/walk.md"] = th, en
		for _, lang := range []string{"th", "en"} {
			files[lang+"/quiz/which.md"] = strings.Replace(files[lang+"/quiz/which.md"], "/guide/key", "/guide/s1", 1)
		}
	}
}

// plainPage is what one reads on a page.
func plainPage(t *testing.T, s *Site, path string) string {
	t.Helper()
	f, ok := s.File(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(locale.Unjoin(string(f.Raw())), " ")), " ")
}

func TestAGuideHasAsManyStepsAsItHas(t *testing.T) {
	for n, said := range map[int][]string{1: {"The one step", "หนึ่งขั้น"}, 2: {"The two steps", "สองขั้น"}, 11: {"The eleven steps", "สิบเอ็ดขั้น"}, 14: {"The 14 steps", "14ขั้น"}} {
		s := oddSite(t, withSteps(n))
		for i, lang := range []string{"en", "th"} {
			home := plainPage(t, s, "/"+lang+"/")
			if !strings.Contains(home, said[i]) || strings.Contains(home, "one steps") || strings.Contains(home, "what to do if you cannot get in") || strings.Contains(home, "กับวิธีแก้เมื่อเข้าไม่ได้") {
				t.Errorf("%d steps: the first page says %s", n, home)
			}
			last := plainPage(t, s, fmt.Sprintf("/%s/guide/s%d", lang, n))
			if want := map[string]string{"en": fmt.Sprintf("Step %d of %d", n, n), "th": fmt.Sprintf("ขั้นที่ %d จาก %d", n, n)}[lang]; !strings.Contains(last, want) {
				t.Errorf("%d steps: the last does not say %q", n, want)
			}
			if strings.Contains(plainPage(t, s, "/"+lang+"/print"), "If you still cannot get in with "+s.opt.Guides[lang].Site.App) {
				t.Errorf("%d steps: the sheet speaks of a page that there is not", n)
			}
			if launch := plainPage(t, s, "/"+lang+"/launch"); !strings.Contains(launch, "remember two things") && !strings.Contains(launch, "จำสองอย่าง") {
				t.Errorf("%d steps: the launcher counts other things", n)
			}
		}
	}
}

func TestWordsNameTheAnswersOfThePhoneThatTheCodeIsFor(t *testing.T) {
	s := oddSite(t, func(files map[string]string) {
		for _, lang := range []string{"th", "en"} {
			other := strings.NewReplacer("id: kite", "id: aaa", "](allow)", " A](allow)", "](decline)", " B](decline)")
			files[lang+"/phones/aaa.md"] = other.Replace(files[lang+"/phones/kite.md"])
		}
	})
	for _, path := range []string{"/en/practice/alone/code", "/th/practice/alone/code", "/en/guide/look"} {
		f, _ := s.File(path)
		page := locale.Unjoin(string(f.Raw()))
		if strings.Contains(page, "open A") || strings.Contains(page, "เปิดเลย A") || strings.Contains(page, "Not me B") {
			t.Errorf("%s names the answers of another phone", path)
		}
		if !strings.Contains(page, "Yes, open") && !strings.Contains(page, "ใช่ เปิดเลย") {
			t.Errorf("%s names no answer", path)
		}
	}
}

func TestAClassWithoutARunningOrderOfItsOwnHasTheStepsAndTheRuns(t *testing.T) {
	s := oddSite(t, func(files map[string]string) {
		files["site.toml"], _, _ = strings.Cut(files["site.toml"], "[[running]]")
	})
	for lang, want := range map[string][]string{"en": {"Minutes 0–6", "Step by step", "Minutes 6–9", "All by yourself", "(13 minutes)"}, "th": {"ไปทีละก้าว", "13 นาที"}} {
		page := plainPage(t, s, "/"+lang+"/workshop")
		for _, words := range want {
			if !strings.Contains(page, words) {
				t.Errorf("the kit does not say %q: %s", words, page)
			}
		}
	}
}
