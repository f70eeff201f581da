package logs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"napguide/server/logs"
)

const patient = 90 * time.Second

func form(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }

// A pipe that nobody reads is full after 64 KB. Whoever logs goes on, and what is dropped is counted and told later.
func TestAReaderThatStandsStillBlocksNobodyAndIsToldWhatItMissed(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	q := logs.NewQueue(w, logs.TellBy(form))
	line := []byte(strings.Repeat("x", 999) + "\n")
	written := make(chan struct{})
	const lines = 5000
	go func() {
		defer close(written)
		for range lines {
			q.Write(line)
		}
	}()
	select {
	case <-written:
	case <-time.After(patient):
		t.Fatal("a line was waited for")
	}
	dropped := q.Dropped()
	if dropped < 1000 {
		t.Fatalf("%d lines of %d were dropped; the pipe takes them all, and this shows nothing", dropped, lines)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	q.Close(short) // comes back although the writing stands still
	cancel()
	read := make(chan string)
	go func() { all, _ := io.ReadAll(r); read <- string(all) }()
	long, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	q.Close(long)
	w.Close()
	all := <-read
	if n := int64(strings.Count(all, string(line))); n != lines-dropped {
		t.Errorf("%d lines came, want %d", n, lines-dropped)
	}
	var told int64 // in two parts where some were dropped before the pipe was full
	for _, m := range regexp.MustCompile(`dropped.* lines=(\d+)`).FindAllStringSubmatch(all, -1) {
		n, _ := strconv.ParseInt(m[1], 10, 64)
		told += n
	}
	if told != dropped || strings.Count(all, "dropped") > 5 {
		t.Errorf("%d lines were dropped, told %d: %q", dropped, told, all[max(0, len(all)-300):])
	}
}

// flaky fails until it is mended.
type flaky struct {
	mu     sync.Mutex
	broken bool
	bytes.Buffer
}

func (f *flaky) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return 0, errors.New("broken pipe")
	}
	return f.Buffer.Write(p)
}

func TestWhatCannotBeWrittenIsCountedAndToldOnceItCan(t *testing.T) {
	w := &flaky{broken: true}
	q := logs.NewQueue(w, logs.TellBy(form))
	for range 3 {
		q.Write([]byte("lost\n"))
	}
	for end := time.Now().Add(patient); q.Dropped() != 3; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d dropped", q.Dropped())
		}
	}
	w.mu.Lock()
	w.broken = false
	w.mu.Unlock()
	q.Write([]byte("back\n"))
	q.Close(t.Context())
	if got := w.String(); !strings.HasPrefix(got, "back\n") || !strings.Contains(got, "lines=3") {
		t.Errorf("got %q", got)
	}
}

func TestALineHoldsNoSecretWhoeverWritesIt(t *testing.T) {
	secrets := []string{"482913057", "482 913 057", "482-913-057", "589146", "589 146", "rVn0Xh2_QmKj-7aPz", "Zk3v9Xq0T1mB_w8Y", "AbCdEfGhIjKlMnOpQrStUv",
		"2dbcc309e4f546e10fbecd1dc91809cf", "Zk3v9Xq0T1mB_w8Y.AbCdEfGhIjKlMnOpQrStUv"}
	for _, secret := range secrets {
		var out bytes.Buffer
		log := logs.Hiding(slog.New(form(&out)))
		log.Info("about "+secret, "cause", fmt.Errorf("store: code.%s: %w", secret, io.EOF), "key", "room."+secret+".seat.3")
		log.With("topic", "grant."+secret).WithGroup("g").Info("x", slog.Group("h", "y", "/d/"+secret+"/scan"), "z", []string{secret})
		for part := range strings.SplitSeq(secret, ".") {
			if strings.Contains(out.String(), part) {
				t.Errorf("%s is in %q", part, out.String())
			}
		}
		if strings.Count(out.String(), logs.Hidden) < 6 {
			t.Errorf("of %s something is left: %q", secret, out.String())
		}
	}
	for _, harmless := range []string{"unsupported_grant_type", "/:lang/workshop/:room/report.csv", "2026-11-26", "192.168.100.200:30000", "took 1.234567s", "NATS at nats://127.0.0.1:4222 is gone",
		"error in foreign-origin", "18 of 300", "listen tcp 0.0.0.0:3000: address already in use", "context deadline exceeded"} {
		if got := logs.Hide(harmless); got != harmless {
			t.Errorf("%q becomes %q", harmless, got)
		}
	}
}
