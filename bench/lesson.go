package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// lessonCommand is what a whole class costs the trainer's laptop, which is its battery, and what becomes of it where the laptop
// falls asleep.
type lessonCommand struct {
	People int           `default:"300" help:"Participants, at most 500."`
	Lasts  time.Duration `default:"45m" help:"How long the class is."`
	Quiet  time.Duration `default:"3m" help:"How long nothing happens but heartbeats; it stands for the whole class's."`
	Asleep time.Duration `default:"1m" help:"How long the laptop sleeps; 10m is longer than a stream lives."`
}

// consoleEvery is how often the trainer's console is drawn anew: each change draws it, and they come together.
const consoleEvery = 5 * time.Second

func (c lessonCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), c.Quiet+c.Asleep+5*time.Minute)
	defer cancel()
	g, stop, err := startGuide(ctx)
	if err != nil {
		return err
	}
	defer stop()
	room, err := fullRoom(ctx, g, 0)
	if err != nil {
		return err
	}
	t := newTable()
	last, err := cpuOf(g.pid)
	if err != nil {
		return err
	}
	var total float64
	spent := func(what string, times float64) error {
		now, err := cpuOf(g.pid)
		if err != nil {
			return err
		}
		seconds := (now - last).Seconds() * times
		last, total = now, total+seconds
		t.note(what, fmt.Sprintf("%.1f s of processor", seconds))
		return nil
	}

	if failed := room.join(ctx, min(c.People, 500)); failed > 0 {
		return fmt.Errorf("%d did not join", failed)
	}
	phones := make([]*follower, len(room.people))
	for i, p := range room.people {
		phones[i] = &follower{person: p, room: room.id}
		go phones[i].follow(ctx)
	}
	if failed := room.each(func(p *person) error { return p.load(ctx, "/th/guide/start") }); failed > 0 {
		return fmt.Errorf("%d did not load the first page", failed)
	}
	if err := spent(fmt.Sprintf("%d people join, and load a page with what it needs", len(room.people)), 1); err != nil {
		return err
	}

	if err := teachThrough(ctx, g, room, phones, spent); err != nil {
		return err
	}
	const drawn = 60
	if _, _, err := room.trainer.read(ctx, "/th/workshop/"+room.id+"/trainer", drawn); err != nil {
		return err
	}
	if err := spent(fmt.Sprintf("the console drawn every %s of %s", consoleEvery, c.Lasts), c.Lasts.Seconds()/consoleEvery.Seconds()/drawn); err != nil {
		return err
	}
	time.Sleep(c.Quiet)
	if err := spent(fmt.Sprintf("%s of open streams and their beats, from %s", c.Lasts, c.Quiet), c.Lasts.Seconds()/c.Quiet.Seconds()); err != nil {
		return err
	}
	t.row(fmt.Sprintf("a class of %d for %s", len(room.people), c.Lasts), fmt.Sprintf("%.1f s of processor in all, %.1f %% of a core", total, total/c.Lasts.Seconds()*100), "under 60 s", total < 60)

	if err := syscall.Kill(g.pid, syscall.SIGSTOP); err != nil {
		return err
	}
	time.Sleep(c.Asleep)
	shared.CloseIdleConnections() // a browser tries one that has died once more; Go's client does not
	if err := syscall.Kill(g.pid, syscall.SIGCONT); err != nil {
		return err
	}
	took, err := inStep(ctx, room, phones, lessonSteps[1], int64(len(lessonSteps)+1), time.Now())
	if err != nil {
		return err
	}
	t.row(fmt.Sprintf("a laptop asleep for %s: from waking to the last phone at the trainer's next step", c.Asleep), fmt.Sprintf("%.2f s", took.Seconds()), "within 5 s", took <= 5*time.Second)
	return nil
}

// teachThrough is what a class does: every step, a raised hand and a practice code of each.
func teachThrough(ctx context.Context, g *guide, room *class, phones []*follower, spent func(what string, times float64) error) error {
	for i, step := range lessonSteps {
		if _, err := inStep(ctx, room, phones, step, int64(i+1), time.Now()); err != nil {
			return err
		}
		if failed := room.progress(ctx, step); failed > 0 {
			return fmt.Errorf("%d reports failed", failed)
		}
	}
	if failed := room.each(func(p *person) error {
		_, err := p.post(ctx, "/workshop/"+room.id+"/call", nil)
		return err
	}); failed > 0 {
		return fmt.Errorf("%d hands did not go up", failed)
	}
	if err := spent("every step led, its page loaded, reported and done; every hand up once", 1); err != nil {
		return err
	}
	if failed := room.each(func(*person) error {
		asked, err := computers(ctx, g, 1)
		if err == nil {
			_, err = approval(ctx, g, asked[0])
		}
		return err
	}); failed > 0 {
		return fmt.Errorf("%d codes were not answered", failed)
	}
	return spent("a practice code each, opened, scanned and allowed", 1)
}

var lessonSteps = []string{"start", "choose-thaid", "scan-qr", "signed-in", "cannot-sign-in"}

// inStep leads everybody to a step, as that many moves of the room, and waits until the last has heard of it.
func inStep(ctx context.Context, room *class, phones []*follower, step string, moves int64, since time.Time) (time.Duration, error) {
	if _, err := room.trainer.post(ctx, "/workshop/"+room.id+"/lead", url.Values{"lang": {"th"}, "step": {step}}); err != nil {
		return 0, err
	}
	late := func(f *follower) bool { return f.moves.Load() < moves }
	for ; time.Since(since) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if !slices.ContainsFunc(phones, late) {
			return time.Since(since), nil
		}
	}
	return 0, errors.New("somebody did not hear of a step in a minute")
}

// follower is a phone in a class: it opens its event stream again whenever it ends or falls silent, as static/js/follow.js does.
// Where nothing is heard it takes turns between a stream and short answers.
type follower struct {
	person *person
	room   string
	short  int          // short answers until a stream is tried again; 0 with a stream
	moves  atomic.Int64 // of the room, as it was last told
}

// How long a phone waits for a word, and how long before it tries again where the server does not say.
const (
	first     = 5 * time.Second  // of a stream that opens
	silence   = 40 * time.Second // of one that is open
	answer    = 10 * time.Second // of a short answer
	shorts    = 60
	reopening = time.Second
)

func (f *follower) follow(ctx context.Context) {
	for ctx.Err() == nil {
		wait, err := f.once(ctx)
		if errors.Is(err, errSilent) {
			if f.short > 0 {
				f.short = 0
			} else {
				f.short = shorts
			}
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// errSilent says that no word came in its time.
var errSilent = errors.New("silent")

// once follows one stream, or asks for one short answer, to its end, and tells after how long to open another.
func (f *follower) once(ctx context.Context) (wait time.Duration, err error) {
	wait = reopening
	ctx, hangUp := context.WithCancelCause(ctx)
	defer hangUp(nil)
	address, opens, goesOn := f.person.base+"/workshop/"+f.room+"/events?lang=th", first, silence
	if f.short > 0 {
		address, opens, goesOn = address+"&brief=1", answer, answer
	}
	quiet := time.AfterFunc(opens, func() { hangUp(errSilent) })
	defer quiet.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return wait, err
	}
	req.Header.Set("Cookie", f.person.cookie())
	way := &http.Transport{DialContext: dialSpread}
	defer way.CloseIdleConnections()
	res, err := way.RoundTrip(req)
	if err != nil {
		return wait, context.Cause(ctx)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); quiet.Reset(goesOn) {
		if ms, ok := strings.CutPrefix(lines.Text(), "retry: "); ok {
			if n, err := strconv.Atoi(ms); err == nil {
				wait = time.Duration(n) * time.Millisecond
			}
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: {"); ok {
			f.short = max(f.short-1, 0)
			var e struct{ Moves int64 }
			if json.Unmarshal([]byte("{"+data), &e) == nil && e.Moves > f.moves.Load() {
				f.moves.Store(e.Moves)
			}
		}
	}
	return wait, context.Cause(ctx)
}

var assetAddress = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+\.(?:css|js))"`)

// load fetches a page, its style sheet and its scripts.
func (p *person) load(ctx context.Context, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		return err
	}
	res, err := p.do(req)
	if err != nil {
		return err
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s %w", path, res.Status, err)
	}
	for _, found := range assetAddress.FindAllSubmatch(page, -1) {
		if _, err := p.get(ctx, string(found[1])); err != nil {
			return err
		}
	}
	return nil
}
