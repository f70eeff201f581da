package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// wire is a browser's open event stream, with as little around it as can be: thousands stand in one process.
type wire struct {
	conn  net.Conn
	event []byte       // what is listened for
	heard atomic.Int64 // how often it came
	at    atomic.Int64 // when it came last, Unix nanoseconds
	size  atomic.Int64 // of the last, in bytes
}

// openWire opens the event stream at an address and waits for its first event.
func openWire(ctx context.Context, address, cookie, event string) (*wire, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	conn, err := dialSpread(ctx, "tcp", u.Host)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "https" {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) // our own child's, on loopback
	}
	w := &wire{conn: conn, event: []byte("event: " + event + "\n")}
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept: text/event-stream\r\n\r\n", u.RequestURI(), u.Host, cookie); err != nil {
		conn.Close()
		return nil, err
	}
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	lines := bufio.NewReaderSize(conn, 4096)
	for first := true; ; first = false {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			conn.Close()
			return nil, err
		}
		if first && !bytes.Contains(line, []byte(" 200 ")) {
			conn.Close()
			return nil, errors.New(strings.TrimSpace(string(line)))
		}
		if bytes.Equal(line, w.event) {
			break
		}
	}
	conn.SetReadDeadline(time.Time{})
	w.listen()
	return w, nil
}

// listen notes when the event comes, on a goroutine that ends with the connection.
func (w *wire) listen() {
	go func() {
		buf := make([]byte, 1024)
		for {
			n, err := w.conn.Read(buf)
			if err != nil {
				return
			}
			if bytes.Contains(buf[:n], w.event) {
				w.at.Store(time.Now().UnixNano())
				w.size.Store(int64(n))
				w.heard.Add(1)
			}
		}
	}()
}

// wires are many of them.
type wires []*wire

// openWires opens streams in parallel: one a session and one a number of times for each.
func openWires(ctx context.Context, event string, addresses, cookies []string, each int) (wires, error) {
	all := make(wires, len(addresses)*each)
	err := inParallel(len(all), func(i int) (err error) {
		all[i], err = openWire(ctx, addresses[i/each], cookies[i/each], event)
		return err
	})
	if err != nil {
		all.close()
	}
	return all, err
}

func (all wires) close() {
	for _, w := range all {
		if w != nil {
			w.conn.Close()
		}
	}
}

// times waits until all have heard the event so many times, and tells how long after a moment each did.
func (all wires) times(ctx context.Context, heard int64, since time.Time) ([]time.Duration, error) {
	out := make([]time.Duration, len(all))
	for i, w := range all {
		for w.heard.Load() < heard {
			if ctx.Err() != nil {
				return nil, fmt.Errorf("a stream did not hear of an event: %w", ctx.Err())
			}
			time.Sleep(time.Millisecond)
		}
		out[i] = time.Unix(0, w.at.Load()).Sub(since)
	}
	return out, nil
}

// inParallel does something n times, some at once, and gives back the first error.
func inParallel(n int, do func(i int) error) error {
	const atOnce = 32
	var next atomic.Int64
	var first atomic.Pointer[error]
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && first.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					first.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	all.Wait()
	if err := first.Load(); err != nil {
		return *err
	}
	return nil
}
