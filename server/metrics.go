package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// Metrics counts what whoever runs the site wants to know. No label holds a code, a name or an address.
type Metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec   // by route and status
	grants     *prometheus.CounterVec   // by scenario and outcome
	wrongTurns *prometheus.CounterVec   // by scenario and where they led
	store      *prometheus.HistogramVec // by operation, in seconds
	network    prometheus.Counter       // changes of this machine's addresses
}

type turn struct{ scenario, state string }

// NewMetrics makes counters that nobody reads yet.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guide_requests_total", Help: "Requests by route and status.",
		}, []string{"route", "status"}),
		grants: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guide_grants_total", Help: "Practice codes by practice run and what became of them: made, approved, denied, renewed.",
		}, []string{"scenario", "outcome"}),
		wrongTurns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guide_wrong_turns_total", Help: "Arrivals at pages to which a wrong turn leads, by practice run and page.",
		}, []string{"scenario", "state"}),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guide_store_seconds", Help: "How long one read or write of the store takes.",
			Buckets: []float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3},
		}, []string{"operation"}),
		network: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "guide_network_changes_total", Help: "Changes of the addresses by which phones reach this site.",
		}),
	}
	m.registry.MustRegister(m.requests, m.grants, m.wrongTurns, m.store, m.network,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds what is read at the moment when somebody asks. counts is nil where there is no store.
func (m *Metrics) watch(streams func() int, counts *store.Store) {
	gauge := func(name, help string, read func() int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(read()) }))
	}
	gauge("guide_streams_open", "Event streams that are open.", streams)
	if counts == nil {
		return
	}
	gauge("guide_grants_open", "Practice codes that wait for an answer, in all processes.", counts.OpenGrantsTotal)
	gauge("guide_rooms", "Rooms that are open, in all processes.", func() int { rooms, _ := counts.RoomTotals(); return rooms })
	gauge("guide_participants", "Numbers given out in open rooms, in all processes.", func() int { _, seats := counts.RoomTotals(); return seats })
}

// WatchLog adds how many lines of the log were dropped.
func (m *Metrics) WatchLog(dropped func() int64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "guide_log_lines_dropped_total", Help: "Lines of the log that were dropped, because they could not be written as fast as they came.",
	}, func() float64 { return float64(dropped()) }))
}

// TellBuild adds which program this is, as a figure that is always 1.
func (m *Metrics) TellBuild(version, revision string) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "guide_build_info", Help: "Always 1; its labels say which program runs.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision},
	}, func() float64 { return 1 }))
}

// StoreTook notes how long the store took.
func (m *Metrics) StoreTook(operation string, took time.Duration) {
	m.store.WithLabelValues(operation).Observe(took.Seconds())
}

// Handler answers /metrics, for the admin listener.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// pageCount is the counters of one finished page, looked up once: finding them costs more than sending the page.
type pageCount struct {
	sent, unchanged prometheus.Counter
	wrongTurn       prometheus.Counter // nil where the page is no wrong turn's
}

// count counts an answer with a status, if it is one of the usual ones.
func (n *pageCount) count(status int) {
	switch status {
	case fiber.StatusOK:
		n.sent.Inc()
	case fiber.StatusNotModified:
		n.unchanged.Inc()
	default:
		return
	}
	if n.wrongTurn != nil {
		n.wrongTurn.Inc()
	}
}

// turnsOf are the pages, within a language, to which a wrong turn leads.
func turnsOf(runs *sandbox.Runs) map[string]turn {
	out := map[string]turn{}
	for _, run := range runs.All() {
		for _, st := range run.States {
			for _, move := range st.AllMoves() {
				if move.Mistake && !move.Stays() {
					out["/practice/"+run.ID+"/"+move.To.State] = turn{run.ID, move.To.State}
				}
			}
		}
	}
	return out
}

// pageCounts prepares the counters of every finished page.
func (m *Metrics) pageCounts(paths []string, runs *sandbox.Runs) map[string]*pageCount {
	turns := turnsOf(runs)
	out := make(map[string]*pageCount, len(paths))
	for _, path := range paths {
		n := &pageCount{
			sent:      m.requests.WithLabelValues(pageRoute(path, true, fiber.StatusOK), "200"),
			unchanged: m.requests.WithLabelValues(pageRoute(path, true, fiber.StatusNotModified), "304"),
		}
		if i := strings.IndexByte(path[1:], '/'); i > 0 {
			if t, ok := turns[path[1+i:]]; ok {
				n.wrongTurn = m.wrongTurns.WithLabelValues(t.scenario, t.state)
			}
		}
		out[path] = n
	}
	return out
}

// pageRoute sums the finished pages up, so that there are a handful of counters. What strangers ask for is no label: each
// would cost memory for good, and one that is not UTF-8 has no place in a metric.
func pageRoute(path string, known bool, status int) string {
	switch {
	case !known, status == fiber.StatusNotFound, status == fiber.StatusMethodNotAllowed:
		return "none"
	case strings.HasPrefix(path, "/assets/"):
		return "/assets"
	}
	first, rest, _ := strings.Cut(path[1:], "/")
	part, _, _ := strings.Cut(rest, "/")
	if rest == "" {
		return "/" + first
	}
	return "/:lang/" + part
}
