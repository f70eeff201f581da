//go:build audit

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

const (
	streamsOpen = "guide_streams_open"
	goroutines  = "go_goroutines"
)

// dial opens an event stream by hand and returns its connection.
func (c *caller) dial(path string) (net.Conn, error) {
	u, err := url.Parse(c.base + path)
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	if c.from != nil {
		dialer.LocalAddr = c.from
	}
	conn, err := dialer.Dial("tcp", u.Host)
	if err != nil {
		return nil, err
	}
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
	for _, cookie := range c.http.Jar.Cookies(u) {
		req.AddCookie(cookie)
	}
	if err := req.Write(conn); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// class is a room with participants who read their streams.
type class struct {
	guide   *program
	trainer *caller
	id      string
	heard   []chan int // the newest move that each has heard of
}

func newClass(t *testing.T, guide *program, people int) *class {
	t.Helper()
	c := &class{guide: guide, trainer: newCaller(guide.url)}
	var err error
	if c.id, err = c.trainer.openRoom(); err != nil {
		t.Fatal(err)
	}
	for range people {
		who := newCaller(guide.url)
		if _, err := who.join(c.id); err != nil {
			t.Fatal(err)
		}
		conn, err := who.dial("/workshop/" + c.id + "/events?lang=th")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		heard := make(chan int, 64)
		c.heard = append(c.heard, heard)
		go func() {
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				data, ok := strings.CutPrefix(lines.Text(), "data: ")
				var e struct{ Moves int }
				if ok && json.Unmarshal([]byte(data), &e) == nil && data != "1" {
					heard <- e.Moves
				}
			}
		}()
	}
	for _, heard := range c.heard {
		<-heard
	}
	return c
}

var stepsOfTheGuide = []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}

// lead moves the class and returns how long it took until each had heard.
func (c *class) lead(t *testing.T, n int) (took []time.Duration) {
	t.Helper()
	began := time.Now()
	if status, err := c.trainer.post("/workshop/"+c.id+"/lead", url.Values{"step": {stepsOfTheGuide[n%len(stepsOfTheGuide)]}}, nil); err != nil || status >= 300 {
		t.Fatalf("leading: %d %v", status, err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, heard := range c.heard {
		wg.Go(func() {
			select {
			case <-heard:
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			case <-time.After(20 * time.Second):
			}
		})
	}
	wg.Wait()
	if len(took) < len(c.heard) {
		t.Fatalf("only %d of %d heard of move %d", len(took), len(c.heard), n)
	}
	return took
}

func TestAuditStreamsAClientThatStopsReadingIsDroppedAndDelaysNobody(t *testing.T) {
	flags, figure := withFigures(t)
	guide := startLean(t, flags...)
	const people, deaf = 100, 10
	c := newClass(t, guide, people)
	n := 0
	lead := func(until func() bool) (took []time.Duration) {
		for ; !until(); n++ {
			took = append(took, c.lead(t, n)...)
			time.Sleep(20 * time.Millisecond)
		}
		return took
	}
	lead(func() bool { return n >= 20 }) // warm
	quiet := lead(func() bool { return n >= 220 })

	for range deaf {
		who := newCaller(guide.url)
		if _, err := who.join(c.id); err != nil {
			t.Fatal(err)
		}
		conn, err := who.dial("/workshop/" + c.id + "/events?lang=th")
		if err != nil {
			t.Fatal(err)
		}
		conn.(*net.TCPConn).SetReadBuffer(2 << 10) // nothing is ever read from it
		t.Cleanup(func() { conn.Close() })
	}
	eventually(t, "the deaf ones' streams", patience, func() bool { return figure(streamsOpen) == people+deaf })
	began := time.Now()
	var gone time.Duration
	look := time.Now()
	with := lead(func() bool {
		if time.Since(look) > 200*time.Millisecond {
			look = time.Now()
			if figure(streamsOpen) == people {
				gone = time.Since(began)
				return true
			}
		}
		return time.Since(began) > time.Minute
	})
	t.Logf("%d who read: p50 %s, p99 %s, last %s over %d moves; beside %d who do not: p50 %s, p99 %s, last %s over %d; those are gone after %s",
		people, round(quantile(quiet, .5)), round(quantile(quiet, .99)), round(quantile(quiet, 1)), len(quiet)/people,
		deaf, round(quantile(with, .5)), round(quantile(with, .99)), round(quantile(with, 1)), len(with)/people, gone.Round(100*time.Millisecond))
	if gone == 0 {
		t.Fatalf("after a minute %v streams are open, not %d", figure(streamsOpen), people)
	}
	if gone > 20*time.Second { // ten, after what the system holds for them is full
		t.Errorf("they were let go only after %s", gone)
	}
	if a, b := quantile(quiet, .99), quantile(with, .99); b > 2*a+20*time.Millisecond {
		t.Errorf("p99 went from %s to %s", a, b)
	}
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

func TestAuditStreamsFiveThousandConnectAndVanishInWaves(t *testing.T) {
	flags, figure := withFigures(t)
	guide := startLean(t, append(flags, "--grant-ttl", "1h")...)
	const streams, perSession, waves = 5000, 4, 5
	type held struct {
		who    *caller
		events string
	}
	sessions := make([]held, streams/perSession)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := w; i < len(sessions); i += 8 {
				who := newCaller(guide.url)
				who.from = &net.TCPAddr{IP: net.IPv4(127, 1, 1, byte(1+i%4))} // one address has a share of streams
				g, err := who.grant()
				if err != nil {
					t.Error(err)
					return
				}
				sessions[i] = held{who, g.Events}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	shared.CloseIdleConnections()
	time.Sleep(time.Second)
	base := figure(goroutines)
	var memory []float64
	for wave := range waves {
		began := time.Now()
		conns := make([]net.Conn, streams)
		const atOnce = 200 // beyond server.maxConns unanswered ones the oldest are closed, and browsers come again
		for w := range atOnce {
			wg.Go(func() {
				for i := w; i < streams; i += atOnce {
					conn, err := sessions[i/perSession].who.dial(sessions[i/perSession].events)
					if err == nil {
						_, err = io.ReadFull(conn, make([]byte, 12)) // HTTP/1.1 200
					}
					if err != nil {
						t.Error(err)
						return
					}
					conns[i] = conn
				}
			})
		}
		wg.Wait()
		if t.Failed() {
			return
		}
		eventually(t, "all streams to be open", patience, func() bool { return figure(streamsOpen) == streams })
		opened := time.Since(began)
		high, _ := guide.resident()
		waiting := figure(goroutines)
		for i, conn := range conns {
			if i%2 == 0 {
				conn.(*net.TCPConn).SetLinger(0) // reset, as from a phone whose browser was ended
			}
			conn.Close()
		}
		took := eventually(t, "all streams to be closed", patience, func() bool { return figure(streamsOpen) == 0 })
		eventually(t, "their goroutines to end", patience, func() bool { return figure(goroutines) <= base+20 })
		time.Sleep(500 * time.Millisecond)
		now, _ := guide.resident()
		memory = append(memory, now)
		t.Logf("wave %d: %d open after %s, %.0f goroutines, %.0f MB; noticed gone after %s, then %.0f goroutines (%.0f before), %.0f MB",
			wave+1, streams, opened.Round(time.Millisecond), waiting, high, took.Round(time.Millisecond), figure(goroutines), base, now)
	}
	if first, last := memory[1], memory[waves-1]; last > first*1.1+10 { // the first fills pools
		t.Errorf("memory grows from wave to wave: %.0f MB after the second, %.0f after the last", first, last)
	}
}

// startNginx runs nginx with these lines for its one location until the test ends, and returns its address.
func startNginx(t *testing.T, upstream, addr, lines string) {
	t.Helper()
	have(t, "nginx")
	dir := t.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(`
worker_processes 1;
daemon off;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 512; }
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	server {
		listen %[2]s;
		location / {
			proxy_pass %[3]s;
			proxy_http_version 1.1;
			proxy_set_header Host $http_host;
			proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
			proxy_set_header Connection "";
			%[4]s
		}
	}
}
`, dir, addr, upstream, lines)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("nginx", "-p", dir, "-c", conf)
	if os.Getuid() == 0 {
		cmd.Args = append(cmd.Args, "-g", "user root;") // the folder is ours alone
	}
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(os.Interrupt); cmd.Wait() })
	eventually(t, "nginx to listen", patience, func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// behind is a program that is reached under another address, by which its pages and codes go.
func behind(t *testing.T, addr string) *program {
	t.Helper()
	guide := prepare(t, "127.0.0.1", lean, "--public-url", "http://"+addr, "--trusted-proxies", "127.0.0.1")
	guide.run()
	t.Cleanup(guide.stop)
	return guide
}

// passes goes through the practice and a class behind something in between, and tells how long results took.
func passes(t *testing.T, base string, wait time.Duration) {
	t.Helper()
	front := &program{t: t, url: base}
	computer, phone := pc.atTheCode(t, front), mobile.open(t, base)
	r := openRoom(t, front)
	seat := mobile.named("participant").open(t, base)
	r.join(seat)
	for _, p := range []*tab{computer, phone, r.trainer, r.board, seat} {
		p.expect(`ERR_INCOMPLETE_CHUNKED_ENCODING`, `ERR_CONNECTION_RESET`, `\b504\b`, `\b502\b`)
	}
	time.Sleep(wait)
	phone.scanFrom(computer)
	phone.asked(computer)
	phone.waitFor("form.allow button")
	began := time.Now()
	computer.state("scanned")
	t.Logf("the scan was seen after %s", time.Since(began).Round(10*time.Millisecond))
	time.Sleep(wait / 2)
	phone.press("form.allow button")
	began = time.Now()
	computer.wait("the answer", `["approved"].includes((document.querySelector(".live")||{dataset:{state:"approved"}}).dataset.state)`)
	answered := time.Since(began)
	computer.arrive(dashboard)
	calmDown(seat)
	began = time.Now()
	r.lead("start")
	seat.arrive("/th/guide/start")
	t.Logf("the answer arrived after %s; the class followed %s after the press", answered.Round(10*time.Millisecond), time.Since(began).Round(10*time.Millisecond))
	if answered > 5*time.Second {
		t.Errorf("the answer took %s", answered)
	}
}

func TestAuditStreamsBehindAProxyThatBuffersOrCuts(t *testing.T) {
	for name, lines := range map[string]string{
		"buffers":                        "proxy_buffering on; proxy_buffers 8 8k;",
		"buffers whatever it is told":    "proxy_buffering on; proxy_buffers 8 8k; proxy_ignore_headers X-Accel-Buffering;",
		"cuts after 5 s of silence":      "proxy_read_timeout 5s;",
		"buffers all and cuts after 5 s": "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; proxy_read_timeout 5s;",
	} {
		t.Run(name, func(t *testing.T) {
			addr := "127.0.0.1:" + freePort(t, "127.0.0.1")
			guide := behind(t, addr)
			startNginx(t, guide.url, addr, lines)
			passes(t, "http://"+addr, 12*time.Second)
		})
	}
}

// wire is what lies between browsers and the program, and can be bad.
type wire struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
}

func newWire(t *testing.T, upstream, addr string) *wire {
	t.Helper()
	srv := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	p := toxiproxy.NewProxy(srv, "wire", addr, strings.TrimPrefix(upstream, "http://"))
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &wire{t, p}
}

func (w *wire) bad(kind, stream string, attributes map[string]any) {
	w.t.Helper()
	b, _ := json.Marshal(map[string]any{"name": kind + stream, "type": kind, "stream": stream, "attributes": attributes})
	if _, err := w.proxy.Toxics.AddToxicJson(strings.NewReader(string(b))); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) good() { w.proxy.Toxics.ResetToxics(context.Background()) }

func TestAuditStreamsOverABadWireTheResultArrivesWithinFiveSecondsOfRecovery(t *testing.T) {
	const bad = 15 * time.Second
	for name, break_ := range map[string]func(*wire) (mend func()){
		"two seconds of latency, each way": func(w *wire) func() {
			w.bad("latency", "upstream", map[string]any{"latency": 2000, "jitter": 500})
			w.bad("latency", "downstream", map[string]any{"latency": 2000, "jitter": 500})
			return w.good
		},
		"every connection reset": func(w *wire) func() {
			w.bad("reset_peer", "downstream", map[string]any{"timeout": 0})
			w.bad("reset_peer", "upstream", map[string]any{"timeout": 0})
			return w.good
		},
		"connections reset after two seconds": func(w *wire) func() {
			w.bad("reset_peer", "downstream", map[string]any{"timeout": 2000})
			return w.good
		},
		"nothing listens": func(w *wire) func() {
			w.proxy.Stop()
			return func() {
				if err := w.proxy.Start(); err != nil {
					w.t.Fatal(err)
				}
			}
		},
		"everything is held back": func(w *wire) func() {
			w.bad("latency", "downstream", map[string]any{"latency": 3600_000})
			return w.good
		},
	} {
		t.Run(name, func(t *testing.T) {
			addr := "127.0.0.1:" + freePort(t, "127.0.0.1")
			guide := behind(t, addr)
			w := newWire(t, guide.url, addr)
			base := "http://" + addr
			front := &program{t: t, url: base}
			computer := pc.atTheCode(t, front)
			class := newCaller(guide.url) // the phone and the trainer have a good wire
			r, err := class.openRoom()
			if err != nil {
				t.Fatal(err)
			}
			seat := mobile.named("participant").open(t, base)
			seat.visit("/j/" + r)
			seat.press(`form[action$="/join"] button`)
			seat.waitFor(".bignumber")
			for _, p := range []*tab{computer, seat} {
				p.expect(`ERR_\w+`, `\b503\b`)
			}
			digits := strings.ReplaceAll(computer.digits(), " ", "")
			time.Sleep(2 * time.Second)

			mend := break_(w)
			time.Sleep(3 * time.Second)
			if status, err := newCaller(guide.url).post("/d/"+digits+"/approve", nil, nil); err != nil || status != http.StatusOK {
				t.Fatalf("the phone's answer: %d %v", status, err)
			}
			if status, err := class.post("/workshop/"+r+"/lead", url.Values{"step": {"start"}}, nil); err != nil || status >= 300 {
				t.Fatalf("leading: %d %v", status, err)
			}
			time.Sleep(bad - 3*time.Second)
			early := computer.path() == dashboard
			mend()
			began := time.Now()
			computer.wait("the answer", `location.pathname===`+quote(dashboard)+`||document.querySelector(".live")&&document.querySelector(".live").dataset.state==="approved"`)
			answered := time.Since(began)
			seat.wait("the class's step", `location.pathname==="/th/guide/start"||!!document.querySelector(".room-bar.moved")`)
			followed := time.Since(began)
			if early {
				t.Log("the answer arrived while the wire was bad")
			}
			t.Logf("after recovery the answer arrived within %s, the class's step within %s", answered.Round(10*time.Millisecond), followed.Round(10*time.Millisecond))
			if answered > 5*time.Second || followed > 5*time.Second {
				t.Error("over 5 s")
			}
			computer.arrive(dashboard)
		})
	}
}
