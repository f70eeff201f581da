package server

import (
	"errors"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/workshop"
)

// typeRoom is the form for six digits.
func (s *Server) typeRoom(c *fiber.Ctx) error { return s.roomForm(c, fiber.StatusOK, "") }

// typedRoom leads to the room that the digits open.
func (s *Server) typedRoom(c *fiber.Ctx) error {
	form, err := readForm(c, "code")
	if err != nil {
		return err
	}
	code, ok := workshop.ParseCode(form["code"])
	if !ok {
		if other, ok := sandbox.ParseCode(form["code"]); ok { // the other of the two codes
			return seeOther(c, phonePath(other))
		}
		return s.roomFailed(c, errRoomCode)
	}
	if _, err := s.roomByCode(c, code); err != nil {
		return s.roomFailed(c, err)
	}
	return seeOther(c, "/j/"+code)
}

// roomPage is the participant's page; to who has no number yet it offers one. Opening it changes nothing.
func (s *Server) roomPage(c *fiber.Ctx) error {
	code, ok := workshop.ParseCode(c.Params("code"))
	if !ok {
		return s.roomFailed(c, errRoomCode)
	}
	secret := s.keepSecret(c, seatCookie) // now, so that two tabs that join at once are one participant
	if r, seat, ok := s.seatByCode(code, secret); ok {
		return s.seatPage(c, fiber.StatusOK, site.SeatView{Kind: "hub", Code: code, Room: roomView(r), Seat: seatView(seat)})
	}
	r, err := s.roomByCode(c, code)
	if err != nil {
		return s.roomFailed(c, err)
	}
	if err := s.admits(r); err != nil {
		return s.roomFailed(c, err)
	}
	return s.seatPage(c, fiber.StatusOK, site.SeatView{Kind: "join", Code: code, Room: roomView(r)})
}

// admits is nil while a room has a number for one more.
func (s *Server) admits(r workshop.Room) error {
	switch {
	case r.IsEnded():
		return workshop.ErrEnded
	case r.Locked:
		return workshop.ErrLocked
	case s.opt.Store.SeatCount(r.ID) >= workshop.MaxSeats:
		return workshop.ErrFull
	}
	return nil
}

// joinRoom gives the browser a number.
func (s *Server) joinRoom(c *fiber.Ctx) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	code, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return s.roomFailed(c, errRoomCode)
	}
	r, seat, ok := s.seatByCode(code, s.secretCookie(c, seatCookie))
	if !ok {
		var err error
		if r, err = s.roomByCode(c, code); err == nil {
			err = s.admits(r)
		}
		if err != nil {
			return s.roomFailed(c, err)
		}
		if done, err := s.proveCookies(c, seatCookie, roomCookieAge); done {
			return err
		}
		secret := s.keepSecret(c, seatCookie)
		if seat, err = s.opt.Store.JoinRoom(s.life, r.ID, secret); err != nil {
			return s.roomFailed(c, err)
		}
	}
	if wantsJSON(c.Context()) {
		return sendJSON(c, fiber.StatusOK, map[string]any{"room": r.ID, "number": seat.Number})
	}
	return seeOther(c, "/j/"+r.ID)
}

// seatByCode finds a number that the browser has already, by any code that the room ever had.
func (s *Server) seatByCode(code, secret string) (workshop.Room, workshop.Seat, bool) {
	look := func() (workshop.Room, workshop.Seat, error) {
		r, _, err := s.opt.Store.RoomByCode(code)
		if err != nil {
			return r, workshop.Seat{}, err
		}
		seat, err := s.opt.Store.SeatOf(r.ID, secret)
		return r, seat, err
	}
	r, seat, err := look()
	if err != nil { // joined a moment ago, through another process
		s.opt.Store.CatchUp(s.life)
		r, seat, err = look()
	}
	return r, seat, err == nil
}

// roomByCode is the room that a code opens to newcomers. Wrong codes from one address are slowed.
func (s *Server) roomByCode(c *fiber.Ctx, code string) (workshop.Room, error) {
	from := s.clientAddress(c.Context())
	if !s.guesses.may(from) {
		return workshop.Room{}, errGuessing // right codes too, or the pause would tell them apart
	}
	r, current, err := s.opt.Store.RoomByCode(code)
	switch {
	case errors.Is(err, store.ErrNoRoom):
		s.wrongCode(from)
		return r, err
	case err == nil && !current:
		s.wrongCode(from)
		return r, errRoomChanged
	}
	return r, err
}

// roomFailed says why one cannot get in: above the form where another code may help, else on a page of its own.
func (s *Server) roomFailed(c *fiber.Ctx, err error) error {
	if wantsJSON(c.Context()) {
		return err
	}
	o := s.outcomeOf(err)
	setRetry(&c.Response().Header, o)
	for _, told := range []error{errRoomCode, errRoomChanged, errGuessing, store.ErrNoRoom} {
		if errors.Is(err, told) {
			return s.roomForm(c, o.status, o.kind)
		}
	}
	for told, kind := range map[error]string{workshop.ErrFull: "full", workshop.ErrLocked: "locked", workshop.ErrEnded: "ended"} {
		if errors.Is(err, told) {
			return s.seatPage(c, o.status, site.SeatView{Kind: kind, Alert: o.kind})
		}
	}
	return err
}

func (s *Server) roomForm(c *fiber.Ctx, status int, alert string) error {
	return s.seatPage(c, status, site.SeatView{Kind: "type", Alert: alert})
}

func (s *Server) seatPage(c *fiber.Ctx, status int, v site.SeatView) error {
	page, err := s.site().Seat(s.reader(c), v)
	if err != nil {
		return err
	}
	return sendPage(c, status, page)
}

// wrongCode counts a wrong code here and in every other process.
func (s *Server) wrongCode(from string) {
	s.guesses.wrong(from)
	s.opt.Store.Tell(toldGuess, from)
}

// guesses slows the guessing of room codes, by address: three hundred honest people behind one address may mistype
// sixty codes at once and two a second after that. A million codes then take six days.
type guesses struct {
	now func() time.Time

	mu       sync.Mutex
	by       map[string]*guesser
	sweeping bool // a sweep will come
}

type guesser struct {
	owed float64 // wrong codes not yet forgiven
	at   time.Time
}

const (
	wrongAtOnce  = 60
	wrongASecond = 2
	maxGuessers  = 20_000
	forgetEvery  = 30 * time.Second // as long as sixty wrong codes take to be forgiven
)

func newGuesses(now func() time.Time) *guesses {
	return &guesses{now: now, by: map[string]*guesser{}}
}

func (g *guesses) may(from string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.by[from]
	return w == nil || g.settle(w) < wrongAtOnce
}

func (g *guesses) wrong(from string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.by[from]
	if w == nil {
		if len(g.by) >= maxGuessers {
			g.forget()
		}
		w = &guesser{at: g.now()}
		g.by[from] = w
	}
	if !g.sweeping {
		g.sweeping = true
		time.AfterFunc(forgetEvery, g.sweep)
	}
	g.settle(w)
	w.owed++
}

// sweep keeps no address longer than it matters, and comes again while there is one.
func (g *guesses) sweep() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget()
	if g.sweeping = len(g.by) > 0; g.sweeping {
		time.AfterFunc(forgetEvery, g.sweep)
	}
}

// forget drops addresses that owe nothing, and others as long as there are too many; it needs the lock.
func (g *guesses) forget() {
	for a, old := range g.by {
		if g.settle(old) == 0 || len(g.by) >= maxGuessers {
			delete(g.by, a)
		}
	}
}

// settle forgives what time has forgiven; it needs the lock.
func (g *guesses) settle(w *guesser) float64 {
	now := g.now()
	w.owed = max(0, w.owed-wrongASecond*max(0, now.Sub(w.at).Seconds())) // a clock that is put back takes nothing away
	w.at = now
	return w.owed
}
