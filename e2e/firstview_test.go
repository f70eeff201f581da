package e2e

import (
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// lateScripts stands before the program as a poor line does: pages and style sheets come at once, scripts after what was
// painted without them.
func lateScripts(t *testing.T, site *program) string {
	t.Helper()
	to, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	late := httptest.NewServer(&httputil.ReverseProxy{FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		if strings.HasSuffix(r.In.URL.Path, ".js") {
			time.Sleep(200 * time.Millisecond)
		}
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}, ModifyResponse: func(r *http.Response) error {
		if strings.HasSuffix(r.Request.URL.Path, ".js") {
			r.Header.Set("Cache-Control", "no-store")
		}
		return nil
	}})
	t.Cleanup(late.Close)
	return late.URL
}

var shifts = js("shifts")

// standsStill opens the place over a poor line and expects that nothing moves while it loads. It tells whether the page was
// painted before its script came.
func (at place) standsStill(p *tab) (early bool) {
	p.t.Helper()
	look := func() (got struct {
		Moved   string
		Painted bool
	}) {
		return eval[struct {
			Moved   string
			Painted bool
		}](p, shifts)
	}
	at.reach(p)
	got := look()
	for moved := []string{}; got.Moved != ""; got = look() { // what moves as a page loads does so each time; that the server was slow, and the page said so, is no fault
		if moved = append(moved, got.Moved); len(moved) == 3 {
			p.t.Errorf("%s: %s", at.name, strings.Join(moved, "\nand again: "))
			break
		}
		p.expect(`404`) // some states of a room are the last that one sees of it
		at.reach(p)
	}
	return got.Painted
}

var sheetOf = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`)

// foreign are the rules that a page's sheet lacks and another kind of page has, by the address of the sheet and by what
// they fit, without the states that a pointer or a key brings about.
type foreign map[string]map[string][]string

// foreignRules reads every sheet once.
func foreignRules(t *testing.T, site *program, all []place) foreign {
	t.Helper()
	known := map[string]bool{}
	for _, at := range all {
		if m := sheetOf.FindStringSubmatch(at.body); m != nil {
			known[m[1]] = true
		}
	}
	if len(known) != 7 {
		t.Fatalf("%d kinds of page", len(known))
	}
	p := pc.open(t, site.url)
	p.visit("/th/privacy")
	return eval[foreign](p, js("foreign-rules", slices.Collect(maps.Keys(known))))
}

// missing are those of them that fit something on the page, where the place stands open.
func (f foreign) missing(p *tab, at place) (texts []string) {
	p.t.Helper()
	m := sheetOf.FindStringSubmatch(at.body)
	if m == nil {
		return nil
	}
	for _, selector := range eval[[]string](p, js("missing-rules", slices.Sorted(maps.Keys(f[m[1]])))) {
		texts = append(texts, f[m[1]][selector]...)
	}
	return texts
}
