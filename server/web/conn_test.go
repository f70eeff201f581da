package web

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// fasthttp panics when a deadline cannot be set; a SIGTERM that closes a connection under an answer would end the
// program with exit code 2.
func TestADeadlineOnAConnectionThatShutdownClosedIsNoError(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if c.SetWriteDeadline(time.Now()) == nil {
		t.Fatal("a closed connection takes deadlines; this test shows nothing")
	}
	e := wrapConn(c, nil)
	if err := e.SetWriteDeadline(time.Now()); err != nil {
		t.Error(err)
	}
	if err := e.SetReadDeadline(time.Now()); err != nil {
		t.Error(err)
	}
	if _, err := e.Write([]byte("x")); err == nil {
		t.Error("writing to a closed connection succeeds")
	}
}

// counting is a connection that notes the deadlines it is given.
type counting struct {
	net.Conn
	set int
}

func (c *counting) SetReadDeadline(t time.Time) error { c.set++; return c.Conn.SetReadDeadline(t) }

// Deadlines cost: the many of a busy connection are one, and yet each read ends in time.
func TestADeadlineCountsWhenSomethingIsRead(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	inner := &counting{Conn: here}
	c := wrapConn(inner, nil)
	one := make([]byte, 1)
	for range 100 { // as fasthttp does: for a request to begin, then for it to be complete
		c.SetReadDeadline(time.Now().Add(time.Hour))
		go there.Write([]byte("x"))
		if _, err := c.Read(one); err != nil {
			t.Fatal(err)
		}
		c.SetReadDeadline(time.Now().Add(time.Minute))
	}
	if inner.set > 5 { // once, but for a machine that stalls
		t.Errorf("the deadline was set %d times, want once", inner.set)
	}
	c.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) // a request that never becomes complete
	if _, err := c.Read(one); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read that took too long ended with %v", err)
	}
	c.SetReadDeadline(time.Time{})
	go there.Write([]byte("x"))
	if _, err := c.Read(one); err != nil {
		t.Errorf("without a deadline: %v", err)
	}
}

// A browser that has opened a connection to have it ready, and asks for nothing, is answered nothing.
func TestAConnectionOnWhichNothingCameEndsWithoutAnAnswer(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	c := wrapConn(here, nil)
	c.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a silent connection ended with %v, want EOF", err)
	}
}

// Who opens a connection to a port of TLS and says nothing, or half a handshake, does not keep it.
func TestAHandshakeThatIsNeverFinishedEndsInTime(t *testing.T) {
	for _, said := range []string{"", "\x16\x03\x01\x00\x02hi"} {
		here, there := net.Pipe()
		c := wrapConn(tls.Server(here, &tls.Config{}), nil).(*timedTLS)
		go there.Write([]byte(said))
		c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if err := c.Handshake(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after %q the handshake ended with %v", said, err)
		}
		here.Close()
		there.Close()
	}
}
