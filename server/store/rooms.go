package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/workshop"
)

// Rooms have a bucket of their own:
//
//	room.{id}              a workshop.Room as JSON, small
//	room.{id}.seat.{n}     a workshop.Seat as JSON: one key a number, or three hundred joins would meet on one key
//	code.{six digits}      the id of the room that the digits open, or once opened
//
// Everything that is there is also in the process's index, fed by the watch and by its own writes: pages and event
// streams read that. Changes of a room take turns in this process, then compare-and-set against other processes.
const (
	roomBucket    = "napguide-rooms"
	roomKey       = "room."
	seatPart      = ".seat."
	roomRetention = 7 * 24 * time.Hour // only a broom: see workshop.IsExpired
	maxRooms      = 500
	maxHeld       = 10 // rooms of one trainer's browser
	// keptPerOpen: ended rooms are kept for their report and do not count as open; with them there are so many times as many.
	keptPerOpen = 3
	sweepEvery  = time.Hour
	markLife    = 10 * time.Minute    // of the mark that a deleted key leaves
	marksMany   = 5000                // of them are removed before the next sweep
	turnTime    = holdTime + callTime // as long as one change may take in a cluster that chooses a leader

	// maxRoomCodes is how many codes lead to a room: the present one and the last before it. Without a bound, a press
	// repeated would use up the million that there are.
	maxRoomCodes = 8
	orphanAfter  = time.Minute // a code without a room is one that is being made, for as long
)

// What the rooms refuse, beyond what a workshop.Room does.
var (
	ErrNoRoom       = errors.New("store: no such room")
	ErrNoSeat       = errors.New("store: no such number in the room")
	ErrTooManyRooms = errors.New("store: too many rooms are open")
	ErrTooManyOwned = errors.New("store: this trainer has too many rooms open")
)

// openRooms finds the rooms' bucket or makes it.
func (s *Store) openRooms(ctx context.Context, nc *nats.Conn) (jetstream.KeyValue, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, err
	}
	kv, err := js.KeyValue(ctx, roomBucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return s.makeBucket(ctx, js, jetstream.KeyValueConfig{
			Bucket:      roomBucket,
			Description: "rooms of the workshop: numbers and steps, nothing personal",
			TTL:         roomRetention,
			MaxBytes:    s.roomBytes(),
		})
	}
	if err != nil || s.IsShared() {
		return kv, err
	}
	status, err := kv.Status(ctx)
	if err != nil {
		return nil, err
	}
	cfg := status.Config()
	if cfg.MaxBytes >= s.roomBytes() {
		return kv, nil
	}
	cfg.MaxBytes = s.roomBytes() // made for fewer rooms
	return js.UpdateKeyValue(ctx, cfg)
}

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
	rev, err := s.roomWrite(ctx, roomKey+r.ID, r, 0)
	if err != nil {
		s.releaseCode(ctx, code)
		return r, notConflict(err)
	}
	s.rooms.setRoom(r.ID, r, rev)
	s.opt.RoomChanged(r.ID, 0)
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
		to := id
		if to == "" {
			to = code
		}
		rev, err := s.write(ctx, roomBucket, codePrefix+code, []byte(to), 0)
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
	return slices.DeleteFunc(s.rooms.roomsOf(secret), s.isOver)
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
	for range workshop.MaxSeats + 1 {
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
		seat, err := r.Take(number, holder, s.opt.Now())
		if err != nil {
			s.rooms.release(id, number, holder)
			return seat, err
		}
		rev, err := s.roomWrite(ctx, seatKey(id, number), seat, 0)
		if errors.Is(err, ErrConflict) { // another process gave the number away: learn of it and take the next
			err := s.refreshSeat(ctx, id, number)
			if s.IsShared() && errors.Is(err, ErrUnavailable) {
				s.rooms.release(id, number, holder)
				return seat, err
			}
			if err != nil && !errors.Is(err, ErrNoSeat) {
				s.rooms.quarantine(id, number) // damaged on disk; were the store away, the next write would say so
			}
			s.rooms.release(id, number, holder)
			continue
		}
		if err != nil {
			s.rooms.release(id, number, holder)
			return seat, err
		}
		s.rooms.setSeat(id, seat, rev)
		s.rooms.release(id, number, holder)
		s.opt.RoomChanged(id, number)
		return seat, nil
	}
	return workshop.Seat{}, workshop.ErrFull
}

// waitForSeat waits until the browser's other request has joined.
func (s *Store) waitForSeat(ctx context.Context, id, secret string) (workshop.Seat, error) {
	for end := time.Now().Add(callTime); time.Now().Before(end); {
		if seat, err := s.SeatOf(id, secret); err == nil {
			return seat, nil
		}
		select {
		case <-ctx.Done():
			return workshop.Seat{}, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return workshop.Seat{}, ErrNoSeat
}

// UpdateRoom changes a room. change is called again with a newer room when another process was faster, so it must
// depend on nothing but its argument; its error ends the update and is returned as it is.
// Errors: ErrNoRoom, ErrConflict, ErrUnavailable, and those of change.
func (s *Store) UpdateRoom(ctx context.Context, id string, change func(workshop.Room) (workshop.Room, error)) (workshop.Room, error) {
	r, changed, err := s.updateRoom(ctx, id, change)
	if changed {
		s.opt.RoomChanged(id, 0) // at once: the watch comes later, and says the same
	}
	return r, err
}

// updateRoom changes a room in this process's turn. Only who changes the room too waits for it, and not for long.
func (s *Store) updateRoom(ctx context.Context, id string, change func(workshop.Room) (workshop.Room, error)) (workshop.Room, bool, error) {
	turn, patience := s.rooms.turnOf(id), time.NewTimer(turnTime)
	defer patience.Stop()
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-patience.C:
		return workshop.Room{}, false, unavailable(errors.New("another change of the room takes too long"))
	case <-ctx.Done():
		return workshop.Room{}, false, unavailable(ctx.Err())
	}
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
			rev, err := s.roomWrite(ctx, roomKey+id, r, rev)
			if err == nil {
				s.rooms.setRoom(id, r, rev)
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
	seat, changed, err := compareAndSet(ctx, casTries, change,
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
			rev, err := s.roomWrite(ctx, seatKey(id, number), seat, rev)
			if err == nil {
				s.rooms.setSeat(id, seat, rev)
			}
			return err
		})
	if changed {
		s.opt.RoomChanged(id, number)
	}
	return seat, err
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
	removed, err := s.purge(ctx, roomBucket, seatKey(id, seat.Number), jetstream.LastRevision(rev))
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
	s.dropOldDamage()
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
	n := s.node.Load()
	for _, f := range []*feed{n.grants, n.rooms} {
		if err := f.kv.PurgeDeletes(ctx, jetstream.DeleteMarkersOlderThan(age)); err != nil && ctx.Err() == nil {
			s.opt.Log.Debug("the marks of deleted keys could not be removed; the next sweep tries again", "cause", err)
		}
	}
}

// roomWrite writes a room or a seat as JSON. Errors: ErrConflict, ErrUnavailable.
func (s *Store) roomWrite(ctx context.Context, key string, v any, rev uint64) (uint64, error) {
	value, err := json.Marshal(v)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", key, err)
	}
	return s.write(ctx, roomBucket, key, value, rev)
}

// roomDelete removes a key from the store, and at once from the index. Error: ErrUnavailable.
func (s *Store) roomDelete(ctx context.Context, key string) error {
	removed, err := s.purge(ctx, roomBucket, key)
	if removed {
		s.forgetKey(key, newest)
	}
	return err
}

// purge removes a key; removed tells whether JetStream has done so, though the journal may have failed. Errors:
// ErrUnavailable, and with a revision ErrConflict.
func (s *Store) purge(ctx context.Context, name, key string, only ...jetstream.KVDeleteOpt) (removed bool, err error) {
	defer s.observe("write")()
	for began := time.Now(); ; {
		n := s.whole(ctx)
		if err := s.writable(n); err != nil {
			return false, err
		}
		call, cancel := context.WithTimeout(ctx, callTime)
		err := n.feedOf(name).kv.Purge(call, key, only...)
		cancel()
		if err == nil {
			s.deletes.Add(1)
			revision := uint64(0)
			if j := s.journal.Load(); j != nil {
				p, _ := j.knows(name, key)
				revision = p.revision
			}
			return true, s.copyDown(ctx, record{Bucket: name, Key: key, Revision: revision, At: time.Now().UnixNano(), Deleted: true})
		}
		if isWrongRevision(err) {
			return false, ErrConflict
		}
		if n.embedded != nil && !n.damaged.Load() || time.Since(began) > holdTime || !sleep(ctx, holdPause) {
			if ctx.Err() == nil {
				s.failed(n, err)
			}
			return false, unavailable(err)
		}
	}
}

// isWrongRevision tells whether a key was not removed because it has been written since.
func isWrongRevision(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// forgetRooms drops every room: the store was made anew.
func (s *Store) forgetRooms() {
	for _, id := range s.rooms.forgetAll() {
		s.opt.RoomChanged(id, 0)
	}
}

func (s *Store) refreshRoom(ctx context.Context, id string) error {
	n := s.node.Load()
	value, rev, err := s.readFresh(ctx, n, n.rooms, roomKey+id)
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
	s.rooms.setRoom(id, r, rev)
	return nil
}

func (s *Store) refreshSeat(ctx context.Context, id string, number int) error {
	n := s.node.Load()
	value, rev, err := s.readFresh(ctx, n, n.rooms, seatKey(id, number))
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
	s.rooms.setSeat(id, seat, rev)
	return nil
}

// noteRoomChange takes in what the watch tells.
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
		if err = json.Unmarshal(e.Value(), &r); err == nil && s.rooms.setRoom(id, r, e.Revision()) {
			s.opt.RoomChanged(id, 0)
		}
	default:
		var seat workshop.Seat
		if err = json.Unmarshal(e.Value(), &seat); err == nil && s.rooms.setSeat(id, seat, e.Revision()) {
			s.opt.RoomChanged(id, number)
		}
	}
	if err != nil {
		s.opt.Log.Error("a room in the store cannot be read and is skipped", "folder", s.opt.Dir, "cause", err) // no key: it holds a code
	}
}

// newest is later than any revision.
const newest = math.MaxUint64

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

func seatKey(id string, number int) string { return roomKey + id + seatPart + strconv.Itoa(number) }

// splitKey reads room.{id} and room.{id}.seat.{n}; number is 0 for the former.
func splitKey(key string) (id string, number int, ok bool) {
	rest, ok := strings.CutPrefix(key, roomKey)
	if !ok {
		return "", 0, false
	}
	id, n, found := strings.Cut(rest, seatPart)
	if !found {
		return id, 0, true
	}
	number, err := strconv.Atoi(n)
	return id, number, err == nil && number > 0
}

// notConflict is for a key that only we can have made: a conflict there is a write that timed out and had arrived.
func notConflict(err error) error {
	if errors.Is(err, ErrConflict) {
		return unavailable(err)
	}
	return err
}
