//go:build !race

package server_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/molecule-man/go-brrr"

	"napguide/server/site"
	"napguide/server/site/asset"
)

// What the first view of a page may cost a poor line: bodies over the wire, with brotli.
const (
	maxFirstPaint = 14 << 10 // the page and its style sheet: what the first flight of a connection carries, about
	maxFirstView  = 20 << 10 // with the script
	maxFirstLoads = 4        // page, style sheet, script, icon
)

// view sums up what a browser loads with a page.
type view struct {
	t      *testing.T
	site   *site.Site
	assets map[string]int // sizes
}

var (
	unseen    = regexp.MustCompile(`(?s)<noscript>.*?</noscript>|<template.*?</template>`)
	loadedBy  = regexp.MustCompile(`<(link|script|img|iframe|video|audio|source|object|embed)\b[^>]*>`)
	hasInline = regexp.MustCompile(`<style|<script>|\sstyle=|@import`)
)

// of looks at a page that takes so many bytes over the wire; dense is asked for how many it takes at best, if that is too much.
func (v *view) of(name string, page []byte, packed int, dense func() int) {
	v.t.Helper()
	text := unseen.ReplaceAllString(string(page), "")
	before, sheets, scripts, loads := 0, 0, 0, 1
	for _, m := range loadedBy.FindAllStringSubmatch(text, -1) {
		switch tag := m[0]; {
		case strings.Contains(tag, `rel="stylesheet"`):
			sheets++
			loads++
			before += v.size(attribute(tag, "href"))
		case m[1] == "script":
			loads++
			scripts += v.size(attribute(tag, "src"))
			if !strings.Contains(tag, " defer") {
				v.t.Errorf("%s: a script holds the first paint up: %s", name, tag)
			}
		case strings.Contains(tag, `rel="icon"`):
			loads++
		case m[1] == "link": // for desktops, other languages, other programs
		default:
			loads++
			v.t.Errorf("%s loads a picture or a frame: %s", name, tag)
		}
	}
	if sheets != 1 || loads > maxFirstLoads {
		v.t.Errorf("%s: %d style sheets, %d requests", name, sheets, loads)
	}
	if hasInline.MatchString(text) {
		v.t.Errorf("%s has a style or a script of its own", name)
	}
	if packed+before > maxFirstPaint || packed+before+scripts > maxFirstView {
		packed = dense()
	}
	if packed+before > maxFirstPaint || packed+before+scripts > maxFirstView {
		v.t.Errorf("%s: page %d bytes, style sheet %d, script %d: %d of %d before the first paint, %d of %d in all",
			name, packed, before, scripts, packed+before, maxFirstPaint, packed+before+scripts, maxFirstView)
	}
	v.t.Logf("%5d before the first paint, %5d in all: %s", packed+before, packed+before+scripts, name)
}

func attribute(tag, name string) string {
	_, rest, _ := strings.Cut(tag, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// brotliSize is a file's bytes in brotli as it stands now; 0 where it is not sent so.
func brotliSize(f *asset.File) int {
	if b := f.Choose([]byte("br")); b.Encoding == "br" {
		return len(b.Bytes)
	}
	return 0
}

// size is an asset's, compressed as it is soon after a start.
func (v *view) size(address string) int {
	v.t.Helper()
	if n, ok := v.assets[address]; ok {
		return n
	}
	f, ok := v.site.File(address)
	if !ok {
		v.t.Fatalf("a page loads %q, which is not there", address)
	}
	f.CompressBest()
	n := brotliSize(f)
	v.assets[address] = n
	return n
}

func TestTheFirstViewOfEveryPageIsSmall(t *testing.T) {
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	v := &view{t, pages, map[string]int{}}
	for _, path := range pages.Paths() {
		f, _ := pages.File(path)
		if !strings.HasPrefix(f.ContentType, "text/html") {
			continue
		}
		dense := func() int { f.CompressBest(); return brotliSize(f) }
		v.of(path, f.Raw(), brotliSize(f), dense)
	}
}

// What is made for one person is compressed while they wait, so it cannot be as dense.
func TestTheFirstViewOfPagesForOnePersonIsSmall(t *testing.T) {
	w := start(t, setup{})
	pages, _ := realSite()
	v := &view{t, pages, map[string]int{}}
	see := func(name string, b *browser, req *http.Request, status int) {
		t.Helper()
		req.Header.Set("Accept-Encoding", "gzip, deflate, br")
		a := b.do(req)
		if a.StatusCode != status || a.Header.Get("Content-Encoding") != "br" || a.Header.Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%s: %d %v", name, a.StatusCode, a.Header)
		}
		page, err := io.ReadAll(brrr.NewReader(strings.NewReader(a.body)))
		if err != nil || !bytes.HasPrefix(page, []byte("<!doctype html>")) {
			t.Fatalf("%s does not unpack: %v", name, err)
		}
		v.of(name, page, len(a.body), func() int { return len(a.body) })
	}
	get := func(name string, b *browser, path string) {
		t.Helper()
		see(name, b, b.request(http.MethodGet, path, ""), http.StatusOK)
	}
	for _, lang := range []string{"th", "en"} {
		computer, phone := w.browser(), w.browser()
		get("home with progress in "+lang, func() *browser { b := w.browser(); b.header["Cookie"] = "guide-progress=guide/start"; return b }(), "/"+lang+"/")
		for _, run := range []string{"guide", "standard"} {
			at := computer.post("/"+lang+"/practice/"+run+"/grant", "").want(t, http.StatusSeeOther).Header.Get("Location")
			get("live code of "+run+" in "+lang, computer, at)
		}
		phone.header["Cookie"] = "guide-lang=" + lang
		get("phone: type in "+lang, phone, "/d")
		get("phone: question in "+lang, phone, w.scanPath(computer.makeGrant()))
		see("quiz marked in "+lang, computer, computer.request(http.MethodPost, "/"+lang+"/quiz", ""), http.StatusOK)
		see("no such page in "+lang, computer, computer.request(http.MethodGet, "/"+lang+"/nonesuch", ""), http.StatusNotFound)

		trainer, seat := w.browser(), w.browser()
		get("kit in "+lang, trainer, "/"+lang+"/workshop")
		id := trainer.openRoom()
		seat.header["Cookie"] = ""
		get("room: type in "+lang, seat, "/j")
		get("room: join in "+lang, seat, "/j/"+id)
		seat.join(id).want(t, http.StatusSeeOther)
		get("participant in "+lang, seat, "/j/"+id)
		get("console in "+lang, trainer, "/"+lang+"/workshop/"+id+"/trainer")
		get("wall: join in "+lang, trainer, "/"+lang+"/workshop/"+id+"/screen")
		for _, step := range []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"} {
			trainer.post("/workshop/"+id+"/lead", "lang="+lang+"&step="+step).want(t, http.StatusSeeOther)
			get("wall: "+step+" in "+lang, trainer, "/"+lang+"/workshop/"+id+"/screen")
		}
		get("report in "+lang, trainer, "/"+lang+"/workshop/"+id+"/report")
	}
}

func TestAPageThatShowsATrainersKeyIsNotCompressed(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	trainer.header["Accept-Encoding"] = "gzip, br"
	a := trainer.post("/workshop/"+id+"/ticket", "lang=th").want(t, http.StatusOK)
	if a.Header.Get("Content-Encoding") != "" || !strings.Contains(a.body, "/key/") {
		t.Errorf("Content-Encoding %q: %s", a.Header.Get("Content-Encoding"), clip(a.body))
	}
	link := regexp.MustCompile(`/workshop/` + id + `/key/[\w-]+`).FindString(a.body)
	other := w.browser()
	other.header["Accept-Encoding"] = "gzip, br"
	if a := other.get(link).want(t, http.StatusOK); a.Header.Get("Content-Encoding") != "" {
		t.Errorf("the other device's page is sent as %q", a.Header.Get("Content-Encoding"))
	}
}
