package web

import (
	"net"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

func BenchmarkBaseHeaders(b *testing.B) {
	var h fasthttp.ResponseHeader
	for name, set := range map[string]func(){
		"copied as one":  func() { baseHeaders[1][0].CopyTo(&h) },
		"set one by one": func() { h.Reset(); setBase(&h, true, false) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set()
			}
		})
	}
}

func BenchmarkDeadlinesOfARequest(b *testing.B) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for name, conn := range map[string]net.Conn{"set": c, "noted": wrapConn(c, nil)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() { // as fasthttp does for each request
				now := time.Now()
				conn.SetReadDeadline(now.Add(ReadTime))
				conn.SetWriteDeadline(now.Add(WriteTime))
				conn.SetReadDeadline(now.Add(IdleTime))
			}
		})
	}
}
