package e2e

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/makiuchi-d/gozxing"
	symbols "github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// device is what stands on the table.
type device struct {
	name          string
	width, height int64
	touch         bool
	agent         string // user agent; empty: Chromium's own
	languages     string // Accept-Language
	noScript      bool
	dark          bool
	calm          bool   // prefers-reduced-motion
	hides         bool   // tabs in the back are hidden
	fonts         string // a set of fontSets; empty: the first
}

// The devices of the tests: a hospital PC, and the phone beside it.
var (
	pc     = device{name: "computer", width: 1366, height: 768, languages: "th-TH,th"}
	mobile = device{name: "phone", width: 390, height: 844, touch: true, languages: "th-TH,th",
		agent: "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"}
)

// inLine is the phone with the page opened inside LINE, whose scanner is how many will come.
func (d device) inLine() device {
	d.name = "phone in LINE"
	d.agent = "Mozilla/5.0 (Linux; Android 14; SM-A155F Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 Line/15.16.0/IAB"
	return d
}

func (d device) withoutScript() device        { d.noScript = true; return d }
func (d device) inDark() device               { d.dark = true; return d }
func (d device) withCalm() device             { d.calm = true; return d }
func (d device) named(s string) device        { d.name = s; return d }
func (d device) sized(w, h int64) device      { d.width, d.height = w, h; return d }
func (d device) withFonts(s string) device    { d.fonts = s; return d }
func (d device) whoseTabsHide() device        { d.hides = true; return d }
func (d device) speaking(langs string) device { d.languages = langs; return d }

// tab is one tab of one device. Its problems fail the test when it ends.
type tab struct {
	t    *testing.T
	ctx  context.Context
	dev  device
	base string // the origin that it may talk to

	pressed   spot // where the mouse pressed last
	pressedAt time.Time

	mu       sync.Mutex
	urls     map[network.RequestID]string
	problems []string
	expected []*regexp.Regexp
}

// open puts a device on the table: a browser context of its own, with one tab.
func (d device) open(t *testing.T, base string) *tab {
	t.Helper()
	root, err := browserFor(d)
	if err != nil {
		t.Fatal(err)
	}
	return d.tab(t, root, base, chromedp.WithNewBrowserContext())
}

// another opens one more tab on the same device, in front of the others: they are hidden then, if its tabs hide.
func (p *tab) another() *tab {
	p.t.Helper()
	if !p.dev.hides {
		p.t.Fatal("the tabs of this device do not hide one another")
	}
	return p.dev.tab(p.t, p.ctx, p.base, chromedp.WithNewWindow(false))
}

// window opens one more window on the same device, beside the others: all of them are seen.
func (p *tab) window() *tab {
	p.t.Helper()
	return p.dev.tab(p.t, p.ctx, p.base, chromedp.WithNewWindow(true))
}

func (d device) tab(t *testing.T, parent context.Context, base string, how chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{t: t, dev: d, base: base, urls: map[network.RequestID]string{}}
	if onThisMachine.Replace(base) != base { // Chromium says so of every page that it does not trust; the header is right elsewhere
		p.expect("Cross-Origin-Opener-Policy header has been ignored")
	}
	ctx, cancel := chromedp.NewContext(parent, how, chromedp.WithListener(p.hear))
	p.ctx = ctx
	t.Cleanup(func() {
		p.leave()
		cancel()
	})
	// Without a deadline of its own: the tab lives as long as the context of its first command.
	if err := chromedp.Do(ctx, chromedp.Func(d.setUp)); err != nil {
		t.Fatalf("%s: %v", d.name, err)
	}
	if _, keeps := keeping.Load(base); !keeps {
		p.do("taking the service worker away", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: withoutWorker})
			return err
		}))
	}
	return p
}

func (d device) setUp(ctx context.Context, t *chromedp.Target) error {
	yes := true
	steps := []func() error{
		func() error { return quieten(ctx, t) },
		func() error { _, err := cdp.Call(ctx, t, audits.Enable, cdp.Empty{}); return err },
		func() error {
			_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: d.width, Height: d.height, DeviceScaleFactor: 1, Mobile: d.touch})
			return err
		},
		func() error {
			if !d.touch {
				return nil
			}
			_, err := cdp.Call(ctx, t, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: yes})
			return err
		},
		func() error {
			agent := d.agent
			if agent == "" {
				var err error
				if agent, err = chromedp.Evaluate[string](`navigator.userAgent`)(ctx, t); err != nil {
					return err
				}
				agent = strings.ReplaceAll(agent, "HeadlessChrome", "Chrome")
			}
			_, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: d.languages})
			return err
		},
		func() error { return setMedia(ctx, t, d) },
		func() error {
			if !d.noScript {
				return nil
			}
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: yes})
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// quieten ends what a tab tells without being asked and no test hears: each change of each other tab, and of its own
// elements and styles. Many tabs stand open at once.
func quieten(ctx context.Context, t *chromedp.Target) error {
	if _, err := cdp.Call(ctx, t, target.SetDiscoverTargets, target.SetDiscoverTargetsParams{Discover: false}); err != nil {
		return err
	}
	if _, err := cdp.Call(ctx, t, css.Disable, cdp.Empty{}); err != nil {
		return err
	}
	_, err := cdp.Call(ctx, t, dom.Disable, cdp.Empty{})
	return err
}

func setMedia(ctx context.Context, t *chromedp.Target, d device) error {
	scheme, motion := "light", "no-preference"
	if d.dark {
		scheme = "dark"
	}
	if d.calm {
		motion = "reduce"
	}
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	}})
	return err
}

// become changes the device's size and colours without reloading the page.
func (p *tab) become(d device) {
	p.t.Helper()
	p.turnInto(d)
	if p.dev.noScript { // no animation frames are told there
		p.wait("the new width", fmt.Sprintf(`innerWidth===%d`, d.width))
		return
	}
	// What is measured next must be what a person would see: styles applied, transitions over.
	eval[bool](p, js("at-rest"))
}

// turnInto is become for a page that is about to be left: nobody waits for it to come to rest.
func (p *tab) turnInto(d device) {
	p.t.Helper()
	p.dev.width, p.dev.height, p.dev.dark, p.dev.calm = d.width, d.height, d.dark, d.calm
	p.do("changing the screen", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: d.width, Height: d.height, DeviceScaleFactor: 1, Mobile: p.dev.touch}); err != nil {
			return err
		}
		return setMedia(ctx, t, d)
	}))
}

// hear collects what a page does wrong behind the person's back.
func (p *tab) hear(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	bad := func(format string, args ...any) { p.problems = append(p.problems, fmt.Sprintf(format, args...)) }
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		p.urls[ev.RequestID] = ev.Request.URL
		if u, err := url.Parse(ev.Request.URL); err == nil && strings.HasPrefix(u.Scheme, "http") && !strings.HasPrefix(ev.Request.URL, p.base+"/") {
			bad("request to another host: %s", ev.Request.URL)
		}
	case *network.EventLoadingFailed:
		if !ev.Canceled {
			bad("request failed: %s %s %s", ev.ErrorText, ev.BlockedReason, p.urls[ev.RequestID])
		}
	case *network.EventResponseReceived:
		if ev.Response.Status >= 400 {
			bad("answer %d: %s", ev.Response.Status, ev.Response.URL)
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			bad("console %s: %s (%s)", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			var words []string
			for _, a := range ev.Args {
				words = append(words, string(a.Value)+a.Description)
			}
			bad("console.%s: %s", ev.Type, strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		d := ev.ExceptionDetails
		text := d.Text
		if d.Exception != nil {
			text += " " + d.Exception.Description
		}
		bad("exception: %s (%s:%d)", text, d.URL, d.LineNumber+1)
	case *audits.EventIssueAdded:
		d := ev.Issue.Details
		switch {
		case d == nil:
		case d.ContentSecurityPolicyIssueDetails != nil:
			c := d.ContentSecurityPolicyIssueDetails
			bad("policy violation: %s %s %s", c.ViolatedDirective, c.ContentSecurityPolicyViolationType, c.BlockedURL)
		case d.CookieIssueDetails != nil && len(d.CookieIssueDetails.CookieExclusionReasons) > 0:
			bad("cookie refused: %v %s", d.CookieIssueDetails.CookieExclusionReasons, d.CookieIssueDetails.RawCookieLine)
		case d.QuirksModeIssueDetails != nil && !strings.HasPrefix(d.QuirksModeIssueDetails.URL, "chrome-error:"): // the browser's own page where no server answers
			bad("quirks mode: %s", d.QuirksModeIssueDetails.URL)
		}
	}
}

// expect names problems that this test brings about on purpose.
func (p *tab) expect(patterns ...string) *tab {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range patterns {
		p.expected = append(p.expected, regexp.MustCompile(s))
	}
	return p
}

// takeProblems hands out what was heard so far and was not expected.
func (p *tab) takeProblems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
next:
	for _, s := range p.problems {
		for _, re := range p.expected {
			if re.MatchString(s) {
				continue next
			}
		}
		out = append(out, s)
	}
	p.problems = nil
	return out
}

// leave is the end of a tab: its problems, and a picture when the test failed.
func (p *tab) leave() {
	p.lookForFields()
	times, order := map[string]int{}, []string{}
	for _, s := range p.takeProblems() {
		if times[s]++; times[s] == 1 {
			order = append(order, s)
		}
	}
	for _, s := range order {
		p.t.Errorf("%s: %s (%d times)", p.dev.name, s, times[s])
	}
	if !p.t.Failed() {
		return
	}
	dir := filepath.Join(os.TempDir(), "napguide-e2e")
	file := filepath.Join(dir, regexp.MustCompile(`[^\w]+`).ReplaceAllString(p.t.Name()+"-"+p.dev.name, "-")+fmt.Sprintf("-%d.png", time.Now().UnixMilli()))
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, shot, 0o644)
	}
	where, _ := chromedp.Run(ctx, chromedp.Location())
	p.t.Logf("%s stood at %s; picture: %s (%v)", p.dev.name, where, file, err)
}

// do runs steps in the tab; what names them when they fail.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := within(p.ctx, func(ctx context.Context) error { return chromedp.Do(ctx, steps...) }); err != nil {
		p.t.Fatalf("%s: %s: %v", p.dev.name, what, err)
	}
}

// eval asks the page. It waits out a page that is just being replaced.
func eval[T any](p *tab, js string) T {
	p.t.Helper()
	var out T
	err := within(p.ctx, func(ctx context.Context) error {
		for {
			one, cancel := context.WithTimeout(ctx, patience/3)
			v, err := chromedp.Run(one, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
			cancel()
			var thrown *chromedp.ExceptionError
			if err == nil {
				out = v
				return nil
			}
			if errors.As(err, &thrown) || ctx.Err() != nil {
				return err
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	if err != nil {
		p.t.Fatalf("%s: asking the page %s: %v", p.dev.name, tail(js, 200), err)
	}
	return out
}

// try is one look at the page; a page in between two documents answers no.
func (p *tab) try(js string) bool {
	ctx, cancel := context.WithTimeout(p.ctx, patience/3)
	defer cancel()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+js+")"))
	return err == nil && ok
}

// wait looks until the expression holds.
func (p *tab) wait(what, js string) {
	p.t.Helper()
	js = `document.readyState!=="loading"&&(` + js + "\n)" // half a page may look as another would
	deadline, rest := time.Now().Add(patience), 20*time.Millisecond
	for !p.try(js) {
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: still waiting after %v: %s\n  looked for: %s\n  stands at:  %s\n  it reads:   %s", p.dev.name, patience, what, js, p.path(), p.excerpt())
		}
		time.Sleep(rest)
		rest = min(rest*3/2, 200*time.Millisecond) // asking costs the processor time that the page needs
	}
}

// visit opens a path of the program, or a whole address, as if typed into the address bar.
func (p *tab) visit(path string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.base + path
	}
	p.do("opening "+path, chromedp.Navigate(path))
	p.lookForFields()
}

// lookForFields notes a field that should not be there, made by a script perhaps. It is done at every page that a test
// opens, and where a tab stands at the end.
func (p *tab) lookForFields() {
	ctx, cancel := context.WithTimeout(p.ctx, patience/3)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](js("fields")))
	if err != nil {
		return // a page between two documents: the next look comes
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, field := range found {
		p.problems = append(p.problems, "a field to write into: "+field)
	}
}

// reload is the browser's reload button. A page that just then gives way to the next by itself, as those without script do, cannot
// be reloaded, and the next one is.
func (p *tab) reload() {
	p.t.Helper()
	p.do("reloading", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for {
			err := chromedp.Do(ctx, chromedp.Reload())
			if err == nil || !strings.Contains(err.Error(), "Not attached to an active page") || ctx.Err() != nil {
				return err
			}
			time.Sleep(20 * time.Millisecond)
		}
	}))
}

// back is the browser's back button. It does not wait: a page kept whole in the browser's memory does not load again.
func (p *tab) back() {
	p.t.Helper()
	p.do("going back", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		h, err := cdp.Call(ctx, t, page.GetNavigationHistory, cdp.Empty{})
		if err != nil {
			return err
		}
		if h.CurrentIndex < 1 {
			return errors.New("there is nothing to go back to")
		}
		_, err = cdp.Call(ctx, t, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: h.Entries[h.CurrentIndex-1].ID})
		return err
	}))
}

// front brings the tab before the others of its window.
func (p *tab) front() {
	p.t.Helper()
	p.do("bringing to the front", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		return err
	}))
}

// path is where the tab stands, without the origin.
func (p *tab) path() string {
	ctx, cancel := context.WithTimeout(p.ctx, patience/3)
	defer cancel()
	s, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href`))
	return strings.TrimPrefix(s, p.base)
}

func (p *tab) excerpt() string {
	ctx, cancel := context.WithTimeout(p.ctx, patience/3)
	defer cancel()
	s, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`((document.querySelector("main")||document.body||{}).innerText||"").replace(/\s+/g," ").slice(0,400)`))
	return s
}

// arrive waits until the tab stands at a path and the page is whole.
func (p *tab) arrive(path string) {
	p.t.Helper()
	p.wait("to arrive at "+path, `location.pathname===`+quote(path)+` && document.readyState==="complete"`)
}

// arriveAt is arrive for a pattern.
func (p *tab) arriveAt(pattern string) {
	p.t.Helper()
	p.wait("to arrive at "+pattern, `new RegExp(`+quote(pattern)+`).test(location.pathname) && document.readyState==="complete"`)
}

//go:embed js/*.js
var scripts embed.FS

// script is a function that stands in js/, as an expression.
func script(name string) string {
	b, err := scripts.ReadFile("js/" + name + ".js")
	if err != nil {
		panic(err)
	}
	return "(" + strings.TrimSuffix(strings.TrimSpace(string(b)), ";") + "\n)"
}

// js is the value that a function of js/ returns for the arguments, as an expression.
func js(name string, args ...any) string {
	var in []string
	for _, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		in = append(in, string(b))
	}
	return script(name) + "(" + strings.Join(in, ",") + ")"
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

var visibleJS = script("visible")

func (p *tab) sees(sel string) bool { return p.try(visibleJS + `(` + quote(sel) + `).length>0`) }

func (p *tab) waitFor(sel string) {
	p.t.Helper()
	p.wait("to see "+sel, visibleJS+`(`+quote(sel)+`).length>0`)
}

func (p *tab) waitGone(sel string) {
	p.t.Helper()
	p.wait("no longer to see "+sel, visibleJS+`(`+quote(sel)+`).length===0`)
}

// text is what can be read in the first visible match.
func (p *tab) text(sel string) string {
	p.t.Helper()
	for {
		p.wait(sel, `!!document.querySelector(`+quote(sel)+`)`)
		eval[any](p, `void(e=>{const d=e&&e.closest("details");if(d)d.open=true})(document.querySelector(`+quote(sel)+`))`) // what is folded is opened to be read
		p.waitFor(sel)
		if s := eval[*string](p, `(e=>e?e.innerText.trim():null)(`+visibleJS+`(`+quote(sel)+`)[0])`); s != nil {
			return *s
		}
		// The page was replaced in between.
	}
}

// spot is where a pointer would press.
type spot struct {
	X, Y     float64
	Covered  string // what lies over it, if anything
	Disabled bool
	Rests    bool // it stood there for three frames
}

// phoneWaits tells whether the drawn phone, whose home screen has a match, stands behind its link: phones can come there.
func (p *tab) phoneWaits(sel string) bool {
	p.t.Helper()
	if !strings.Contains(sel, ".phone [data-action=open") {
		return false
	}
	if !p.dev.noScript {
		p.wait("how the code is scanned", `!document.querySelector(".waits")||document.querySelector(".live").dataset.state==="refused"`)
	}
	return p.sees(".no-phone")
}

// press clicks, or taps on a phone, the first visible match, as a person does: it is scrolled into view, it must have come
// to rest, and nothing may lie over it.
func (p *tab) press(sel string) {
	p.t.Helper()
	if p.phoneWaits(sel) {
		p.press(".no-phone")
	}
	p.waitFor(sel)
	deadline := time.Now().Add(patience)
	var last *spot
	for {
		at := eval[*spot](p, js("aim", sel, !p.dev.noScript))
		if at != nil && at.Covered == "" && !at.Disabled && at.Rests && (!p.dev.noScript || last != nil && *at == *last) {
			last = at
			break
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: cannot press %s: %+v", p.dev.name, sel, at)
		}
		last = at
		time.Sleep(30 * time.Millisecond)
	}
	if math.Abs(p.pressed.X-last.X)+math.Abs(p.pressed.Y-last.Y) < 60 && !strings.Contains(sel, "data-key") { // nobody presses one place again faster than this, and means two presses; but for digits
		time.Sleep(time.Until(p.pressedAt.Add(700 * time.Millisecond)))
	}
	if p.dev.touch {
		p.do("tapping "+sel, chromedp.TapXY(last.X, last.Y))
	} else {
		p.do("clicking "+sel, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, last.X, last.Y), chromedp.MouseClickXY(last.X, last.Y))
	}
	p.pressed, p.pressedAt = *last, time.Now()
}

// send presses a form's button and waits until the page that had it is gone: the next one may look the same.
func (p *tab) send(button string) {
	p.t.Helper()
	eval[bool](p, `window.sent=true`)
	p.press(button)
	p.wait("the page after "+button, `!window.sent`)
}

// key presses keys of the keyboard one after another.
func (p *tab) key(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		p.do("pressing a key", chromedp.KeyEvent(k))
	}
}

// typeInto fills a field in as a person does: it is pressed, then keys.
func (p *tab) typeInto(sel, words string) {
	p.t.Helper()
	p.press(sel)
	p.key(words)
}

// tabTo walks with the Tab key to an element, and expects that one sees where one stands all the way there.
func (p *tab) tabTo(sel string) {
	p.t.Helper()
	if p.phoneWaits(sel) {
		p.tabTo(".no-phone")
		p.key(kb.Enter)
	}
	p.waitFor(sel)
	for range 120 {
		p.key(kb.Tab)
		seen := eval[string](p, js("focus"))
		if seen != "" {
			p.t.Errorf("%s: at %s: %s", p.dev.name, p.path(), seen)
		}
		if p.try(`document.activeElement&&document.activeElement.matches(` + quote(sel) + `)`) {
			return
		}
	}
	p.t.Fatalf("%s: the Tab key does not reach %s at %s", p.dev.name, sel, p.path())
}

// picture is the window as it is now, in PNG.
func (p *tab) picture() []byte {
	p.t.Helper()
	var out []byte
	err := within(p.ctx, func(ctx context.Context) error {
		res, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: &quickly})
		out = res.Data
		return err
	})
	if err != nil {
		p.t.Fatalf("%s: picture: %v", p.dev.name, err)
	}
	return out
}

var quickly = true // packed badly: it is unpacked at once

// whole is the page from top to bottom, in PNG.
func (p *tab) whole() []byte {
	p.t.Helper()
	var out []byte
	err := within(p.ctx, func(ctx context.Context) (err error) {
		out, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
		return err
	})
	if err != nil {
		p.t.Fatalf("%s: picture: %v", p.dev.name, err)
	}
	return out
}

// asOpened is an address as a browser writes it that is given one from a code in capitals: scheme and host in small letters.
func asOpened(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	u.Host = strings.ToLower(u.Host)
	return u.String()
}

// camera is where a phone held before the tab's screen is led by the QR code on it.
func (p *tab) camera() string { p.t.Helper(); return asOpened(p.decoded()) }

// decoded is what the QR code that stands on the tab's screen says, from the pixels alone.
func (p *tab) decoded() string {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		shot := p.picture()
		content, err := decodeQR(shot)
		if err != nil {
			content, err = decodeFramed(shot, p.framed())
		}
		if err != nil {
			content, err = decodeFromElsewhere(shot)
		}
		if err == nil {
			return content
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: no QR code can be read from the screen at %s: %v", p.dev.name, p.path(), err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// framed is where a person would hold the camera: the drawn QR code with its quiet zone, or nothing.
func (p *tab) framed() image.Rectangle {
	p.t.Helper()
	box := eval[[]float64](p, js("code-box"))
	return image.Rect(int(math.Ceil(box[0])), int(math.Ceil(box[1])), int(box[2]), int(box[3]))
}

// decodeQR finds and reads the one QR code of a picture. In two or three of a thousand codes the reader takes a group of
// modules for one of the three corner marks and gives up, where a phone's does not: see decodeFramed.
func decodeQR(shot []byte) (string, error) {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return "", err
	}
	return readQR(img)
}

// decodeFramed reads the QR code that fills the frame: the darkness at the middle of each module, for each number of modules
// that a code may have.
func decodeFramed(shot []byte, frame image.Rectangle) (string, error) {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return "", err
	}
	dark := func(x, y int) bool { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 }
	var code image.Rectangle
	frame = frame.Inset(frame.Dx() / 25).Intersect(img.Bounds()) // less than the margin: the frame's round corners show the page
	for y := frame.Min.Y; y < frame.Max.Y; y++ {
		for x := frame.Min.X; x < frame.Max.X; x++ {
			if dark(x, y) {
				code = code.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if code.Empty() {
		return "", errors.New("none is drawn")
	}
	for modules := 21; modules <= 57; modules += 4 {
		grid := make([][]bool, modules)
		for row := range grid {
			grid[row] = make([]bool, modules)
			for column := range grid[row] {
				grid[row][column] = dark(code.Min.X+(2*column+1)*code.Dx()/(2*modules), code.Min.Y+(2*row+1)*code.Dy()/(2*modules))
			}
		}
		var found *symbols.DecoderResult
		if found, err = decoder.NewDecoder().DecodeBoolMapWithoutHint(grid); err == nil {
			return found.GetText(), nil
		}
	}
	return "", err
}

// decodeFromElsewhere reads the picture from further away and from nearer, as one moves a phone whose camera finds nothing.
func decodeFromElsewhere(shot []byte) (content string, err error) {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return "", err
	}
	for _, scale := range []float64{0.75, 1.5, 2, 0.6} {
		size := img.Bounds().Size()
		moved := image.NewGray(image.Rect(0, 0, int(float64(size.X)*scale), int(float64(size.Y)*scale)))
		for y := range moved.Rect.Dy() {
			for x := range moved.Rect.Dx() {
				moved.Set(x, y, img.At(img.Bounds().Min.X+int(float64(x)/scale), img.Bounds().Min.Y+int(float64(y)/scale)))
			}
		}
		if content, err = readQR(moved); err == nil {
			return content, nil
		}
	}
	return "", err
}

func readQR(img image.Image) (string, error) {
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	res, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return res.GetText(), nil
}

// heard is one node of the accessibility tree: what a screen reader says. words is all text within it.
type heard struct{ role, name, words string }

// tree is the accessibility tree, without what assistive technology ignores.
func (p *tab) tree() []heard {
	p.t.Helper()
	var nodes []*accessibility.Node
	err := within(p.ctx, func(ctx context.Context) error {
		res, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		nodes = res.Nodes
		return err
	})
	if err != nil {
		p.t.Fatalf("%s: accessibility tree: %v", p.dev.name, err)
	}
	value := func(v *accessibility.Value) (s string) {
		if v != nil {
			json.Unmarshal(v.Value, &s)
		}
		return s
	}
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var words func(n *accessibility.Node) string
	words = func(n *accessibility.Node) string {
		if value(n.Role) == "StaticText" {
			return value(n.Name)
		}
		var all []string
		for _, id := range n.ChildIDs {
			if c := byID[id]; c != nil {
				if w := words(c); w != "" {
					all = append(all, w)
				}
			}
		}
		return strings.Join(all, " ")
	}
	var out []heard
	for _, n := range nodes {
		if !n.Ignored {
			out = append(out, heard{value(n.Role), value(n.Name), words(n)})
		}
	}
	return out
}

// hears tells whether a node of that role has a name that contains the words.
func (p *tab) hears(role, words string) bool {
	p.t.Helper()
	for _, h := range p.tree() {
		if h.role == role && strings.Contains(h.name, words) {
			return true
		}
	}
	return false
}

// blocks takes the way to addresses of a pattern, or gives it back.
func (p *tab) blocks(pattern string, blocked bool) {
	p.t.Helper()
	p.do("the way to "+pattern, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: pattern, Block: blocked}}})
		return err
	}))
}
