//go:build !race || audit

package server_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/valyala/fasthttp"
)

func TestThePageHandlerAllocatesNothing(t *testing.T) {
	w := start(t, setup{})
	etag := w.browser().get("/th/guide/start").Header.Get("ETag")
	for name, with := range map[string]func(*fasthttp.RequestHeader){
		"a page":                      func(h *fasthttp.RequestHeader) { h.Set("Accept-Encoding", "gzip, deflate, br") },
		"a page that the browser has": func(h *fasthttp.RequestHeader) { h.Set("If-None-Match", etag) },
		"a page for who has a session": func(h *fasthttp.RequestHeader) {
			h.Set("Cookie", "guide-lang=th; guide-sid=0123456789abcdef0123456789abcdef")
		},
	} {
		var ctx fasthttp.RequestCtx
		ctx.Init(&fasthttp.Request{}, nil, nil)
		ctx.Request.SetRequestURI("/th/guide/start")
		ctx.Request.Header.SetHost("localhost")
		with(&ctx.Request.Header)
		handle, done := w.srv.PageHandler(&ctx)
		ours := testing.AllocsPerRun(100, func() {
			ctx.Response.Reset()
			if err := handle(); err != nil || ctx.Response.StatusCode() >= 400 {
				t.Fatal(err, ctx.Response.StatusCode())
			}
		})
		done()
		whole := w.srv.Handler()
		all := testing.AllocsPerRun(100, func() { ctx.Response.Reset(); whole(&ctx) })
		if ours != 0 {
			t.Errorf("%s: the page handler allocates %.0f times", name, ours)
		}
		t.Logf("%s: %.0f allocations with Fiber around the page handler", name, all)
	}
}

func TestEveryAnswerHasAnIDOfItsOwn(t *testing.T) {
	b := start(t, setup{}).browser()
	seen := map[string]bool{}
	for _, path := range []string{"/th/guide/start", "/th/guide/start", "/healthz", "/nonesuch"} {
		id := b.get(path).Header.Get("X-Request-Id")
		if !regexp.MustCompile(`^[A-Z2-7]{10}$`).MatchString(id) || seen[id] {
			t.Errorf("%s: the ID is %q", path, id)
		}
		seen[id] = true
	}
	if id := b.post("/th/guide/start", "").want(t, http.StatusMethodNotAllowed).Header.Get("X-Request-Id"); id == "" || seen[id] {
		t.Errorf("the ID of a refusal is %q", id)
	}
}
