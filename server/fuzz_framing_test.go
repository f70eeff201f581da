package server_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"napguide/server/web"

	"github.com/valyala/fasthttp"
)

// FuzzFraming sends bytes as a connection carries them. What is taken for a request has to be the same requests, with the
// same bodies, to Go's own server, which stands here for whatever program may be in front of ours.
func FuzzFraming(f *testing.F) {
	for _, request := range ambiguous {
		f.Add([]byte(strings.ReplaceAll(request, "HOST", "localhost") + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	}
	for _, request := range oddOnTheWire {
		f.Add([]byte(strings.ReplaceAll(strings.ReplaceAll(request, "CHUNKS", inChunks), "HOST", "localhost") + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	}
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"POST /d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\ncodeGET /b HTTP/1.0\r\nHost: localhost\r\n\r\n",
		"POST /d HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4;a=\"b;\"\r\ncode\r\n00\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"\r\n\r\nGET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
		"POST /d HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\ncode",
	} {
		f.Add([]byte(request))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		type request struct{ method, target, body string }
		var ours []request
		conn := &recording{in: bytes.NewReader(sent)}
		wrapped, err := (&web.RetryListener{Listener: only{conn}}).Accept()
		if err != nil {
			t.Fatal(err)
		}
		srv := fasthttp.Server{
			ReadBufferSize: web.ReadBuffer, MaxRequestBodySize: web.MaxBody, DisablePreParseMultipartForm: true, Logger: quiet{},
			Handler: func(ctx *fasthttp.RequestCtx) {
				if web.CheckRequest(ctx) != nil {
					ctx.SetStatusCode(http.StatusBadRequest)
					ctx.SetConnectionClose()
					return
				}
				ours = append(ours, request{string(ctx.Method()), string(ctx.Request.Header.RequestURI()), string(ctx.Request.Body())})
			},
		}
		_ = srv.ServeConn(wrapped)
		rest := bufio.NewReader(bytes.NewReader(sent))
		for i, our := range ours {
			for b, _ := rest.Peek(1); len(b) == 1 && (b[0] == '\r' || b[0] == '\n'); b, _ = rest.Peek(1) {
				rest.Discard(1) // empty lines before a request
			}
			req, err := http.ReadRequest(rest)
			if err != nil && (strings.Contains(err.Error(), "invalid URL escape") || strings.Contains(err.Error(), "parse ")) {
				return // an address that is none is found later here, as 404
			}
			if err != nil {
				t.Fatalf("request %d, taken as %+v, is none to others: %v\n%q", i, our, err, sent)
			}
			body, err := io.ReadAll(req.Body)
			if err != nil || req.Method != our.method || req.RequestURI != our.target || string(body) != our.body {
				t.Fatalf("request %d is %+v here, and %s %s %q there (%v)\n%q", i, our, req.Method, req.RequestURI, body, err, sent)
			}
		}
	})
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

// recording is a connection whose other side has said all that it will.
type recording struct {
	in  io.Reader
	out bytes.Buffer
}

func (c *recording) Read(p []byte) (int, error)       { return c.in.Read(p) }
func (c *recording) Write(p []byte) (int, error)      { return c.out.Write(p) }
func (c *recording) Close() error                     { return nil }
func (c *recording) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (c *recording) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (c *recording) SetDeadline(time.Time) error      { return nil }
func (c *recording) SetReadDeadline(time.Time) error  { return nil }
func (c *recording) SetWriteDeadline(time.Time) error { return nil }

// only is a listener with one connection.
type only struct{ net.Conn }

func (o only) Accept() (net.Conn, error) { return o.Conn, nil }
func (o only) Addr() net.Addr            { return o.LocalAddr() }
