package server_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"napguide/server"
	"napguide/server/web"
)

// always are the headers of every answer, whoever makes it, and what each says.
const always = `
Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT
Content-Security-Policy: default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; .*
X-Content-Type-Options: nosniff
X-Frame-Options: DENY
Referrer-Policy: same-origin
Cross-Origin-Opener-Policy: same-origin
Cross-Origin-Resource-Policy: same-origin
Permissions-Policy: camera=\(\), microphone=\(\), .*
X-Request-Id: [A-Z2-7]{10}
`

// What kinds of answers have beside them.
const (
	asPage = "Content-Type: text/html; charset=utf-8\nContent-Length: \\d+\nVary: Accept-Encoding\n"
	asText = "Content-Type: text/plain; charset=utf-8\nContent-Length: \\d+\n"
	asJSON = "Content-Type: application/json; charset=utf-8\nContent-Length: \\d+\n"
	fresh  = "Cache-Control: no-cache\nEtag: \"[0-9a-f]+\"\n"
	never  = "Cache-Control: no-store\nX-Robots-Tag: noindex\n"
	fails  = asPage + never
	ends   = "Connection: close\n"
	event  = "Content-Type: text/event-stream; charset=utf-8\nCache-Control: no-store, no-transform\nX-Accel-Buffering: no\n"
	empty  = "Content-Length: 0\n"
)

func keeps(cookie string) string {
	return "Set-Cookie: (__Host-)?guide-" + cookie + "=\\S+; .*HttpOnly; .*SameSite=Lax\n"
}

// Every header of every kind of answer is read, over plain http and over TLS, and nothing else may come along.
func TestEveryKindOfAnswerHasItsHeadersAndNoOthers(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		w := start(t, setup{tls: secure, tune: server.PanicOn("/th/panics")})
		b := w.browser()
		_, host, _ := strings.Cut(w.url, "//")
		m := b.makeGrant()
		id := b.openRoom()
		b.join(id)
		b.get("/th/?lang=th")
		var cookies []string
		for _, c := range b.http.Jar.Cookies(b.request("GET", "/", "").URL) {
			cookies = append(cookies, c.Name+"="+c.Value)
		}
		home := b.get("/th/")
		asset := regexp.MustCompile(`/assets/[^"]*\.css`).FindString(home.body)
		request := func(method, path, more, body string) string {
			return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n%s", method, path, host, more, body)
		}
		get := func(path string, more ...string) string { return request("GET", path, strings.Join(more, ""), "") }
		ours := "Cookie: " + strings.Join(cookies, "; ") + "\r\n"
		post := func(path, form string, more ...string) string {
			return request("POST", path, "Origin: "+w.url+"\r\nContent-Type: application/x-www-form-urlencoded\r\n"+strings.Join(more, "")+fmt.Sprintf("Content-Length: %d\r\n", len(form)), form)
		}
		script := "Accept: application/json\r\n"
		many := w.browser() // has as many codes as one may
		for range web.MaxOpenSession {
			many.makeGrant()
		}
		too := "Cookie: "
		for _, c := range many.http.Jar.Cookies(many.request("GET", "/", "").URL) {
			too += c.Name + "=" + c.Value + "; "
		}
		too = strings.TrimSuffix(too, "; ") + "\r\n"
		for name, c := range map[string]struct {
			request string
			status  int
			headers string
		}{
			"a page":                              {get("/th/help"), 200, asPage + fresh},
			"a page, compressed":                  {get("/th/help", "Accept-Encoding: br\r\n"), 200, asPage + fresh + "Content-Encoding: br\n"},
			"a page, asked for with a question":   {get("/th/help?x=y"), 200, asPage + fresh},
			"a page that search engines leave":    {get("/th/practice/standard/napplus"), 200, asPage + fresh + "X-Robots-Tag: noindex\n"},
			"a page that the browser has":         {get("/th/", "If-None-Match: "+home.Header.Get("ETag")+"\r\n"), 304, fresh + "Vary: Accept-Encoding\n"},
			"a page's head":                       {request("HEAD", "/th/help", "", ""), 200, asPage + fresh},
			"an asset":                            {get(asset), 200, "Content-Type: text/css; charset=utf-8\nContent-Length: \\d+\nVary: Accept-Encoding\nCache-Control: public, max-age=31536000, immutable\nEtag: \"[0-9a-f]+\"\n"},
			"the service worker":                  {get("/sw.js"), 200, "Content-Type: text/javascript; charset=utf-8\nContent-Length: \\d+\nVary: Accept-Encoding\n" + fresh},
			"the way to a language":               {get("/"), 302, empty + "Location: /th/\nCache-Control: no-cache\nVary: Cookie, Accept-Language\n"},
			"the choice of a language":            {get("/th/help?lang=en"), 302, empty + "Location: /th/help\nCache-Control: no-store\n" + keeps("lang")},
			"another slash":                       {get("/th/help/"), 308, empty + "Location: /th/help\n"},
			"the real login":                      {get("/go"), 302, empty + "Location: https://dmis.nhso.go.th/NAPPLUS/login.jsp\n" + never},
			"after a form":                        {post("/progress/clear", "lang=th"), 303, empty + "Location: /th/\n" + never + strings.Replace(keeps("progress"), "=\\S+;", "=;", 1)},
			"nothing to show":                     {post("/workshop/"+id+"/call", "", ours, script), 204, never},
			"a phone's page, whose address opens": {get(w.scanPath(m), ours), 200, asPage + never + "Referrer-Policy: strict-origin\n"},
			"a code's page":                       {get(m.Page, ours), 200, asPage + never},
			"a code for a script":                 {post("/th/practice/standard/grant", "", ours, script), 201, asJSON + never},
			"the class as a table":                {get("/th/workshop/"+id+"/report.csv", ours), 200, "Content-Type: text/csv; charset=utf-8\nContent-Length: \\d+\nContent-Disposition: attachment; filename=\"workshop-\\d+.csv\"\n" + never},
			"a trainer's page":                    {get("/th/workshop/"+id+"/trainer", ours), 200, asPage + never + keeps("trainer")},
			"a page with a key":                   {post("/workshop/"+id+"/ticket", "", ours), 200, "Content-Type: text/html; charset=utf-8\nContent-Length: \\d+\n" + never},
			"an event stream":                     {get(m.Events, ours), 200, event},
			"an event stream's head":              {request("HEAD", m.Events, ours, ""), 200, event + "Content-Length: \\d+\n"},
			"an event stream in short":            {get(m.Events+"&brief=1", ours), 200, event + "Content-Length: \\d+\n"},
			"liveness":                            {get("/healthz"), 200, asText + never},
			"readiness":                           {get("/readyz"), 200, asText + never},
			"a program's code":                    {post("/sandbox/device_authorization", "client_id=x"), 200, asJSON + never + "Pragma: no-cache\n"},
			"a program's error":                   {post("/sandbox/token", ""), 400, asJSON + never + "Pragma: no-cache\n"},

			"400":                          {get("/d/x"), 400, fails + "Referrer-Policy: strict-origin\n"},
			"400 of what cannot be read":   {get("/th/", "A : b\r\n"), 400, fails + ends},
			"400 of two readings":          {get("/th/", "Transfer-Encoding: identity\r\n"), 400, fails + ends},
			"403":                          {request("POST", "/d", "Content-Length: 0\r\n", ""), 403, fails},
			"404":                          {get("/nonesuch"), 404, fails},
			"404, compressed":              {get("/nonesuch", "Accept-Encoding: gzip\r\n"), 404, fails + "Content-Encoding: gzip\n"},
			"404, its head":                {request("HEAD", "/nonesuch", "", ""), 404, fails},
			"404 for a script":             {get("/nonesuch", script), 404, asJSON + never},
			"404 where the address opens":  {get("/d/AAAAAAAAAAAAAAAAAAAAAA"), 404, fails + "Referrer-Policy: strict-origin\n"},
			"405":                          {post("/th/help", ""), 405, fails + "Allow: GET, HEAD\n"},
			"405 of a method nobody knows": {request("BREW", "/th/", "", ""), 405, fails + "Allow: GET, HEAD\n"},
			"413":                          {post("/d", strings.Repeat("x", 17_000)), 413, fails + ends},
			"421":                          {"GET /th/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, fails},
			"429":                          {post("/th/practice/standard/grant", "", too), 429, fails + "Retry-After: \\d+\n"},
			"429 for a script":             {post("/th/practice/standard/grant", "", too, script), 429, asJSON + never + "Retry-After: \\d+\n"},
			"431 of a field":               {get("/th/", "X: "+strings.Repeat("x", 9_000)+"\r\n"), 431, fails + ends},
			"431 of more than is read":     {get("/th/", "X: "+strings.Repeat("x", 20_000)+"\r\n"), 431, fails + ends},
			"500":                          {get("/th/panics"), 500, fails},
			"505":                          {"GET /th/ HTTP/2.0\r\nHost: x\r\n\r\n", 505, fails + ends},
		} {
			t.Run(fmt.Sprintf("%s, TLS %v", name, secure), func(t *testing.T) {
				want := always + c.headers
				if secure {
					want += "Strict-Transport-Security: max-age=31536000\n"
				}
				res := exchange(t, host, secure, c.request)
				if res.StatusCode != c.status {
					t.Errorf("%s, want %d", res.Status, c.status)
				}
				checkHeaders(t, res.Header, want)
			})
		}
		if secure {
			res := exchange(t, host, false, get("/th/"))
			if res.StatusCode != 400 {
				t.Error(res.Status)
			}
			checkHeaders(t, res.Header, always+asText+never+ends)
		}
	}
}

// checkHeaders compares all headers with lines of a name and a pattern; of two lines of one name the latter counts.
func checkHeaders(t *testing.T, got http.Header, want string) {
	t.Helper()
	patterns := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(want)) {
		name, pattern, _ := strings.Cut(strings.TrimSpace(line), ": ")
		patterns[name] = pattern
	}
	for name, values := range got {
		pattern, known := patterns[name]
		if !known || len(values) != 1 || !regexp.MustCompile("^(?:"+pattern+")$").MatchString(values[0]) {
			t.Errorf("%s: %q, want %q", name, values, pattern)
		}
		delete(patterns, name)
	}
	for name := range patterns {
		t.Errorf("%s is missing", name)
	}
}

// exchange sends one request and reads the answer's head as it came.
func exchange(t *testing.T, host string, secure bool, request string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	if secure {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) // our own
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patient))
	go io.WriteString(conn, request)
	method, _, _ := strings.Cut(request, " ")
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	if res.Close && res.ContentLength >= 0 { // net/http takes the header away
		res.Header.Set("Connection", "close")
	}
	return res
}
