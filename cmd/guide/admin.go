package main

import (
	"context"
	"encoding/json"
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

// listenAdmin opens the admin listener. Where the default address is taken, by another guide for one, the next free one
// does; where one that was asked for is, there is none, which is no reason not to teach.
func listenAdmin(ctx context.Context, addr string, log *slog.Logger) (net.Listener, error) {
	ln, err := listen(ctx, addr)
	if !isKind(err, "port-used", "port-forbidden") {
		if err != nil {
			return nil, wrongFlag("admin-addr", addr, "cannot listen there: "+cause(err))
		}
		return ln, nil
	}
	if addr == defaultAdminAddr {
		if next := listenAbove(ctx, addr); next != nil {
			return next, nil
		}
	}
	log.Warn("no figures for Prometheus: the address is in use or refused; --admin-addr chooses another", "addr", addr)
	return nil, nil
}

// serveAdmin answers /metrics, and /arrival for guide doctor, on a listener of its own until ctx ends. base is where; "" for
// nowhere.
func serveAdmin(ctx context.Context, addr string, metrics *server.Metrics, lastArrival func() time.Time, log *slog.Logger) (base string, err error) {
	if addr == "" {
		return "", nil
	}
	ln, err := listenAdmin(ctx, addr, log)
	if err != nil || ln == nil {
		return "", err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler())
	mux.HandleFunc("GET /arrival", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(arrival{lastArrival()}) // to one who went away
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go srv.Serve(ln) //nolint:errcheck // it ends when ctx does; before that only a broken machine ends it
	context.AfterFunc(ctx, func() { srv.Close() })
	base = "http://" + ln.Addr().String()
	log.Info("figures for Prometheus", "url", base+"/metrics")
	return base, nil
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

// arrival is what the admin listener answers at /arrival.
type arrival struct {
	Last time.Time `json:"last"` // the zero time: no other machine has come
}
