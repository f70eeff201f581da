package sandbox

import "strconv"

// Draw puts runs behind numbered doors. The first state is the page before them; the states behind a door carry its
// number before their own name.
func Draw(id string, before State, runs []Scenario) Scenario {
	s := Scenario{ID: id, Draws: true}
	for i, run := range runs {
		prefix := strconv.Itoa(i+1) + "-"
		before.Moves = append(before.Moves, Move{Action: Door(i + 1), To: prefixed(prefix, run.Start()), Choice: true, Door: i + 1})
		for _, st := range run.States {
			st.Name, st.Part = prefix+st.Name, run.Part
			if st.Of == "" {
				st.Of = run.ID
			}
			st.Moves = prefixedMoves(prefix, st.Moves)
			st.Expiry.To = prefixed(prefix, st.Expiry.To)
			phone := make([]PhoneState, len(st.Phone))
			for k, v := range st.Phone {
				phone[k] = PhoneState{View: v.View, Moves: prefixedMoves(prefix, v.Moves)}
			}
			st.Phone = phone
			s.States = append(s.States, st)
		}
	}
	s.States = append([]State{before}, s.States...)
	return s
}

// Doors is how many doors a run that draws has.
func (s Scenario) Doors() int { return len(s.States[0].Moves) }

// Behind is the state behind one of the doors, from 1.
func (s Scenario) Behind(door int) State {
	st, _ := s.State(s.States[0].Moves[door-1].To.State)
	return st
}

func prefixed(prefix string, p Place) Place {
	if p.State != "" {
		p.State = prefix + p.State
	}
	return p
}

func prefixedMoves(prefix string, moves []Move) []Move {
	out := make([]Move, len(moves))
	for i, m := range moves {
		m.To = prefixed(prefix, m.To)
		out[i] = m
	}
	return out
}
