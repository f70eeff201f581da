package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// guide is the server under load.
type guide struct {
	url   string
	ask   io.Writer
	tells *bufio.Scanner
	pid   int
}

// startGuide starts the server as a child of this very program.
func startGuide(ctx context.Context, flags ...string) (*guide, func(), error) {
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, os.Args[0], append([]string{"serve", dir}, flags...)...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	g := &guide{ask: in, tells: bufio.NewScanner(out), pid: cmd.Process.Pid}
	stop := func() { in.Close(); cmd.Wait(); os.RemoveAll(dir) }
	if !g.tells.Scan() {
		stop()
		return nil, nil, errors.New("the server did not start")
	}
	g.url = g.tells.Text()
	return g, stop, nil
}

// heap is the server's live heap and stacks in bytes, after a collection.
func (g *guide) heap() (int64, error) { return g.tell("memory") }

// tell asks for one of the child's figures.
func (g *guide) tell(what string) (int64, error) {
	fmt.Fprintln(g.ask, what)
	if !g.tells.Scan() {
		return 0, errors.New("the server is gone")
	}
	var n int64
	_, err := fmt.Sscan(g.tells.Text(), &n)
	return n, err
}

// loadRoom is the class.
func loadRoom(ctx context.Context, people int) error {
	g, stop, err := startGuide(ctx)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Printf("%d participants, %d cores for server and load together\n", people, runtime.NumCPU())
	empty, err := g.heap()
	if err != nil {
		return err
	}

	trainer := newPerson(g.url)
	res, err := trainer.post(ctx, "/workshop", url.Values{"lang": {"th"}})
	if err != nil {
		return err
	}
	room := strings.Split(res.Header.Get("Location"), "/")
	if len(room) < 4 {
		return fmt.Errorf("no room was opened: %s", res.Status)
	}
	c := &class{guide: g, id: room[3], trainer: trainer}

	began := time.Now()
	failed := c.join(ctx, people)
	fmt.Printf("join            %d of %d in %s, refused or lost %d\n", people-failed, people, round(time.Since(began)), failed)
	shared.CloseIdleConnections() // their buffers are not the room's
	time.Sleep(300 * time.Millisecond)
	joined, err := g.heap()
	if err != nil {
		return err
	}
	if err := c.follow(ctx); err != nil {
		return err
	}
	following, err := g.heap()
	if err != nil {
		return err
	}
	fmt.Printf("memory          a room with %d numbers %d KB; with their event streams %d KB more, %.1f KB each\n",
		people, (joined-empty)/1024, (following-joined)/1024, float64(following-joined)/1024/float64(people))

	silent, err := c.silent(ctx)
	if err != nil {
		return err
	}
	defer silent.Close()
	slow, err := c.slow(ctx, 10)
	if err != nil {
		return err
	}

	var all []time.Duration
	for _, step := range []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"} {
		times, lost, err := c.lead(ctx, step)
		if err != nil {
			return err
		}
		all = append(all, times...)
		fmt.Printf("step change     %-15s reached %d of %d: p50 %s  p99 %s  last %s\n", step, len(times), people, round(at(times, .5)), round(at(times, .99)), round(at(times, 1)))
		if lost > 0 {
			fmt.Printf("                %d were NOT reached within 5 s\n", lost)
		}
		if failed := c.progress(ctx, step); failed > 0 {
			fmt.Printf("progress        %d reports FAILED\n", failed)
		}
	}
	fmt.Printf("all steps       p50 %s  p99 %s  last %s (aim: p99 under 250 ms)\n", round(at(all, .5)), round(at(all, .99)), round(at(all, 1)))
	fmt.Printf("slow links      %s\n", slow())
	done, err := c.console(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("console         one page in %s\n", round(done))
	return nil
}

type class struct {
	*guide
	id      string
	trainer *person
	people  []*person
	moves   int
	led     time.Time // when the last step began
}

// person is a browser with cookies of its own.
type person struct {
	base    string
	client  *http.Client
	cookies map[string]string
	mu      sync.Mutex
	heard   chan int // moves, as its event stream tells them
	newest  atomic.Int64
	since   atomic.Int64 // when newest was heard, Unix nanoseconds
}

// shared is the way of all browsers to the server.
var shared = &http.Transport{DialContext: dialSpread, MaxIdleConnsPerHost: 600, MaxConnsPerHost: 0, DisableCompression: true}

func newPerson(base string) *person { return newPersonBy(base, shared) }

// newPersonFrom is a browser behind an address of its own.
func newPersonFrom(base string, n uint32) *person {
	return newPersonBy(base, &http.Transport{DialContext: dialFrom(n), DisableCompression: true})
}

func newPersonBy(base string, way *http.Transport) *person {
	return &person{base: base, cookies: map[string]string{}, heard: make(chan int, 64), client: &http.Client{
		Transport: way, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (p *person) do(req *http.Request) (*http.Response, error) {
	p.mu.Lock()
	for name, value := range p.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	p.mu.Unlock()
	req.Header.Set("Origin", p.base)
	res, err := p.client.Do(req)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	for _, c := range res.Cookies() {
		p.cookies[c.Name] = c.Value
	}
	p.mu.Unlock()
	return res, nil
}

func (p *person) get(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		return nil, err
	}
	return finish(p.do(req))
}

func (p *person) post(ctx context.Context, path string, form url.Values) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := finish(p.do(req))
	if err == nil && res.StatusCode == http.StatusTemporaryRedirect { // once more, now with the cookie that this one brought
		return p.post(ctx, res.Header.Get("Location"), form)
	}
	return res, err
}

// finish reads an answer to its end; one that is not a success is an error.
func finish(res *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	if res.StatusCode >= 400 {
		return res, errors.New(res.Status)
	}
	return res, nil
}

// each does something for everybody at once and counts the failures.
func (c *class) each(what func(*person) error) int {
	var all sync.WaitGroup
	var failed atomic.Int64
	for _, p := range c.people {
		all.Go(func() {
			if err := what(p); err != nil {
				if failed.Add(1) == 1 {
					fmt.Fprintln(os.Stderr, "bench: the first failure:", err)
				}
			}
		})
	}
	all.Wait()
	return int(failed.Load())
}

// join has everybody open the room's page, join, answer the question and load the page again, all at once.
func (c *class) join(ctx context.Context, people int) (failed int) {
	for len(c.people) < people {
		c.people = append(c.people, newPerson(c.url))
	}
	return c.each(func(p *person) error {
		if _, err := p.get(ctx, "/j/"+c.id); err != nil {
			return err
		}
		if _, err := p.post(ctx, "/workshop/"+c.id+"/join", nil); err != nil {
			return err
		}
		if _, err := p.post(ctx, "/workshop/"+c.id+"/ready", url.Values{"answer": {"ready"}}); err != nil {
			return err
		}
		_, err := p.get(ctx, "/j/"+c.id)
		return err
	})
}

// follow opens everybody's event stream and waits for its first event.
func (c *class) follow(ctx context.Context) error {
	if failed := c.each(func(p *person) error { return p.listen(ctx, c.url, c.id) }); failed > 0 {
		return fmt.Errorf("%d event streams could not be opened", failed)
	}
	return nil
}

// listen opens an event stream on a connection of its own.
func (p *person) listen(ctx context.Context, base, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/workshop/"+id+"/events?lang=th", nil)
	if err != nil {
		return err
	}
	for name, value := range p.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := (&http.Client{Transport: &http.Transport{DialContext: dialSpread}}).Do(req)
	if err != nil {
		return err
	}
	first := make(chan struct{})
	go func() {
		defer res.Body.Close()
		told := false
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok || data == "1" { // a beat
				continue
			}
			var e struct{ Moves int }
			json.Unmarshal([]byte(data), &e)
			if !told {
				told = true
				close(first)
				continue
			}
			p.since.Store(time.Now().UnixNano())
			p.newest.Store(int64(e.Moves))
			select {
			case p.heard <- e.Moves:
			default: // nobody asks this one
			}
		}
	}()
	select {
	case <-first:
		return nil
	case <-time.After(10 * time.Second):
		return errors.New("the event stream says nothing")
	}
}

// lead takes everybody to a step: the times until each heard of it, and how many never did.
func (c *class) lead(ctx context.Context, step string) (times []time.Duration, lost int, err error) {
	c.moves++
	var mu sync.Mutex
	heard := make(chan struct{})
	began := time.Now()
	c.led = began
	go func() {
		defer close(heard)
		lost = c.each(func(p *person) error {
			patience := time.After(5 * time.Second)
			for {
				select {
				case moves := <-p.heard:
					if moves < c.moves {
						continue
					}
					mu.Lock()
					times = append(times, time.Since(began))
					mu.Unlock()
					return nil
				case <-patience:
					return errors.New("a participant did not hear of the step")
				}
			}
		})
	}()
	if _, err := c.trainer.post(ctx, "/workshop/"+c.id+"/lead", url.Values{"lang": {"th"}, "step": {step}}); err != nil {
		return nil, 0, err
	}
	<-heard
	slices.Sort(times)
	return times, lost, nil
}

// progress has everybody load the step's page, report it, and report it done.
func (c *class) progress(ctx context.Context, step string) int {
	return c.each(func(p *person) error {
		if _, err := p.get(ctx, "/th/guide/"+step); err != nil {
			return err
		}
		if _, err := p.post(ctx, "/workshop/"+c.id+"/progress", url.Values{"at": {"guide/" + step}}); err != nil {
			return err
		}
		_, err := p.post(ctx, "/workshop/"+c.id+"/progress", url.Values{"at": {"guide/" + step}, "finish": {step}})
		return err
	})
}

// silent is a participant that opens an event stream and never reads.
func (c *class) silent(ctx context.Context) (net.Conn, error) {
	p := newPerson(c.url)
	if _, err := p.post(ctx, "/workshop/"+c.id+"/join", nil); err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	if err != nil {
		return nil, err
	}
	conn.(*net.TCPConn).SetReadBuffer(1024)
	_, err = fmt.Fprintf(conn, "GET /workshop/%s/events HTTP/1.1\r\nHost: %s\r\nCookie: guide-seat=%s\r\n\r\n", c.id, strings.TrimPrefix(c.url, "http://"), p.cookies["guide-seat"])
	return conn, err
}

// slow adds participants whose link carries 2 KB a second, 300 ms late. What it returns tells how they fared.
func (c *class) slow(ctx context.Context, people int) (func() string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
			if err != nil {
				in.Close()
				continue
			}
			go trickle(out, in)
			go trickle(in, out)
		}
	}()
	var slow []*person
	for range people {
		p := newPerson(c.url)
		if _, err := p.post(ctx, "/workshop/"+c.id+"/join", nil); err != nil {
			return nil, err
		}
		if err := p.listen(ctx, "http://"+ln.Addr().String(), c.id); err != nil {
			return nil, err
		}
		slow = append(slow, p)
	}
	return func() string {
		defer ln.Close()
		var took []time.Duration
		for end := time.Now().Add(10 * time.Second); len(took) < people && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			took = took[:0]
			for _, p := range slow {
				if p.newest.Load() >= int64(c.moves) {
					took = append(took, time.Unix(0, p.since.Load()).Sub(c.led))
				}
			}
		}
		return fmt.Sprintf("%d of %d at 2 KB/s and 300 ms came to the last step: p50 %s  last %s", len(took), people, round(at(took, .5)), round(at(took, 1)))
	}, nil
}

func trickle(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	for buf := make([]byte, 512); ; {
		n, err := from.Read(buf)
		time.Sleep(300*time.Millisecond + time.Duration(n)*time.Second/2048)
		if _, werr := to.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

// console is how long the trainer's page takes with everybody in the room.
func (c *class) console(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	_, err := c.trainer.get(ctx, "/th/workshop/"+c.id+"/trainer")
	return time.Since(began), err
}

// at is a quantile of sorted or unsorted times.
func at(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	times = slices.Sorted(slices.Values(times))
	return times[min(len(times)-1, int(q*float64(len(times))))]
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
