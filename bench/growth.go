package main

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
	"napguide/server/workshop"
)

// growthCommand measures what one more room, participant and grant costs while there are more and more of them, and what
// becomes of the store's files when a great many grants have come and gone.
type growthCommand struct {
	Expired int    `default:"1000000" help:"Grants that come and go."`
	Plot    string `default:"growth.svg" help:"Where the picture goes."`
}

// growthSizes are how many there are when the next look is taken.
func growthSizes() []int { return []int{10, 30, 100, 300, 1000, 3000, 10_000} }

// grown is what one of a kind costs on the way from the size before to this one.
type grown struct {
	size   int
	memory float64 // bytes of heap each
	cpu    float64 // microseconds of processor each
}

const kindGrants, kindSeats, kindRooms = "grant", "participant", "room"

func (c growthCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	t := newTable()
	all := map[string][]grown{}
	for _, kind := range []string{kindRooms, kindSeats, kindGrants} {
		series, err := growOf(ctx, kind)
		if err != nil {
			return err
		}
		all[kind] = series
		late := series[len(series)-1]
		// From 100 on: ten of anything are less than the noise of a heap.
		var memory, cpu []float64
		for _, g := range series[2:] {
			memory, cpu = append(memory, g.memory), append(cpu, g.cpu)
		}
		flat := late.memory <= 1.5*median(memory) && late.cpu <= 1.5*median(cpu)
		t.row("one more "+kind+", with 3,000 to 10,000 there", fmt.Sprintf("%.1f KB of heap, %.0f µs of processor; median from 100 on %.1f KB, %.0f µs", late.memory/1024, late.cpu, median(memory)/1024, median(cpu)),
			"flat: at most 1.5 × the median", flat)
	}
	if err := os.WriteFile(c.Plot, growthPlot(all), 0o644); err != nil {
		return err
	}
	t.note("picture", filepath.ToSlash(c.Plot))
	return c.comeAndGo(ctx, t)
}

// growOf runs one kind in a process of its own.
func growOf(ctx context.Context, kind string) ([]grown, error) {
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.CommandContext(ctx, os.Args[0], "grow", kind, dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var series []grown
	for line := range strings.Lines(string(out)) {
		var g grown
		if _, err := fmt.Sscan(line, &g.size, &g.memory, &g.cpu); err != nil {
			return nil, err
		}
		series = append(series, g)
	}
	return series, nil
}

// growCommand is the child: it makes more and more of a kind in a store on disk and prints what each cost.
type growCommand struct {
	Kind string `arg:""`
	Dir  string `arg:""`
}

func (c growCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	s, err := store.Open(ctx, store.Options{Dir: c.Dir, GrantTTL: time.Hour, MaxRooms: 1 << 20})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	one := map[string]func(ctx context.Context, s *store.Store, i int) error{kindGrants: oneGrant, kindSeats: seater(), kindRooms: oneRoom}[c.Kind]
	for i := range 200 { // what the first use of anything costs is not theirs
		if err := one(ctx, s, -1-i); err != nil {
			return err
		}
	}
	n := 0
	heap, cpu := heapNow(), cpuNow()
	for _, size := range growthSizes() {
		began := n
		for ; n < size; n++ {
			if err := one(ctx, s, n); err != nil {
				return err
			}
		}
		used := cpuNow() - cpu
		now := heapNow()
		fmt.Println(size, float64(now-heap)/float64(size-began), float64(used.Microseconds())/float64(size-began))
		heap, cpu = now, cpuNow()
	}
	return nil
}

// oneGrant is a whole simulated sign-in; the grant stays until it expires.
func oneGrant(ctx context.Context, s *store.Store, _ int) error {
	now := time.Now()
	g, err := s.CreateGrant(ctx, sandbox.NewGrant(sandbox.NewSecret(), "standard", "th", now, time.Hour), store.Limits{PerHolder: 20, All: 1 << 20})
	if err != nil {
		return err
	}
	phone := sandbox.NewSecret()
	for _, change := range []func(g sandbox.Grant) (sandbox.Grant, error){
		func(g sandbox.Grant) (sandbox.Grant, error) { return g.Scan(now) },
		func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(true, phone, now) },
	} {
		if _, err := s.UpdateGrant(ctx, g.ID, change); err != nil {
			return err
		}
	}
	return nil
}

// oneRoom is a room that is opened and led to a step.
func oneRoom(ctx context.Context, s *store.Store, _ int) error {
	r, err := s.OpenRoom(ctx, workshop.NewSecret(), "http://127.0.0.1:3000", func(r workshop.Room) (workshop.Room, error) { return r, nil })
	if err != nil {
		return err
	}
	_, err = s.UpdateRoom(ctx, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.LeadTo("start", time.Now()) })
	return err
}

// seater makes participants: each joins a room, and says once where they are. Rooms have a hundred.
func seater() func(ctx context.Context, s *store.Store, i int) error {
	room, free := "", 0
	return func(ctx context.Context, s *store.Store, _ int) error {
		if free == 0 {
			r, err := s.OpenRoom(ctx, workshop.NewSecret(), "http://127.0.0.1:3000", func(r workshop.Room) (workshop.Room, error) { return r, nil })
			if err != nil {
				return err
			}
			room, free = r.ID, 100
		}
		free--
		seat, err := s.JoinRoom(ctx, room, workshop.NewSecret())
		if err != nil {
			return err
		}
		_, err = s.UpdateSeat(ctx, room, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
			return seat.Answer(workshop.ReadyAnswers()[0], time.Now()), nil
		})
		return err
	}
}

func heapNow() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func cpuNow() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// churnCommand is the child that makes grants which expire at once, in a store that is swept soon.
type churnCommand struct {
	Dir    string        `arg:""`
	Grants int           `arg:""`
	Broom  time.Duration `default:"20s"`
}

// Run prints, each second, how many grants there have been, and bytes on disk and in memory; the last line is what is left
// when everything has been swept.
func (c churnCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	s, err := store.Open(ctx, store.Options{Dir: c.Dir, GrantTTL: time.Second, Retention: c.Broom})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	tell := func(made int) error {
		resident, err := rssOf(os.Getpid())
		if err == nil {
			fmt.Println(made, sizeOf(c.Dir), resident)
		}
		return err
	}
	const batch = 5000
	last := time.Now()
	for made := 0; made < c.Grants; made += batch {
		err := inParallel(batch, func(int) error {
			_, err := s.CreateGrant(ctx, sandbox.NewGrant(sandbox.NewSecret(), "standard", "th", time.Now(), time.Second), store.Limits{PerHolder: 20, All: 1 << 20})
			return err
		})
		if err != nil {
			return err
		}
		if time.Since(last) > time.Second {
			last = time.Now()
			if err := tell(made + batch); err != nil {
				return err
			}
		}
	}
	time.Sleep(c.Broom + 15*time.Second)
	debug.FreeOSMemory()
	return tell(c.Grants)
}

// sizeOf is how many bytes the files of a folder have.
func sizeOf(dir string) (n int64) {
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil // files come and go
	})
	return n
}

// comeAndGo lets a great many grants expire.
func (c growthCommand) comeAndGo(ctx context.Context, t *table) error {
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	began := time.Now()
	cmd := exec.CommandContext(ctx, os.Args[0], "churn", dir, fmt.Sprint(c.Expired))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var made, disk, resident, early, most, mostResident int64
	var took time.Duration
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := fmt.Sscan(lines.Text(), &made, &disk, &resident); err != nil {
			return err
		}
		if made < int64(c.Expired) {
			took = time.Since(began)
		}
		if most, mostResident = max(most, disk), max(mostResident, resident); made <= int64(c.Expired)/2 {
			early = most
		}
	}
	if err := cmd.Wait(); err != nil {
		return err
	}
	const mib = 1 << 20
	t.row(fmt.Sprintf("the store's files while %d grants came and expired, %.0f a second, forgotten after 20 s", c.Expired, float64(c.Expired)/took.Seconds()),
		fmt.Sprintf("at most %.0f MiB in the first half, %.0f in all; %.1f MiB are left", float64(early)/mib, float64(most)/mib, float64(disk)/mib),
		"bounded: the second half needs at most 1.5 × the first", float64(most) <= 1.5*float64(early))
	t.note("the process's memory meanwhile", fmt.Sprintf("at most %.0f MiB; %.0f MiB at the end", float64(mostResident)/mib, float64(resident)/mib))
	return nil
}
