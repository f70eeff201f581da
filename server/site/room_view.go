package site

import (
	"time"

	"napguide/server/codes"
	"napguide/server/workshop"
)

// What pages of the workshop show of a room and of a seat. It holds no secret, and changes only where a page does: a page is
// drawn anew when it is another (see server/page_event.go). A board, figures and a result are the workshop package's own.

// Room is a room as its pages show it.
type Room struct {
	ID, Code           string // the address; what one types to join
	Mode               string // lead, free
	Step, Run, Event   string // where everybody is; Event is expired or declined
	Moves              int    // how often everybody was moved
	StepSince, Opened  time.Time
	Frozen, Locked     bool
	Damaged            bool // something of it was lost with a damaged file
	ShowCode, IsEnded  bool
	JoinPath           string // the last part of the address in the room's QR code
	Dark               bool   // the wall is black
	WifiName, WifiPass string
	Place              string
	From               string // the step before the present one
	Question           string // that is put to the room: go-on, which
	QuestionNumber     int
	Timer, TimerSet    time.Time // until when the wall counts down, and since when
	AnswersUntil       time.Time // after the end: until when one may tell whether one got in
	ByHand             workshop.Tally
}

// TimerLeft is what the wall counts down from; nil where it does not.
func (r Room) TimerLeft(now time.Time) *span {
	if r.Timer.IsZero() {
		return nil
	}
	return spanOf(min(r.Timer.Sub(now), r.Timer.Sub(r.TimerSet)))
}

// Grouped is the code in two groups of three, as it is read out.
func (r Room) Grouped() string { return codes.Group(r.Code) }

// Seat is a participant as their own page shows them.
type Seat struct {
	Number        int
	Ready         workshop.Ready
	Calls         bool
	IsSeen        bool // the trainer has seen the call
	Outcome       workshop.Outcome
	Reply         string   // to the question that is asked now
	Rests         bool     // hands stay down for a moment
	CanReport     bool     // has come to where one may try the real login
	TakesOutcomes bool     // one may tell whether one got in
	Finished      []string // steps
}

// Flood is what somebody does who disturbs the class.
type Flood struct {
	IsOn    bool // there are many such numbers
	Idle    int  // numbers that joined and never did anything since
	Refused bool // much is being refused
}

// WallPicture is which picture the wall shows.
func WallPicture(r Room) string {
	switch {
	case r.IsEnded:
		return "end"
	case r.Question != "":
		return "ask"
	case r.Locked && (r.ShowCode || r.Step == "" && r.Run == "" && r.Mode == "lead"):
		return "locked" // no code on the wall that lets nobody in
	case r.ShowCode, r.Step == "" && r.Run == "" && r.Mode == "lead":
		return "join"
	case r.Run != "" || r.Mode == "free" || r.Event != "":
		return "run"
	}
	return "step"
}
