package web

import (
	"container/list"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// refill is how long an empty share takes to be whole again.
func (a Allowance) refill() time.Duration {
	return time.Duration(float64(a.AtOnce) / a.aSecond * float64(time.Second))
}

// Share is what is left to each client, seat or room (K) of an allowance. It remembers only who has used theirs lately,
// and at most maxSharers of them: those beyond have one share together until somebody's is whole again, so that nobody
// gets a fresh one by coming under many addresses.
type Share[K comparable] struct {
	Allowance
	now func() time.Time

	mu       sync.Mutex
	of       map[K]*list.Element // of *account[K]
	lately   list.List           // the longest unused first
	others   *rate.Limiter       // those that there is no place for
	sweeping bool                // a sweep will come
}

type account[K comparable] struct {
	key     K
	limiter *rate.Limiter
}

// NewShare gives every key the same allowance.
func NewShare[K comparable](a Allowance, now func() time.Time) *Share[K] {
	return &Share[K]{Allowance: a, now: now, of: map[K]*list.Element{}, others: a.limiter()}
}

func (a Allowance) limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(a.aSecond), a.AtOnce) }

// Take uses one, or is false where nothing is left.
func (s *Share[K]) Take(key K) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account(key).AllowN(s.now(), 1)
}

// Left tells whether there is one to use.
func (s *Share[K]) Left(key K) bool { return s.Wait(key) == 0 }

// Charge uses one that has been had already, where need be from what comes later.
func (s *Share[K]) Charge(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(key).ReserveN(s.now(), 1)
}

// Wait is in how many whole seconds there will be one to use; 0: now.
func (s *Share[K]) Wait(key K) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	limiter := s.others
	if e, ok := s.of[key]; ok {
		limiter = e.Value.(*account[K]).limiter
	} else if len(s.of) < maxSharers {
		return 0
	}
	if missing := 1 - limiter.TokensAt(s.now()); missing > 0 {
		return int(math.Ceil(missing / s.aSecond))
	}
	return 0
}

// ShareError is refused because somebody's share is spent.
type ShareError struct {
	kind string // which words
	wait int    // seconds
}

// ShareSpent is the error of a share that is spent: kind names the words, and after wait seconds it may work again.
func ShareSpent(kind string, wait int) error { return ShareError{kind, wait} }

func (e ShareError) Error() string { return "web: a share is spent: " + e.kind }

// account needs the lock.
func (s *Share[K]) account(key K) *rate.Limiter {
	if e, ok := s.of[key]; ok {
		s.lately.MoveToBack(e)
		return e.Value.(*account[K]).limiter
	}
	s.forget()
	if len(s.of) >= maxSharers {
		return s.others
	}
	a := &account[K]{key, s.limiter()}
	s.of[key] = s.lately.PushBack(a)
	if !s.sweeping {
		s.sweeping = true
		time.AfterFunc(s.refill(), s.sweep)
	}
	return a.limiter
}

// forget drops those whose share is whole again, the longest unused first; it needs the lock.
func (s *Share[K]) forget() {
	for e := s.lately.Front(); e != nil; e = s.lately.Front() {
		a := e.Value.(*account[K])
		if a.limiter.TokensAt(s.now()) < float64(s.AtOnce) {
			return
		}
		s.lately.Remove(e)
		delete(s.of, a.key)
	}
}

// sweep keeps nobody's address longer than it matters, and comes again while there is one.
func (s *Share[K]) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	if s.sweeping = len(s.of) > 0; s.sweeping {
		time.AfterFunc(s.refill(), s.sweep)
	}
}
