package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// breaks notes a failed write when it means that the embedded server is past writing: JetStream gives no answer to a
// write that failed on disk, and none to any later one. An outside cluster mends itself.
func (n *node) breaks(cause error) {
	var answer *jetstream.APIError
	if errors.As(cause, &answer) && answer.Code != 503 { // it is alive and says no
		return
	}
	if n.embedded != nil {
		n.broken.Store(true)
	}
}

func (s *Store) startEmbedded(ctx context.Context) (*node, error) {
	dir := s.opt.Dir
	if dir == "" {
		dir = s.tempDir
	} else if freeSpace(dir) < roomNeeded {
		return nil, &folderError{dir, ErrDiskFull, "free some space there"}
	}
	srv, nc, lines, err := s.startServer(dir, true)
	if err != nil {
		return nil, err
	}
	n := &node{embedded: srv, nc: nc}
	if err = s.openBuckets(ctx, n); err == nil {
		n.startWarning = lines.started()
		return n, nil
	}
	n.close()
	return nil, fmt.Errorf("the embedded store in %s: %w", dir, err)
}

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

// writable turns a write down before JetStream meets a full disk, or after it did.
func (s *Store) writable(n *node) error {
	if n.embedded == nil {
		return nil
	}
	if n.isBroken() {
		err := errors.New("the embedded server could not write and has not been restarted yet")
		s.troubled(n, err)
		return unavailable(err)
	}
	if s.opt.Dir != "" && !s.opt.skipDiskCheck && freeSpace(s.opt.Dir) < roomNeeded {
		err := &folderError{s.opt.Dir, ErrDiskFull, "free some space there"}
		s.health.failed(err)
		return unavailable(err)
	}
	return nil
}

// readsBack tries whether the bucket still gives back what was written to it: each time another key.
func (s *Store) readsBack(ctx context.Context, n *node, f *feed) error {
	key := attemptsKey
	if j := s.journal.Load(); j != nil {
		if some, ok := j.someKey(f.kv.Bucket()); ok {
			key = some
		}
	}
	_, _, err := s.readFrom(ctx, n, f, key)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// contradicts tells whether an answer cannot be true, by the journal.
func (s *Store) contradicts(f *feed, key string, revision uint64, err error) bool {
	j := s.journal.Load()
	if j == nil || err != nil && !errors.Is(err, ErrNotFound) {
		return false
	}
	p, there := j.knows(f.kv.Bucket(), key)
	if !there || p.revision <= revision {
		return false
	}
	age := s.ages()[f.kv.Bucket()]
	return err == nil || time.Since(time.Unix(0, p.at)) < age-time.Minute
}

// suspectDamage has the embedded server stopped, its files mended and started again.
func (s *Store) suspectDamage(n *node) {
	n.damaged.Store(true)
	n.broken.Store(true)
	select {
	case s.trouble <- errDamaged:
	default:
	}
}

// whole is the node as it is, or, while its files are being mended, the one that comes after; it is waited for a little.
func (s *Store) whole(ctx context.Context) *node {
	n := s.node.Load()
	for began := time.Now(); n.damaged.Load() && time.Since(began) < holdTime && sleep(ctx, holdPause/10); {
		n = s.node.Load()
	}
	return n
}

// restart replaces an embedded server that is broken or gone by a fresh one on the same folder.
func (s *Store) restart(ctx context.Context, old *node) {
	old.close()
	start, cancel := context.WithTimeout(ctx, 2*startTime)
	defer cancel()
	var w whole
	var err error
	if s.opt.Dir != "" {
		w, err = s.mend(start, s.remembered())
	}
	var n *node
	if err == nil {
		n, err = s.connect(start)
	}
	if err != nil {
		s.health.failed(err)
		s.opt.Log.Debug("the embedded store could not be restarted; trying again", "cause", err)
		return
	}
	s.node.Store(n)
	s.health.worked()
	s.logRepair(w, "")
}

// startServer starts an embedded server that keeps its files under a folder. The caller closes both.
func (s *Store) startServer(dir string, syncAlways bool) (*server.Server, *nats.Conn, *serverLog, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName:         "guide",
		DontListen:         true, // reached over an in-process pipe only: no port is opened
		NoSigs:             true, // signals belong to cmd/guide
		JetStream:          true,
		StoreDir:           dir,
		SyncAlways:         syncAlways, // an acknowledged grant survives a flat battery; 0.44 ms a put
		JetStreamMaxStore:  2 * (maxBytes + s.roomBytes()),
		JetStreamMaxMemory: 2 * (maxBytes + s.roomBytes()),
	})
	if err != nil {
		return nil, nil, nil, fmt.Errorf("the embedded store in %s: %w", dir, err)
	}
	lines := &serverLog{log: s.opt.Log, trouble: s.trouble}
	srv.SetLogger(lines, false, false)
	srv.Start()
	ready := false
	for began := time.Now(); !ready && lines.fatal.Load() == nil && time.Since(began) < startTime; {
		ready = srv.ReadyForConnections(startTime / 100)
	}
	if ready && srv.JetStreamEnabled() {
		nc, err := nats.Connect("", nats.InProcessServer(srv), nats.Name("guide"), nats.NoReconnect())
		if err == nil {
			return srv, nc, lines, nil
		}
	}
	srv.Shutdown()
	srv.WaitForShutdown()
	return nil, nil, nil, fmt.Errorf("the embedded store in %s did not start: %s", dir, lines.fatalLine())
}
