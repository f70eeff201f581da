package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/network"
)

const patient = 2 * time.Minute // guards against hanging only

// TestMain lets a test run the program as a process of its own: the test binary is the program when told so.
func TestMain(m *testing.M) {
	os.Setenv("GUIDE_LANG", "en") // on whatever machine the tests run
	release = os.Getenv("GUIDE_TEST_VERSION")
	if os.Getenv("GUIDE_TEST_RUN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// process is the program, running.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string // where it listens
	stdout string // what it printed before it was ready
	stderr bytes.Buffer
}

func launch(t *testing.T, args ...string) *process {
	t.Helper()
	return launchAs(t, exec.Command(os.Args[0], args...))
}

// launchAs runs the program by a command of its own.
func launchAs(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd}
	p.cmd.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
	p.cmd.Dir = t.TempDir()
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.stdout += lines.Text() + "\n"
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			p.url = strings.TrimSuffix(address, "/")
		}
	}
	if p.url == "" {
		p.cmd.Wait()
		t.Fatalf("it does not listen: %s%s", p.stdout, p.stderr.String())
	}
	go io.Copy(io.Discard, out)
	return p
}

// stop sends SIGTERM and waits for the end.
func (p *process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM)
	return p.cmd.Wait()
}

// browser keeps cookies, and posts as our own pages do.
type browser struct {
	t    *testing.T
	base string
	http http.Client
}

func (p *process) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &browser{p.t, p.url, http.Client{Jar: jar, Transport: &http.Transport{}}}
}

func (b *browser) do(method, path string, header map[string]string) *http.Response {
	b.t.Helper()
	req, err := http.NewRequest(method, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Origin", b.base)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return res
}

type grant struct{ ID, Page, Events, State string }

func (b *browser) makeGrant() grant {
	b.t.Helper()
	res := b.do("POST", "/th/practice/standard/grant", map[string]string{"Accept": "application/json"})
	defer res.Body.Close()
	var g grant
	if err := json.NewDecoder(res.Body).Decode(&g); err != nil || res.StatusCode != http.StatusCreated {
		b.t.Fatalf("making a grant: %s, %v", res.Status, err)
	}
	return g
}

func TestSIGTERMWith200OpenStreamsEndsIn2SecondsWithCode0(t *testing.T) {
	p := launch(t, "--addr", "127.0.0.1:0")
	var opened, ended sync.WaitGroup
	for range 50 { // browsers, four streams each
		b := p.browser()
		g := b.makeGrant()
		for range 4 {
			opened.Add(1)
			ended.Go(func() {
				res := b.do("GET", g.Events, nil)
				defer res.Body.Close()
				lines := bufio.NewScanner(res.Body)
				for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
				}
				opened.Done()
				for lines.Scan() {
				}
			})
		}
	}
	opened.Wait()
	unused, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()

	if err := p.stop(); err != nil { // as it is where a stream or a connection has to be waited for
		t.Errorf("it ended with %v\n%s", err, p.stderr.String())
	}
	ended.Wait()
}

func TestAfterKillMinus9TheSameFolderHasTheGrantAndItsBrowserGoesOn(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", data)
	b := p.browser()
	g := b.makeGrant()
	p.cmd.Process.Kill()
	p.cmd.Wait()

	again := launch(t, "--addr", strings.TrimPrefix(p.url, "http://"), "--data", data)
	if again.url != p.url {
		t.Fatalf("listens on %s", again.url)
	}
	res := b.do("GET", g.Page, nil)
	res.Body.Close()
	if res.StatusCode != 200 {
		t.Errorf("the grant's page after kill -9: %s", res.Status)
	}
	if err := again.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestTheSiteAnswersAsSoonAsItListens(t *testing.T) {
	begin := time.Now()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "")
	res := p.browser().do("GET", "/", nil)
	res.Body.Close()
	if res.StatusCode != 200 || res.Request.URL.Path != "/th/" {
		t.Errorf("%s at %s", res.Status, res.Request.URL)
	}
	t.Logf("first page after %s", time.Since(begin))
}

// end runs the program in this process and expects it to fail at once.
func end(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	if ctx.Err() != nil {
		t.Fatalf("guide %v did not end", args)
	}
	return code, out.String(), errs.String()
}

// busyAddr is an address of this machine on which another program listens until the test ends.
func busyAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln.Addr().String()
}

// What somebody wrote themselves is looked at before a port is opened or a data folder made.
func TestAFaultInOnesOwnFilesIsToldBeforeAnythingIsMade(t *testing.T) {
	t.Parallel()
	busy := busyAddr(t)
	for _, flag := range []string{"--content", "--unit"} {
		data := filepath.Join(t.TempDir(), "data")
		code, _, stderr := end(t, "--addr", busy, "--data", data, flag, "/nonexistent")
		if code != exitFail || !strings.Contains(stderr, flag) {
			t.Errorf("code %d, and it says %q, not %s", code, stderr, flag)
		}
		if code, _, stderr = end(t, "--addr", "127.0.0.1:0", "--data", data, flag, "/nonexistent"); code != exitFail {
			t.Errorf("code %d: %s", code, stderr)
		}
		if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a data folder was made (%v)", flag, err)
		}
	}
}

func TestAWrongValueIsOneLineThatNamesTheFlag(t *testing.T) {
	t.Parallel()
	busy := busyAddr(t)
	file := filepath.Join(t.TempDir(), "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		want string // a part of the line
	}{
		{"a port in use", []string{"--addr", busy, "--data", ""}, "--addr"},
		{"no address", []string{"--addr", "nonsense", "--data", ""}, "--addr"},
		{"an address of another machine", []string{"--addr", "203.0.113.7:0", "--data", ""}, "--addr"},
		{"a live URL without https", []string{"--live-url", "http://dmis.nhso.go.th/"}, "--live-url"},
		{"a live URL that is none", []string{"--live-url", "javascript:alert(1)"}, "--live-url"},
		{"a live URL without host", []string{"--live-url", "https:///login"}, "--live-url"},
		{"a public URL with a path", []string{"--public-url", "https://example.org/guide"}, "--public-url"},
		{"a public URL that is none", []string{"--public-url", "example.org"}, "--public-url"},
		{"a content folder that is not there", []string{"--content", "/nonexistent/content"}, "--content"},
		{"a content folder that is a file", []string{"--content", file}, "--content"},
		{"a data folder that is a file", []string{"--addr", "127.0.0.1:0", "--data", file}, "--data"},
		{"a grant lifetime of nothing", []string{"--grant-ttl", "0s"}, "--grant-ttl"},
		{"too few codes", []string{"--max-codes", "1"}, "--max-codes"},
		{"too many seats", []string{"--max-seats", "10001"}, "--max-seats"},
		{"too few seats", []string{"--max-seats", "99"}, "--max-seats"},
		{"a grant lifetime of a day", []string{"--grant-ttl", "24h"}, "--grant-ttl"},
		{"NATS that is not there", []string{"--addr", "127.0.0.1:0", "--nats", "nats://127.0.0.1:1"}, "--nats"},
		{"NATS that is no address", []string{"--nats", "nowhere"}, "--nats"},
		{"a certificate without key", []string{"--tls-cert", file}, "--tls-key"},
		{"a certificate that is none", []string{"--tls-cert", file, "--tls-key", file}, "--tls-cert"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := end(t, c.args...)
			if code != exitFail || stdout != "" {
				t.Errorf("code %d, stdout %q", code, stdout)
			}
			if strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) {
				t.Errorf("not one line that names %s: %q", c.want, stderr)
			}
		})
	}
}

func TestAFolderThatCannotBeReadIsOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	os.Chmod(dir, 0)
	defer os.Chmod(dir, 0o700)
	if os.Geteuid() == 0 { // who may read every folder, but not a file as one
		dir = filepath.Join(t.TempDir(), "content")
		write(t, dir, "")
	}
	if _, _, stderr := end(t, "--content", dir); !strings.Contains(stderr, "--content") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("%q", stderr)
	}
}

func TestAnUnknownFlagOrCommandIsUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--nonesuch"}, {"nonesuch"}, {"serve", "--grant-ttl", "soon"}, {"--log-format", "xml"}} {
		code, _, stderr := end(t, args...)
		if code != exitUsage || stderr == "" {
			t.Errorf("guide %v: code %d, %q", args, code, stderr)
		}
	}
}

func TestAWrongEnvironmentVariableNamesItsFlag(t *testing.T) {
	t.Setenv("GUIDE_LIVE_URL", "http://example.org/")
	if code, _, stderr := end(t); code != exitFail || !strings.Contains(stderr, "--live-url") {
		t.Errorf("code %d, %q", code, stderr)
	}
	t.Setenv("GUIDE_LIVE_URL", "")
	os.Unsetenv("GUIDE_LIVE_URL")
	t.Setenv("GUIDE_GRANT_TTL", "soon")
	if code, _, stderr := end(t); code != exitUsage || !strings.Contains(stderr, "grant-ttl") {
		t.Errorf("code %d, %q", code, stderr)
	}
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := end(t, "--help")
	if code != exitOK || !strings.Contains(stdout, "serve") || stderr != "" {
		t.Errorf("help: code %d, %q, %q", code, stdout, stderr)
	}
	code, stdout, stderr = end(t, "serve", "--help")
	if code != exitOK || !strings.Contains(stdout, "--live-url") || !strings.Contains(stdout, "GUIDE_LIVE_URL") || stderr != "" {
		t.Errorf("help: code %d, %q, %q", code, stdout, stderr)
	}
	code, stdout, _ = end(t, "version")
	if code != exitOK || !strings.HasPrefix(stdout, "guide ") || strings.Count(stdout, "\n") != 1 {
		t.Errorf("version: code %d, %q", code, stdout)
	}
}

func TestASecondGuideOnOneFolderEndsWithOneLine(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	launch(t, "--addr", "127.0.0.1:0", "--data", data)
	code, _, stderr := end(t, "--addr", "127.0.0.1:0", "--data", data)
	if code != exitFail || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, data) {
		t.Errorf("code %d, %q", code, stderr)
	}
}

func TestEveryFaultOfTheContentIsPrinted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"th/summary.md", "en/privacy.md"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("---\nid: x\n---\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, _, stderr := end(t, "--content", dir)
	for _, name := range []string{"th/summary.md:", "en/privacy.md:"} {
		if !strings.Contains(stderr, filepath.Join(dir, name)) {
			t.Errorf("nothing about %s in %s", name, stderr)
		}
	}
	if code != exitFail {
		t.Errorf("code %d", code)
	}
}

// printed is what is said of a made-up machine when the program listens on an address.
func printed(t *testing.T, listening string, public *url.URL, cards ...network.Card) (*network.View, string) {
	t.Helper()
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	now := network.New(network.Options{Listening: netip.MustParseAddrPort(listening), Public: public, Cards: func() []network.Card { return cards }}).Now()
	var out bytes.Buffer
	printAddresses(terminal{Writer: &out, words: speech{english}, showsCodes: true}, now, catalog.Printer("en"), dataFolder)
	return now, out.String()
}

func TestOnTheLoopbackAddressItSaysThatPhonesCannotReachIt(t *testing.T) {
	t.Parallel()
	if now, out := printed(t, "127.0.0.1:3000", nil); now.Best().Reach || now.Best().Base != "http://127.0.0.1:3000" || !strings.Contains(out, "No phone") {
		t.Errorf("%+v: %s", now, out)
	}
}

func TestAPublicURLIsWhatQRCodesCarry(t *testing.T) {
	t.Parallel()
	public := &url.URL{Scheme: "https", Host: "guide.example.org"}
	if now, out := printed(t, "0.0.0.0:3000", public); !now.Best().Reach || !strings.Contains(out, "https://guide.example.org/\n") || !strings.Contains(out, "█") {
		t.Errorf("%+v: %s", now, out)
	}
}

func TestOnAllAddressesTheLikeliestIsPrintedWithAQRCodeAndTheOthersWithWhatTheyAre(t *testing.T) {
	t.Parallel()
	now, out := printed(t, "[::]:3000", nil,
		network.Card{Name: "Ethernet 2", MAC: net.HardwareAddr{0x0a, 0, 0x27, 0, 0, 1}, Addrs: []netip.Prefix{netip.MustParsePrefix("192.168.56.1/24")}},
		network.Card{Name: "Wi-Fi", Type: network.WiFi, Default: true, MAC: net.HardwareAddr{0xa4, 0x5e, 0x60, 0, 0, 1}, Addrs: []netip.Prefix{netip.MustParsePrefix("192.168.1.7/24")}},
	)
	if now.Best().Base != "http://192.168.1.7:3000" {
		t.Errorf("the likeliest is %+v", now.Best())
	}
	for _, want := range []string{"on the LAN:  http://192.168.1.7:3000/ (Wi-Fi)\n", "on the LAN:  http://192.168.56.1:3000/ (Virtual machine", "phones open: http://192.168.1.7:3000/\n", "█"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
}

func TestUnderTLSAnswersHaveHSTSAndSecureCookiesAndStreamsWork(t *testing.T) {
	t.Parallel()
	cert, key := selfSigned(t)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(p.url, "https://") {
		t.Fatalf("listens on %s", p.url)
	}
	b := p.browser()
	b.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // our own, made above
	g := b.makeGrant()
	u, _ := url.Parse(p.url)
	if cookies := b.http.Jar.Cookies(u); len(cookies) != 1 || cookies[0].Name != "__Host-guide-sid" {
		t.Errorf("cookies: %v", cookies)
	}
	res := b.do("GET", g.Events, nil)
	if res.Header.Get("Strict-Transport-Security") == "" || res.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("headers: %v", res.Header)
	}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
	}
	if !strings.Contains(lines.Text(), `"pending"`) {
		t.Errorf("the stream says %q", lines.Text())
	}
	if err := p.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	res.Body.Close()
}

func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "guide"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, b []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", pkcs8)
}

var mainBody = regexp.MustCompile(`(?s)func main\(\) \{\n(.*?)\n\}`)

func TestMainIsUnderTenLines(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	body := mainBody.FindSubmatch(source)
	if body == nil || bytes.Count(body[1], []byte("\n")) > 7 {
		t.Error("main has grown")
	}
}

func TestALogInJSONIsJSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	(&serveCommand{LogFormat: "json"}).logger(&out).Info("hello", "cause", errors.New("x"))
	if !json.Valid(out.Bytes()) {
		t.Errorf("%s", out.String())
	}
}
