package sandbox

import (
	"slices"
)

// Runs are all practice runs of a guide, the guided one first. They never change. The zero value has none.
type Runs struct{ all []Scenario }

// NewRuns takes runs in the order in which they are offered.
func NewRuns(all ...Scenario) *Runs {
	guided := func(s Scenario) bool { return s.Guided }
	walked := slices.DeleteFunc(slices.Clone(all), guided)
	return &Runs{all: append(slices.DeleteFunc(slices.Clone(all), func(s Scenario) bool { return !guided(s) }), walked...)}
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
	return first(r.All(), func(s Scenario) bool { return s.ID == id })
}

// Guided is the run that the steps point at.
func (r *Runs) Guided() Scenario {
	s, _ := first(r.All(), func(s Scenario) bool { return s.Guided })
	return s
}

// Plain is the first run that one walks alone, without hints: what a program asks for that names none.
func (r *Runs) Plain() Scenario {
	alone := func(s Scenario) bool {
		_, ok := s.CodeState("")
		return ok && !s.Guided && !s.Draws
	}
	if s, ok := first(r.All(), func(s Scenario) bool { return alone(s) && !s.Hints }); ok {
		return s
	}
	if s, ok := first(r.All(), alone); ok {
		return s
	}
	return r.Guided()
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
	return first(r.Events(), func(e Event) bool { return e.Name() == name })
}
