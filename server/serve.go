package server

import (
	"cmp"
	"context"
	"log/slog"
	"net"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/logs"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/web"
	"napguide/server/workshop"
)

// New makes a server that does not listen yet.
func New(opt Options) *Server {
	opt.Log = logs.Hiding(cmp.Or(opt.Log, slog.New(slog.DiscardHandler)))
	if opt.Now == nil {
		opt.Now = time.Now
	}
	opt.MaxOpen = cmp.Or(opt.MaxOpen, web.MaxOpen)
	if opt.AdminMetrics == nil {
		opt.AdminMetrics = NewMetrics()
	}
	s := &Server{opt: opt, hosts: web.Hosts{Network: opt.Network}, proxies: opt.TrustedProxies, began: opt.Now()}
	s.cookies = web.Cookies{Hosts: s.hosts}
	s.failures = web.NewFailures(web.FailureOptions{
		Table: errorTable(), Site: s.site, Language: s.failureLanguage, Methods: allowedMethods, ForProgram: answerProgram,
		Stopping: s.stopping.Load, Proxies: s.proxies, Log: opt.Log, Now: opt.Now,
	})
	s.Replace(opt.Site)
	s.opt.Site = nil // or the first would be kept beside those that replace it
	s.arrivals = presence.NewArrivals(opt.Now)
	s.checks = presence.NewChecks(opt.Now)
	seats := workshop.MaxSeats
	if opt.Store != nil {
		seats = opt.Store.MaxSeats()
	}
	s.shares, s.present, s.waiting = newShares(opt.Now), presence.NewAttendance(opt.Now, seats), newWaitingKey()
	s.made, s.opened = presence.NewLedger(opt.GrantTTL, opt.Now), presence.NewLedger(workshop.Life, opt.Now)
	s.conns.Trusted, s.conns.Seats = s.proxies.Trust, seats
	s.life, s.endLife = context.WithCancel(context.Background())
	s.streams = sse.New(opt.Log, web.BeatEvery, web.StreamLife, web.MaxStreams)
	opt.AdminMetrics.watch(func() int { return s.streams.Count() }, opt.Store)
	if opt.Store != nil {
		opt.Store.OnBroadcast(s.told)
	}
	s.app = fiber.New(fiber.Config{
		Immutable:                    true, // request strings are kept: grants outlive the request that named them
		StrictRouting:                true,
		CaseSensitive:                true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    web.MaxBody,
		ReadBufferSize:               web.ReadBuffer,
		WriteBufferSize:              web.WriteBuffer,
		ReadTimeout:                  web.ReadTime,
		WriteTimeout:                 web.WriteTime,
		IdleTimeout:                  web.IdleTime,
		ErrorHandler:                 func(c *fiber.Ctx, err error) error { s.failures.Answer(c.Context(), err); return nil },
	})
	s.routes(s.app)

	http := s.app.Server()
	http.Handler = s.guard(s.app.Handler())
	http.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) { s.failures.Refuse(ctx, web.ReadError(err)) }
	http.Logger, http.SecureErrorLogMessage = web.SilentLogger{}, true // its own lines quote requests, cookies and all
	http.KeepHijackedConns = true                                      // event streams: see package sse
	http.ConnState = s.conns.Track
	return s
}

// Replace puts another site in the place of the present one. Requests under way keep the one they began with.
func (s *Server) Replace(pages *site.Site) {
	counts := s.opt.AdminMetrics.pageCounts(pages.Paths(), pages.Runs())
	s.shown.Store(&published{site: pages, course: courseOf(pages), common: commonOf(pages, counts)})
}

// guard wraps everything that Fiber does: security headers first, then the pages that are the same for everybody; and no
// panic gets further.
func (s *Server) guard(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		defer func() {
			if r := recover(); r != nil {
				s.failures.Answer(ctx, web.PanicError{Value: r, Stack: debug.Stack()})
			}
		}()
		lowerCodePath(&ctx.Request)
		web.ResetResponse(ctx)
		if !web.IsKnownMethod(ctx.Method()) { // Fiber would answer these by itself, unworded
			s.failures.Answer(ctx, web.ErrMethod)
			return
		}
		if err := web.CheckRequest(ctx); err != nil {
			s.failures.Refuse(ctx, err)
			return
		}
		if !s.shown.Load().common.Answer(ctx, s.cookies) {
			next(ctx)
		}
	}
}

// Serve answers on the listener until Shutdown; it returns nil then.
func (s *Server) Serve(ln net.Listener) error {
	s.mu.Lock()
	s.ln = ln
	stopping := s.stopping.Load()
	s.mu.Unlock()
	if stopping {
		return ln.Close()
	}
	return s.app.Server().Serve(&web.RetryListener{Listener: &watchedListener{ln, s.noteArrival}, Log: s.opt.Log, NeedsTLS: s.failures.NeedsTLS})
}

// Shutdown says "not ready", ends event streams, which browsers open again elsewhere or later, gives requests under way
// a second, and closes what is left: browsers keep connections open that they never used.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.stopping.Store(true)
	ln := s.ln
	s.mu.Unlock()
	if ln != nil {
		ln.Close()
	}
	err := s.streams.Close(ctx)

	grace, cancel := context.WithTimeout(ctx, web.GraceTime)
	defer cancel()
	_ = s.app.Server().ShutdownWithContext(grace) // its only errors: the listener was closed already, or time is up
	s.conns.Close()
	s.endLife()
	return err
}
