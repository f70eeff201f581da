package sse

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

	"napguide/server/live"
)

// piped opens a stream of a source over a connection without a network.
func piped(t *testing.T, log *bytes.Buffer, src Source) (r *Streams, client net.Conn) {
	t.Helper()
	r = New(slog.New(slog.NewTextHandler(log, nil)), 15*time.Millisecond, time.Minute, 10)
	t.Cleanup(func() { r.Close(t.Context()) })
	client, server := net.Pipe()
	t.Cleanup(func() { client.Close() })
	st := &stream{registry: r, src: src, head: []byte("head\n"), opened: time.Now()}
	if r.admit(st, true) != 0 {
		t.Fatal("the stream is refused")
	}
	st.takeOver(server)
	client.SetReadDeadline(time.Now().Add(90 * time.Second))
	return r, client
}

func TestAPanicInAStreamEndsThatStreamOnly(t *testing.T) {
	var log bytes.Buffer
	var reads atomic.Int32
	r, client := piped(t, &log, Source{Topic: "t", Subscribe: live.New().Subscribe, Read: func() (Event, error) {
		if reads.Add(1) == 2 {
			panic("a fault of ours")
		}
		return Event{Name: "n", Data: []byte("1"), Version: "1"}, nil
	}})
	text := readAll(client)
	if !strings.Contains(text, "event: n") {
		t.Errorf("before the panic: %q", text)
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "a fault of ours") {
		t.Errorf("the log does not tell: %s", log.String())
	}
}

func TestAStreamWhoseStateCannotBeReadGoesOnBeatingAndTellsItLater(t *testing.T) {
	var log bytes.Buffer
	var back atomic.Bool
	_, client := piped(t, &log, Source{Topic: "t", Subscribe: live.New().Subscribe, Read: func() (Event, error) {
		if !back.Load() {
			return Event{}, errors.New("the store is away")
		}
		return Event{Name: "n", Data: []byte("1"), Version: "1"}, nil
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
	_, client := piped(t, &log, Source{Topic: "t", Subscribe: hub.Subscribe, Read: func() (Event, error) {
		v := string('a' + version.Load())
		return Event{Name: "n", Data: []byte(v), Version: v}, nil
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
