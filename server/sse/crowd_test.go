package sse

import (
	"bufio"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/live"
)

// inCrowd opens a stream of a source that is in memory, over a connection of the network.
func inCrowd(t *testing.T, r *Streams, src Source) (*stream, *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	limitSendBuffer(server)
	src.InMemory, src.Session = true, server.RemoteAddr().String()
	st := &stream{registry: r, src: src, head: []byte("head\n"), opened: time.Now()}
	if r.admit(st, true) != 0 {
		t.Fatal("the stream is refused")
	}
	st.takeOver(server)
	client.SetReadDeadline(time.Now().Add(90 * time.Second))
	return st, client.(*net.TCPConn)
}

// isHeldUp tells whether a stream waits for its client while there is news for it.
func (st *stream) isHeldUp() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.busy && st.wanted != 0
}

func TestWhoTakesNothingHoldsNobodyUpAndHearsOfTheLastStateInTheEnd(t *testing.T) {
	hub := live.New()
	var version atomic.Int64
	filler := strings.Repeat("x", 6000)
	src := Source{Topic: "t", Subscribe: hub.Subscribe, Read: func() (Event, error) {
		v := strconv.FormatInt(version.Load(), 10)
		return Event{Name: "n", Data: []byte(v + " " + filler), Version: v}, nil
	}}
	r := New(slog.New(slog.DiscardHandler), time.Hour, time.Hour, 100)
	defer r.Close(t.Context())
	var held []*stream
	var silent []net.Conn
	for range 2 * runtime.GOMAXPROCS(0) { // more than there are writers
		st, client := inCrowd(t, r, src)
		held, silent = append(held, st), append(silent, client)
	}
	var reading []*bufio.Reader
	for range 10 {
		_, client := inCrowd(t, r, src)
		reading = append(reading, bufio.NewReader(client))
	}
	// hears reads until a version, and holds that all events are whole and none is older than the one before.
	hears := func(lines *bufio.Reader, want int64) {
		t.Helper()
		for last := int64(-1); last < want; {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatalf("after version %d of %d: %v", last, want, err)
			}
			data, ok := strings.CutPrefix(line, "data: ")
			if !ok {
				continue
			}
			number, rest, _ := strings.Cut(data, " ")
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil || rest != filler+"\n" || n <= last {
				t.Fatalf("after version %d: %.20q…, %d bytes", last, data, len(data))
			}
			last = n
		}
	}
	step := func() {
		v := version.Add(1)
		hub.Wake("t")
		for _, lines := range reading {
			hears(lines, v)
		}
	}
	for n := 0; slices.ContainsFunc(held, func(st *stream) bool { return !st.isHeldUp() }); n++ {
		if n == 1000 {
			t.Fatal("a connection that nobody reads takes everything")
		}
		step()
	}
	step()
	for _, client := range silent {
		hears(bufio.NewReader(client), version.Load())
	}
	step() // and from then on all are written to as before
	for _, st := range held {
		for end := time.Now().Add(90 * time.Second); st.isHeldUp(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("a stream that is read again is held up for ever")
			}
		}
	}
}

func TestAPanicInOneOfTheCrowdEndsThatStreamOnly(t *testing.T) {
	hub := live.New()
	var version atomic.Int64
	read := func() (Event, error) {
		v := strconv.FormatInt(version.Load(), 10)
		return Event{Name: "n", Data: []byte(v), Version: v}, nil
	}
	r := New(slog.New(slog.DiscardHandler), time.Hour, time.Hour, 100)
	defer r.Close(t.Context())
	_, broken := inCrowd(t, r, Source{Topic: "t", Subscribe: hub.Subscribe, Read: func() (Event, error) {
		if version.Load() == 1 {
			panic("a fault of ours")
		}
		return read()
	}})
	first := bufio.NewScanner(broken)
	waitForLine(t, first, "data: 0")
	var others []*bufio.Scanner
	for range 20 {
		_, client := inCrowd(t, r, Source{Topic: "t", Subscribe: hub.Subscribe, Read: read})
		lines := bufio.NewScanner(client)
		waitForLine(t, lines, "data: 0")
		others = append(others, lines)
	}
	for v := range 3 {
		version.Store(int64(1 + v))
		hub.Wake("t")
		for _, lines := range others {
			waitForLine(t, lines, "data: "+strconv.Itoa(1+v))
		}
	}
	for first.Scan() {
		if strings.HasPrefix(first.Text(), "data: ") {
			t.Errorf("a stream that panicked goes on: %s", first.Text())
		}
	}
}

func TestAStreamOfTheCrowdEndsWithItsServer(t *testing.T) {
	hub := live.New()
	r := New(slog.New(slog.DiscardHandler), 15*time.Millisecond, time.Hour, 100)
	_, client := inCrowd(t, r, Source{Topic: "t", Subscribe: hub.Subscribe, Read: func() (Event, error) { return Event{Name: "n", Version: "1"}, nil }})
	lines := bufio.NewScanner(client)
	waitForLine(t, lines, "event: beat")
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := lines.Err(); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the connection does not end: %v", err)
	}
}
