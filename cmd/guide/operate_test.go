package main

import (
	"bytes"
	"crypto/tls"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// form posts a form as our own pages do, and follows where it leads.
func (b *browser) form(path string, fields url.Values) *http.Response {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.base+path, strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Origin", b.base)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	return res
}

// copyFolder copies a folder file by file, as a backup program does while the program runs; what is gone meanwhile it
// leaves out.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		below, _ := filepath.Rel(from, name)
		target := filepath.Join(to, below)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil
		}
		return os.WriteFile(target, raw, 0o600)
	})
}

func TestACopyOfTheDataFolderTakenWhileRunningBringsTheRoomsBack(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "guide-data")
	p := launch(t, "--addr", "127.0.0.1:0", "--data", data)
	trainer := p.browser()
	res := trainer.form("/workshop", url.Values{"lang": {"th"}})
	res.Body.Close()
	console := res.Request.URL.Path
	if res.StatusCode != 200 || !regexp.MustCompile(`^/th/workshop/\w+/trainer$`).MatchString(console) {
		t.Fatalf("opening a room: %s at %s", res.Status, console)
	}
	writing := make(chan struct{})
	go func() { // the room is full of life meanwhile
		defer close(writing)
		for range 40 {
			p.browser().makeGrant()
		}
	}()
	backup := filepath.Join(t.TempDir(), "backup")
	copyFolder(t, data, backup)
	<-writing
	p.cmd.Process.Kill() // the machine is gone
	p.cmd.Wait()

	restored := filepath.Join(t.TempDir(), "guide-data")
	copyFolder(t, backup, restored)
	again := launch(t, "--addr", "127.0.0.1:0", "--data", restored)
	trainer.base = again.url
	if res := trainer.do("GET", console, nil); res.StatusCode != 200 || res.Request.URL.Path != console {
		t.Errorf("the room's console after restoring: %s at %s", res.Status, res.Request.URL)
	}
	again.browser().makeGrant() // and it can be written to
}

func TestFiguresAreOnTheAdminListenerOnly(t *testing.T) {
	t.Parallel()
	ln := freeAddr(t)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--admin-addr", ln)
	b := p.browser()
	g := b.makeGrant()
	b.do("GET", "/th/practice/standard/error", nil).Body.Close()
	b.do("GET", "/th/help", nil).Body.Close()
	b.do("GET", "/nonesuch", nil).Body.Close()
	b.form("/workshop", url.Values{"lang": {"th"}}).Body.Close()
	stream := b.do("GET", g.Events, nil)
	defer stream.Body.Close()
	if res := b.do("GET", "/metrics", nil); res.StatusCode != 404 {
		t.Errorf("the site itself answers %s", res.Status)
	}
	res, err := http.Get("http://" + ln + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	body := readAll(t, res)
	for _, want := range []string{
		`guide_requests_total{route="/:lang/practice/:scenario/grant",status="201"} 1`,
		`guide_requests_total{route="/:lang/help",status="200"} 1`,
		`guide_requests_total{route="none",status="404"}`,
		`guide_grants_total{outcome="made",scenario="standard"} 1`,
		`guide_wrong_turns_total{scenario="standard",state="error"} 1`,
		"guide_streams_open 1", "guide_grants_open 1", "guide_rooms 1", "guide_participants 0",
		`guide_store_seconds_count{operation="write"}`, "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(body, g.ID) {
		t.Error("a grant is named")
	}
	if t.Failed() {
		t.Log(regexp.MustCompile(`(?m)^(#|go_|process_).*\n`).ReplaceAllString(body, ""))
	}
	other := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--admin-addr", ln) // never a reason not to teach
	other.browser().makeGrant()
	if err := other.stop(); err != nil || !strings.Contains(other.stderr.String(), "--admin-addr") {
		t.Errorf("an address in use: %v, %s", err, other.stderr.String())
	}
	if code, _, stderr := end(t, "--trusted-proxies", "nowhere"); code != exitFail || !strings.Contains(stderr, "--trusted-proxies") {
		t.Errorf("a proxy that is none: code %d, %s", code, stderr)
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func TestACertificateIsReadAgainWhenItsFilesChange(t *testing.T) {
	t.Parallel()
	cert, key := selfSigned(t)
	var log bytes.Buffer
	c, err := newCertificate(cert, key, (&serveCommand{}).logger(&log))
	if err != nil {
		t.Fatal(err)
	}
	now := func() *tls.Certificate {
		c.looked = time.Time{}
		pair, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	first := now()
	newCert, newKey := selfSigned(t)
	move := func(from, to string, at time.Time) {
		raw, _ := os.ReadFile(from)
		if err := os.WriteFile(to, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		os.Chtimes(to, at, at)
	}
	move(newCert, cert, time.Now().Add(time.Second)) // the key has not come yet
	if now() != first {
		t.Error("a pair that does not match is in use")
	}
	move(newKey, key, time.Now().Add(2*time.Second))
	if now() == first {
		t.Errorf("the old certificate is still in use: %s", log.String())
	}
	if again := now(); again != now() {
		t.Error("it is read at every connection")
	}
}

func TestNoCodeStandsInTheLog(t *testing.T) {
	t.Parallel()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--log-format", "json")
	b := p.browser()
	for _, path := range []string{"/d/12345", "/workshop/123456/key/secretsecret", "/d/AAAAAAAAAAAAAAAAAAAAAA/scan"} {
		b.do("POST", path, map[string]string{"Origin": "http://elsewhere.example"}).Body.Close()
		b.do("POST", path, nil).Body.Close()
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	log := p.stderr.String()
	for _, secret := range []string{"12345\"", "secretsecret", "AAAAAAAAAA"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %s: %s", secret, log)
		}
	}
	if !strings.Contains(log, `"id":"`) || !strings.Contains(log, `"msg":"request failed"`) {
		t.Errorf("no line with a request's ID: %s", log)
	}
}
