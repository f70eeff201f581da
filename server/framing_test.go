package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// ambiguous are requests that two programs could read differently, with HOST for the server's own. After each a request
// stands that must never be answered.
var ambiguous = map[string]string{
	"two lengths that differ":            "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nContent-Length: 6\r\n\r\ncode==",
	"two lengths that agree":             "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\ncode",
	"two lengths in one line":            "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4, 4\r\n\r\ncode",
	"two lengths, the names unlike":      "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\ncontent-length: 6\r\n\r\ncode==",
	"a length with a plus":               "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: +4\r\n\r\ncode",
	"a negative length":                  "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: -4\r\n\r\ncode",
	"a length of minus nothing":          "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: -0\r\n\r\n",
	"a length in hexadecimal":            "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0x4\r\n\r\ncode",
	"a length with a fraction":           "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4.0\r\n\r\ncode",
	"a length with a space in it":        "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1 4\r\n\r\ncode",
	"a length beyond any number":         "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 18446744073709551620\r\n\r\ncode",
	"an empty length":                    "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length:\r\n\r\n",
	"a length on a GET, twice":           "GET /th/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
	"a length, then chunks":              "POST /d HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"chunks, then a length":              "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
	"a length with chunks on a GET":      "GET /th/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"two codings":                        "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"two codings that differ":            "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
	"two codings in one line":            "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
	"chunked, identity":                  "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
	"chunked twice in one line":          "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
	"xchunked":                           "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
	"chunked in quotes":                  "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
	"chunked with a parameter":           "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
	"chunked after a vertical tab":       "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
	"identity":                           "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: identity\r\n\r\n",
	"an empty coding":                    "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding:\r\n\r\n",
	"a space before the coding's colon":  "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
	"a tab before the coding's colon":    "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
	"a space within the coding's name":   "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
	"a coding on a line that goes on":    "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
	"a field that goes on with a tab":    "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: a\r\n\tb\r\n\r\n",
	"a field that begins with a space":   "GET /th/ HTTP/1.1\r\n Host: HOST\r\nHost: HOST\r\n\r\n",
	"a coding under HTTP/1.0":            "POST /d HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n",
	"fields after the body":              "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nOrigin: http://HOST\r\n\r\n",
	"a length after the body":            "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
	"fields that are said to come after": "POST /d HTTP/1.1\r\nHost: HOST\r\nTrailer: Sec-Fetch-Site\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nSec-Fetch-Site: same-origin\r\n\r\n",
	"a chunk's size with 0x":             "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0x4\r\ncode\r\n0\r\n\r\n",
	"a chunk's size with a plus":         "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n+4\r\ncode\r\n0\r\n\r\n",
	"a chunk's size with a minus":        "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\ncode\r\n0\r\n\r\n",
	"a chunk's size beyond any number":   "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000004\r\ncode\r\n0\r\n\r\n",
	"a chunk without a size":             "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n\r\ncode\r\n0\r\n\r\n",
	"a chunk's size after a space":       "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n 4\r\ncode\r\n0\r\n\r\n",
	"a chunk's size with an underscore":  "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0_4\r\ncode\r\n0\r\n\r\n",
	"a chunk's size that a NUL ends":     "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4\x00\r\ncode\r\n0\r\n\r\n",
	"LF alone after a chunk's size":      "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4\ncode\r\n0\r\n\r\n",
	"LF alone in a chunk's extension":    "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4;a\nb\r\ncode\r\n0\r\n\r\n",
	"CR alone in a chunk's extension":    "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4;a\rb\r\ncode\r\n0\r\n\r\n",
	"a chunk longer than its size":       "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ncode\r\n0\r\n\r\n",
	"a chunk that LF alone ends":         "POST /d HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ncode\n0\r\n\r\n",
	"two Hosts that differ":              "GET /th/ HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
	"two Hosts that agree":               "GET /th/ HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n",
	"two Hosts in one line":              "GET /th/ HTTP/1.1\r\nHost: HOST, evil.example\r\n\r\n",
	"no Host":                            "GET /th/ HTTP/1.1\r\nX: y\r\n\r\n",
	"an empty Host":                      "GET /th/ HTTP/1.1\r\nHost:\r\n\r\n",
	"a Host with a user":                 "GET /th/ HTTP/1.1\r\nHost: user@HOST\r\n\r\n",
	"a Host with a password":             "GET /th/ HTTP/1.1\r\nHost: user:pass@HOST\r\n\r\n",
	"a Host with a space":                "GET /th/ HTTP/1.1\r\nHost: HOST evil.example\r\n\r\n",
	"a Host with a path":                 "GET /th/ HTTP/1.1\r\nHost: HOST/evil\r\n\r\n",
	"a Host with a question":             "GET /th/ HTTP/1.1\r\nHost: HOST?evil\r\n\r\n",
	"a Host with a scheme":               "GET /th/ HTTP/1.1\r\nHost: http://HOST\r\n\r\n",
	"a Host whose port is none":          "GET /th/ HTTP/1.1\r\nHost: localhost:http\r\n\r\n",
	"a Host with a port too long":        "GET /th/ HTTP/1.1\r\nHost: localhost:1234567\r\n\r\n",
	"a Host whose bracket stays open":    "GET /th/ HTTP/1.1\r\nHost: [::1\r\n\r\n",
	"a Host with words behind a bracket": "GET /th/ HTTP/1.1\r\nHost: [::1]evil\r\n\r\n",
	"an address of another host":         "GET http://evil.example/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"an address of ours, Host another":   "GET http://HOST/th/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
	"an address with a user":             "GET http://user@HOST/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"an address of another scheme":       "GET file://HOST/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"an address without a host":          "GET http:///th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"two slashes and another host":       "GET //evil.example/th/?x=:// HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a target without a slash":           "GET th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a star for a GET":                   "GET * HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a tunnel":                           "CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a NUL in a value":                   "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: a\x00b\r\n\r\n",
	"a CR in a value":                    "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: a\rY: b\r\n\r\n",
	"a NUL in a name":                    "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX\x00: b\r\n\r\n",
	"a CR in a name":                     "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX\r: b\r\n\r\n",
	"a bell in a value":                  "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: \x07\r\n\r\n",
	"a line without a colon":             "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX\r\n\r\n",
	"a line without a name":              "GET /th/ HTTP/1.1\r\nHost: HOST\r\n: x\r\n\r\n",
	"a line that LF alone ends":          "GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: a\nY: b\r\n\r\n",
	"two spaces in the first line":       "GET  /th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a space in the target":              "GET /th/ x HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a tab in the first line":            "GET\t/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"a NUL in the target":                "GET /th/\x00 HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"no version":                         "GET /th/\r\nHost: HOST\r\n\r\n",
	"a version that is none":             "GET /th/ HTTP/1.1x\r\nHost: HOST\r\n\r\n",
	"the preface of HTTP/2":              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}

// Each is answered 400, once, in words, and the connection is closed: what came with it is not read as a request.
func TestARequestThatCanBeReadInTwoWaysIsRefusedAndItsConnectionClosed(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	writes := w.writes.Load()
	for name, request := range ambiguous {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := converse(t, host, strings.ReplaceAll(request, "HOST", host)+
				"POST /th/practice/standard/grant HTTP/1.1\r\nHost: "+host+"\r\nOrigin: "+w.url+"\r\nContent-Length: 0\r\n\r\n")
			got := answers(t, all)
			if len(got) != 1 {
				t.Fatalf("%d answers: %q", len(got), clip(string(all)))
			}
			a := got[0]
			if a.StatusCode != http.StatusBadRequest || !a.Close || !strings.Contains(a.body, "<html") {
				t.Errorf("%s, closes %v: %q", a.Status, a.Close, clip(a.body))
			}
		})
	}
	t.Cleanup(func() {
		if n := w.writes.Load() - writes; n != 0 {
			t.Errorf("%d of them were smuggled in", n)
		}
	})
}

// What honest programs send is read, however it is cut into packets.
func TestUnusualButHonestRequestsAreAnswered(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	post := "POST /progress/clear HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"a target with its host":            {"GET http://HOST/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n", 200},
		"the same in capitals":              {"GET Http://LocalHost/th/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200},
		"HTTP/1.0":                          {"GET /th/ HTTP/1.0\r\nHost: HOST\r\n\r\n", 200},
		"an empty line before":              {"\r\nGET /th/ HTTP/1.1\r\nHost: HOST\r\n\r\n", 200},
		"a port that is not said":           {"GET /th/ HTTP/1.1\r\nHost: localhost:\r\n\r\n", 200},
		"IPv6":                              {"GET /th/ HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n", 200},
		"bytes above ASCII in a value":      {"GET /th/ HTTP/1.1\r\nHost: HOST\r\nX: \xe0\xb8\x81\r\n\r\n", 200},
		"no space after a colon":            {"GET /th/ HTTP/1.1\r\nHost:HOST\r\nX:\r\n\r\n", 200},
		"a body in chunks":                  {post + "Transfer-Encoding: chunked\r\n\r\n4\r\nlang\r\n3\r\n=th\r\n0\r\n\r\n", 303},
		"chunks in capitals and extended":   {post + "Transfer-Encoding: CHUNKED\r\n\r\n4;a=\"b\"\r\nlang\r\n3\r\n=th\r\n0\r\n\r\n", 303},
		"a length with zeros before":        {post + "Content-Length: 0007\r\n\r\nlang=th", 303},
		"the offer of another protocol":     {"GET /th/ HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n", 200},
		"a WebSocket":                       {"GET /th/ HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", 200},
		"a WebSocket where a stream is":     {"GET /sandbox/events?grant=x HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", 404},
		"a body that waits to be asked":     {post + "Expect: 100-continue\r\nContent-Length: 7\r\n\r\nlang=th", 303},
		"the star of a whole server":        {"OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"a path of two slashes":             {"GET //evil.example/th/ HTTP/1.1\r\nHost: HOST\r\n\r\n", 404},
		"no Host, as HTTP/1.0 may":          {"GET /th/ HTTP/1.0\r\n\r\n", 421},
		"another name":                      {"GET /th/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
		"a name that is no ASCII":           {"GET /th/ HTTP/1.1\r\nHost: \xe0\xb8\x81.example\r\n\r\n", 421},
		"a version to come":                 {"GET /th/ HTTP/1.2\r\nHost: HOST\r\n\r\n", 505},
		"a version long gone":               {"GET /th/ HTTP/0.9\r\nHost: HOST\r\n\r\n", 505},
		"a version of another kind of wire": {"GET /th/ HTTP/2.0\r\nHost: HOST\r\n\r\n", 505},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := strings.ReplaceAll(c.request, "HOST", host)
			request = regexp.MustCompile(`HTTP/\d\.\d\r\n`).ReplaceAllString(request, "${0}Connection: close\r\n")
			got := answers(t, converse(t, host, request))
			if a := got[len(got)-1]; a.StatusCode != c.status {
				t.Errorf("%s, want %d: %q", a.Status, c.status, clip(a.body))
			}
		})
	}
}

// Requests in a row on one connection are answered in a row, and what is wrong ends it: nothing after it counts.
func TestPipelinedRequestsAreAnsweredUpToTheFirstThatIsWrong(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	good := "GET /th/help HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	bad := "POST /d HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
	var statuses []int
	for _, a := range answers(t, converse(t, host, good+good+bad+good+good)) {
		statuses = append(statuses, a.StatusCode)
	}
	if fmt.Sprint(statuses) != "[200 200 400]" {
		t.Errorf("answered %v", statuses)
	}
}

// A refusal reaches who goes on sending: closing at once would reset the connection and take the answer along.
func TestARefusalIsReadByWhoStillSends(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	for range 5 {
		request := "POST /d HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 3000000\r\n\r\n" + strings.Repeat("x", 3_000_000)
		if got := answers(t, converse(t, host, request)); got[0].StatusCode != http.StatusRequestEntityTooLarge {
			t.Fatal(got[0].Status)
		}
	}
}

// A browser tries https first where it was given no scheme: it is told at once that there is none, and plain http on a port
// of TLS is answered in words.
func TestTheWrongKindOfWireIsAnsweredAtOnce(t *testing.T) {
	plain := start(t, setup{})
	hello := "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("x", 500)
	began := time.Now()
	if got := converse(t, strings.TrimPrefix(plain.url, "http://"), hello); len(got) != 7 || got[0] != 0x15 {
		t.Errorf("TLS on a plain port is answered %q", got)
	}
	secure := start(t, setup{tls: true})
	host := strings.TrimPrefix(secure.url, "https://")
	for _, request := range []string{"GET /th/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "POST /d HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 4\r\n\r\ncode", "OPTIONS / HTTP/1.1\r\n\r\n"} {
		got := answers(t, converse(t, host, request))
		if len(got) != 1 || got[0].StatusCode != 400 || !strings.Contains(got[0].body, "https://") || !strings.Contains(got[0].body, "พิมพ์") || got[0].Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("plain http on a port of TLS: %+v", got)
		}
	}
	for _, junk := range []string{"SSH-2.0-OpenSSH_9.6\r\n", "\x00\x01\x02\r\n\r\n"} {
		if got := converse(t, host, junk); strings.Contains(string(got), "<html") {
			t.Errorf("%q on a port of TLS is answered %q", junk, got)
		}
	}
	if took := time.Since(began); took > patient/2 { // waiting for a request to be complete takes fifteen seconds each
		t.Errorf("it took %s", took)
	}
}

// converse sends bytes and reads until the server closes.
func converse(t *testing.T, host, request string) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patient))
	go io.WriteString(conn, request)
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("after %q: %v", clip(string(all)), err)
	}
	return all
}

// answers are the answers in what a server sent.
func answers(t *testing.T, all []byte) (out []answer) {
	t.Helper()
	for r := bufio.NewReader(bytes.NewReader(all)); ; {
		if _, err := r.Peek(1); err == io.EOF {
			return out
		}
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatalf("%v in %q", err, clip(string(all)))
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, answer{res, string(body)})
	}
}
