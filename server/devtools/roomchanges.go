package devtools

import (
	"slices"
	"time"

	"napguide/server/workshop"
)

// change is something that a trainer does to a room, deed something that a participant does.
type (
	change func(r workshop.Room, now time.Time) (workshop.Room, error)
	deed   func(seat workshop.Seat, now time.Time) workshop.Seat
)

// with is what a trainer does with one value; doing is the same of a participant.
func with[T any](do func(workshop.Room, T, time.Time) (workshop.Room, error), value T) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) { return do(r, value, now) }
}

// inTurn makes one change after the other.
func inTurn(changes ...change) change {
	return func(r workshop.Room, now time.Time) (_ workshop.Room, err error) {
		for _, do := range changes {
			if r, err = do(r, now); err != nil {
				return r, err
			}
		}
		return r, nil
	}
}

func doing[T any](do func(workshop.Seat, T, time.Time) workshop.Seat, value T) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat { return do(seat, value, now) }
}

func at(step string) change { return with(workshop.Room.LeadTo, step) }

// inStep leads the room to a step before something is done.
func inStep(step string, then change) change { return inTurn(at(step), then) }

var (
	free   = with(workshop.Room.SetMode, workshop.Free)
	frozen = with(workshop.Room.Freeze, true)
	dark   = with(workshop.Room.Darken, true)
	timer  = with(workshop.Room.SetTimer, 3*time.Minute)
	locked = with(workshop.Room.Lock, true)
)

func damaged(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Damage(now), nil }

func wifi(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.SetWifi("Training room", "sample password", now)
}

func ended(r workshop.Room, now time.Time) (workshop.Room, error) { return r.End(now), nil }

func evening(r workshop.Room, now time.Time) (workshop.Room, error) {
	until := now.Add(3 * time.Hour)
	return r.End(now).TakeAnswersUntil(until, until), nil
}

func byHand(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.End(now).AddByHand(workshop.GotIn, 4, now).AddByHand(workshop.StuckOSS, 2, now).AddByHand(workshop.StuckOther, 1, now), nil
}

func still(seat workshop.Seat, _ time.Time) workshop.Seat { return seat }

func noticed(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Call(now).Notice(now) }

// staying is at a step and chose to stay there.
func staying(step string) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat {
		seat.Joined = now.Add(-2 * time.Minute)
		return seat.Arrive(workshop.Place("guide/"+step), now.Add(-time.Minute)).Stay(true, now)
	}
}

// coming comes to one step after another, a minute each.
func coming(steps ...string) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat {
		for i, step := range steps {
			seat = seat.Arrive(workshop.Place("guide/"+step), now.Add(time.Duration(i-len(steps))*time.Minute))
		}
		return seat
	}
}

// replying answers the room's first question.
func replying(answer string) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat {
		return seat.Reply(workshop.Question{Kind: "go-on", Number: 1}, 1, answer, now)
	}
}

func telling(run string, o workshop.Outcome) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Complete(run, now).Report(o, now) }
}

// told is what so many participants told.
func told(in, oss, other, later, silent int) (out []workshop.Outcome) {
	for i, n := range []int{in, oss, other, later, silent} {
		out = append(out, slices.Repeat([]workshop.Outcome{append(workshop.Outcomes(), workshop.NotTried, workshop.Unreported)[i]}, n)...)
	}
	return out
}
