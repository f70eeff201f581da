package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/content"
	"napguide/locales"
	"napguide/server"
	"napguide/server/devtools"
	"napguide/server/doctor"
	"napguide/server/live"
	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/tutorial"
	"napguide/static"
)

const (
	liveURL = "https://dmis.nhso.go.th/NAPPLUS/login.jsp"
	patient = 90 * time.Second // guards against hanging only
)

// securityHeaders are on every answer, whoever makes it.
var securityHeaders = map[string]string{
	"Content-Security-Policy":      "default-src 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=()",
}

// realSite is the site as it is served, built once: it does not change.
var realSite = sync.OnceValues(func() (*site.Site, error) {
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		return nil, err
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{
		Languages: catalog.Languages(), Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		return nil, err
	}
	return site.Build(site.Options{
		Guides: guides, Catalog: catalog, Static: static.FS, LiveURL: liveURL,
		Version: "1.2.3",
	})
})

// baseURL is what QR codes carry in these tests: an address that is not the one of the requests.
func baseURL() *url.URL { return &url.URL{Scheme: "http", Host: "192.168.77.7:3000"} }

// world is a running server with its store.
type world struct {
	t     testing.TB
	srv   *server.Server
	store *store.Store
	url   string // http://127.0.0.1:port
	ended chan error

	metrics *server.Metrics
	as      string // see setup

	writes atomic.Int64 // of the store: every key that was put or removed
}

type setup struct {
	ttl     time.Duration
	listen  string
	tune    func(*server.Server)
	log     io.Writer
	public  *url.URL
	network *network.Source  // nil: a machine with baseURL's address
	now     func() time.Time // nil: time.Now
	wrap    func(net.Listener) net.Listener
	dev     bool   // with the list of all screens
	nats    string // an outside NATS, or ""
	codes   int    // how many may be open at once; 0: as many as usual
	as      string // the name by which browsers ask; empty: the address
	tls     bool
	rooms   int // how many may be open at once; 0: as many as usual
	seats   int // how many a room takes; 0: as many as usual
}

func start(t testing.TB, with setup) *world {
	t.Helper()
	pages, err := realSite()
	if err != nil {
		t.Fatalf("building the site: %v", err)
	}
	if with.ttl == 0 {
		with.ttl = 10 * time.Minute
	}
	if with.listen == "" {
		with.listen = "127.0.0.1:0"
	}
	if with.log == nil {
		with.log = io.Discard
	}
	if with.network == nil {
		with.network = newLaptop(with.public, baseURL().Hostname(), "10.7.7.7").source
	}
	log := slog.New(slog.NewTextHandler(with.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	hub, w := live.New(), &world{t: t, ended: make(chan error, 1)}
	grants, err := store.Open(context.Background(), store.Options{
		URLs: urls(with.nats), GrantTTL: with.ttl, Log: log, MaxRooms: with.rooms, MaxSeats: with.seats, Now: with.now,
		Changed:     func(id string) { hub.Wake(server.GrantTopic(id)) },
		RoomChanged: func(id string, seat int) { server.WakeRoom(hub, id, seat) },
		Observe: func(operation string, _ time.Duration) {
			if operation == "write" {
				w.writes.Add(1)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", with.listen)
	if err != nil {
		t.Fatal(err)
	}
	w.store, w.url = grants, "http://"+ln.Addr().String()
	opt := server.Options{
		Site: pages, Store: grants, Hub: hub, GrantTTL: with.ttl, MaxOpen: with.codes,
		Network: with.network, Now: with.now, Log: log, AdminMetrics: server.NewMetrics(), Machine: func() doctor.Machine { return doctor.Machine{Port: "3000", Free: 1 << 40} },
	}
	if with.dev {
		opt.Dev = devtools.NewEdits(hub.Wake)
	}
	w.metrics = opt.AdminMetrics
	w.srv = server.New(opt)
	if with.tune != nil {
		with.tune(w.srv)
	}
	w.as = with.as
	if with.wrap != nil {
		ln = with.wrap(ln)
	}
	if with.tls {
		certified := httptest.NewTLSServer(nil) // for its certificate
		ln = tls.NewListener(ln, certified.TLS)
		certified.Close()
		w.url = strings.Replace(w.url, "http:", "https:", 1)
	}
	go func() { w.ended <- w.srv.Serve(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patient)
		defer cancel()
		if err := w.srv.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if err := <-w.ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		grants.Close(ctx)
	})
	return w
}

func urls(nats string) []string {
	if nats == "" {
		return nil
	}
	return []string{nats}
}

// browser is a client with cookies of its own, that posts as our own pages do and does not follow redirects.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
	// header goes with every request; an empty value leaves a header out.
	header map[string]string
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // our own
	w.t.Cleanup(transport.CloseIdleConnections)
	header := map[string]string{}
	if w.as != "" {
		header["Host"], header["Origin"] = w.as, strings.SplitAfter(w.url, "://")[0]+w.as
	}
	b := &browser{t: w.t, base: w.url, header: header, http: &http.Client{Jar: jar, Transport: transport}}
	b.http.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		if req.Response.StatusCode == http.StatusTemporaryRedirect && b.http.Jar != nil { // the same form once more, now with a cookie
			return nil
		}
		return http.ErrUseLastResponse
	}
	return b
}

// afar makes it another machine's, which comes over something in between.
func (b *browser) afar() *browser {
	b.header["X-Forwarded-For"] = "192.168.1.77"
	return b
}

// cookieless is a browser that keeps no cookies.
func (w *world) cookieless() *browser {
	b := w.browser()
	b.http.Jar = nil
	return b
}

type answer struct {
	*http.Response
	body string
}

func (b *browser) request(method, path, form string) *http.Request {
	b.t.Helper()
	var body io.Reader
	if form != "" {
		body = strings.NewReader(form)
	}
	req, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Origin", b.base)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.header {
		switch {
		case value == "":
			req.Header.Del(name)
		case name == "Host":
			req.Host = value
		default:
			req.Header.Set(name, value)
		}
	}
	return req
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	return answer{res, string(body)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, ""))
}

func (b *browser) post(path, form string) answer {
	b.t.Helper()
	return b.do(b.request(http.MethodPost, path, form))
}

// json posts as a script does and reads the answer into v.
func (b *browser) json(path, form string, v any) answer {
	b.t.Helper()
	req := b.request(http.MethodPost, path, form)
	req.Header.Set("Accept", "application/json")
	a := b.do(req)
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		b.t.Fatalf("POST %s: %v in %q", path, err, a.body)
	}
	return a
}

func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, clip(a.body))
	}
	return a
}

func clip(s string) string {
	if len(s) > 1500 {
		return s[:1500] + "…"
	}
	return s
}

// made is a grant as its holder's script gets it.
type made struct {
	ID, Page, Events, State, Reference string
	ExpiresIn                          int    `json:"expires_in"`
	UserCode                           string `json:"user_code"`
	QR                                 struct {
		Size int
		Path string
	}
}

func (b *browser) makeGrant() made {
	b.t.Helper()
	var m made
	b.json("/th/practice/standard/grant", "", &m).want(b.t, http.StatusCreated)
	return m
}

// scanPath is the path in a grant's QR code.
func (w *world) scanPath(m made) string {
	w.t.Helper()
	g, err := w.store.Grant(w.t.Context(), m.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return "/d/" + g.ScanCode
}

var mainKind = regexp.MustCompile(`data-kind="([^"]*)"`)

// kind is which of the phone's pages an answer is.
func (a answer) kind() string {
	if m := mainKind.FindStringSubmatch(a.body); m != nil {
		return m[1]
	}
	return ""
}

// events is an open event stream.
type events struct {
	t     testing.TB
	res   *http.Response
	lines chan string // closed when the stream ends
}

func (b *browser) events(path string) *events {
	b.t.Helper()
	res, err := b.http.Do(b.request(http.MethodGet, path, ""))
	if err != nil {
		b.t.Fatal(err)
	}
	e := &events{t: b.t, res: res, lines: make(chan string, 100)}
	go func() {
		defer close(e.lines)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			e.lines <- s.Text()
		}
	}()
	b.t.Cleanup(func() { res.Body.Close() })
	return e
}

type change struct {
	State     string
	ExpiresIn int `json:"expires_in"`
	Next      string
}

// next waits for the next "grant" event.
func (e *events) next() change {
	e.t.Helper()
	for {
		line, ok := e.line()
		if !ok {
			e.t.Fatal("the stream ended")
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && data != "1" { // not a beat
			var c change
			if err := json.Unmarshal([]byte(data), &c); err != nil {
				e.t.Fatal(err)
			}
			return c
		}
	}
}

// line is the next line, false at the end of the stream.
func (e *events) line() (string, bool) {
	e.t.Helper()
	select {
	case line, ok := <-e.lines:
		return line, ok
	case <-time.After(patient):
		e.t.Fatal("the stream says nothing")
		return "", false
	}
}

// rest reads to the end of the stream.
func (e *events) rest() string {
	e.t.Helper()
	var all []string
	for {
		line, ok := e.line()
		if !ok {
			return strings.Join(all, "\n")
		}
		all = append(all, line)
	}
}

func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patient); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

var marks = regexp.MustCompile(`<[^>]*>`)

// plainWords are the words of a page, or of a piece of it, with single blanks.
func plainWords(page string) string {
	return strings.Join(strings.Fields(marks.ReplaceAllString(page, "")), " ")
}

// endNote is what a participant's page hears of the class and of the way it offers.
type endNote struct {
	seatNote
	Go    string
	Asked bool
}

func (b *browser) endNote(id, lang string) (s endNote) {
	b.t.Helper()
	if err := json.Unmarshal([]byte(b.events("/workshop/"+id+"/events?lang="+lang+"&brief=1").data()), &s); err != nil {
		b.t.Fatal(err)
	}
	return s
}
