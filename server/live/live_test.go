package live_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"napguide/server/live"
)

func TestWakeReachesEverySubscriberOfTheTopicAndNobodyElse(t *testing.T) {
	h := live.New()
	var a, b, other int
	h.Subscribe("grant.1", func() { a++ })
	h.Subscribe("grant.1", func() { b++ })
	h.Subscribe("grant.2", func() { other++ })

	h.Wake("grant.1")
	h.Wake("grant.3")

	if a != 1 || b != 1 || other != 0 {
		t.Errorf("woken a=%d b=%d other=%d, want 1 1 0", a, b, other)
	}
}

func TestCancelEndsTheWakeUpsAndForgetsTheTopic(t *testing.T) {
	h := live.New()
	var n int
	cancel := h.Subscribe("grant.1", func() { n++ })
	cancel()
	cancel()
	h.Wake("grant.1")
	if n != 0 {
		t.Errorf("woken %d times after cancel", n)
	}
	if h.Topics() != 0 {
		t.Errorf("%d topics left behind", h.Topics())
	}
}

func TestTheSameFunctionSubscribedTwiceIsTwoSubscriptions(t *testing.T) {
	h := live.New()
	var n int
	wake := func() { n++ }
	cancel := h.Subscribe("t", wake)
	h.Subscribe("t", wake)
	cancel()
	h.Wake("t")
	if n != 1 {
		t.Errorf("woken %d times, want 1", n)
	}
}

func TestAWakeFunctionMaySubscribeAndCancel(t *testing.T) {
	h := live.New()
	var inner atomic.Int32
	var cancel func()
	cancel = h.Subscribe("t", func() {
		cancel()
		h.Subscribe("t", func() { inner.Add(1) })
	})
	h.Wake("t")
	h.Wake("t")
	if inner.Load() != 1 {
		t.Errorf("inner woken %d times, want 1", inner.Load())
	}
}

func TestSubscribingWakingAndCancellingAtOnce(t *testing.T) {
	h := live.New()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 200 {
				var hit atomic.Bool
				cancel := h.Subscribe("t", func() { hit.Store(true) })
				h.Wake("t")
				if !hit.Load() {
					t.Error("a subscriber missed a wake-up that came after it subscribed")
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if h.Topics() != 0 {
		t.Errorf("%d topics left behind", h.Topics())
	}
}

func BenchmarkWakeOneAmongFiveThousandTopics(b *testing.B) {
	h := live.New()
	for i := range 5000 {
		h.Subscribe(string(rune('a'+i%26))+string(rune(i)), func() {})
	}
	h.Subscribe("grant.x", func() {})
	b.ReportAllocs()
	for b.Loop() {
		h.Wake("grant.x")
	}
}
