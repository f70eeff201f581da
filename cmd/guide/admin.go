package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"napguide/server"
)

// defaultAdminAddr is where the figures are read: on this machine only.
const defaultAdminAddr = "127.0.0.1:9090"

// serveMetrics answers /metrics on a listener of its own until ctx ends. Where its address is taken, by a second guide for
// one, there are no figures, which is no reason not to teach.
func serveMetrics(ctx context.Context, addr string, metrics *server.Metrics, log *slog.Logger) error {
	if addr == "" {
		return nil
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case isInUse(err) || isForbidden(err):
		log.Warn("no figures for Prometheus: the address is in use or refused; --admin-addr chooses another", "addr", addr)
		return nil
	case err != nil:
		return wrongFlag("admin-addr", addr, "cannot listen there: "+cause(err))
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go srv.Serve(ln) //nolint:errcheck // it ends when ctx does; before that only a broken machine ends it
	context.AfterFunc(ctx, func() { srv.Close() })
	log.Info("figures for Prometheus", "url", "http://"+ln.Addr().String()+"/metrics")
	return nil
}

// prefixes reads addresses and networks: 10.0.0.1, 10.0.0.0/8.
func prefixes(texts []string) (out []netip.Prefix, err error) {
	for _, text := range texts {
		if addr, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, wrongFlag("trusted-proxies", text, "an address or a network looks like 10.0.0.1 or 10.0.0.0/8")
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// openBrowser shows an address in the machine's browser. It is tried only; whoever started the program can do it too.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	case "darwin":
		name = "open"
	}
	if !strings.HasPrefix(url, "http") {
		return
	}
	_ = exec.Command(name, args...).Start() // #nosec G204 -- one of three names above, with our own address
}
