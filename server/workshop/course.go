package workshop

import (
	"slices"
	"strings"
	"time"
)

// Course is what a room goes through. Goal is the step at whose arrival the guided practice is done.
type Course struct {
	Steps   []string
	Runs    []string
	SignIns []string // the runs at whose end one is signed in
	Events  []Event  // what the trainer can let happen
	Goal    string
	Minutes map[string]int // that the running order gives to a step, or to a run
}

// SignsIn is the step that one does to come to the goal; the goal itself where it is the first.
func (c Course) SignsIn() string {
	if at := slices.Index(c.Steps, c.Goal); at > 0 {
		return c.Steps[at-1]
	}
	return c.Goal
}

// Event is something the trainer lets happen to everybody's practice: the state of a run to which all are sent.
type Event string

// Run is the practice run of its state.
func (e Event) Run() string {
	run, _, _ := strings.Cut(string(e), "/")
	return run
}

// planned is the time that the running order gives to a step, or to a run.
func (c Course) planned(id string) time.Duration { return time.Duration(c.Minutes[id]) * time.Minute }
