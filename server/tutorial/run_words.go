package tutorial

import (
	"cmp"
	"fmt"
	"html/template"
	"path"
	"slices"

	"napguide/server/sandbox"
)

// The words that a run, its states and the steps that stand at them are shown with.

// addresses counts what a run has to judge, as it is written.
func (l *loader) addresses(id string) (n int) {
	for _, w := range l.resolve(l.source, id, nil) {
		n += len(w.links)
	}
	return n
}

// checkRun checks what only the whole of a run shows: that its end can be reached from everywhere, and that what stays or
// leads astray is explained.
func (l *loader) checkRun(def *runDef) {
	s := def.scenario
	if s.Draws {
		return // its parts are checked where they are written
	}
	at := map[string]written{}
	for _, w := range l.resolve(l.source, s.ID, nil) {
		at[w.id] = w
	}
	lines := func(st sandbox.State) (string, int) {
		w := at[st.Base]
		if w.own {
			return w.file.path(), w.line
		}
		return def.file.path(), 1
	}
	if !slices.ContainsFunc(s.States, func(st sandbox.State) bool { return st.End }) {
		l.fault(def.file.path(), 1, "the run has no end", "write .end into the braces of the heading where its goal is reached")
		return
	}
	ending := s.Ending()
	for _, st := range s.States {
		file, line := lines(st)
		w := at[st.Base]
		if !ending[st.Name] && !def.unreached[st.Base] {
			l.fault(file, line, fmt.Sprintf("from the state %q no way leads to the run's end", st.Base), "write -> and a state behind something that can be pressed there")
		}
		l.checkWords(def, st, w)
	}
}

// checkWords checks that a state says what one has to read there.
func (l *loader) checkWords(def *runDef, st sandbox.State, w written) {
	if !w.own {
		return
	}
	text, debrief := w.told(st.Screen != "", st.End)
	fault := func(line int, msg, mend string) { l.fault(w.file.path(), line, msg, mend) }
	switch {
	case st.End && debrief == "" && !def.scenario.Guided:
		fault(w.line, "the run's end says nothing about what it was about", "write it below the heading; where the state has no screen, below a line ---")
	case !st.End && w.debrief != "":
		fault(w.line, "a line --- stands in a state that is not the run's end", "remove it, or write .end into the braces of the heading")
	case st.HasCode() && text != "" && w.lead == "":
		fault(w.line, "the words beside a code are more than one plain paragraph", "write one short paragraph, without marks")
	case st.Screen != "" && !st.HasCode() && !st.Judged && (text != "" || len(w.said) > 0):
		fault(w.line, "these words would not be shown: a state with a screen shows the screen", "put them behind a colon into the line that leads here, or take screen= away")
	case st.Screen == "" && text == "" && len(w.said) == 0:
		fault(w.line, "this state says nothing and shows no screen", "write a paragraph below its heading, or screen= into its braces")
	}
	for _, it := range w.items {
		if it.mark != ' ' || it.why != "" || len(it.to) != 1 {
			continue
		}
		to, _ := def.scenario.State(it.to[0])
		if to.Screen != "" && !to.HasCode() {
			fault(it.line, fmt.Sprintf("the mistake %q leads to a screen, and nothing explains it there", it.action), "write a colon and why it was one")
		}
	}
}

// stepsHaveHelp checks that what a step names of the help is there.
func (l *loader) stepsHaveHelp(g *Guide) {
	help := l.files[l.source]["help.md"]
	if g == nil || g.Help == nil || help == nil || help.unread { // what it has is then not known
		return
	}
	topics := namesOf(g.Help.Sections, func(s Section) string { return s.ID })
	for _, step := range g.Steps {
		f := l.files[l.source][stepFolder+"/"+path.Base(step.File)]
		if f != nil && f.meta != nil && step.Help != "" && !slices.Contains(topics, step.Help) {
			l.use(f.path(), f.meta.line("help"), fmt.Sprintf("help.md has no part %q", step.Help), instead(step.Help, topics))
		}
	}
}

// stepsAtStates checks that every step stands at a state of the guided run, and every state has one.
func (l *loader) stepsAtStates(g *Guide, defs map[string]*runDef) {
	var guided *runDef
	for _, def := range defs {
		if def.scenario.Guided {
			guided = def
		}
	}
	if guided == nil || l.incomplete[path.Join(l.source, stepFolder)] || l.follows(guided.scenario.ID) {
		return
	}
	states := namesOf(guided.scenario.States, func(st sandbox.State) string { return st.Name })
	taken := map[string]string{}
	for _, step := range g.Steps {
		f := l.files[l.source][stepFolder+"/"+path.Base(step.File)]
		if step.State == "" || f == nil || f.meta == nil {
			continue
		}
		st, ok := guided.scenario.State(step.State)
		if !ok {
			l.fault(f.path(), f.meta.line("state"), fmt.Sprintf("the guided run has no state %q", step.State), instead(step.State, states))
			continue
		}
		if other := taken[step.State]; other != "" {
			l.fault(f.path(), f.meta.line("state"), fmt.Sprintf("the step %q stands at the state %q too", other, step.State), "give each step a state of its own")
		}
		taken[step.State] = step.ID
		actions := namesOf(st.AllMoves(), func(m sandbox.Move) string { return string(m.Action) })
		if step.Action != "" && !slices.Contains(actions, step.Action) {
			l.fault(f.path(), f.meta.line("action"), fmt.Sprintf("the state %q has no action %q", step.State, step.Action), instead(step.Action, actions))
		}
	}
	for _, st := range guided.scenario.States {
		if taken[st.Name] == "" && !guided.astray {
			w := guided.file
			line := 1
			for _, s := range w.run.states {
				if s.id == st.Base {
					line = s.line
				}
			}
			l.fault(w.path(), line, fmt.Sprintf("no step stands at the state %q of the guided run", st.Name), "write a page in "+stepFolder+"/ with state: "+st.Name+", or leave the state out")
		}
	}
}

// wordsOf gives a run its words in one language.
func (l *loader) wordsOf(lang string, s *Scenario, def *runDef) {
	s.states, s.whys = map[string]*StateWords{}, map[string]template.HTML{}
	structure := map[string]written{}
	for _, w := range l.resolve(l.source, s.ID, nil) {
		structure[w.id] = w
	}
	for _, w := range l.resolve(lang, s.ID, nil) {
		of, ok := structure[w.id]
		if !ok {
			continue // told by compare
		}
		words := &StateWords{
			Title: w.title, Said: w.said, Lead: w.lead, Event: cmp.Or(w.attrs["event"], of.attrs["event"]),
			Choices: map[sandbox.Action]string{}, Names: map[sandbox.Action]string{}, whys: map[sandbox.Action]template.HTML{},
		}
		words.Messages = w.messages
		words.Text, words.Debrief = w.told(of.attrs["screen"] != "", of.is("end"))
		for _, it := range w.items {
			a := sandbox.Action(it.action)
			words.Choices[a], words.Names[a], words.whys[a] = it.words, cmp.Or(it.name, it.words), it.why
		}
		s.states[w.id] = words
	}
	for key, at := range def.keys {
		if w := s.states[at.state]; w != nil {
			s.whys[key] = w.whys[sandbox.Action(at.action)]
		}
	}
}
