// Package logs keeps the log from doing harm: no request waits for a line (Queue), and no line holds a secret (Hiding).
package logs

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
)

// Bounds of what waits to be written.
const (
	maxLines = 2000
	maxBytes = 1 << 20
)

// Queue is a writer that never blocks and never fails. One goroutine writes on what it is given; what comes while too much
// waits, and what cannot be written, is dropped and counted. It is for whole lines.
type Queue struct {
	w    io.Writer
	tell func(w io.Writer, lines int64) // writes a line about what was dropped; nil: nothing is said

	mu      sync.Mutex
	changed sync.Cond // something waits, or the queue is closed
	waiting [][]byte
	bytes   int   // of what waits
	untold  int64 // lines dropped since that was told
	dropped int64 // lines dropped all in all
	closed  bool

	ended chan struct{} // closed when the goroutine has ended
}

// NewQueue starts a queue before w; Close ends it. The line about what was dropped is written by tell, which may be nil.
func NewQueue(w io.Writer, tell func(w io.Writer, lines int64)) *Queue {
	q := &Queue{w: w, tell: tell, ended: make(chan struct{})}
	q.changed.L = &q.mu
	go q.run()
	return q
}

// TellBy is a tell in the log's own form.
func TellBy(form func(io.Writer) slog.Handler) func(io.Writer, int64) {
	return func(w io.Writer, lines int64) {
		slog.New(form(w)).Warn("lines of this log were dropped: they could not be written as fast as they came", "lines", lines)
	}
}

// Write takes a line. It says that all was written, whatever becomes of it.
func (q *Queue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.waiting) >= maxLines || q.bytes+len(line) > maxBytes {
		q.drop(1)
		return len(line), nil
	}
	q.waiting = append(q.waiting, bytes.Clone(line))
	q.bytes += len(line)
	q.changed.Signal()
	return len(line), nil
}

// drop counts; it needs the lock.
func (q *Queue) drop(lines int64) {
	q.untold += lines
	q.dropped += lines
}

// Dropped is how many lines were dropped since the start.
func (q *Queue) Dropped() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}

// Close writes what waits, as far as that is done before ctx ends. A write that stands still is left behind.
func (q *Queue) Close(ctx context.Context) {
	q.mu.Lock()
	q.closed = true
	q.changed.Signal()
	q.mu.Unlock()
	select {
	case <-q.ended:
	case <-ctx.Done():
	}
}

// run writes until the queue is closed and empty.
func (q *Queue) run() {
	defer close(q.ended)
	for {
		q.mu.Lock()
		for len(q.waiting) == 0 && !q.closed {
			q.changed.Wait()
		}
		lines, untold, closed := q.waiting, q.untold, q.closed
		q.waiting, q.bytes, q.untold = nil, 0, 0
		q.mu.Unlock()

		failed := int64(0)
		for _, line := range lines {
			if _, err := q.w.Write(line); err != nil {
				failed++
			}
		}
		told := true
		if untold > 0 && q.tell != nil { // after what had waited: later lines were the ones to go
			var line bytes.Buffer
			q.tell(&line, untold)
			_, err := q.w.Write(line.Bytes())
			told = err == nil
		}
		q.mu.Lock()
		q.drop(failed)
		if !told {
			q.untold += untold
		}
		done := closed && len(q.waiting) == 0
		q.mu.Unlock()
		if done {
			return
		}
	}
}
