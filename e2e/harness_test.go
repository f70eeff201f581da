package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"
)

// stub is a small site with faults, to test the tests' own tools.
func stub(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	page := func(path, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types guide")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if c, err := r.Cookie("who"); err == nil {
				fmt.Fprintf(w, "<!doctype html><html lang=en><title>t</title><main><h1 id=who>%s</h1>%s</main>", c.Value, body)
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "who", Value: strings.Trim(path, "/"), Path: "/", HttpOnly: true})
			fmt.Fprintf(w, "<!doctype html><html lang=en><title>t</title><main><h1 id=who>nobody</h1>%s</main>", body)
		})
	}
	file := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, body)
		})
	}
	code, err := qrcode.New(srv.URL+"/second", qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	bits := code.Bitmap() // with its quiet zone
	var d strings.Builder
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&d, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	page("/qr", fmt.Sprintf(`<p>Some words before it.</p><svg width="280" height="280" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/><path d="%s"/></svg><p>Some words behind it, and a field.</p>`, len(bits), len(bits), d.String()))
	page("/second", `<a href="/third" id="on">On</a>`)
	page("/third", `<form action="/script"><button id="go">Go</button></form>`)
	page("/script", `<noscript><p id="plain">plain</p></noscript><p id="made"></p><script src="/js"></script>`)
	page("/inline", `<p onclick="x()">.</p><script>document.title="bad"</script>`)
	page("/throws", `<script src="/throws.js"></script>`)
	page("/broken", `<img src="/no.png" alt=""><link rel="stylesheet" href="/nowhere.css">`)
	page("/foreign", `<img src="http://napplus.invalid/x.png" alt="">`)
	page("/axe", `<img src="/dot.svg"><button></button>`)
	page("/before", `<a href="/late" id="on">On</a>`)
	file("/late", "text/html; charset=utf-8", `<!doctype html><html lang=en><title>t</title><link rel="stylesheet" href="/late.css"><main><h1>late</h1><a href="/third" id="late">On</a></main>`)
	mux.HandleFunc("GET /late.css", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(500 * time.Millisecond) // long enough to be aimed at twice before it
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "a{position:fixed;right:0;bottom:0}")
	})
	page("/slide", `<div class="wall"><div id="box" class="box"><p id="words">these words</p></div></div><div class="slide-foot">foot</div><link rel="stylesheet" href="/slide.css">`)
	file("/slide.css", "text/css", `html{overflow:hidden} h1{display:none} .wall{position:fixed;inset:10px 10px 60px} .slide-foot{position:fixed;inset:auto 0 0;height:50px} p{margin:0} .wall,.slide-foot{font:40px/1.5 sans-serif}`)
	file("/js", "text/javascript", `document.getElementById("made").textContent="made by script"`)
	file("/throws.js", "text/javascript", `console.error("it says so"); throw new Error("it throws")`)
	file("/dot.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`)
	page("/favicon.ico", "")
	return srv
}

func TestThePhoneLearnsItsAddressFromThePixelsOfTheComputerOnly(t *testing.T) {
	t.Parallel()
	base := stub(t).URL
	computer, phone := pc.open(t, base), mobile.open(t, base)
	computer.visit("/qr")
	found := computer.camera()
	if found != base+"/second" {
		t.Fatalf("read %q from the screen", found)
	}
	phone.visit(found)
	if got := phone.text("#who"); got != "nobody" {
		t.Errorf("the phone shares cookies with the computer: %s", got)
	}
	phone.press("#on")
	phone.arrive("/third")
	if got := phone.text("#who"); got != "second" {
		t.Errorf("the phone lost its own cookie: %s", got)
	}
	computer.reload()
	if got := computer.text("#who"); got != "qr" {
		t.Errorf("the computer's cookie is %s", got)
	}
	phone.back()
	phone.arrive("/second")
}

func TestScriptsCanBeOff(t *testing.T) {
	t.Parallel()
	base := stub(t).URL
	with, without := pc.open(t, base), pc.withoutScript().open(t, base)
	for _, p := range []*tab{with, without} {
		p.visit("/third")
		p.press("#go")
		p.arrive("/script")
	}
	with.waitFor("#made")
	if got := with.text("#made"); got != "made by script" {
		t.Errorf("with script: %q", got)
	}
	if without.text("#plain") != "plain" || eval[string](without, `document.getElementById("made").textContent`) != "" {
		t.Error("without script the page still ran one")
	}
}

func TestTheKeyboardAloneReachesAButton(t *testing.T) {
	t.Parallel()
	p := pc.open(t, stub(t).URL)
	p.visit("/third")
	p.tabTo("#go")
	p.key("\r")
	p.arrive("/script")
	if !p.hears("heading", "nobody") && !p.hears("heading", "third") {
		t.Errorf("the accessibility tree has no heading: %v", p.tree())
	}
}

// Nothing is painted before a page's style, and nobody can press there yet.
func TestAPressWaitsForThePagesStyle(t *testing.T) {
	t.Parallel()
	base := stub(t).URL
	for _, d := range []device{pc, pc.withoutScript()} {
		p := d.open(t, base)
		p.visit("/before")
		p.press("#on")
		p.press("#late")
		p.arrive("/third")
	}
}

func TestFaultsOfAPageAreHeard(t *testing.T) {
	t.Parallel()
	base := stub(t).URL
	for path, want := range map[string]string{
		"/inline":  "policy violation: script-src",
		"/throws":  "exception: Uncaught Error: it throws",
		"/broken":  "answer 404: " + base + "/no.png",
		"/foreign": "request to another host: http://napplus.invalid/x.png",
	} {
		p := pc.open(t, base)
		p.visit(path)
		p.wait("the page to be whole", `document.readyState==="complete"`)
		eval[bool](p, `new Promise(r=>setTimeout(r,100,true))`)
		if got := strings.Join(p.takeProblems(), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: heard %q, not %q", path, got, want)
		}
	}
	p := pc.open(t, base)
	p.visit("/qr")
	if got := p.takeProblems(); len(got) > 0 {
		t.Errorf("a page without faults: %v", got)
	}
}

func TestAxeFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := pc.open(t, stub(t).URL)
	p.visit("/axe")
	got := strings.Join(p.axe(), "\n")
	for _, want := range []string{"image-alt", "button-name"} {
		if !strings.Contains(got, want) {
			t.Errorf("axe did not find %s: %q", want, got)
		}
	}
	p.visit("/third")
	if got := p.axe(); len(got) > 0 {
		t.Errorf("a page without faults: %v", got)
	}
}

func TestATabInTheBackIsHidden(t *testing.T) {
	t.Parallel()
	base := stub(t).URL
	first := pc.whoseTabsHide().open(t, base)
	first.visit("/second")
	second := first.another()
	second.visit("/third")
	first.wait("to be hidden", `document.visibilityState==="hidden"`)
	second.wait("to be seen", `document.visibilityState==="visible"`)
	first.front()
	first.wait("to be seen again", `document.visibilityState==="visible"`)
	if got := second.text("#who"); got != "second" {
		t.Errorf("two tabs of one device do not share cookies: %s", got)
	}
}
