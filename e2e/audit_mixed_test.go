//go:build audit

package e2e

import (
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mixedTime is how long everything goes on at once. Practice codes live a minute here, so that all that comes has gone
// again several times over. The first half fills what fills once: JetStream's write buffers, 8 MB for each of two buckets,
// and the heap up to where the collector works harder.
const (
	mixedTime    = 10 * time.Minute
	mixedStreams = 2000
	openFiles    = "process_open_fds"
	heapInUse    = "go_memstats_heap_alloc_bytes"
)

// callerFrom is a caller at an address of its own, as phones in a room have.
func callerFrom(base string, n int) *caller {
	c := newCaller(base)
	from := &net.TCPAddr{IP: net.IPv4(127, 1, byte(n/200), byte(1+n%200))}
	c.http.Transport = &http.Transport{DialContext: (&net.Dialer{LocalAddr: from}).DialContext, MaxIdleConnsPerHost: 4, IdleConnTimeout: 5 * time.Second}
	return c
}

func TestAuditFaultsMemoryStaysLevelThroughFiveMinutesOfMixedLoad(t *testing.T) {
	flags, figure := withFigures(t)
	guide := startLean(t, append(flags, "--grant-ttl", "1m")...)
	end := time.Now().Add(mixedTime)
	var all sync.WaitGroup
	var done [6]atomic.Int64
	var refused atomic.Int64
	// often does something again and again until the end, so many times a second.
	often := func(kind int, aSecond int, do func(n int) error) {
		all.Go(func() {
			tick := time.NewTicker(time.Second / time.Duration(aSecond))
			defer tick.Stop()
			for n := 0; time.Now().Before(end); n++ {
				<-tick.C
				if err := do(n); err != nil {
					refused.Add(1)
				}
				done[kind].Add(1)
			}
		})
	}

	const rooms = 8
	trainers, ids := make([]*caller, rooms), make([]string, rooms)
	for i := range rooms {
		trainers[i] = callerFrom(guide.url, 1000+i)
		id, err := trainers[i].openRoom()
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = id
	}
	// Half of the streams are participants', half are computers that wait.
	var people []*caller
	var places []string
	for n := range mixedStreams / 2 {
		who := callerFrom(guide.url, n)
		for try := 0; ; try++ {
			_, err := who.join(ids[n%rooms])
			if err == nil {
				break
			}
			if try == 40 {
				t.Fatalf("participant %d: %v", n, err)
			}
			time.Sleep(500 * time.Millisecond)
		}
		people, places = append(people, who), append(places, "/workshop/"+ids[n%rooms]+"/events?lang=th")
	}
	for n := range mixedStreams / 2 {
		who := callerFrom(guide.url, n)
		g, err := who.grant()
		if err != nil {
			t.Fatalf("computer %d: %v", n, err)
		}
		people, places = append(people, who), append(places, g.Events)
	}
	end = time.Now().Add(mixedTime)
	var open atomic.Int64
	for n, who := range people {
		all.Go(func() {
			time.Sleep(time.Duration(n) * 2 * time.Millisecond)
			for time.Now().Before(end) {
				who.http.Timeout = max(time.Until(end), time.Second)
				res, err := who.http.Get(guide.url + places[n])
				if err != nil {
					time.Sleep(time.Second)
					continue
				}
				open.Add(1)
				_, _ = io.Copy(io.Discard, res.Body)
				open.Add(-1)
				res.Body.Close()
				time.Sleep(time.Second)
			}
		})
	}
	for worker := range 4 {
		often(0, 5, func(n int) error { // computers with their phones
			computer := callerFrom(guide.url, 1100+(n*4+worker)%400)
			defer computer.http.CloseIdleConnections()
			g, err := computer.grant()
			if err == nil {
				err = callerFrom(guide.url, 1600+(n*4+worker)%400).answer(g, []string{"approve", "deny"}[n%2])
			}
			return err
		})
		often(1, 10, func(n int) error { // participants move on
			who := people[(n*4+worker)%(mixedStreams/2)]
			status, err := who.post("/workshop/"+ids[(n*4+worker)%rooms]+"/progress", url.Values{"at": {"guide/" + []string{"start", "choose-thaid", "scan-qr"}[n/250%3]}}, nil)
			if err == nil && status >= 300 {
				err = fmt.Errorf("%d", status)
			}
			return err
		})
	}
	steps := []string{"start", "choose-thaid", "scan-qr", "signed-in"}
	often(2, 2, func(n int) error { // trainers lead
		_, err := trainers[n%rooms].post("/workshop/"+ids[n%rooms]+"/lead", url.Values{"step": {steps[n/rooms%len(steps)]}}, nil)
		return err
	})
	often(3, 1, func(n int) error { // rooms are opened, recoded and deleted
		trainer := callerFrom(guide.url, 2100+n%400)
		defer trainer.http.CloseIdleConnections()
		id, err := trainer.openRoom()
		for _, what := range []string{"recode", "end", "delete"} {
			if err == nil {
				_, err = trainer.post("/workshop/"+id+"/"+what, nil, nil)
			}
		}
		return err
	})
	reader := callerFrom(guide.url, 2600)
	often(4, 20, func(n int) error { // pages are read
		_, _, err := reader.do(http.MethodGet, []string{"/th/", "/en/help", "/th/guide/scan-qr", "/th/nothing-here"}[n%4], nil, "Accept", "text/html")
		return err
	})
	often(5, 2, func(n int) error { // wrong codes are typed
		_, err := callerFrom(guide.url, 2700+n%400).post(fmt.Sprintf("/d/%09d/approve", n), nil, nil)
		return err
	})

	// Of memory a minute's most is held against another's most; of the heap a minute's least, which is what a collection leaves.
	type level struct{ memory, live, goroutines, files float64 }
	var early, late level // the sixth minute and the last
	early.live, late.live = math.Inf(1), math.Inf(1)
	began := time.Now()
	for last := time.Duration(0); time.Now().Before(end.Add(-5 * time.Second)); time.Sleep(500 * time.Millisecond) {
		memory, _ := guide.resident()
		now := level{memory, figure(heapInUse) / 1e6, figure(goroutines), figure(openFiles)}
		note := func(l *level) {
			l.memory, l.goroutines, l.files = max(l.memory, now.memory), max(l.goroutines, now.goroutines), max(l.files, now.files)
			l.live = min(l.live, now.live)
		}
		into := time.Since(began)
		switch {
		case into > mixedTime/2 && into < mixedTime/2+time.Minute:
			note(&early)
		case time.Until(end) < time.Minute:
			note(&late)
		}
		if into > last+10*time.Second {
			last = into
			t.Logf("%3.0f s: %.0f MB, %.0f MB of heap, %.0f goroutines, %.0f open files, %d streams", into.Seconds(), now.memory, now.live, now.goroutines, now.files, open.Load())
		}
	}
	if open.Load() < mixedStreams*9/10 {
		t.Errorf("%d streams are open", open.Load())
	}
	all.Wait()
	t.Logf("done: %d codes, %d moves, %d leads, %d rooms, %d pages, %d wrong codes; %d were refused", done[0].Load(), done[1].Load(), done[2].Load(), done[3].Load(), done[4].Load(), done[5].Load(), refused.Load())
	t.Logf("the sixth minute: %+v; the last: %+v", early, late)
	if late.memory > early.memory*1.05+5 || late.live > early.live*1.05+5 || late.goroutines > early.goroutines*1.1+50 || late.files > early.files*1.1+50 {
		t.Errorf("it grows: %+v in the sixth minute, %+v in the last", early, late)
	}
	if late.memory > mostMemory {
		t.Errorf("%.0f MB", late.memory)
	}
}
