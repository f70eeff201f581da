package e2e

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// A LAN on which machines have names or addresses, without https: browsers trust nothing there, and say less about where a
// post comes from.
func TestTheJourneyUnderANameAndUnderAnAddressOfTheLAN(t *testing.T) {
	t.Parallel()
	ways := []struct {
		name string
		dev  device
	}{{lanAddress, pc}, {lanName, pc}, {lanAddress, pc.withoutScript()}}
	if !thorough { // make audit-lan walks everything under the name
		ways = ways[:1]
	}
	for _, way := range ways {
		name, dev := way.name, way.dev
		t.Run(name, func(t *testing.T) {
			site := startNamed(t, name)
			handset := mobile
			handset.noScript = dev.noScript
			computer, phone := dev.open(t, site.url), handset.open(t, site.url)
			computer.walkToTheCode("th")
			if computer.try(`isSecureContext`) {
				t.Fatal("the browser trusts this name: nothing was tried")
			}
			if got := phone.scanFrom(computer); !strings.HasPrefix(got, site.url+"/D/") {
				t.Errorf("the code carries %q", got)
			}
			phone.asked(computer)
			phone.press("form.allow button")
			phone.kind("approved")
			computer.waitFor("[data-screen=dashboard]")
			computer.finishTheSteps("th")
		})
	}
}

func TestTextCannotBecomeMarkupOrScriptInAnyPage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, path := range []string{"/th/", "/th/guide/start", "/th/practice/standard/qr", "/th/quiz", "/th/present/start", "/th/workshop", "/d", "/j"} {
		p := pc.open(t, site.url)
		p.expect(`policy violation: (?:require-trusted-types-for|trusted-types|style-src|script-src)`, `console error: .*(?:Content Security Policy|TrustedHTML|TrustedScript|TrustedTypePolicy)`)
		p.visit(path)
		for what, js := range map[string]string{
			"markup made of text":          `document.createElement("div").innerHTML="<b>x</b>"`,
			"script made of text":          `document.createElement("script").textContent="window.made=1"`,
			"an address made into script":  `document.createElement("script").src="/x.js"`,
			"a policy of somebody else's":  `trustedTypes.createPolicy("evil",{createHTML:s=>s})`,
			"text that is run later":       `setTimeout("window.made=1",0)`,
			"a document written over this": `document.write("<b>x</b>")`,
		} {
			if !eval[bool](p, `(()=>{try{`+js+`;return false}catch(e){return e instanceof TypeError||e instanceof EvalError}})()`) {
				t.Errorf("%s: %s is possible", path, what)
			}
		}
		if !eval[bool](p, `(()=>{const d=document.createElement("p");document.body.append(d);d.setAttribute("style","position:fixed");const is=getComputedStyle(d).position;d.remove();return is!=="fixed"})()`) {
			t.Errorf("%s: an inline style is possible", path)
		}
	}
}

// Between the browsers and the program stands what hears everything that is asked for. An address with a code in it must
// be asked for, but nothing else may tell it: not where one comes from, nor the address bar once a link was used.
func TestNoRequestTellsACodeOfAnotherPage(t *testing.T) {
	t.Parallel()
	site := start(t)
	behind, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var heard []string
	proxy := &httputil.ReverseProxy{FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		heard = append(heard, r.Method+" "+r.URL.Path+" from "+r.Referer()+" origin "+r.Header.Get("Origin"))
		mu.Unlock()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	site.stop()
	for i, flag := range site.flag {
		if flag == "--public-url" {
			site.flag[i+1] = front.URL
		}
	}
	site.run()

	var secrets []string
	for _, dev := range []device{mobile, mobile.withoutScript()} {
		computer, phone := pc.open(t, front.URL), dev.open(t, front.URL)
		computer.visit("/th/practice/standard/qr")
		computer.showCode()
		scan := phone.scanFrom(computer)
		secrets = append(secrets, scan[strings.LastIndex(scan, "/")+1:])
		phone.asked(computer)
		phone.press(".lang a") // and back to the same page
		phone.wait("English", `document.documentElement.lang==="en"`)
		phone.asked(computer)
		phone.press("form.deny button")
		phone.kind("denied")
		phone.press("main a[href='/d/app']")
		phone.kind("type")
	}
	trainer := pc.named("trainer").open(t, front.URL)
	trainer.visit("/th/workshop")
	trainer.press("#open form button")
	trainer.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	trainer.press(`form[action$="/ticket"] button`)
	trainer.waitFor(".remote-qr svg")
	link := trainer.camera()
	if ticket := regexp.MustCompile(`/key/([0-9a-f]{32})$`).FindStringSubmatch(link); ticket == nil {
		t.Fatalf("the link is %q", link)
	} else {
		secrets = append(secrets, ticket[1])
	}
	if trainer.path() == link || strings.Contains(trainer.path(), "/key/") {
		t.Errorf("the trainer's own address bar shows the link: %s", trainer.path())
	}
	remote := mobile.named("remote control").open(t, front.URL)
	remote.visit(link)
	remote.press(`form[action$="/redeem"] button`)
	remote.arriveAt(`^/(th|en)/workshop/\d{6}/trainer$`)

	mu.Lock()
	defer mu.Unlock()
	posts := 0
	for _, line := range heard {
		asked, from, _ := strings.Cut(line, " from ")
		if strings.HasPrefix(asked, "POST /d/") || strings.HasSuffix(asked, "/redeem") {
			posts++
			if !strings.HasSuffix(from, " origin "+front.URL) {
				t.Errorf("a form does not tell its origin: %s", line)
			}
		}
		for _, secret := range secrets {
			if strings.Contains(from, secret) {
				t.Errorf("a code is told on: %s", line)
			}
		}
	}
	if posts < 4 || len(secrets) != 3 {
		t.Errorf("only %d posts, %d codes were heard of", posts, len(secrets))
	}
}
