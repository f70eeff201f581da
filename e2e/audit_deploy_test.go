//go:build audit

package e2e

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// What stands in deploy/ is tried here with the real programs, with addresses and paths put in place of those in the
// files. The image is the release's: see audit_release_test.go.

const deploy = "../deploy/"

func readDeploy(t *testing.T, name string, change ...string) string {
	t.Helper()
	raw, err := os.ReadFile(deploy + name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for i := 0; i < len(change); i += 2 {
		if !strings.Contains(text, change[i]) {
			t.Fatalf("%s has no %q", name, change[i])
		}
		text = strings.ReplaceAll(text, change[i], change[i+1])
	}
	return text
}

// needed is a program of Debian's that `make audit` installs.
func needed(t *testing.T, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; `make audit-setup` installs it", name)
	}
	return file
}

// daemon runs another program until the test ends.
func daemon(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s printed:\n%s", cmd.Path, tail(out.String(), 3000))
		}
	})
}

// signed makes a certificate for a name, as two files.
func signed(t *testing.T, name string) (cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, about, about, secret.Public(), secret)
	if err != nil {
		t.Fatal(err)
	}
	pkcs, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs}))
	return cert, key
}

// visitor is a browser without a screen that finds a name at a loopback port.
func visitor(t *testing.T, port string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	return &http.Client{Jar: jar, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // the test's own certificate
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
		},
	}}
}

// signInThrough makes a practice code at site, lets a phone approve it, and expects the waiting stream to say so.
func signInThrough(t *testing.T, site string, computer, phone *http.Client) {
	t.Helper()
	post := func(c *http.Client, path string, form url.Values) *http.Response {
		req, err := http.NewRequest("POST", site+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", site)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	res := post(computer, "/th/practice/standard/grant", nil)
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("making a code: %s (%v)\n%s", res.Status, err, tail(string(body), 500))
	}
	id := res.Request.URL.Path[strings.LastIndex(res.Request.URL.Path, "/")+1:]
	digits := regexp.MustCompile(`data-user-code[^>]*>([\d\s\x{a0}]+)<`).FindSubmatch(body)
	if digits == nil {
		t.Fatalf("no digits at %s", res.Request.URL)
	}
	stream, err := computer.Get(site + "/sandbox/events?grant=" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	said := make(chan string, 16)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				said <- data
			}
		}
	}()
	hear := func(want string) {
		for end := time.After(patience); ; {
			select {
			case data, ok := <-said:
				if !ok {
					t.Fatalf("the stream ended before it said %s", want)
				}
				if strings.Contains(data, want) {
					return
				}
			case <-end:
				t.Fatalf("the stream never said %s", want)
			}
		}
	}
	hear("pending")
	code := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, string(digits[1]))
	began := time.Now()
	answer := post(phone, "/d/"+code+"/approve", nil)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("approving: %s", answer.Status)
	}
	hear("approved")
	t.Logf("%s from the phone's Allow to the computer's stream", time.Since(began).Round(100*time.Microsecond))
}

// awaitPage waits until site answers.
func awaitPage(t *testing.T, c *http.Client, address string) *http.Response {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		res, err := c.Get(address)
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return res
			}
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not answer: %v", address, err)
		}
	}
}

func TestAuditDeployNginx(t *testing.T) {
	const name = "guide.example.org"
	nginx := needed(t, "nginx")
	site := start(t, "--public-url", "https://"+name, "--trusted-proxies", "127.0.0.1")
	cert, key := signed(t, name)
	port, plain := freePort(t, "127.0.0.1"), freePort(t, "127.0.0.1")
	dir := t.TempDir()
	conf := readDeploy(t, "nginx/guide.conf",
		"server 127.0.0.1:3000;", "server "+strings.TrimPrefix(site.url, "http://")+";",
		"listen 443 ssl;", "listen 127.0.0.1:"+port+" ssl;", "listen 80;", "listen 127.0.0.1:"+plain+";",
		"/etc/ssl/guide/fullchain.pem", cert, "/etc/ssl/guide/privkey.pem", key)
	write(t, filepath.Join(dir, "guide.conf"), []byte(conf))
	main := "daemon off; pid nginx.pid; error_log stderr warn;\nevents {}\nhttp { access_log off; "
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		main += kind + "_temp_path " + filepath.Join(dir, kind) + "; "
	}
	write(t, filepath.Join(dir, "nginx.conf"), []byte(main+"include "+filepath.Join(dir, "guide.conf")+"; }\n"))
	if os.Getuid() == 0 { // its workers are nobody
		os.Chmod(dir, 0o755)
	}
	daemon(t, exec.Command(nginx, "-p", dir, "-c", filepath.Join(dir, "nginx.conf")))

	computer, phone := visitor(t, port), visitor(t, port)
	res := awaitPage(t, computer, "https://"+name+"/th/")
	if res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS behind nginx")
	}
	signInThrough(t, "https://"+name, computer, phone)
	for _, c := range computer.Jar.Cookies(&url.URL{Scheme: "https", Host: name, Path: "/"}) {
		if !strings.HasPrefix(c.Name, "__Host-") && c.Name != "guide-lang" {
			t.Errorf("the cookie %s is not bound to the host", c.Name)
		}
	}
	plainly := visitor(t, plain)
	plainly.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	moved, err := plainly.Get("http://" + name + "/th/help")
	if err != nil || moved.Header.Get("Location") != "https://"+name+"/th/help" {
		t.Errorf("plain http leads to %v (%v)", moved, err)
	}
}

func TestAuditDeployCaddyBeforeTwoGuidesAndNATS(t *testing.T) {
	caddy := needed(t, "caddy")
	opts, err := server.ProcessConfigFile(natsConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	opts.NoSigs = true
	ns, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(patience) {
		t.Fatal("NATS is not ready")
	}
	port := freePort(t, "127.0.0.1")
	public := "http://localhost:" + port
	flags := []string{"--public-url", public, "--nats", ns.ClientURL(), "--trusted-proxies", "127.0.0.1", "--admin-addr", ""}
	one, two := start(t, flags...), start(t, flags...)
	file := filepath.Join(t.TempDir(), "Caddyfile")
	rules := readDeploy(t, "compose/Caddyfile", "grace_period", "admin off\n\tgrace_period",
		"guide-1:3000", strings.TrimPrefix(one.url, "http://"), "guide-2:3000", strings.TrimPrefix(two.url, "http://"))
	write(t, file, []byte(rules))
	cmd := exec.Command(caddy, "run", "--adapter", "caddyfile", "--config", file)
	cmd.Env = append(os.Environ(), "GUIDE_HOST="+public, "HOME="+t.TempDir())
	daemon(t, cmd)
	computer, phone := visitor(t, port), visitor(t, port)
	awaitPage(t, computer, public+"/th/")
	signInThrough(t, public, computer, phone)
	one.kill() // whichever of the two had the browsers: they go on with the other
	awaitPage(t, computer, public+"/th/help")
	signInThrough(t, public, computer, phone)

	ns.Shutdown() // all of NATS: nobody is ready, and pages go on
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if status, _, _ := two.get("/readyz"); status == http.StatusServiceUnavailable {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a guide without NATS calls itself ready")
		}
	}
	time.Sleep(3 * time.Second) // a round of the proxy's own questions
	res, err := computer.Get(public + "/th/help")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("without NATS a page is answered with %d", res.StatusCode)
	}
}

// natsConfig is the cluster's file for one server alone: what is tried here is that it is read as meant.
func natsConfig(t *testing.T) string {
	t.Helper()
	conf := readDeploy(t, "compose/nats.conf", "port: 4222", "port: -1\nhost: 127.0.0.1\nserver_name: nats-1", "/data", filepath.Join(t.TempDir(), "jetstream"))
	alone, rest, found := strings.Cut(conf, "cluster {")
	if !found || !strings.Contains(rest, "nats-3:6222") {
		t.Fatal("the file has no cluster of three")
	}
	file := filepath.Join(t.TempDir(), "nats.conf")
	write(t, file, []byte(alone))
	return file
}

func TestAuditDeployCompose(t *testing.T) {
	// Debian's is of the time before a project could be named in its file.
	file := filepath.Join(t.TempDir(), "compose.yaml")
	write(t, file, []byte(readDeploy(t, "compose/compose.yaml", "\nname: guide\n", "\n")))
	cmd := exec.Command(needed(t, "docker-compose"), "-f", file, "config", "--services")
	cmd.Env = append(os.Environ(), "GUIDE_HOST=guide.example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"nats-1", "nats-2", "nats-3", "guide-1", "guide-2", "caddy"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("there is no service %s:\n%s", want, out)
		}
	}
}

func TestAuditDeployUnit(t *testing.T) {
	analyze := needed(t, "systemd-analyze")
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "guide.service")
	write(t, file, []byte(readDeploy(t, "guide.service", "/usr/local/bin/guide", program)))
	if out, err := exec.Command(analyze, "verify", "--man=no", file).CombinedOutput(); err != nil || strings.Contains(string(out), "guide.service:") {
		t.Errorf("%v\n%s", err, out)
	}
	// The scale is systemd's own, from 0, nothing left to take away, to 100.
	out, err := exec.Command(analyze, "security", "--offline=true", "--threshold=20", file).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Log(tail(strings.TrimSpace(string(out)), 100))
}
