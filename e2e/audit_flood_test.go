//go:build audit

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const (
	mostMemory = 250                    // MB resident, whatever comes
	slowest    = 100 * time.Millisecond // at p99, beside twice what it takes while nothing bad goes on
)

// under measures an ordinary visitor and the program's memory while something bad goes on, and fails the test beyond the
// limits.
func under(t *testing.T, what string, guide *program, calm time.Duration, bad func()) (p99 time.Duration) {
	t.Helper()
	stop := guide.visitor(25 * time.Millisecond)
	began := time.Now()
	bad()
	took, failed := stop()
	now, highest := guide.resident()
	t.Logf("%-34s %4.0fs: a visitor's page p50 %s, p99 %s, last %s of %d, %d failed; %.0f MB now, %.0f at most so far",
		what, time.Since(began).Seconds(), round(quantile(took, .5)), round(quantile(took, .99)), round(quantile(took, 1)), len(took), len(failed), now, highest)
	if len(failed) > 0 {
		t.Errorf("%s: %d of %d pages failed: %v", what, len(failed), len(took), failed[0])
	}
	if p99 = quantile(took, .99); p99 > slowest+2*calm {
		t.Errorf("%s: a visitor's page takes %s at p99, and %s when nothing is wrong", what, p99, calm)
	}
	if highest > mostMemory {
		t.Errorf("%s: %.0f MB", what, highest)
	}
	if len(took) < 50 {
		t.Errorf("%s: only %d pages were asked for", what, len(took))
	}
	return p99
}

// slowly runs slowhttptest for so many seconds.
func slowly(t *testing.T, guide *program, seconds int, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(seconds+30)*time.Second)
	defer cancel()
	args = append([]string{"-l", fmt.Sprint(seconds), "-u", guide.url + "/th/", "-p", "3"}, args...)
	cmd := exec.CommandContext(ctx, "slowhttptest", args...)
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil && ctx.Err() != nil {
		t.Errorf("slowhttptest %v: %v\n%s", args, err, tail(string(out), 1000))
	}
}

// hold opens connections that send a beginning and then nothing, for so long.
func hold(t *testing.T, guide *program, n int, beginning string, until time.Duration) {
	t.Helper()
	addr := strings.TrimPrefix(guide.url, "http://")
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	began := time.Now()
	for range n {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Errorf("only %d of %d connections were taken: %v", len(conns), n, err)
			break
		}
		io.WriteString(c, beginning)
		conns = append(conns, c)
	}
	if left := until - time.Since(began); left > 0 {
		time.Sleep(left)
	}
}

func TestAuditFloodsLeaveTheVisitorAPageAndTheMachineItsMemory(t *testing.T) {
	have(t, "slowhttptest")
	guide := startLean(t)
	time.Sleep(45 * time.Second) // until the pages' dense encodings are done
	calm := under(t, "nothing", guide, time.Second, func() { time.Sleep(5 * time.Second) })
	under(t, "slow headers (slowhttptest -H)", guide, calm, func() {
		slowly(t, guide, 25, "-H", "-c", "4000", "-r", "800", "-i", "5")
	})
	under(t, "slow bodies (slowhttptest -B)", guide, calm, func() {
		slowly(t, guide, 25, "-B", "-c", "4000", "-r", "800", "-i", "5", "-s", "8192")
	})
	under(t, "slow reading (slowhttptest -X)", guide, calm, func() {
		slowly(t, guide, 25, "-X", "-c", "2000", "-r", "400", "-w", "64", "-y", "512", "-n", "5", "-z", "32", "-k", "3")
	})
	under(t, "10,000 half-open connections", guide, calm, func() { hold(t, guide, 10_000, "", 20*time.Second) })
	under(t, "10,000 with half a header", guide, calm, func() {
		hold(t, guide, 10_000, "GET /th/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: "+strings.Repeat("a", 1000), 20*time.Second)
	})
	under(t, "10,000 with half a body", guide, calm, func() {
		hold(t, guide, 10_000, "POST /th/quiz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 16000\r\n\r\na=", 20*time.Second)
	})
	under(t, "oversized headers and bodies", guide, calm, func() { oversized(t, guide, 10*time.Second) })
	under(t, "paths that try tricks", guide, calm, func() { tricks(t, guide) })
	if got := guide.faults(); len(got) > 0 {
		t.Logf("the log has %d lines, the first: %s", len(got), got[0])
		if len(got) > 10 {
			t.Error("that floods the log")
		}
	}
	if guide.cmd.ProcessState != nil {
		t.Error("the program has ended")
	}
}

// raw sends bytes as they are and reads the answer's status, or 0 where the connection was just closed.
func raw(guide *program, request string) (status int, header http.Header, body []byte) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(guide.url, "http://"))
	if err != nil {
		return -1, nil, nil
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	go io.WriteString(conn, request)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, nil, nil
	}
	defer res.Body.Close()
	body, _ = io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return res.StatusCode, res.Header, body
}

func oversized(t *testing.T, guide *program, until time.Duration) {
	t.Helper()
	seen := map[string]int{}
	for began := time.Now(); time.Since(began) < until; time.Sleep(time.Millisecond) {
		for name, request := range map[string]string{
			"a header of 1 MB":              "GET /th/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + strings.Repeat("a", 1<<20) + "\r\n\r\n",
			"10,000 headers":                "GET /th/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + strings.Repeat("A: b\r\n", 10_000) + "\r\n",
			"an address of 1 MB":            "GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
			"a body of 8 MB":                "POST /th/quiz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 8388608\r\n\r\n" + strings.Repeat("a", 1<<20),
			"a body that says it is 10 EB":  "POST /th/quiz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000000000000\r\n\r\na",
			"a chunk of 4 GB":               "POST /th/quiz HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n" + strings.Repeat("a", 1<<20),
			"both lengths":                  "POST /th/quiz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"no HTTP at all":                strings.Repeat("\x00\xff\x16\x03\x01", 1000) + "\r\n\r\n",
			"a million empty lines":         strings.Repeat("\r\n", 1_000_000),
			"a header line that never ends": "GET /th/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + strings.Repeat(" \r\n ", 100_000),
		} {
			status, _, _ := raw(guide, request)
			seen[fmt.Sprintf("%s: %d", name, status)]++
			if status >= 500 || status == 200 && name != "both lengths" {
				t.Errorf("%s: %d", name, status)
			}
		}
	}
	t.Logf("answers: %v", seen)
}

// pathTricks are ways to ask for what must not be had, or to bring a parser down.
var pathTricks = []string{
	"/../../etc/passwd", "/th/../../../../etc/passwd", "/th/%2e%2e/%2e%2e/etc/passwd", "/th/..%2f..%2f..%2fetc%2fpasswd", "/th/..%5c..%5cwindows%5cwin.ini",
	"/th/..\\..\\etc\\passwd", "/assets/../../guide-data/guide.lock", "/assets/%2e%2e/%2e%2e/go.mod", "//etc/passwd", "///th//guide///start", "/./th/./guide/./start",
	"/th/guide/start/../../../go.mod", "/th%2fguide%2fstart", "/th/guide%2fstart", "/th/guide/start%00", "/th/guide/start%00.html", "/th/\x00/guide", "/%00", "/%00%00%00",
	"/th/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", "/th/%c0%af..%c0%afetc", "/th/%ff%fe", "/\xff\xfe\xfd", "/th/\xe0\x80\xaf", "/th/%e0%80%af", "/th/%ed%a0%80", "/th/%f4%90%80%80",
	"/th/%", "/th/%2", "/th/%zz", "/th/%u0041", "/th/%25%32%66", "/th/;/../guide", "/th/guide/start;jsessionid=1", "/th/guide/start?%00", "/d/%00", "/d/..%2f..%2f", "/d/\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	"/j/%2e%2e", "/j/١٢٣٤٥٦", "/workshop/..%2f/events", "/workshop/%00/events", "/sandbox/events?grant=%00", "/sandbox/events?grant=../../x", "/th/g/%2e%2e%2f%2e%2e%2f", "/th/g/*", "/th/g/>",
	"http://evil.example/th/", "*", "/th/\u202egnp.exe", "/" + strings.Repeat("../", 1000), "/" + strings.Repeat("%2e%2e%2f", 500), "/" + strings.Repeat("a/", 2000),
	"/metrics", "/_screens", "/_dev/events", "/debug/pprof/", "/.git/config", "/.env", "/guide-data/",
}

// leaks are words that only a file of this machine, or the program's inside, has.
var leaks = []string{"root:x:0", "module napguide", "goroutine ", "runtime error", "guide.lock", "[fonts]"}

func tricks(t *testing.T, guide *program) {
	t.Helper()
	seen := map[int]int{}
	for began := time.Now(); time.Since(began) < 5*time.Second; {
		for _, method := range []string{"GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "PROPFIND", "G\x00T"} {
			for _, path := range pathTricks {
				status, header, body := raw(guide, method+" "+path+" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
				seen[status]++
				if status >= 500 || status < 0 {
					t.Errorf("%s %q: %d", method, path, status)
				}
				for _, leak := range leaks {
					if bytes.Contains(body, []byte(leak)) {
						t.Errorf("%s %q shows %q", method, path, leak)
					}
				}
				if status > 0 && header.Get("Content-Security-Policy") == "" {
					t.Errorf("%s %q: %d without the security headers", method, path, status)
				}
				if status == 200 && method == "GET" && !strings.Contains(path, "guide") && !strings.HasPrefix(path, "/sandbox/") && !strings.Contains(path, "/th/%25") {
					t.Logf("%s %q: 200", method, path)
				}
			}
		}
	}
	t.Logf("answers: %v", seen)
}
