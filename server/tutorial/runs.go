package tutorial

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"napguide/server/sandbox"
)

// Runs are put together from their files here: what one takes over from another, addresses to judge, doors. The structure
// stands once, in the source language; of a translation only the words are read.

// buildRuns puts all runs together, and gives every language's guide their words.
func (l *loader) buildRuns(guides map[string]*Guide) {
	var names []string
	for name, f := range l.files[l.source] {
		if f.kind == scenarioKind && f.run != nil {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		fa, fb := l.files[l.source][a], l.files[l.source][b]
		return cmp.Or(cmp.Compare(fa.page.Order, fb.page.Order), strings.Compare(a, b))
	})
	if len(names) > maxRuns {
		l.fault(names[maxRuns], 1, fmt.Sprintf("there are more than %d practice runs", maxRuns), "remove some")
		names = names[:maxRuns]
	}
	defs := map[string]*runDef{}
	var all []sandbox.Scenario
	guided, pages := 0, 0
	for _, drawing := range []bool{false, true} { // what is drawn is there before who draws it
		for _, name := range names {
			f := l.files[l.source][name]
			if drawing != (len(f.run.draws) > 0) {
				continue
			}
			before := l.count // of its own
			def := l.buildRun(runID(f), nil)
			if drawing {
				def = l.buildDrawing(f, defs)
			}
			if def == nil || len(def.scenario.States) == 0 {
				continue
			}
			if pages += len(def.scenario.States); pages > maxPages {
				l.fault(f.path(), 1, fmt.Sprintf("all runs together have more than %d pages", maxPages), "leave out states, addresses or doors")
				return
			}
			if f.run.guided {
				if guided++; guided > 1 {
					l.fault(f.path(), f.meta.line("guided"), "a second run is the guided one", "leave guided: true in only one")
					continue
				}
			}
			def.faulty = l.count > before || def.astray || f.page.Order < 1 && !f.run.guided
			defs[def.scenario.ID] = def
		}
	}
	for _, name := range names {
		if def := defs[runID(l.files[l.source][name])]; def != nil && !l.isFaulty(def.scenario.ID, defs) {
			l.checkRun(def)
		}
	}
	for _, name := range names {
		if def := defs[runID(l.files[l.source][name])]; def != nil {
			all = append(all, def.scenario)
		}
	}
	if guided == 0 && !l.incomplete[path.Join(l.source, scenarioFolder)] {
		l.fault(path.Join(l.source, scenarioFolder), 1, "no run is the one that the steps point at", "write guided: true into its head")
	}
	runs := sandbox.NewRuns(all...)
	for _, lang := range l.opt.Languages {
		g := guides[lang]
		g.Runs = runs
		for _, s := range append(slices.Clone(g.Scenarios), g.Guided) {
			if s != nil && defs[s.ID] != nil {
				l.wordsOf(lang, s, defs[s.ID])
			}
		}
	}
	l.stepsAtStates(guides[l.source], defs)
	l.stepsHaveHelp(guides[l.source])
}

// isFaulty tells whether a run, or one from which it takes over, has faults already.
func (l *loader) isFaulty(id string, defs map[string]*runDef) bool {
	if l.follows(id) {
		return true
	}
	for id != "" {
		if def := defs[id]; def == nil || def.faulty {
			return true
		}
		id = l.runFileOf(l.source, id).run.from
	}
	return false
}

// buildRun puts a run together that draws nothing; which: of its addresses to judge only these.
func (l *loader) buildRun(id string, which []int) *runDef {
	f := l.runFileOf(l.source, id)
	if f == nil {
		return nil
	}
	r := f.run
	if r.from != "" && which == nil {
		l.checkFrom(f)
	}
	if l.follows(id) {
		l.quiet = true
		defer func() { l.quiet = false }()
	}
	states := l.resolve(l.source, id, nil)
	def := &runDef{file: f, keys: map[string]stateAction{}, unreached: map[string]bool{}, scenario: sandbox.Scenario{ID: id, Guided: r.guided, Hints: r.hints}}
	if len(states) > maxStates {
		l.fault(f.path(), 1, fmt.Sprintf("a run has at most %d states", maxStates), "make two runs of it")
		return nil
	}
	ids := make([]string, len(states))
	for i, w := range states {
		ids[i] = w.id
	}
	built := map[string]sandbox.State{}
	for _, w := range states {
		built[w.id] = l.buildState(def, w, ids)
	}
	told := map[string]bool{} // states that say what came of judging
	for _, w := range states {
		if w.is("judge") {
			for _, it := range w.items {
				for _, to := range it.to {
					told[to] = true
				}
			}
		}
	}
	for _, w := range states {
		st := built[w.id]
		switch {
		case w.is("judge"):
			def.scenario.States = append(def.scenario.States, l.judging(w, st, built, which)...)
		case !told[w.id]:
			def.scenario.States = append(def.scenario.States, st)
		}
	}
	settle(&def.scenario)
	l.dropUnreached(def, states, which != nil)
	return def
}

// settle lets every move that leads to a code begin with what the phone shows there.
func settle(s *sandbox.Scenario) {
	at := map[string]sandbox.Place{}
	for _, st := range s.States {
		at[st.Name] = st.Place()
	}
	arrive := func(m *sandbox.Move, from string) {
		if p, ok := at[m.To.State]; ok && m.To.State != from {
			m.To = p
		}
	}
	for i := range s.States {
		st := &s.States[i]
		arrive(&st.Expiry, st.Name)
		for k := range st.Moves {
			arrive(&st.Moves[k], "")
		}
		for k := range st.Phone {
			for n := range st.Phone[k].Moves {
				arrive(&st.Phone[k].Moves[n], st.Name)
			}
		}
	}
}

// dropUnreached leaves out what was taken over and nothing leads to. What a run writes itself must be reached; it stays, since
// a map shows it.
func (l *loader) dropUnreached(def *runDef, states []written, again bool) {
	if len(def.scenario.States) == 0 {
		return // told already
	}
	reached, bases := def.scenario.Reached(), map[string]bool{}
	for _, st := range def.scenario.States {
		if reached[st.Name] {
			bases[st.Base] = true
		}
	}
	for _, w := range states {
		if w.own && !bases[w.id] && !again {
			def.unreached[w.id] = true
			if def.astray {
				continue
			}
			l.fault(w.file.path(), w.line, fmt.Sprintf("nothing leads to the state %q", w.id), "write -> "+w.id+" behind what leads there, or remove the state")
		}
	}
	def.scenario.States = slices.DeleteFunc(def.scenario.States, func(st sandbox.State) bool { return !reached[st.Name] && !def.unreached[st.Base] })
}

// checkFrom checks what a run takes over.
func (l *loader) checkFrom(f *file) {
	from := f.run.from
	other := l.runFileOf(l.source, from)
	line := f.meta.line("from")
	switch {
	case from == runID(f):
		l.fault(f.path(), line, "a run cannot take over itself", "name another run")
	case other == nil:
		if !l.incomplete[path.Join(l.source, scenarioFolder)] {
			l.use(f.path(), line, fmt.Sprintf("there is no run %q", from), instead(from, slices.DeleteFunc(l.idsIn(scenarioFolder), l.follows)))
		}
	case len(other.run.draws) > 0:
		l.fault(f.path(), line, fmt.Sprintf("the run %q draws other runs, and nothing can be taken over from it", from), "name another run")
	default:
		for depth := 0; other != nil; depth++ {
			if depth > maxFrom || other == f {
				l.fault(f.path(), line, "the runs take over one another in a circle, or too many after each other", fmt.Sprintf("let at most %d runs follow one another", maxFrom))
				f.run.from = ""
				return
			}
			other = l.runFileOf(l.source, other.run.from)
		}
	}
}

// buildDrawing puts runs behind doors.
func (l *loader) buildDrawing(f *file, defs map[string]*runDef) *runDef {
	line := f.meta.line("draws")
	fault := func(msg, mend string) { l.fault(f.path(), line, msg, mend) }
	switch {
	case len(f.run.states) != 1 || len(f.run.states[0].items)+len(f.run.states[0].links) > 0 || len(f.run.states[0].attrs) > 0 || f.run.from != "" || f.run.guided:
		fault("a run that draws others has one state, with nothing to press", "write one heading with its words; the doors come by themselves")
		return nil
	case len(f.run.draws) < 2 || len(f.run.draws) > maxDraws:
		fault(fmt.Sprintf("a run draws from 2 to %d others", maxDraws), "name them in draws:")
		return nil
	}
	var behind []sandbox.Scenario
	for _, d := range f.run.draws {
		other := defs[d.run]
		switch {
		case d.run == "":
		case other == nil:
			if of := l.runFileOf(l.source, d.run); of != nil && len(of.run.draws) == 0 || l.incomplete[path.Join(l.source, scenarioFolder)] {
				continue // its own faults are told
			}
			fault(fmt.Sprintf("draws names %q, which is no run that can be drawn", d.run), instead(d.run, slices.Sorted(maps.Keys(defs))))
		case other.scenario.Guided:
			fault("draws names the guided run", "name runs that one walks alone")
		default:
			if n := l.addresses(d.run); slices.ContainsFunc(d.which, func(i int) bool { return i < 1 || i > n }) {
				fault(fmt.Sprintf("draws names an address that %q does not have", d.run), fmt.Sprintf("it has %d", n))
				continue
			}
			run := other.scenario
			if d.which != nil {
				run = l.buildRun(d.run, d.which).scenario
				run.Part = len(run.Links("")) < len(other.scenario.Links(""))
			}
			behind = append(behind, run)
		}
	}
	if len(behind) == 0 {
		return nil
	}
	before := sandbox.State{Name: f.run.states[0].id, Base: f.run.states[0].id}
	return &runDef{file: f, keys: map[string]stateAction{}, scenario: sandbox.Draw(runID(f), before, behind)}
}
