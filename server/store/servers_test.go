package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A password of NATS stands in its address.
func TestNoLineHoldsThePasswordOfAnOutsideNATSAndEachNamesItsAddress(t *testing.T) {
	urls := []string{"nats://guide:hunter2@127.0.0.1:1", "nats://hunter2@127.0.0.1:2", "nats://a:hunter2@%zz"}
	_, err := Open(context.Background(), Options{URLs: urls[:2]})
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "nats://127.0.0.1:1,nats://127.0.0.1:2") {
		t.Errorf("the start says: %v", err)
	}
	var log bytes.Buffer
	s := newCluster(&Store{opt: Options{URLs: urls}, health: &health{log: slog.New(slog.NewTextHandler(&log, nil))}, index: newIndex(time.Now, time.Minute), rooms: newRoomIndex()})
	s.failed(errors.New("outbound buffer limit exceeded"))
	if text := log.String(); strings.Contains(text, "hunter2") || !strings.Contains(text, "nats://127.0.0.1:1") {
		t.Errorf("the log says: %s", text)
	}
}
