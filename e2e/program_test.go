// Package e2e drives the finished program with a real Chromium, as people do: the program runs as its own process,
// a computer and a phone are two browser contexts, and the phone learns its address from the pixels of the computer's
// screen only.
//
// One Chromium of each kind and one build of the program serve the whole run; each test has devices of its own. Tests that
// want flags, end the program or spend its limits run one of their own. Whatever a page does behind its back (a console
// error, a policy violation, a failed or a foreign request) fails the test that opened it. Deadlines guard against hanging
// only.
//
// `make test` puts in place what this needs: Chromium, fonts, axe-core.
package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take before it counts as hanging; what is waited for takes milliseconds.
const patience = 90 * time.Second

// liveURL stands in for the real login. The name cannot be resolved (RFC 2606), so no test ever reaches the real one.
const liveURL = "https://napplus.invalid/NAPPLUS/login.jsp"

var scratch string // removed when the run ends

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "napguide-e2e-run-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		scratch = dir
		defer os.RemoveAll(dir)
		defer closeBrowsers()
		http.DefaultTransport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, onThisMachine.Replace(addr))
		}
		code := m.Run()
		if !endCommon() {
			code = max(code, 1)
		}
		return code
	}())
}

// built is the program, compiled once, as it is shipped: the race detector runs in the packages that share state.
var built = sync.OnceValues(func() (string, error) { return build("guide") })

// build compiles the program under a name of its own.
func build(name string, flags ...string) (string, error) {
	file := filepath.Join(scratch, name)
	cmd := exec.Command("go", append(append([]string{"build"}, flags...), "-o", file, "./cmd/guide")...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return file, nil
}

// program is one running guide.
type program struct {
	t     *testing.T
	file  func() (string, error) // where its file is; nil: built
	url   string                 // http://host:port, as computers open it
	flag  []string
	dir   string   // its working directory, with its data folder
	enter []string // what a command line begins with that runs where the program does; nil: here
	cmd   *exec.Cmd
	out   *output
	gone  chan error // receives Wait's result, once
}

// output collects what the program prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start runs the program on a free loopback port until the test ends. Later flags win over these defaults.
// GUIDE_E2E_NAME=training-pc runs every test under that name, as on a hospital's LAN, but for those that are about an address
// of their own.
func start(t *testing.T, flags ...string) *program {
	t.Helper()
	name := os.Getenv("GUIDE_E2E_NAME")
	if slices.Contains(flags, "--public-url") {
		name = ""
	}
	return startNamed(t, name, flags...)
}

// common is the program that all tests share which ask nothing of it for themselves: no flags, no end, no limit that is spent.
var common struct {
	sync.Mutex
	program
	crawled []sitePage
}

// commonSite is the common program, under the name of this test. Devices are each test's own, and so are codes and rooms.
func commonSite(t *testing.T) *program {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.cmd == nil {
		dir := filepath.Join(scratch, "common")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		common.program = *prepareIn(t, dir, "127.0.0.1", os.Getenv("GUIDE_E2E_NAME"), built)
		common.run()
	}
	p := common.program
	p.t = t
	t.Cleanup(p.look)
	return &p
}

// endCommon ends the common program; false if it does not go in peace.
func endCommon() bool {
	if common.cmd == nil {
		return true
	}
	common.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-common.gone:
		if err == nil {
			return true
		}
		fmt.Fprintf(os.Stderr, "the common program ended with %v:\n%s\n", err, tail(common.out.String(), 4000))
	case <-time.After(patience):
		fmt.Fprintln(os.Stderr, "the common program does not end on SIGTERM")
		common.cmd.Process.Kill()
	}
	return false
}

// startTrusted is start under an address that browsers trust without TLS, as they do for a service worker.
func startTrusted(t *testing.T, flags ...string) *program {
	t.Helper()
	p := startNamed(t, "", flags...)
	keeping.Store(p.url, true)
	return p
}

// keeping are the addresses at which a browser may keep the site for later. At any other there is no service worker, as
// under a name on the LAN: it fetches all pages, which each new device of a test would have to wait for.
var keeping sync.Map

// startNamed is start, with a name or another address by which browsers open it; "" for its own.
func startNamed(t *testing.T, name string, flags ...string) *program {
	t.Helper()
	p := prepareNamed(t, "127.0.0.1", name, built, flags...)
	t.Cleanup(p.stop)
	p.run()
	return p
}

// prepare makes a program that does not run yet.
func prepare(t *testing.T, host string, file func() (string, error), flags ...string) *program {
	t.Helper()
	return prepareNamed(t, host, "", file, flags...)
}

func prepareNamed(t *testing.T, host, name string, file func() (string, error), flags ...string) *program {
	t.Helper()
	return prepareIn(t, t.TempDir(), host, name, file, flags...)
}

// prepareIn is prepareNamed with a working directory.
func prepareIn(t *testing.T, dir, host, name string, file func() (string, error), flags ...string) *program {
	t.Helper()
	addr := net.JoinHostPort(host, freePort(t, host))
	p := &program{t: t, file: file, dir: dir, url: "http://" + addr}
	if name != "" {
		p.url = strings.Replace(p.url, host+":", name+":", 1)
	}
	p.flag = append([]string{"serve", "--addr", addr, "--public-url", p.url, "--live-url", liveURL, "--data", filepath.Join(p.dir, "data")}, flags...)
	return p
}

// freePort asks the system for a port. It is known before the start because the QR codes must carry it, and because a
// restart comes back on the same one.
func freePort(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// run starts the process and waits until it is ready.
func (p *program) run() {
	p.t.Helper()
	if p.file == nil {
		p.file = built
	}
	file, err := p.file()
	if err != nil {
		p.t.Fatal(err)
	}
	p.out = &output{}
	line := append(append(slices.Clone(p.enter), file), p.flag...)
	p.cmd = exec.Command(line[0], line[1:]...)
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.dir, p.out, p.out
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GUIDE_") {
			p.cmd.Env = append(p.cmd.Env, kv)
		}
	}
	p.cmd.Env = append(p.cmd.Env, "GUIDE_LANG=en")
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.gone = make(chan error, 1)
	go func(cmd *exec.Cmd, gone chan error) { gone <- cmd.Wait() }(p.cmd, p.gone)

	deadline := time.Now().Add(patience)
	for {
		select {
		case err := <-p.gone:
			p.cmd = nil
			p.t.Fatalf("the program ended at once (%v):\n%s", err, p.out)
		case <-time.After(20 * time.Millisecond):
		}
		res, err := http.Get(p.url + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the program is not ready after %v (%v):\n%s", patience, err, p.out)
		}
	}
}

// kill ends the process as a power cut would.
func (p *program) kill() {
	p.t.Helper()
	p.cmd.Process.Kill()
	<-p.gone
	p.look()
	p.cmd = nil
}

// stop ends the process as an operator does, and expects it to go in peace.
func (p *program) stop() {
	if p.cmd == nil {
		return
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.gone:
		if err != nil {
			p.t.Errorf("the program did not end with exit code 0: %v", err)
		}
	case <-time.After(patience):
		p.t.Error("the program does not end on SIGTERM")
		p.cmd.Process.Kill()
		<-p.gone
	}
	p.look()
	p.cmd = nil
}

// look finds in the program's output what must never stand there.
func (p *program) look() {
	out := p.out.String()
	for _, bad := range []string{"DATA RACE", "panic:", "goroutine "} {
		if strings.Contains(out, bad) {
			p.t.Errorf("the program printed %q:\n%s", bad, out)
			return
		}
	}
	if p.t.Failed() {
		p.t.Logf("the program printed:\n%s", tail(out, 4000))
	}
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

// get fetches a path without a browser, without following redirects.
func (p *program) get(path string) (status int, header http.Header, body string) {
	p.t.Helper()
	client := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, res.Header, b.String()
}

var (
	hrefOf = regexp.MustCompile(`\shref="([^"]*)"`)
	idOf   = regexp.MustCompile(`\bid="([^"]*)"`)
)

// sitePage is one page of the site, as found by following links from both homes.
type sitePage struct {
	path  string
	body  string
	links []string
	ids   map[string]bool
}

// pages lists every finished page of the site in a fixed order: what a reader can reach by links. The common program's
// are fetched once.
func (p *program) pages() []sitePage {
	p.t.Helper()
	common.Lock()
	defer common.Unlock()
	if p.url != common.url {
		return p.crawl()
	}
	if common.crawled == nil {
		common.crawled = p.crawl()
	}
	return common.crawled
}

func (p *program) crawl() []sitePage {
	p.t.Helper()
	var out []sitePage
	queue := []string{"/th/", "/en/"}
	seen := map[string]bool{"/th/": true, "/en/": true}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		status, header, body := p.get(path)
		if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			continue
		}
		page := sitePage{path: path, body: body, ids: map[string]bool{}}
		for _, m := range idOf.FindAllStringSubmatch(body, -1) {
			page.ids[m[1]] = true
		}
		for _, m := range hrefOf.FindAllStringSubmatch(body, -1) {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			page.links = append(page.links, link)
			link, _, _ = strings.Cut(link, "#")
			link, _, _ = strings.Cut(link, "?")
			if strings.HasPrefix(link, "/") && !seen[link] && !strings.HasPrefix(link, "/d") && link != "/j" { // those two have no language of their own
				seen[link] = true
				queue = append(queue, link)
			}
		}
		out = append(out, page)
	}
	if len(out) < 20 {
		p.t.Fatalf("only %d pages can be reached by links from /th/ and /en/", len(out))
	}
	return out
}

// within runs f with a deadline that guards against hanging.
func within(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return f(ctx)
}
