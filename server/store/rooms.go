package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/workshop"
)

// OpenRoom opens a room for the trainer who knows the secret, under six free digits. set, if not nil, completes it; its
// error is returned as it is, and no digits are taken.
// Errors: ErrTooManyRooms, ErrTooManyOwned, ErrUnavailable, and those of set.
func (s *Store) OpenRoom(ctx context.Context, secret, base string, set func(workshop.Room) (workshop.Room, error)) (workshop.Room, error) {
	if len(s.RoomsOf(secret)) >= maxHeld {
		return workshop.Room{}, ErrTooManyOwned
	}
	if open, all := s.rooms.count(); open >= s.opt.MaxRooms || all >= keptPerOpen*s.opt.MaxRooms {
		return workshop.Room{}, ErrTooManyRooms
	}
	r := workshop.New("", secret, base, s.opt.Now())
	if set != nil {
		var err error
		if r, err = set(r); err != nil {
			return r, err
		}
	}
	code, err := s.reserveCode(ctx, "") // last: what is refused before takes none
	if err != nil {
		return workshop.Room{}, err
	}
	r.ID, r.Code = code, code
	rev, err := s.writeJSON(ctx, s.roomKeys, roomKey+r.ID, r, 0)
	if err != nil {
		s.releaseCode(ctx, code)
		return r, notConflict(err)
	}
	s.noteRoom(r.ID, r, rev)
	return r, nil
}

// releaseCode gives a code back that came to nothing. Where that fails too, the sweep finds it.
func (s *Store) releaseCode(ctx context.Context, code string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	if err := s.roomDelete(ctx, codePrefix+code); err != nil {
		s.opt.Log.Debug("a room code that came to nothing could not be given back; the sweep does it", "cause", err)
	}
}

// reserveCode takes six free digits. id is the room that they shall open; "" for a new room, whose id they become.
func (s *Store) reserveCode(ctx context.Context, id string) (string, error) {
	for range 20 { // with a thousand codes in use, one in a thousand is taken
		code := workshop.NewCode()
		if s.rooms.codeInUse(code) {
			continue
		}
		to := cmp.Or(id, code)
		rev, err := s.write(ctx, s.roomKeys, codePrefix+code, []byte(to), 0)
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err != nil {
			return "", err
		}
		s.rooms.setCode(code, to, rev, s.opt.Now())
		return code, nil
	}
	return "", unavailable(errors.New("no free room code was found"))
}

// MaxRooms is how many may be open at once.
func (s *Store) MaxRooms() int { return s.opt.MaxRooms }

// MaxSeats is how many numbers a room has.
func (s *Store) MaxSeats() int { return s.opt.MaxSeats }

// Rooms are all that have not ended, and those that have.
func (s *Store) Rooms() (open, ended []workshop.Room) {
	for _, r := range s.rooms.list() {
		switch {
		case s.isOver(r):
		case r.IsEnded():
			ended = append(ended, r)
		default:
			open = append(open, r)
		}
	}
	return open, ended
}

// Room is a room by its id, as this process knows it. Error: ErrNoRoom.
func (s *Store) Room(id string) (workshop.Room, error) {
	r, _, ok := s.rooms.room(id)
	if !ok || s.isOver(r) {
		return workshop.Room{}, ErrNoRoom
	}
	return r, nil
}

// isOver looks at the seats only where it must: three hundred streams ask at once.
func (s *Store) isOver(r workshop.Room) bool {
	now := s.jumps.before(s.opt.Now())
	return workshop.IsExpired(r, nil, now) && workshop.IsExpired(r, s.rooms.seats(r.ID), now)
}

// RoomByCode is the room that a join code opens. current is false for a code that the room no longer goes by.
// Error: ErrNoRoom.
func (s *Store) RoomByCode(code string) (r workshop.Room, current bool, err error) {
	id, ok := s.rooms.roomOf(code)
	if !ok {
		return r, false, ErrNoRoom
	}
	r, err = s.Room(id)
	return r, r.Code == code, err
}

// RoomsOf are the rooms that the trainer who knows the secret has open.
func (s *Store) RoomsOf(secret string) []workshop.Room {
	return slices.DeleteFunc(s.rooms.roomsOf(secret, false), s.isOver)
}

// EndedRoomsOf are that trainer's rooms that have ended and are still kept, for their reports.
func (s *Store) EndedRoomsOf(secret string) []workshop.Room {
	return slices.DeleteFunc(s.rooms.roomsOf(secret, true), s.isOver)
}

// RoomWith is the room in which the browser that knows the secret has a number, the newest of several that are open.
func (s *Store) RoomWith(secret string) (workshop.Room, bool) {
	r, ok := s.rooms.roomWith(workshop.Hash(secret))
	return r, ok && !s.isOver(r)
}

// Seats are all participants of a room, by number.
func (s *Store) Seats(id string) []workshop.Seat { return s.rooms.seats(id) }

// SeatCount is how many numbers are taken.
func (s *Store) SeatCount(id string) int { return s.rooms.seatCount(id) }

// SeatOf is the number of the browser that knows the secret. Error: ErrNoSeat.
func (s *Store) SeatOf(id, secret string) (workshop.Seat, error) {
	seat, ok := s.rooms.seatOf(id, workshop.Hash(secret))
	if secret == "" || !ok {
		return workshop.Seat{}, ErrNoSeat
	}
	return seat, nil
}

// SeatsHeld are the numbers of the browser that knows the secret, in rooms that have not ended, by room.
func (s *Store) SeatsHeld(secret string) map[string]workshop.Seat {
	if secret == "" {
		return nil
	}
	return s.rooms.seatsHeld(workshop.Hash(secret))
}

// LastSeat is the number that the browser which knows the secret took last, and its room, whether that has ended or not.
// Error: ErrNoSeat.
func (s *Store) LastSeat(secret string) (workshop.Room, workshop.Seat, error) {
	room, seat, ok := s.rooms.lastSeat(workshop.Hash(secret))
	if secret == "" || !ok {
		return room, seat, ErrNoSeat
	}
	return room, seat, nil
}

// Seat is a number's participant. Error: ErrNoSeat.
func (s *Store) Seat(id string, number int) (workshop.Seat, error) {
	seat, _, ok := s.rooms.seat(id, number)
	if !ok {
		return seat, ErrNoSeat
	}
	return seat, nil
}

// JoinRoom gives a number to the browser that knows the secret: the one it has, else the lowest free one.
// Errors: ErrNoRoom, workshop.ErrFull, ErrLocked, ErrEnded, and ErrUnavailable.
func (s *Store) JoinRoom(ctx context.Context, id, secret string) (workshop.Seat, error) {
	if seat, err := s.SeatOf(id, secret); err == nil {
		return seat, nil
	}
	holder := workshop.Hash(secret)
	for range s.opt.MaxSeats + 1 {
		r, err := s.Room(id)
		if err != nil {
			return workshop.Seat{}, err
		}
		number, ok := s.rooms.reserve(id, holder)
		if !ok { // a second tab of the same browser is joining just now
			if seat, err := s.waitForSeat(ctx, id, secret); err == nil {
				return seat, nil
			}
			return workshop.Seat{}, unavailable(errors.New("joined twice at once"))
		}
		seat, err := s.takeSeat(ctx, r, number, holder)
		if errors.Is(err, ErrConflict) {
			continue
		}
		return seat, err
	}
	return workshop.Seat{}, workshop.ErrFull
}

// takeSeat writes a number that is reserved for a holder, and ends the reservation. Errors: ErrConflict where another process
// has given the number away, which is known from then on; else as JoinRoom's.
func (s *Store) takeSeat(ctx context.Context, r workshop.Room, number int, holder []byte) (workshop.Seat, error) {
	defer s.rooms.release(r.ID, number, holder)
	seat, err := r.Take(number, s.opt.MaxSeats, holder, s.opt.Now())
	if err != nil {
		return seat, err
	}
	rev, err := s.writeJSON(ctx, s.roomKeys, seatKey(r.ID, number), seat, 0)
	if err == nil {
		s.noteSeat(r.ID, seat, rev)
	}
	if !errors.Is(err, ErrConflict) {
		return seat, err
	}
	there := s.refreshSeat(ctx, r.ID, number)
	if s.IsShared() && errors.Is(there, ErrUnavailable) {
		return seat, there
	}
	if there != nil && !errors.Is(there, ErrNoSeat) {
		s.rooms.quarantine(r.ID, number) // damaged on disk; were the store away, the next write would say so
	}
	return seat, err
}

// waitForSeat waits until the browser's other request has joined.
func (s *Store) waitForSeat(ctx context.Context, id, secret string) (workshop.Seat, error) {
	for end := time.Now().Add(callTime); time.Now().Before(end) && sleep(ctx, 5*time.Millisecond); {
		if seat, err := s.SeatOf(id, secret); err == nil {
			return seat, nil
		}
	}
	return workshop.Seat{}, ErrNoSeat
}

// UpdateRoom changes a room. change is called again with a newer room when another process was faster, so it must
// depend on nothing but its argument; its error ends the update and is returned as it is.
// Errors: ErrNoRoom, ErrConflict, ErrUnavailable, and those of change.
func (s *Store) UpdateRoom(ctx context.Context, id string, change func(workshop.Room) (workshop.Room, error)) (workshop.Room, error) {
	// In this process's turn. Only who changes the room too waits for it, and not for long.
	done, err := take(ctx, s.rooms.turnOf(id), turnTime, "another change of the room takes too long")
	if err != nil {
		return workshop.Room{}, err
	}
	defer done()
	return compareAndSet(ctx, casTries, change,
		func(again bool) (workshop.Room, uint64, error) {
			if again {
				if err := s.refreshRoom(ctx, id); err != nil {
					return workshop.Room{}, 0, err
				}
			}
			r, rev, ok := s.rooms.room(id)
			if !ok {
				return r, 0, ErrNoRoom
			}
			return r, rev, nil
		},
		func(r workshop.Room, rev uint64) error {
			rev, err := s.writeJSON(ctx, s.roomKeys, roomKey+id, r, rev)
			if err == nil {
				s.noteRoom(id, r, rev)
			}
			return err
		})
}

// RecodeRoom gives a room another join code. The last few still say that there is another; older ones are free again.
// Errors: as UpdateRoom's.
func (s *Store) RecodeRoom(ctx context.Context, id string) (workshop.Room, error) {
	r, err := s.Room(id)
	if err != nil {
		return r, err
	}
	if _, err := r.Recode(r.Code, s.opt.Now()); err != nil {
		return r, err
	}
	code, err := s.reserveCode(ctx, id)
	if err != nil {
		return workshop.Room{}, err
	}
	r, err = s.UpdateRoom(ctx, id, func(r workshop.Room) (workshop.Room, error) { return r.Recode(code, s.opt.Now()) })
	if err != nil {
		s.releaseCode(ctx, code)
		return r, err
	}
	for n, old := range s.rooms.codesOf(id) {
		if n >= maxRoomCodes && old != r.Code {
			s.releaseCode(ctx, old)
		}
	}
	return r, nil
}

// UpdateSeat changes a participant, as UpdateRoom changes a room. Errors: ErrNoSeat, ErrConflict, ErrUnavailable, and
// those of change.
func (s *Store) UpdateSeat(ctx context.Context, id string, number int, change func(workshop.Seat) (workshop.Seat, error)) (workshop.Seat, error) {
	return compareAndSet(ctx, casTries, change,
		func(again bool) (workshop.Seat, uint64, error) {
			if again {
				if err := s.refreshSeat(ctx, id, number); err != nil {
					return workshop.Seat{}, 0, err
				}
			}
			seat, rev, ok := s.rooms.seat(id, number)
			if !ok {
				return seat, 0, ErrNoSeat
			}
			return seat, rev, nil
		},
		func(seat workshop.Seat, rev uint64) error {
			rev, err := s.writeJSON(ctx, s.roomKeys, seatKey(id, number), seat, rev)
			if err == nil {
				s.noteSeat(id, seat, rev)
			}
			return err
		})
}

// FreeSeat gives a number back. The browser that had it may join again. Error: ErrUnavailable.
func (s *Store) FreeSeat(ctx context.Context, id string, number int) error {
	if _, _, ok := s.rooms.seat(id, number); !ok {
		return nil
	}
	return s.roomDelete(ctx, seatKey(id, number))
}

// FreeUnmoved gives a number back whose participant has done nothing since joining; it is false where they have, also
// where they do so just now. Error: ErrUnavailable.
func (s *Store) FreeUnmoved(ctx context.Context, id string, seat workshop.Seat) (bool, error) {
	now, rev, ok := s.rooms.seat(id, seat.Number)
	if !ok || now.HasMoved() || !now.Joined.Equal(seat.Joined) {
		return false, nil
	}
	removed, err := s.purge(ctx, s.roomKeys, seatKey(id, seat.Number), rev)
	if removed {
		s.forgetKey(seatKey(id, seat.Number), rev+1) // whoever has got the number since keeps it
	}
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	return removed, err
}

// DeleteRoom removes a room with all its keys, now. Error: ErrUnavailable.
func (s *Store) DeleteRoom(ctx context.Context, id string) error {
	// The room first: with it everything else is over. A crash in between leaves seats, which the next sweep finds.
	if err := s.roomDelete(ctx, roomKey+id); err != nil {
		return err
	}
	for _, seat := range s.rooms.seats(id) {
		if err := s.roomDelete(ctx, seatKey(id, seat.Number)); err != nil {
			return err
		}
	}
	for _, code := range s.rooms.codesOf(id) {
		if err := s.roomDelete(ctx, codePrefix+code); err != nil {
			return err
		}
	}
	return nil
}

// sweepRooms deletes rooms that are over, and what a crash has left of deleted ones.
func (s *Store) sweepRooms(ctx context.Context) {
	now := s.opt.Now()
	for _, id := range s.rooms.ids() {
		r, _, ok := s.rooms.room(id)
		if ok && !s.isOver(r) {
			continue
		}
		if err := s.DeleteRoom(ctx, id); err != nil {
			s.opt.Log.Warn("a room that is over could not be deleted; the next sweep tries again", "cause", err)
			return
		}
	}
	s.dropMarks(ctx, markLife)
	for _, code := range s.rooms.orphans(now.Add(-orphanAfter)) {
		if err := s.roomDelete(ctx, codePrefix+code); err != nil {
			return
		}
	}
}

// dropMarks removes the marks that deleted keys leave, once every watch has seen them: rooms opened and deleted again
// and again, or codes that gave way, would fill the buckets with them.
func (s *Store) dropMarks(ctx context.Context, age time.Duration) {
	if s.deletes.Swap(0) == 0 {
		return
	}
	for _, b := range []bucket{s.grantKeys, s.roomKeys} {
		if err := b.dropMarks(ctx, age); err != nil && ctx.Err() == nil {
			s.opt.Log.Debug("the marks of deleted keys could not be removed; the next sweep tries again", "cause", err)
		}
	}
}

// roomDelete removes a key from the store, and at once from the index. Error: ErrUnavailable.
func (s *Store) roomDelete(ctx context.Context, key string) error {
	removed, err := s.purge(ctx, s.roomKeys, key, 0)
	if removed {
		s.forgetKey(key, newest)
	}
	return err
}

// forgetRooms drops every room: the store was made anew.
func (s *Store) forgetRooms() {
	for _, id := range s.rooms.forgetAll() {
		s.opt.RoomChanged(id, 0)
	}
}

// refreshRoom reads a room anew into the index. Errors: ErrNoRoom, ErrUnavailable.
func (s *Store) refreshRoom(ctx context.Context, id string) error {
	value, rev, err := s.roomKeys.getFresh(ctx, roomKey+id)
	if errors.Is(err, ErrNotFound) {
		s.rooms.forgetRoom(id, newest)
		return ErrNoRoom
	}
	var r workshop.Room
	if err == nil {
		err = json.Unmarshal(value, &r)
	}
	if err != nil {
		return err
	}
	s.noteRoom(id, r, rev)
	return nil
}

// refreshSeat reads a number anew into the index. Errors: ErrNoSeat, ErrUnavailable.
func (s *Store) refreshSeat(ctx context.Context, id string, number int) error {
	value, rev, err := s.roomKeys.getFresh(ctx, seatKey(id, number))
	if errors.Is(err, ErrNotFound) {
		s.rooms.forgetSeat(id, number, newest)
		return ErrNoSeat
	}
	if err != nil {
		return err
	}
	var seat workshop.Seat
	if json.Unmarshal(value, &seat) != nil { // damaged on disk: it must not stand in the way of whoever gets the number next
		if err := s.roomDelete(ctx, seatKey(id, number)); err != nil {
			return err
		}
		return ErrNoSeat
	}
	s.noteSeat(id, seat, rev)
	return nil
}

// noteRoom takes in a room as of a revision, from whoever has it first: a write of ours, the watch, or who reads it anew. It is
// told of once, so that five thousand streams look at a step once.
func (s *Store) noteRoom(id string, r workshop.Room, rev uint64) {
	if s.rooms.setRoom(id, r, rev) {
		s.opt.RoomChanged(id, 0)
	}
}

// noteSeat is the same for a number.
func (s *Store) noteSeat(id string, seat workshop.Seat, rev uint64) {
	if s.rooms.setSeat(id, seat, rev) {
		s.opt.RoomChanged(id, seat.Number)
	}
}

// noteChange takes in what a bucket's watch tells.
func (s *Store) noteChange(name string, e jetstream.KeyValueEntry) {
	if name == roomBucket {
		s.noteRoomChange(e)
	} else {
		s.noteGrantChange(e)
	}
}

// noteRoomChange takes in what the watch tells of the rooms.
func (s *Store) noteRoomChange(e jetstream.KeyValueEntry) {
	if e.Operation() != jetstream.KeyValuePut {
		s.forgetKey(e.Key(), e.Revision())
		return
	}
	var err error
	if code, ok := strings.CutPrefix(e.Key(), codePrefix); ok {
		s.rooms.setCode(code, string(e.Value()), e.Revision(), e.Created())
		return
	}
	id, number, ok := splitKey(e.Key())
	switch {
	case !ok:
		return
	case number == 0:
		var r workshop.Room
		if err = json.Unmarshal(e.Value(), &r); err == nil {
			s.noteRoom(id, r, e.Revision())
		}
	default:
		var seat workshop.Seat
		if err = json.Unmarshal(e.Value(), &seat); err == nil {
			s.noteSeat(id, seat, e.Revision())
		}
	}
	if err != nil {
		s.opt.Log.Error("a room in the store cannot be read and is skipped", "folder", s.opt.Dir, "cause", err) // no key: it holds a code
	}
}

// forgetKey takes in that a key was deleted. What was written after that revision stays.
func (s *Store) forgetKey(key string, rev uint64) {
	if code, ok := strings.CutPrefix(key, codePrefix); ok {
		s.rooms.forgetCode(code, rev)
		return
	}
	id, number, ok := splitKey(key)
	if !ok {
		return
	}
	if number == 0 {
		s.rooms.forgetRoom(id, rev)
	} else {
		s.rooms.forgetSeat(id, number, rev)
	}
	s.opt.RoomChanged(id, number)
}
