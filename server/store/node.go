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

	"napguide/server/sandbox"
)

// node is one connection to JetStream, with the server behind it when that is embedded.
type node struct {
	embedded *server.Server // nil: an outside cluster
	nc       *nats.Conn
	grants   *feed
	rooms    *feed
	broken   atomic.Bool // the embedded server failed to write: it refuses every later write until restarted
	damaged  atomic.Bool // its files are damaged: it is being stopped, and they are mended

	startWarning string // the first thing that an embedded server found wrong when it started
}

func (n *node) feedOf(name string) *feed {
	if name == roomBucket {
		return n.rooms
	}
	return n.grants
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

// connectOutside reaches a cluster. One that is there but has not chosen its leaders yet, as when all of it has just been
// started, is waited for until the context ends.
func (s *Store) connectOutside(ctx context.Context) (*node, error) {
	urls := strings.Join(s.opt.URLs, ",")
	nc, err := nats.Connect(urls,
		nats.Name("guide"),
		nats.Timeout(startTime/4), // one address that swallows everything must not keep us from the others
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500*time.Millisecond), // after all addresses were tried
		nats.PingInterval(2*time.Second),         // a node whose power is cut says no goodbye
		nats.MaxPingsOutstanding(2),
		nats.ReconnectBufSize(-1), // while it is away, a write fails at once instead of being kept for later
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { s.opt.Log.Debug("NATS", "cause", err) }), // follow.go mends it
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) { s.lost(nc, err) }),
		nats.ReconnectHandler(func(*nats.Conn) { s.health.worked() }),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: NATS at %s cannot be reached: %w", ErrUnavailable, urls, err)
	}
	for {
		n := &node{nc: nc}
		call, cancel := context.WithTimeout(ctx, callTime) // what is asked of nobody yet is never answered
		err := s.openBuckets(call, n)
		cancel()
		if err == nil {
			return n, s.hear(nc)
		}
		var refusal *jetstream.APIError
		if errors.As(err, &refusal) && refusal.Code < 500 || errors.Is(err, jetstream.ErrJetStreamNotEnabled) || !sleep(ctx, tendEvery/4) {
			nc.Close()
			return nil, fmt.Errorf("%w: NATS at %s cannot keep the practice: %w", ErrUnavailable, urls, err)
		}
	}
}

func (s *Store) openBuckets(ctx context.Context, n *node) error {
	grants, err := s.openBucket(ctx, n.nc)
	if err != nil {
		return err
	}
	rooms, err := s.openRooms(ctx, n.nc)
	if err != nil {
		return err
	}
	return s.follows(ctx, n, grants, rooms)
}

// lost notes that the connection to an outside NATS broke, unless another server of the cluster takes it up at once. We
// closed it ourselves if there is no cause.
func (s *Store) lost(nc *nats.Conn, cause error) {
	if cause == nil {
		return
	}
	time.AfterFunc(tendEvery/4, func() {
		if nc.IsReconnecting() {
			s.health.failed(fmt.Errorf("NATS at %s is gone: %w", strings.Join(s.opt.URLs, ","), cause))
		}
	})
}

func (s *Store) startEmbedded(ctx context.Context) (*node, error) {
	dir := s.opt.Dir
	if dir == "" {
		dir = s.tempDir
	} else if freeSpace(dir) < roomNeeded {
		return nil, &folderError{dir, errNotEnoughRoom, "free some space there"}
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

// broom is after how long the grants' bucket forgets a key: the digits' is written once.
func (s *Store) broom() time.Duration {
	if s.opt.Broom > 0 {
		return s.opt.Broom
	}
	return max(time.Hour, (sandbox.MaxExtensions+2)*s.opt.GrantTTL)
}

// openBucket finds the bucket or makes it, and brings its broom up to date.
func (s *Store) openBucket(ctx context.Context, nc *nats.Conn) (jetstream.KeyValue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	broom := s.broom()
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

// copies is in how many servers of a cluster a bucket shall be: with three, any one may fail.
const copies = 3

// makeBucket makes a bucket in memory where the store is, and in as many copies as it can have. A single outside server
// can keep one. So can, for the time being, a cluster of which too few are there: see moreCopies.
func (s *Store) makeBucket(ctx context.Context, js jetstream.JetStream, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	if len(s.opt.URLs) == 0 && s.opt.Dir == "" {
		cfg.Storage = jetstream.MemoryStorage
	}
	tries := []int{1}
	if len(s.opt.URLs) > 0 {
		tries = []int{copies, 1}
	}
	var kv jetstream.KeyValue
	var err error
	for _, cfg.Replicas = range tries {
		kv, err = js.CreateKeyValue(ctx, cfg)
		if err == nil {
			if cfg.Replicas < tries[0] {
				s.opt.Log.Warn("the store is kept in one copy only, until there are three servers", "bucket", cfg.Bucket)
			}
			return kv, nil
		}
		if errors.Is(err, jetstream.ErrBucketExists) { // another process was faster
			return js.KeyValue(ctx, cfg.Bucket)
		}
		var refusal *jetstream.APIError
		if !errors.As(err, &refusal) { // no answer is no reason to do with less
			return nil, err
		}
	}
	return nil, err
}

// moreCopies brings a bucket that has fewer copies than it should to three, as soon as there are three servers: it was
// made by a single one, or while one of three was away. It ends with the context.
func (s *Store) moreCopies(ctx context.Context, n *node) {
	js, err := jetstream.New(n.nc)
	if err != nil {
		return
	}
	for enough := false; !enough; {
		if !sleep(ctx, copiesEvery) {
			return
		}
		enough = true
		for _, f := range []*feed{n.grants, n.rooms} {
			call, cancel := context.WithTimeout(ctx, callTime)
			ok, err := addCopies(call, js, f.kv)
			cancel()
			enough = enough && ok
			if ok && err == nil {
				s.opt.Log.Info("the store is kept in three copies now", "bucket", f.kv.Bucket())
			}
		}
	}
}

var errEnough = errors.New("it has them already")

// addCopies is true where a bucket has its copies, or can never have them.
func addCopies(ctx context.Context, js jetstream.JetStream, kv jetstream.KeyValue) (bool, error) {
	status, err := kv.Status(ctx)
	if err != nil {
		return false, err
	}
	cfg := status.Config()
	if cfg.Replicas >= copies {
		return true, errEnough
	}
	cfg.Replicas = copies
	_, err = js.UpdateKeyValue(ctx, cfg)
	var refusal *jetstream.APIError
	if errors.As(err, &refusal) && refusal.ErrorCode == notClustered {
		return true, err
	}
	return err == nil, err
}

// notClustered is what a single server answers to who asks for copies (JSStreamReplicasNotSupportedErr).
const notClustered jetstream.ErrorCode = 10074

const copiesEvery = 15 * time.Second

// serverLog passes the embedded server's warnings and errors on, each kind once a minute; those of its start it keeps,
// with the line it would have died of.
type serverLog struct {
	log     *slog.Logger
	fatal   atomic.Pointer[string]
	trouble chan<- error // told of a write that failed on disk, or of a damaged file, instead of the log

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
func (l *serverLog) Debugf(string, ...any)  {}
func (l *serverLog) Tracef(string, ...any)  {}
