package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

// streamsCommand opens thousands of event streams, as browsers do that wait.
type streamsCommand struct {
	Waiting   int `default:"10000" help:"Streams for memory, beats and approvals."`
	Approvals int `default:"300"`
	Broadcast int `default:"5000" help:"Streams for broadcasts, in rooms of 500."`
	Rounds    int `default:"9" help:"Broadcasts."`
}

const tabs = 4 // streams that one session may open

func (c streamsCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Minute)
	defer cancel()
	shared.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // our own child's, on loopback
	t := newTable()
	if err := c.wait(ctx, t); err != nil {
		return err
	}
	if err := c.waitSecurely(ctx, t); err != nil {
		return err
	}
	return c.broadcasts(ctx, t)
}

// computer is a browser that has asked for a code.
type computer struct {
	events string // address of its stream
	cookie string
	code   string // nine digits
}

// computers have n browsers ask for a code each.
func computers(ctx context.Context, g *guide, n int) ([]computer, error) {
	out := make([]computer, n)
	err := inParallel(n, func(i int) error {
		p := newPerson(g.url)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url+"/th/practice/standard/grant", nil)
		if err != nil {
			return err
		}
		req.Header.Set("Accept", "application/json")
		res, err := p.do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		var made struct {
			Events   string `json:"events"`
			UserCode string `json:"user_code"`
		}
		if err := json.NewDecoder(res.Body).Decode(&made); err != nil || res.StatusCode != http.StatusCreated {
			return fmt.Errorf("no code: %s, %w", res.Status, err)
		}
		out[i] = computer{g.url + made.Events, p.cookie(), strings.ReplaceAll(made.UserCode, " ", "")}
		return nil
	})
	return out, err
}

// cookie is what the person's browser sends.
func (p *person) cookie() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var parts []string
	for name, value := range p.cookies {
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, "; ")
}

func streamsOf(all []computer) (addresses, cookies []string) {
	for _, c := range all {
		addresses, cookies = append(addresses, c.events), append(cookies, c.cookie)
	}
	return addresses, cookies
}

// fill opens the waiting streams and says what each takes.
func (c streamsCommand) fill(ctx context.Context, g *guide) (wires, float64, error) {
	waiting, err := computers(ctx, g, c.Waiting/tabs)
	if err != nil {
		return nil, 0, err
	}
	shared.CloseIdleConnections()
	time.Sleep(time.Second)
	before, err := g.tell("resident")
	if err != nil {
		return nil, 0, err
	}
	addresses, cookies := streamsOf(waiting)
	all, err := openWires(ctx, "grant", addresses, cookies, tabs)
	if err != nil {
		return nil, 0, err
	}
	time.Sleep(2 * time.Second)
	after, err := g.tell("resident")
	return all, float64(after-before) / float64(len(all)) / 1024, err
}

func (c streamsCommand) wait(ctx context.Context, t *table) error {
	g, stop, err := startGuide(ctx)
	if err != nil {
		return err
	}
	defer stop()
	all, each, err := c.fill(ctx, g)
	if err != nil {
		return err
	}
	defer all.close()
	t.row(fmt.Sprintf("resident memory of a waiting stream, %d open", len(all)), fmt.Sprintf("%.1f KB", each), "at most 8 KB", each <= 8)

	const look = 30 * time.Second // two beats each
	before, err := cpuOf(g.pid)
	if err != nil {
		return err
	}
	time.Sleep(look)
	after, err := cpuOf(g.pid)
	if err != nil {
		return err
	}
	share := (after - before).Seconds() / look.Seconds() * 100 * 5000 / float64(len(all))
	t.row("processor while they wait, for 5,000, their beats included", fmt.Sprintf("%.2f %% of a core", share), "under 1 %", share < 1)

	asked, err := computers(ctx, g, c.Approvals)
	if err != nil {
		return err
	}
	var times []time.Duration
	for _, a := range asked {
		took, err := approval(ctx, g, a)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	p99 := quantileMS(times, .99)
	t.row(fmt.Sprintf("a phone's approval to the waiting browser's socket, %d others waiting", len(all)), fmt.Sprintf("p50 %.2f ms, p99 %.2f ms of %d", quantileMS(times, .5), p99, len(times)), "p99 under 5 ms", p99 < 5)

	gone := all[:len(all)/2]
	before, err = cpuOf(g.pid)
	if err != nil {
		return err
	}
	gone.close()
	began := time.Now()
	for {
		n, err := g.tell("streams")
		if err != nil {
			return err
		}
		if int(n) <= len(all)-len(gone) {
			break
		}
		if time.Since(began) > 30*time.Second {
			return fmt.Errorf("%d streams are still open", n)
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(began)
	after, err = cpuOf(g.pid)
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("%d gone clients noticed", len(gone)), fmt.Sprintf("%.2f s after the last went, %.0f ms of processor in all", took.Seconds(), (after-before).Seconds()*1000), "within 2 s", took <= 2*time.Second)
	return nil
}

// approval is how long it takes from a phone's press to the waiting computer.
func approval(ctx context.Context, g *guide, a computer) (time.Duration, error) {
	w, err := openWire(ctx, a.events, a.cookie, "grant")
	if err != nil {
		return 0, err
	}
	defer w.conn.Close()
	phone := newPerson(g.url)
	began := time.Now()
	if _, err := phone.post(ctx, "/d/"+a.code+"/approve", url.Values{}); err != nil {
		return 0, err
	}
	times, err := wires{w}.times(ctx, 1, began)
	if err != nil {
		return 0, err
	}
	return times[0], nil
}

func (c streamsCommand) waitSecurely(ctx context.Context, t *table) error {
	g, stop, err := startGuide(ctx, "--tls")
	if err != nil {
		return err
	}
	defer stop()
	all, each, err := c.fill(ctx, g)
	if err != nil {
		return err
	}
	all.close()
	t.row(fmt.Sprintf("the same under TLS, %d open", len(all)), fmt.Sprintf("%.1f KB", each), "at most 24 KB", each <= 24)
	return nil
}

// broadcasts moves full rooms on.
func (c streamsCommand) broadcasts(ctx context.Context, t *table) error {
	const seats = 500
	g, stop, err := startGuide(ctx, "--seats", fmt.Sprint(seats+100)) // the last numbers of a room are kept for those who come by its QR code
	if err != nil {
		return err
	}
	defer stop()
	rooms := make([]*class, c.Broadcast/seats)
	for i := range rooms {
		if rooms[i], err = fullRoom(ctx, g, seats); err != nil {
			return err
		}
	}
	l, err := lead(ctx, g, rooms, c.Rounds)
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("a step to %d participants in %d rooms, p99 from the trainers' presses, to a bare loop of writes", seats*len(rooms), len(rooms)),
		l.String(), "at most 1.25 ×", l.ratio <= 1.25)
	return nil
}

// led is how long a step took to come to nearly all, and a bare loop of writes: the medians of the rounds' 99th percentiles in
// milliseconds, and of their ratios; and the processor time that each event took both.
type led struct {
	ours, theirs, ratio float64
	cost, bareCost      time.Duration
}

func (l led) String() string {
	return fmt.Sprintf("%.0f ms to %.0f ms: %.2f ×; %.1f µs of processor an event to %.1f", l.ours, l.theirs, l.ratio, float64(l.cost)/1000, float64(l.bareCost)/1000)
}

// lead moves rooms on step by step, and compares with a process that only writes the same to as many connections.
func lead(ctx context.Context, g *guide, rooms []*class, rounds int) (out led, err error) {
	var addresses, cookies []string
	for _, room := range rooms {
		for _, p := range room.people {
			addresses, cookies = append(addresses, g.url+"/workshop/"+room.id+"/events?lang=th"), append(cookies, p.cookie())
		}
	}
	shared.CloseIdleConnections()
	all, err := openWires(ctx, "seat", addresses, cookies, 1)
	if err != nil {
		return out, err
	}
	defer all.close()
	steps := []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}
	step := func(round int) ([]time.Duration, error) {
		time.Sleep(500 * time.Millisecond)
		began := time.Now()
		err := inParallel(len(rooms), func(i int) error {
			_, err := rooms[i].trainer.post(ctx, "/workshop/"+rooms[i].id+"/lead", url.Values{"lang": {"th"}, "step": {steps[round%len(steps)]}})
			return err
		})
		if err != nil {
			return nil, err
		}
		return all.times(ctx, int64(round+1), began)
	}
	if _, err := step(0); err != nil { // it warms up, and tells how long an event is
		return out, err
	}
	bare, err := startBare(ctx, len(all), all[0].size.Load())
	if err != nil {
		return out, err
	}
	defer bare.stop()
	if _, err := bare.round(ctx, 1); err != nil {
		return out, err
	}
	spent := [2]time.Duration{}
	for i, pid := range []int{g.pid, bare.pid} {
		if spent[i], err = cpuOf(pid); err != nil {
			return out, err
		}
	}

	var a, b, ratios []float64
	for round := range rounds {
		times, err := step(round + 1)
		if err != nil {
			return out, err
		}
		time.Sleep(500 * time.Millisecond)
		baseline, err := bare.round(ctx, int64(round+2))
		if err != nil {
			return out, err
		}
		x, y := quantileMS(times, .99), quantileMS(baseline, .99)
		a, b, ratios = append(a, x), append(b, y), append(ratios, x/y)
	}
	for i, pid := range []int{g.pid, bare.pid} {
		now, err := cpuOf(pid)
		if err != nil {
			return out, err
		}
		spent[i] = (now - spent[i]) / time.Duration(len(all)*rounds)
	}
	return led{median(a), median(b), median(ratios), spent[0], spent[1]}, nil
}

// fullRoom is a room in which everybody has joined.
func fullRoom(ctx context.Context, g *guide, seats int) (*class, error) {
	trainer := newPerson(g.url)
	res, err := trainer.post(ctx, "/workshop", url.Values{"lang": {"th"}})
	if err != nil {
		return nil, err
	}
	parts := strings.Split(res.Header.Get("Location"), "/")
	if len(parts) < 4 {
		return nil, fmt.Errorf("no room was opened: %s", res.Status)
	}
	c := &class{guide: g, id: parts[3], trainer: trainer, people: make([]*person, seats)}
	return c, inParallel(seats, func(i int) error {
		c.people[i] = newPersonFrom(g.url, uint32(i)) // #nosec G115 -- at most 10,000
		defer c.people[i].client.CloseIdleConnections()
		_, err := c.people[i].post(ctx, "/workshop/"+c.id+"/join", nil)
		return err
	})
}

// bareCommand is what a broadcast is measured by: it writes one event to every connection that it was given, one after
// the other, at each line that it is sent.
type bareCommand struct {
	Conns int `arg:""`
	Bytes int `arg:"" help:"Of the event."`
}

func (c bareCommand) Run() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	head, end := "event: seat\ndata: ", "\n\n"
	event := []byte(head + strings.Repeat("x", max(0, c.Bytes-len(head)-len(end))) + end)
	conns := make([]net.Conn, c.Conns)
	for i := range conns {
		if conns[i], err = ln.Accept(); err != nil {
			return err
		}
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for _, conn := range conns {
			if _, err := conn.Write(event); err != nil {
				return err
			}
		}
	}
	return nil
}

type bareLoop struct {
	*guide
	all  wires
	stop func()
}

func startBare(ctx context.Context, n int, size int64) (*bareLoop, error) {
	cmd := exec.CommandContext(ctx, os.Args[0], "bare", fmt.Sprint(n), fmt.Sprint(size))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	b := &bareLoop{guide: &guide{ask: in, tells: bufio.NewScanner(out), pid: cmd.Process.Pid}, all: make(wires, n)}
	b.stop = func() { b.all.close(); in.Close(); cmd.Wait() }
	if !b.tells.Scan() {
		b.stop()
		return nil, fmt.Errorf("the bare loop did not start")
	}
	addr := b.tells.Text()
	err = inParallel(n, func(i int) error {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err != nil {
			return err
		}
		b.all[i] = &wire{conn: conn, event: []byte("event: seat\n")}
		b.all[i].listen()
		return nil
	})
	if err != nil {
		b.stop()
	}
	return b, err
}

func (b *bareLoop) round(ctx context.Context, heard int64) ([]time.Duration, error) {
	began := time.Now()
	fmt.Fprintln(b.ask, "go")
	return b.all.times(ctx, heard, began)
}
