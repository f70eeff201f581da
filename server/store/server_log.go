package store

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// serverLog passes the embedded server's warnings and errors on, each kind once a minute; those of its start it keeps,
// with the line it would have died of.
type serverLog struct {
	log     *slog.Logger
	fatal   atomic.Pointer[string]
	trouble chan<- error // listener of a write that failed on disk, or of a damaged file, instead of the log

	mu      sync.Mutex
	running bool
	first   string               // what was found wrong at the start
	last    map[string]time.Time // when a kind of line was passed on
}

var errDamaged = errors.New("a file of the store has been damaged while it was open")

// sameLineEvery keeps a disk that fails at every write from filling the log, which may be on that very disk.
const sameLineEvery = time.Minute

// started ends the start and tells the first thing that went wrong in it, if anything did.
func (l *serverLog) started() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running, l.last = true, map[string]time.Time{}
	return l.first
}

// pass tells whether a line is to be logged now. What is filled in is left out: the server quotes damaged files there.
func (l *serverLog) pass(format string, v ...any) bool {
	now, line := time.Now(), fmt.Sprintf(format, v...)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !l.running:
		if l.first == "" {
			l.first = strings.TrimSpace(format)
		}
		return false
	case strings.Contains(line, "corrupt"), strings.Contains(line, "write error"), strings.Contains(line, "failed to store"):
		cause := errors.New(strings.TrimSpace(format))
		if strings.Contains(line, "corrupt") {
			cause = errDamaged
		}
		select {
		case l.trouble <- cause:
		default:
		}
		return false
	case now.Sub(l.last[format]) < sameLineEvery:
		return false
	}
	l.last[format] = now
	return true
}

func (l *serverLog) fatalLine() string {
	if p := l.fatal.Load(); p != nil {
		return *p
	}
	return "no reason given"
}

func (l *serverLog) Fatalf(format string, v ...any) {
	line := fmt.Sprintf(format, v...)
	l.fatal.Store(&line) // becomes Open's error
}

func (l *serverLog) Errorf(format string, v ...any) {
	if l.pass(format, v...) {
		l.log.Error("embedded store: " + format)
	}
}

func (l *serverLog) Warnf(format string, v ...any) {
	if l.pass(format, v...) {
		l.log.Warn("embedded store: " + format)
	}
}

func (l *serverLog) Noticef(string, ...any) {}

func (l *serverLog) Debugf(string, ...any) {}

func (l *serverLog) Tracef(string, ...any) {}
