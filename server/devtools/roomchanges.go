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

func at(step string) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.LeadTo(step, now) }
}

// inStep leads the room to a step before something is done.
func inStep(step string, then change) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := r.LeadTo(step, now)
		if err != nil {
			return r, err
		}
		return then(r, now)
	}
}

func starting(run string) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Start(run, now) }
}

func injecting(event workshop.Event) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Inject(event, now) }
}

func asking(question string) change {
	return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Ask(question, now) }
}

func free(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.SetMode(workshop.Free, now)
}

func frozen(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Freeze(true, now) }

func dark(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Darken(true, now) }

func timer(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.SetTimer(3*time.Minute, now)
}

func damaged(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Damage(now), nil }

func locked(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Lock(true, now) }

func wifi(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.SetWifi("Training room", "sample password", now)
}

func ended(r workshop.Room, now time.Time) (workshop.Room, error) { return r.End(now), nil }

func evening(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.End(now).TakeAnswersUntil(now.Add(3 * time.Hour)), nil
}

func byHand(r workshop.Room, now time.Time) (workshop.Room, error) {
	return r.End(now).AddByHand(workshop.GotIn, 4, now).AddByHand(workshop.StuckOSS, 2, now).AddByHand(workshop.StuckOther, 1, now), nil
}

func still(seat workshop.Seat, _ time.Time) workshop.Seat { return seat }

func call(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Call(now) }

func noticed(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Call(now).Notice(now) }

func answering(ready workshop.Ready) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Answer(ready, now) }
}

// replying answers the room's first question.
func replying(answer string) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat {
		return seat.Reply(workshop.Question{Kind: "go-on", Number: 1}, 1, answer, now)
	}
}

func finishing(step string) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Finish(step, now) }
}

func telling(run string, o workshop.Outcome) deed {
	return func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Complete(run, now).Report(o, now) }
}

// told is what so many participants told.
func told(in, oss, other, silent int) (out []workshop.Outcome) {
	for i, n := range []int{in, oss, other, silent} {
		out = append(out, slices.Repeat([]workshop.Outcome{append(workshop.Outcomes(), workshop.Unreported)[i]}, n)...)
	}
	return out
}
