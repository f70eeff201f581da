package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// clusterCommand runs three real NATS servers and three real guides on loopback, kills the leader and a guide with
// kill -9 while grants are answered and a class is led, and prints what people saw of it. It fails where an acknowledged
// write is lost, or a browser waits longer than it may.
type clusterCommand struct {
	Grants int  `default:"200" help:"Grants in flight, at most 500."`
	People int  `default:"60" help:"Participants of the class, at most 300."`
	Rounds int  `default:"1" help:"How often a leader is killed, at most 10."`
	Quick  bool `help:"Leave the figures of a healthy cluster out."`
}

// resultWithin is how long after the kill every waiting browser must have its result.
const resultWithin = 10 * time.Second

// answerWithin is when a request that was not answered counts as failed: a write is tried for five seconds at most.
const answerWithin = 10 * time.Second

func (c clusterCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	defer cancel()
	w, err := startCluster(ctx)
	defer w.stop()
	if err != nil {
		return err
	}
	grants, people := min(c.Grants, 500), min(c.People, 300)
	fmt.Printf("3 NATS servers (a bucket has three copies, each put synced to disk), 3 guides, a proxy that sends each request to the next guide\n")
	if !c.Quick {
		if err := w.healthy(ctx); err != nil {
			return err
		}
	}
	room, err := w.openClass(ctx, people)
	if err != nil {
		return err
	}
	for range min(c.Rounds, 10) {
		if err := w.killLeader(ctx, room, grants); err != nil {
			return err
		}
	}
	if err := w.killGuide(ctx, room, grants); err != nil {
		return err
	}
	if err := w.rollGuides(ctx, room, grants); err != nil {
		return err
	}
	if len(w.faults) > 0 {
		return errors.New(strings.Join(w.faults, "; "))
	}
	return nil
}

// cluster is everything that runs.
type cluster struct {
	dir    string
	nats   []*natsServer
	guides []*clusterGuide
	proxy  string // address of a proxy that knows no sessions
	next   atomic.Uint64
	js     jetstream.JetStream
	nc     *nats.Conn
	grants jetstream.KeyValue
	faults []string // what must not be
}

type clusterGuide struct {
	*child
	url  string
	args []string
	exe  string
}

func (w *cluster) fault(format string, v ...any) {
	line := fmt.Sprintf(format, v...)
	fmt.Println("                WRONG:", line)
	w.faults = append(w.faults, line)
}

func startCluster(ctx context.Context) (*cluster, error) {
	w := &cluster{}
	var err error
	if w.dir, err = os.MkdirTemp("", "guide-bench-"); err != nil {
		return w, err
	}
	exe := filepath.Join(w.dir, "guide")
	if out, err := exec.CommandContext(ctx, "go", "build", "-C", product, "-o", exe, "./cmd/guide").CombinedOutput(); err != nil {
		return w, fmt.Errorf("building the program: %w\n%s", err, out)
	}
	if w.nats, err = startNATS(ctx, w.dir); err != nil {
		return w, err
	}
	var urls []string
	for _, n := range w.nats {
		urls = append(urls, n.url)
	}
	ports, err := freePorts(3)
	if err != nil {
		return w, err
	}
	for _, port := range ports {
		g := &clusterGuide{url: fmt.Sprintf("http://127.0.0.1:%d", port), exe: exe}
		g.args = []string{"serve", "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--nats", strings.Join(urls, ","), "--admin-addr", "", "--live-url", "https://napplus.invalid/"}
		if err := g.start(ctx); err != nil {
			return w, err
		}
		w.guides = append(w.guides, g)
	}
	if w.nc, err = nats.Connect(strings.Join(urls, ","), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond)); err != nil {
		return w, err
	}
	if w.js, err = jetstream.New(w.nc); err != nil {
		return w, err
	}
	if w.grants, err = w.js.KeyValue(ctx, "napguide-grants"); err != nil {
		return w, err
	}
	return w, w.serveProxy()
}

func (g *clusterGuide) start(ctx context.Context) (err error) {
	g.child, err = startChild(ctx, g.exe, g.args, "listening on")
	return err
}

func (w *cluster) stop() {
	if w.nc != nil {
		w.nc.Close()
	}
	for _, g := range w.guides {
		g.kill()
	}
	for _, n := range w.nats {
		n.kill()
	}
	os.RemoveAll(w.dir)
}

// serveProxy is what stands before the guides: it gives each request to the next one, and to another where one does not
// take it. It keeps nobody with anybody.
func (w *cluster) serveProxy() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	w.proxy = "http://" + ln.Addr().String()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", "guides"
			r.Out.Host = r.In.Host
		},
		FlushInterval: -1,
		Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (conn net.Conn, err error) {
			first := w.next.Add(1)
			for i := range uint64(len(w.guides)) {
				g := w.guides[(first+i)%uint64(len(w.guides))]
				if conn, err = dialSpread(ctx, network, strings.TrimPrefix(g.url, "http://")); err == nil {
					return conn, nil
				}
			}
			return nil, err
		}},
		ErrorHandler: func(out http.ResponseWriter, _ *http.Request, _ error) { out.WriteHeader(http.StatusBadGateway) },
	}
	go (&http.Server{Handler: proxy, ErrorLog: nil}).Serve(ln)
	return nil
}

// healthy prints what a cluster that lacks nothing does.
func (w *cluster) healthy(ctx context.Context) error {
	puts, err := w.puts(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("puts            %.0f a second, 64 writers at once, one bucket of three copies\n", puts)

	before := w.cpus()
	const many = 600
	began := time.Now()
	var failed atomic.Int64
	crowd(32, many, func(int) {
		f, err := w.flight(ctx, w.proxy)
		if err == nil {
			_, err = newPerson(w.proxy).post(ctx, f.phone+"/approve", nil)
		}
		if err != nil {
			failed.Add(1)
		}
	})
	took, after := time.Since(began), w.cpus()
	fmt.Printf("grants          %.0f a second made and approved, 32 at once through the proxy (this program takes its share of the cores); %d failed\n", many/took.Seconds(), failed.Load())
	fmt.Printf("                processor time a grant: guides %s, NATS %s (all three together)\n",
		((after[0] - before[0]) / many).Round(10*time.Microsecond), ((after[1] - before[1]) / many).Round(10*time.Microsecond))
	if failed.Load() > 0 {
		w.fault("%d grants failed in a healthy cluster", failed.Load())
	}

	var times []time.Duration
	for i := range 200 {
		computer, phone := w.guides[i%3], w.guides[(i+1)%3]
		f, err := w.flight(ctx, computer.url)
		if err != nil {
			return err
		}
		f.wait(ctx, computer.url)
		began := time.Now()
		if _, err := newPerson(phone.url).post(ctx, f.phone+"/approve", nil); err != nil {
			return err
		}
		if !f.has(5 * time.Second) {
			w.fault("an approval in a healthy cluster was not heard of")
			continue
		}
		times = append(times, f.heard().Sub(began))
		f.leave()
	}
	fmt.Printf("approval        phone at one guide, computer at another, from the press to the event: p50 %s  p99 %s  last %s\n", round(at(times, .5)), round(at(times, .99)), round(at(times, 1)))
	return nil
}

// puts is how many writes a second a bucket of three copies takes.
func (w *cluster) puts(ctx context.Context) (float64, error) {
	kv, err := w.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "bench-puts", Replicas: 3})
	if err != nil {
		return 0, err
	}
	defer w.js.DeleteKeyValue(ctx, "bench-puts")
	value := []byte(strings.Repeat("x", 400)) // a grant
	const many = 6000
	var failed atomic.Int64
	began := time.Now()
	crowd(64, many, func(i int) {
		if _, err := kv.Put(ctx, fmt.Sprint("k", i), value); err != nil {
			failed.Add(1)
		}
	})
	if n := failed.Load(); n > 0 {
		return 0, fmt.Errorf("%d puts failed in a healthy cluster", n)
	}
	return many / time.Since(began).Seconds(), nil
}

func (w *cluster) cpus() (t [2]time.Duration) {
	for _, g := range w.guides {
		t[0] += g.cpu()
	}
	for _, n := range w.nats {
		t[1] += n.cpu()
	}
	return t
}

// crowd does something many times, a number at once.
func crowd(atOnce, times int, do func(i int)) {
	var all sync.WaitGroup
	var next atomic.Int64
	for range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)); i <= times; i = int(next.Add(1)) {
				do(i)
			}
		})
	}
	all.Wait()
}

var streamsClient = &http.Client{Transport: &http.Transport{DialContext: dialSpread, DisableKeepAlives: true}}
