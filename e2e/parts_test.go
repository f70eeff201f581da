package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// between stands between a browser and the program and changes what is served.
func between(t *testing.T, site string, change func(kind string, body []byte) []byte) string {
	t.Helper()
	target, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.Out.Header.Del("Accept-Encoding")
			r.Out.Header.Del("If-None-Match")
		},
		FlushInterval: -1,
		ModifyResponse: func(r *http.Response) error {
			kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
			if kind != "text/html" && kind != "text/javascript" {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			r.Body.Close()
			if err != nil {
				return err
			}
			body = change(kind, body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			r.ContentLength = int64(len(body))
			r.Header.Set("Content-Length", strconv.Itoa(len(body)))
			r.Header.Set("Cache-Control", "no-store")
			return nil
		},
	}
	srv := httptest.NewServer(proxy)
	t.Cleanup(srv.Close)
	return srv.URL
}

var (
	integrity = regexp.MustCompile(` integrity="[^"]*"`)
	partStart = []byte("part(()=>{")
)

// Whichever part of the script fails at its start, what it would have done is done by links and forms, and the other
// parts do theirs. The last round takes the whole script away by a word that no browser can read.
func TestAPartThatFailsTakesNoOtherWithItAndLeavesTheWayWithoutScriptOpen(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	var broken, parts atomic.Int64
	front := between(t, site.url, func(kind string, body []byte) []byte {
		if kind == "text/html" {
			return integrity.ReplaceAll(body, nil)
		}
		n := broken.Load()
		pieces := bytes.Split(body, partStart)
		if len(pieces) < 7 {
			return body // what is loaded later
		}
		parts.Store(int64(len(pieces) - 1))
		if n >= int64(len(pieces)-1) {
			return append([]byte("an unreadable word;"), body...)
		}
		var out []byte
		for i, piece := range pieces {
			if i > 0 {
				out = append(out, partStart...)
				if int64(i-1) == n {
					out = append(out, `throw new Error("taken away");`...)
				}
			}
			out = append(out, piece...)
		}
		return out
	})
	computer := maker(sharedScreen).open(t, front, "computer", 1366, 768, "")
	for n := int64(0); n == 0 || n <= parts.Load(); n++ {
		if n%3 > 0 && n < parts.Load() && !thorough {
			continue // the first of three, and the whole of it
		}
		broken.Store(n)
		computer.name = "without part " + strconv.FormatInt(n, 10)
		computer.open("/th/guide/scan-qr")
		computer.is("shown a code, or offered one", `/\/g\//.test(location.pathname)||!document.querySelector(".make-grant").closest("[hidden]")&&(performance.now()>1500||document.querySelector(".live .without-script"))&&`+seen(".make-grant button"))
		if computer.can(seen(".make-grant button")) {
			computer.press(".make-grant button")
		}
		computer.is("shown a code", `/\/g\//.test(location.pathname)&&/^\d{3} \d{3} \d{3}$/.test(document.querySelector("[data-user-code]").textContent)&&`+seen(".qr svg"))
		computer.press(".hint")
		computer.is("given a hint", seen("#hint"))
		computer.press("#phone-home [data-action=open-other]")
		computer.is("told which icon", seen("#phone-home .answer.show p, #phone-home .answer:target p"))
		for _, step := range []string{"open-app", "passcode", "scan"} {
			computer.press("[data-action=" + step + "]")
		}
		computer.press("#phone-consent [data-action=allow]")
		computer.arrive("/th/guide/signed-in")
	}
	if parts.Load() < 8 {
		t.Errorf("only %d parts", parts.Load())
	}
}

// Where a browser keeps nothing, as inside another program's frame, everything but the memory works.
func TestAllStepsWorkInABrowserThatKeepsNothing(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer := maker(sharedScreen).open(t, site.url, "computer", 1366, 768, js("no-storage"))
	computer.open("/th/guide/start")
	computer.press(".sim [data-action=password]")
	computer.is("told why that is not the way", seen(".answer.show p"))
	computer.press(".sim [data-action=sign-in-oss]")
	computer.arrive("/th/guide/choose-thaid")
	computer.press(".sim [data-action=thaid]")
	computer.arrive("/th/g/[A-Za-z0-9_-]{16}$")
	link, icon := seen(".no-phone"), seen("[data-action=open-app]")
	computer.is("shown the drawn phone, or its link where phones can come", link+"||"+icon)
	if computer.can(link) {
		computer.press(".no-phone")
	}
	for _, step := range []string{"open-app", "passcode", "scan"} {
		computer.press("[data-action=" + step + "]")
	}
	computer.press("#phone-consent [data-action=allow]")
	computer.arrive("/th/guide/signed-in")
	for _, path := range []string{"/th/", "/th/quiz", "/th/finish", "/th/help", "/th/launch", "/th/present/", "/th/workshop", "/d", "/j"} {
		computer.open(path)
	}
	for _, fault := range computer.faults() {
		t.Error(fault)
	}
}
