//go:build !race

package server_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var (
	anyTag  = regexp.MustCompile(`<[a-z][a-z0-9-]*(?:\s+[^<>"]*(?:"[^"]*")?)*>`)
	anyAttr = regexp.MustCompile(`\s([a-z][a-z0-9:-]*)="([^"]*)"`)
	entity  = regexp.MustCompile(`&(?:#x?[0-9a-fA-F]+|[a-z]+);|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}`)
	anySVG  = regexp.MustCompile(`<svg\b[^>]*>`)
)

// eachPage reads every finished page, and those that are made for one person, in both languages.
func eachPage(t *testing.T, read func(name, page string)) {
	t.Helper()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range pages.Paths() {
		if f, _ := pages.File(path); strings.HasPrefix(f.ContentType, "text/html") {
			read(path, string(f.Raw()))
			n++
		}
	}
	if n < 100 {
		t.Fatalf("only %d pages", n)
	}
	w := start(t, setup{})
	for _, lang := range []string{"th", "en"} {
		computer, phone, trainer, seat := w.browser(), w.browser(), w.browser(), w.browser()
		live := computer.post("/"+lang+"/practice/guide/grant", "").want(t, http.StatusSeeOther).Header.Get("Location")
		id := trainer.openRoom()
		phone.header["Cookie"] = "lang=" + lang
		read("live code", computer.get(live).want(t, http.StatusOK).body)
		for _, path := range []string{"/d", "/d/app", w.scanPath(computer.makeGrant()), "/j", "/j/" + id} {
			read(path, phone.get(path).want(t, http.StatusOK).body)
		}
		seat.join(id).want(t, http.StatusSeeOther)
		read("seat", seat.get("/j/"+id).want(t, http.StatusOK).body)
		for _, what := range []string{"trainer", "screen", "report"} {
			read(what, trainer.get("/"+lang+"/workshop/"+id+"/"+what).want(t, http.StatusOK).body)
		}
		trainer.post("/workshop/"+id+"/lead", "lang="+lang+"&step=scan-qr").want(t, http.StatusSeeOther)
		read("wall", trainer.get("/"+lang+"/workshop/"+id+"/screen").want(t, http.StatusOK).body)
		read("kit", trainer.get("/"+lang+"/workshop").want(t, http.StatusOK).body)
	}
}

// The templates take an attribute whose name begins with "on", also behind "data-", for a handler of events, and then a
// person reads the quotes of a script's string.
func TestNoAttributeIsEscapedTwice(t *testing.T) {
	t.Parallel()
	eachPage(t, func(name, page string) {
		for _, tag := range anyTag.FindAllString(page, -1) {
			for _, m := range anyAttr.FindAllStringSubmatch(tag, -1) {
				said := html.UnescapeString(m[2])
				if entity.MatchString(said) || len(said) > 1 && said[0] == '"' && strings.HasSuffix(said, `"`) || strings.Contains(said, "ZgotmplZ") {
					t.Errorf("%s: %s says %q", name, m[1], said)
				}
				if strings.HasPrefix(m[1], "on") || strings.HasPrefix(m[1], "data-on") {
					t.Errorf("%s: %s is taken for a handler of events", name, m[1])
				}
			}
		}
	})
}

// Without its style sheet a page is still to be read, and a code to be scanned.
func TestEveryPictureHasItsSize(t *testing.T) {
	t.Parallel()
	n := 0
	eachPage(t, func(name, page string) {
		for _, tag := range anySVG.FindAllString(page, -1) {
			n++
			if !regexp.MustCompile(` width="[0-9]+" height="[0-9]+" `).MatchString(tag) || !strings.Contains(tag, " viewBox=") {
				t.Errorf("%s: %s has no size of its own", name, tag)
			}
		}
	})
	if n < 1000 {
		t.Errorf("only %d pictures", n)
	}
}

// A browser that translates pages leaves codes, numbers and addresses as they are.
func TestCodesAreNotTranslated(t *testing.T) {
	t.Parallel()
	codes := regexp.MustCompile(`<[a-z]+[^>]*(?:class="(?:[^"]* )?(?:mono|bigref|bignumber|wall-at|code|url|site-address)(?: [^"]*)?"|data-reference|data-user-code|data-number)(?:[ >][^>]*)?>`)
	n := 0
	eachPage(t, func(name, page string) {
		for _, tag := range codes.FindAllString(page, -1) {
			if strings.HasPrefix(tag, "<body") {
				continue
			}
			n++
			if !strings.Contains(tag, ` translate="no"`) {
				t.Errorf("%s: %s may be translated", name, tag)
			}
		}
	})
	if n < 100 {
		t.Errorf("only %d codes", n)
	}
}
