package site

import "napguide/server/tutorial"

// The running order is the one table of a class's minutes: the kit shows it, and the console's times come from it.

// classMinutes shares the minutes of the running order out among what its parts cover: step or run → minutes. What no
// part covers takes as long as for who learns alone.
func classMinutes(g *tutorial.Guide) map[string]int {
	var steps []timed
	minutes := map[string]int{}
	for _, st := range g.Steps {
		steps, minutes[st.ID] = append(steps, timed{st.ID, st.Minutes}), st.Minutes
	}
	alone := map[string]int{}
	for _, run := range g.Scenarios {
		alone[run.ID], minutes[run.ID] = run.Minutes, run.Minutes
	}
	for _, part := range g.Site.Running {
		var list []timed
		for _, name := range part.Covers {
			if name == tutorial.CoversGuide {
				list = append(list, steps...)
			} else {
				list = append(list, timed{name, alone[name]})
			}
		}
		share(part.To-part.From, list, minutes)
	}
	return minutes
}

// Minutes are what the running order gives to each step and run.
func (s *Site) Minutes() map[string]int { return classMinutes(s.opt.Guides[s.Languages()[0]]) }

// timed is a step or a run, and how long it takes who learns alone.
type timed struct {
	id      string
	minutes int
}

// share gives each its part of a time in whole minutes that add up to it, in proportion to how long each takes.
func share(total int, list []timed, minutes map[string]int) {
	all := 0
	for _, one := range list {
		all += one.minutes
	}
	given, passed := 0, 0
	for _, one := range list {
		passed += one.minutes
		upTo := (total*passed*2 + all) / (2 * all) // rounded, so that nothing is lost between two
		minutes[one.id] = upTo - given
		given = upTo
	}
}

// classRuns are the runs that a class does after the steps, in their order; those of the guide where the running order has none.
func classRuns(g *tutorial.Guide) (runs []string) {
	for _, part := range g.Site.Running {
		for _, name := range part.Covers {
			if name != tutorial.CoversGuide {
				runs = append(runs, name)
			}
		}
	}
	for _, run := range g.Scenarios {
		if len(g.Site.Running) == 0 {
			runs = append(runs, run.ID)
		}
	}
	return runs
}

// classLength is how long the running order takes, in minutes.
func classLength(g *tutorial.Guide) int {
	length := 0
	for _, part := range g.Site.Running {
		length = part.To
	}
	return length
}
