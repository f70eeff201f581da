package workshop

// What came of it: the answers to the one question after the real login.

// Outcome is a number's answer.
type Outcome string

const (
	Unreported Outcome = ""
	GotIn      Outcome = "in"
	StuckOSS   Outcome = "oss"   // the data in OSS
	StuckOther Outcome = "other" // anything else
	NotTried   Outcome = "later" // has not tried yet, and may tell later
)

// Outcomes are the three that tell what came of it.
func Outcomes() []Outcome { return []Outcome{GotIn, StuckOSS, StuckOther} }

// OutcomeAnswers are those that one may give.
func OutcomeAnswers() []Outcome { return append([]Outcome{NotTried}, Outcomes()...) }

// Tally is answers by what they say.
type Tally struct {
	In    int `json:"in,omitempty"`
	OSS   int `json:"oss,omitempty"`
	Other int `json:"other,omitempty"`
}

// Sum is all answers of a tally.
func (t Tally) Sum() int { return t.In + t.OSS + t.Other }
