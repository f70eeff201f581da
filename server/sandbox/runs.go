package sandbox

import (
	"slices"
	"strings"
)

// Runs are all practice runs of a guide, the guided one first. They never change. The zero value has none.
type Runs struct{ all []Scenario }

// NewRuns takes runs in the order in which they are offered.
func NewRuns(all ...Scenario) *Runs {
	r := &Runs{all: slices.Clone(all)}
	slices.SortStableFunc(r.all, func(a, b Scenario) int {
		switch {
		case a.Guided == b.Guided:
			return 0
		case a.Guided:
			return -1
		}
		return 1
	})
	return r
}

// All lists them. Nobody changes the list.
func (r *Runs) All() []Scenario {
	if r == nil {
		return nil
	}
	return r.all
}

// Find looks a run up by its ID.
func (r *Runs) Find(id string) (Scenario, bool) {
	for _, s := range r.All() {
		if s.ID == id {
			return s, true
		}
	}
	return Scenario{}, false
}

// Guided is the run that the steps point at.
func (r *Runs) Guided() Scenario {
	for _, s := range r.All() {
		if s.Guided {
			return s
		}
	}
	return Scenario{}
}

// Plain is the first run that one walks alone, without hints: what a program asks for that names none.
func (r *Runs) Plain() Scenario {
	var found Scenario
	for _, s := range r.All() {
		if _, ok := s.CodeState(""); !ok || s.Guided || s.Draws {
			continue
		}
		if !s.Hints {
			return s
		}
		if found.ID == "" {
			found = s
		}
	}
	if found.ID == "" {
		return r.Guided()
	}
	return found
}

// Event is a state to which the trainer can send everybody.
type Event struct {
	Run   Scenario
	State State
}

// Name is how a room keeps it: run/state.
func (e Event) Name() string { return e.Run.ID + "/" + e.State.Name }

// Events lists them, each once, in the order of the runs.
func (r *Runs) Events() (out []Event) {
	for _, s := range r.All() {
		for _, st := range s.States {
			if st.Event && !s.Guided && (st.Of == "" || st.Of == s.ID) {
				out = append(out, Event{s, st})
			}
		}
	}
	return out
}

// Event finds one by its name.
func (r *Runs) Event(name string) (Event, bool) {
	id, state, _ := strings.Cut(name, "/")
	for _, e := range r.Events() {
		if e.Run.ID == id && e.State.Name == state {
			return e, true
		}
	}
	return Event{}, false
}
