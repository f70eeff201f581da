package sse

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/live"
	"napguide/server/web"
)

func TestStreamsAskedForAtOnceDoNotPassALimitTogether(t *testing.T) {
	r := New(nil, time.Hour, time.Hour, 100)
	defer r.Close(t.Context())
	at := func(n int, ask func(n int) bool) (let int) {
		var all sync.WaitGroup
		var count atomic.Int32
		for i := range n {
			all.Go(func() {
				if ask(i) {
					count.Add(1)
				}
			})
		}
		all.Wait()
		return int(count.Load())
	}
	if n := at(50, func(int) bool { return r.admit(&stream{registry: r, src: Source{Session: "one"}}, true) == 0 }); n != web.MaxStreamsPerSession {
		t.Errorf("%d streams of one session", n)
	}
	if n := at(300, func(i int) bool { return r.admit(&stream{registry: r, src: Source{Session: fmt.Sprint(i)}}, true) == 0 }); n != 100-web.MaxStreamsPerSession {
		t.Errorf("%d streams of all", n)
	}
}

func TestOneClientsStreamsAreLimitedAndAnothersGoOn(t *testing.T) {
	r := New(nil, time.Hour, time.Hour, web.MaxStreams)
	defer r.Close(t.Context())
	class, other := web.ClientOf("203.0.113.7"), web.ClientOf("203.0.113.8")
	var last *stream
	for n := range web.MaxStreamsClient {
		last = &stream{registry: r, src: Source{Session: fmt.Sprint(n), Client: class}}
		if r.admit(last, true) != 0 {
			t.Fatalf("stream %d is refused", n)
		}
	}
	ask := func(c web.Client) int {
		return r.admit(&stream{registry: r, src: Source{Session: "x", Client: c}}, false)
	}
	if ask(class) != web.RetryBusy || ask(other) != 0 {
		t.Error("the wrong one is refused")
	}
	last.close()
	if ask(class) != 0 {
		t.Error("a stream that has ended still counts")
	}
}

// The browser was gone before its stream got the connection.
func TestAStreamThatNeverStartsCountsForSecondsOnly(t *testing.T) {
	r := New(nil, 15*time.Millisecond, time.Hour, 10)
	defer r.Close(t.Context())
	st := &stream{registry: r, src: Source{Topic: "t", Subscribe: live.New().Subscribe}, opened: time.Now().Add(-web.StreamStart)}
	r.admit(st, true)
	for end := time.Now().Add(90 * time.Second); r.Count() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it counts for ever")
		}
	}
}
