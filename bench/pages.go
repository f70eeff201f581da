package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The cores: one for the server, one for the client.
const serverCore, clientCore = 0, 1

// pagesCommand compares the guide, nginx and net/http, which all send the same bytes.
type pagesCommand struct {
	Path     string `default:"/th/guide/start" help:"The page."`
	Rounds   int    `default:"7"`
	Requests int    `default:"60000" help:"In each round."`
	Guide    string `help:"A program to measure instead of building one."`
}

// peer is one of the servers, and what was measured of it.
type peer struct {
	name      string
	program   *program
	page, not []float64 // requests a second, pages and 304s
	cost      []float64 // microseconds of its processor time a page
	costNot   []float64
	bytes     int
}

func (c pagesCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if c.Guide == "" {
		if c.Guide, err = buildGuide(ctx, dir); err != nil {
			return err
		}
	}
	t := newTable()
	data := filepath.Join(dir, "data")
	for _, start := range []string{"a first start", "a second start on its data"} {
		if err := c.firstMinute(ctx, dir, data, start, t); err != nil {
			return err
		}
	}
	guide, err := startProgram(ctx, serverCore, c.Guide, "--data", data)
	if err != nil {
		return err
	}
	defer guide.stop()
	if err := packed(ctx, guide); err != nil {
		return err
	}
	answer, err := fetched(ctx, guide.url+c.Path)
	if err != nil {
		return err
	}
	nginx, err := startNginx(ctx, dir, c.Path, answer)
	if err != nil {
		return err
	}
	defer nginx.stop()
	plain, err := startPlain(ctx, dir, c.Path, answer)
	if err != nil {
		return err
	}
	defer plain.stop()

	peers := []*peer{{name: "guide", program: guide}, {name: "nginx", program: nginx}, {name: "net/http", program: plain}}
	for round := range c.Rounds + 1 { // the first warms up
		for _, match := range []bool{false, true} {
			for _, p := range peers {
				if err := p.measure(ctx, c.Path, c.Requests, match, round > 0); err != nil {
					return fmt.Errorf("%s: %w", p.name, err)
				}
			}
		}
	}
	us, them, std := peers[0], peers[1], peers[2]
	t.note("page and answer", fmt.Sprintf("%s, %d bytes of gzip; guide %d with its head, nginx %d, net/http %d", c.Path, len(answer.body), us.bytes, them.bytes, std.bytes))
	for _, p := range peers {
		t.note(p.name, fmt.Sprintf("%.0f pages/s, %.1f µs of its processor each; %.0f 304s/s, %.1f µs", median(p.page), median(p.cost), median(p.not), median(p.costNot)))
	}
	ratio := func(what string, a, b []float64, aim float64, words string) {
		r := median(a) / median(b)
		t.row(what, fmt.Sprintf("%.2f ×", r), words, r >= aim)
	}
	ratio("pages a second, to nginx", us.page, them.page, 1, "at least 1.0 × nginx gzip_static")
	ratio("pages a second, to net/http", us.page, std.page, 2.5, "at least 2.5 × net/http from memory")
	ratio("304s a second, to nginx", us.not, them.not, .95, "at least 0.95 × nginx")
	return nil
}

// minute is how long a start is looked at, minuteRequests how many there are in a round meanwhile.
const (
	minute         = 60 * time.Second
	minuteRequests = 8000
)

// firstMinute compares the guide with nginx from the guide's first page on: the minute in which a class opens it. nginx has that
// page's gzip as a file from the beginning.
func (c pagesCommand) firstMinute(ctx context.Context, dir, data, start string, t *table) error {
	guide, err := startProgram(ctx, serverCore, c.Guide, "--data", data)
	if err != nil {
		return err
	}
	defer guide.stop()
	began := time.Now()
	answer, err := fetched(ctx, guide.url+c.Path)
	if err != nil {
		return err
	}
	nginx, err := startNginx(ctx, dir, c.Path, answer)
	if err != nil {
		return err
	}
	defer nginx.stop()
	us, them := &peer{name: "guide", program: guide}, &peer{name: "nginx", program: nginx}
	for time.Since(began) < minute {
		for _, p := range []*peer{us, them} {
			if err := p.measure(ctx, c.Path, minuteRequests, false, true); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	third := len(us.page) / 3 // the last third of a minute is when pages are packed densely, where they are not kept
	ratios := []float64{}
	for i := range 3 {
		ratios = append(ratios, median(us.page[i*third:(i+1)*third])/median(them.page[i*third:(i+1)*third]))
	}
	worst := min(ratios[0], ratios[1], ratios[2])
	t.row("pages a second in the first minute of "+start+", to nginx", fmt.Sprintf("%.2f ×; in its thirds %.2f, %.2f and %.2f; %d rounds; %d bytes of gzip", median(us.page)/median(them.page), ratios[0], ratios[1], ratios[2], len(us.page), len(answer.body)),
		"at least 1.0 × nginx gzip_static in each", worst >= 1)
	return nil
}

func (p *peer) measure(ctx context.Context, path string, requests int, match, count bool) error {
	before, err := cpuOf(p.program.pid())
	if err != nil {
		return err
	}
	out, err := load(ctx, clientCore, p.program.url+path, requests, match)
	if err != nil {
		return err
	}
	after, err := cpuOf(p.program.pid())
	if err != nil {
		return err
	}
	want := "200 OK"
	if match {
		want = "304 Not Modified"
	}
	if out.Status != want {
		return fmt.Errorf("answered %s, not %s", out.Status, want)
	}
	if !count {
		return nil
	}
	rate, cost := float64(requests)/out.Took.Seconds(), float64((after-before).Microseconds())/float64(requests)
	if match {
		p.not, p.costNot = append(p.not, rate), append(p.costNot, cost)
	} else {
		p.page, p.cost, p.bytes = append(p.page, rate), append(p.cost, cost), out.Bytes
	}
	return nil
}

// sent is an answer of the guide's, to be sent by its peers too.
type sent struct {
	header http.Header
	body   []byte // gzip
}

// fetched is a page as the guide sends it.
func fetched(ctx context.Context, address string) (s sent, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return s, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return s, err
	}
	defer res.Body.Close()
	s.header = res.Header
	s.body, err = io.ReadAll(res.Body)
	return s, err
}

// ownHeaders are the headers that a server makes anew for each answer, or by itself.
var ownHeaders = map[string]bool{"Date": true, "Server": true, "Content-Length": true, "X-Request-Id": true}

const nginxConf = `daemon off;
master_process off;
worker_processes 1;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log crit;
events { worker_connections 1024; multi_accept on; use epoll; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_timeout 75s;
  keepalive_requests 100000000;
  open_file_cache max=1000 inactive=600s;
  open_file_cache_valid 600s;
  open_file_cache_min_uses 1;
  client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
  types {}
  default_type "text/html; charset=utf-8";
  server {
    listen %[2]s;
    root %[1]s/www;
    gzip_static on;
    etag on;
%[3]s    add_header X-Request-ID $request_id;
  }
}
`

// startNginx writes the page as files, plain and .gz, and has nginx send them with the guide's headers.
func startNginx(ctx context.Context, dir, path string, answer sent) (*program, error) {
	file := filepath.Join(dir, "www", path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	os.Chmod(dir, 0o755) // nginx gives up root's rights
	if err := os.WriteFile(file+".gz", answer.body, 0o644); err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(strings.NewReader(string(answer.body)))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		return nil, err
	}
	var headers strings.Builder
	for name, values := range answer.header {
		switch {
		case ownHeaders[name], name == "Etag", name == "Content-Encoding", name == "Content-Type":
		default:
			fmt.Fprintf(&headers, "    add_header %s %q;\n", name, values[0])
		}
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, dir, addr, headers.String()), 0o644); err != nil {
		return nil, err
	}
	p, err := launch(ctx, serverCore, "http://"+addr, "nginx", "-p", dir, "-c", conf)
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx, path); err != nil {
		p.stop()
		log, _ := os.ReadFile(filepath.Join(dir, "error.log"))
		return nil, fmt.Errorf("nginx: %w\n%s", err, log)
	}
	return p, nil
}
