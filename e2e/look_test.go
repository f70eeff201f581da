package e2e

import (
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// sizes at which a page is looked at for sideways scrolling: the narrowest, a phone, an old projector, a PC, a new one.
var sizes = [][2]int64{{320, 640}, {360, 640}, {390, 844}, {768, 1024}, {1280, 720}, {1920, 1080}}

var sideways = js("sideways")

var smallTargets = js("small-targets")

var spacedOut = js("spaced-out")

var wrongColours = js("wrong-colours")

// lookAt expects of the page that stands there: no barriers in light, in dark and on the narrowest screen, the colours
// where they belong, and nothing that must be scrolled sideways at any size. Of a twin only what its words may change. Only
// the audit takes its time for high contrast, for the wider windows and for all of a twin.
func (p *tab) lookAt(name string, twin bool) {
	p.t.Helper()
	usual := p.dev
	switch {
	case !twin:
		p.lookAtColours(name)
	case thorough:
		p.look(name, "light", axeWords)
	}
	for i, size := range sizes {
		if i == 0 || i == 2 && !twin || thorough {
			p.lookAtSize(name, usual, size)
		}
	}
	p.become(usual)
}

// lookAtColours looks for barriers in light, in dark and in high contrast.
func (p *tab) lookAtColours(name string) {
	p.t.Helper()
	usual := p.dev
	p.look(name, "light", axeAll)
	if s := eval[string](p, wrongColours); s != "" {
		p.t.Errorf("%s: pink or blue outside the simulated screen: %s", name, s)
	}
	p.become(usual.inDark())
	p.look(name, "dark", axeColours)
	if thorough {
		eval[any](p, `void(document.documentElement.dataset.theme="contrast")`)
		p.become(usual)
		p.look(name, "high contrast", axeColours)
		eval[any](p, `void(delete document.documentElement.dataset.theme)`)
	}
}

// lookAtSize expects that the page fits a window of that size, and more of the narrowest.
func (p *tab) lookAtSize(name string, usual device, size [2]int64) {
	p.t.Helper()
	p.become(usual.sized(size[0], size[1]))
	if s := eval[string](p, sideways); s != "" {
		p.t.Errorf("%s at %dx%d scrolls sideways: %s", name, size[0], size[1], s)
	}
	if size[0] == 360 || size[0] == 390 {
		for small := range strings.SplitSeq(eval[string](p, smallTargets), "\n") {
			if small != "" {
				p.t.Errorf("%s at %dx%d: too small to press: %s", name, size[0], size[1], small)
			}
		}
	}
	if size == sizes[0] {
		if thorough {
			eval[any](p, `scrollTo({top:1e5,behavior:"instant"})`) // what sticks to the window's edge is in its place at the page's end
			p.look(name, "narrow", axeNarrow)
			eval[any](p, `scrollTo({top:0,behavior:"instant"})`)
		}
		if s := eval[string](p, spacedOut); s != "" {
			p.t.Errorf("%s with wide text spacing cuts %s", name, s)
		}
		if s := eval[string](p, sideways); s != "" {
			p.t.Errorf("%s at %dx%d with wide text spacing scrolls sideways: %s", name, size[0], size[1], s)
		}
		eval[any](p, `void(document.adoptedStyleSheets=[])`)
		eval[any](p, `void(document.documentElement.dataset.size="2")`)
		if s := eval[string](p, sideways); s != "" {
			p.t.Errorf("%s at %dx%d in the largest letters scrolls sideways: %s", name, size[0], size[1], s)
		}
		eval[any](p, `void(delete document.documentElement.dataset.size)`)
	}
}

// look is axe, in one way of showing the page or some parts of it.
func (p *tab) look(name, how, what string, parts ...string) {
	p.t.Helper()
	if p.dev.noScript { // axe is a script; the same page with script is looked at too
		return
	}
	for _, v := range p.axeOn(what, parts...) {
		p.t.Errorf("%s, %s: %s", name, how, v)
	}
}

// pieceOf is a selector for a piece that open-pieces names.
func pieceOf(name string) string {
	if strings.HasPrefix(name, "details") {
		return "details"
	}
	if _, id, ok := strings.Cut(name, "#"); ok {
		return "#" + id
	}
	return ".phone"
}

// lookInside looks at what the page holds back at first: explanations, hints, details, the views of the phone. done are
// the pieces that have been seen on another page. What lay open before keeps its contrast; it was looked at.
func (p *tab) lookInside(name, lang string, twin bool, done *sync.Map) {
	p.t.Helper()
	if p.dev.noScript {
		return
	}
	usual := p.dev
	for n := 0; ; n++ {
		pieces := eval[[]string](p, js("open-pieces", n))
		if len(pieces) == 0 {
			break
		}
		fresh := []string{}
		for _, piece := range pieces {
			kind := piece
			if !thorough {
				kind, _, _ = strings.Cut(piece, "#") // one of each kind
			}
			if _, seen := done.LoadOrStore(lang+kind, true); !seen {
				fresh = append(fresh, pieceOf(piece))
			}
		}
		if len(fresh) == 0 || twin && !thorough {
			continue
		}
		what := fmt.Sprintf("%s with %s", name, strings.Join(pieces, ", "))
		if !twin {
			p.look(what, "light", axeShapes)
			p.look(what, "light", axeColours, fresh...)
			p.become(usual.inDark())
			p.look(what, "dark", axeColours, fresh...)
		}
		p.become(usual.sized(sizes[0][0], sizes[0][1]))
		if s := eval[string](p, sideways); s != "" {
			p.t.Errorf("%s at %d px scrolls sideways: %s", what, sizes[0][0], s)
		}
		if thorough {
			p.look(what, "narrow", axeNarrow)
		}
		p.become(usual)
	}
}

// The one walk over every page in every state: in the audit over all, else over those that together show each part that pages
// are made of. Each is opened over a poor line, where nothing may move, and is then looked at: whether it lacks a style, has
// barriers in light and dark, or does not fit some width. That no page complains in the console or asks another host is heard
// all the way.
func TestEveryPageInEveryStateStandsStillIsFreeOfBarriersInLightAndDarkAndFitsEveryWidth(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	poor := lateScripts(t, site)
	var seen sync.Map
	var early atomic.Int32
	all := distinct(places(site))
	if !thorough {
		all = showAllParts(all)
	}
	lacks := foreignRules(t, site, all)
	slices.SortStableFunc(all, func(a, b place) int { return strings.Compare(a.device.name, b.device.name) })
	t.Cleanup(func() { t.Logf("%d of %d pages were painted before their script came", early.Load(), len(all)) })
	for _, some := range chunks(all, 8) { // a browser may hold only so many open codes, and they stand side by side
		t.Run("from "+strings.Trim(some[0].name, "/"), func(t *testing.T) {
			t.Parallel()
			if some[0].also != nil { // what a hand brings about may move
				p := some[0].device.withCalm().open(t, site.url)
				some[0].reach(p)
				p.lookAt(some[0].name, some[0].twin)
				p.lookInside(some[0].name, some[0].lang, some[0].twin, &seen)
				return
			}
			p := some[0].device.open(t, poor)
			p.expect(`404.*/workshop/\d+/screen`) // the small wall of a console whose room the next screen has replaced
			for _, at := range some {
				if at.standsStill(p) {
					early.Add(1)
				}
				if !at.twin {
					for _, rule := range lacks.missing(p, at) {
						t.Errorf("%s lacks %s", at.name, rule)
					}
				}
				p.become(at.device.withCalm())
				p.lookAt(at.name, at.twin)
				p.lookInside(at.name, at.lang, at.twin, &seen)
				p.turnInto(at.device)
			}
		})
	}
}

var openingTag = regexp.MustCompile(`<(\w+)(?:[^>]*? class="([^"]*)")?`)

// partsOf is each tag of the place, alone and with each of its classes.
func partsOf(at place) map[string]bool {
	own := map[string]bool{}
	for _, m := range openingTag.FindAllStringSubmatch(at.body, -1) {
		own[m[1]] = true
		for _, class := range strings.Fields(m[2]) {
			own[m[1]+"."+class] = true
		}
	}
	return own
}

// showAllParts chooses few places that together show each part that pages are made of: a tag, and a tag with a class; and those
// that a hand brings about. How these are in English, where their words alone differ, is for the audit.
func showAllParts(all []place) []place {
	has := map[string][]string{}
	for _, at := range all {
		has[at.name] = slices.Collect(maps.Keys(partsOf(at)))
	}
	names := make([]string, len(all))
	for i, at := range all {
		names[i] = at.name
	}
	chosen := showAll(names, has)
	return slices.DeleteFunc(slices.Clone(all), func(at place) bool { return !chosen[at.name] && (at.also == nil || at.twin) })
}

// showAll chooses few of the names that together have all that any of them has.
func showAll(names []string, has map[string][]string) map[string]bool {
	missing := map[string]bool{}
	for _, name := range names {
		for _, part := range has[name] {
			missing[part] = true
		}
	}
	chosen := map[string]bool{}
	for len(missing) > 0 {
		best, most := "", 0
		for _, name := range names {
			fresh := 0
			for _, part := range has[name] {
				if missing[part] {
					fresh++
				}
			}
			if fresh > most {
				best, most = name, fresh
			}
		}
		chosen[best] = true
		for _, part := range has[best] {
			delete(missing, part)
		}
	}
	return chosen
}

// chunks cuts the list into parts of one device each, of n at most; what leaves marks in the browser stands alone.
func chunks(all []place, n int) [][]place {
	var out [][]place
	for _, at := range all {
		last := len(out) - 1
		if last < 0 || len(out[last]) == n || at.also != nil || out[last][0].also != nil || out[last][0].device.name != at.device.name {
			out = append(out, nil)
			last++
		}
		out[last] = append(out[last], at)
	}
	return out
}

func TestTheRibbonStaysInViewWhileASimulatedScreenScrolls(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc, mobile, mobile.sized(360, 640)} {
		p := d.withCalm().open(t, site.url)
		for _, page := range []string{"/th/guide/start", "/th/guide/choose-thaid", "/th/practice/standard/error", "/th/practice/standard/dashboard", "/th/practice/standard/qr"} {
			p.visit(page)
			for _, at := range []string{"0", "innerHeight/3", "innerHeight/2", "document.scrollingElement.scrollHeight"} {
				got := eval[string](p, `(()=>{scrollTo({top:`+at+`,behavior:"instant"});
					const r=document.querySelector(".sim .ribbon").getBoundingClientRect(), s=document.querySelector(".sim").getBoundingClientRect();
					if(s.bottom<80||s.top>innerHeight-80) return "";
					const hit=document.elementFromPoint(r.x+r.width/2,r.y+r.height/2);
					return hit&&hit.closest(".ribbon")?"":"screen from "+s.top+" to "+s.bottom+", ribbon at "+r.top+", over it "+(hit?hit.outerHTML.slice(0,100):"nothing")})()`)
				if got != "" {
					t.Errorf("%s %dx%d scrolled to %s: the ribbon is out of view: %s", page, d.width, d.height, at, got)
				}
			}
		}
	}
}

// TestScreens takes pictures of every page for people to look at; `make screens` asks for it.
func TestScreens(t *testing.T) {
	dir := os.Getenv("GUIDE_SCREENS")
	if dir == "" {
		t.Log("no pictures asked for: GUIDE_SCREENS is empty")
		return
	}
	site := startForWriters(t)
	all := onRecord(places(site))
	opened := map[string]bool{}
	var index strings.Builder
	index.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>body{font:16px/1.6 system-ui;margin:1rem}section{margin:2rem 0}figure{display:inline-block;vertical-align:top;margin:.5rem}img{height:360px;border:1px solid #999}</style><h1>Screens</h1>`)
	for i, at := range all {
		t.Run(strings.ReplaceAll(strings.Trim(at.name, "/"), "/", " "), func(t *testing.T) {
			p := at.device.withCalm().open(t, site.url)
			at.reach(p)
			fmt.Fprintf(&index, "<section><h2>%s</h2>", html.EscapeString(at.name))
			for n := -1; ; n++ {
				if n >= 0 { // what the page holds back at first, unless another page has shown it
					if at.device.noScript {
						break
					}
					pieces := eval[[]string](p, js("open-pieces", n))
					if len(pieces) == 0 {
						break
					}
					key := at.lang + strings.Join(pieces, " ")
					if opened[key] {
						continue
					}
					opened[key] = true
				}
				for _, size := range [][2]int64{{360, 780}, {1366, 768}, {1920, 1080}} {
					for _, dark := range []bool{false, true} {
						d := at.device.withCalm().sized(size[0], size[1])
						d.dark = dark
						p.become(d)
						file := fmt.Sprintf("%03d-%d-%dx%d%s.png", i, n+1, size[0], size[1], map[bool]string{true: "-dark"}[dark])
						write(t, filepath.Join(dir, file), p.whole())
						fmt.Fprintf(&index, `<figure><a href="%s"><img src="%s" alt="" loading="lazy"></a><figcaption>%s</figcaption></figure>`, file, file, strings.TrimPrefix(file, fmt.Sprintf("%03d-", i)))
					}
				}
			}
			index.WriteString("</section>")
		})
	}
	write(t, filepath.Join(dir, "index.html"), []byte(index.String()))
	t.Logf("%d pages: %s", len(all), filepath.Join(dir, "index.html"))
}

// onRecord leaves out live states of the same shape as another; finished pages all stay.
func onRecord(all []place) []place {
	var out []place
	seen := map[string]bool{}
	for _, at := range all {
		if finished := at.path == at.name; finished || !seen[at.shape] {
			seen[at.shape] = true
			out = append(out, at)
		}
	}
	return out
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
