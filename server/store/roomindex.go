package store

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"napguide/server/workshop"
)

// roomIndex is all rooms as one process knows them. It is never behind this process's own writes, and behind other
// processes' by as much as the watch is.
type roomIndex struct {
	mu    sync.RWMutex
	all   map[string]*knownRoom
	codes map[string]knownCode
	byKey map[string]map[string]bool // hash of a trainer's key → ids of the rooms that it opens
}

// knownRoom may have seats and no room: what a crash has left of a deleted one.
type knownRoom struct {
	room     workshop.Room
	rev      uint64 // 0: no room
	seats    map[int]knownSeat
	byHolder map[string]int // holder hash → number
	joining  map[int]string // numbers that are being written → holder
	full     int            // all numbers up to this one are taken, or being written
	turn     chan struct{}  // holds one token, of who changes the room
}

// knownSeat is a number as of a revision.
type knownSeat struct {
	seat workshop.Seat
	rev  uint64
}

// knownCode is which room a code opens, as of a revision.
type knownCode struct {
	id    string
	rev   uint64
	since time.Time
}

func newRoomIndex() *roomIndex {
	x := &roomIndex{}
	x.forgetAll()
	return x
}

// of is what is known of a room, begun where nothing is. It needs the write lock.
func (x *roomIndex) of(id string) *knownRoom {
	k := x.all[id]
	if k == nil {
		k = &knownRoom{seats: map[int]knownSeat{}, byHolder: map[string]int{}, joining: map[int]string{}, turn: make(chan struct{}, 1)}
		x.all[id] = k
	}
	return k
}

var unknownRoom = &knownRoom{}

// known is what there is of a room, to be read only; nothing of one that does not exist. It needs a lock.
func (x *roomIndex) known(id string) *knownRoom { return cmp.Or(x.all[id], unknownRoom) }

// tidy drops what holds nothing any more; it needs the write lock.
func (x *roomIndex) tidy(id string) {
	if k := x.all[id]; k != nil && k.rev == 0 && len(k.seats) == 0 && len(k.joining) == 0 {
		delete(x.all, id)
	}
}

// setRoom is false where that revision, or a newer one, is known.
func (x *roomIndex) setRoom(id string, r workshop.Room, rev uint64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.of(id)
	if rev <= k.rev {
		return false
	}
	x.replace(id, k, r, rev)
	return true
}

// replace needs the write lock.
func (x *roomIndex) replace(id string, k *knownRoom, r workshop.Room, rev uint64) {
	for _, key := range k.room.Keys {
		if delete(x.byKey[string(key)], id); len(x.byKey[string(key)]) == 0 {
			delete(x.byKey, string(key))
		}
	}
	k.room, k.rev = r, rev
	for _, key := range r.Keys {
		if x.byKey[string(key)] == nil {
			x.byKey[string(key)] = map[string]bool{}
		}
		x.byKey[string(key)][id] = true
	}
}

// setSeat takes in a number as of a revision. It is false where a newer one is known already.
func (x *roomIndex) setSeat(id string, s workshop.Seat, rev uint64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.of(id)
	old, ok := k.seats[s.Number]
	if ok && rev <= old.rev {
		return false
	}
	if ok && k.byHolder[string(old.seat.Holder)] == s.Number {
		delete(k.byHolder, string(old.seat.Holder))
	}
	k.seats[s.Number] = knownSeat{s, rev}
	k.byHolder[string(s.Holder)] = s.Number
	return true
}

// setCode takes in which room a code opens, and since when.
func (x *roomIndex) setCode(code, id string, rev uint64, since time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if rev > x.codes[code].rev {
		x.codes[code] = knownCode{id, rev, since}
	}
}

// forgetRoom drops a room that is older than a revision, forgetSeat a number and forgetCode a code.
func (x *roomIndex) forgetRoom(id string, rev uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if k := x.all[id]; k != nil && k.rev < rev {
		x.replace(id, k, workshop.Room{}, 0)
		x.tidy(id)
	}
}

func (x *roomIndex) forgetSeat(id string, number int, rev uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.known(id)
	if old, ok := k.seats[number]; ok && old.rev < rev {
		delete(k.seats, number)
		k.full = min(k.full, number-1)
		if holder := string(old.seat.Holder); k.byHolder[holder] == number {
			delete(k.byHolder, holder)
		}
	}
	x.tidy(id)
}

func (x *roomIndex) forgetCode(code string, rev uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.codes[code].rev < rev {
		delete(x.codes, code)
	}
}

// forgetAll drops everything and names the rooms that there were.
func (x *roomIndex) forgetAll() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	ids := slices.Collect(maps.Keys(x.all))
	x.all, x.codes, x.byKey = map[string]*knownRoom{}, map[string]knownCode{}, map[string]map[string]bool{}
	return ids
}

func (x *roomIndex) room(id string) (workshop.Room, uint64, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	k := x.known(id)
	return k.room, k.rev, k.rev != 0
}

func (x *roomIndex) seat(id string, number int) (workshop.Seat, uint64, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s, ok := x.known(id).seats[number]
	return s.seat, s.rev, ok
}

func (x *roomIndex) seatOf(id string, holder []byte) (workshop.Seat, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	k := x.known(id)
	s, ok := k.seats[k.byHolder[string(holder)]]
	return s.seat, ok
}

// seatsHeld are the numbers that a holder has in rooms that have not ended, by room.
func (x *roomIndex) seatsHeld(holder []byte) map[string]workshop.Seat {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out map[string]workshop.Seat
	for id, k := range x.all {
		n, ok := k.byHolder[string(holder)]
		if !ok || k.rev == 0 || k.room.IsEnded() {
			continue
		}
		if out == nil {
			out = map[string]workshop.Seat{}
		}
		out[id] = k.seats[n].seat
	}
	return out
}

// lastSeat is the number that a holder took last, with its room.
func (x *roomIndex) lastSeat(holder []byte) (room workshop.Room, seat workshop.Seat, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, k := range x.all {
		n, held := k.byHolder[string(holder)]
		if held && k.rev != 0 && (!ok || k.seats[n].seat.Joined.After(seat.Joined)) {
			room, seat, ok = k.room, k.seats[n].seat, true
		}
	}
	return room, seat, ok
}

func (x *roomIndex) seats(id string) []workshop.Seat {
	out := x.seatsUnsorted(id)
	slices.SortFunc(out, func(a, b workshop.Seat) int { return a.Number - b.Number })
	return out
}

func (x *roomIndex) seatsUnsorted(id string) []workshop.Seat {
	x.mu.RLock()
	defer x.mu.RUnlock()
	k := x.known(id)
	out := make([]workshop.Seat, 0, len(k.seats))
	for _, s := range k.seats {
		out = append(out, s.seat)
	}
	return out
}

func (x *roomIndex) seatCount(id string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.known(id).seats)
}

// reserve takes the lowest free number, or one that is too high where all are taken. It is false where the holder has
// a number, or is getting one.
func (x *roomIndex) reserve(id string, holder []byte) (int, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.of(id)
	if _, ok := k.byHolder[string(holder)]; ok {
		return 0, false
	}
	for _, h := range k.joining {
		if h == string(holder) {
			return 0, false
		}
	}
	for n := k.full + 1; ; n++ {
		_, taken := k.seats[n]
		_, soon := k.joining[n]
		k.full = n
		if !taken && !soon {
			k.joining[n] = string(holder)
			return n, true
		}
	}
}

// quarantine keeps a reserved number from ever being given out.
func (x *roomIndex) quarantine(id string, number int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if k := x.all[id]; k != nil {
		k.joining[number] = "nobody"
	}
}

// release ends a reservation, of this holder only.
func (x *roomIndex) release(id string, number int, holder []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if k := x.all[id]; k != nil && k.joining[number] == string(holder) {
		delete(k.joining, number)
		if _, taken := k.seats[number]; !taken {
			k.full = min(k.full, number-1)
		}
		x.tidy(id)
	}
}

func (x *roomIndex) turnOf(id string) chan struct{} {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if k := x.all[id]; k != nil {
		return k.turn
	}
	return make(chan struct{}, 1) // of a room that does not exist
}

func (x *roomIndex) codeInUse(code string) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	_, ok := x.codes[code]
	return ok
}

func (x *roomIndex) roomOf(code string) (string, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	c, ok := x.codes[code]
	return c.id, ok
}

// codesOf are the codes that open a room, the newest first.
func (x *roomIndex) codesOf(id string) []string {
	since := x.codesSince(id)
	return slices.SortedFunc(maps.Keys(since), func(a, b string) int { return since[b].Compare(since[a]) })
}

func (x *roomIndex) codesSince(id string) map[string]time.Time {
	x.mu.RLock()
	defer x.mu.RUnlock()
	since := map[string]time.Time{}
	for code, c := range x.codes {
		if c.id == id {
			since[code] = c.since
		}
	}
	return since
}

// orphans are codes without a room, made before a time.
func (x *roomIndex) orphans(before time.Time) (out []string) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for code, c := range x.codes {
		if x.known(c.id).rev == 0 && c.since.Before(before) {
			out = append(out, code)
		}
	}
	return out
}

func (x *roomIndex) ids() []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return slices.Collect(maps.Keys(x.all))
}

// each tells of every key of the rooms' bucket that is known.
func (x *roomIndex) each(tell func(key string, v any, revision uint64)) {
	for _, id := range x.ids() {
		if r, revision, ok := x.room(id); ok {
			tell(roomKey+id, r, revision)
		}
		for _, seat := range x.seats(id) {
			if _, revision, ok := x.seat(id, seat.Number); ok {
				tell(seatKey(id, seat.Number), seat, revision)
			}
		}
	}
	for code, c := range x.allCodes() {
		tell(codePrefix+code, c.id, c.rev)
	}
}

func (x *roomIndex) allCodes() map[string]knownCode {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return maps.Clone(x.codes)
}

// count is how many rooms have not ended, and how many there are with those that have.
func (x *roomIndex) count() (open, all int) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, k := range x.all {
		if k.rev != 0 && !k.room.IsEnded() {
			open++
		}
	}
	return open, len(x.all)
}

func (x *roomIndex) list() (out []workshop.Room) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, k := range x.all {
		if k.rev != 0 {
			out = append(out, k.room)
		}
	}
	return out
}

// roomWith is the newest open room in which the holder has a number.
func (x *roomIndex) roomWith(holder []byte) (newest workshop.Room, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, k := range x.all {
		if _, in := k.byHolder[string(holder)]; in && !k.room.IsEnded() && (!ok || k.room.Opened.After(newest.Opened)) {
			newest, ok = k.room, true
		}
	}
	return newest, ok
}

// roomsOf are the rooms of the trainer who knows the secret, the newest first: those that are open, or those that have ended.
func (x *roomIndex) roomsOf(secret string, ended bool) (out []workshop.Room) {
	if secret == "" {
		return nil
	}
	hash := workshop.Hash(secret)
	out = slices.DeleteFunc(x.roomsWith(hash), func(r workshop.Room) bool { return !r.HasKey(hash) || r.IsEnded() != ended })
	slices.SortFunc(out, func(a, b workshop.Room) int { return b.Opened.Compare(a.Opened) })
	return out
}

func (x *roomIndex) roomsWith(hash []byte) (out []workshop.Room) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for id := range x.byKey[string(hash)] {
		out = append(out, x.all[id].room)
	}
	return out
}
