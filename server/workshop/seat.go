package workshop

import (
	"crypto/subtle"
	"maps"
	"slices"
	"strings"
	"time"
)

// Ready is the answer to the one question after joining.
type Ready string

const (
	Unasked Ready = ""
	HasApp  Ready = "ready"
	NoApp   Ready = "no-app"
	Forgot  Ready = "forgot"
)

// ReadyAnswers are the three that one may give.
func ReadyAnswers() []Ready { return []Ready{HasApp, NoApp, Forgot} }

// Place is where a participant is: "guide/{step}" or "{run}/{state}" of a practice run.
type Place string

// GuideRun is the run whose places are the steps of the guide.
const GuideRun = "guide"

// Step is the place's step, or "" in a practice run.
func (p Place) Step() string {
	run, name, _ := strings.Cut(string(p), "/")
	if run != GuideRun {
		return ""
	}
	return name
}

// run is the practice run, or GuideRun.
func (p Place) run() string {
	run, _, _ := strings.Cut(string(p), "/")
	return run
}

// IsFrom tells whether a place is one of the same run as another, and not that one.
func (p Place) IsFrom(other Place) bool { return p != other && p.run() == other.run() }

const (
	maxSpent = 30 * time.Minute // of one stay at a step: who went to lunch does not bend the median
	maxTurns = 40               // kinds of wrong turns that a seat counts; the simulated login has about twenty
)

// Seat is one participant: a number, with no name.
type Seat struct {
	Number     int       `json:"number"`
	Holder     []byte    `json:"holder"` // hash of the browser's secret
	Joined     time.Time `json:"joined"`
	LastActive time.Time `json:"last_action"`
	Ready      Ready     `json:"ready,omitempty"`
	Called     time.Time `json:"called,omitzero"`  // since when the participant asks for the trainer
	Lowered    time.Time `json:"lowered,omitzero"` // when the trainer put down this hand with all others
	Noticed    time.Time `json:"noticed,omitzero"` // when the trainer said that the call was seen
	Outcome    Outcome   `json:"outcome,omitempty"`
	Replied    string    `json:"replied,omitempty"` // to the quick question with the number ReplyTo
	ReplyTo    int       `json:"reply_to,omitempty"`

	At       Place                `json:"at,omitempty"`
	AtSince  time.Time            `json:"at_since,omitzero"`
	Stays    bool                 `json:"stays,omitempty"`    // chose not to come along with the class
	Spent    map[string]int       `json:"spent,omitempty"`    // seconds at each step
	Finished []string             `json:"finished,omitempty"` // steps, in the order in which they were finished
	Done     []string             `json:"done,omitempty"`     // practice runs
	DoneAt   map[string]time.Time `json:"done_at,omitempty"`  // when each was last done to its end
	Met      int                  `json:"met,omitempty"`      // the room's count of moves with which what happens to everybody was met
	Turns    map[string]int       `json:"turns,omitempty"`    // wrong turns: "{screen}/{action}" → how often
}

// Take gives a number, at most limit, to the browser whose secret has that hash.
func (r Room) Take(number, limit int, holder []byte, now time.Time) (Seat, error) {
	switch {
	case r.IsEnded():
		return Seat{}, ErrEnded
	case r.Locked:
		return Seat{}, ErrLocked
	case number < 1 || number > limit:
		return Seat{}, ErrFull
	}
	return Seat{Number: number, Holder: holder, Joined: now, LastActive: now}, nil
}

// HeldBy tells whether a secret is this participant's.
func (s Seat) HeldBy(secret string) bool {
	return secret != "" && s.IsOf(Hash(secret))
}

// IsOf is the same for the hash of a secret, which an event stream makes once.
func (s Seat) IsOf(holder []byte) bool { return subtle.ConstantTimeCompare(s.Holder, holder) == 1 }

func (s Seat) did(now time.Time) Seat {
	s.LastActive = later(s.LastActive, now)
	return s
}

// Answer notes the answer to the question.
func (s Seat) Answer(a Ready, now time.Time) Seat {
	s.Ready = a
	return s.did(now)
}

// Call asks for the trainer. A second call keeps the place in the queue.
func (s Seat) Call(now time.Time) Seat {
	if s.Called.IsZero() {
		s.Called = now
	}
	return s.did(now)
}

// Notice tells the participant that the trainer has seen the call.
func (s Seat) Notice(now time.Time) Seat {
	if s.Calls() && s.Noticed.IsZero() {
		s.Noticed = now
	}
	return s
}

// CancelCall takes the call back, or answers it.
func (s Seat) CancelCall(now time.Time) Seat {
	s.Called, s.Noticed = time.Time{}, time.Time{}
	return s.did(now)
}

// LowerHand takes the call back because the trainer puts all hands down.
func (s Seat) LowerHand(now time.Time) Seat {
	s.Lowered = now
	return s.CancelCall(now)
}

// HasLowered tells whether a participant's call ended as all hands were put down, which rest still.
func (r Room) HasLowered(s Seat, now time.Time) bool {
	return r.HandsIn(now) > 0 && !s.Calls() && !s.Lowered.Before(r.HandsUp.Add(-HandsRest))
}

// HasMoved tells whether the participant has done anything since joining.
func (s Seat) HasMoved() bool { return s.LastActive.After(s.Joined) }

// Calls tells whether the participant asked for the trainer, and nobody has helped: see Room.IsCalledBy.
func (s Seat) Calls() bool { return !s.Called.IsZero() }

// IsCalledBy tells whether a participant asks for the trainer. With the class every call is over.
func (r Room) IsCalledBy(s Seat) bool { return s.Calls() && !r.IsEnded() }

// Arrive notes where the participant is now. Leaving a step adds the time spent at it.
func (s Seat) Arrive(p Place, now time.Time) Seat {
	if s.At == p {
		return s // a reload, a second tab: not even an action
	}
	s = s.leave(now)
	s.At, s.AtSince = p, now
	return s.did(now)
}

// Stay notes whether the participant, asked to come along with the class, chose to stay where they are and go on alone.
func (s Seat) Stay(is bool, now time.Time) Seat {
	if s.Stays == is {
		return s
	}
	s.Stays = is
	return s.did(now)
}

// Meet notes that a participant who comes from a place has met what happens to everybody: it was there, or has come there.
func (s Seat) Meet(r Room, from Place) Seat {
	if r.Event != "" && (from == Place(r.Event) || s.At == Place(r.Event)) {
		s.Met = r.Moves
	}
	return s
}

// HasMet tells whether a participant is at what happens to everybody, or has gone on from there: then every page of its run is with
// the room.
func (r Room) HasMet(s Seat) bool {
	return r.Event != "" && (s.Met == r.Moves || s.At == Place(r.Event))
}

// IsAtPastEvent tells whether a participant is still at what happened to everybody when the trainer sent the run in which it
// happened: at a page of that run, but not on the way that begins with its first.
func (r Room) IsAtPastEvent(s Seat) bool {
	event := r.Left.Event
	return event != "" && r.Event == "" && r.Run != "" && event.Run() == r.Run && r.StepSince.Equal(r.Moved) && // it was sent, not come back to
		(s.Met != 0 && s.Met == r.Moves-1 || s.At == Place(event) && s.AtSince.Before(r.Moved))
}

// eventAt is what happens, or happened, to everybody where a participant is at that; "" where they are at a run, or a step, itself.
func (r Room) eventAt(s Seat) Event {
	left := r.Left.Event
	switch {
	case r.Event != "" && r.HasMet(s) && s.At.run() == r.Event.Run():
		return r.Event
	case r.IsAtPastEvent(s) && s.At.run() == left.Run(), r.Event == "" && left != "" && s.At == Place(left) && s.AtSince.Before(r.Moved):
		return left
	}
	return ""
}

// Begin notes that a participant has come to where a run begins, whatever happened to everybody before.
func (s Seat) Begin() Seat {
	s.Met = 0
	return s
}

// leave adds the time at the present step.
func (s Seat) leave(now time.Time) Seat {
	step := s.At.Step()
	if stay := min(now.Sub(s.AtSince), maxSpent); step != "" && stay > 0 {
		s.Spent = maps.Clone(s.Spent)
		if s.Spent == nil {
			s.Spent = map[string]int{}
		}
		s.Spent[step] += int(stay / time.Second)
	}
	return s
}

// Finish notes that a step was done.
func (s Seat) Finish(step string, now time.Time) Seat {
	if slices.Contains(s.Finished, step) {
		return s
	}
	s.Finished = append(slices.Clone(s.Finished), step)
	return s.did(now)
}

// Complete notes that a practice run was done to its end.
func (s Seat) Complete(run string, now time.Time) Seat {
	if !slices.Contains(s.Done, run) {
		s.Done = append(slices.Clone(s.Done), run)
	}
	return s.CompleteEvent(run, now)
}

// CompleteEvent notes that what happened to everybody was gone through to the end of the run in which it happens. The run itself was
// not done: it did not begin with its first page.
func (s Seat) CompleteEvent(run string, now time.Time) Seat {
	s.DoneAt = maps.Clone(s.DoneAt)
	if s.DoneAt == nil {
		s.DoneAt = map[string]time.Time{}
	}
	s.DoneAt[run] = now
	return s.did(now)
}

// Turn notes a wrong turn.
func (s Seat) Turn(turn string, now time.Time) Seat {
	if _, known := s.Turns[turn]; !known && len(s.Turns) >= maxTurns {
		return s
	}
	s.Turns = maps.Clone(s.Turns)
	if s.Turns == nil {
		s.Turns = map[string]int{}
	}
	s.Turns[turn]++
	return s.did(now)
}

// hasBeenAt tells whether a participant is at a step, or was.
func (s Seat) hasBeenAt(step string) bool {
	_, was := s.Spent[step]
	return was || s.At.Step() == step
}

// hasLeft tells whether a participant was at a step and is elsewhere now.
func (s Seat) hasLeft(step string) bool { return s.hasBeenAt(step) && s.At.Step() != step }

// Has tells whether a step was finished.
func (s Seat) Has(step string) bool { return slices.Contains(s.Finished, step) }

// HasRun tells whether a practice run was done.
func (s Seat) HasRun(run string) bool { return slices.Contains(s.Done, run) }

// hasRunSince tells whether a practice run was done to its end since then.
func (s Seat) hasRunSince(run string, since time.Time) bool {
	at, done := s.DoneAt[run]
	return done && !at.Before(since)
}

// HasAnswered tells whether a participant has answered the one question after the real login, be it that they have not tried yet.
func (s Seat) HasAnswered() bool { return slices.Contains(OutcomeAnswers(), s.Outcome) }

// IsExpired tells whether a room is over: a day after the last action, the trainer's or a participant's.
func IsExpired(r Room, seats []Seat, now time.Time) bool {
	last := r.LastActive
	for _, s := range seats {
		last = later(last, s.LastActive)
	}
	return !now.Before(last.Add(Life))
}
