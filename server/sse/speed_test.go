//go:build unix

package sse

import (
	"bytes"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"napguide/server/live"
)

// people is how many streams the benchmarks open.
const people = 1000

// A step of a room, to a crowd of connections that are read; µs/event is processor time, the readers' included.
func BenchmarkAStepToACrowd(b *testing.B) { stepTo(b, true) }

// The same with a goroutine for each stream.
func BenchmarkAStepToACrowdWithAGoroutineEach(b *testing.B) { stepTo(b, false) }

func stepTo(b *testing.B, inMemory bool) {
	data := bytes.Repeat([]byte("x"), 400)
	var version atomic.Int64
	hub := live.New()
	r := New(slog.New(slog.DiscardHandler), time.Hour, time.Hour, people)
	defer r.Close(b.Context())
	heard := connect(b, func(server net.Conn) {
		st := &stream{registry: r, opened: time.Now(), src: Source{InMemory: inMemory, Session: server.RemoteAddr().String(), Topic: "t", Subscribe: hub.Subscribe, Read: func() (Event, error) {
			return Event{Name: "seat", Data: data, Version: strconv.FormatInt(version.Load(), 10)}, nil
		}}}
		limitSendBuffer(server)
		r.admit(st, true)
		st.takeOver(server)
	})
	heard()
	measure(b, func() {
		version.Add(1)
		hub.Wake("t")
		heard()
	})
}

// The same bytes by a loop that does nothing but write them.
func BenchmarkABareLoopToACrowd(b *testing.B) {
	event := appendEvent(nil, Event{Name: "seat", Data: bytes.Repeat([]byte("x"), 400)})
	var conns []net.Conn
	var mu sync.Mutex
	heard := connect(b, func(server net.Conn) {
		mu.Lock()
		defer mu.Unlock()
		limitSendBuffer(server)
		conns = append(conns, server)
	})
	measure(b, func() {
		for _, c := range conns {
			if _, err := c.Write(event); err != nil {
				b.Fatal(err)
			}
		}
		heard()
	})
	for _, c := range conns {
		c.Close()
	}
}

// connect opens a crowd of connections. heard waits until each has been sent one event more.
func connect(b *testing.B, serve func(net.Conn)) (heard func()) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	var round sync.WaitGroup
	round.Add(people)
	var readers sync.WaitGroup
	for range people {
		client, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		server, err := ln.Accept()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { client.Close() })
		readers.Go(func() {
			buf := make([]byte, 1024)
			for {
				n, err := client.Read(buf)
				if err != nil {
					return
				}
				if bytes.Contains(buf[:n], []byte("event: seat\n")) {
					round.Done()
				}
			}
		})
		serve(server)
	}
	return func() { round.Wait(); round.Add(people) }
}

// measure does a round again and again.
func measure(b *testing.B, round func()) {
	b.ReportAllocs()
	before := spent()
	for b.Loop() {
		round()
	}
	b.ReportMetric(float64((spent()-before).Microseconds())/float64(b.N*people), "µs/event")
}

// spent is the processor time of this process.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
