package server_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// oddOnTheWire are requests of which fasthttp keeps too little to tell that another program may read them otherwise.
var oddOnTheWire = map[string]string{
	"LF alone after the first line":         "GET /th/ HTTP/1.1\nHost: HOST\r\n\r\n",
	"LF alone before the first line":        "\nGET /th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"LF alone after an empty line before":   "\r\n\nGET /th/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
	"LF alone after a form's first line":    "POST /d HTTP/1.1\nHost: HOST\r\nContent-Length: 4\r\n\r\ncode",
	"a space behind a chunk's size":         "CHUNKS7 \r\nlang=th\r\n0\r\n\r\n",
	"a tab behind a chunk's size":           "CHUNKS7\t\r\nlang=th\r\n0\r\n\r\n",
	"a space behind the last chunk's size":  "CHUNKS7\r\nlang=th\r\n0 \r\n\r\n",
	"nothing but a last chunk with a space": "CHUNKS0 \r\n\r\n",
	"nothing, and LF alone":                 "CHUNKS0\r\n\n",
	"a NUL in a chunk's extension":          "CHUNKS7;a=\x00\r\nlang=th\r\n0\r\n\r\n",
	"a DEL in a chunk's extension":          "CHUNKS7;a=\x7f\r\nlang=th\r\n0\r\n\r\n",
	"an extension of 100 KB":                "CHUNKS7;" + strings.Repeat("a", 100<<10) + "\r\nlang=th\r\n0\r\n\r\n",
	"LF alone at the end of the chunks":     "CHUNKS7\r\nlang=th\r\n0\r\n\n",
	"a control sign in the last extension":  "CHUNKS7\r\nlang=th\r\n0;\x01\r\n\r\n",
	"chunks behind a page, in one packet":   "GET /th/ HTTP/1.1\r\nHost: HOST\r\n\r\nCHUNKS7\r\nlang=th\r\n0\r\n\r\n",
	"chunks behind chunks, in one packet":   "CHUNKS7\r\nlang=th\r\n0\r\n\r\nCHUNKS7 \r\nlang=th\r\n0\r\n\r\n",
	"chunks of a GET with a space":          "GET /th/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4 \r\ncode\r\n0\r\n\r\n",
}

const inChunks = "POST /progress/clear HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"

func TestWhatFasthttpKeepsNothingOfIsRefusedTooHoweverItIsCutIntoPackets(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	smuggled := "GET /th/help HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	for name, request := range oddOnTheWire {
		request = strings.ReplaceAll(strings.ReplaceAll(request, "CHUNKS", inChunks), "HOST", host)
		for _, size := range []int{1 << 20, 1} {
			if size == 1 && (len(request) > 1000 || strings.Contains(name, "packet")) {
				continue
			}
			t.Run(fmt.Sprint(name, " by ", size), func(t *testing.T) {
				t.Parallel()
				got := answers(t, inPieces(t, host, request+smuggled, size))
				if last := got[len(got)-1]; last.StatusCode != http.StatusBadRequest || !last.Close || len(got) > 2 {
					t.Errorf("%d answers, the last %s", len(got), last.Status)
				}
			})
		}
	}
}

func TestHonestRequestsOnOneConnectionAreAllAnsweredHoweverTheyAreCutIntoPackets(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	page := "GET /th/help HTTP/1.1\r\nHost: HOST\r\n\r\n"
	form := "POST /progress/clear HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nlang=th"
	chunks := inChunks + "4;a=\"b\"\r\nlang\r\n3\r\n=th\r\n0;last\r\n\r\n"
	for name, c := range map[string]struct {
		requests string
		want     string
	}{
		"pages":                      {page + page + "\r\n" + page, "[200 200 200]"},
		"pages and forms":            {page + form + page + form + page, "[200 303 200 303 200]"},
		"chunks alone":               {chunks, "[303]"},
		"chunks, then a page":        {chunks + page + page, "[303 200 200]"},
		"a page with a body":         {strings.Replace(page, "\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nabcd", 1) + page + form, "[200 200 303]"},
		"an empty line, then chunks": {"\r\n" + chunks + page, "[303 200]"},
	} {
		requests := strings.ReplaceAll(c.requests, "HOST", host)
		end := strings.LastIndex(requests, "Host: ")
		requests = requests[:end] + "Connection: close\r\n" + requests[end:]
		for _, size := range []int{1 << 20, 1, 3, 7, 64} {
			t.Run(fmt.Sprint(name, " by ", size), func(t *testing.T) {
				t.Parallel()
				var statuses []int
				for _, a := range answers(t, inPieces(t, host, requests, size)) {
					statuses = append(statuses, a.StatusCode)
				}
				if fmt.Sprint(statuses) != c.want {
					t.Errorf("%v, want %s", statuses, c.want)
				}
			})
		}
	}
}

// A browser waits for an answer before it sends chunks on the same connection.
func TestChunksMayFollowAnAnsweredRequest(t *testing.T) {
	w := start(t, setup{})
	host := strings.TrimPrefix(w.url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patient))
	buffer := make([]byte, 1<<20)
	for n := range 5 {
		io.WriteString(conn, strings.ReplaceAll(inChunks+"7\r\nlang=th\r\n0\r\n\r\n", "HOST", host))
		if got, err := conn.Read(buffer); err != nil || !strings.HasPrefix(string(buffer[:got]), "HTTP/1.1 303") {
			t.Fatalf("request %d: %q, %v", n, clip(string(buffer[:got])), err)
		}
	}
}

// inPieces sends bytes in packets of a size and reads until the server closes.
func inPieces(t *testing.T, host, request string, size int) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patient))
	go func() {
		for rest := request; rest != ""; {
			n := min(size, len(rest))
			if _, err := io.WriteString(conn, rest[:n]); err != nil {
				return
			}
			if rest = rest[n:]; size < 100 && len(rest)%5 == 0 {
				time.Sleep(time.Millisecond / 2) // so that the system does not put them together again
			}
		}
	}()
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("after %q: %v", clip(string(all)), err)
	}
	return all
}
