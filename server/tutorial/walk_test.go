package tutorial_test

import (
	"slices"

	"napguide/server/sandbox"
)

// offered is what one can press at a place: on the computer's screen, and on the phone as it stands.
func offered(run sandbox.Scenario, at sandbox.Place) []sandbox.Move {
	st, _ := run.State(at.State)
	moves := slices.Clone(st.Moves)
	for _, phone := range st.Phone {
		if phone.View == at.View {
			moves = append(moves, phone.Moves...)
		}
	}
	return moves
}

// actionsAt are the presses that a place offers.
func actionsAt(run sandbox.Scenario, at sandbox.Place) (all []sandbox.Action) {
	for _, m := range offered(run, at) {
		all = append(all, m.Action)
	}
	return all
}

// pressAt is where a press leads from a place. It is false where the place does not offer the press.
func pressAt(run sandbox.Scenario, at sandbox.Place, a sandbox.Action) (sandbox.Move, bool) {
	for _, m := range offered(run, at) {
		if m.Action == a {
			if m.Stays() {
				m.To = at
			}
			return m, true
		}
	}
	return sandbox.Move{}, false
}
