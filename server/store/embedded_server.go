package store

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// startNode starts a server on the folder and opens both buckets. Where it fails nothing is left running.
func (s *embedded) startNode(ctx context.Context) (*node, error) {
	dir := s.opt.Dir
	if dir == "" {
		dir = s.tempDir
	} else if FreeSpace(dir) < roomNeeded {
		return nil, &folderError{dir, ErrDiskFull, "free some space there"}
	}
	srv, nc, lines, err := s.startServer(dir, true)
	if err != nil {
		return nil, err
	}
	n := &node{server: srv, nc: nc}
	if n.grants, n.rooms, err = s.openBuckets(ctx, nc); err == nil {
		n.startWarning = lines.started()
		return n, nil
	}
	n.close()
	return nil, fmt.Errorf("the embedded store in %s: %w", dir, err)
}

// openBuckets finds both buckets or makes them.
func (s *embedded) openBuckets(ctx context.Context, nc *nats.Conn) (grants, rooms jetstream.KeyValue, err error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, nil, err
	}
	create := func(cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
		if s.opt.Dir == "" {
			cfg.Storage = jetstream.MemoryStorage
		}
		cfg.Replicas = 1
		return js.CreateKeyValue(ctx, cfg)
	}
	if grants, err = s.openBucket(ctx, js, grantBucket, create); err == nil {
		rooms, err = s.openBucket(ctx, js, roomBucket, create)
	}
	return grants, rooms, err
}

// startServer starts an embedded server that keeps its files under a folder. The caller closes both.
func (s *embedded) startServer(dir string, syncAlways bool) (*server.Server, *nats.Conn, *serverLog, error) {
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
