//go:build audit

package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// trusting makes this process trust a certificate until the test ends.
func trusting(t *testing.T, cert string) {
	t.Helper()
	raw, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(raw)
	transport := http.DefaultTransport.(*http.Transport)
	was := transport.TLSClientConfig
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	t.Cleanup(func() { transport.TLSClientConfig = was; transport.CloseIdleConnections() })
}

// MDN's HTTP Observatory, without a network, against the program under TLS on localhost.
func TestAuditHeaders(t *testing.T) {
	node := needed(t, "node")
	observatory := filepath.Join("..", ".ci", "audit", "node_modules", "@mdn", "mdn-http-observatory")
	if _, err := os.Stat(observatory); err != nil {
		t.Fatal("the observatory is missing; `make audit-setup` installs it")
	}
	// A list of hosts that browsers know to be https only, which it would download. localhost is not on it.
	if list := filepath.Join(observatory, "conf", "hsts-preload.json"); !exists(list) {
		if err := os.WriteFile(list, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := signed(t, "localhost")
	trusting(t, cert)
	host := "localhost:" + freePort(t, "127.0.0.1")
	site := &program{t: t, dir: t.TempDir(), url: "https://" + host}
	site.flag = []string{"serve", "--addr", strings.Replace(host, "localhost", "127.0.0.1", 1), "--public-url", site.url, "--live-url", liveURL, "--data", "", "--admin-addr", "", "--tls-cert", cert, "--tls-key", key}
	site.run()
	t.Cleanup(site.stop)

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, filepath.Join(observatory, "src", "scan.js"), host)
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+cert)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var report struct {
		Scan struct {
			Grade                      string
			Score                      int
			TestsPassed, TestsQuantity int
		}
		Tests map[string]struct {
			Pass          bool
			Result        string
			ScoreModifier int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Logf("grade %s, score %d, %d of %d tests passed", report.Scan.Grade, report.Scan.Score, report.Scan.TestsPassed, report.Scan.TestsQuantity)
	for _, name := range sorted(report.Tests) {
		r := report.Tests[name]
		t.Logf("%-32s %-75s %+d", name, r.Result, r.ScoreModifier)
		if !r.Pass || r.ScoreModifier < 0 {
			t.Errorf("%s: %s", name, r.Result)
		}
	}
	if report.Scan.Score < bestScore || report.Scan.Grade != "A+" || report.Scan.TestsPassed != report.Scan.TestsQuantity {
		t.Errorf("grade %s, score %d; it can be A+, %d", report.Scan.Grade, report.Scan.Score, bestScore)
	}
}

// bestScore is 100, and what there is beyond it: 10 for default-src 'none', 5 for a private referrer, 5 for
// frame-ancestors, 10 for same-origin resources. Three things more would count: 5 for a cookie on the first page, where
// none is set; 5 for being on a list that is built into browsers, where localhost cannot be; and 5 for integrity
// attributes on scripts, which are for scripts from elsewhere: ours come from the page's own origin, as all does.
const bestScore = 130

func exists(file string) bool { _, err := os.Stat(file); return err == nil }

func sorted[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Wapiti goes through the whole site as somebody who is a computer, a phone, a participant and the trainer at once, and
// tries out everything it finds.
func TestAuditWapiti(t *testing.T) {
	wapiti := needed(t, "wapiti")
	site := start(t, "--admin-addr", "")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: patience}
	post := func(path string, fields url.Values) *http.Response {
		t.Helper()
		req, err := http.NewRequest("POST", site.url+path, strings.NewReader(fields.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", site.url)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Fatalf("POST %s: %s", path, res.Status)
		}
		return res
	}
	console := post("/workshop", url.Values{"lang": {"th"}, "wifi": {"ward"}, "pass": {"secret123"}}).Request.URL.Path
	id := regexp.MustCompile(`\d{6}`).FindString(console)
	post("/j", url.Values{"code": {id}})
	post("/workshop/"+id+"/join", nil)
	code := post("/th/practice/standard/grant", nil).Request.URL.Path
	own, _ := url.Parse(site.url)
	var cookies []string
	for _, c := range jar.Cookies(own) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	if len(cookies) < 3 {
		t.Fatalf("cookies: %v", cookies)
	}

	// In between stands what makes wapiti all of them at once, and keeps it from ending the class.
	ends := regexp.MustCompile(`^/workshop/[^/]*/(?:end|delete|free|recode)$`)
	proxy := &httputil.ReverseProxy{ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(own)
		r.Out.Host = r.In.Host
		r.Out.Header.Set("Cookie", strings.Join(cookies, "; "))
		r.Out.Header.Set("Origin", "http://"+r.In.Host)
		r.Out.Header.Del("Accept-Encoding")
	}}
	asked := map[string]int{}
	var mu sync.Mutex
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && ends.MatchString(r.URL.Path) {
			http.NotFound(rw, r)
			return
		}
		mu.Lock()
		asked[r.Method]++
		mu.Unlock()
		proxy.ServeHTTP(rw, r)
	}))
	defer front.Close()

	report := filepath.Join(t.TempDir(), "wapiti.json")
	args := []string{
		"-u", front.URL + "/", "--scope", "domain", "--flush-session", "--store-session", t.TempDir(), "--no-bugreport", "-v", "1",
		// Everything it has but what asks servers elsewhere (ssrf, xxe, nikto, wapp), what only guesses names (buster), and
		// csrf, which looks for tokens in forms: a post is known to be ours by Sec-Fetch-Site and Origin (see SECURITY.md).
		"-m", "backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss",
		"-l", "1", "-d", "6", "--max-links-per-page", "60", "--max-files-per-dir", "30", "--max-scan-time", "120", "--max-attack-time", "45", "-t", "10",
		"-f", "json", "-o", report,
	}
	for _, path := range []string{"/th/", "/en/", "/d", "/j", "/j/" + id, "/th/workshop", console, "/th/workshop/" + id + "/screen", "/th/workshop/" + id + "/report", code, "/go?to=x", "/progress?page=guide/start", "/th/?lang=th"} {
		args = append(args, "-s", front.URL+path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, wapiti, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, tail(string(out), 3000))
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v: %s", err, tail(string(out), 3000))
	}
	type finding struct {
		Method, Path, Info, Parameter string
		Level                         int
	}
	var found struct {
		Vulnerabilities, Anomalies map[string][]finding
		Infos                      map[string]any
	}
	if err := json.Unmarshal(raw, &found); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	t.Logf("%v; it asked %v", found.Infos, asked)
	if asked["GET"] < 1000 || asked["POST"] < 300 {
		t.Errorf("it tried out little: %v", asked)
	}
	names := []string{"", "low", "medium", "high", "critical"}
	for _, kinds := range []map[string][]finding{found.Vulnerabilities, found.Anomalies} {
		for _, kind := range sorted(kinds) {
			for _, f := range kinds[kind] {
				line := fmt.Sprintf("%s (%s): %s %s %s: %s", kind, names[min(max(f.Level, 0), 4)], f.Method, f.Path, f.Parameter, f.Info)
				if f.Level >= 2 {
					t.Error(line)
				} else {
					t.Log(line)
				}
			}
		}
	}
	if t.Failed() {
		t.Log(tail(string(out), 4000))
	}
	if status, _, _ := site.get("/readyz"); status != http.StatusOK {
		t.Errorf("afterwards the program answers %d", status)
	}
}
