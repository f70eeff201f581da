package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// filesWith are the files of a folder that hold a text.
func filesWith(t *testing.T, dir, text string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		if bytes.Contains(raw, []byte(text)) {
			names = append(names, filepath.Base(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A whole class, people who practise, and people who do wrong, each with what could tell who they are. Nothing of it is in
// the data folder, the log or the figures afterwards, nor is any secret.
func TestAfterAFullClassNothingTellsWhoWasThere(t *testing.T) {
	t.Parallel()
	const (
		agent, address      = "Somchais-Phone/1.0", "203.0.113.77"
		wifiName, wifiPass  = "WardSevenNetwork", "WardSevenPassword"
		place               = "WardSevenPlace"
		typed, cookie       = "TypedByMistake", "CookieOfAnother"
		referrer, languages = "RefererOfSomebody", "kok-IN"
	)
	dir, admin := filepath.Join(t.TempDir(), "data"), freeAddr(t)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", dir, "--admin-addr", admin, "--trusted-proxies", "127.0.0.1", "--log-format", "json")
	person := map[string]string{
		"User-Agent": agent, "X-Forwarded-For": address, "Referer": p.url + "/th/" + referrer, "Accept-Language": languages, "X-Real-IP": address,
		"Content-Type": "application/x-www-form-urlencoded",
	}
	everybody := []*browser{}
	someone := func() *browser {
		b := p.browser()
		everybody = append(everybody, b)
		return b
	}
	do := func(b *browser, method, path string, fields ...string) (*http.Response, string) {
		t.Helper()
		var body *strings.Reader
		form := url.Values{}
		for i := 0; i+1 < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		body = strings.NewReader(form.Encode())
		req, err := http.NewRequest(method, p.url+path, body)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range person {
			req.Header.Set(k, v)
		}
		req.Header.Set("Origin", p.url)
		res, err := b.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res, readAll(t, res)
	}

	trainer := someone()
	do(trainer, "GET", "/th/workshop")
	res, _ := do(trainer, "POST", "/workshop", "lang", "th", "wifi", wifiName, "pass", wifiPass)
	id := regexp.MustCompile(`\d{6}`).FindString(res.Request.URL.Path)
	if id == "" {
		t.Fatalf("opening a room led to %s", res.Request.URL)
	}
	room := "/workshop/" + id + "/"
	do(trainer, "GET", "/th"+room+"screen")
	_, shown := do(trainer, "POST", room+"ticket")
	ticket := regexp.MustCompile(`/key/(\w+)`).FindStringSubmatch(shown)[1]
	remote := someone()
	do(remote, "GET", room+"key/"+ticket)
	do(remote, "POST", room+"redeem", "ticket", ticket)
	var codes []string
	for n := range 5 {
		seated := someone()
		do(seated, "POST", "/j", "code", id)
		do(seated, "POST", room+"join")
		do(trainer, "POST", room+"lead", "step", "start")
		do(seated, "POST", room+"progress", "at", "guide/start", "finish", "start")
		do(seated, "POST", room+"ready", "answer", "no-app")
		do(seated, "POST", room+"call")

		computer, phone := someone(), someone()
		_, live := do(computer, "POST", "/th/practice/standard/grant")
		digits := strings.ReplaceAll(regexp.MustCompile(`\d{3} \d{3} \d{3}`).FindString(live), " ", "")
		_, asked := do(phone, "POST", "/d", "code", digits)
		scan := regexp.MustCompile(`/d/([A-Z2-7]{26})/approve`).FindStringSubmatch(asked)
		if scan == nil {
			t.Fatalf("the phone is not asked: %s", asked)
		}
		codes = append(codes, scan[1], digits)
		do(phone, "POST", "/d/"+scan[1]+"/scan")
		do(phone, "POST", "/d/"+scan[1]+[]string{"/approve", "/deny"}[n%2])
		do(computer, "POST", "/th/quiz", "address", "1")
		do(computer, "GET", "/progress?page=guide/start")

		// What goes wrong is written down, in words that tell nothing.
		do(seated, "POST", "/d", "code", typed)
		do(seated, "POST", "/d", "code", digits, "name", typed)
		do(seated, "POST", room+"join", typed, typed)
		do(seated, "POST", "/j", "code", typed)
		do(seated, "GET", "/j/"+typed+typed)
		do(seated, "GET", "/th/"+typed+"?q="+typed)
		do(seated, "POST", "/d/"+scan[1]+"/approve", typed, typed)
		do(seated, "POST", "//d/"+scan[1]+"/approve", typed, typed)
		do(seated, "POST", "/th/d/"+scan[1])
		do(seated, "POST", room+"key/"+ticket)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /th/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: %s\r\nCookie: sid=%s\r\nX-Forwarded-For: %s\r\nBad Header\x01: %s\r\n\r\n", agent, cookie, address, typed)
	answered := make([]byte, 1000)
	conn.Read(answered)
	conn.Close()
	if !strings.Contains(string(answered), " 400 ") {
		t.Fatalf("a request that cannot be read: %q", answered)
	}
	do(trainer, "POST", room+"place", "place", place)
	do(trainer, "GET", "/th"+room+"report.csv")

	metrics, err := http.Get("http://" + admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	figures := readAll(t, metrics)
	var secrets []string
	site, _ := url.Parse(p.url)
	for _, b := range everybody {
		for _, c := range b.http.Jar.Cookies(site) {
			if len(c.Value) > 15 {
				secrets = append(secrets, c.Value)
			}
		}
	}
	if len(secrets) < 12 {
		t.Fatalf("only %d cookies with a secret", len(secrets))
	}
	tells := append([]string{agent, address, typed, cookie, referrer, languages, ticket}, secrets...)
	quiet := append([]string{wifiName, wifiPass, place}, codes...)
	for _, text := range append(tells, quiet...) {
		if strings.Contains(figures, text) {
			t.Errorf("the figures hold %q", text)
		}
	}
	for _, text := range tells {
		if names := filesWith(t, dir, text); len(names) > 0 {
			t.Errorf("the data folder holds %q, in %v", text, names)
		}
	}
	if len(filesWith(t, dir, place)) == 0 || !strings.Contains(figures, "guide_rooms 1") {
		t.Fatal("the class is not in the store at all: this test looks in the wrong place")
	}

	// The class ends: the network's password is shown nowhere any more. Deleted, nothing of the class is left in any file after the next start.
	do(trainer, "POST", room+"end")
	for _, path := range []string{"trainer", "screen", "report", "report.csv"} {
		if _, body := do(trainer, "GET", "/th"+room+path); strings.Contains(body, wifiName) || strings.Contains(body, wifiPass) {
			t.Errorf("after the class %s shows the network", path)
		}
	}
	do(trainer, "POST", room+"delete")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	again := launch(t, "--addr", "127.0.0.1:0", "--data", dir, "--admin-addr", "")
	for _, text := range []string{wifiName, wifiPass, place} {
		for end := time.Now().Add(patient); len(filesWith(t, dir, text)) > 0; time.Sleep(20 * time.Millisecond) { // files are removed in the background
			if time.Now().After(end) {
				t.Fatalf("after the room was deleted the data folder holds %q, in %v", text, filesWith(t, dir, text))
			}
		}
	}
	trainer = again.browser() // the emptied store goes on
	if res := trainer.form("/workshop", url.Values{"lang": {"th"}}); !strings.HasSuffix(res.Request.URL.Path, "/trainer") {
		t.Errorf("after that no room can be opened: %s", res.Status)
	}
	log := p.stdout + p.stderr.String()
	for _, text := range append(tells, quiet...) {
		if strings.Contains(log, text) {
			t.Errorf("the log holds %q: %s", text, regexp.MustCompile(`.*`+regexp.QuoteMeta(text)+`.*`).FindString(log))
		}
	}
	if strings.Count(log, `"request failed"`) < 20 {
		t.Errorf("little went wrong: %s", log)
	}
}
