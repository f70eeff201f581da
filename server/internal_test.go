package server

import (
	"bufio"
	"bytes"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
	"go.uber.org/goleak"

	"napguide/server/live"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started by libraries, once a process; and fasthttp's sweeper of idle workers, which ends up to 10 s late.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp/stackless.funcWorker"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.init.0.func1"),
	)
}

// piped opens a stream of a source over a connection without a network.
func piped(t *testing.T, log *bytes.Buffer, src source) (r *streams, client net.Conn) {
	t.Helper()
	r = newStreams(slog.New(slog.NewTextHandler(log, nil)), 15*time.Millisecond, time.Minute, 10)
	t.Cleanup(func() { r.close(t.Context()) })
	client, server := net.Pipe()
	t.Cleanup(func() { client.Close() })
	st := &stream{registry: r, src: src, head: []byte("head\n"), opened: time.Now()}
	if r.admit(st, true) != 0 {
		t.Fatal("the stream is refused")
	}
	st.start(server)
	client.SetReadDeadline(time.Now().Add(20 * time.Second))
	return r, client
}

func TestAPanicInAStreamEndsThatStreamOnly(t *testing.T) {
	var log bytes.Buffer
	var reads atomic.Int32
	r, client := piped(t, &log, source{topic: "t", wake: live.New().Subscribe, read: func() (event, error) {
		if reads.Add(1) == 2 {
			panic("a fault of ours")
		}
		return event{name: "n", data: []byte("1"), version: "1"}, nil
	}})
	text := readAll(client)
	if !strings.Contains(text, "event: n") {
		t.Errorf("before the panic: %q", text)
	}
	if err := r.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "a fault of ours") {
		t.Errorf("the log does not tell: %s", log.String())
	}
}

func TestAStreamWhoseStateCannotBeReadGoesOnBeatingAndTellsItLater(t *testing.T) {
	var log bytes.Buffer
	var back atomic.Bool
	_, client := piped(t, &log, source{topic: "t", wake: live.New().Subscribe, read: func() (event, error) {
		if !back.Load() {
			return event{}, errors.New("the store is away")
		}
		return event{name: "n", data: []byte("1"), version: "1"}, nil
	}})
	lines := bufio.NewScanner(client)
	beats := 0
	for lines.Scan() {
		if lines.Text() == "event: beat" {
			if beats++; beats == 3 {
				back.Store(true)
			}
		}
		if lines.Text() == "event: n" {
			return
		}
	}
	t.Error("the stream ended without an event")
}

func TestWakeUpsDuringAWriteAreNotLostAndNotQueued(t *testing.T) {
	hub := live.New()
	var log bytes.Buffer
	var version atomic.Int32
	_, client := piped(t, &log, source{topic: "t", wake: hub.Subscribe, read: func() (event, error) {
		v := string('a' + version.Load())
		return event{name: "n", data: []byte(v), version: v}, nil
	}})
	lines := bufio.NewScanner(client)
	waitForLine(t, lines, "data: a")
	// The pipe takes nothing until it is read, so these all come while the stream is writing at most one event.
	for range 20 {
		version.Add(1)
		hub.Wake("t")
	}
	seen := 0
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if seen++; data == string(rune('a'+20)) {
				if seen > 3 {
					t.Errorf("%d events were queued", seen)
				}
				return
			}
		}
	}
	t.Error("the last state was not told")
}

func waitForLine(t *testing.T, lines *bufio.Scanner, want string) {
	t.Helper()
	for lines.Scan() {
		if lines.Text() == want {
			return
		}
	}
	t.Fatalf("no line %q", want)
}

func readAll(c net.Conn) string {
	var b bytes.Buffer
	b.ReadFrom(c)
	return b.String()
}

func TestPlainPathsOnlyAreGivenBack(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/th/": true, "/th/g/A-b_c": true, "/d/482913057": true,
		"": false, "th": false, "//evil.example": false, "/th//x": false, `/\evil.example`: false, "/th/%0d": false,
		"/th/\r\nX: y": false, "/" + strings.Repeat("a", 300): false,
	} {
		if got := plainPath(path); got != want {
			t.Errorf("plainPath(%q) = %v", path, got)
		}
	}
}

func TestPollsSlowDownByFiveSecondsEach(t *testing.T) {
	var p polls
	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		fast  bool
	}{{0, false}, {5 * time.Second, false}, {time.Second, true}, {5 * time.Second, true}, {15 * time.Second, false}} {
		now = now.Add(step.after)
		if got := p.tooFast("g", now); got != step.fast {
			t.Errorf("polled after %s: too fast %v, want %v", step.after, got, step.fast)
		}
	}
}

func TestPollsOfLongAgoAreForgotten(t *testing.T) {
	var p polls
	now := time.Now()
	for i := range 1000 {
		p.tooFast(string(rune('a'+i)), now)
	}
	now = now.Add(maxDeviceTTL)
	p.tooFast("kept", now) // within the lifetime still
	if p.tooFast("a", now) {
		t.Error("ten minutes later it is too fast")
	}
	now = now.Add(time.Second)
	if !p.tooFast("kept", now) {
		t.Error("what was asked for a second ago is forgotten")
	}
	now = now.Add(maxDeviceTTL + 1)
	p.tooFast("x", now)
	if n := len(p.now) + len(p.old); n > 4 {
		t.Errorf("%d are remembered", n)
	}
}

// Whoever is told to come again later is told when.
func TestEveryOutcomeThatPassesSaysAfterWhatTime(t *testing.T) {
	for _, o := range errorTable() {
		if (o.status == 429 || o.status == 503) != (o.retry > 0) {
			t.Errorf("%v: status %d, Retry-After %d", o.err, o.status, o.retry)
		}
	}
}

func TestAHostIsReadWithoutItsPort(t *testing.T) {
	for in, want := range map[string]string{
		"localhost": "localhost", "localhost:3000": "localhost", "192.168.1.2:80": "192.168.1.2", "[::1]:3000": "::1", "[::1]": "::1", "[::1": "", "": "",
	} {
		if got := string(hostname([]byte(in))); got != want {
			t.Errorf("hostname(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEveryErrorOfTheTableIsItsOwnOutcome(t *testing.T) {
	f := newFailures(errorOptions{table: errorTable(), stopping: func() bool { return false }})
	for _, o := range errorTable() {
		if got := f.find(o.err); got.status != o.status || got.kind != o.kind {
			t.Errorf("%v: %d %s, want %d %s", o.err, got.status, got.kind, o.status, o.kind)
		}
	}
	if got := f.find(errors.New("anything else")); got.status != 500 || got.kind != "internal" {
		t.Errorf("an unknown error: %+v", got)
	}
	if got := f.find(requestError(&fasthttp.ErrSmallBuffer{})); got.status != 431 {
		t.Errorf("large headers: %+v", got)
	}
}
func TestEachKindOfFailureAndEachNetworkHasLinesOfItsOwn(t *testing.T) {
	now := time.Now()
	b := newLogLimiter(func() time.Time { return now })
	spend := func(kind, address string, times int) (lines int) {
		for range times {
			if may, _ := b.spend(kind, clientOf(address)); may {
				lines++
			}
		}
		return lines
	}
	if n := spend("method", "203.0.113.7", 1000); n != maxLinesAddress {
		t.Errorf("one address has %d lines", n)
	}
	phones := 0
	for _, phone := range []string{"2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"} {
		phones += spend("method", phone, 1000)
	}
	if phones != maxLinesAddress {
		t.Errorf("the addresses of one network have %d lines", phones)
	}
	if n := spend("method", "203.0.113.8", 1000) + spend("method", "203.0.113.9", 1000); n != maxLines-2*maxLinesAddress {
		t.Errorf("what is left for others is %d lines", n)
	}
	if n := spend("foreign-host", "203.0.113.7", 1); n != 1 {
		t.Error("another kind has none")
	}
	now = now.Add(time.Minute)
	if may, left := b.spend("method", clientOf("203.0.113.7")); !may || left < 1000 {
		t.Errorf("a minute later: %v, %d were left out", may, left)
	}
	if _, left := b.spend("method", clientOf("203.0.113.7")); left != 0 {
		t.Errorf("it is said twice that %d were left out", left)
	}
}
