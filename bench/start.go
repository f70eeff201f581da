package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// startCommand measures how soon the shipped program serves its first page, how big it is, and what it takes when idle.
type startCommand struct {
	Times int           `default:"15" help:"Starts, each with a store of its own."`
	Idle  time.Duration `default:"1m" help:"After how long the memory is looked at."`
}

func (c startCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := buildGuide(ctx, dir)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	var cold, warm []started
	data := filepath.Join(dir, "data")
	for range c.Times {
		if err := os.RemoveAll(data); err != nil {
			return err
		}
		for _, times := range []*[]started{&cold, &warm} {
			took, err := firstPage(ctx, file, data)
			if err != nil {
				return err
			}
			*times = append(*times, took)
		}
	}
	t := newTable()
	for _, m := range []struct {
		what   string
		starts []started
	}{{"exec to the first page, new store", cold}, {"exec to the first page, store of an earlier run", warm}} {
		var times, costs []time.Duration
		for _, s := range m.starts {
			times, costs = append(times, s.took), append(costs, s.cost)
		}
		p50 := quantileMS(times, .5)
		t.row(m.what, fmt.Sprintf("median %.0f ms, best %.0f, worst %.0f of %d; %.0f ms of processor", p50, quantileMS(times, 0), quantileMS(times, 1), len(times), quantileMS(costs, .5)), "within 60 ms", p50 <= 60)
	}
	const mib = 1 << 20
	t.row("stripped program", fmt.Sprintf("%.1f MB (%d bytes)", float64(info.Size())/1e6, info.Size()), "at most 30 MB", info.Size() <= 30e6)

	p, err := startProgram(ctx, -1, file, "--data", data)
	if err != nil {
		return err
	}
	defer p.stop()
	began := time.Now()
	var peak int64
	for time.Since(began) < c.Idle {
		if n, err := rssOf(p.pid()); err == nil {
			peak = max(peak, n)
		}
		time.Sleep(250 * time.Millisecond)
	}
	idle, err := rssOf(p.pid())
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("resident memory, idle, %s after the start", c.Idle), fmt.Sprintf("%.0f MiB, at most %.0f before", float64(idle)/mib, float64(peak)/mib), "at most 45 MiB", idle <= 45*mib)
	if err := packed(ctx, p); err != nil {
		return err
	}
	if idle, err = rssOf(p.pid()); err != nil {
		return err
	}
	t.row("the same once every page is packed densely", fmt.Sprintf("%.0f MiB, %s after the start", float64(idle)/mib, time.Since(began).Round(time.Second)), "at most 45 MiB", idle <= 45*mib)
	return nil
}

// started is how long a start took to the end of the first page, and how much of the processor until then.
type started struct{ took, cost time.Duration }

// firstPage starts a program and asks for a page.
func firstPage(ctx context.Context, file, data string) (s started, err error) {
	addr, err := freeAddr()
	if err != nil {
		return s, err
	}
	began := time.Now()
	p, err := launch(ctx, -1, "http://"+addr, file, "serve", "--addr", addr, "--admin-addr", "", "--data", data, "--public-url", "http://"+addr)
	if err != nil {
		return s, err
	}
	defer p.stop()
	// The port is open before the site is built, so that the first request waits in its queue.
	for ctx.Err() == nil {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		conn.Close()
		res, err := http.Get(p.url + "/th/")
		if err != nil {
			return s, err
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return s, fmt.Errorf("the first page: %s, %w", res.Status, err)
		}
		s.took = time.Since(began)
		s.cost, err = cpuOf(p.pid())
		return s, err
	}
	return s, ctx.Err()
}

// packed waits until a guide has packed every page densely: it begins half a minute after a browser has asked for brotli, takes
// a minute or two in a twentieth of the time, and then uses next to no processor.
func packed(ctx context.Context, p *program) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/th/", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "br")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	res.Body.Close()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(61 * time.Second):
	}
	for {
		before, err := cpuOf(p.pid())
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Second):
		}
		after, err := cpuOf(p.pid())
		if err != nil {
			return err
		}
		if after-before <= 50*time.Millisecond {
			return nil
		}
	}
}
