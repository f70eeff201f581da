package server_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"napguide/server"
	"napguide/server/web"
)

func TestAnEventStreamHasItsHeadAtOnceAndTheSecurityHeaders(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	e := b.events(b.makeGrant().Events)
	h := e.res.Header
	if e.res.StatusCode != 200 || !strings.HasPrefix(h.Get("Content-Type"), "text/event-stream") || !strings.HasPrefix(h.Get("Cache-Control"), "no-store") {
		t.Errorf("%s, %v", e.res.Status, h)
	}
	if len(e.res.TransferEncoding) != 0 || h.Get("Content-Length") != "" || h.Get("Content-Encoding") != "" {
		t.Errorf("the stream is framed: %v, %v", e.res.TransferEncoding, h)
	}
	for name, part := range securityHeaders {
		if !strings.Contains(h.Get(name), part) {
			t.Errorf("%s: %q", name, h.Get(name))
		}
	}
	if line, _ := e.line(); line != "retry: 1000" {
		t.Errorf("first line %q", line)
	}
	e.next()
}

func TestHEADOfAnEventStreamEnds(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	a := b.do(b.request(http.MethodHead, b.makeGrant().Events, "")).want(t, 200)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream") || w.srv.OpenStreams() != 0 {
		t.Errorf("%v, %d streams open", a.Header, w.srv.OpenStreams())
	}
}

func TestAStreamBeatsAndEndsWithItsLife(t *testing.T) {
	t.Parallel()
	w := start(t, setup{tune: func(s *server.Server) { s.TuneStreams(150*time.Millisecond, 3*time.Second, 10) }})
	b := w.browser()
	e := b.events(b.makeGrant().Events)
	text := e.rest()
	if n := strings.Count(text, "event: beat\n"); n < 2 {
		t.Errorf("%d beats in %q", n, text)
	}
	if n := strings.Count(text, "event: grant"); n != 1 {
		t.Errorf("an unchanged state was told %d times", n)
	}
	waitFor(t, "the stream to be forgotten", func() bool { return w.srv.OpenStreams() == 0 })
}

func TestASessionsFifthStreamGetsASnapshotAndIsToldToComeAgain(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	m := b.makeGrant()
	var open []*events
	for range web.MaxStreamsPerSession {
		e := b.events(m.Events)
		e.next()
		open = append(open, e)
	}
	a := b.get(m.Events).want(t, 200) // ends by itself
	if !strings.HasPrefix(a.body, "retry: 2000\n\n") || !strings.Contains(a.body, `"state":"pending"`) {
		t.Errorf("the fifth got %q", a.body)
	}
	other := w.browser()
	other.events(other.makeGrant().Events).next() // other sessions are not concerned

	open[0].res.Body.Close()
	waitFor(t, "the closed stream to be noticed", func() bool { return w.srv.OpenStreams() == web.MaxStreamsPerSession })
	b.events(m.Events).next()
}

func TestAPageToWhichNoStreamComesThroughGetsShortAnswers(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	m := b.makeGrant()
	a := b.get(m.Events+"&brief=1").want(t, 200) // ends by itself
	if !strings.HasPrefix(a.body, "retry: 2000\n\n") || !strings.Contains(a.body, `"state":"pending"`) {
		t.Errorf("it got %q", a.body)
	}
	w.browser().post(w.scanPath(m)+"/approve", "")
	if a := b.get(m.Events+"&brief=1").want(t, 200); !strings.Contains(a.body, `"state":"approved"`) || w.srv.OpenStreams() != 0 {
		t.Errorf("then it got %q, with %d streams open", a.body, w.srv.OpenStreams())
	}
}

func TestBeyondTheCapStreamsAreToldToComeLater(t *testing.T) {
	w := start(t, setup{tune: func(s *server.Server) { s.TuneStreams(time.Second, time.Minute, 2) }})
	for range 2 {
		b := w.browser()
		b.events(b.makeGrant().Events).next()
	}
	b := w.browser()
	a := b.get(b.makeGrant().Events).want(t, 200)
	if !strings.HasPrefix(a.body, "retry: 5000\n\n") {
		t.Errorf("got %q", a.body)
	}
}

func TestAWaitingStreamIsOneGoroutineAndAGoneBrowserLeavesNothingBehind(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	m := b.makeGrant()
	host := strings.TrimPrefix(w.url, "http://")
	sid := b.http.Jar.Cookies(b.request("GET", "/", "").URL)[0]
	var conns []net.Conn
	for range web.MaxStreamsPerSession {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s=%s\r\n\r\n", m.Events, host, sid.Name, sid.Value)
		conns = append(conns, conn)
	}
	waitFor(t, "the streams to open", func() bool { return w.srv.OpenStreams() == len(conns) })
	waitFor(t, "one goroutine a stream", func() bool { return streamGoroutines() == len(conns) })
	for _, c := range conns {
		c.Close()
	}
	waitFor(t, "the streams to close", func() bool { return w.srv.OpenStreams() == 0 })
	waitFor(t, "their goroutines to end", func() bool { return streamGoroutines() == 0 })
}

// streamGoroutines counts the goroutines that any event stream has.
func streamGoroutines() int {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	n := 0
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "napguide/server/sse.(*stream).") || strings.Contains(stack, "hijackConnHandler") {
			n++
		}
	}
	return n
}

func TestStoppingEndsStreamsSaysNotReadyAndClosesUnusedConnections(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	e := b.events(b.makeGrant().Events)
	e.next()
	unused, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://")) // as browsers keep them
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	time.Sleep(20 * time.Millisecond)

	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	if err := w.srv.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
	e.rest() // ends
	unused.SetReadDeadline(time.Now().Add(patient))
	if _, err := unused.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the unused connection is still open: %v", err)
	}
}
