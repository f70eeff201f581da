// Package server answers over HTTP: the handlers, in files named noun_verb.
//
// routes.go is the table of contents. Handlers return errors; errors.go says what becomes of each: a status, a localized
// page or JSON, and a log line. What every handler leans on is package web's.
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
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/devtools"
	"napguide/server/doctor"
	"napguide/server/live"
	"napguide/server/network"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// Options are what a server is made of. All but the last five are needed.
type Options struct {
	Site     *site.Site
	Store    *store.Store
	Hub      *live.Hub       // woken with GrantTopic at each change of a grant
	Network  *network.Source // by which addresses phones reach this site
	GrantTTL time.Duration   // of a practice code
	MaxOpen  int             // how many practice codes may wait for an answer at once, over all processes; 0: web.MaxOpen

	AdminMetrics   *Metrics                   // what is counted; nil: nothing is
	Machine        func() doctor.Machine      // what is known of the machine, but for what the server knows; nil: nothing is told of it
	Faults         func(lang string) []string // of the trainer's own files beside the program, which are not used for that; nil: none
	TrustedProxies []netip.Prefix             // whose word on the client's address is believed
	Dev            *devtools.Edits            // for writers: open browsers reload; nil otherwise

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
	hosts    web.Hosts
	cookies  web.Cookies
	proxies  web.Proxies
	failures *web.Failures
	streams  *sse.Streams
	polls    presence.Polls
	checks   *presence.Checks     // whether trainers' phones find the way
	arrivals *presence.Arrivals   // connections of other machines
	shares   *shares              // what each client may use of all that
	made     *presence.Ledger     // practice codes that wait for an answer
	opened   *presence.Ledger     // rooms
	presses  presses              // of trainers
	present  *presence.Attendance // who is in which room
	waiting  waitingKey

	life     context.Context // of everything that outlives a request
	endLife  context.CancelFunc
	stopping atomic.Bool
	began    time.Time

	mu    sync.Mutex
	ln    net.Listener
	conns web.Connections
}

// published is what is shown: with --dev it is replaced at each edit, else it stays.
type published struct {
	site   *site.Site
	course workshop.Course
	common web.CommonPages
}

func (s *Server) site() *site.Site { return s.shown.Load().site }

// course is what rooms go through.
func (s *Server) course() workshop.Course { return s.shown.Load().course }

// steady is the time as it would be if nobody had set this machine's clock since the program began.
func (s *Server) steady() time.Time { return s.began.Add(s.opt.Now().Sub(s.began)) }
