package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// slideNames are the projector view's slides in their order.
var slideNames = []string{"", "start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in", "summary"}

// wall is a projector.
var wall = pc.withCalm().named("projector").sized(1920, 1080)

// walls are the sizes that a slide fills: an old projector, a usual one, a large screen.
var walls = [][2]int64{{1280, 720}, {1920, 1080}, {3840, 2160}}

// halls have other shapes too. There a slide leaves some room, but nothing is cut either.
var halls = [][2]int64{{1024, 768}, {1366, 768}, {2560, 1080}}

var misfits = js("misfits")

func TestEverySlideFitsTheWallAndIsReadFromTheLastRow(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inEachLanguageAndFont(t, func(t *testing.T, lang, fonts string) {
		p := wall.withFonts(fonts).open(t, site.url)
		check := misfits
		if fonts != fontSets[0].name { // letters that are larger than usual are read as well when they are set a little smaller
			check = js("misfits", .85)
		}
		look := func(name string) {
			for i, size := range append(append([][2]int64{}, walls...), halls...) {
				if again := fonts != fontSets[0].name || lang != languages[0] && i > 1 || size[0] == 3840 || size[0] == 1366; again && !thorough && i > 0 {
					continue // of a shape that was looked at, only larger, or for the audit
				}
				p.become(wall.sized(size[0], size[1]))
				for _, s := range eval[[]string](p, check) {
					if i >= len(walls) && strings.Contains(s, "does not fill") {
						continue
					}
					t.Errorf("%s at %dx%d: %s", name, size[0], size[1], s)
				}
				if dir := os.Getenv("GUIDE_SLIDES"); dir != "" { // pictures for people to look at
					if err := os.MkdirAll(dir, 0o755); err != nil {
						t.Fatal(err)
					}
					write(t, filepath.Join(dir, fmt.Sprintf("%s-%s-%s-%dx%d.png", fonts, lang, name, size[0], size[1])), p.picture())
				}
			}
		}
		for i, name := range slideNames {
			p.visit("/" + lang + "/present/" + name)
			look(fmt.Sprintf("%d%s", i, name))
			if name != "scan-qr" || fonts != fontSets[0].name && !thorough { // the drawn phone has few words
				continue
			}
			if found, err := decodeQR(p.picture()); err == nil {
				t.Errorf("a phone reads %s from the wall", found)
			}
			for _, view := range []string{"home", "passcode", "consent"} {
				p.press(`.turns-of-phone [data-view-to="` + view + `"]`)
				p.waitFor("#phone-" + view)
				look(fmt.Sprintf("%d%s-%s", i, name, view))
			}
		}
		p.key("?")
		p.waitFor("dialog.keys")
		look("7keys")
	})
}

// The check of the slides finds what is cut off however it is: by overflow, by containment, by a path.
func TestTheSlidesCheckFindsWhatIsCut(t *testing.T) {
	t.Parallel()
	p := wall.open(t, stub(t).URL)
	p.visit("/slide")
	if got := eval[[]string](p, misfits); len(got) > 0 {
		t.Fatalf("a slide without faults: %v", got)
	}
	for _, how := range []string{"overflow:hidden", "overflow:clip", "overflow-y:auto", "contain:paint", "contain:strict", "contain:content", "clip-path:inset(0)"} {
		eval[any](p, `void(document.getElementById("box").style.cssText=`+quote("height:20px;width:900px;"+how)+`)`)
		if got := strings.Join(eval[[]string](p, misfits), "; "); !strings.Contains(got, `"these words" leaves its`) {
			t.Errorf("%s: found %q", how, got)
		}
	}
	eval[any](p, `void(document.getElementById("box").style.cssText="")`)
	eval[any](p, `void(document.getElementById("words").style.cssText="font-size:27px")`)
	if got := strings.Join(eval[[]string](p, misfits), "; "); !strings.Contains(got, "less than") {
		t.Errorf("small letters: found %q", got)
	}
	if got := eval[[]string](p, js("misfits", .9)); len(got) > 0 {
		t.Errorf("small letters that may be so small: %v", got)
	}
}

// stands waits for the slide, in its place and in the address.
func (p *tab) stands(lang, name string) {
	p.t.Helper()
	p.wait("the slide "+name+" in "+lang, `location.pathname===`+quote("/"+lang+"/present/"+name)+` && document.body.dataset.page===`+quote("present"+map[bool]string{true: "/"}[name != ""]+name)+` && document.documentElement.lang===`+quote(lang))
}

// physical presses or releases a key of a keyboard with some layout.
func (p *tab) physical(kind input.DispatchKeyEventType, code, key string) {
	p.t.Helper()
	p.do("the key "+code, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Code: code, Key: key})
		return err
	}))
}

func TestTheProjectorIsDrivenByKeysAlone(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := wall.open(t, site.url)
	p.visit("/th/present/")
	p.stands("th", "")
	eval[any](p, `window.here=1`)
	for _, step := range []struct{ key, name string }{
		{kb.ArrowRight, "start"}, {" ", "choose-thaid"}, {kb.PageDown, "scan-qr"}, {kb.ArrowLeft, "choose-thaid"}, {kb.PageUp, "start"},
		{kb.End, "summary"}, {kb.ArrowRight, "summary"}, {"4", "signed-in"}, {"5", "cannot-sign-in"}, {kb.Home, ""}, {kb.ArrowLeft, ""}, {"3", "scan-qr"},
	} {
		p.key(step.key)
		p.stands("th", step.name)
	}
	if !p.try(`document.title.startsWith("ฝึก · ")`) {
		t.Error("the title does not follow the slide")
	}
	p.back()
	p.stands("th", "")
	p.key("3")
	p.stands("th", "scan-qr")

	p.key("+", "+")
	p.wait("a larger screen", `getComputedStyle(document.querySelector(".view")).transform!=="none"`)
	p.key("l")
	p.stands("en", "scan-qr")
	p.wait("the scale kept", `getComputedStyle(document.documentElement).getPropertyValue("--scale")==="1.4"`)
	p.key("-", "-", "-", "-")
	p.wait("a smaller slide", `document.body.getBoundingClientRect().width<innerWidth*.95`)
	p.key("+", "+")
	p.physical(input.DispatchKeyEventTypeRawKeyDown, "KeyL", "ส") // L of a Thai keyboard
	p.stands("th", "scan-qr")
	p.physical(input.DispatchKeyEventTypeRawKeyDown, "Digit2", "/")
	p.stands("th", "choose-thaid")

	p.key("b")
	p.waitFor(".blackout")
	p.key(kb.ArrowRight) // brings the picture back, and does not run ahead
	p.waitGone(".blackout")
	p.stands("th", "choose-thaid")

	p.physical(input.DispatchKeyEventTypeRawKeyDown, "KeyP", "p")
	p.waitFor(".pointer")
	p.do("moving the mouse", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 300, 400))
	p.wait("the spot to follow", `(r=>Math.abs(r.x+r.width/2-300)<2&&Math.abs(r.y+r.height/2-400)<2)(document.querySelector(".pointer").getBoundingClientRect())`)
	p.physical(input.DispatchKeyEventTypeKeyUp, "KeyP", "p")
	p.waitGone(".pointer")

	p.key("?")
	p.waitFor("dialog.keys")
	p.key(kb.ArrowRight)
	p.key(kb.Escape)
	p.waitGone("dialog.keys")
	p.stands("th", "choose-thaid")

	p.key("f")
	p.wait("the full screen", `!!document.fullscreenElement`)
	p.key(kb.ArrowRight)
	p.stands("th", "scan-qr")
	if !p.try(`!!document.fullscreenElement`) {
		t.Error("the next slide leaves the full screen")
	}
	p.key("f")
	p.wait("the full screen to end", `!document.fullscreenElement`)
	if !p.try(`window.here===1`) {
		t.Error("the page was loaded anew on the way")
	}
	p.reload()
	p.stands("th", "scan-qr")
}

func TestTheProjectorIsDrivenByMouseAndByFinger(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := wall.open(t, site.url)
	p.visit("/th/present/")
	p.press(".turn.next")
	p.stands("th", "start")
	p.press(".pink") // the simulated screen leads on too
	p.stands("th", "choose-thaid")
	p.press(".sim [data-action=thaid]")
	p.stands("th", "scan-qr")
	p.press(`.turns-of-phone [data-view-to="home"]`)
	p.press(`.phone [data-action="open-other"]`)
	p.waitFor("#why-open-other")
	p.press(`.phone [data-action="open-app"]`)
	for range 8 {
		p.press("#phone-passcode [data-key]")
	}
	p.press(`#phone-scanner [data-action="scan"]`)
	p.press(`#phone-consent [data-action="allow"]`)
	p.stands("th", "signed-in")
	p.press(".sim .spot")
	p.stands("th", "cannot-sign-in")
	p.press(".turn.prev")
	p.stands("th", "signed-in")
	p.press(".rail li:nth-child(2) a")
	p.stands("th", "start")
	p.press(".sim [data-action=password]")
	p.waitFor("#why-napplus-password")
	p.press(".slide-foot .tool")
	p.press(`dialog.keys [data-do="dark"]`)
	p.press(".blackout")
	p.waitGone(".blackout")
	p.press(".slide-foot .lang a")
	p.stands("en", "start")

	tablet := mobile.withCalm().named("tablet").sized(1180, 820).open(t, site.url)
	tablet.visit("/th/present/start")
	swipe := func(from, to float64) {
		touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
			tablet.do("swiping", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
				return err
			}))
		}
		touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: from, Y: 500})
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: to, Y: 510})
		touch(input.DispatchTouchEventTypeTouchEnd)
	}
	swipe(800, 300)
	tablet.stands("th", "choose-thaid")
	swipe(300, 800)
	tablet.stands("th", "start")
}

func TestTheProjectorGoesOnWithoutTheServer(t *testing.T) {
	t.Parallel()
	site := start(t)
	p := wall.open(t, site.url)
	p.visit("/th/present/")
	p.wait("all slides to be here", `new Set(performance.getEntriesByType("resource").filter(e=>e.name.includes("/present/")&&e.responseEnd).map(e=>new URL(e.name).pathname)).size>=2*`+strconv.Itoa(len(slideNames))+`-1 && performance.getEntriesByType("resource").some(e=>e.name.endsWith("/en/present/summary")&&e.responseEnd)`)
	site.stop()
	for _, name := range slideNames[1:] {
		p.key(kb.ArrowRight)
		p.stands("th", name)
	}
	p.key("l")
	p.stands("en", "summary")
}

func TestTheProjectorWorksWithoutScript(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := wall.withoutScript().open(t, site.url)
	p.visit("/th/present/")
	for _, name := range slideNames[1:] {
		p.press(".turn.next")
		p.arrive("/th/present/" + name)
		if name == "scan-qr" {
			p.waitFor("#phone-scanner")
			p.press(`.turns-of-phone [data-view-to="consent"]`)
			p.waitFor("#phone-consent")
			p.waitGone("#phone-scanner")
		}
	}
	p.press(".turn.prev")
	p.arrive("/th/present/cannot-sign-in")
	p.press(".slide-foot .tool")
	p.waitFor("#keys .button")
	p.press("#keys .close")
	p.waitGone("#keys")
	p.press(".slide-foot .lang a")
	p.arrive("/en/present/cannot-sign-in")
}
