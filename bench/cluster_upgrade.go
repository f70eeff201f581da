package main

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// What happens while the guides are replaced: how often the trainer leads, and how often each participant reports.
const (
	leadEvery   = 700 * time.Millisecond
	reportEvery = time.Second
)

// upgrade is what befell a class and waiting browsers while the guides were replaced.
type upgrade struct {
	moments, wordless atomic.Int64
	steps, reports    atomic.Int64
	failed            atomic.Int64 // reports, approvals and steps that were given up
	missed            atomic.Int64 // participants whom a step did not reach
	slowest           time.Duration
}

// rollGuides replaces one guide after another as an upgrade does: told to stop, waited for, and started again, while a class is
// led and reports, and browsers wait for their results.
func (w *cluster) rollGuides(ctx context.Context, room *clusterClass, n int) error {
	flights, err := w.takeOff(ctx, n)
	if err != nil {
		return err
	}
	u := &upgrade{}
	going, end := context.WithCancel(ctx)
	var class sync.WaitGroup
	class.Go(func() { u.teach(ctx, going, room) })
	for _, p := range room.people {
		class.Go(func() { u.report(ctx, going, room, p) })
	}
	began := time.Now()
	var all sync.WaitGroup
	for i, f := range flights {
		all.Go(func() {
			time.Sleep(time.Duration(i) * 6 * time.Second / time.Duration(n)) // before, at and after each stop
			if _, err := insist(ctx, newPerson(w.proxy), f.phone+"/approve", nil, &u.moments, &u.wordless); err != nil {
				u.failed.Add(1)
			}
		})
	}
	var stops []time.Duration
	for _, g := range w.guides {
		time.Sleep(time.Second)
		stopped, err := g.renew(ctx)
		if err != nil {
			end()
			return err
		}
		stops = append(stops, stopped)
	}
	rolled := time.Since(began)
	all.Wait()
	end()
	class.Wait()
	waiting := 0
	for _, f := range flights {
		if !f.has(resultWithin) {
			waiting++
		}
		f.leave()
	}
	_, _, unreached, err := room.lead(ctx, &u.moments, &u.wordless)
	if err != nil {
		return err
	}
	fmt.Printf("rolling upgrade of three guides under a class of %d and %d waiting browsers: %s in all, each stopped within %s\n", len(room.people), n, round(rolled), round(at(stops, 1)))
	fmt.Printf("                the trainer's steps: %d, the last participant after %s at the most, %d not reached; after it %d not reached\n", u.steps.Load(), round(u.slowest), u.missed.Load(), unreached)
	fmt.Printf("                %d reports and %d approvals; %d given up, %d answers said \"one moment\"; %d browsers without a result\n", u.reports.Load(), n, u.failed.Load(), u.moments.Load(), waiting)
	if waiting > 0 || u.failed.Load() > 0 || u.missed.Load() > 0 || unreached > 0 || u.wordless.Load() > 0 {
		w.fault("a rolling upgrade: %d browsers without a result, %d given up, %d not reached, %d answers without words", waiting, u.failed.Load(), u.missed.Load()+int64(unreached), u.wordless.Load())
	}
	return nil
}

// teach leads the class on and on.
func (u *upgrade) teach(ctx, going context.Context, room *clusterClass) {
	for going.Err() == nil {
		began := time.Now()
		_, last, unreached, err := room.lead(ctx, &u.moments, &u.wordless)
		if err != nil {
			u.failed.Add(1)
			continue
		}
		u.steps.Add(1)
		u.missed.Add(int64(unreached))
		u.slowest = max(u.slowest, last.Sub(began))
		time.Sleep(leadEvery)
	}
}

// report says on and on where a participant is.
func (u *upgrade) report(ctx, going context.Context, room *clusterClass, p *person) {
	for i := 0; going.Err() == nil; i++ {
		at := "guide/" + room.steps[i%len(room.steps)]
		if _, err := insist(ctx, p, "/workshop/"+room.id+"/progress", url.Values{"at": {at}}, &u.moments, &u.wordless); err != nil {
			u.failed.Add(1)
		} else {
			u.reports.Add(1)
		}
		time.Sleep(reportEvery)
	}
}

// renew has a guide stop in its own time and starts it again, and tells how long the stop took.
func (g *clusterGuide) renew(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	if err := g.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return 0, err
	}
	select {
	case <-g.gone:
	case <-time.After(answerWithin):
		return 0, fmt.Errorf("a guide did not stop in %s", answerWithin)
	}
	stopped := time.Since(began)
	if code := g.cmd.ProcessState.ExitCode(); code != 0 {
		return stopped, fmt.Errorf("a guide that was told to stop ended with status %d", code)
	}
	return stopped, g.start(ctx)
}
