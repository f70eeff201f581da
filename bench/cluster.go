package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// flight is one grant with the browser that waits for it.
type flight struct {
	computer   *person
	id, events string
	phone      string // the path that its QR code carries

	mu       sync.Mutex
	state    string
	answered time.Time // when the waiting browser had its result
	opened   int       // how often its stream was opened
	stop     context.CancelFunc
	ended    chan struct{}
}

// flight makes a grant.
func (w *cluster) flight(ctx context.Context, base string) (*flight, error) {
	f := &flight{computer: newPerson(base)}
	err := f.make(ctx, w)
	return f, err
}

func (f *flight) make(ctx context.Context, w *cluster) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.computer.base+"/th/practice/standard/grant", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	res, err := f.computer.do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var made struct{ ID, Events, Text string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil {
		return err
	}
	if res.StatusCode != http.StatusCreated {
		return refused{res.StatusCode, made.Text}
	}
	f.id, f.events = made.ID, made.Events
	f.phone, err = w.scanPath(ctx, f.id)
	return err
}

// refused is an answer that says in words to come again.
type refused struct {
	status int
	words  string
}

func (r refused) Error() string { return fmt.Sprint(r.status, " ", r.words) }

// scanPath is what the grant's QR code carries. The store has it; a camera would take longer.
func (w *cluster) scanPath(ctx context.Context, id string) (string, error) {
	err := errors.New("not read yet")
	var e jetstream.KeyValueEntry
	for range 40 { // a copy may be a moment behind, and what is asked of a server that has just gone is never answered
		if err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
		call, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		e, err = w.grants.Get(call, "grant."+id)
		cancel()
	}
	if err != nil {
		return "", err
	}
	var g struct {
		ScanCode string `json:"scan_code"`
	}
	err = json.Unmarshal(e.Value(), &g)
	return "/d/" + g.ScanCode, err
}

// wait opens the browser's event stream, and again whenever it ends, as browsers do. It returns with the first event.
func (f *flight) wait(ctx context.Context, base string) {
	ctx, f.stop = context.WithCancel(ctx)
	f.ended = make(chan struct{})
	first := make(chan struct{})
	tell := sync.OnceFunc(func() { close(first) })
	go func() {
		defer close(f.ended)
		for ctx.Err() == nil {
			f.listen(ctx, base, tell)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second): // the stream's own "retry"
			}
		}
	}()
	select {
	case <-first:
	case <-time.After(5 * time.Second):
	}
}

func (f *flight) listen(ctx context.Context, base string, first func()) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+f.events, nil)
	if err != nil {
		return
	}
	f.computer.mu.Lock()
	for name, value := range f.computer.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	f.computer.mu.Unlock()
	res, err := streamsClient.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	f.mu.Lock()
	f.opened++
	f.mu.Unlock()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e struct{ State string }
		json.Unmarshal([]byte(data), &e)
		f.mu.Lock()
		f.state = e.State
		if e.State == "approved" && f.answered.IsZero() {
			f.answered = time.Now()
		}
		f.mu.Unlock()
		first()
	}
}

var streamsClient = &http.Client{Transport: &http.Transport{DialContext: dialSpread, DisableKeepAlives: true}}

func (f *flight) heard() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answered
}

func (f *flight) openings() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opened
}

// has waits for the result.
func (f *flight) has(patience time.Duration) bool {
	for end := time.Now().Add(patience); f.heard().IsZero(); time.Sleep(200 * time.Microsecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func (f *flight) leave() {
	f.stop()
	<-f.ended
}

// insist posts as the pages' scripts do: what is answered with "one moment" is sent again. moments counts those answers,
// and wordless the ones that said nothing to a person.
func insist(ctx context.Context, p *person, path string, form url.Values, moments, wordless *atomic.Int64) (acknowledged time.Time, err error) {
	for end := time.Now().Add(30 * time.Second); ; {
		var words struct{ Title, Text string }
		call, cancel := context.WithTimeout(ctx, answerWithin)
		req, rerr := http.NewRequestWithContext(call, http.MethodPost, p.base+path, strings.NewReader(form.Encode()))
		if rerr != nil {
			cancel()
			return acknowledged, rerr
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		res, err := p.do(req)
		if err == nil {
			json.NewDecoder(res.Body).Decode(&words)
			res.Body.Close()
			if res.StatusCode < 400 {
				cancel()
				return time.Now(), nil
			}
			err = refused{res.StatusCode, words.Text}
			if res.StatusCode == http.StatusServiceUnavailable {
				moments.Add(1)
				if words.Title == "" || words.Text == "" {
					wordless.Add(1)
				}
			} else if res.StatusCode != http.StatusBadGateway {
				cancel()
				return acknowledged, err
			}
		}
		cancel()
		if time.Now().After(end) {
			return acknowledged, err
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// clusterClass is a class whose people reach whichever guide the proxy gives them.
type clusterClass struct {
	id      string
	trainer *person
	people  []*person
	moves   int
	steps   []string
}

func (w *cluster) openClass(ctx context.Context, people int) (*clusterClass, error) {
	c := &clusterClass{trainer: newPerson(w.proxy), steps: []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}}
	res, err := c.trainer.post(ctx, "/workshop", url.Values{"lang": {"th"}})
	if err != nil {
		return nil, err
	}
	parts := strings.Split(res.Header.Get("Location"), "/")
	if len(parts) < 4 {
		return nil, fmt.Errorf("no room was opened: %s", res.Status)
	}
	c.id = parts[3]
	if _, err := c.trainer.get(ctx, res.Header.Get("Location")); err != nil {
		return nil, fmt.Errorf("the console, at the next guide: %w", err)
	}
	began := time.Now()
	for range people {
		c.people = append(c.people, newPerson(w.proxy))
	}
	var failed atomic.Int64
	crowd(people, people, func(i int) {
		p := c.people[i-1]
		_, err := p.post(ctx, "/workshop/"+c.id+"/join", nil)
		if err == nil {
			err = c.follow(ctx, w, p)
		}
		if err != nil {
			failed.Add(1)
		}
	})
	fmt.Printf("class           %d joined over three guides in %s, %d failed\n", people, round(time.Since(began)), failed.Load())
	if n := failed.Load(); n > 0 {
		w.fault("%d participants could not join", n)
	}
	return c, nil
}

// follow keeps a participant's event stream open through the proxy.
func (c *clusterClass) follow(ctx context.Context, w *cluster, p *person) error {
	first := make(chan struct{})
	tell := sync.OnceFunc(func() { close(first) })
	go func() {
		for ctx.Err() == nil {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.proxy+"/workshop/"+c.id+"/events?lang=th", nil)
			if err != nil {
				return
			}
			p.mu.Lock()
			for name, value := range p.cookies {
				req.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			p.mu.Unlock()
			if res, err := streamsClient.Do(req); err == nil {
				for lines := bufio.NewScanner(res.Body); lines.Scan(); {
					data, ok := strings.CutPrefix(lines.Text(), "data: ")
					if !ok {
						continue
					}
					var e struct {
						Moves int
						State string
					}
					json.Unmarshal([]byte(data), &e)
					if e.State != "open" {
						continue
					}
					if int64(e.Moves) != p.newest.Load() {
						p.since.Store(time.Now().UnixNano())
						p.newest.Store(int64(e.Moves))
					}
					tell()
				}
				res.Body.Close()
			}
			time.Sleep(time.Second)
		}
	}()
	select {
	case <-first:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("the event stream says nothing")
	}
}

// lead takes the class on and returns when the trainer had the answer, and when the last participant knew.
func (c *clusterClass) lead(ctx context.Context, moments, wordless *atomic.Int64) (answered, last time.Time, unreached int, err error) {
	c.moves++
	answered, err = insist(ctx, c.trainer, "/workshop/"+c.id+"/lead", url.Values{"lang": {"th"}, "step": {c.steps[c.moves%len(c.steps)]}}, moments, wordless)
	if err != nil {
		return answered, last, len(c.people), err
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		unreached, last = 0, time.Time{}
		for _, p := range c.people {
			if p.newest.Load() < int64(c.moves) {
				unreached++
			} else if at := time.Unix(0, p.since.Load()); at.After(last) {
				last = at
			}
		}
		if unreached == 0 || time.Now().After(end) {
			return answered, last, unreached, nil
		}
	}
}

// takeOff makes grants with waiting browsers, all through the proxy.
func (w *cluster) takeOff(ctx context.Context, n int) ([]*flight, error) {
	all := make([]*flight, n)
	var first atomic.Pointer[error]
	crowd(32, n, func(i int) {
		f, err := w.flight(ctx, w.proxy)
		if err != nil {
			first.CompareAndSwap(nil, &err)
			return
		}
		f.wait(ctx, w.proxy)
		all[i-1] = f
	})
	if p := first.Load(); p != nil {
		return nil, *p
	}
	return all, nil
}

// leader is who leads a bucket.
func (w *cluster) leader(ctx context.Context, bucket string) (*natsServer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s, err := w.js.Stream(ctx, "KV_"+bucket)
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Config.Replicas != 3 {
		w.fault("bucket %s has %d copies", bucket, info.Config.Replicas)
	}
	for _, n := range w.nats {
		if info.Cluster != nil && n.name == info.Cluster.Leader {
			return n, nil
		}
	}
	return nil, errors.New("the bucket has no leader")
}

// killLeader kills the server that leads the grants while they are answered, others are made, and a class is led.
func (w *cluster) killLeader(ctx context.Context, room *clusterClass, n int) error {
	flights, err := w.takeOff(ctx, n)
	if err != nil {
		return err
	}
	leader, err := w.leader(ctx, "napguide-grants")
	if err != nil {
		return err
	}
	var moments, wordless, lost, failed, extra atomic.Int64
	var acks sync.Map // *flight → when the phone was told that it counts
	var all sync.WaitGroup
	killed := make(chan time.Time, 1)
	start := time.Now()
	kill := start.Add(400 * time.Millisecond)
	all.Go(func() {
		time.Sleep(time.Until(kill))
		killed <- time.Now()
		leader.kill()
	})
	for _, f := range flights {
		all.Go(func() {
			time.Sleep(rand.N(1500 * time.Millisecond)) // before, at and after the kill
			at, err := insist(ctx, newPerson(w.proxy), f.phone+"/approve", nil, &moments, &wordless)
			if err != nil {
				failed.Add(1)
				return
			}
			acks.Store(f, at)
		})
	}
	var made sync.Map // grants that were acknowledged while the cluster was in trouble
	all.Go(func() {
		for time.Since(start) < 8*time.Second {
			if f, err := w.flight(ctx, w.proxy); err == nil {
				made.Store(f, true)
				extra.Add(1)
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	var led, reached time.Time
	var unreached int
	all.Go(func() {
		time.Sleep(600 * time.Millisecond)
		var err error
		led, reached, unreached, err = room.lead(ctx, &moments, &wordless)
		if err != nil {
			w.fault("the trainer could not lead: %v", err)
		}
	})
	all.Wait()
	at0 := <-killed

	var results, gaps, firstAck []time.Duration
	waiting := 0
	for _, f := range flights {
		if !f.has(time.Until(at0.Add(20 * time.Second))) {
			waiting++
			continue
		}
		results = append(results, f.heard().Sub(at0))
		if at, ok := acks.Load(f); ok {
			gaps = append(gaps, max(0, f.heard().Sub(at.(time.Time))))
			if d := at.(time.Time).Sub(at0); d > 2*time.Second {
				firstAck = append(firstAck, d)
			}
		}
	}
	// What was acknowledged must be there, whoever is asked.
	check := func(f *flight, want string) {
		for _, g := range w.guides {
			if got := f.look(ctx, g.url); got != want {
				lost.Add(1)
				fmt.Printf("                grant %s: %q at %s, want %q\n", f.id, got, g.url, want)
				return
			}
		}
	}
	acks.Range(func(k, _ any) bool { check(k.(*flight), "approved"); return true })
	made.Range(func(k, _ any) bool { check(k.(*flight), "pending"); return true })
	late := 0
	for _, d := range results {
		if d > resultWithin {
			late++
		}
	}
	fmt.Printf("kill -9, leader %s of the grants; %d grants in flight, a class of %d led\n", leader.name, n, len(room.people))
	fmt.Printf("                writes were taken again after %s; %d answers said \"one moment\", %d of them without words\n", round(at(firstAck, 0)), moments.Load(), wordless.Load())
	fmt.Printf("                result at the waiting browser, from the kill: p50 %s  last %s; %d later than %s, %d never\n", round(at(results, .5)), round(at(results, 1)), late, resultWithin, waiting)
	fmt.Printf("                from the phone's answer to the computer's event: p50 %s  p99 %s  last %s\n", round(at(gaps, .5)), round(at(gaps, .99)), round(at(gaps, 1)))
	fmt.Printf("                acknowledged and lost: %d of %d approvals and %d new grants; %d phones gave up\n", lost.Load(), len(gaps), extra.Load(), failed.Load())
	fmt.Printf("                the trainer's step: taken %s after the kill, the last of %d had it %s after; %d not reached\n", round(led.Sub(at0)), len(room.people), round(reached.Sub(at0)), unreached)
	switch {
	case lost.Load() > 0:
		w.fault("%d acknowledged writes are lost", lost.Load())
	case waiting > 0 || late > 0:
		w.fault("%d browsers waited longer than %s", waiting+late, resultWithin)
	}
	if wordless.Load() > 0 || failed.Load() > 0 || unreached > 0 || reached.Sub(at0) > resultWithin {
		w.fault("wordless %d, gave up %d, participants not reached %d, class after %s", wordless.Load(), failed.Load(), unreached, round(reached.Sub(at0)))
	}
	for _, f := range flights {
		f.leave()
	}
	if err := leader.start(ctx); err != nil {
		return err
	}
	return w.whole(ctx)
}

// look reads the grant's state as a snapshot from one guide.
func (f *flight) look(ctx context.Context, base string) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	g := &flight{computer: f.computer, events: f.events}
	g.listen(ctx, base, cancel)
	return g.state
}

// whole waits until every copy of both buckets is up to date again.
func (w *cluster) whole(ctx context.Context) error {
	began := time.Now()
	for ; time.Since(began) < 60*time.Second; time.Sleep(200 * time.Millisecond) {
		current := 0
		for _, bucket := range []string{"napguide-grants", "napguide-rooms"} {
			call, cancel := context.WithTimeout(ctx, time.Second)
			s, err := w.js.Stream(call, "KV_"+bucket)
			cancel()
			if err != nil {
				continue
			}
			if info := s.CachedInfo(); info.Cluster != nil && info.Cluster.Leader != "" {
				for _, r := range info.Cluster.Replicas {
					if r.Current && !r.Offline {
						current++
					}
				}
			}
		}
		if current == 4 {
			fmt.Printf("                the server, started again, had caught up after %s\n", round(time.Since(began)))
			return nil
		}
	}
	return errors.New("the cluster did not become whole again")
}

// killGuide kills a guide under waiting browsers and a class.
func (w *cluster) killGuide(ctx context.Context, room *clusterClass, n int) error {
	flights, err := w.takeOff(ctx, n)
	if err != nil {
		return err
	}
	opened := make([]int, n)
	for i, f := range flights {
		opened[i] = f.openings()
	}
	w.guides[0].kill()
	at0 := time.Now()
	time.Sleep(50 * time.Millisecond)
	var moments, wordless atomic.Int64
	var failed atomic.Int64
	crowd(64, n, func(i int) {
		if _, err := insist(ctx, newPerson(w.proxy), flights[i-1].phone+"/approve", nil, &moments, &wordless); err != nil {
			failed.Add(1)
		}
	})
	_, reached, unreached, err := room.lead(ctx, &moments, &wordless)
	if err != nil {
		return err
	}
	var results []time.Duration
	waiting, again := 0, 0
	for i, f := range flights {
		if !f.has(time.Until(at0.Add(resultWithin))) {
			waiting++
			continue
		}
		results = append(results, f.heard().Sub(at0))
		if f.openings() > opened[i] {
			again++
		}
		f.leave()
	}
	slices.Sort(results)
	fmt.Printf("kill -9, one guide of three under %d waiting browsers and the class\n", n)
	fmt.Printf("                %d browsers were at it and opened their stream again elsewhere; result from the kill: p50 %s  last %s; %d never\n", again, round(at(results, .5)), round(at(results, 1)), waiting)
	fmt.Printf("                the trainer's next step: the last of %d had it %s after the kill; %d not reached\n", len(room.people), round(reached.Sub(at0)), unreached)
	if waiting > 0 || failed.Load() > 0 || unreached > 0 || again == 0 {
		w.fault("a guide was killed: %d browsers without a result, %d phones gave up, %d participants not reached, %d reconnected", waiting, failed.Load(), unreached, again)
	}
	return w.guides[0].start(ctx)
}
