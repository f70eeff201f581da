// Package server answers over HTTP: the only importer of Fiber.
//
// routes.go is the table of contents, with one handler a file. Handlers return errors; errors.go turns each into a
// status, a localized page or JSON, and a log line. headers.go is the one place that sets security headers, origin.go
// the one that tells our own requests from foreign ones, stream.go the one that writes event streams.
//
// Goroutines: Fiber's, one a connection that is busy with a request; and for every open event stream one that is
// blocked in Read, with short-lived ones that write. One goroutine beats for all streams. Nothing of a Fiber context
// is touched after its handler returned: what a stream needs is copied first.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/doctor"
	"napguide/server/live"
	"napguide/server/logs"
	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/workshop"
)

// Options are what a server is made of. All but the last five are needed.
type Options struct {
	Site     *site.Site
	Store    *store.Store
	Hub      *live.Hub       // woken with GrantTopic at each change of a grant
	Network  *network.Source // by which addresses phones reach this site
	GrantTTL time.Duration   // of a practice code
	MaxOpen  int             // how many practice codes may wait for an answer at once, over all processes; 0: maxOpen

	AdminMetrics   *Metrics                   // what is counted; nil: nothing is
	Machine        func() doctor.Machine      // what is known of the machine, but for what the server knows; nil: nothing is told of it
	Faults         func(lang string) []string // of the trainer's own files beside the program, which are not used for that; nil: none
	TrustedProxies []netip.Prefix             // whose word on the client's address is believed
	Dev            *Dev                       // for writers: open browsers reload; nil otherwise

	Log *slog.Logger
	Now func() time.Time // nil: time.Now
}

// GrantTopic is what the hub is woken with when a grant has changed.
func GrantTopic(id string) string { return "grant." + id }

// Server is the site over HTTP. New makes it, Serve runs it, Shutdown ends it.
type Server struct {
	opt      Options
	shown    atomic.Pointer[published] // see site and course
	app      *fiber.App
	outcomes []outcome
	streams  *streams
	polls    polls
	actions  map[string]roomAction // what trainers do
	checks   *checks               // whether trainers' phones find the way
	lines    *lineBudget           // of the log, for what went wrong
	arrivals *arrivals             // connections of other machines
	shares   *shares               // what each client may use of all that
	made     *ledger               // practice codes that wait for an answer
	opened   *ledger               // rooms
	present  *attendance           // who is in which room

	life     context.Context // of everything that outlives a request
	endLife  context.CancelFunc
	stopping atomic.Bool
	began    time.Time

	mu    sync.Mutex
	ln    net.Listener
	conns openConns
}

// New makes a server that does not listen yet.
func New(opt Options) *Server {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	opt.Log = logs.Hiding(opt.Log)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.MaxOpen == 0 {
		opt.MaxOpen = maxOpen
	}
	if opt.AdminMetrics == nil {
		opt.AdminMetrics = NewMetrics()
	}
	s := &Server{opt: opt, outcomes: outcomes(), began: opt.Now()}
	s.lines = newLineBudget(opt.Now)
	s.Replace(opt.Site)
	s.opt.Site = nil // or the first would be kept beside those that replace it
	s.arrivals = &arrivals{now: opt.Now}
	s.actions, s.checks = roomActions(), newChecks(opt.Now)
	s.shares, s.present = newShares(opt.Now), newAttendance(opt.Now)
	s.made, s.opened = newLedger(opt.GrantTTL, opt.Now), newLedger(workshop.Life, opt.Now)
	s.conns.trusted = s.isTrusted
	s.life, s.endLife = context.WithCancel(context.Background())
	s.streams = newStreams(opt.Log, beatEvery, streamLife, maxStreams)
	opt.AdminMetrics.watch(s)
	if opt.Store != nil {
		opt.Store.Listen(s.told)
	}
	s.app = fiber.New(fiber.Config{
		Immutable:                    true, // request strings are kept: grants outlive the request that named them
		StrictRouting:                true,
		CaseSensitive:                true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    maxBody,
		ReadBufferSize:               readBuffer,
		WriteBufferSize:              writeBuffer,
		ReadTimeout:                  readTime,
		WriteTimeout:                 writeTime,
		IdleTimeout:                  idleTime,
		ErrorHandler:                 func(c *fiber.Ctx, err error) error { s.fail(c.Context(), err); return nil },
	})
	s.routes(s.app)

	http := s.app.Server()
	http.Handler = s.guard(s.app.Handler())
	http.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) { s.refuse(ctx, requestError(err)) }
	http.Logger, http.SecureErrorLogMessage = silent{}, true // its own lines quote requests, cookies and all
	http.KeepHijackedConns = true                            // event streams: see stream.go
	http.ConnState = s.conns.track
	return s
}

// published is what is shown: with --dev it is replaced at each edit, else it stays.
type published struct {
	site   *site.Site
	course workshop.Course
	counts map[string]*pageCount // by path
	common map[string]commonPage // by path

	failures sync.Map // drawn → []byte; goes with its site
}

func (s *Server) site() *site.Site { return s.shown.Load().site }

// course is what rooms go through.
func (s *Server) course() workshop.Course { return s.shown.Load().course }

// Replace puts another site in the place of the present one. Requests under way keep the one they began with.
func (s *Server) Replace(pages *site.Site) {
	counts := s.opt.AdminMetrics.pageCounts(pages.Paths())
	s.shown.Store(&published{site: pages, course: courseOf(pages), counts: counts, common: common(pages, counts)})
}

// guard wraps everything that Fiber does: security headers first, then the pages that are the same for everybody; and no
// panic gets further.
func (s *Server) guard(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		defer func() {
			if r := recover(); r != nil {
				s.fail(ctx, panicked{r, debug.Stack()})
			}
		}()
		beginAnswer(ctx)
		if !knownMethod(ctx.Method()) { // Fiber would answer these by itself, unworded
			s.fail(ctx, errMethod)
			return
		}
		if err := checkRequest(ctx); err != nil {
			s.refuse(ctx, err)
			return
		}
		if !s.commonPage(ctx) {
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
	return s.app.Server().Serve(&patientListener{Listener: &watchedListener{ln, s.noteArrival}, log: s.opt.Log, plain: s.needsTLS})
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
	err := s.streams.close(ctx)

	grace, cancel := context.WithTimeout(ctx, graceTime)
	defer cancel()
	_ = s.app.Server().ShutdownWithContext(grace) // its only errors: the listener was closed already, or time is up
	s.conns.close()
	s.endLife()
	return err
}
