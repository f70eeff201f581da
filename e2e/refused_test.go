package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// Whatever a server refuses is read by the person who asked, in the server's own words, wherever a script asked for it.
func TestWhateverTheServerRefusesIsRead(t *testing.T) {
	t.Parallel()
	const words = "ปฏิเสธเพื่อทดสอบ"
	site := commonSite(t)
	target, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	var refuse atomic.Bool
	proxy := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodPost || !refuse.Load():
			proxy.ServeHTTP(w, r)
		case strings.Contains(r.Header.Get("Accept"), "json"):
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(http.StatusTooManyRequests)
			w.Write([]byte(`{"error":"test","title":"x","text":"` + words + `"}`))
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusTooManyRequests)
			w.Write([]byte("<!doctype html><title>x</title><p>" + words))
		}
	}))
	t.Cleanup(front.Close)
	computer, phone := maker(sharedScreen).open(t, front.URL, "computer", 1366, 768, ""), maker(sharedScreen).open(t, front.URL, "phone", 390, 844, "")
	reads := `document.documentElement.innerText.includes("` + words + `")`

	// The code, more time for it, the phone's answer.
	refuse.Store(true)
	computer.open("/th/practice/standard/qr")
	computer.is("told why there is no code", reads)
	refuse.Store(false)
	computer.press(".make-grant button")
	computer.arrive("/th/g/[A-Za-z0-9_-]{16}$")
	computer.press(".typed-in summary")
	digits := strings.ReplaceAll(computer.text("[data-user-code]"), " ", "")
	refuse.Store(true)
	computer.run(`(f=>{f.hidden=false;f.querySelector("button").click()})(document.querySelector(".more-time"))`)
	computer.is("told why there is no more time", reads)
	phone.open("/d/" + digits + "/app")
	phone.is("told why the report is refused", reads)
	phone.is("done with settling", `!document.querySelector("[data-settling]")`)
	phone.press("form.allow button")
	phone.is("told why Allow is refused", `document.title==="x"&&`+reads)

	// A room: what a participant presses, what the trainer presses on the console and on the wall.
	refuse.Store(false)
	computer.open("/th/workshop")
	computer.press(`form[action$="/workshop"] button`)
	computer.arrive("/workshop/[0-9]+/trainer")
	id := strings.ReplaceAll(computer.text(".console-code .mono"), " ", "")
	computer.press(".drive-steps li:nth-child(2) button")
	computer.is("leading", `!!document.querySelector(".drive-steps li.current:nth-child(2)")`)
	phone.open("/j/" + id)
	phone.press(`form[action$="/join"] button`)
	phone.is("given a number", seen(".bignumber"))
	phone.is("known on other pages", knowsItsRoom)
	refuse.Store(true)
	phone.press(`[value="ready"] + button`)
	phone.is("told why the answer is refused", `document.title==="x"&&`+reads)
	phone.open("/th/guide/start")
	phone.is("told why what is reported is refused", `(e=>e&&e.innerText.includes("`+words+`"))(document.querySelector(".room-note"))`)
	computer.press(`form[action$="/freeze"] button`)
	computer.is("told why the press is refused", reads)
	computer.open("/th/workshop/" + id + "/screen")
	computer.run(`document.dispatchEvent(new KeyboardEvent("keydown",{key:"PageDown",code:"PageDown",bubbles:true}))`)
	computer.is("told on the wall", reads)
}
