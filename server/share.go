package server

import (
	"container/list"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"golang.org/x/time/rate"

	"napguide/server/workshop"
)

// Every budget that all have in common has a share below it for each client, wide enough for three hundred people behind
// one address: limits.go has the figures. So who asks for too much takes from nobody but the people behind the same
// address, and these find ways around it that are not theirs to use up: a number in a room, the wall's QR code, and
// whatever the same client made and never used (see ledger.go), which gives way.

// client is who a share belongs to: an IPv4 address, or the /64 of an IPv6 address, which is one line or one LAN.
type client = netip.Prefix

// client is who asks; behind trusted proxies, whoever asked the first of them.
func (s *Server) client(ctx *fasthttp.RequestCtx) client { return clientOf(s.clientAddress(ctx)) }

// clientOf reads an address. What is none is one client too.
func clientOf(address string) client {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return client{}
	}
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr, bits).Masked()
}

// clientNamed is the client that another process names.
func clientNamed(text string) client {
	c, err := netip.ParsePrefix(text)
	if err != nil {
		return client{}
	}
	return c
}

// allowance is how much a share is: so much at once, and so much a second after that.
type allowance struct {
	atOnce  int
	aSecond float64
}

// refill is how long an empty share takes to be whole again.
func (a allowance) refill() time.Duration {
	return time.Duration(float64(a.atOnce) / a.aSecond * float64(time.Second))
}

// share is what is left to each client, seat or room (K) of an allowance. It remembers only who has used theirs lately,
// and at most maxSharers of them: those beyond have one share together until somebody's is whole again, so that nobody
// gets a fresh one by coming under many addresses.
type share[K comparable] struct {
	allowance
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

func newShare[K comparable](a allowance, now func() time.Time) *share[K] {
	return &share[K]{allowance: a, now: now, of: map[K]*list.Element{}, others: a.limiter()}
}

func (a allowance) limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(a.aSecond), a.atOnce) }

// take uses one, or is false where nothing is left.
func (s *share[K]) take(key K) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account(key).AllowN(s.now(), 1)
}

// left tells whether there is one to use.
func (s *share[K]) left(key K) bool { return s.wait(key) == 0 }

// charge uses one that has been had already, where need be from what comes later.
func (s *share[K]) charge(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(key).ReserveN(s.now(), 1)
}

// wait is in how many whole seconds there will be one to use; 0: now.
func (s *share[K]) wait(key K) int {
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

// shares are all that the server has. The figures and their reasons are in limits.go.
type shares struct {
	codes, devices, tokens, digits, guesses, numbers, rooms, checks *share[client]

	seatCodes, seatDigits, seatHands, seatHand, seatDeeds *share[seatName]

	hands     *share[place]
	roomHands *share[string] // by room
}

// place is one client's part of a room.
type place struct {
	room string
	from client
}

// seatName is one number in one room.
type seatName struct {
	room   string
	number int
}

func newShares(now func() time.Time) *shares {
	byClient := func(a allowance) *share[client] { return newShare[client](a, now) }
	bySeat := func(a allowance) *share[seatName] { return newShare[seatName](a, now) }
	return &shares{
		codes: byClient(codesShare), devices: byClient(devicesShare), tokens: byClient(tokensShare),
		digits: byClient(digitsShare), guesses: byClient(guessShare), numbers: byClient(numbersRate),
		rooms: byClient(roomsShare), checks: byClient(checksShare),
		seatCodes: bySeat(seatCodesShare), seatDigits: bySeat(seatDigitsShare),
		seatHands: bySeat(seatHandsShare), seatHand: bySeat(seatHandShare), seatDeeds: bySeat(seatDeedsShare),
		hands: newShare[place](handsShare, now), roomHands: newShare[string](roomHandsShare, now),
	}
}

// takesOf uses one of a share that belongs to a number in a room, of the first that has any left.
func (s *Server) takesOf(seats map[string]workshop.Seat, of *share[seatName]) bool {
	for room, seat := range seats {
		if of.take(seatName{room, seat.Number}) {
			return true
		}
	}
	return false
}

// seatTakes is takesOf for the numbers that the browser has.
func (s *Server) seatTakes(c *fiber.Ctx, of *share[seatName]) bool {
	return s.takesOf(s.opt.Store.SeatsHeld(s.secretCookie(c, seatCookie)), of)
}

// errShare is refused because somebody's share is spent.
type errShare struct {
	kind string // which words
	wait int    // seconds
}

// shareKinds are the words that there are for it.
var shareKinds = []string{"codes-share", "typing-share", "room-guessing", "room-busy", "rooms-share", "hands-rest", "hands-share", "busy"}

func (e errShare) Error() string { return "server: a share is spent: " + e.kind }

// account needs the lock.
func (s *share[K]) account(key K) *rate.Limiter {
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
func (s *share[K]) forget() {
	for e := s.lately.Front(); e != nil; e = s.lately.Front() {
		a := e.Value.(*account[K])
		if a.limiter.TokensAt(s.now()) < float64(s.atOnce) {
			return
		}
		s.lately.Remove(e)
		delete(s.of, a.key)
	}
}

// sweep keeps nobody's address longer than it matters, and comes again while there is one.
func (s *share[K]) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	if s.sweeping = len(s.of) > 0; s.sweeping {
		time.AfterFunc(s.refill(), s.sweep)
	}
}
