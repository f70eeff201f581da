package presence

import (
	"slices"
	"sync"
	"time"

	"napguide/server/web"
	"napguide/server/workshop"
)

// Attendance is what this process sees of who is in which room: at which addresses its people are, whose pages are open,
// and whether somebody floods it. It is kept in memory only, and comes back by itself after a restart, as pages open their
// streams again.
type Attendance struct {
	now   func() time.Time
	since time.Time // when this process began to look
	most  int       // addresses of one room
	calm  *web.Share[string]

	mu    sync.Mutex
	rooms map[string]*attended
}

// attended is what was seen of one room.
type attended struct {
	at      map[web.Client]time.Time
	seats   map[int]seatSeen
	console time.Time // when the trainer's page was last open
	last    time.Time // when anything was seen
	flood   time.Time // until when there is a flood
}

// seatSeen is what was seen of a number's page.
type seatSeen struct {
	joined   time.Time // a number that is given out again is another
	glimpsed bool      // the page was asked for when the number was given out, as any program does that is led on
	last     time.Time // when the page was open after that
}

const (
	HereFor     = time.Minute      // after its page was last seen; a page looks every fifteen seconds
	SettleFor   = 5 * time.Second  // whoever joins has asked for the page by then
	followFor   = 20 * time.Second // and it has asked again by then, with script or without
	AwayFor     = time.Minute      // a room whose console is not seen for as long after it was opened was opened for nothing
	floodFor    = time.Minute      // a flood is told of for as long after it was last noticed
	FloodIdle   = 15               // numbers that came and never moved: a flood
	perSeat     = 4                // addresses of one room's people that are remembered, for each number it has
	maxAttended = 5000             // rooms
)

// NewAttendance looks at rooms of up to so many numbers.
func NewAttendance(now func() time.Time, seats int) *Attendance {
	return &Attendance{now: now, since: now(), most: perSeat * seats, calm: web.NewShare[string](web.RefusalsCalm, now), rooms: map[string]*attended{}}
}

// of is what is known of a room, begun now if there is nothing; it needs the lock.
func (a *Attendance) of(room string) *attended {
	r, now := a.rooms[room], a.now()
	if r == nil {
		for id, old := range a.rooms {
			if now.Sub(old.last) >= workshop.Life {
				delete(a.rooms, id)
			}
		}
		r = &attended{at: map[web.Client]time.Time{}, seats: map[int]seatSeen{}}
		if len(a.rooms) < maxAttended {
			a.rooms[room] = r
		}
	}
	r.last = now
	return r
}

// noteClient notes an address; where there are too many, the one that was quiet longest is forgotten.
func (r *attended) noteClient(c web.Client, most int, now time.Time) {
	if _, known := r.at[c]; !known && len(r.at) >= most {
		var oldest web.Client
		for other, last := range r.at {
			if at, ok := r.at[oldest]; !ok || last.Before(at) {
				oldest = other
			}
		}
		delete(r.at, oldest)
	}
	r.at[c] = now
}

// seen is what was seen of a number, of the one that has it now.
func (r *attended) seen(s workshop.Seat) (seen seatSeen) {
	if r != nil && r.seats[s.Number].joined.Equal(s.Joined) {
		seen = r.seats[s.Number]
	}
	return seen
}

// Joined notes where somebody took a number.
func (a *Attendance) Joined(room string, from web.Client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of(room).noteClient(from, a.most, a.now())
}

// SeatOpen notes that a participant's page is open, and where.
func (a *Attendance) SeatOpen(room string, s workshop.Seat, from web.Client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, now := a.of(room), a.now()
	r.noteClient(from, a.most, now)
	seen := r.seen(s)
	seen.joined, seen.glimpsed = s.Joined, true
	if now.Sub(s.Joined) >= SettleFor {
		seen.last = now
	}
	r.seats[s.Number] = seen
}

// SeatFollows notes that a participant's page follows the room: a program that only wants the number does not.
func (a *Attendance) SeatFollows(room string, s workshop.Seat) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of(room).seats[s.Number] = seatSeen{s.Joined, true, a.now()}
}

// TrainerOpen notes that the console, or the wall, is open, and where.
func (a *Attendance) TrainerOpen(room string, from web.Client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, now := a.of(room), a.now()
	if from.IsValid() {
		r.noteClient(from, a.most, now)
	}
	r.console = now
}

// IsAt tells whether people of a room are behind an address.
func (a *Attendance) IsAt(room string, from web.Client) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.rooms[room]
	return r != nil && !r.at[from].IsZero()
}

// RoomsAt are the rooms that have people behind an address.
func (a *Attendance) RoomsAt(from web.Client) (out []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id, r := range a.rooms {
		if _, ok := r.at[from]; ok {
			out = append(out, id)
		}
	}
	return out
}

// Idle are the numbers that nobody uses: they have done nothing since they joined, and their page is not open. patient
// gives whoever has just joined the time to open it. The longest unused come first.
func (a *Attendance) Idle(room string, seats []workshop.Seat, patient bool) []workshop.Seat {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, now := a.rooms[room], a.now()
	var out []workshop.Seat
	for _, s := range seats {
		if s.HasMoved() {
			continue
		}
		seen := r.seen(s)
		if seen.last.IsZero() && s.Joined.Before(a.since) {
			seen.last = a.since // seen by the process before this one, for all that is known
		}
		wait := SettleFor
		if seen.glimpsed {
			wait = followFor
		}
		if now.Sub(seen.last) < HereFor || patient && now.Sub(s.Joined) < wait {
			continue
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b workshop.Seat) int { return a.Joined.Compare(b.Joined) })
	return out
}

// LastSeen is when the page of each number was last open here. A number that was taken a moment ago is at its page.
func (a *Attendance) LastSeen(room string, seats []workshop.Seat) workshop.Seen {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, out := a.rooms[room], workshop.Seen{}
	for _, s := range seats {
		last := s.Joined
		if at := r.seen(s).last; at.After(last) {
			last = at
		}
		if last.Equal(s.Joined) && last.Before(a.since) {
			last = a.since // by the process before this one, for all that is known
		}
		out[s.Number] = last
	}
	return out
}

// TrainerCameBack tells whether a room's trainer was seen again after opening it.
func (a *Attendance) TrainerCameBack(r workshop.Room) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.LastActive.After(r.Opened) {
		return true
	}
	last := time.Time{}
	if seen := a.rooms[r.ID]; seen != nil {
		last = seen.console
	}
	if last.IsZero() && r.Opened.Before(a.since) {
		last = a.since.Add(AwayFor)
		return a.now().Before(last)
	}
	return last.Sub(r.Opened) >= AwayFor
}

// NoteRefusal notes that something was refused in a room; many refusals are a flood. It is true where the trainer has to be
// told now.
func (a *Attendance) NoteRefusal(room string) bool {
	if a.calm.Take(room) {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	r, now := a.of(room), a.now()
	news := !now.Before(r.flood)
	r.flood = now.Add(floodFor)
	return news
}

// IsFlooded tells whether a flood of refusals goes on in a room.
func (a *Attendance) IsFlooded(room string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.rooms[room]
	return r != nil && a.now().Before(r.flood)
}

// Forget forgets a room.
func (a *Attendance) Forget(room string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.rooms, room)
}
