package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stroke is one press of a key, as a browser tells it: by its place, by what it types, by its old number.
type stroke struct {
	code, key string
	number    int64
	shift     bool
	repeat    bool
}

// strike presses a key and lets it go. Nothing is typed: what a page does is its own doing.
func (p *tab) strike(s stroke) {
	p.t.Helper()
	modifiers := int64(0)
	if s.shift {
		modifiers = 8
	}
	p.do("the key "+s.code+" "+s.key, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		held := s.repeat
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: kind, Code: s.code, Key: s.key, WindowsVirtualKeyCode: s.number, Modifiers: modifiers, AutoRepeat: &held,
			}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Keys of a clicker, and of a keyboard with the Thai layout, Caps Lock or NumLock in whatever state.
var (
	clickerNext  = stroke{code: "PageDown", key: "PageDown", number: 34}
	clickerBack  = stroke{code: "PageUp", key: "PageUp", number: 33}
	clickerBlack = stroke{code: "Period", key: "ใ", number: 190}
	clickerFull  = stroke{code: "F5", key: "F5", number: 116}
	thaiB        = stroke{code: "KeyB", key: "ิ", number: 66}
	thaiList     = stroke{code: "Slash", key: "ฦ", number: 191, shift: true}
)

func TestSlidesObeyKeysByTheirPlace(t *testing.T) {
	t.Parallel()
	p := wall.open(t, commonSite(t).url)
	p.visit("/th/present/")
	p.stands("th", "")
	eval[any](p, `window.here=1`)
	for _, step := range []struct {
		stroke
		name string
	}{
		{clickerNext, "start"}, {stroke{code: "Digit3", key: "-"}, "scan-qr"}, {stroke{code: "Digit2", key: "/"}, "choose-thaid"},
		{stroke{code: "Digit1", key: "+"}, "start"}, // Caps Lock
		{stroke{code: "Numpad4", key: "4"}, "signed-in"}, {stroke{code: "Numpad3", key: "PageDown"}, "cannot-sign-in"}, {stroke{code: "Numpad7", key: "Home"}, ""},
		{stroke{key: "PageDown", number: 34}, "start"}, {stroke{number: 34}, "choose-thaid"}, {stroke{key: "3"}, "scan-qr"}, {stroke{key: "ภ", number: 52}, "signed-in"},
		{stroke{code: "Space", key: " ", number: 32}, "cannot-sign-in"}, {stroke{code: "End", key: "End"}, "summary"}, {clickerNext, "summary"},
		{stroke{code: "ArrowLeft", key: "ArrowLeft"}, "cannot-sign-in"}, {stroke{code: "PageUp", key: "PageUp", shift: true}, "cannot-sign-in"}, {stroke{code: "PageUp", key: "PageUp", repeat: true}, "cannot-sign-in"},
	} {
		p.strike(step.stroke)
		p.stands("th", step.name)
	}
	for _, black := range []stroke{clickerBlack, {code: "Period", key: ".", number: 190}, thaiB, {code: "KeyB", key: "B", shift: true}, {key: "b"}, {key: "."}, {key: "ิ", number: 66}, {code: "NumpadDecimal", key: "."}} {
		p.strike(black)
		p.waitFor(".blackout")
		p.strike(black)
		p.waitGone(".blackout")
	}
	p.strike(thaiList)
	p.waitFor("dialog.keys")
	p.strike(clickerNext) // nothing moves behind the list
	p.strike(stroke{code: "KeyM", key: "?", shift: true})
	p.waitGone("dialog.keys")
	p.stands("th", "cannot-sign-in")
	for _, full := range []stroke{clickerFull, {code: "F5", key: "F5", number: 116, shift: true}, {key: "F5", number: 116}} {
		p.strike(full)
		p.wait("the full screen", `!!document.fullscreenElement`)
		p.strike(full) // once more changes nothing
		p.strike(clickerBack)
		p.stands("th", "signed-in")
		if !p.try(`!!document.fullscreenElement`) {
			t.Error("F5 and the next slide end the full screen")
		}
		p.strike(clickerNext)
		p.stands("th", "cannot-sign-in")
		p.strike(stroke{code: "KeyF", key: "ด", number: 70})
		p.wait("the full screen to end", `!document.fullscreenElement`)
	}
	if !p.try(`window.here===1`) {
		t.Error("a key has loaded the page anew")
	}
}

func TestTheGuideObeysKeysByTheirPlace(t *testing.T) {
	t.Parallel()
	for _, lang := range someOf(1, languages...) {
		p := asNurse(lang).open(t, commonSite(t).url)
		at := func(name string) {
			t.Helper()
			p.arrive("/" + lang + name)
			p.waitFor("[data-show-shortcuts]")
		}
		p.visit("/" + lang + "/guide/start")
		at("/guide/start")
		p.strike(stroke{code: "Digit2", key: "/", number: 50})
		at("/guide/choose-thaid")
		p.strike(stroke{code: "Digit1", key: "ๅ", number: 49})
		at("/guide/start")
		p.strike(stroke{code: "KeyS", key: "ห", number: 83})
		p.waitFor("#hint")
		p.strike(stroke{code: "KeyL", key: "l", number: 76}) // led to the page before the real login
		p.strike(stroke{code: "KeyN", key: "ื", number: 78})
		at("/guide/choose-thaid")
		p.strike(thaiList)
		p.waitFor("dialog.shortcuts")
		if got := eval[string](p, `[...document.querySelectorAll(".shortcuts dl > div")].filter(e=>!e.hidden).map(e=>e.dataset.act).join()`); got != "step,hint,skip,help,close,list" {
			t.Errorf("a step's list has %s", got)
		}
		p.key(kb.Escape)
		p.waitGone("dialog.shortcuts")
		p.strike(stroke{code: "KeyH", key: "้", number: 72})
		p.arrive("/" + lang + "/help")
		p.waitFor("[data-show-shortcuts]")
		p.strike(thaiList)
		p.waitFor("dialog.shortcuts")
		if got := eval[string](p, `[...document.querySelectorAll(".shortcuts dl > div")].filter(e=>!e.hidden).map(e=>e.dataset.act).join()`); got != "help,list" {
			t.Errorf("the help's list has %s, and there are no steps", got)
		}
	}
}

// No key of any page leads to the real login, or to the page before it.
func TestNoKeyLeadsToTheRealLogin(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	var all []stroke
	for c := 'A'; c <= 'Z'; c++ {
		all = append(all, stroke{code: "Key" + string(c), key: strings.ToLower(string(c)), number: int64(c)})
	}
	for _, path := range []string{"/th/guide/start", "/th/finish", "/th/present/summary"} {
		p.visit(path)
		p.wait("the keys", `typeof keys!=="undefined" && (document.querySelector(".keys,[data-show-shortcuts]:not([hidden])"))`)
		eval[bool](p, `(document.addEventListener("click",e=>{const a=e.target.closest("a"); if(a){e.preventDefault(); e.stopImmediatePropagation(); window.led=(window.led||"")+" "+a.href}},true),true)`)
		for _, s := range all {
			p.strike(s)
		}
		if led := eval[string](p, `window.led||""`); strings.Contains(led, "/launch") || strings.Contains(led, "/go") {
			t.Errorf("a key on %s presses%s", path, led)
		}
	}
}

func TestConsoleAndWallAreDrivenByAClicker(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	current := func(n int) { t.Helper(); r.trainer.waitFor(fmt.Sprintf(".drive-steps li:nth-child(%d).current", n+1)) }
	onWall := func(step string) {
		t.Helper()
		r.board.wait("the wall at "+step, `JSON.parse(document.body.dataset.settings).step===`+quote(step))
	}
	for _, hand := range []*tab{r.trainer, r.board} {
		hand.front()
		hand.wait("its keys", `!!document.querySelector("[data-keys]")&&document.readyState==="complete"`)
		hand.strike(clickerNext)
		current(1)
		onWall("start")
		hand.strike(stroke{code: "ArrowRight", key: "ArrowRight", number: 39})
		current(2)
		onWall("choose-thaid")
		hand.strike(stroke{code: "PageDown", key: "PageDown", number: 34, repeat: true})
		hand.strike(clickerBack)
		current(1)
		onWall("start")
		hand.strike(clickerBack) // there is none before it
		hand.waitFor(".toast")
		hand.strike(clickerBlack)
		r.board.waitFor(".blackout")
		r.trainer.waitFor("form[data-key=dark] .strong")
		hand.strike(clickerNext) // first the picture comes back
		r.board.waitGone(".blackout")
		r.trainer.waitGone("form[data-key=dark] .strong")
		onWall("start")
		hand.strike(stroke{code: "Digit4", key: "ภ", number: 52})
		current(4)
		onWall("signed-in")
		hand.strike(thaiList)
		hand.waitFor("dialog[open]")
		hand.strike(clickerNext)
		hand.strike(thaiList)
		hand.waitGone("dialog[open]")
		hand.strike(clickerFull)
		hand.wait("the full screen", `!!document.fullscreenElement`)
		hand.strike(clickerNext)
		current(5)
		onWall("cannot-sign-in")
		if hand == r.trainer { // its page is longer than its window: these keys scroll it
			hand.strike(stroke{code: "End", key: "End", number: 35})
			hand.strike(stroke{code: "Home", key: "Home", number: 36})
		}
		hand.strike(clickerNext) // no run begins by one press too many
		hand.waitFor(".toast")
		hand.strike(stroke{code: "KeyF", key: "ด", number: 70})
		hand.wait("the full screen to end", `!document.fullscreenElement`)
		hand.strike(stroke{code: "Digit0", key: "จ", number: 48})
		current(0)
		r.board.waitFor(".join-wall") // the wall obeys its own keys by what it shows
	}
	// In a field a key is what it types.
	r.trainer.front()
	eval[bool](r.trainer, `(document.querySelectorAll("details").forEach(d=>{d.open=true}),document.querySelector("#wifi").focus(),true)`)
	for _, s := range []stroke{clickerNext, clickerBlack, {code: "Digit3", key: "3", number: 51}, {code: "Space", key: " ", number: 32}} {
		r.trainer.strike(s)
	}
	eval[bool](r.trainer, `(document.activeElement.blur(),true)`)
	r.trainer.strike(stroke{code: "Digit2", key: "/", number: 50})
	current(2)
	if r.board.sees(".blackout") {
		t.Error("a point in a field has made the wall black")
	}
	// In a pause the key that goes on ends it, from console and wall; the class stays where it is.
	for _, hand := range []*tab{r.trainer, r.board} {
		r.post("freeze", "on=yes")
		r.board.waitFor(".wall-paused")
		r.trainer.waitFor("form[data-key=resume] .strong")
		hand.front()
		hand.strike(clickerNext)
		r.board.waitGone(".wall-paused")
		r.trainer.waitGone("form[data-key=resume]")
		onWall("choose-thaid")
	}
	// Where keys do not lead, a word says so.
	r.trainer.reload() // nothing is open any more that could close under the hand
	r.trainer.press(`form[data-key=mode] button`)
	r.board.wait("everybody on their own", `JSON.parse(document.body.dataset.settings).noNext`)
	r.board.front()
	r.board.strike(clickerNext)
	r.board.waitFor(".toast")
	onWall("choose-thaid")
	// In an event no button goes on: the key says what comes first.
	r.post("mode", "mode=lead")
	r.post("inject", "event=expired/qr-expired")
	r.trainer.waitFor(".drive-turn.happens")
	r.board.wait("the wall to show it", `JSON.parse(document.body.dataset.settings).noNext`)
	for _, hand := range []*tab{r.trainer, r.board} {
		hand.front()
		hand.strike(clickerNext)
		hand.wait("it to say so", `/เลิกเหตุการณ์/.test(document.querySelector(".toast")?.textContent)`)
	}
}

// A page's list and its keys are the same: each of them does something, as a real keyboard sends it.
func TestEveryListedKeyWorks(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	slide := wall.open(t, guide.url)
	slide.visit("/en/present/choose-thaid")
	for name, p := range map[string]*tab{"slides": slide, "console": r.trainer, "wall": r.board} {
		p.expect("requestFullscreen") // no person has pressed anything
		if dead := eval[string](p, js("dead-keys")); dead != "" {
			t.Errorf("%s: listed, and the page does nothing: %s", name, dead)
		}
	}
}
