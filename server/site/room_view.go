package site

import (
	"time"

	"napguide/server/codes"
	"napguide/server/locale"
	"napguide/server/workshop"
)

// What pages of the workshop show of a room and of a seat. It holds no secret, and changes only where a page does: a page is
// drawn anew when it is another (see server/page_event.go). A board, figures and a result are the workshop package's own.

// Room is a room as its pages show it.
type Room struct {
	ID, Code           string   // the address; what one types to join
	Mode               string   // lead, free
	Step, Run, Event   string   // where everybody is; Event is expired or declined
	Led                []string // runs that were sent to everybody
	Moves              int      // how often everybody was moved
	StepSince, Opened  time.Time
	Pace               workshop.Pace
	Frozen, Locked     bool
	Damaged            bool // something of it was lost with a damaged file
	ShowCode, IsEnded  bool
	JoinPath           string // the last part of the address in the room's QR code
	Dark               bool   // the wall is black
	WifiName, WifiPass string
	Place              string
	From               string // the step before the present one
	Question           string // that is put to the room: go-on, which
	LastQuestion       string // that was put to it, until it goes on
	QuestionNumber     int
	Timer, TimerSet    time.Time // until when the wall counts down, and since when
	TimerHeld          time.Time // when the pause came in which the count stands still
	AnswersUntil       time.Time // after the end: until when one may tell whether one got in
	ByHand             workshop.Tally
}

// A Countdown goes on by itself in the browser, but while the class pauses. Seconds are exact, so that every screen turns at
// the same moment; Text is what is left as a clock shows it that comes to zero when the time is over.
type Countdown struct {
	Seconds float64
	Text    string
	IsHeld  bool
}

// TimerLeft is what wall and phones count down from; nil where they do not.
func (r Room) TimerLeft(now time.Time) *Countdown {
	if r.Timer.IsZero() {
		return nil
	}
	held := !r.TimerHeld.IsZero()
	if held {
		now = r.TimerHeld
	}
	left := max(0, min(r.Timer.Sub(now), r.Timer.Sub(r.TimerSet))).Round(time.Millisecond)
	return &Countdown{left.Seconds(), clock((left + time.Second - 1).Truncate(time.Second)), held}
}

// Until is when one may no longer tell, after the end of the class, whether one got in; nil where one may not.
func (r Room) Until(now time.Time) *Until {
	if !r.IsEnded || !now.Before(r.AnswersUntil) {
		return nil
	}
	return untilAt(r.AnswersUntil, now)
}

// Evening is until when answers are taken of a class that is ended then.
func Evening(ended time.Time) time.Time {
	return workshop.Evening(ended, locale.Thailand(ended).Location())
}

// Until is a time of day in Thailand, today or tomorrow.
type Until struct {
	Hour, Minute string
	IsTomorrow   bool
}

// untilAt is a time of day, as who reads it now is told.
func untilAt(t, now time.Time) *Until {
	t, now = locale.Thailand(t), locale.Thailand(now)
	return &Until{t.Format("15"), t.Format("04"), t.YearDay() != now.YearDay()}
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
	SignedIn      bool     // has scanned and allowed a practice code
	CanReport     bool     // is asked whether one got in, in the real system
	TakesOutcomes bool     // one may tell whether one got in
	Until         *Until   // when one no longer may; nil while the class is not over
	Finished      []string // steps
}

// Strip is what stands at the foot of a page for a participant without script: what the script of the others is told, as of
// now. Its words are plain text in the page's language.
type Strip struct {
	Room        string // its address
	Now         time.Time
	Number      int
	Note, Title string // to who is elsewhere, or waits; what the room does
	Frozen      bool
	Did         bool   // waits for the others
	Along, Late string // the name of the page that praises what one has not done, and what it says instead
	Yet         string // the heading with Late
	Scan        string // where one signs in
	Stay        string // what to say there, from where nobody is called away
	IsOver      bool
	Way, Go     string // where the room is, and what the way there is called
	IsEvent     bool   // Way is one page, and not any of a run
	At, What    string // the name of the page of what happens to everybody, and its heading
	Large       string // with a call: what the way to one's number is called
	Question    int    // the number of the trainer's, with Replies
	Replies     []SeatReply
	Given       string // which of Replies has been given
	Change      string // what the way to another answer is called, once one has been given
}

// SeatReply is an answer to a quick question, and what its button says as plain text.
type SeatReply struct {
	Value string `json:"value"`
	Label string `json:"label"`
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
	case r.Question != "" && !r.ShowCode:
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
