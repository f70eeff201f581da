package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/valyala/fasthttp"

	"napguide/server/site"
	"napguide/server/sse"
)

// Handler is what answers a request, for benchmarks without a connection.
func (s *Server) Handler() fasthttp.RequestHandler { return s.app.Server().Handler }

// GetRoutes are the addresses that Fiber answers a GET at, such as /:lang/g/:grant.
func (s *Server) GetRoutes() (paths []string) {
	for _, r := range s.app.GetRoutes(true) {
		if r.Method == "GET" {
			paths = append(paths, r.Path)
		}
	}
	return paths
}

// TuneStreams sets times and limits that a test can wait for. It must be called before Serve.
func (s *Server) TuneStreams(beat, life time.Duration, limit int) {
	s.streams.Close(context.Background())
	s.streams = sse.New(s.opt.Log, beat, life, limit)
}

// OpenStreams is how many event streams are open.
func (s *Server) OpenStreams() int { return s.streams.Count() }

// Routes are the method and the pattern of every route, but for what looks at any path.
func (s *Server) Routes() (out [][2]string) {
	for _, methods := range s.app.Stack() {
		for _, r := range methods {
			if r.Path != "/" || r.Method == "GET" { // app.Use has every method
				out = append(out, [2]string{r.Method, r.Path})
			}
		}
	}
	return out
}

// PanicOn makes the server panic on a path.
func PanicOn(path string) func(*Server) {
	return func(s *Server) {
		next := s.app.Handler()
		s.app.Server().Handler = s.guard(func(ctx *fasthttp.RequestCtx) {
			if string(ctx.Path()) == path {
				ctx.Response.Header.Set("Set-Cookie", "half=done")
				panic("boom")
			}
			next(ctx)
		})
	}
}

// Pages is the site as it stands.
func (s *Server) Pages() *site.Site { return s.site() }

// PageHandler is the handler of finished pages alone, for one request after another.
func (s *Server) PageHandler(ctx *fasthttp.RequestCtx) (handle func() error, done func()) {
	c := s.app.AcquireCtx(ctx)
	return func() error { return s.page(c) }, func() { s.app.ReleaseCtx(c) }
}

// SetLog has failures logged elsewhere.
func (s *Server) SetLog(log *slog.Logger) { s.opt.Log, s.failures.Log = log, log }
