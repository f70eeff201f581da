package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// hallCommand is one room of thousands on one guide, as in a webinar: everybody behind an address of their own.
type hallCommand struct {
	People int `default:"5000" help:"Participants, at most 10,000."`
	Rounds int `default:"8" help:"How many steps."`
}

const hallTime = 10 * time.Minute

func (c hallCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), hallTime)
	defer cancel()
	spreadOver = uint32(c.People) // #nosec G115 -- at most 10,000
	g, stop, err := startGuide(ctx, "--seats", fmt.Sprint(c.People))
	if err != nil {
		return err
	}
	defer stop()
	t := newTable()
	room, err := fullRoom(ctx, g, 0)
	if err != nil {
		return err
	}
	empty, err := g.tell("memory")
	if err != nil {
		return err
	}
	for n := range c.People {
		room.people = append(room.people, newPersonFrom(g.url, uint32(n))) // #nosec G115 -- at most 10,000
	}
	began := time.Now()
	failed := room.join(ctx, c.People)
	took := time.Since(began).Seconds()
	t.row(fmt.Sprintf("%d people open the room, join, answer and come back, all at once", c.People),
		fmt.Sprintf("%.1f s, %d refused or lost", took, failed), "within 10 s, nobody refused", took <= 10 && failed == 0)
	for _, p := range room.people {
		p.client.CloseIdleConnections()
	}
	time.Sleep(time.Second)
	full, err := g.tell("memory")
	if err != nil {
		return err
	}
	t.row("memory of the room", fmt.Sprintf("%.1f KB a number", float64(full-empty)/1024/float64(c.People)), "", true)

	l, err := lead(ctx, g, []*class{room}, c.Rounds)
	if err != nil {
		return err
	}
	t.row("a step, p99 from the trainer's press, to a bare loop of writes", l.String(), "at most 1.25 ×, under 250 ms", l.ratio <= 1.25 && l.ours < 250)

	failed = room.each(func(p *person) error {
		if _, err := p.post(ctx, "/workshop/"+room.id+"/progress", url.Values{"at": {"guide/start"}}); err != nil {
			return err
		}
		_, err := p.post(ctx, "/workshop/"+room.id+"/call", nil)
		return err
	})
	fmt.Fprintf(os.Stderr, "%d of %d hands did not go up\n", failed, c.People)
	for _, page := range []struct{ name, path string }{
		{"the console, everybody's hand up", "/th/workshop/" + room.id + "/trainer"},
		{"the wall", "/th/workshop/" + room.id + "/screen"},
		{"the report", "/th/workshop/" + room.id + "/report"},
		{"the table for a spreadsheet", "/th/workshop/" + room.id + "/report.csv"},
	} {
		size, times, err := room.trainer.read(ctx, page.path, 21)
		if err != nil {
			return err
		}
		ms, kb := median(times), float64(size)/1000
		t.row(page.name, fmt.Sprintf("%.1f KB, %.1f ms", kb, ms), "under 60 KB and 50 ms", kb < 60 && ms < 50)
	}
	return nil
}

// read is how large a page is before it is packed, and how many milliseconds it took each time.
func (p *person) read(ctx context.Context, path string, times int) (size int, took []float64, err error) {
	for range times {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
		if err != nil {
			return 0, nil, err
		}
		began := time.Now()
		res, err := p.do(req)
		if err != nil {
			return 0, nil, err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return 0, nil, fmt.Errorf("%s: %s %v", path, res.Status, err)
		}
		size, took = len(body), append(took, float64(time.Since(began).Microseconds())/1000)
	}
	return size, took, nil
}
