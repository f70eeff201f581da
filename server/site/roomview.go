package site

import (
	"strings"
	"time"
)

// What pages of the workshop are given. The rules are the workshop package's; these are what is shown of them.

// Room is a room as its pages show it.
type Room struct {
	ID, Code           string // the address; what one types to join
	Mode               string // lead, free
	Step, Run, Event   string // where everybody is; Event is expired or declined
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
	ByHand             Tally
}

// TimerLeft is what the wall counts down from; nil where it does not.
func (r Room) TimerLeft(now time.Time) *span {
	if r.Timer.IsZero() {
		return nil
	}
	return spanOf(min(r.Timer.Sub(now), r.Timer.Sub(r.TimerSet)))
}

// Tally is answers to whether one got in.
type Tally struct{ In, OSS, Other int }

// Sum is all of them.
func (t Tally) Sum() int { return t.In + t.OSS + t.Other }

// Heads is how many are in the class, how many of them are done, and how many pages are open.
type Heads struct{ Here, Done, Connected int }

// Result is what came of a class, as finely as it may be told: Detail is fine, coarse, rough or only.
type Result struct {
	Of                                   int
	Detail                               string
	In, OSS, Other, Silent, Stuck, NotIn int
	ByHand                               Tally
}

// Grouped is the code in two groups of three, as it is read out.
func (r Room) Grouped() string { return gapped(r.Code) }

// Seat is a participant as their own page shows them.
type Seat struct {
	Number        int
	Ready         string // an answer, or ""
	Calls         bool
	IsSeen        bool     // the trainer has seen the call
	Outcome       string   // in, oss, other or ""
	Reply         string   // to the question that is asked now
	Rests         bool     // hands stay down for a moment
	CanReport     bool     // has come to where one may try the real login
	TakesOutcomes bool     // one may tell whether one got in
	Finished      []string // steps
}

// Board is the class as the console shows it.
type Board struct {
	Heads
	Replies     map[string]int // to the question that is asked now
	Ready       map[string]int // by answer; "" for none
	Steps       map[string]StepCount
	Runs        map[string]int
	Turns       []TurnCount // {screen}/{action}, the commonest first
	Calls, Slow []Wait
}

// Flood is what somebody does who disturbs the class.
type Flood struct {
	IsOn    bool // there are many such numbers
	Idle    int  // numbers that joined and never did anything since
	Refused bool // much is being refused
}

// StepCount is how many are at a step, and how many have done it.
type StepCount struct{ At, Done int }

// TurnCount is a wrong turn: how often, and by how many participants.
type TurnCount struct {
	What          string
	Times, People int
}

// Wait is a participant who waits, at a place such as guide/start.
type Wait struct {
	Number int
	At     string
	Since  time.Time
	IsSeen bool
}

// Figures is a class afterwards.
type Figures struct {
	Came, Finished, Minutes int
	Ready                   map[string]int
	Steps                   []StepFigure
	Runs                    []RunFigure
	Turns                   []TurnCount
	Result                  Result
}

// StepFigure is one step; Median and Longest are in seconds.
type StepFigure struct {
	Step            string
	Reached, Done   int
	Median, Longest int
}

// RunFigure is how many did a practice run to its end.
type RunFigure struct {
	Run  string
	Done int
}

// readyAnswers are the answers to the one question after joining, in the order of the page.
var readyAnswers = [...]string{"ready", "no-app", "forgot"}

// outcomes are the answers to whether one got in, in the order of the page.
var outcomes = [...]string{"in", "oss", "other"}

// gapped is a room code as it is shown: 482 913.
func gapped(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}

// stepOf is the step of a place, or "" in a practice run.
func stepOf(place string) string {
	step, ok := strings.CutPrefix(place, "guide/")
	if !ok {
		return ""
	}
	return step
}
