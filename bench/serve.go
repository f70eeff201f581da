package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"napguide/content"
	"napguide/locales"
	"napguide/server"
	"napguide/server/live"
	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/tutorial"
	"napguide/static"
)

// serve is the child: the whole server on a free loopback port, with TLS if asked. It prints its address, then a figure at
// each line that it is sent, and ends with its input: "memory" is live heap and stacks after a collection, "resident" what
// the process takes once the collected has gone back to the system, both in bytes; "streams" how many are open.
func (c serveCommand) serve() error {
	dir, secure, ttl := c.Dir, c.TLS, c.TTL
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		return err
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{
		Languages: catalog.Languages(),
		Text:      locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := &url.URL{Scheme: "http", Host: ln.Addr().String()}
	if secure {
		base.Scheme = "https"
	}
	metrics := server.NewMetrics()
	pages, err := site.Build(site.Options{
		Guides: guides, Catalog: catalog, Static: static.FS,
		LiveURL: "https://napplus.invalid/",
	})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	hub := live.New()
	rooms, err := store.Open(context.Background(), store.Options{
		Dir: dir, Log: log, GrantTTL: ttl, MaxSeats: c.Seats, Changed: func(id string) { hub.Wake(server.GrantTopic(id)) },
		RoomChanged: func(id string, seat int) { server.WakeRoom(hub, id, seat) },
	})
	if err != nil {
		return err
	}
	srv := server.New(server.Options{
		Site: pages, Store: rooms, Hub: hub, GrantTTL: ttl, Log: log,
		AdminMetrics: metrics, Network: network.New(network.Options{Listening: ln.Addr().(*net.TCPAddr).AddrPort(), Secure: secure}),
	})
	if secure {
		certificate, err := ownCertificate()
		if err != nil {
			return err
		}
		ln = tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	}
	go srv.Serve(ln)
	fmt.Println(base)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "resident":
			debug.FreeOSMemory()
			debug.FreeOSMemory() // pools keep what they have for one collection more
			n, err := rssOf(os.Getpid())
			if err != nil {
				return err
			}
			fmt.Println(n)
		case "streams":
			fmt.Println(openStreams(metrics))
		default:
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			fmt.Println(m.HeapAlloc + m.StackInuse)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	srv.Shutdown(ctx)
	return rooms.Close(ctx)
}

// openStreams reads the gauge that Prometheus would.
func openStreams(m *server.Metrics) int {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	_, rest, _ := strings.Cut(w.Body.String(), "\nguide_streams_open ")
	var n float64
	fmt.Sscan(rest, &n)
	return int(n)
}

// ownCertificate is for 127.0.0.1, signed by itself.
func ownCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	is := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, is, is, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
