package server

import (
	"net"
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
	e := enduring(c)
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
