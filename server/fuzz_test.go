package server_test

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

// FuzzForms posts whatever the input says to every route that takes a post, as one who is everybody at once: nothing
// panics, nothing is an internal error, no internal word is shown, and a field that nobody knows is refused.
func FuzzForms(f *testing.F) {
	for _, seed := range []struct {
		route      uint8
		kind, body string
	}{
		{0, "application/x-www-form-urlencoded", "place=qr&replaces="}, {1, "application/x-www-form-urlencoded", "address=1&address=2"},
		{2, "application/x-www-form-urlencoded", "lang=th"}, {3, "application/x-www-form-urlencoded; charset=tis-620", "code=%ff%fe"},
		{4, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n1\r\n--x--"}, {5, "application/json", `{"code":"1"}`},
		{6, "", "code=1"}, {7, "application/x-www-form-urlencoded", "%"}, {8, "application/x-www-form-urlencoded", "&&=&=&"},
		{9, "application/x-www-form-urlencoded", "name=" + strings.Repeat("ก", 101) + "&pass=x"}, {10, "application/x-www-form-urlencoded", "number=-1"},
		{11, "application/x-www-form-urlencoded", "number=99999999999999999999"}, {12, "application/x-www-form-urlencoded", "client_id=x&ttl=1e3"},
		{13, "application/x-www-form-urlencoded", "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=x&device_code=."},
		{14, "application/x-www-form-urlencoded", "at=guide/start&press=\x00"}, {15, "application/x-www-form-urlencoded", "wifi=a%00b&pass=%22%3B"},
	} {
		f.Add(seed.route, seed.kind, seed.body)
	}
	w := start(f, setup{})
	b := w.browser()
	b.t = f
	id := b.openRoom()
	b.join(id)
	m := b.makeGrant()
	scan := strings.TrimPrefix(w.scanPath(m), "/d/")
	var posts []string
	for _, r := range w.srv.Routes() {
		if r[0] == http.MethodPost && !strings.HasSuffix(r[1], "/:what") {
			posts = append(posts, r[1])
		}
	}
	for _, what := range []string{"lead", "mode", "start", "inject", "freeze", "lock", "show", "address", "wifi", "place", "free", "answer", "ticket"} { // not those that end the room
		posts = append(posts, "/workshop/:room/"+what)
	}
	fill := strings.NewReplacer(":lang", "th", ":scenario", "standard", ":code", scan, ":room", id)
	var cookies []string
	for _, c := range b.http.Jar.Cookies(b.request("GET", "/", "").URL) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	handler := w.srv.Handler()
	internal := regexp.MustCompile(`goroutine|panic|\.go:\d|server: |store: |workshop: |nats: `)
	f.Fuzz(func(t *testing.T, route uint8, kind, body string) {
		if len(body) > 16<<10 {
			return
		}
		path := posts[int(route)%len(posts)]
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}, nil)
		ctx.Request.Header.SetMethod(http.MethodPost)
		ctx.Request.SetRequestURI(fill.Replace(path))
		ctx.Request.Header.SetHost("localhost")
		ctx.Request.Header.Set("Origin", "http://localhost")
		ctx.Request.Header.Set("Cookie", strings.Join(cookies, "; "))
		ctx.Request.Header.SetContentType(kind)
		ctx.Request.SetBodyString(body)
		handler(&ctx)
		status, shown := ctx.Response.StatusCode(), string(ctx.Response.Body())
		if status >= 500 && status != http.StatusServiceUnavailable || status == 0 {
			t.Errorf("POST %s with %q (%s): status %d", path, body, kind, status)
		}
		if bad := internal.FindString(shown); bad != "" {
			t.Errorf("POST %s with %q shows %q", path, body, bad)
		}
		if strings.Contains(shown, "<script>") || ctx.Response.Header.Peek("Content-Security-Policy") == nil {
			t.Errorf("POST %s with %q: inline script, or no policy", path, body)
		}
		ctx.Request.ResetBody()
		ctx.Request.Header.SetContentType("application/x-www-form-urlencoded")
		args := fasthttp.AcquireArgs()
		defer fasthttp.ReleaseArgs(args)
		args.Parse(body)
		known := true
		for name := range args.All() {
			known = known && fieldName.Match(name)
		}
		if isForm := strings.HasPrefix(kind, "application/x-www-form-urlencoded"); !known && isForm && status < 400 && !strings.HasPrefix(path, "/sandbox/") {
			t.Errorf("POST %s took %q: status %d", path, body, status)
		}
	})
}

// fieldName is what every field that any form knows looks like; that each form knows its own only, the crawl shows.
var fieldName = regexp.MustCompile(`^[a-z][a-z-]*$`)

// FuzzEventStream opens event streams as a browser does that comes back: whatever it says to have heard last, it is told
// the state as it is now, whole, in the form of event streams.
func FuzzEventStream(f *testing.F) {
	for _, s := range []string{"", "1", "-1", "99999999999999999999", "pending", "\x00", "\xff", "a\r\nevent: x\r\ndata: y", strings.Repeat("x", 4000), "{}", "grant"} {
		f.Add(uint8(0), s, "th")
		f.Add(uint8(2), s, s)
	}
	w := start(f, setup{})
	b := w.browser()
	b.t = f
	id := b.openRoom()
	b.join(id)
	m := b.makeGrant()
	var cookies []string
	for _, c := range b.http.Jar.Cookies(b.request("GET", "/", "").URL) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	streams := []string{"/sandbox/events?grant=" + m.ID, "/workshop/" + id + "/events?x=", "/workshop/" + id + "/events?as=trainer", "/workshop/" + id + "/events?as=wall"}
	handler := w.srv.Handler()
	ask := func(path, last, lang string) (int, string) {
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}, nil)
		ctx.Request.Header.SetMethod(http.MethodHead) // one event, and the end
		ctx.Request.Header.SetHost("localhost")
		ctx.Request.SetRequestURI(path + "&lang=" + url.QueryEscape(lang) + "&lastEventId=" + url.QueryEscape(last))
		ctx.Request.Header.Set("Cookie", strings.Join(cookies, "; "))
		if last != "" {
			ctx.Request.Header.Set("Last-Event-ID", last)
		}
		handler(&ctx)
		return ctx.Response.StatusCode(), string(ctx.Response.Body())
	}
	whole := regexp.MustCompile(`^retry: \d+\n\nevent: (?:grant|seat|page)\ndata: \{[^\n]*\}\n\n$`)
	f.Fuzz(func(t *testing.T, which uint8, last, lang string) {
		path := streams[int(which)%len(streams)]
		status, told := ask(path, last, lang)
		if status != http.StatusOK || !whole.MatchString(told) {
			t.Fatalf("%s, last heard %q: status %d, %q", path, last, status, clip(told))
		}
		if lang != "th" && lang != "en" {
			lang = ""
		}
		if _, fresh := ask(path, "", lang); fresh != told && lang != "" {
			t.Errorf("%s: who has heard %q is told %q, who comes anew %q", path, last, told, fresh)
		}
	})
}
