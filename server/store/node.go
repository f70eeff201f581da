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

// node is one connection to JetStream, with the server behind it when that is embedded.
type node struct {
	embedded *server.Server // nil: an outside cluster
	nc       *nats.Conn
	kv       jetstream.KeyValue // grants
	rooms    jetstream.KeyValue
	broken   atomic.Bool // the embedded server failed to write: it refuses every later write until restarted

	startWarning string // the first thing that an embedded server found wrong when it started
}

func (n *node) isBroken() bool { return n.broken.Load() }

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

func (n *node) close() {
	n.nc.Close()
	if n.embedded != nil {
		n.embedded.Shutdown()
		n.embedded.WaitForShutdown()
	}
}

func (s *Store) connect(ctx context.Context) (*node, error) {
	if len(s.opt.URLs) > 0 {
		return s.connectOutside(ctx)
	}
	return s.startEmbedded(ctx)
}

func (s *Store) connectOutside(ctx context.Context) (*node, error) {
	urls := strings.Join(s.opt.URLs, ",")
	nc, err := nats.Connect(urls,
		nats.Name("guide"),
		nats.Timeout(startTime/2),
		nats.MaxReconnects(-1),
		nats.ReconnectBufSize(-1), // while it is away, a write fails at once instead of being kept for later
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { s.lost(err) }),
		nats.ReconnectHandler(func(*nats.Conn) { s.health.worked() }),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: NATS at %s cannot be reached: %w", ErrUnavailable, urls, err)
	}
	kv, err := s.openBucket(ctx, nc)
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("%w: NATS at %s cannot keep the practice's bucket: %w", ErrUnavailable, urls, err)
	}
	rooms, err := s.openRooms(ctx, nc)
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("%w: NATS at %s cannot keep the workshop's bucket: %w", ErrUnavailable, urls, err)
	}
	return &node{nc: nc, kv: kv, rooms: rooms}, nil
}

// lost notes that the connection to an outside NATS broke. We closed it ourselves if there is no cause.
func (s *Store) lost(cause error) {
	if cause != nil {
		s.health.failed(fmt.Errorf("NATS at %s is gone: %w", strings.Join(s.opt.URLs, ","), cause))
	}
}

func (s *Store) startEmbedded(ctx context.Context) (*node, error) {
	dir := s.opt.Dir
	if dir == "" {
		dir = s.tempDir
	} else if freeSpace(dir) < roomNeeded {
		return nil, &folderError{dir, errNotEnoughRoom, "free some space there"}
	}
	srv, err := server.NewServer(&server.Options{
		ServerName:         "guide",
		DontListen:         true, // reached over an in-process pipe only: no port is opened
		NoSigs:             true, // signals belong to cmd/guide
		JetStream:          true,
		StoreDir:           dir,
		SyncAlways:         true, // an acknowledged grant survives a flat battery; 0.44 ms a put
		JetStreamMaxStore:  2 * maxBytes,
		JetStreamMaxMemory: 2 * maxBytes,
	})
	if err != nil {
		return nil, fmt.Errorf("the embedded store in %s: %w", dir, err)
	}
	lines := &serverLog{log: s.opt.Log}
	srv.SetLogger(lines, false, false)
	srv.Start()
	ready := false
	for began := time.Now(); !ready && lines.fatal.Load() == nil && time.Since(began) < startTime; {
		ready = srv.ReadyForConnections(startTime / 100)
	}
	if !ready || !srv.JetStreamEnabled() {
		srv.Shutdown()
		srv.WaitForShutdown()
		return nil, fmt.Errorf("the embedded store in %s did not start: %s", dir, lines.fatalLine())
	}
	nc, err := nats.Connect("", nats.InProcessServer(srv), nats.Name("guide"), nats.NoReconnect())
	if err == nil {
		var kv, rooms jetstream.KeyValue
		if kv, err = s.openBucket(ctx, nc); err == nil {
			rooms, err = s.openRooms(ctx, nc)
		}
		if err == nil {
			return &node{embedded: srv, nc: nc, kv: kv, rooms: rooms, startWarning: lines.started()}, nil
		}
		nc.Close()
	}
	srv.Shutdown()
	srv.WaitForShutdown()
	return nil, fmt.Errorf("the embedded store in %s: %w", dir, err)
}

// openBucket finds the bucket or makes it, and brings its broom up to date.
func (s *Store) openBucket(ctx context.Context, nc *nats.Conn) (jetstream.KeyValue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	broom := max(time.Hour, 2*s.opt.GrantTTL)
	kv, err := js.KeyValue(ctx, bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return s.makeBucket(ctx, js, jetstream.KeyValueConfig{
			Bucket:      bucket,
			Description: "simulated sign-ins of the practice; nothing personal",
			TTL:         broom,
			MaxBytes:    maxBytes,
		})
	}
	if err != nil {
		return nil, err
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return nil, err
	}
	cfg := status.Config()
	if cfg.TTL >= broom { // never shortened: another process may run with longer grants
		return kv, nil
	}
	cfg.TTL = broom
	return js.UpdateKeyValue(ctx, cfg)
}

// makeBucket makes a bucket in memory where the store is, and in as many copies as it can have.
func (s *Store) makeBucket(ctx context.Context, js jetstream.JetStream, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	cfg.Replicas = s.opt.Replicas
	if len(s.opt.URLs) == 0 && s.opt.Dir == "" {
		cfg.Storage = jetstream.MemoryStorage
	}
	tries := []int{cfg.Replicas}
	if len(s.opt.URLs) > 0 && cfg.Replicas == 0 {
		tries = []int{3, 1} // a single server, or a cluster of two, cannot keep three copies
	}
	var kv jetstream.KeyValue
	var err error
	for _, cfg.Replicas = range tries {
		kv, err = js.CreateKeyValue(ctx, cfg)
		if err == nil {
			return kv, nil
		}
		if errors.Is(err, jetstream.ErrBucketExists) { // another process was faster
			return js.KeyValue(ctx, cfg.Bucket)
		}
	}
	return nil, err
}

// serverLog passes the embedded server's warnings and errors on, each kind once a minute; those of its start it keeps,
// with the line it would have died of.
type serverLog struct {
	log   *slog.Logger
	fatal atomic.Pointer[string]

	mu      sync.Mutex
	running bool
	damaged bool                 // the line about a damaged file was written
	first   string               // what was found wrong at the start
	last    map[string]time.Time // when a kind of line was passed on
}

// sameLineEvery keeps a disk that fails at every write from filling the log, which may be on that very disk.
const sameLineEvery = time.Minute

// started ends the start and tells the first thing that went wrong in it, if anything did.
func (l *serverLog) started() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running, l.last = true, map[string]time.Time{}
	return l.first
}

// pass tells whether a line is to be logged now.
func (l *serverLog) pass(format, line string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.running {
		if l.first == "" {
			l.first = strings.TrimSpace(line)
		}
		return false
	}
	if strings.Contains(line, "corrupt") {
		if !l.damaged {
			l.damaged = true
			l.log.Error("a file of the store has been damaged while it was open: what is open goes on from memory, but may be lost when the program stops; stop it when the class is over, and the next start mends the store by itself", "cause", strings.TrimSpace(line))
		}
		return false
	}
	if time.Since(l.last[format]) < sameLineEvery {
		return false
	}
	l.last[format] = time.Now()
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
	if line := fmt.Sprintf(format, v...); l.pass(format, line) {
		l.log.Error("embedded store: " + line)
	}
}

func (l *serverLog) Warnf(format string, v ...any) {
	if line := fmt.Sprintf(format, v...); l.pass(format, line) {
		l.log.Warn("embedded store: " + line)
	}
}
func (l *serverLog) Noticef(string, ...any) {}
func (l *serverLog) Debugf(string, ...any)  {}
func (l *serverLog) Tracef(string, ...any)  {}
