package server_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"

	"napguide/server"
)

// logBook is a log that can be read while it is written.
type logBook struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *logBook) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

// Whatever carries a code to us, by whatever method and in whatever state, no line of the log holds it.
func TestNoLineHoldsACodeWhateverCarriedIt(t *testing.T) {
	log := &logBook{}
	w := start(t, setup{log: log, tune: server.PanicOn("/th/panics")})
	host := strings.TrimPrefix(w.url, "http://")
	b, fill := everybody(t, w)
	m := b.makeGrant()
	room := strings.TrimPrefix(fill("/j/:code"), "/j/")
	scan := strings.TrimPrefix(w.scanPath(m), "/d/")
	key := regexp.MustCompile(`/key/(\w+)`).FindStringSubmatch(fill("/workshop/:room/key/:key"))[1]
	secrets := []string{m.ID, room, scan, strings.ReplaceAll(m.UserCode, " ", ""), key}
	for _, c := range b.http.Jar.Cookies(b.request("GET", "/", "").URL) {
		if len(c.Value) > 5 { // else a language
			secrets = append(secrets, c.Value)
		}
	}
	paths := []string{"/d/%s", "/d/%s/", "/d/%s/approve", "/d/x%sx", "/j/%s", "/j/%s/x", "/th/g/%s", "/th/g/%s/more", "/sandbox/events?grant=%s", "/workshop/%s/key/%s", "/workshop/%s/redeem",
		"/en/workshop/%s/trainer", "/nonesuch/%s", "/th/help/%s", "/%s", "//%s", "/th/?code=%s", "/sandbox/token?device_code=%s", "/th/panics?x=%s", "/d/%%00%s", "http://evil.example/d/%s", "%s", "/d/%s#x"}
	methods := []string{"HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"}
	for n, secret := range secrets {
		var requests []string
		ask := func(method, target string) {
			requests = append(requests, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nReferer: http://%s/d/%s\r\nConnection: close\r\n\r\n", method, target, host, host, secret))
		}
		for i, path := range paths {
			for _, form := range []string{secret, escaped(secret), strings.ToUpper(secret), secret[:3] + "%20" + secret[3:]} {
				ask("GET", strings.ReplaceAll(path, "%s", form))
			}
			ask(methods[(i+n)%len(methods)], strings.ReplaceAll(path, "%s", secret))
		}
		form := "code=" + secret + "&device_code=" + secret + "&grant_type=" + secret + "&client_id=" + secret + "&" + secret + "=" + secret
		for _, path := range []string{"/d", "/j", "/sandbox/token", "/sandbox/device_authorization", "/th/quiz", "/workshop", "/workshop/" + room + "/lead", "/workshop/" + room + "/" + secret} {
			for _, origin := range []string{"", "Origin: " + w.url + "\r\n", "Origin: http://" + secret + ".example\r\n", "Origin: " + secret + "\r\n", "Sec-Fetch-Site: " + secret + "\r\n"} {
				requests = append(requests, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", path, host, origin, len(form), form))
			}
		}
		for _, name := range []string{secret, secret + ".example", "www." + secret + ".example:3000", "x-" + secret, host + "/d/" + secret, "user:" + secret + "@" + host} {
			requests = append(requests, "GET /th/ HTTP/1.1\r\nHost: "+name+"\r\nConnection: close\r\n\r\n")
		}
		requests = append(requests,
			secret+" / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n",
			"GET / "+secret+"\r\n\r\n", secret+"\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: "+host+"\r\nCookie: "+secret+"="+strings.Repeat(secret, 3000)+"\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: "+host+"\r\nX"+secret+" : y\r\nCookie: sid="+secret+"\r\n\r\n",
			"GET /d/"+secret+" HTTP/1.1\r\nHost: "+host+"\r\nX: "+strings.Repeat("x", 9000)+"\r\nCookie: "+secret+"=1\r\n\r\n")
		for _, request := range requests {
			exchange(t, host, false, request)
		}
	}
	text := log.text()
	if n := strings.Count(text, "request failed"); n < 1000 {
		t.Errorf("only %d lines", n)
	}
	for _, secret := range secrets {
		for _, form := range []string{secret, strings.ToLower(secret), strings.ToUpper(secret), secret[:3] + " " + secret[3:]} {
			if i := strings.Index(text, form); i >= 0 {
				t.Errorf("the log holds %s: %q", form, text[max(0, i-300):min(len(text), i+200)])
				break
			}
		}
	}
}

func escaped(s string) (out string) {
	for _, c := range []byte(s) {
		out += fmt.Sprintf("%%%02x", c)
	}
	return out
}

// Who runs the site reads why somebody was turned away, and what admits them.
func TestARefusalSaysInTheLogWhatCameAndWhatAdmitsIt(t *testing.T) {
	log := &logBook{}
	w := start(t, setup{log: log})
	host := strings.TrimPrefix(w.url, "http://")
	foreign := "POST /d HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n"
	large := strings.Repeat("v", 4000)
	for name, c := range map[string]struct {
		request string
		status  int
		says    []string
	}{
		"another name":         {"GET /th/ HTTP/1.1\r\nHost: guide.hospital.example:8080\r\n\r\n", 421, []string{"host=guide.hospital.example:8080", "--public-url http://guide.hospital.example:8080"}},
		"another address":      {"GET /th/ HTTP/1.1\r\nHost: 203.0.113.9\r\n\r\n", 421, []string{"host=203.0.113.9", "--public-url"}},
		"a long name":          {"GET /th/ HTTP/1.1\r\nHost: " + strings.Repeat("long.", 40) + "example\r\n\r\n", 421, []string{"long.long.", "…"}},
		"no name":              {"GET /th/ HTTP/1.0\r\n\r\n", 421, []string{"host=none"}},
		"another page":         {foreign + "Origin: https://portal.hospital.example:8443\r\n\r\n", 403, []string{"origin=https://portal.hospital.example:8443", "host=" + host, "--public-url", "deploy/nginx/guide.conf"}},
		"no page at all":       {foreign + "\r\n", 403, []string{"origin=none"}},
		"a sandboxed frame":    {foreign + "Origin: null\r\nSec-Fetch-Site: cross-site\r\n\r\n", 403, []string{"origin=null", "sec_fetch_site=cross-site"}},
		"a field that is long": {"GET /th/ HTTP/1.1\r\nHost: " + host + "\r\nCookie: JSESSIONID=x\r\nX: " + strings.Repeat("x", 7800) + "\r\nY: " + strings.Repeat("x", 700) + "\r\n\r\n", 431, []string{"cookies=JSESSIONID", "16 KB"}},
		"cookies of others":    {"GET /th/ HTTP/1.1\r\nHost: " + host + "\r\nCookie: his.session=" + large + "; HIS_PREFS=" + large + "; portal=" + large + "; a=" + large + "; more=" + large + "\r\n\r\n", 431, []string{"his.session HIS_PREFS portal a", "16 KB"}},
	} {
		if res := exchange(t, host, false, c.request); res.StatusCode != c.status {
			t.Errorf("%s: %s, want %d", name, res.Status, c.status)
		}
		lines := strings.Split(strings.TrimSpace(log.text()), "\n")
		got := lines[len(lines)-1]
		for _, want := range c.says {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q lacks %q", name, got, want)
			}
		}
		if strings.Contains(got, "vvv") || !strings.Contains(got, fmt.Sprint("status=", c.status)) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// What strangers send by the thousand neither fills the log nor takes the lines of other kinds.
func TestManyRefusalsOfOneKindTakeNoLinesFromOthers(t *testing.T) {
	log := &logBook{}
	info := slog.New(slog.NewTextHandler(log, nil)) // as the program logs
	w := start(t, setup{tune: func(s *server.Server) { s.SetLog(info) }})
	b := w.browser()
	for range 300 {
		b.get("/nonesuch")
	}
	if got := log.text(); got != "" {
		t.Fatalf("wrong addresses are logged: %q", clip(got))
	}
	foreign := w.browser()
	foreign.header["Host"] = "one.example"
	for range 300 {
		foreign.get("/th/help")
	}
	if n := strings.Count(log.text(), "status=421"); n == 0 || n > 60 {
		t.Errorf("%d lines of 300 refusals", n)
	}
	b.post("/th/help", "")
	if !strings.Contains(log.text(), "status=405") {
		t.Error("after them another kind has no line")
	}
}
