package server

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/presence"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// typeRoom is the form for six digits.
func (s *Server) typeRoom(c *fiber.Ctx) error { return s.roomForm(c, fiber.StatusOK, "") }

// typedRoom leads to the room that the digits open.
func (s *Server) typedRoom(c *fiber.Ctx) error {
	form, err := web.ReadForm(c, "code")
	if err != nil {
		return err
	}
	code, key, ok := workshop.ParseInvitation(form["code"])
	if !ok {
		if other, ok := sandbox.ParseCode(form["code"]); ok { // the other of the two codes
			return web.SeeOther(c, phonePath(other))
		}
		return s.roomFailed(c, errRoomCode)
	}
	r, invited, err := s.roomByCode(c, code, key)
	if err != nil {
		return s.roomFailed(c, err)
	}
	if invited {
		code = r.JoinPath()
	}
	return web.SeeOther(c, "/j/"+code)
}

// roomPage is the participant's page; to who has no number yet it offers one. Opening it changes nothing.
func (s *Server) roomPage(c *fiber.Ctx) error {
	code, key, ok := workshop.ParseInvitation(c.Params("code"))
	if !ok {
		return s.roomFailed(c, errRoomCode)
	}
	secret := s.cookies.Keep(c, web.SeatCookie) // now, so that two tabs that join at once are one participant
	if r, seat, ok := s.seatByCode(code, secret); ok {
		s.present.SeatOpen(r.ID, seat, s.proxies.Client(c.Context()))
		return s.seatPage(c, fiber.StatusOK, site.SeatView{Kind: "hub", Code: code, Room: roomView(r), Seat: s.seatShown(r, seat), Public: s.opt.Network.Now().Best().IsPublic()})
	}
	r, invited, err := s.roomByCode(c, code, key)
	if err != nil {
		return s.roomFailed(c, err)
	}
	if err := s.admits(r); err != nil {
		return s.roomFailed(c, err)
	}
	if invited {
		code = r.JoinPath()
	}
	return s.seatPage(c, fiber.StatusOK, site.SeatView{Kind: "join", Code: code, Room: roomView(r.Within(s.course()))})
}

// admits is nil while a room has a number for one more, if only that of somebody who never used it.
func (s *Server) admits(r workshop.Room) error {
	switch {
	case r.IsEnded():
		return workshop.ErrEnded
	case r.Locked:
		return workshop.ErrLocked
	case s.opt.Store.SeatCount(r.ID) >= s.opt.Store.MaxSeats() && len(s.present.Idle(r.ID, s.opt.Store.Seats(r.ID), true)) == 0:
		return workshop.ErrFull
	}
	return nil
}

// joinRoom gives the browser a number.
func (s *Server) joinRoom(c *fiber.Ctx) error {
	if _, err := web.ReadForm(c); err != nil {
		return err
	}
	code, key, ok := workshop.ParseInvitation(c.Params("room"))
	if !ok {
		return s.roomFailed(c, errRoomCode)
	}
	r, seat, ok := s.seatByCode(code, s.cookies.Secret(c, web.SeatCookie))
	if !ok {
		var invited bool
		var err error
		if r, invited, err = s.roomByCode(c, code, key); err == nil {
			err = s.admits(r)
		}
		if err != nil {
			return s.roomFailed(c, err)
		}
		if done, err := s.cookies.Prove(c, web.SeatCookie, web.RoomCookieAge); done {
			return err
		}
		if seat, err = s.takeNumber(c, r, s.cookies.Keep(c, web.SeatCookie), invited); err != nil {
			return s.roomFailed(c, err)
		}
	}
	s.present.Joined(r.ID, s.proxies.Client(c.Context()))
	if web.WantsJSON(c.Context()) {
		return web.SendJSON(c, fiber.StatusOK, map[string]any{"room": r.ID, "number": seat.Number})
	}
	return web.SeeOther(c, "/j/"+r.ID)
}

// takeNumber gives out a number. Whoever was invited by the QR code is never made to wait for one: in a room that is full
// they get the number of somebody who never used it. So do those who typed the code where the client's share is spent,
// but for a reserve, of which half is for those who have waited.
func (s *Server) takeNumber(c *fiber.Ctx, r workshop.Room, secret string, invited bool) (workshop.Seat, error) {
	from, reserve := s.proxies.Client(c.Context()), web.IdleReserve
	if invited {
		reserve = 0
	} else if !s.shares.numbers.Take(from) || s.isCrowded(r) {
		s.tellOfFlood(r.ID)
		now := s.opt.Now()
		since, waits := s.waiting.since(r.ID, secret)
		if waits && now.Sub(since) >= presence.SettleFor {
			reserve /= 2
		}
		if !s.freeIdle(r, reserve) {
			if !waits {
				s.cookies.Set(c, web.SeatCookie, s.waiting.begin(r.ID, now), web.RoomCookieAge)
			}
			return workshop.Seat{}, web.ShareSpent("room-busy", int(presence.SettleFor/time.Second))
		}
	}
	for {
		seat, err := s.opt.Store.JoinRoom(s.life, r.ID, secret)
		if !errors.Is(err, workshop.ErrFull) {
			return seat, err
		}
		s.tellOfFlood(r.ID)
		if !s.freeIdle(r, reserve) {
			return seat, err
		}
	}
}

// isCrowded tells whether a room is full but for a reserve, and that of numbers that nobody has used yet.
func (s *Server) isCrowded(r workshop.Room) bool {
	return s.opt.Store.SeatCount(r.ID) >= s.opt.Store.MaxSeats()-web.IdleReserve &&
		len(s.present.Idle(r.ID, s.opt.Store.Seats(r.ID), false)) >= 2*web.IdleReserve
}

// freeIdle frees the number that has gone unused for longest; it is false where no more than a reserve of them is left.
func (s *Server) freeIdle(r workshop.Room, reserve int) bool {
	idle := s.present.Idle(r.ID, s.opt.Store.Seats(r.ID), true)
	for len(idle) > reserve {
		if freed, err := s.opt.Store.FreeUnmoved(s.life, r.ID, idle[0]); freed || err != nil {
			return freed
		}
		idle = idle[1:]
	}
	return false
}

// tellOfFlood lets a room's trainer know that something is refused again and again.
func (s *Server) tellOfFlood(room string) {
	if s.present.NoteRefusal(room) {
		s.opt.Hub.Wake(classTopic(room))
	}
}

// seatByCode finds a number that the browser has already, by any code that the room still keeps, or by its address.
func (s *Server) seatByCode(code, secret string) (workshop.Room, workshop.Seat, bool) {
	look := func() (workshop.Room, workshop.Seat, error) {
		r, _, err := s.opt.Store.RoomByCode(code)
		if err == nil {
			if seat, err := s.opt.Store.SeatOf(r.ID, secret); err == nil {
				return r, seat, nil
			}
		}
		if r, err = s.opt.Store.Room(code); err != nil {
			return r, workshop.Seat{}, err
		}
		seat, err := s.opt.Store.SeatOf(r.ID, secret)
		return r, seat, err
	}
	r, seat, err := look()
	if err != nil { // joined a moment ago, through another process
		s.opt.Store.WaitUntilCurrent(s.life)
		r, seat, err = look()
	}
	return r.Within(s.course()), seat, err == nil
}

// roomByCode is the room that a code opens to newcomers. invited tells whether it came with the room's key, in its QR code.
//
// Without one, wrong codes from one client are slowed: beyond the client's share no code is looked at, right ones neither,
// or the pause would tell them apart. But a room that has people behind that very address is no secret there, and its
// newcomers go on.
func (s *Server) roomByCode(c *fiber.Ctx, code, key string) (r workshop.Room, invited bool, err error) {
	from := s.proxies.Client(c.Context())
	r, current, err := s.opt.Store.RoomByCode(code)
	known := err == nil
	if known && current && r.Invites(key) {
		return r, true, nil
	}
	if !(known && s.present.IsAt(r.ID, from)) && !s.shares.guesses.Left(from) {
		for _, room := range s.present.RoomsAt(from) {
			s.tellOfFlood(room)
		}
		return workshop.Room{}, false, web.ShareSpent("room-guessing", s.shares.guesses.Wait(from))
	}
	switch {
	case errors.Is(err, store.ErrNoRoom):
		s.wrongCode(from)
	case known && r.IsEnded():
		err = workshop.ErrEnded
	case known && !current: // no guess: it opened this room a moment ago
		err = errRoomChanged
	}
	return r, false, err
}

// roomFailed says why one cannot get in: above the form where another code may help, else on a page of its own.
func (s *Server) roomFailed(c *fiber.Ctx, err error) error {
	if web.WantsJSON(c.Context()) {
		return err
	}
	o := s.failures.Find(err)
	web.SetRetry(&c.Response().Header, o)
	switch {
	case errors.Is(err, errRoomCode), errors.Is(err, errRoomChanged), errors.Is(err, store.ErrNoRoom), o.Kind == "room-guessing", o.Kind == "room-busy":
		return s.roomForm(c, o.Status, o.Kind)
	}
	for told, kind := range map[error]string{workshop.ErrFull: "full", workshop.ErrLocked: "locked", workshop.ErrEnded: "ended"} {
		if errors.Is(err, told) {
			return s.seatPage(c, o.Status, site.SeatView{Kind: kind, Alert: o.Kind})
		}
	}
	return err
}

func (s *Server) roomForm(c *fiber.Ctx, status int, alert string) error {
	return s.seatPage(c, status, site.SeatView{Kind: "type", Alert: alert})
}

func (s *Server) seatPage(c *fiber.Ctx, status int, v site.SeatView) error {
	return web.Page(s.site().Seat(s.reader(c), v)).Send(c, status)
}

// wrongCode counts a wrong code here and in every other process.
func (s *Server) wrongCode(from web.Client) {
	s.shares.guesses.Charge(from)
	s.opt.Store.Broadcast(toldGuess, from.String())
}
