package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"napguide/server/locale"
	"napguide/server/site"
)

// ownCopy is a content folder as "guide init" writes it, with some files changed: name → text, or an edit "old→new".
func ownCopy(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my-guide")
	if code, _, stderr := end(t, "init", dir); code != exitOK {
		t.Fatal(stderr)
	}
	for name, text := range changes {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if old, to, ok := strings.Cut(text, "→"); ok {
		raw, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(raw), old) {
			t.Fatalf("%s has no %q (%v)", file, old, err)
		}
		text = strings.Replace(string(raw), old, to, 1)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheProgramCarriesHasNoFault(t *testing.T) {
	t.Parallel()
	if code, stdout, _ := end(t, "check", "--release"); code != exitOK || stdout != "no fault\n" {
		t.Errorf("code %d: %s", code, stdout)
	}
	if code, stdout, _ := end(t, "check", "--content", ownCopy(t, nil)); code != exitOK || stdout != "no fault\n" {
		t.Errorf("what init writes: code %d: %s", code, stdout)
	}
}

func TestCheckReportsEveryFaultAtOnceWithFileAndLine(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{
		"th/help.md":               "## โทรศัพท์|เปิดหน้าฝึกไม่ขึ้น→## โทรศัพท์เปิดหน้าฝึกไม่ขึ้นเลยสักครั้ง", // stale, and a long heading
		"th/privacy.md":            "title: →title: \nnonsense: 1\ntitle: ",
		"th/guide/start.md":        "action: sign-in-oss→action: fly",
		"th/quiz/new.md":           "---\nid: new\norder: 11\ntitle: ก\nstep: /help\n---\n- [ ] ก\n\n  ข\n\n- [x] ค\n\n  ง\n\n- [ ] จ\n\n  ฉ\n", // in Thai only
		"th/summary.md":            "สีฟ้า→สีฟ้า ใช้ Thaid ก่อน [ที่นี่](/nowhere) และ [นี่](/help#nowhere) **\"ดู\"**แล้ว",
		"locales/active.en.toml":   "[nav]→[nav]\nnonsense = \"x\"",
		"locales/active.th.toml":   "[lang]→[lang]\n# \n",
		"en/stuck/no-icon.md":      "icon: scroll→icon: balloon",
		"locales/active.fr.toml":   "[lang]\nname = \"Français\"\nshort = \"\"\n",
		"en/guide/choose-thaid.md": "**The site's name→**The Thai ID app's name",
	})
	code, stdout, _ := end(t, "check", "--content", dir)
	if code != exitFail {
		t.Errorf("code %d", code)
	}
	for _, want := range []string{
		"en/help.md:5: translated from version",
		"--record en/help.md",
		"th/help.md:10: the heading is longer than 18 letters",
		`th/privacy.md:4: the key "nonsense" is unknown`,
		`th/guide/start.md:13: the state "napplus" has no action "fly"`,
		`th/quiz/new.md:1: the page is missing in "en"`,
		`th/summary.md:6: the app's name is spelt "Thaid"`,
		"th/summary.md:6: the link /th/nowhere leads to no page",
		"th/summary.md:6: the page has no part #nowhere",
		"th/summary.md:6: ** or __ would show as characters",
		"locales/active.en.toml:20: nav.nonsense: no page uses it",
		"en/stuck/no-icon.md:7: icon is balloon, but scroll in th/stuck/no-icon.md",
		"locales/active.fr.toml:1: site: 4 messages are not translated: checked, disclaimer, name, untranslated",
		"locales/active.fr.toml:3: lang.short: empty",
		`th/guide/start.md:1: the page is missing in "fr"`,
		`en/guide/choose-thaid.md:25: the app's name is spelt "Thai ID"`,
	} {
		if !regexp.MustCompile(`(?m)` + strings.ReplaceAll(regexp.QuoteMeta(want), `active\.en\.toml:20`, `active\.en\.toml:[1-9]\d`)).MatchString(stdout) {
			t.Errorf("nothing says %s", want)
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(stdout), "\n") {
		if !regexp.MustCompile(`^\S+\.(md|toml):[1-9]\d*: .+|^\S+/(guide|stuck|quiz|scenarios):1: |^\d+ faults$|^\d+ places wait`).MatchString(line) {
			t.Errorf("no file and line: %s", line)
		}
	}
	if t.Failed() {
		t.Log(stdout)
	}

	_, stdout, _ = end(t, "check", "--content", dir, "--format", "json")
	var list []struct {
		File, Message, Mend string
		Line                int
	}
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || len(list) < 16 || list[0].Line < 1 || list[0].Message == "" || list[0].File == "" {
		t.Errorf("json: %v, %+v", err, list)
	}
}

func TestRecordingMakesATranslationCurrent(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/help.md": "ปิดเน็ตมือถือ→ปิดเน็ตของมือถือ", "th/privacy.md": "summary: →summary: ใหม่ "})
	raw, _ := os.ReadFile(filepath.Join(dir, "en/help.md")) // as an editor on Windows leaves it
	write(t, filepath.Join(dir, "en/help.md"), strings.ReplaceAll(string(raw), "\n", "\r\n"))
	if code, stdout, _ := end(t, "check", "--content", dir); code != exitFail || strings.Count(stdout, "translated from") != 2 {
		t.Fatalf("code %d: %s", code, stdout)
	}
	if code, stdout, stderr := end(t, "check", "--content", dir, "--record", "en/help.md"); code != exitOK || !strings.HasSuffix(stdout, "1 recorded\n") {
		t.Fatalf("code %d: %s%s", code, stdout, stderr)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, "en/help.md")); strings.Count(string(after), "\n") != strings.Count(string(after), "\r\n") {
		t.Error("the line ends have changed")
	}
	if code, stdout, _ := end(t, "check", "--content", dir); code != exitFail || !strings.Contains(stdout, "1 fault\n") {
		t.Errorf("code %d: %s", code, stdout)
	}
	write(t, filepath.Join(dir, "en/about.md"), "source: →nothing: ") // a translation that never said
	end(t, "check", "--content", dir, "--record")
	if _, stdout, _ := end(t, "check", "--content", dir); !strings.Contains(stdout, "1 fault\n") || !strings.Contains(stdout, `"nothing" is unknown`) {
		t.Errorf("%s", stdout)
	}
	for _, args := range [][]string{{"check", "--record"}, {"check", "--content", dir, "--record", "en/none.md"}, {"check", "en/help.md"}} {
		if code, _, stderr := end(t, args...); code != exitFail || strings.Count(stderr, "\n") != 1 {
			t.Errorf("guide %v: code %d, %s", args, code, stderr)
		}
	}
}

func TestInitOverwritesNothing(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	if code, _, stderr := end(t, "init", dir); code != exitFail || !strings.Contains(stderr, "not empty") {
		t.Errorf("code %d, %s", code, stderr)
	}
	for _, name := range []string{"README.md", "th/help.md", "en/quiz/address.md", "locales/active.th.toml"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm()&0o200 == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var example = regexp.MustCompile("(?ms)^~~~~\\w+ (\\S+)\n(.*?)^~~~~$")

// TestTheExamplesForWritersMakeASite builds what content/README.md shows.
func TestTheExamplesForWritersMakeASite(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := ownCopy(t, nil)
	unit := filepath.Join(t.TempDir(), "unit.toml")
	kinds := map[string]bool{}
	for _, m := range example.FindAllStringSubmatch(string(raw), -1) {
		name := m[1]
		kinds[filepath.Dir(name)] = true
		if name == "unit.toml" {
			write(t, unit, m[2])
			continue
		}
		write(t, filepath.Join(dir, name), m[2])
	}
	for _, folder := range []string{"guide", "stuck", "scenarios", "quiz", "."} {
		for _, lang := range []string{"th", "en"} {
			if !kinds[filepath.Join(lang, folder)] {
				t.Errorf("no example in %s/%s", lang, folder)
			}
		}
	}
	if code, stdout, stderr := end(t, "check", "--content", dir, "--record"); code != exitOK {
		t.Fatal(stdout, stderr)
	}
	if code, stdout, stderr := end(t, "check", "--content", dir, "--unit", unit); code != exitOK {
		t.Fatal(stdout, stderr)
	}
	from := source{dir: dir}
	guides, catalog, err := from.load()
	if err != nil {
		t.Fatal(err)
	}
	o := from.plainSite(guides, catalog)
	if o.Unit, err = readUnit(unit, unit, "th", "en"); err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(o)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/th/guide/start": "คลิกปุ่มเดียวพอ", "/en/guide/start": "the button is all you press", "/th/stuck": `id="new-phone"`,
		"/en/quiz": "You have a new phone", "/th/prepare": `id="forgotten"`, "/en/prepare": "Please check my user data",
		"/th/": "ถามเรา", "/en/": "Ask us", "/en/practice/": "The code expires", "/th/present/start": "มองหาปุ่มสีชมพู",
	} {
		f, ok := s.File(path)
		if !ok || !strings.Contains(locale.Unjoin(string(f.Raw())), want) {
			t.Errorf("%s has no %q", path, want)
		}
	}
}

// thirdLanguage adds a language to a folder: the English files under another name, as somebody would begin.
func thirdLanguage(t *testing.T, dir, lang, name, short string) {
	t.Helper()
	english := os.DirFS(filepath.Join(dir, "en"))
	err := fs.WalkDir(english, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(english, file)
		write(t, filepath.Join(dir, lang, file), strings.Replace(string(raw), "\ntitle: ", "\ntitle: "+short+" ", 1))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, localesFolder, "active.en.toml"))
	if err != nil {
		t.Fatal(err)
	}
	words := regexp.MustCompile(`(?m)^name = "English"`).ReplaceAllString(string(raw), `name = "`+name+`"`)
	words = strings.Replace(words, `short = "EN"`, `short = "`+short+`"`, 1)
	write(t, filepath.Join(dir, localesFolder, "active."+lang+".toml"), words)
}

var links = regexp.MustCompile(`href="(/lo/[^"#?]*)`)

// eachLinked asks for every page that the Lao pages of a program lead to, from the first one on.
func eachLinked(t *testing.T, b *browser, look func(path, body string)) {
	t.Helper()
	seen, waiting := map[string]bool{}, []string{"/lo/"}
	for len(waiting) > 0 {
		path := waiting[0]
		waiting = waiting[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		res := b.do("GET", path, nil)
		body := readAll(t, res)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
			continue
		}
		look(path, body)
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			waiting = append(waiting, m[1])
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d pages are linked", len(seen))
	}
}

func TestAThirdLanguageIsTwoFoldersAway(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	thirdLanguage(t, dir, "lo", "ພາສາລາວ", "ລາວ")
	if code, stdout, _ := end(t, "check", "--content", dir); code != exitOK {
		t.Fatal(stdout)
	}
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", dir)
	b := p.browser()
	eachLinked(t, b, func(path, body string) {
		if !strings.Contains(body, `<html lang="lo"`) {
			t.Errorf("%s is not in Lao", path)
		}
		for _, want := range []string{`lang="th" hreflang="th"`, `lang="en" hreflang="en"`, `aria-current="true" lang="lo">ລາວ`} {
			if !strings.Contains(body, want) {
				t.Errorf("the language switch of %s has no %s", path, want)
			}
		}
	})
	res := b.do("GET", "/", map[string]string{"Accept-Language": "lo"})
	res.Body.Close()
	if res.Request.URL.Path != "/lo/" {
		t.Errorf("a Lao browser comes to %s", res.Request.URL.Path)
	}
	res = b.do("POST", "/lo/practice/standard/grant", nil)
	if body := readAll(t, res); res.StatusCode != 200 || !strings.Contains(body, `<html lang="lo"`) {
		t.Errorf("the live page: %s", res.Status)
	}
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
