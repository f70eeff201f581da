package server

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/store"
)

// Metrics counts what whoever runs the site wants to know, in Prometheus' text form. No label holds a code, a name or an address.
type Metrics struct {
	set        *metrics.Set
	requests   counters         // by route and status
	grants     counters         // practice codes, by scenario and what became of them: made, approved, denied, drawn, extended, renewed
	wrongTurns counters         // arrivals at pages to which a wrong turn leads, by scenario and page
	network    *metrics.Counter // changes of the addresses by which phones reach this site
}

// counters are those of one name, by the values of two labels.
type counters struct {
	set   *metrics.Set
	named string // with a verb for each value
}

// of finds the counter, or makes it. Values come from the site's own routes and content.
func (c counters) of(first, second string) *metrics.Counter {
	return c.set.GetOrCreateCounter(fmt.Sprintf(c.named, first, second))
}

type turn struct{ scenario, state string }

// storeBuckets are in seconds.
var storeBuckets = []float64{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3}

// NewMetrics makes counters that nobody reads yet.
func NewMetrics() *Metrics {
	set := metrics.NewSet()
	return &Metrics{
		set:        set,
		requests:   counters{set, "guide_requests_total" + `{route=%q,status=%q}`},
		grants:     counters{set, "guide_grants_total" + `{outcome=%[2]q,scenario=%[1]q}`},
		wrongTurns: counters{set, "guide_wrong_turns_total" + `{scenario=%q,state=%q}`},
		network:    set.NewCounter("guide_network_changes_total"),
	}
}

// watch adds what is read at the moment when somebody asks. counts is nil where there is no store.
func (m *Metrics) watch(streams func() int, counts *store.Store) {
	gauge := func(name string, read func() int) {
		m.set.NewGauge(name, func() float64 { return float64(read()) })
	}
	gauge("guide_streams_open", streams)
	if counts == nil {
		return
	}
	// in all processes
	gauge("guide_grants_open", counts.OpenGrantsTotal)
	gauge("guide_rooms", func() int { rooms, _ := counts.RoomTotals(); return rooms })
	gauge("guide_participants", func() int { _, seats := counts.RoomTotals(); return seats })
}

// WatchLog adds how many lines of the log were dropped, because they could not be written as fast as they came.
func (m *Metrics) WatchLog(dropped func() int64) {
	m.set.NewGauge("guide_log_lines_dropped_total", func() float64 { return float64(dropped()) })
}

// TellBuild adds which program this is, as a figure that is always 1.
func (m *Metrics) TellBuild(version, revision string) {
	m.set.NewGauge("guide_build_info"+fmt.Sprintf(`{revision=%q,version=%q}`, revision, version), nil).Set(1)
}

// StoreTook notes how long the store took.
func (m *Metrics) StoreTook(operation string, took time.Duration) {
	m.set.GetOrCreatePrometheusHistogramExt("guide_store_seconds"+fmt.Sprintf(`{operation=%q}`, operation), storeBuckets).Update(took.Seconds())
}

// Handler answers /metrics, for the admin listener.
func (m *Metrics) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
}

// pageCount is the counters of one finished page, looked up once: finding them costs more than sending the page.
type pageCount struct {
	sent, unchanged *metrics.Counter
	wrongTurn       *metrics.Counter // nil where the page is no wrong turn's
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
			sent:      m.requests.of(pageRoute(path, true, fiber.StatusOK), "200"),
			unchanged: m.requests.of(pageRoute(path, true, fiber.StatusNotModified), "304"),
		}
		if i := strings.IndexByte(path[1:], '/'); i > 0 {
			if t, ok := turns[path[1+i:]]; ok {
				n.wrongTurn = m.wrongTurns.of(t.scenario, t.state)
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
