package e2e

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// keptForOffline waits until the service worker has put away all that it keeps, and is in charge.
func (p *tab) keptForOffline() {
	p.t.Helper()
	p.wait("the service worker to be in charge", `navigator.serviceWorker.controller&&navigator.serviceWorker.controller.state==="activated"`)
}

// plug takes the tab's network away or gives it back, as the browser tells it to pages. What the service worker asks
// for finds no server, which the test has stopped.
func (p *tab) plug(in bool) {
	p.t.Helper()
	p.expect(`ERR_`, `console error: Failed to load resource`)
	p.do("the network's plug", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !in})
		return err
	}))
}

func TestAfterOneVisitTheGuideAndThePracticeWorkWithoutANetwork(t *testing.T) {
	t.Parallel()
	site := startTrusted(t)
	p := pc.withCalm().open(t, site.url)
	p.visit("/th/")
	p.keptForOffline()
	site.stop()
	p.plug(false)

	p.visit("/th/")
	p.waitFor(".offline")
	if got := p.text(".offline"); !strings.Contains(got, "ไม่มีเครือข่าย") && !strings.Contains(got, "ออฟไลน์") {
		t.Errorf("it says %q", got)
	}
	p.press(".door.first")
	p.arrive("/th/guide/start")
	p.press(".sim [data-action=sign-in-oss]")
	p.arrive("/th/guide/choose-thaid")
	p.press(".sim [data-action=thaid]")
	p.arrive("/th/guide/scan-qr")
	p.drillOnScreen()
	p.press("#phone-consent [data-action=allow]")
	p.arrive("/th/guide/signed-in")
	p.finishTheSteps("th")

	p.visit("/en/practice/")
	p.press("[data-scenario=wrong-method] .button")
	p.walk("sign-in-oss password go-back sign-in-oss thaid " + throughThePhone + " allow")
	p.arrive("/en/practice/wrong-method/dashboard")
	for _, path := range []string{"/th/help", "/th/stuck", "/en/quiz", "/en/print"} {
		p.visit(path)
		p.waitFor("main h1")
		if p.sees(".error-page") || !p.try(`getComputedStyle(document.querySelector("main")).flexGrow==="1"`) {
			t.Errorf("%s is not there, or without its style", path)
		}
	}
	// What needs the program says so, and leads to what does not.
	for _, path := range []string{"/th/workshop", "/th/g/AAAAAAAAAAAAAAAA", "/d", "/j"} {
		p.visit(path)
		p.waitFor(".error-page h1")
		if got := p.text(".error-page h1"); !strings.Contains(got, "เครือข่าย") {
			t.Errorf("%s says %q", path, got)
		}
	}
	p.press(".error-page a[href='/th/practice/']")
	p.arrive("/th/practice/")
}

func TestCodesAndRoomsAreNeverKeptInTheBrowser(t *testing.T) {
	t.Parallel()
	site := startTrusted(t)
	p := pc.withCalm().open(t, site.url)
	p.visit("/th/")
	p.keptForOffline()
	secret := map[string]string{}
	p.visit("/th/practice/standard/qr")
	p.showCode()
	secret["the digits of a code"] = p.digits()
	p.reload() // the code's own page, from the server
	p.state("pending")
	secret["an address of a code"] = p.path()
	p.visit("/d/app")
	p.waitFor("form.type")
	p.visit("/th/workshop")
	p.press("#open form button")
	p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	id := regexp.MustCompile(`\d{6}`).FindString(p.path())
	secret["a room's code"] = id
	for _, path := range []string{"/th/workshop", "/th/workshop/" + id + "/screen", "/th/workshop/" + id + "/report", "/j/" + id} {
		p.visit(path)
		p.waitFor("main")
	}
	p.press(`form[action$="/join"] button`)
	p.waitFor(".bignumber")
	p.wait("what other pages are told of it", knowsItsRoom)
	p.visit("/th/guide/start")
	p.waitFor(".room-bar")

	kept := eval[map[string]string](p, js("kept"))
	if len(kept) < 100 {
		t.Fatalf("only %d things are kept", len(kept))
	}
	for address, body := range kept {
		u, err := url.Parse(address)
		if u != nil && strings.HasSuffix(u.Path, "/workshop/maps") { // a page as any other, of no room
			continue
		}
		if err != nil || u.RawQuery != "" || regexp.MustCompile(`^/(th|en)/(g|workshop)(/|$)|^/(d|j|workshop|sandbox|progress)(/|$)`).MatchString(u.Path) {
			t.Errorf("%s is kept", address)
		}
		for what, words := range secret {
			if strings.Contains(body, words) || strings.Contains(address, words) {
				t.Errorf("%s (%s) stands in what is kept of %s", what, words, address)
			}
		}
	}
}

func TestAKeptSiteGivesWayToTheNextBuild(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "guide")
	if err := os.CopyFS(dir, os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	site := startTrusted(t, "--content", dir)
	p := pc.withCalm().whoseTabsHide().open(t, site.url)
	p.expect(`ERR_CONNECTION_REFUSED`, `console error`)
	p.visit("/th/help")
	p.keptForOffline()
	before := eval[[]string](p, `caches.keys()`)
	kept := p.another() // a page of the old build that stays open
	kept.visit("/th/guide/start")

	site.stop()
	help := filepath.Join(dir, "th", "help.md")
	raw, err := os.ReadFile(help)
	if err != nil || !strings.Contains(string(raw), "ปิดเน็ตมือถือไว้ก่อน") {
		t.Fatalf("the help page has no sentence to change (%v)", err)
	}
	if err := os.WriteFile(help, []byte(strings.ReplaceAll(string(raw), "ปิดเน็ตมือถือไว้ก่อน", "ปิดเน็ตมือถือก่อนนะ")), 0o600); err != nil {
		t.Fatal(err)
	}
	site.run()

	p.front()
	p.visit("/th/help")
	if !p.try(`document.body.textContent.includes("ก่อนนะ")`) {
		t.Error("the first visit after the update shows the old build")
	}
	site.kill() // in the middle of the update, as likely as not: nobody loses what was kept
	p.plug(false)
	for _, path := range []string{"/th/practice/", "/en/print", "/th/help"} { // the first and the last that are kept
		p.visit(path)
		p.waitFor("main h1")
		if p.sees(".error-page") {
			t.Errorf("an update cut short has lost %s", path)
		}
	}
	site.run()
	p.plug(true)
	p.visit("/th/help")
	eval[bool](p, `(async()=>{for(;;){const k=await caches.keys();if(k.length===1&&k[0]!==`+quote(before[0])+`) return true;await new Promise(r=>setTimeout(r,100))}})()`)
	kept.front()
	kept.press(".sim [data-action=sign-in-oss]") // whoever stood in the old build goes on
	kept.arrive("/th/guide/choose-thaid")

	site.stop()
	p.front()
	p.plug(false)
	p.visit("/th/help")
	if !p.try(`document.body.textContent.includes("ก่อนนะ")`) {
		t.Error("without a network the old build comes back")
	}
}

// A hospital's LAN: plain http, and a name that no browser trusts.
func TestOnALANThereIsNoServiceWorkerAndNotATraceOfOne(t *testing.T) {
	t.Parallel()
	site := start(t)
	site.stop()
	_, port, _ := strings.Cut(strings.TrimPrefix(site.url, "http://"), ":")
	name := "http://" + lanName + ":" + port
	for i, flag := range site.flag {
		if flag == "--public-url" {
			site.flag[i+1] = name
		}
	}
	site.run()
	p := pc.withCalm().open(t, name)
	p.expect("Cross-Origin-Opener-Policy header has been ignored")
	for _, path := range []string{"/th/", "/th/guide/scan-qr", "/en/practice/"} {
		p.visit(path)
		p.waitFor("main h1")
	}
	if p.try(`isSecureContext||"serviceWorker" in navigator`) {
		t.Fatal("the browser trusts this name: nothing was tried")
	}
	if got := eval[[]string](p, `performance.getEntriesByType("resource").map(r=>r.name).filter(n=>n.includes("sw.js"))`); len(got) > 0 {
		t.Errorf("it was asked for: %v", got)
	}
	if problems := p.takeProblems(); len(problems) > 0 {
		t.Errorf("not without a trace: %v", problems)
	}
}
