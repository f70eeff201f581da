package web

import (
	"bytes"
	"container/list"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// RetryListener outlives a shortage of file descriptors, of which fasthttp would end the server.
type RetryListener struct {
	net.Listener
	Log      *slog.Logger
	NeedsTLS func() []byte // the answer to who speaks plain http where TLS is spoken
}

func (l *RetryListener) Accept() (net.Conn, error) {
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		c, err := l.Listener.Accept()
		var passing interface{ Temporary() bool }
		if err == nil {
			return wrapConn(c, l.NeedsTLS), nil
		}
		if errors.Is(err, net.ErrClosed) || !errors.As(err, &passing) || !passing.Temporary() {
			return c, err
		}
		l.Log.Warn("a connection could not be taken; trying again", "cause", err, "pause", pause)
		time.Sleep(pause)
	}
}

// timedConn is a connection as fasthttp is given it. It sets a deadline when a read or a write needs it, not when fasthttp
// says so: that is three times a request, each a change of the system's timers, mostly by milliseconds. And it never
// fails to set one: fasthttp would panic, which is what happens to a connection that Shutdown closes under an answer.
//
// Reads come from one goroutine at a time, and so do writes.
type timedConn struct {
	net.Conn
	reading, writing deadline
	begun            bool          // something has been read
	lingers          atomic.Bool   // see linger
	wire             wire          // what the present request looks like
	overflow         []string      // cookies' names in what filled fasthttp's buffer to the brim
	place            *list.Element // among the open connections, whose lock it needs
	from             Client        // likewise
}

// timedTLS is the same under TLS, which fasthttp knows by its methods.
type timedTLS struct {
	timedConn
	secure *tls.Conn
	plain  func() []byte
}

func (c *timedTLS) ConnectionState() tls.ConnectionState { return c.secure.ConnectionState() }

// Handshake answers whoever speaks plain http by itself: a browser that was given the address without its s.
func (c *timedTLS) Handshake() error {
	if err := c.SetDeadline(c.reading.wanted); err != nil { // it reads past the deadlines that Read sets
		return err
	}
	err := c.secure.Handshake()
	var record tls.RecordHeaderError
	if errors.As(err, &record) && record.Conn != nil && c.plain != nil && beginsAsRequest(record.RecordHeader[:]) {
		_, _ = record.Conn.Write(c.plain())
		c.lingers.Store(true)
	}
	return err
}

// beginsAsRequest tells whether the first five bytes of a connection are the beginning of a request.
func beginsAsRequest(begin []byte) bool {
	method, _, _ := bytes.Cut(begin, []byte(" "))
	return len(method) > 2 && !bytes.ContainsFunc(method, func(r rune) bool { return r < 'A' || r > 'Z' })
}

func wrapConn(c net.Conn, plain func() []byte) net.Conn {
	if secure, ok := c.(*tls.Conn); ok {
		return &timedTLS{timedConn: timedConn{Conn: c}, secure: secure, plain: plain}
	}
	return &timedConn{Conn: c}
}

// A connection that is closed while bytes of it are unread is reset, and the last answer is lost with it. So a refusal
// waits a moment for who still sends.
const (
	lingerTime  = 500 * time.Millisecond
	lingerBytes = 4 << 20
)

// lingerOnClose makes a connection's Close wait until the other side has closed too, or time is up.
func lingerOnClose(c net.Conn) {
	if wrapped, ok := c.(wrapper); ok {
		wrapped.inner().lingers.Store(true)
	}
}

func (c *timedConn) Close() error {
	if c.lingers.Swap(false) {
		under := c.Conn
		if secure, ok := under.(*tls.Conn); ok {
			_ = secure.CloseWrite() // before the handshake there is nothing to close
			under = secure.NetConn()
		}
		if half, ok := under.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
			_ = under.SetReadDeadline(time.Now().Add(lingerTime))
			_, _ = io.CopyN(io.Discard, under, lingerBytes)
		}
	}
	return c.Conn.Close()
}

// tlsHandshake is the first byte of a TLS connection; notTLS is the alert that tells a browser at once that there is none.
const tlsHandshake = 0x16

var notTLS = []byte{0x15, 3, 1, 0, 2, 2, 40}

// Unwrap is the connection without its wrapper, whose deadlines count at once.
func Unwrap(c net.Conn) net.Conn {
	if wrapped, ok := c.(wrapper); ok {
		return wrapped.inner().Conn
	}
	return c
}

// wrapper is a connection that holds a timedConn: with TLS over it, or that one itself.
type wrapper interface{ inner() *timedConn }

func (c *timedConn) inner() *timedConn { return c }

func (c *timedConn) Read(p []byte) (int, error) {
	if t, due := c.reading.due(); due {
		if err := c.Conn.SetReadDeadline(t); err != nil {
			return 0, err
		}
	}
	n, err := c.Conn.Read(p)
	if n == 0 && err != nil && !c.begun {
		return 0, io.EOF // browsers open connections to have them ready; "too slow" would answer a request that comes just then
	}
	if !c.begun && n > 0 && p[0] == tlsHandshake && !isTLS(c.Conn) {
		_, _ = c.Conn.Write(notTLS)
		c.lingers.Store(true)
		return 0, io.EOF
	}
	c.begun = true
	c.wire.note(p[:n])
	if n == len(p) { // seldom: a head that is too large, which fasthttp then knows nothing of
		c.overflow = cookieNames(p)
	}
	return n, err
}

func isTLS(c net.Conn) bool { _, ok := c.(*tls.Conn); return ok }

func (c *timedConn) Write(p []byte) (int, error) {
	if t, due := c.writing.due(); due {
		if err := c.Conn.SetWriteDeadline(t); err != nil {
			return 0, err
		}
	}
	return c.Conn.Write(p)
}

func (c *timedConn) SetReadDeadline(t time.Time) error  { c.reading.wanted = t; return nil }
func (c *timedConn) SetWriteDeadline(t time.Time) error { c.writing.wanted = t; return nil }

// SetDeadline is for a connection that changes hands: it counts at once.
func (c *timedConn) SetDeadline(t time.Time) error {
	c.reading, c.writing = deadline{t, t}, deadline{t, t}
	return c.Conn.SetDeadline(t)
}

// Connections are the connections that wait for a request or have one, the longest quiet first; but no event stream's,
// which the streams own. Where there are too many, the one that has been quiet the longest is closed: a browser opens
// another when it needs one, and whoever holds thousands without asking for anything closes their own.
type Connections struct {
	mu       sync.Mutex
	quiet    list.List             // of *timedConn
	byClient map[Client]int        // how many of them
	Trusted  func(netip.Addr) bool // tells proxies, whose connections are everybody's; nil: there are none
	Seats    int                   // of a room: see connsPerSeat
}

// Track is what fasthttp tells of every connection. It comes twice a request, so that it does as little as it can.
func (o *Connections) Track(conn net.Conn, state fasthttp.ConnState) {
	wrapped, ok := conn.(wrapper)
	if !ok || state == fasthttp.StateIdle {
		return
	}
	c := wrapped.inner()
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case state == fasthttp.StateNew:
		c.place, c.from = o.quiet.PushBack(c), connClient(c.Conn)
		if o.byClient == nil {
			o.byClient = map[Client]int{}
		}
		o.byClient[c.from]++
		if o.byClient[c.from] > maxConnsClient && (o.Trusted == nil || !o.Trusted(c.from.Addr())) {
			o.closeQuietest(func(other *timedConn) bool { return other.from == c.from })
		} else if o.quiet.Len() > max(maxConns, connsPerSeat*o.Seats) {
			o.closeQuietest(func(*timedConn) bool { return true })
		}
	case c.place == nil: // closed above, and it has not noticed
	case state == fasthttp.StateActive:
		o.quiet.MoveToBack(c.place)
	case state == fasthttp.StateClosed, state == fasthttp.StateHijacked:
		o.forget(c)
	}
}

// closeQuietest closes the connection that has been quiet the longest of some; it needs the lock.
func (o *Connections) closeQuietest(of func(*timedConn) bool) {
	for e := o.quiet.Front(); e != nil; e = e.Next() {
		if c := e.Value.(*timedConn); of(c) {
			o.forget(c)
			go c.Conn.Close() // under TLS, saying goodbye may take seconds
			return
		}
	}
}

// forget takes a connection out; it needs the lock.
func (o *Connections) forget(c *timedConn) {
	if o.byClient[c.from]--; o.byClient[c.from] <= 0 {
		delete(o.byClient, c.from)
	}
	o.quiet.Remove(c.place)
	c.place = nil
}

// Close closes them all.
func (o *Connections) Close() {
	var closing sync.WaitGroup
	for _, c := range o.all() {
		closing.Go(func() { c.Conn.Close() }) // all at once, and without the lock: under TLS, saying goodbye may take seconds
	}
	closing.Wait()
}

func (o *Connections) all() (out []*timedConn) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for e := o.quiet.Front(); e != nil; e = e.Next() {
		out = append(out, e.Value.(*timedConn))
	}
	return out
}
