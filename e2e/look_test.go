package e2e

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// place is a page in some state, and how to get there on a device that has just been put on the table.
type place struct {
	name   string
	device device
	reach  func(p *tab) // other devices that it needs belong to p's test
}

// places lists every finished page, and the pages that are made for a person: the live code, the phone's, refusals.
func places(site *program) []place {
	var out []place
	for _, page := range site.pages() {
		out = append(out, place{page.path, pc, func(p *tab) { p.settleAt(page) }})
	}
	for _, lang := range languages {
		out = append(out, livePlaces(site, lang)...)
	}
	return out
}

// settleAt opens a page and waits until it shows what it will: a page with a QR code asks for one by itself.
func (p *tab) settleAt(page sitePage) {
	p.t.Helper()
	p.visit(page.path)
	if strings.Contains(page.body, " data-make=") && !p.dev.noScript {
		p.wait("a code", `(e=>!e||!["making",""].includes(e.dataset.state))(document.querySelector(".live"))`)
	}
}

// livePlaces are those of one language.
func livePlaces(site *program, lang string) []place {
	withCode := func(p *tab) {
		p.visit("/" + lang + "/practice/standard/qr")
		p.showCode()
	}
	// phone reaches a page of the real phone; the computer beside it is another device.
	phone := func(do func(computer, p *tab)) func(*tab) {
		return func(p *tab) {
			computer := pc.open(p.t, site.url)
			withCode(computer)
			p.visit("/" + lang + "/?lang=" + lang)
			p.scanFrom(computer)
			p.asked(computer)
			do(computer, p)
		}
	}
	name := func(s string) string { return "/" + lang + " " + s }
	return []place{
		{name("live code"), pc, withCode},
		{name("live code in the step"), pc, func(p *tab) { p.visit("/" + lang + "/guide/scan-qr"); p.showCode() }},
		{name("live code without script"), pc.withoutScript(), withCode},
		{name("code declined"), pc, func(p *tab) {
			p.visit("/" + lang + "/guide/scan-qr")
			p.showCode()
			phone := mobile.open(p.t, site.url)
			phone.scanFrom(p)
			phone.press("form.deny button")
			p.state("denied")
		}},
		{name("explanation"), pc, func(p *tab) {
			p.visit("/" + lang + "/guide/choose-thaid")
			p.press(".sim [data-action=password]")
			p.waitFor("#why-sso-password")
		}},
		{name("hint"), pc, func(p *tab) {
			p.visit("/" + lang + "/guide/start")
			p.press("a.hint")
			p.waitFor(".hints li")
		}},
		{name("passcode"), pc, func(p *tab) {
			p.visit("/" + lang + "/guide/scan-qr")
			p.press(".phone [data-action=open-thaid]")
			p.waitFor("#phone-passcode")
		}},
		{name("scanner"), pc, func(p *tab) {
			p.visit("/" + lang + "/guide/scan-qr")
			p.press(".phone [data-action=open-thaid]")
			p.press("#phone-passcode [data-action=passcode]")
			p.waitFor("#phone-scanner")
		}},
		{name("on-screen question"), pc, func(p *tab) { p.visit("/" + lang + "/guide/scan-qr"); p.drillOnScreen() }},
		{name("launched"), pc, func(p *tab) {
			p.visit("/" + lang + "/launch")
			p.press("#after [data-show=not-in]")
			p.waitFor("#not-in .cards a")
		}},
		{name("no such page"), pc, func(p *tab) { p.expect(`404`); p.visit("/" + lang + "/nowhere") }},
		{name("phone: type"), mobile, func(p *tab) { p.visit("/d?lang=" + lang); p.kind("type") }},
		{name("phone: wrong code"), mobile, func(p *tab) {
			p.expect(`40[04]`)
			p.visit("/d?lang=" + lang)
			p.press("#code")
			p.key("123456789")
			p.press("form.type button")
			p.waitFor(".alert")
		}},
		{name("phone: question"), mobile, phone(func(_, p *tab) {})},
		{name("phone: allowed"), mobile, phone(func(_, p *tab) { p.press("form.allow button"); p.kind("approved") })},
		{name("phone: declined"), mobile, phone(func(_, p *tab) { p.press("form.deny button"); p.kind("denied") })},
		{name("phone: another has scanned"), mobile, func(p *tab) {
			computer, first := pc.open(p.t, site.url), mobile.open(p.t, site.url)
			withCode(computer)
			first.scanFrom(computer)
			computer.state("scanned")
			p.visit("/" + lang + "/?lang=" + lang)
			p.scanFrom(computer)
			p.kind("other-phone")
		}},
		{name("phone: answered"), mobile, func(p *tab) {
			computer, first := pc.open(p.t, site.url), mobile.open(p.t, site.url)
			withCode(computer)
			code := first.scanFrom(computer)
			first.press("form.deny button")
			first.kind("denied")
			p.visit("/" + lang + "/?lang=" + lang)
			p.visit(code)
			p.kind("answered")
		}},
	}
}

// sizes at which a page is looked at for sideways scrolling: the narrowest, a phone, an old projector, a PC, a new one.
var sizes = [][2]int64{{320, 640}, {390, 844}, {768, 1024}, {1280, 720}, {1920, 1080}}

// sideways names what makes the page wider than its window.
const sideways = `(()=>{
	const w=document.documentElement.clientWidth;
	if(document.scrollingElement.scrollWidth<=w) return "";
	const wide=[...document.body.querySelectorAll("*")].filter(e=>e.getBoundingClientRect().right>w+.5).map(e=>e.tagName.toLowerCase()+(e.id?"#"+e.id:"")+(e.className.baseVal===undefined&&e.className?"."+e.className.replace(/ /g,"."):"")+" to "+Math.round(e.getBoundingClientRect().right));
	return document.scrollingElement.scrollWidth+" px wide in "+w+": "+wide.slice(-4).join(", ");
})()`

// wrongColours names pink and blue buttons outside a simulated screen; only the rescue entry of the steps is blue.
const wrongColours = `(()=>{
	if(!document.querySelector(".sim")) return "";
	const colour=v=>{const i=document.createElement("i");i.style.setProperty("background-color","var("+v+")");document.body.append(i);const c=getComputedStyle(i).backgroundColor;i.remove();return c};
	const go=colour("--go"), back=colour("--back");
	return [...document.querySelectorAll("a,button,summary")].filter(e=>!e.closest(".sim,.rescue")&&e.checkVisibility()).filter(e=>[go,back].includes(getComputedStyle(e).backgroundColor)).map(e=>e.outerHTML.slice(0,120)).join("\n");
})()`

// lookAt expects of the page that stands there: no barriers in light, in dark and on the narrowest screen, the colours
// where they belong, and nothing that must be scrolled sideways at any size.
func (p *tab) lookAt() {
	p.t.Helper()
	usual := p.dev
	axe := func(d device, how, what string) {
		if d.noScript { // axe is a script; the same page with script is looked at too
			return
		}
		p.become(d)
		for _, v := range p.axe(what) {
			p.t.Errorf("%s, %s: %s", p.path(), how, v)
		}
	}
	axe(usual, "light", axeAll)
	if s := eval[string](p, wrongColours); s != "" {
		p.t.Errorf("%s: pink or blue outside the simulated screen: %s", p.path(), s)
	}
	axe(usual.inDark(), "dark", axeColours)
	for _, size := range sizes {
		p.become(usual.sized(size[0], size[1]))
		if s := eval[string](p, sideways); s != "" {
			p.t.Errorf("%s at %dx%d scrolls sideways: %s", p.path(), size[0], size[1], s)
		}
	}
	axe(usual.sized(sizes[0][0], sizes[0][1]), "narrow", axeLayout)
	p.become(usual)
}

func TestEveryPageIsFreeOfBarriersInLightAndDarkAndFitsEveryWidth(t *testing.T) {
	t.Parallel()
	site := start(t)
	for pages := range slices.Chunk(distinct(site.pages()), 12) { // a browser may hold only so many open codes
		t.Run("from "+strings.Trim(pages[0].path, "/"), func(t *testing.T) {
			t.Parallel()
			p := pc.withCalm().open(t, site.url)
			for _, page := range pages {
				p.settleAt(page)
				p.lookAt()
			}
		})
	}
	for _, lang := range languages {
		for _, at := range livePlaces(site, lang) {
			t.Run(strings.TrimPrefix(at.name, "/"), func(t *testing.T) {
				t.Parallel()
				p := at.device.withCalm().open(t, site.url)
				at.reach(p)
				p.lookAt()
			})
		}
	}
}

func TestTheRibbonStaysInViewWhileASimulatedScreenScrolls(t *testing.T) {
	t.Parallel()
	site := start(t)
	for _, d := range []device{pc, mobile, mobile.sized(360, 640)} {
		for _, page := range []string{"/th/guide/start", "/th/guide/choose-thaid", "/th/practice/standard/error", "/th/practice/standard/dashboard", "/th/practice/standard/qr"} {
			p := d.withCalm().open(t, site.url)
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
	site := start(t)
	all := places(site)
	var index strings.Builder
	index.WriteString(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>body{font:16px/1.6 system-ui;margin:1rem}section{margin:2rem 0}figure{display:inline-block;vertical-align:top;margin:.5rem}img{height:360px;border:1px solid #999}</style><h1>Screens</h1>`)
	for i, at := range all {
		t.Run(strings.ReplaceAll(strings.Trim(at.name, "/"), "/", " "), func(t *testing.T) {
			p := at.device.withCalm().open(t, site.url)
			at.reach(p)
			fmt.Fprintf(&index, "<section><h2>%s</h2>", html.EscapeString(at.name))
			for _, size := range [][2]int64{{360, 780}, {1366, 768}, {1920, 1080}} {
				for _, dark := range []bool{false, true} {
					d := at.device.withCalm().sized(size[0], size[1])
					d.dark = dark
					p.become(d)
					file := fmt.Sprintf("%03d-%dx%d%s.png", i, size[0], size[1], map[bool]string{true: "-dark"}[dark])
					write(t, filepath.Join(dir, file), p.whole())
					fmt.Fprintf(&index, `<figure><a href="%s"><img src="%s" alt="" loading="lazy"></a><figcaption>%s</figcaption></figure>`, file, file, strings.TrimPrefix(file, fmt.Sprintf("%03d-", i)))
				}
			}
			index.WriteString("</section>")
		})
	}
	write(t, filepath.Join(dir, "index.html"), []byte(index.String()))
	t.Logf("%d pages: %s", len(all), filepath.Join(dir, "index.html"))
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
