package server_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/valyala/fasthttp"

	"napguide/server"
)

// safeBuffer is a log that is read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestAPanicBecomesAWordedPageWhoseIDIsInTheLog(t *testing.T) {
	var log safeBuffer
	w := start(t, setup{log: &log, tune: server.PanicOn("/boom")})
	a := w.browser().get("/boom").want(t, 500)
	id := a.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(a.body, id) {
		t.Errorf("the page does not show the ID %q", id)
	}
	for _, secret := range []string{"boom", "panic", "goroutine", ".go:"} {
		if strings.Contains(a.body, secret) {
			t.Errorf("the page shows %q", secret)
		}
	}
	if text := log.String(); !strings.Contains(text, id) || !strings.Contains(text, "boom") {
		t.Errorf("the log does not tell of %s: %s", id, text)
	}
	if a.Header.Get("Content-Security-Policy") == "" || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("headers: %v", a.Header)
	}
	w.browser().get("/th/").want(t, 200)
}

func TestCodesDoNotReachTheLog(t *testing.T) {
	var log safeBuffer
	w := start(t, setup{log: &log})
	phone := w.browser()
	path := w.scanPath(w.browser().makeGrant())
	phone.header["Origin"] = "https://evil.example"
	phone.post(path+"/approve", "").want(t, 403)
	if text := log.String(); !strings.Contains(text, "foreign-origin") || strings.Contains(text, strings.TrimPrefix(path, "/d/")) {
		t.Errorf("the log: %s", text)
	}
}

func BenchmarkPageFromMemory(b *testing.B) {
	bench(b, "GET", "/th/guide/start", func(r *fasthttp.Request) { r.Header.Set("Accept-Encoding", "gzip, br") }, 200)
}

// The same page by the router, as it is asked for with a question.
func BenchmarkPageByTheRouter(b *testing.B) {
	bench(b, "GET", "/th/guide/start?a", func(r *fasthttp.Request) { r.Header.Set("Accept-Encoding", "gzip, br") }, 200)
}

func BenchmarkNotModified(b *testing.B) {
	w := start(b, setup{})
	etag := w.browser().get("/th/guide/start").Header.Get("ETag")
	bench(b, "GET", "/th/guide/start", func(r *fasthttp.Request) { r.Header.Set("If-None-Match", etag) }, 304)
}

// bench calls the handler without a connection.
func bench(b *testing.B, method, path string, with func(*fasthttp.Request), status int) {
	w := start(b, setup{})
	handler := w.srv.Handler()
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.Header.SetMethod(method)
	ctx.Request.SetRequestURI(path)
	ctx.Request.Header.SetHost("localhost")
	with(&ctx.Request)
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handler(&ctx)
	}
	if ctx.Response.StatusCode() != status {
		b.Fatalf("status %d", ctx.Response.StatusCode())
	}
}

func BenchmarkPageOverAConnection(b *testing.B) {
	w := start(b, setup{})
	c := fasthttp.HostClient{Addr: strings.TrimPrefix(w.url, "http://")}
	var req fasthttp.Request
	var res fasthttp.Response
	req.SetRequestURI(w.url + "/th/guide/start")
	req.Header.Set("Accept-Encoding", "gzip, br")
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Do(&req, &res); err != nil || res.StatusCode() != 200 {
			b.Fatal(err, res.StatusCode())
		}
	}
	c.CloseIdleConnections()
}

// A grant is made, its stream opened, allowed by a phone, and seen by the computer.
func BenchmarkGrantCreateApproveObserve(b *testing.B) {
	w := start(b, setup{})
	for b.Loop() {
		b.StopTimer()
		computer, phone := w.browser(), w.browser()
		computer.get("/healthz")
		phone.get("/healthz")
		b.StartTimer()
		m := computer.makeGrant()
		stream := computer.events(m.Events)
		stream.next()
		path := w.scanPath(m)
		phone.post(path+"/approve", "")
		if c := stream.next(); c.State != "approved" {
			b.Fatalf("%+v", c)
		}
		stream.res.Body.Close()
	}
}
