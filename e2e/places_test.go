package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// place is a page in some state, and how to get there on a device that has just been put on the table.
type place struct {
	name   string
	lang   string
	device device
	path   string       // opening it brings the state about
	body   string       // as it is without script
	also   func(p *tab) // what is done there; nil: nothing
	shape  string       // what it is made of, without its words; see shapeOf
	twin   bool         // a page in the source language has the same shape
}

// startForWriters runs the program as a writer does, with the list of every page in every state. Its short code lasts for
// minutes, so that a slow machine has looked at the page before it goes on.
func startForWriters(t *testing.T, flags ...string) *program {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(content, os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(content, "th", "scenarios", "expired.md") // a translation takes it from here
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := shortLife.ReplaceAll(raw, []byte(`lasts="9m"`))
	if bytes.Equal(text, raw) {
		t.Fatalf("no code of %s lasts for seconds", file)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, append([]string{"--content", content, "--dev"}, flags...)...)
}

var shortLife = regexp.MustCompile(`lasts="\d+s"`)

var screenLink = regexp.MustCompile(`<a href="(/[^"]*)"><span>(\w+)</span> ([^<]*)</a>`)

// places lists every page in every state, as the program itself does in /_screens, and what comes about in the browser
// only; if kinds are given, those whose name contains one of them. The program must have been started for writers.
func places(site *program, kinds ...string) []place {
	site.t.Helper()
	wanted := func(name string) bool {
		return len(kinds) == 0 || slices.ContainsFunc(kinds, func(kind string) bool { return strings.Contains(name, kind) })
	}
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Timeout: patience, Jar: jar}
	_, _, list := site.get("/_screens")
	var out []place
	listed := screenLink.FindAllStringSubmatch(list, -1)
	if len(listed) < 400 {
		site.t.Fatalf("/_screens lists only %d places", len(listed))
	}
	for _, m := range listed {
		if !wanted(m[1]) {
			continue
		}
		res, err := client.Get(site.url + m[1])
		if err != nil {
			site.t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			site.t.Fatalf("%s answers %d (%v)", m[1], res.StatusCode, err)
		}
		out = append(out, place{name: strings.TrimPrefix(m[1], "/_screens"), lang: m[2], device: deviceFor(res.Request.URL.Path), path: m[1], body: string(body), shape: shapeOf(m[2], string(body))})
	}
	for _, lang := range languages {
		for _, at := range madeInTheBrowser(lang) {
			if wanted(at.name) {
				out = append(out, at)
			}
		}
	}
	return out
}

// deviceFor is what a page is opened on: a phone, a projector or a computer.
func deviceFor(path string) device {
	switch {
	case strings.HasPrefix(path, "/d"), strings.HasPrefix(path, "/j"), strings.HasPrefix(path, "/workshop/"):
		return mobile
	case strings.HasSuffix(path, "/screen"), strings.Contains(path, "/present/"):
		return wall
	}
	return pc
}

// reach opens the place and waits until it shows what it will: a page with a QR code asks for one by itself.
func (at place) reach(p *tab) {
	p.t.Helper()
	p.visit(at.path)
	if strings.Contains(at.body, `"place":`) && !p.dev.noScript {
		p.wait("a code", `(e=>!e||!["making",""].includes(e.dataset.state))(document.querySelector(".live"))`)
	}
	if at.also != nil {
		at.also(p)
	}
}

// madeInTheBrowser are states that no address brings about.
func madeInTheBrowser(lang string) []place {
	at := func(name string, d device, path string, also func(p *tab)) place {
		return place{name: "/" + lang + " " + name, lang: lang, device: d, path: path, also: also, shape: lang + " " + name}
	}
	inClass := func(state string, seen string) func(p *tab) {
		return func(p *tab) {
			p.wait("the number to be kept", `localStorage.getItem("nap.room")`)
			p.visit("/" + lang + "/guide/choose-thaid")
			p.waitFor(seen)
		}
	}
	return []place{
		at("live code without script", pc.withoutScript(), "/"+lang+"/practice/standard/qr", (*tab).showCode),
		at("launched", pc, "/"+lang+"/launch", func(p *tab) { p.press("#after [data-show=not-in]"); p.waitFor("#not-in .cards a") }),
		at("launched and in", pc, "/"+lang+"/launch", func(p *tab) { p.press("#after [data-show=in]"); p.waitFor("#in") }),
		at("no such page", pc, "/"+lang+"/", func(p *tab) { p.expect(`404`); p.visit("/" + lang + "/nowhere") }),
		at("quiz answered", pc, "/"+lang+"/quiz", func(p *tab) {
			p.press("#" + p.question() + " li:not([data-right]) label")
			p.press(quizMain)
			p.waitFor("[data-because]")
		}),
		at("quiz finished", pc, "/"+lang+"/quiz", func(p *tab) { p.answerAll(map[string]bool{"address": true}) }),
		at("home, practised before", pc, "/"+lang+"/practice/lookalike/done#earned", func(p *tab) {
			p.visit("/" + lang + "/guide/start")
			p.visit("/" + lang + "/")
			p.waitFor("[data-resume]")
		}),
		at("runs, one done", pc, "/"+lang+"/practice/lookalike/done#earned", func(p *tab) { p.visit("/" + lang + "/practice/"); p.waitFor(".done-mark") }),
		at("record, one done", pc, "/"+lang+"/practice/lookalike/done#earned", func(p *tab) { p.visit("/" + lang + "/finish") }),
		at("help, searched", pc, "/"+lang+"/help", func(p *tab) { p.press(".find label:nth-child(5)"); p.waitFor(".found") }),
		at("menu on a phone", mobile, "/"+lang+"/", func(p *tab) { p.press(".menu-link"); p.waitFor("#menu a") }),
		at("shortcuts", pc, "/"+lang+"/guide/start", func(p *tab) { p.press("[data-show-shortcuts]"); p.waitFor("dialog[open]") }),
		at("in a class", mobile, "/_screens/"+lang+"/room/seat/step", inClass("step", ".room-bar")),
		at("in a class, waiting for the trainer", mobile, "/_screens/"+lang+"/room/seat/called", inClass("called", ".room-called")),
		at("in a class, stopped", mobile, "/_screens/"+lang+"/room/seat/frozen", inClass("frozen", ".room-frozen")),
	}
}

var (
	aTag      = regexp.MustCompile(`<[^>]*>`)
	someText  = regexp.MustCompile(`>[^<]+<`)
	inWords   = regexp.MustCompile(`</?(?:span|em|strong|b|i)(?: class="phrase"| class=w| lang="[^"]*")?>|<br>`)
	attribute = regexp.MustCompile(`\s([\w-]+)(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]*))?`)
	worded    = regexp.MustCompile(`^(?:alt|aria-label|aria-labelledby|for|src|style|title)$`)
	shaping   = regexp.MustCompile(`^(?:class|role|hidden|tabindex|aria-current|aria-pressed|aria-hidden|type|open|checked|data-state)$`)
	ourScript = regexp.MustCompile(`(?s)<head>.*</head>|<dialog.*</dialog>|<svg.*?</svg>|<div class="lang".*?</div>`)
)

// shapeOf is what a page is made of: its elements with what styles and names them. Pages that differ in words and
// addresses only have the same.
func shapeOf(lang, body string) string {
	body = inWords.ReplaceAllString(ourScript.ReplaceAllString(body, ""), "")
	return lang + aTag.ReplaceAllStringFunc(someText.ReplaceAllString(body, "><"), func(tag string) string {
		name, _, _ := strings.Cut(strings.Trim(tag, "<>"), " ")
		for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
			switch {
			case shaping.MatchString(m[1]):
				name += m[0]
			case worded.MatchString(m[1]):
				name += " " + m[1]
			}
		}
		return name + ","
	})
}

// distinct leaves out places of the same shape, and marks those that differ by their words only from one in the source
// language.
func distinct(all []place) []place {
	all = slices.Clone(all)
	inSource := func(at place) int { return map[bool]int{true: 0, false: 1}[at.lang == languages[0]] }
	slices.SortStableFunc(all, func(a, b place) int { return inSource(a) - inSource(b) })
	var out []place
	seen := map[string]bool{}
	for _, at := range all {
		if !seen[at.shape] {
			seen[at.shape] = true
			at.twin = at.lang != languages[0] && seen[languages[0]+strings.TrimPrefix(at.shape, at.lang)]
			out = append(out, at)
		}
	}
	return out
}
