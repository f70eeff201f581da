package e2e

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// engine is one running browser with a profile and one tab of its own, whichever maker's.
type engine interface {
	visit(address string) error
	run(script string) (json.RawMessage, error) // the value of an expression, awaited
	size(width, height int) error
	picture() ([]byte, error) // PNG of what is seen
	pdf() ([]byte, error)     // the page as printed
	faults() []string         // exceptions of scripts, where the engine tells them
	close()
}

// maker starts an engine. before is a script that each page runs first.
type maker func(t *testing.T, before string) (engine, error)

// oldChromium is one that npm brought, at e2e/node_modules/chromium-VERSION or e2e/engines/node_modules/….
func oldChromium(dir string) maker {
	return func(t *testing.T, before string) (engine, error) {
		at, err := filepath.Abs(filepath.Join(dir, "unpacked"))
		if err != nil {
			return nil, err
		}
		return startChromium(t, filepath.Join(at, "chromium"), []string{"LD_LIBRARY_PATH=" + filepath.Join(at, "lib")}, before)
	}
}

// sharedScreen is a device in the Chromium that the other tests share, as a screen that needs no more than any engine has. It keeps no
// site for later.
func sharedScreen(t *testing.T, before string) (engine, error) {
	root, err := browserFor(pc)
	if err != nil {
		return nil, err
	}
	s := &sharedTab{}
	s.ctx, s.end = chromedp.NewContext(root, chromedp.WithNewBrowserContext(), chromedp.WithListener(s.hear))
	err = chromedp.Do(s.ctx, chromedp.Func(quieten), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: today, AcceptLanguage: "th-TH,th"}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: withoutWorker + ";" + before})
		return err
	}))
	return s, err
}

// withoutWorker takes the service worker away: it fetches all pages, which each new device would have to wait for.
const withoutWorker = "delete Navigator.prototype.serviceWorker"

const today = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

type sharedTab struct {
	ctx context.Context
	end context.CancelFunc

	mu     sync.Mutex
	thrown []string
}

func (s *sharedTab) hear(ev any) {
	if e, ok := ev.(*runtime.EventExceptionThrown); ok {
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		s.mu.Lock()
		s.thrown = append(s.thrown, text+" "+e.ExceptionDetails.URL)
		s.mu.Unlock()
	}
}

func (s *sharedTab) faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.thrown
}

func (s *sharedTab) do(f func(ctx context.Context, t *chromedp.Target) error) error {
	return within(s.ctx, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Func(f)) })
}

func (s *sharedTab) visit(address string) error {
	return s.do(func(ctx context.Context, t *chromedp.Target) error {
		went, err := cdp.Call(ctx, t, page.Navigate, page.NavigateParams{URL: address})
		if err == nil && went.ErrorText != "" {
			err = fmt.Errorf("%s: %s", address, went.ErrorText)
		}
		return err
	})
}

func (s *sharedTab) run(script string) (value json.RawMessage, err error) {
	yes := true
	err = s.do(func(ctx context.Context, t *chromedp.Target) error {
		a, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: script, ReturnByValue: &yes, AwaitPromise: &yes, UserGesture: &yes})
		if err == nil && a.ExceptionDetails != nil {
			err = fmt.Errorf("%s: %v", script, a.ExceptionDetails)
		}
		if err == nil {
			value = json.RawMessage(a.Result.Value)
		}
		return err
	})
	return value, err
}

func (s *sharedTab) size(width, height int) error {
	return s.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 700})
		return err
	})
}

func (s *sharedTab) picture() ([]byte, error) {
	return chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
}

func (s *sharedTab) pdf() (b []byte, err error) {
	yes := true
	err = s.do(func(ctx context.Context, t *chromedp.Target) error {
		a, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
		b = a.Data
		return err
	})
	return b, err
}

func (s *sharedTab) close() { s.end() }

// devtools speaks the DevTools protocol over a pair of pipes, as every Chromium since 2018 understands it.
type devtools struct {
	cmd     *exec.Cmd
	out     io.WriteCloser
	session string

	mu      sync.Mutex
	id      int
	waiting map[int]chan devtoolsAnswer
	thrown  []string
}

type devtoolsAnswer struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func startChromium(t *testing.T, file string, env []string, before string) (engine, error) {
	toBrowser, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	theirs, fromBrowser, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(file, "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--no-proxy-server", "--disable-dev-shm-usage", "--no-zygote", "--font-render-hinting=none", "--host-resolver-rules="+resolver,
		"--lang=th", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.Env = append(os.Environ(), env...)
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	toBrowser.Close()
	fromBrowser.Close()
	c := &devtools{cmd: cmd, out: ours, waiting: map[int]chan devtoolsAnswer{}}
	go c.listen(theirs)
	var target struct {
		TargetID  string `json:"targetId"`
		SessionID string `json:"sessionId"`
	}
	for _, step := range []struct {
		method string
		params func() any
	}{
		{"Target.createTarget", func() any { return map[string]any{"url": "about:blank"} }},
		{"Target.attachToTarget", func() any { return map[string]any{"targetId": target.TargetID, "flatten": true} }},
	} {
		raw, err := c.call(step.method, step.params())
		if err == nil {
			err = json.Unmarshal(raw, &target)
		}
		if err != nil {
			c.close()
			return nil, err
		}
	}
	c.session = target.SessionID
	for _, method := range []string{"Page.enable", "Runtime.enable", "Network.enable"} {
		if _, err := c.call(method, map[string]any{}); err != nil {
			c.close()
			return nil, err
		}
	}
	if _, err := c.call("Network.setExtraHTTPHeaders", map[string]any{"headers": map[string]string{"Accept-Language": "th-TH,th"}}); err != nil {
		return nil, err
	}
	if before != "" {
		if _, err := c.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": before}); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

func (c *devtools) listen(from io.ReadCloser) {
	defer from.Close()
	r := bufio.NewReaderSize(from, 1<<20)
	for {
		raw, err := r.ReadBytes(0)
		if err != nil {
			c.mu.Lock()
			for id, w := range c.waiting {
				close(w)
				delete(c.waiting, id)
			}
			c.mu.Unlock()
			return
		}
		var a devtoolsAnswer
		if json.Unmarshal(raw[:len(raw)-1], &a) != nil {
			continue
		}
		c.mu.Lock()
		if w := c.waiting[a.ID]; w != nil {
			delete(c.waiting, a.ID)
			w <- a
		} else if a.Method == "Runtime.exceptionThrown" {
			var thrown struct {
				Details struct {
					Text      string `json:"text"`
					URL       string `json:"url"`
					Exception struct {
						Description string `json:"description"`
					} `json:"exception"`
				} `json:"exceptionDetails"`
			}
			json.Unmarshal(a.Params, &thrown)
			c.thrown = append(c.thrown, thrown.Details.Text+" "+thrown.Details.Exception.Description+" "+thrown.Details.URL)
		}
		c.mu.Unlock()
	}
}

func (c *devtools) call(method string, params any) (json.RawMessage, error) {
	c.mu.Lock()
	c.id++
	message := map[string]any{"id": c.id, "method": method, "params": params}
	if c.session != "" {
		message["sessionId"] = c.session
	}
	w := make(chan devtoolsAnswer, 1)
	c.waiting[c.id] = w
	c.mu.Unlock()
	raw, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	if _, err := c.out.Write(append(raw, 0)); err != nil {
		return nil, err
	}
	select {
	case a, ok := <-w:
		if !ok {
			return nil, fmt.Errorf("%s: the browser has gone", method)
		}
		if a.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, a.Error.Message)
		}
		return a.Result, nil
	case <-time.After(patience):
		return nil, fmt.Errorf("%s: no answer", method)
	}
}

func (c *devtools) visit(address string) error {
	raw, err := c.call("Page.navigate", map[string]any{"url": address})
	var went struct {
		ErrorText string `json:"errorText"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &went)
	}
	if err == nil && went.ErrorText != "" {
		err = fmt.Errorf("%s: %s", address, went.ErrorText)
	}
	return err
}

func (c *devtools) run(script string) (json.RawMessage, error) {
	raw, err := c.call("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true, "awaitPromise": true, "userGesture": true})
	if err != nil {
		return nil, err
	}
	var a struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		ExceptionDetails json.RawMessage `json:"exceptionDetails"`
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, err
	}
	if a.ExceptionDetails != nil {
		return nil, fmt.Errorf("%s: %s", script, a.ExceptionDetails)
	}
	return a.Result.Value, nil
}

func (c *devtools) size(width, height int) error {
	_, err := c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700})
	return err
}

func (c *devtools) data(method string, params any) ([]byte, error) {
	raw, err := c.call(method, params)
	if err != nil {
		return nil, err
	}
	var a struct {
		Data []byte `json:"data"`
	}
	return a.Data, json.Unmarshal(raw, &a)
}

func (c *devtools) picture() ([]byte, error) {
	return c.data("Page.captureScreenshot", map[string]any{"format": "png"})
}

func (c *devtools) pdf() ([]byte, error) {
	return c.data("Page.printToPDF", map[string]any{"preferCSSPageSize": true})
}

func (c *devtools) faults() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.thrown
}

func (c *devtools) close() {
	c.out.Close()
	gone := make(chan struct{})
	go func() { c.cmd.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(3 * time.Second):
		c.cmd.Process.Kill()
		<-gone
	}
}

// screen is an engine that a test sits before.
type screen struct {
	engine
	t    *testing.T
	name string
	site string
}

func (m maker) open(t *testing.T, site, name string, width, height int, before string) *screen {
	t.Helper()
	e, err := m(t, before)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.close)
	s := &screen{e, t, name, site}
	if err := e.size(width, height); err != nil {
		t.Fatal(err)
	}
	return s
}

// is waits until an expression holds.
func (s *screen) is(what, expression string) {
	s.t.Helper()
	var last string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(60 * time.Millisecond) {
		raw, err := s.run("!!(" + expression + ")")
		if err == nil && string(raw) == "true" {
			return
		}
		last = fmt.Sprint(string(raw), " ", err)
	}
	there, _ := s.run("location.pathname")
	if shot, err := s.picture(); err == nil {
		file := filepath.Join(os.TempDir(), strings.ReplaceAll(s.t.Name(), "/", "-")+"-"+s.name+".png")
		if os.WriteFile(file, shot, 0o600) == nil {
			s.t.Log("picture: " + file)
		}
	}
	s.t.Fatalf("%s: not %s: %s: %s\nstands at %s", s.name, what, expression, last, there)
}

// can tells whether an expression holds now.
func (s *screen) can(expression string) bool {
	raw, err := s.run("!!(" + expression + ")")
	return err == nil && string(raw) == "true"
}

// seen is an expression: whether an element has a place, is not hidden, and nothing lies over its middle.
func seen(selector string) string {
	return fmt.Sprintf(`(e=>{if(!e)return false;e.scrollIntoView(false);let r=e.getBoundingClientRect();scrollBy(0,r.y+r.height/2-innerHeight/2);r=e.getBoundingClientRect();if(!r.width||!r.height||getComputedStyle(e).visibility!=="visible")return false;const h=document.elementFromPoint(r.x+r.width/2,r.y+r.height/2);return !!h&&(e.contains(h)||h.contains(e))})(document.querySelector(%q))`, selector)
}

// press presses what can be seen and reached.
func (s *screen) press(selector string) {
	s.t.Helper()
	s.is("to be seen: "+selector, seen(selector))
	if _, err := s.run(fmt.Sprintf("document.querySelector(%q).click()", selector)); err != nil && !strings.Contains(err.Error(), "context") && !strings.Contains(err.Error(), "navigat") {
		s.t.Fatalf("%s: pressing %s: %v", s.name, selector, err)
	}
}

// fill puts words into a field.
func (s *screen) fill(selector, words string) {
	s.t.Helper()
	s.is("filled in", fmt.Sprintf(`(e=>{if(!e)return false;e.value=%q;return e.value===%q})(document.querySelector(%q))`, words, words, selector))
}

func (s *screen) text(selector string) string {
	s.t.Helper()
	raw, err := s.run(fmt.Sprintf(`document.querySelector(%q).innerText.trim()`, selector))
	if err != nil {
		s.t.Fatal(err)
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		s.t.Fatalf("%s of %s: %v", raw, selector, err)
	}
	return text
}

// open goes to a page and looks at it.
func (s *screen) open(path string) {
	s.t.Helper()
	if err := s.visit(s.site + path); err != nil {
		s.t.Fatalf("%s: %v", s.name, err)
	}
	s.is("there", fmt.Sprintf("location.origin===%q&&document.readyState==='complete'", s.site))
	s.whole()
}

// whole holds what must be true of every page: it has its style, nothing is wider than the window, no picture is without bounds.
func (s *screen) whole() {
	s.t.Helper()
	s.is("styled", `document.styleSheets.length>0&&getComputedStyle(document.body).marginTop==="0px"&&document.styleSheets[0].cssRules.length>60`)
	s.is("as wide as the window", `document.documentElement.scrollWidth<=innerWidth+1`)
	s.is("with pictures that fit", `[...document.querySelectorAll("svg")].every(e=>{const r=e.getBoundingClientRect();return r.width<=innerWidth&&(r.width===0||r.height>0||e.closest("details,[hidden]"))})`)
	s.is("with margins for older flex boxes in flex boxes only", js("gaps-elsewhere")+`===""`)
}

func (s *screen) arrive(path string) {
	s.t.Helper()
	s.is("at "+path, fmt.Sprintf(`/%s/.test(location.pathname)&&document.readyState==="complete"`, strings.ReplaceAll(path, "/", `\/`)))
	s.whole()
}

// errCannotPrint is of an engine whose driver does not print.
var errCannotPrint = errors.New("this engine's driver does not print")

// pages counts what the page takes on paper.
func (s *screen) pages() int {
	s.t.Helper()
	raw, err := s.pdf()
	if errors.Is(err, errCannotPrint) {
		return 1
	}
	if err != nil {
		s.t.Fatal(err)
	}
	text := bytes.Clone(raw)
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`).FindAllSubmatch(raw, -1) { // Firefox packs its pages' descriptions
		if packed, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			plain, _ := io.ReadAll(packed)
			text = append(text, plain...)
		}
	}
	return len(regexp.MustCompile(`/Type\s*/Page[^s]`).FindAll(text, -1))
}

// walkEverywhere is the journey that every promised browser can make: step by step with a wrong press and a real phone,
// with the phone on the screen, as trainer and participant of a room before its wall, through the knowledge check, to paper.
func walkEverywhere(t *testing.T, of maker, before string) {
	site := start(t)
	computer, phone := of.open(t, site.url, "computer", 1366, 768, before), of.open(t, site.url, "phone", 390, 844, before)

	// Step by step, with a wrong press.
	computer.open("/th/")
	computer.press(".door.first")
	computer.arrive("/th/guide/start")
	computer.press(".sim [data-action=password]")
	computer.is("told why that is not the way", seen(".answer.show p"))
	computer.press(".answer.show [data-close]")
	computer.press(".sim [data-action=sign-in-oss]")
	computer.arrive("/th/guide/choose-thaid")
	computer.press(".sim [data-action=thaid]")

	computer.arrive("/th/g/[A-Za-z0-9_-]{16}$")

	// The code comes by itself; the phone types its digits and allows.
	computer.is("shown a code", `/^\d{3} \d{3} \d{3}$/.test((document.querySelector("[data-user-code]")||{}).textContent||"")&&document.querySelector(".live").dataset.state==="pending"`)
	computer.is("able to scan it", seen(".qr svg")+`&&(r=>r.width>150&&r.width<innerWidth&&Math.abs(r.width-r.height)<2)(document.querySelector(".qr svg").getBoundingClientRect())`)
	computer.is("shown a phone", `document.querySelectorAll(".pv").length>3&&[...document.querySelectorAll(".pv")].filter(e=>e.getBoundingClientRect().height).length===1`)
	computer.press(".typed-in summary")
	digits := computer.text("[data-user-code]")
	phone.open("/d")
	phone.press(`.apps a[href$="/app"]`)
	phone.arrive("/d/app")
	phone.fill("#code", digits)
	phone.press("form.type button")
	phone.arrive("/d/[0-9]{9}")
	if reference := computer.text(".computer [data-reference]"); phone.text("[data-reference]") != reference {
		t.Errorf("%q on the phone, %q on the computer", phone.text("[data-reference]"), reference)
	}
	computer.is("told that the phone came", `document.querySelector(".live").dataset.state==="scanned"`)
	phone.is("done with settling", `!document.querySelector("[data-settling]")`)
	phone.press("form.allow button")
	computer.arrive("/th/guide/signed-in")
	phone.is("told that it is done", seen(".outcome"))

	// The phone on the screen, on a narrow one.
	phone.open("/th/practice/standard/qr")
	phone.arrive("/th/g/[A-Za-z0-9_-]{16}$")
	phone.press(`.tabs [data-tab-to=phone]`)
	phone.is("before the phone", `document.querySelector(".stage").dataset.tab==="phone"`)
	phone.press(`[data-action=open-other]`)
	phone.is("told which icon", seen(".pv .answer.show"))
	phone.press(`[data-action=open-app]`)
	for range 8 {
		phone.press(`[data-key]`)
	}
	phone.press(`[data-action=scan]`)
	phone.press(`#phone-consent [data-action=allow]`)
	phone.arrive("/th/practice/standard/dashboard")

	// A room: the trainer's kit, console and wall; a seat.
	computer.open("/th/workshop")
	computer.press(`form[action$="/workshop"] button`)
	computer.arrive("/workshop/[0-9]+/trainer")
	room := computer.text(".console-code .mono")
	phone.open("/j")
	phone.fill("#code", room)
	phone.press("form.type button")
	phone.press(`form[action$="/join"] button`)
	phone.is("given a number", seen(".bignumber"))
	phone.is("known on other pages", knowsItsRoom)
	phone.press(`[value="ready"] + button`)
	phone.is("heard", seen(`[value="ready"] + button[aria-pressed]`))
	computer.is("told of it", `document.querySelector(".count-ready b").innerText==="1 คน"`)
	computer.press(`[data-key^=lead] button`)
	phone.open("/th/guide/start")
	phone.is("shown the strip", seen(".room-bar .seat"))
	computer.press(`form[action$="/freeze"] button`)
	phone.is("covered", seen(".room-frozen")+`&&(r=>r.width>=document.documentElement.clientWidth-1&&r.height>=innerHeight-1)(document.querySelector(".room-frozen").getBoundingClientRect())`)
	phone.is("kept from what lies behind", `[...document.querySelectorAll("main a")].every(a=>{a.focus();return document.activeElement!==a})&&(a=>{a.focus();return document.activeElement!==a})(document.querySelector(".top a"))`)
	computer.is("told that all are held", seen(".paused"))
	computer.press(`form[action$="/freeze"] button`)
	phone.is("free again", `!document.querySelector(".room-frozen").getBoundingClientRect().height&&[...document.querySelectorAll("main a")].some(a=>{a.focus();return document.activeElement===a})`)
	id := strings.ReplaceAll(room, " ", "")
	computer.open("/th/workshop/" + id + "/screen")
	computer.is("a wall that can be read from the back", `document.body.dataset.wall!=="join"||document.querySelector(".wall-qr svg").getBoundingClientRect().width>300`)
	computer.is("one screen high", `document.documentElement.scrollHeight<=innerHeight+1`)

	// Slides, and the knowledge check.
	computer.open("/th/present/scan-qr")
	computer.is("a slide with a code and a phone", seen(".sample")+"&&"+seen(".finder svg"))
	phone.open("/th/quiz")
	phone.press(`.question:not([hidden]) [data-right] input`)
	phone.press(`form.quiz button[type=submit]`)
	phone.is("told that it is right", `[...document.querySelectorAll(".question")].some(q=>q.dataset.outcome==="right"&&!q.querySelector("[data-told=right]").hidden)`)
	phone.is("let on", `(document.querySelector("form.quiz button[type=submit]").click(),!document.querySelector(".question:not([hidden])").dataset.outcome)`)
	phone.press(`.question:not([hidden]) li:not([data-right]) input`)
	phone.press(`form.quiz button[type=submit]`)
	phone.is("told why it is wrong", `[...document.querySelectorAll(".question")].some(q=>q.dataset.outcome==="wrong"&&!q.querySelector("[data-told=wrong]").hidden)`)
	phone.is("with frames that no heading cuts", `[...document.querySelectorAll(".question")].every(q=>q.hidden||q.getBoundingClientRect().top<q.querySelector("legend").getBoundingClientRect().top)`)

	// Paper.
	for _, path := range []string{"/th/print", "/th/finish", "/en/print", "/en/finish"} {
		computer.open(path)
		if n := computer.pages(); n != 1 {
			t.Errorf("%s: %d pages of paper", path, n)
		}
	}
	for _, s := range []*screen{computer, phone} {
		for _, fault := range s.faults() {
			t.Errorf("%s: %s", s.name, fault)
		}
	}
	for _, line := range regexp.MustCompile(`.*status=[45]\d\d.*`).FindAllString(site.out.String(), -1) {
		t.Errorf("refused on the way: %s", line)
	}
}

func TestTheJourneyOnTheChromiumOf2021(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, oldChromium("node_modules/chromium-92"), withoutWorker) // the audit has it with its worker
}

func TestTheJourneyWithWhatOlderSafariAndFirefoxLackTakenAway(t *testing.T) {
	t.Parallel()
	walkEverywhere(t, sharedScreen, js("taken-away"))
}
