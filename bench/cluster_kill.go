package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// leader is who leads a bucket.
func (w *cluster) leader(ctx context.Context, bucket string) (*natsServer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s, err := w.js.Stream(ctx, "KV_"+bucket)
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Config.Replicas != 3 {
		w.fault("bucket %s has %d copies", bucket, info.Config.Replicas)
	}
	for _, n := range w.nats {
		if info.Cluster != nil && n.name == info.Cluster.Leader {
			return n, nil
		}
	}
	return nil, errors.New("the bucket has no leader")
}

// trouble is what befell those who used the cluster while a part of it was away.
type trouble struct {
	moments, wordless, lost, failed, extra atomic.Int64

	acks      sync.Map // *flight → when the phone was told that it counts
	made      sync.Map // grants that were acknowledged meanwhile
	began     time.Time
	killed    time.Time
	led       time.Time // when the trainer's step was taken
	reached   time.Time // when the last of the class had it
	unreached int
}

// killLeader kills the server that leads the grants while they are answered, others are made, and a class is led.
func (w *cluster) killLeader(ctx context.Context, room *clusterClass, n int) error {
	flights, err := w.takeOff(ctx, n)
	if err != nil {
		return err
	}
	leader, err := w.leader(ctx, "napguide-grants")
	if err != nil {
		return err
	}
	t := &trouble{began: time.Now()}
	w.useWhileAway(ctx, t, leader, room, flights)
	fmt.Printf("kill -9, leader %s of the grants; %d grants in flight, a class of %d led\n", leader.name, n, len(room.people))
	w.judge(ctx, t, room, flights)
	for _, f := range flights {
		f.leave()
	}
	if err := leader.start(ctx); err != nil {
		return err
	}
	return w.whole(ctx)
}

// useWhileAway answers the grants before, at and after the kill, makes others, and leads the class.
func (w *cluster) useWhileAway(ctx context.Context, t *trouble, leader *natsServer, room *clusterClass, flights []*flight) {
	var all sync.WaitGroup
	all.Go(func() {
		time.Sleep(time.Until(t.began.Add(400 * time.Millisecond)))
		t.killed = time.Now()
		leader.kill()
	})
	for _, f := range flights {
		all.Go(func() {
			time.Sleep(rand.N(1500 * time.Millisecond)) // before, at and after the kill
			at, err := insist(ctx, newPerson(w.proxy), f.phone+"/approve", nil, &t.moments, &t.wordless)
			if err != nil {
				t.failed.Add(1)
				return
			}
			t.acks.Store(f, at)
		})
	}
	all.Go(func() {
		for time.Since(t.began) < 8*time.Second {
			if f, err := w.flight(ctx, w.proxy); err == nil {
				t.made.Store(f, true)
				t.extra.Add(1)
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	all.Go(func() {
		time.Sleep(600 * time.Millisecond)
		var err error
		t.led, t.reached, t.unreached, err = room.lead(ctx, &t.moments, &t.wordless)
		if err != nil {
			w.fault("the trainer could not lead: %v", err)
		}
	})
	all.Wait()
}

// judge waits for the results, prints them, and notes what is not as it should be.
func (w *cluster) judge(ctx context.Context, t *trouble, room *clusterClass, flights []*flight) {
	var results, gaps, firstAck []time.Duration
	waiting, late := 0, 0
	for _, f := range flights {
		if !f.has(time.Until(t.killed.Add(20 * time.Second))) {
			waiting++
			continue
		}
		took := f.heard().Sub(t.killed)
		if results = append(results, took); took > resultWithin {
			late++
		}
		if at, ok := t.acks.Load(f); ok {
			gaps = append(gaps, max(0, f.heard().Sub(at.(time.Time))))
			if d := at.(time.Time).Sub(t.killed); d > 2*time.Second {
				firstAck = append(firstAck, d)
			}
		}
	}
	// What was acknowledged must be there, whoever is asked.
	t.acks.Range(func(k, _ any) bool { w.find(ctx, t, k.(*flight), "approved"); return true })
	t.made.Range(func(k, _ any) bool { w.find(ctx, t, k.(*flight), "pending"); return true })
	fmt.Printf("                writes were taken again after %s; %d answers said \"one moment\", %d of them without words\n", round(at(firstAck, 0)), t.moments.Load(), t.wordless.Load())
	fmt.Printf("                result at the waiting browser, from the kill: p50 %s  last %s; %d later than %s, %d never\n", round(at(results, .5)), round(at(results, 1)), late, resultWithin, waiting)
	fmt.Printf("                from the phone's answer to the computer's event: p50 %s  p99 %s  last %s\n", round(at(gaps, .5)), round(at(gaps, .99)), round(at(gaps, 1)))
	fmt.Printf("                acknowledged and lost: %d of %d approvals and %d new grants; %d phones gave up\n", t.lost.Load(), len(gaps), t.extra.Load(), t.failed.Load())
	fmt.Printf("                the trainer's step: taken %s after the kill, the last of %d had it %s after; %d not reached\n", round(t.led.Sub(t.killed)), len(room.people), round(t.reached.Sub(t.killed)), t.unreached)
	switch {
	case t.lost.Load() > 0:
		w.fault("%d acknowledged writes are lost", t.lost.Load())
	case waiting > 0 || late > 0:
		w.fault("%d browsers waited longer than %s", waiting+late, resultWithin)
	}
	if t.wordless.Load() > 0 || t.failed.Load() > 0 || t.unreached > 0 || t.reached.Sub(t.killed) > resultWithin {
		w.fault("wordless %d, gave up %d, participants not reached %d, class after %s", t.wordless.Load(), t.failed.Load(), t.unreached, round(t.reached.Sub(t.killed)))
	}
}

// find looks for a grant at every guide.
func (w *cluster) find(ctx context.Context, t *trouble, f *flight, want string) {
	for _, g := range w.guides {
		if got := f.look(ctx, g.url); got != want {
			t.lost.Add(1)
			fmt.Printf("                grant %s: %q at %s, want %q\n", f.id, got, g.url, want)
			return
		}
	}
}

// whole waits until every copy of both buckets is up to date again.
func (w *cluster) whole(ctx context.Context) error {
	began := time.Now()
	for ; time.Since(began) < 60*time.Second; time.Sleep(200 * time.Millisecond) {
		current := 0
		for _, bucket := range []string{"napguide-grants", "napguide-rooms"} {
			call, cancel := context.WithTimeout(ctx, time.Second)
			s, err := w.js.Stream(call, "KV_"+bucket)
			cancel()
			if err != nil {
				continue
			}
			if info := s.CachedInfo(); info.Cluster != nil && info.Cluster.Leader != "" {
				for _, r := range info.Cluster.Replicas {
					if r.Current && !r.Offline {
						current++
					}
				}
			}
		}
		if current == 4 {
			fmt.Printf("                the server, started again, had caught up after %s\n", round(time.Since(began)))
			return nil
		}
	}
	return errors.New("the cluster did not become whole again")
}

// killGuide kills a guide under waiting browsers and a class.
func (w *cluster) killGuide(ctx context.Context, room *clusterClass, n int) error {
	flights, err := w.takeOff(ctx, n)
	if err != nil {
		return err
	}
	opened := make([]int, n)
	for i, f := range flights {
		opened[i] = f.openings()
	}
	w.guides[0].kill()
	at0 := time.Now()
	time.Sleep(50 * time.Millisecond)
	var moments, wordless atomic.Int64
	var failed atomic.Int64
	crowd(64, n, func(i int) {
		if _, err := insist(ctx, newPerson(w.proxy), flights[i-1].phone+"/approve", nil, &moments, &wordless); err != nil {
			failed.Add(1)
		}
	})
	_, reached, unreached, err := room.lead(ctx, &moments, &wordless)
	if err != nil {
		return err
	}
	var results []time.Duration
	waiting, again := 0, 0
	for i, f := range flights {
		if !f.has(time.Until(at0.Add(resultWithin))) {
			waiting++
			continue
		}
		results = append(results, f.heard().Sub(at0))
		if f.openings() > opened[i] {
			again++
		}
		f.leave()
	}
	slices.Sort(results)
	fmt.Printf("kill -9, one guide of three under %d waiting browsers and the class\n", n)
	fmt.Printf("                %d browsers were at it and opened their stream again elsewhere; result from the kill: p50 %s  last %s; %d never\n", again, round(at(results, .5)), round(at(results, 1)), waiting)
	fmt.Printf("                the trainer's next step: the last of %d had it %s after the kill; %d not reached\n", len(room.people), round(reached.Sub(at0)), unreached)
	if waiting > 0 || failed.Load() > 0 || unreached > 0 || again == 0 {
		w.fault("a guide was killed: %d browsers without a result, %d phones gave up, %d participants not reached, %d reconnected", waiting, failed.Load(), unreached, again)
	}
	return w.guides[0].start(ctx)
}
