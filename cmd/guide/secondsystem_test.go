package main

import (
	"archive/zip"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"napguide/server/locale"
)

// ofTheFirst is what belongs to the login that the program's own content teaches: its names, hosts, colours, labels, counts.
// The second system has none of them. A word ends where `|` stands; what is written in small letters fits in any.
var ofTheFirst = []string{
	"|NAP|", "napplus", "nhso", "thaid|", "|thaiid|", "|thai id|", "สปสช", "ไทยดี", "dmis", "|dopa|", "กรมการปกครอง", "imauth", "|OSS|", "One Stop Service", "e-Authentication",
	"ชมพู", "สีฟ้า", "|pink|", "|blue|", "dashboard page", "#d81b7a", "#0077c8", "#005a9c", "#b3005f",
	"8 หลัก", "8-digit", "แปดหลัก", "สี่ขั้น", "|four steps", "จาก 4 ·", "of 4 ·", "กดอนุญาต", "กดปฏิเสธ", "press Allow", "Press Allow", "press Decline",
}

// wordAt is where a text holds the word, as ofTheFirst writes it; -1 for nowhere. lower is the text in small letters.
func wordAt(text, lower, word string) int {
	bare := strings.Trim(word, "|")
	if bare == strings.ToLower(bare) {
		text = lower
	}
	inWord := func(b byte) bool { return b == '_' || b < utf8.RuneSelf && unicode.In(rune(b), unicode.L, unicode.N) }
	for from := 0; ; {
		at := strings.Index(text[from:], bare)
		if at < 0 {
			return -1
		}
		at += from
		from = at + len(bare)
		if word[0] == '|' && at > 0 && inWord(text[at-1]) || word[len(word)-1] == '|' && from < len(text) && inWord(text[from]) {
			continue
		}
		return at
	}
}

func TestAWordOfTheFirstLoginIsFoundWhereItIsOne(t *testing.T) {
	for text, word := range map[string]string{
		"the NAP login": "|NAP|", "NAP": "|NAP|", "ระบบNAPของ": "|NAP|", "Open ThaID": "thaid|", "(Thai ID)": "|thai id|", "a.Pink": "|pink|", "color:#D81B7A": "#d81b7a", "NAPPLUS.url": "napplus", "ปุ่มชมพู": "ชมพู", "OSSX, OSS": "|OSS|",
	} {
		if wordAt(text, strings.ToLower(text), word) < 0 {
			t.Errorf("%q holds no %q", text, word)
		}
	}
	for text, word := range map[string]string{"a snap, NAPKIN, _NAP": "|NAP|", "nap": "|NAP|", "possible OSSX": "|OSS|", "thaids": "thaid|", "pinked": "|pink|"} {
		if at := wordAt(text, strings.ToLower(text), word); at >= 0 {
			t.Errorf("%q holds %q at %d", text, word, at)
		}
	}
}

// drawn is what is made of letters at random, and may spell anything: the number of a fault, the address of a code.
var drawn = regexp.MustCompile(`<code>[A-Z2-7]{10}</code>|/g/[A-Za-z0-9_-]{16}`)

// ofWindows takes away what the firewall of Windows asks for.
var ofWindows = strings.NewReplacer("ถ้ามีหน้าต่างถาม ให้กดอนุญาต", "", "f a window asks, press Allow", "")

// holdsNoneOfTheFirst reports what a text has of the first login. The marks that keep words in one piece are no part of it.
func holdsNoneOfTheFirst(t *testing.T, where string, raw []byte) {
	t.Helper()
	text := drawn.ReplaceAllString(ofWindows.Replace(locale.Unjoin(string(raw))), "")
	lower := strings.ToLower(text)
	for _, word := range ofTheFirst {
		if at := wordAt(text, lower, word); at >= 0 {
			t.Errorf("%s holds %q: %q", where, word, text[max(0, min(at, len(text))-60):min(len(text), at+60)])
		}
	}
}

func TestNothingOfTheFirstLoginIsInWhatTheSecondIsExportedAs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, course, maps := filepath.Join(dir, "out"), filepath.Join(dir, "course.zip"), filepath.Join(dir, "maps")
	for _, args := range [][]string{
		{"export", out, "--content", secondSystem}, {"export", "--scorm", course, "--content", secondSystem}, {"check", "--content", secondSystem, "--map", maps},
	} {
		if code, stdout, stderr := end(t, args...); code != exitOK {
			t.Fatal(args, stdout, stderr)
		}
	}
	n := 0
	for _, folder := range []string{out, maps} {
		if err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			raw, err := os.ReadFile(name)
			n++
			holdsNoneOfTheFirst(t, strings.TrimPrefix(name, dir), raw)
			holdsNoneOfTheFirst(t, "a name", []byte(filepath.Base(name)))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	packed, err := zip.OpenReader(course)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	for _, f := range packed.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n++
		holdsNoneOfTheFirst(t, "course.zip:"+f.Name, raw)
	}
	if n < 100 {
		t.Errorf("only %d files were read", n)
	}
}

var anyAddress = regexp.MustCompile(`(?:href|src|content|action|data-[a-z-]+)="(/[^"#?]*)`)

// TestNothingOfTheFirstLoginIsInWhatTheSecondIsServedAs asks for everything that any page leads to: a class and a phone's code
// too.
func TestNothingOfTheFirstLoginIsInWhatTheSecondIsServedAs(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs(secondSystem)
	if err != nil {
		t.Fatal(err)
	}
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", here, "--dev")
	b := p.browser()
	var made struct {
		ID       string
		UserCode string `json:"user_code"`
	}
	res := b.form("/workshop", url.Values{"lang": {"en"}})
	readAll(t, res)
	room := strings.Split(res.Request.URL.Path, "/")[3]
	readAll(t, b.form("/workshop/"+room+"/lead", url.Values{"step": {"place"}}))
	raw := readAll(t, b.do("POST", "/en/practice/alone/grant", map[string]string{"Accept": "application/json"}))
	if err := json.Unmarshal([]byte(raw), &made); err != nil {
		t.Fatal(raw, err)
	}
	waiting := []string{
		"/", "/th/", "/en/", "/_screens", "/robots.txt", "/manifest.webmanifest", "/sw.js", "/Stores.url", "/th/nowhere", "/en/nowhere", "/j", "/d", "/d/app",
		"/j/" + room, "/d/" + strings.ReplaceAll(made.UserCode, " ", ""), "/en/g/" + made.ID, "/th/g/" + made.ID, "/th/offline", "/en/offline", "/th/doctor", "/en/doctor",
	}
	for _, lang := range []string{"th", "en"} {
		for _, part := range []string{"trainer", "screen", "report", "report.csv"} {
			waiting = append(waiting, "/"+lang+"/workshop/"+room+"/"+part)
		}
	}
	seen := map[string]bool{}
	for len(waiting) > 0 {
		at := waiting[0]
		waiting = waiting[1:]
		if seen[at] || strings.HasSuffix(at, "/events") || at == "/go" || strings.HasPrefix(at, "/_dev/") {
			continue
		}
		seen[at] = true
		res := b.do("GET", at, nil)
		raw := []byte(readAll(t, res))
		if res.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s: %s", at, res.Status)
		}
		holdsNoneOfTheFirst(t, at, raw)
		holdsNoneOfTheFirst(t, "an address", []byte(at))
		if path.Base(at) == "preview.png" {
			continue
		}
		if strings.Contains(res.Header.Get("Content-Type"), "html") {
			for _, m := range anyAddress.FindAllSubmatch(raw, -1) {
				waiting = append(waiting, string(m[1]))
			}
		}
	}
	if len(seen) < 150 {
		t.Errorf("only %d addresses are led to", len(seen))
	}
}
