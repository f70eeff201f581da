package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// lookAgain is how often the certificate's files are looked at, at a new connection.
const lookAgain = 5 * time.Second

// certificate is a certificate that is read again when its files change, as renewal tools leave them.
type certificate struct {
	cert, key string
	log       *slog.Logger

	pair    atomic.Pointer[tls.Certificate]
	looking atomic.Bool // one connection at a time looks at the files; the others take the pair that there is

	// Only who has set looking touches these.
	looked time.Time
	from   [2]time.Time // when the files were written that pair comes from
}

func newCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log, looked: time.Now()}
	c.from = c.written()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	c.pair.Store(&pair)
	return c, nil
}

func (c *certificate) written() (at [2]time.Time) {
	for i, name := range []string{c.cert, c.key} {
		if info, err := os.Stat(name); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

// get is for tls.Config. A pair that cannot be read, or does not match yet, leaves the old one in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if !c.looking.CompareAndSwap(false, true) {
		return c.pair.Load(), nil
	}
	defer c.looking.Store(false)
	if time.Since(c.looked) < lookAgain {
		return c.pair.Load(), nil
	}
	c.looked = time.Now()
	if now := c.written(); now != c.from {
		pair, err := tls.LoadX509KeyPair(c.cert, c.key)
		if err != nil {
			c.log.Warn("the new certificate cannot be used; the old one stays", "cert", c.cert, "cause", err)
			return c.pair.Load(), nil
		}
		c.pair.Store(&pair)
		c.from = now
		c.log.Info("the certificate was read again", "cert", c.cert)
	}
	return c.pair.Load(), nil
}

// over is a listener under TLS; the listener itself where there is no certificate.
func (c *certificate) over(ln net.Listener) net.Listener {
	if c == nil {
		return ln
	}
	return tls.NewListener(ln, &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12})
}
