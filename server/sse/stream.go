// Package sse is the only writer of event streams.
//
// A stream is level-triggered: a wake-up says "changed", the stream reads the state and sends it if it differs from
// what was sent last. It also looks at each heartbeat, so that a lost wake-up costs seconds, not the lesson.
//
// A stream takes its connection from fasthttp (hijack), because a waiting stream must cost little: one goroutine
// blocked in Read, which notices that the browser has gone. Whatever is to be written is written by a goroutine that a
// wake-up, a heartbeat or the timer starts, and that ends when there is nothing left to write. Where thousands are woken at
// once, a few such goroutines write for all of them (crowd.go). fasthttp neither counts nor closes such connections; the
// registry, Streams, does.
package sse

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
)

// Source is what a stream shows, and to whom.
type Source struct {
	Topic     string
	Session   string     // whose stream it is, for the limit of streams a session
	Client    web.Client // the same for the limit of streams a client
	Subscribe func(topic string, fn func()) (cancel func())
	Read      func() (Event, error) // the state as it is now; called from goroutines of the registry's, never twice at once

	// InMemory says that Read waits for nothing: many such streams are written to by few goroutines.
	InMemory bool
}

// Streams is the registry of open event streams.
type Streams struct {
	log  *slog.Logger
	life time.Duration
	max  int

	mu        sync.Mutex
	open      map[*stream]struct{}
	bySession map[string]int
	byClient  map[web.Client]int
	slots     [heartbeatSlots]map[*stream]struct{} // spread over the time between two heartbeats, or all would read the store at once
	nextSlot  int                                  // of the next stream to open
	closed    bool

	crowd   crowd
	running sync.WaitGroup // the reading goroutines and the heartbeat
	stop    chan struct{}
}

const heartbeatSlots = 15

// New begins to keep streams: each hears a heartbeat every beat and ends after life; there are at most limit of them.
func New(log *slog.Logger, beat, life time.Duration, limit int) *Streams {
	r := &Streams{
		log: log, life: life, max: limit,
		open: map[*stream]struct{}{}, bySession: map[string]int{}, byClient: map[web.Client]int{}, stop: make(chan struct{}),
	}
	for i := range r.slots {
		r.slots[i] = map[*stream]struct{}{}
	}
	r.running.Go(func() { r.heartbeat(beat / heartbeatSlots) })
	return r
}

// Open turns the request into an event stream. HEAD, a session or a server that has enough streams, and a page to which
// no stream comes through (see static/js/follow.js) get an answer that ends at once and says when to come again; so the
// browser polls instead of failing.
func (r *Streams) Open(c *fiber.Ctx, src Source) error {
	ctx := c.Context()
	st := &stream{registry: r, src: src, opened: time.Now()}
	brief := c.Query("brief") != "" || ctx.IsHead()
	if retry := r.admit(st, !brief); brief || retry > 0 {
		if c.Query("brief") != "" {
			retry = max(retry, web.RetryBusy)
		}
		e, err := src.Read()
		if err != nil {
			return Send(c, web.RetryLate, nil)
		}
		return Send(c, max(retry, web.RetrySoon), &e)
	}
	eventHeaders(c)
	// No Content-Length and no Transfer-Encoding: the answer ends with the connection.
	st.head = appendRetry(ctx.Response.Header.AppendBytes(nil), web.RetrySoon)
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(c net.Conn) {
		// The wrapper that fasthttp gives us, with its buffers, is let go of when this function returns.
		if wrapped, ok := c.(interface{ UnsafeConn() net.Conn }); ok {
			c = wrapped.UnsafeConn()
		}
		c = web.Unwrap(c)
		limitSendBuffer(c)
		st.takeOver(c)
	})
	return nil
}

// limitSendBuffer keeps the system from holding megabytes for a client that no longer reads, and shows sooner that it
// does not.
func limitSendBuffer(c net.Conn) {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(web.StreamBuffer) // where it cannot be set the system keeps more
	}
}

// admit is 0 where another stream may open, else after how many milliseconds to come again. It is counted at once, if it
// is to be: those that are asked for at the same moment must not pass a limit together.
func (r *Streams) admit(st *stream, count bool) (retry int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed || len(r.open) >= r.max:
		return web.RetryLate
	case r.bySession[st.src.Session] >= web.MaxStreamsPerSession, r.byClient[st.src.Client] >= web.MaxStreamsClient:
		return web.RetryBusy
	case !count:
		return 0
	}
	r.open[st] = struct{}{}
	r.bySession[st.src.Session]++
	r.byClient[st.src.Client]++
	st.slot = r.nextSlot
	r.nextSlot = (r.nextSlot + 1) % heartbeatSlots
	r.slots[st.slot][st] = struct{}{}
	return 0
}

// begin counts a reading goroutine; it is false where the server is stopping.
func (r *Streams) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.running.Add(1) // done when the reading goroutine ends
	return true
}

// remove no longer counts a stream.
func (r *Streams) remove(st *stream) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, counted := r.open[st]; !counted {
		return
	}
	delete(r.open, st)
	delete(r.slots[st.slot], st)
	if r.bySession[st.src.Session]--; r.bySession[st.src.Session] <= 0 {
		delete(r.bySession, st.src.Session)
	}
	if r.byClient[st.src.Client]--; r.byClient[st.src.Client] <= 0 {
		delete(r.byClient, st.src.Client)
	}
}

// Count is how many streams are open.
func (r *Streams) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}

// heartbeat is the one goroutine that keeps all streams alive, ends those that have lived long enough, and makes each look
// at its state.
func (r *Streams) heartbeat(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for slot := 0; ; slot = (slot + 1) % heartbeatSlots {
		select {
		case <-r.stop:
			return
		case <-tick.C:
		}
		r.mu.Lock()
		due := slices.Collect(maps.Keys(r.slots[slot]))
		r.mu.Unlock()
		for _, st := range due {
			if age := time.Since(st.opened); age > r.life || age > web.StreamStart && !st.hasStarted() {
				st.close()
			} else {
				st.notify(heartbeatDue)
			}
		}
	}
}

// NotifyAll has every stream look at its state.
func (r *Streams) NotifyAll() {
	r.mu.Lock()
	all := slices.Collect(maps.Keys(r.open))
	r.mu.Unlock()
	for _, st := range all {
		st.notify(stateChanged)
	}
}

// Close ends every stream and waits until their goroutines have ended.
func (r *Streams) Close(ctx context.Context) error {
	r.mu.Lock()
	already := r.closed
	r.closed = true
	for st := range r.open {
		go st.close() // under TLS, saying goodbye to a client that no longer reads takes seconds
	}
	r.mu.Unlock()
	if !already {
		close(r.stop)
	}
	ended := make(chan struct{})
	go func() { r.running.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("event streams did not end: %w", ctx.Err())
	}
}

// stream is one open event stream.
type stream struct {
	registry *Streams
	src      Source
	opened   time.Time
	slot     int
	conn     net.Conn        // nil until it starts; guarded by mu until then
	direct   syscall.RawConn // nil unless one of the crowd; guarded likewise
	head     []byte          // the answer's head; written with the first event

	// Only the writing goroutine touches these; there is never more than one.
	sent string // version of the event that was sent last

	mu     sync.Mutex
	wanted reason // what the writing goroutine shall still do
	busy   bool   // there is a writing goroutine
	closed bool
	cancel func()      // ends the subscription
	timer  *time.Timer // for event.again
}

// reason is why a stream looks at its state.
type reason uint8

const (
	stateChanged reason = 1 << iota // send the state if it is new
	heartbeatDue                    // send something in any case
)

// takeOver takes the connection over, on a goroutine of fasthttp's that ends with it.
func (st *stream) takeOver(conn net.Conn) {
	if !st.registry.begin() {
		st.close()
		conn.Close()
		return
	}
	st.mu.Lock()
	st.conn, st.direct = conn, directly(conn, st.src.InMemory)
	st.mu.Unlock()
	// Subscribed before the state is read for the first time: what happens in between wakes.
	cancel := st.src.Subscribe(st.src.Topic, func() { st.notify(stateChanged) })
	st.mu.Lock()
	st.cancel = cancel
	closed := st.closed
	st.mu.Unlock()
	if closed { // by the registry, before it began or just now
		cancel()
		conn.Close()
	}
	st.notify(stateChanged)
	go st.waitForClose()
}

// hasStarted tells whether the stream has its connection. One whose browser went too soon never gets it.
func (st *stream) hasStarted() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.conn != nil
}

// waitForClose waits for the browser to go. It says nothing on this connection, so anything that comes ends the stream.
func (st *stream) waitForClose() {
	defer st.registry.running.Done()
	defer st.close()
	defer st.recoverPanic()
	var one [1]byte
	_, _ = st.conn.Read(one[:])
}

// notify has the state looked at: by the writing goroutine if there is one, else by a new one or one of the crowd's. It
// never blocks.
func (st *stream) notify(why reason) {
	st.mu.Lock()
	st.wanted |= why
	begin := !st.busy && !st.closed && st.conn != nil
	st.busy = st.busy || begin
	st.mu.Unlock()
	switch {
	case begin && st.direct != nil:
		st.registry.crowd.add(st)
	case begin:
		go st.write(nil)
	}
}

// write does what is wanted until nothing is. A writer of the crowd's hands over what the connection does not take at once.
func (st *stream) write(w *writer) {
	defer st.recoverPanic()
	for why := st.next(); why != 0; why = st.next() {
		out, version := st.look(why, w.buffer())
		if len(out) == 0 {
			continue
		}
		if w != nil {
			if rest := w.try(st.direct, out); len(rest) > 0 {
				go st.finish(bytes.Clone(rest), version)
				return
			}
		} else if !st.send(out) {
			continue
		}
		st.head, st.sent = nil, version
	}
}

// finish writes the rest of what was begun, however long that takes, and then what has come to be wanted.
func (st *stream) finish(rest []byte, version string) {
	defer st.recoverPanic()
	if st.send(rest) {
		st.head, st.sent = nil, version
	}
	st.write(nil)
}

// next is what is wanted now; 0 ends the writing.
func (st *stream) next() reason {
	st.mu.Lock()
	defer st.mu.Unlock()
	why := st.wanted
	st.wanted = 0
	st.busy = why != 0 && !st.closed
	if !st.busy {
		return 0
	}
	return why
}

// look reads the state: what is to be written now, in a buffer or in one of its own, and the version that is sent then.
func (st *stream) look(why reason, b []byte) (out []byte, version string) {
	out, version = append(b, st.head...), st.sent
	e, err := st.src.Read()
	if err != nil {
		st.registry.log.Debug("a stream cannot read its state", "topic", topicKind(st.src.Topic), "cause", err) // the next heartbeat tries again
	} else {
		if e.Version != st.sent {
			out, version = appendEvent(out, e), e.Version
		}
		st.setTimer(e.Again)
	}
	if len(out) == 0 && why&heartbeatDue != 0 {
		out = append(out, "event: beat\ndata: 1\n\n"...) // an event, so that a page notices silence
	}
	return out, version
}

// send writes, for as long as a client may take. It is false where the connection has ended, and the stream with it.
func (st *stream) send(out []byte) bool {
	_ = st.conn.SetWriteDeadline(time.Now().Add(web.StreamWrite)) // on a closed connection the write says so
	_, err := st.conn.Write(out)
	if err != nil {
		st.close()
		return false
	}
	if st.direct != nil {
		_ = st.conn.SetWriteDeadline(time.Time{}) // one that has passed would refuse the next try
	}
	return true
}

// setTimer sets the timer for a state that changes by itself.
func (st *stream) setTimer(at time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	wait := time.Until(at) + time.Millisecond
	switch {
	case at.IsZero() || st.closed:
		if st.timer != nil {
			st.timer.Stop()
			st.timer = nil
		}
	case st.timer != nil:
		st.timer.Reset(wait) // also at each heartbeat: the clock may have been put forward
	default:
		st.timer = time.AfterFunc(wait, func() { st.notify(stateChanged) })
	}
}

// close ends the stream; it may be called from anywhere, any number of times.
func (st *stream) close() {
	st.mu.Lock()
	if st.closed {
		st.mu.Unlock()
		return
	}
	st.closed = true
	cancel, timer, conn := st.cancel, st.timer, st.conn
	st.mu.Unlock()
	st.registry.remove(st)
	if cancel != nil {
		cancel()
	}
	if timer != nil {
		timer.Stop()
	}
	if conn != nil {
		conn.Close()
	}
}

// recoverPanic keeps a panic in one stream from ending the process.
func (st *stream) recoverPanic() {
	if r := recover(); r != nil {
		st.registry.log.Error("a stream panicked and is closed", "topic", topicKind(st.src.Topic), "cause", fmt.Sprint(r), "stack", string(bytes.TrimSpace(debug.Stack())))
		st.close()
	}
}

// topicKind is a topic without the code that it is about: "grant" of "grant.{id}".
func topicKind(topic string) string {
	kind, _, _ := strings.Cut(topic, ".")
	return kind
}
