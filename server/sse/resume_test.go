package sse

import (
	"bufio"
	"bytes"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"napguide/server/live"
)

// FuzzStreamCatchesUp lets states change, wake-ups get lost, reads fail and connections break in whatever order: a
// browser that is there at the end knows the last state, and is never told an older one after a newer.
func FuzzStreamCatchesUp(f *testing.F) {
	f.Add([]byte{0, 0, 0})
	f.Add([]byte{2, 0, 1, 3, 0, 4, 1, 0})
	f.Add([]byte{4, 2, 1, 4, 1, 1, 0, 4})
	f.Fuzz(func(t *testing.T, ops []byte) {
		if len(ops) > 60 {
			return
		}
		hub := live.New()
		var mu sync.Mutex
		version, failing := byte(0), false
		src := Source{Topic: "t", Session: "s", Subscribe: hub.Subscribe, Read: func() (Event, error) {
			mu.Lock()
			defer mu.Unlock()
			if failing {
				return Event{}, errors.New("away")
			}
			v := string(rune('A' + version))
			return Event{Name: "n", Data: []byte(v), Version: v}, nil
		}}
		r := New(slog.New(slog.NewTextHandler(new(bytes.Buffer), nil)), time.Hour, time.Hour, 100)
		defer r.Close(t.Context())
		heard := make(chan byte, 1000)
		var readers sync.WaitGroup
		var client net.Conn
		var st *stream
		connect := func() {
			c, server := net.Pipe()
			client = c
			st = &stream{registry: r, src: src, head: []byte("head\n"), opened: time.Now()}
			st.takeOver(server)
			readers.Go(func() {
				for lines := bufio.NewScanner(c); lines.Scan(); {
					if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
						heard <- data[0]
					}
				}
			})
		}
		newest := byte(0)
		hears := func() { // until it knows the state as it is
			t.Helper()
			mu.Lock()
			want := 'A' + version
			mu.Unlock()
			timeout := time.After(90 * time.Second)
			for newest != want {
				select {
				case v := <-heard:
					if v < newest {
						t.Errorf("after %c it is told %c", newest, v)
					}
					newest = v
				case <-timeout:
					t.Fatalf("it knows %q, not %q", newest, want)
				}
			}
		}
		connect()
		hears()
		for _, op := range ops {
			switch op % 5 {
			case 0: // a change, and its wake-up
				mu.Lock()
				version++
				away := failing
				mu.Unlock()
				hub.Wake("t")
				if !away {
					hears()
				}
			case 1: // a change whose wake-up is lost
				mu.Lock()
				version++
				mu.Unlock()
			case 2:
				mu.Lock()
				failing = true
				mu.Unlock()
			case 3:
				mu.Lock()
				failing = false
				mu.Unlock()
			case 4: // the connection breaks; the browser comes back
				client.Close()
				readers.Wait()
				connect()
			}
		}
		mu.Lock()
		failing = false
		mu.Unlock()
		st.notify(heartbeatDue) // the next beat
		hears()
		client.Close()
		readers.Wait()
	})
}
