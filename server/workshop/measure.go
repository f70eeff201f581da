package workshop

import (
	"cmp"
	"slices"
	"time"
)

// What counts in a class. Console, wall, report and its file ask here and nowhere else.

const (
	ConnectedFor = time.Minute      // after its page was last seen a phone is connected; an open page is seen every 15 s
	hereFor      = 30 * time.Minute // after its last sign a number is in the class
	fewest       = 3                // a group below that is not shown: somebody could be known by it
)

// Seen is when each number's page was last open, as far as a process has seen it.
type Seen map[int]time.Time

// IsConnected tells whether a number's page is open now.
func (s Seat) IsConnected(seen Seen, now time.Time) bool {
	last, ok := seen[s.Number]
	return ok && now.Sub(last) < ConnectedFor
}

// IsHere tells whether a number is in the class now. One that never did anything is, while its page is open; one that did,
// until it has been silent for half an hour.
func (s Seat) IsHere(seen Seen, now time.Time) bool {
	return s.IsConnected(seen, now) || s.TookPart() && now.Sub(later(s.LastActive, seen[s.Number])) < hereFor
}

// TookPart tells whether a number has ever done anything but join, be it to come along with the class: who went through it without
// doing a step is one of those of whom the others did it.
func (s Seat) TookPart() bool { return s.HasMoved() }

// IsDone tells whether a number has done what the room does now: since it happens, what happens to everybody, or the run that
// was started; else the present step; else, in free mode, while gathering or at the end, the practice as a whole.
func (r Room) IsDone(s Seat, c Course) bool {
	switch {
	case r.IsEnded():
		return s.HasSignedIn(c)
	case r.Event != "":
		return s.hasRunSince(r.Event.Run(), r.EventSince)
	case r.Run != "":
		return s.hasRunSince(r.Run, r.StepSince)
	case r.Mode == Lead && r.Step != "":
		return s.HasDone(r.Step, c)
	}
	return s.HasSignedIn(c)
}

// waits tells whether the class is at something that everybody is to do before it goes on.
func (r Room) waits() bool {
	return !r.IsEnded() && (r.Event != "" || r.Run != "" || r.Mode == Lead && r.Step != "")
}

// HasDone tells whether a number has done what a step's page asks, and not only come there: pressed, or scanned, what is pointed
// at; that in whichever run, so no fewer have signed in than are signed in. Where one is signed in, to come there is all, for who
// has signed in; of who has not the page asks that, and no press on counts.
func (s Seat) HasDone(step string, c Course) bool {
	switch step {
	case c.Goal:
		return s.HasSignedIn(c) && (s.Has(step) || s.hasBeenAt(step))
	case c.SignsIn():
		return s.HasSignedIn(c)
	}
	return s.Has(step)
}

// hasPassed tells whether a number has left a step without having done it, or gone past it from an earlier one: it went on with the
// room.
func (s Seat) hasPassed(step string, c Course) bool {
	i := slices.Index(c.Steps, step)
	over := i > 0 && i < slices.Index(c.Steps, s.At.Step()) && slices.ContainsFunc(c.Steps[:i], s.hasBeenAt)
	return (s.hasLeft(step) || over) && !s.HasDone(step, c)
}

// cameLateTo tells whether a number joined when the class was at a step that is not the first: it has been at none before it.
func (s Seat) cameLateTo(step string, c Course) bool {
	at := slices.Index(c.Steps, step)
	return at > 0 && !slices.ContainsFunc(c.Steps[:at], func(before string) bool { return s.hasBeenAt(before) || s.Has(before) })
}

// WentPast tells whether a number has gone on from where one is signed in, as everybody is told to there, without having signed in.
func (r Room) WentPast(s Seat, c Course) bool {
	return r.Step == c.Goal && r.isAhead(s, c) && !s.HasSignedIn(c) && !s.AtSince.Before(r.Moved)
}

// followIn is the time that everybody has before they count as behind: to come along once the class was moved, to join, and to do
// what is to be done where they have just come to.
const followIn = 20 * time.Second

// MovedBy is when everybody has had the time to come to where the class is.
func (r Room) MovedBy() time.Time { return r.Moved.Add(followIn) }

// HasTime tells whether the time is not over that the running order gives to what everybody is to do now. Until then nobody is
// late, however few have not done it yet.
func (r Room) HasTime(c Course, now time.Time) bool {
	if !r.waits() || r.Event != "" {
		return false
	}
	return r.Pace.Spent(r.StepSince, now) < c.planned(cmp.Or(r.Run, r.Step))
}

// IsBehind tells whether a number has neither come to where its class is nor done what is to be done there, for whatever time:
// at an earlier step, at the door, or in another run. Where each goes on alone nobody is behind.
func (r Room) IsBehind(s Seat, c Course) bool {
	return !r.IsEnded() && (r.stand().isAway(s, c) || r.IsAtPastEvent(s)) && !r.IsDone(s, c)
}

// IsUnderWay tells whether a number that is behind may still be coming along: it was where the class has just been.
func (r Room) IsUnderWay(s Seat, c Course, now time.Time) bool {
	return r.IsBehind(s, c) && now.Before(r.MovedBy()) && !r.Left.isAway(s, c)
}

// isAway tells whether a number is elsewhere than a class that stands there: at an earlier step, at the door, or in another run.
func (p Stand) isAway(s Seat, c Course) bool {
	run, step := p.Run, slices.Index(c.Steps, p.Step)
	if p.Event != "" {
		run = p.Event.Run()
	}
	switch {
	case run != "":
		return s.At.run() != run
	case p.Mode != Lead || step < 0:
		return false
	}
	return slices.Index(c.Steps, s.At.Step()) < step
}

// isAhead tells whether a number is at a step to which the trainer has not led yet: it waits, for however long.
func (r Room) isAhead(s Seat, c Course) bool {
	return r.Mode == Lead && slices.Index(c.Steps, s.At.Step()) > slices.Index(c.Steps, r.Step)
}

// HasSignedIn tells whether a participant has scanned and allowed a practice code once: at the step at which one signs in, or in
// a run at whose end one is signed in; whatever else they did. Who was only taken along to where one is signed in has not, nor
// who tells of the real login without, nor who has done runs that end otherwise.
func (s Seat) HasSignedIn(c Course) bool {
	return c.Goal != "" && s.Has(c.SignsIn()) || slices.ContainsFunc(s.Done, func(run string) bool { return slices.Contains(c.SignIns, run) })
}

// CanReport tells whether a participant is asked of the real login: who has signed in in practice, or has answered already.
func (s Seat) CanReport(c Course) bool { return s.HasSignedIn(c) || s.HasAnswered() }

// Heads is how many are in the class, how many of them are done with what it does now, and how many pages are open.
type Heads struct{ Here, Done, Connected int }

// MostAreDone tells whether so many are done that who is not yet can be gone to: two thirds.
func (h Heads) MostAreDone() bool { return 3*h.Done >= 2*h.Here }

// CountHeads counts the class as it is now.
func CountHeads(r Room, seats []Seat, seen Seen, c Course, now time.Time) (h Heads) {
	for _, s := range seats {
		if !s.IsHere(seen, now) {
			continue
		}
		h.Here++
		if s.IsConnected(seen, now) {
			h.Connected++
		}
		if r.IsDone(s, c) {
			h.Done++
		}
	}
	return h
}
