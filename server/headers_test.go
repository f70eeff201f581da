//go:build !race || audit

package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// raw sends bytes and reads the answer, for requests that no client would make.
func raw(t *testing.T, w *world, request string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, request)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(body)}
}

func TestRequestsThatCannotBeReadAreAnsweredInWordsAndWithTheSecurityHeaders(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"a body over 16 KB": {
			fmt.Sprintf("POST /d HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
				host, w.url, 20_000, strings.Repeat("x", 20_000)), 413},
		"a body of a megabyte": {
			fmt.Sprintf("POST /d HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", host, 1<<20, strings.Repeat("x", 1<<20)), 413},
		"a chunked body over 16 KB": {
			fmt.Sprintf("POST /d HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", host, 20_000, strings.Repeat("x", 20_000)), 413},
		"headers over 8 KB":   {fmt.Sprintf("GET /th/ HTTP/1.1\r\nHost: %s\r\nX: %s\r\n\r\n", host, strings.Repeat("x", 10_000)), 431},
		"no request at all":   {"hello\r\n\r\n", 400},
		"no method":           {" / HTTP/1.1\r\n\r\n", 400},
		"a header with a gap": {fmt.Sprintf("GET /th/ HTTP/1.1\r\nHost : %s\r\n\r\n", host), 400},
		"no Host":             {"GET /th/ HTTP/1.1\r\n\r\n", 400},
	} {
		t.Run(name, func(t *testing.T) {
			a := raw(t, w, c.request)
			if a.StatusCode != c.status {
				t.Errorf("status %d, want %d", a.StatusCode, c.status)
			}
			if !strings.Contains(a.body, "<html") || a.Header.Get("X-Request-Id") == "" || !strings.Contains(a.body, a.Header.Get("X-Request-Id")) {
				t.Errorf("no worded page with the request's ID: %q", clip(a.body))
			}
			for name, part := range securityHeaders {
				if !strings.Contains(a.Header.Get(name), part) {
					t.Errorf("%s: %q, want %q in it", name, a.Header.Get(name), part)
				}
			}
		})
	}
}

func TestThePolicyAllowsNothingInlineAndNothingForeign(t *testing.T) {
	policy := start(t, setup{}).browser().get("/th/").Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "script-src 'self'", "trusted-types guide"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q lacks %q", policy, want)
		}
	}
	for _, bad := range []string{"unsafe", "http:", "https:", "data:", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("%q has %q", policy, bad)
		}
	}
}

func TestAnAnswerOverPlainHTTPSetsNoHSTS(t *testing.T) {
	if v := start(t, setup{}).browser().get("/th/").Header.Get("Strict-Transport-Security"); v != "" {
		t.Errorf("Strict-Transport-Security: %q", v)
	}
}
