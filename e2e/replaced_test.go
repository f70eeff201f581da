package e2e

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever program comes to the port next finds nothing of ours in its way.
func TestAWorkerThatFindsAnotherProgramAtItsAddressTakesItselfAway(t *testing.T) {
	t.Parallel()
	site := startTrusted(t)
	p := pc.withCalm().open(t, site.url)
	p.visit("/th/")
	p.keptForOffline()
	asset := eval[string](p, `new URL(document.querySelector("script[src]").src).pathname`)
	eval[bool](p, `caches.open("theirs").then((c)=>c.put("/kept",new Response("x"))).then(()=>true)`)
	if !p.try(`navigator.serviceWorker.controller`) {
		t.Fatal("no worker is there: nothing was tried")
	}
	site.stop()

	ln, err := net.Listen("tcp", strings.TrimPrefix(site.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	other := &httptest.Server{Listener: ln, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/sw.js" || r.URL.Path == "/favicon.ico":
			http.NotFound(w, r)
		case strings.HasPrefix(r.URL.Path, "/assets/"):
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `window.theirs=`+fmt.Sprint(len(r.URL.Path)))
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<!doctype html><title>another program</title><link rel="icon" href="data:,"><h1>Relayed: %s</h1><script src="/assets/app.js"></script>`, r.URL.Path)
		}
	})}}
	other.Start()
	t.Cleanup(other.Close)
	p.expect(`404`, `sw\.js`, `Failed to update a ServiceWorker`)
	for _, path := range []string{"/th/help", "/reports", "/"} {
		p.visit(path)
		if got := p.text("h1"); got != "Relayed: "+path {
			t.Errorf("at %s stands %q", path, got)
		}
		if !p.try(`window.theirs===14`) {
			t.Errorf("at %s another script was served than theirs", path)
		}
	}
	p.wait("the worker and what it kept to be gone", `Promise.all([navigator.serviceWorker.getRegistrations(),caches.keys()]).then(([r,c])=>(window.left=r.length+" "+c.join()))&&window.left==="0 theirs"`)
	p.visit("/th/")
	if got := p.text("h1"); got != "Relayed: /th/" {
		t.Errorf("afterwards /th/ is %q", got)
	}
	if got := eval[string](p, `fetch(`+quote(asset)+`,{cache:"no-store"}).then((r)=>r.text())`); !strings.HasPrefix(got, "window.theirs=") {
		t.Errorf("afterwards %s is still ours", asset)
	}
}
