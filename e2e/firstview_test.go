package e2e

import (
	"context"
	"maps"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// lateScripts stands before the program as a poor line does: pages and style sheets come at once, scripts after what was
// painted without them.
func lateScripts(t *testing.T, site *program) string {
	t.Helper()
	to, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	late := httptest.NewServer(&httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		if strings.HasSuffix(r.In.URL.Path, ".js") {
			time.Sleep(200 * time.Millisecond)
		}
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}})
	t.Cleanup(late.Close)
	return late.URL
}

var shifts = js("shifts")

func TestNothingMovesWhileAPageLoadsOverAPoorLine(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	base := lateScripts(t, site)
	all := slices.DeleteFunc(distinct(places(site)), func(at place) bool { return at.also != nil }) // what a hand brings about may move
	for some := range slices.Chunk(all, 15) {                                                       // a browser may hold only so many open codes
		t.Run("from "+strings.Trim(some[0].name, "/"), func(t *testing.T) {
			t.Parallel()
			early := 0
			tabs := map[string]*tab{}
			for _, at := range some {
				p := tabs[at.device.name]
				if p == nil {
					p = at.device.open(t, base)
					p.expect(`404`).keepNothing() // some states of a room are the last that one sees of it
					tabs[at.device.name] = p
				}
				at.reach(p)
				look := func() (got struct {
					Moved   string
					Painted bool
				}) {
					return eval[struct {
						Moved   string
						Painted bool
					}](p, shifts)
				}
				got := look()
				if got.Moved != "" { // what moves as a page loads does so each time; that the server was slow, and the page said so, is no fault
					first := got.Moved
					at.reach(p)
					if got = look(); got.Moved != "" {
						t.Errorf("%s: %s\nand again: %s", at.name, first, got.Moved)
					}
				}
				if got.Painted {
					early++
				}
			}
			t.Logf("%d of %d pages were painted before their script came", early, len(some))
		})
	}
}

// keepNothing has every page and file fetched anew.
func (p *tab) keepNothing() {
	p.t.Helper()
	p.do("keeping nothing", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	}))
}

var sheetOf = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`)

func TestNoPageLacksAStyleThatAnotherKindOfPageHas(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	all := slices.DeleteFunc(distinct(places(site)), func(at place) bool { return at.lang != "th" || at.also != nil })
	known := map[string]bool{}
	for _, at := range all {
		if m := sheetOf.FindStringSubmatch(at.body); m != nil {
			known[m[1]] = true
		}
	}
	if len(known) != 5 {
		t.Fatalf("%d kinds of page", len(known))
	}
	look := js("missing-rules", slices.Collect(maps.Keys(known)))
	for some := range slices.Chunk(all, 15) { // a browser may hold only so many open codes
		t.Run("from "+strings.Trim(some[0].name, "/"), func(t *testing.T) {
			t.Parallel()
			p := pc.open(t, site.url)
			for _, at := range some {
				at.reach(p)
				p.wait("the whole page", `document.readyState==="complete" && !!document.querySelector("link[rel=stylesheet]")`)
				if s := eval[string](p, look); s != "" {
					t.Errorf("%s: %s", at.name, s)
				}
			}
		})
	}
}
