package sse

import (
	"net"
	"runtime"
	"sync"
	"syscall"
)

// crowd writes for the streams whose state is in memory: a step of a room of five thousand wakes them all at once, and a
// goroutine for each would cost more than its event. First come, first served, by as many goroutines as there are cores.
// None of them ever waits for a client: what a connection does not take at once is written by a goroutine of the stream's.
type crowd struct {
	mu      sync.Mutex
	waiting []member
	writers int // goroutines at work; they end when nobody waits
}

// member is a stream of the crowd, which writes with what a writer has.
type member interface{ write(w *writer) }

// together is how many streams a writer takes at a time.
const together = 16

func (c *crowd) add(st member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, st)
	if c.writers < runtime.GOMAXPROCS(0) {
		c.writers++
		go c.write()
	}
}

// write writes for one stream after another until nobody waits.
func (c *crowd) write() {
	w := newWriter()
	for taken := c.take(); len(taken) > 0; taken = c.take() {
		for _, st := range taken {
			st.write(w)
		}
	}
}

// take takes the first few of those that wait; none ends the writer.
func (c *crowd) take() []member {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		c.writers--
		c.waiting = nil
		return nil
	}
	n := min(len(c.waiting), together)
	taken := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	return taken
}

// writer tries to write, with a buffer of its own.
type writer struct {
	buf     []byte
	out     []byte // what is left to write
	attempt func(fd uintptr) bool
}

func newWriter() *writer {
	w := &writer{buf: make([]byte, 0, 4<<10)}
	w.attempt = func(fd uintptr) bool {
		if n, err := writeNow(fd, w.out); err == nil {
			w.out = w.out[n:]
		}
		return true // and is not to be called again when the connection takes more
	}
	return w
}

// buffer is empty; nil for a nil writer.
func (w *writer) buffer() []byte {
	if w == nil {
		return nil
	}
	return w.buf[:0]
}

// try writes what a connection takes at once, and returns the rest. Where it has failed that is everything: whoever writes
// the rest is told why.
func (w *writer) try(conn syscall.RawConn, out []byte) (rest []byte) {
	w.out = out
	_ = conn.Write(w.attempt)
	return w.out
}

// directly is a connection on which a write can be tried; nil where it cannot, as under TLS, or need not.
func directly(conn net.Conn, wanted bool) syscall.RawConn {
	tcp, ok := conn.(*net.TCPConn)
	if !ok || !wanted || !canTry {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}
