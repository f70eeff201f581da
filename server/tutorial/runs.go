package tutorial

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"napguide/server/sandbox"
)

// Runs are put together from their files here: what one takes over from another, addresses to judge, doors. The structure
// stands once, in the source language; of a translation only the words are read.

// written is a state of a run and the file in which it is written.
type written struct {
	*stateText
	file *file
	own  bool // in the run's own file, and not taken over
}

// runDef is a run put together.
type runDef struct {
	file      *file
	scenario  sandbox.Scenario
	keys      map[string]stateAction // an explanation's name → where it is written
	unreached map[string]bool        // own states to which nothing leads
	faulty    bool                   // faults of it are told; what else seems wrong may follow from them
	astray    bool                   // an arrow leads to no state, and whatever stands behind it is not reached
}

type stateAction struct{ state, action string }

// runFileOf is a run's file in a language; where there is no translation, the source's.
func (l *loader) runFileOf(lang, id string) *file {
	name := scenarioFolder + "/" + id + ".md"
	f := l.files[lang][name]
	if f == nil {
		f = l.borrowed[lang][name]
	}
	if f == nil || f.run == nil {
		return nil
	}
	return f
}

// resolve lists a run's states as they are written in a language, with those it takes over.
func (l *loader) resolve(lang, id string, trail []string) []written {
	f, source := l.runFileOf(lang, id), l.runFileOf(l.source, id)
	if f == nil || source == nil {
		return nil
	}
	var out []written
	if from := source.run.from; from != "" && !slices.Contains(trail, from) && len(trail) <= maxFrom {
		for _, w := range l.resolve(lang, from, append(trail, id)) {
			taken := *w.stateText
			taken.attrs = maps.Clone(taken.attrs)
			delete(taken.attrs, "event") // the trainer's button stands where it is written
			out = append(out, written{&taken, w.file, false})
		}
	}
	next := 0
	for _, s := range f.run.states {
		w := written{s, f, true}
		if i := slices.IndexFunc(out, func(o written) bool { return o.id == s.id }); i >= 0 && !out[i].own {
			w.stateText = merged(out[i].stateText, s)
			out[i], next = w, i+1
			continue
		}
		out = slices.Insert(out, next, w)
		next++
	}
	return out
}

// merged is a state that is written again: what it does not say stays as it was.
func merged(was, own *stateText) *stateText {
	s := *own
	if len(s.attrs) == 0 && len(s.classes) == 0 {
		s.attrs, s.classes = was.attrs, was.classes
	} else if event := s.attrs["event"]; event != "" && len(s.attrs) == 1 && len(s.classes) == 0 {
		s.attrs, s.classes = maps.Clone(was.attrs), was.classes
		s.attrs["event"] = event
	}
	if len(s.items) == 0 && len(s.links) == 0 {
		s.items, s.links, s.linksAt = was.items, was.links, was.linksAt
	}
	if s.text == "" && len(s.said) == 0 {
		s.text, s.lead, s.said = was.text, was.lead, was.said
	}
	if s.messages == "" {
		s.messages = was.messages
	}
	if s.debrief == "" {
		s.debrief = was.debrief
	}
	return &s
}

// told splits a state's words into those of its page and those of the run's end: at an end with a screen all are the end's.
func (s *stateText) told(screen, end bool) (text, debrief template.HTML) {
	if screen && end && s.debrief == "" {
		return "", s.text
	}
	return s.text, s.debrief
}

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
			l.use(f.path(), line, fmt.Sprintf("there is no run %q", from), instead(from, slices.DeleteFunc(l.runIDs(), func(id string) bool { return l.follows(id) })))
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

func (l *loader) runIDs() []string {
	var out []string
	for _, f := range l.files[l.source] {
		if f.kind == scenarioKind {
			out = append(out, runID(f))
		}
	}
	slices.Sort(out)
	return out
}

// stateBuilder makes a state of what is written below its heading.
type stateBuilder struct {
	l       *loader
	def     *runDef
	w       written
	ids     []string // the run's states
	st      sandbox.State
	screen  *Screen
	actions []string          // that the screen shows
	renamed map[string]string // see newName
	answers []sandbox.Move    // of the phone
}

// buildState makes a state of what is written below its heading.
func (l *loader) buildState(def *runDef, w written, ids []string) sandbox.State {
	b := &stateBuilder{l: l, def: def, w: w, ids: ids}
	b.st = sandbox.State{
		Name: w.id, Base: w.id, Screen: sandbox.Screen(w.attrs["screen"]), Device: w.attrs["phone"], Address: w.attrs["address"],
		Relayed: w.is("theirs"), End: w.is("end"), Event: w.attrs["event"] != "", Contact: w.is("contact"), Sample: w.is("example"), Listed: w.is("addresses"),
	}
	b.screen = l.screen(string(b.st.Screen))
	b.checkPlace()
	b.readMarks()
	if b.screen != nil {
		b.actions = b.screen.Actions()
	}
	b.renamed = newName(w, b.screen, b.actions)
	for _, it := range w.items {
		b.addMove(it)
	}
	b.addOtherwise()
	return b.withCode()
}

// fault notes what is wrong. In a state that another run's stands for it is told where it is written.
func (b *stateBuilder) fault(line int, msg, mend string) {
	if b.w.own {
		b.l.fault(b.w.file.path(), line, msg, mend)
	}
}

// ask is fault for what may be about to be written.
func (b *stateBuilder) ask(line int, msg, mend string) {
	if b.w.own {
		b.l.use(b.w.file.path(), line, msg, mend)
	}
}

// checkPlace looks at the screen, the phone and the address.
func (b *stateBuilder) checkPlace() {
	l, w, st, screen := b.l, b.w, &b.st, b.screen
	switch {
	case st.Screen != "" && screen == nil:
		b.ask(w.line, fmt.Sprintf("there is no screen %q", st.Screen), l.missingScreen(string(st.Screen)))
	case screen != nil && (screen.Look == Code) != (st.Device != ""):
		b.fault(w.line, "a code and a phone belong together", "write phone= where the screen's look is code, and only there")
	case st.Screen != "" && w.is("judge"):
		b.fault(w.line, "a state that judges addresses has no screen of its own", "take screen= away; each address in the list names one")
	}
	if phones := l.idsIn(PhoneFolder); st.Device != "" && len(phones) > 0 && !slices.Contains(phones, st.Device) {
		b.ask(w.line, fmt.Sprintf("there is no phone %q", st.Device), missing(PhoneFolder, st.Device, phones, l.unused(PhoneFolder)))
	}
	if st.Device != "" && st.Screen == "" {
		b.fault(w.line, "a phone stands beside no screen", "write screen= too")
	}
	if st.Address != "" {
		if msg, mend := DrawnAddress(st.Address, l.hosts); msg != "" {
			b.fault(w.line, msg, mend)
		}
	}
}

// readMarks reads how long a code lasts, and what a state is marked as.
func (b *stateBuilder) readMarks() {
	w, st := b.w, &b.st
	var ok bool
	if st.Lasts, ok = lifetime(w.attrs["lasts"]); !ok {
		b.fault(w.line, fmt.Sprintf("lasts is %q", w.attrs["lasts"]), `write seconds or minutes, from 5s to 10m: lasts="20s"`)
	}
	switch {
	case w.is("good") && w.is("careful"):
		b.fault(w.line, "a state has both .good and .careful", "leave one of the two")
	case w.is("good"):
		st.Mark = sandbox.Good
	case w.is("careful"):
		st.Mark = sandbox.Careful
	}
}

// addMove adds what one line says.
func (b *stateBuilder) addMove(it *item) {
	w, st := b.w, &b.st
	m := sandbox.Move{Action: sandbox.Action(it.action), Right: it.mark == 'x', Mistake: it.mark == ' '}
	isAnswer := st.Device != "" && (m.Action == sandbox.Allow || m.Action == sandbox.Decline)
	isExpiry := st.Device != "" && m.Action == sandbox.Expire
	isFinish := st.End && st.Screen != "" && m.Action == sandbox.Finish
	m.Choice = it.hasWords && !isFinish && !isAnswer && !isExpiry && !slices.Contains(b.actions, it.action)
	for _, to := range it.to {
		if !slices.Contains(b.ids, to) {
			b.def.astray = true
			b.fault(it.line, fmt.Sprintf("there is no state %q", to), instead(to, b.ids))
		}
	}
	if len(it.to) > 1 && !w.is("judge") {
		b.fault(it.line, "two states stand behind the arrow", "leave one")
	}
	if len(it.to) > 0 { // a map shows where it was to lead, be there such a state or not
		m.To.State = it.to[0]
	}
	b.checkMove(it, &m, isAnswer || isExpiry || isFinish)
	if it.why != "" {
		m.Why = b.def.whyKey(w.id, it.action)
	}
	switch {
	case isExpiry:
		st.Expiry = m
	case isAnswer:
		b.answers = append(b.answers, m)
	default:
		st.Moves = append(st.Moves, m)
	}
}

// checkMove refuses what nothing on the screen presses, or what leads nowhere. builtIn says that the program itself shows it.
func (b *stateBuilder) checkMove(it *item, m *sandbox.Move, builtIn bool) {
	w, st, screen := b.w, b.st, b.screen
	switch {
	case st.Screen != "" && screen == nil: // told above
	case m.Choice && b.def.scenario.Guided:
		b.fault(it.line, fmt.Sprintf("the screen %q has no action %q", st.Screen, it.action), "the guided run has only what its screens show: "+instead(it.action, b.actions))
	case b.renamed[it.action] != "":
		b.ask(it.line, fmt.Sprintf("nothing shows the action %q", it.action), fmt.Sprintf("the screen %q shows %q; write that, if it is the new name", st.Screen, b.renamed[it.action]))
	case !m.Choice && !builtIn && !slices.Contains(b.actions, it.action):
		shown := b.actions
		if st.Device != "" {
			shown = append([]string{string(sandbox.Allow), string(sandbox.Decline), string(sandbox.Expire)}, shown...)
		}
		if len(shown) == 0 {
			b.fault(it.line, fmt.Sprintf("nothing shows the action %q", it.action), "give it words, and it is a choice: [words]("+it.action+")")
		} else {
			b.ask(it.line, fmt.Sprintf("nothing shows the action %q", it.action), instead(it.action, shown)+"; or give it words, and it is a choice: [words]("+it.action+")")
		}
	case m.Stays() && len(it.to) == 0 && it.why == "" && screen != nil && screen.Otherwise(it.action) != nil:
		m.Why = b.def.whyKey(w.id, it.action) // the screen explains it
	case m.Stays() && len(it.to) == 0 && it.why == "":
		b.fault(it.line, fmt.Sprintf("%q leads nowhere and explains nothing", it.action), "write -> and a state, or a colon and why one stays")
	}
}

// addOtherwise adds what the screen itself answers, and asks for what nobody does.
func (b *stateBuilder) addOtherwise() {
	w, st := b.w, &b.st
	for _, action := range b.actions {
		switch other := b.screen.Otherwise(action); {
		case w.item(action) != nil:
		case len(b.renamed) > 0:
		case other != nil:
			st.Moves = append(st.Moves, sandbox.Move{Action: sandbox.Action(action), Mistake: other.Mistake, Why: b.def.whyKey(w.id, action)})
		default:
			b.ask(w.line, fmt.Sprintf("the screen %q shows the action %q, and this state does not answer it", st.Screen, action), "write a line for it: - "+action+" -> state, or - "+action+": why not")
		}
	}
}

// withCode is the state with its phone's answers, where it has a code.
func (b *stateBuilder) withCode() sandbox.State {
	w, st := b.w, b.st
	if st.Device != "" {
		for _, answer := range []sandbox.Action{sandbox.Allow, sandbox.Decline} {
			if w.item(string(answer)) == nil {
				b.fault(w.line, fmt.Sprintf("a code has no answer %q", answer), "write a line for it: - "+string(answer)+" -> state")
			}
		}
		if (st.Lasts > 0) != (st.Expiry.Action != "") || st.Expiry.Action != "" && st.Expiry.Stays() {
			b.fault(w.line, "lasts and expired belong together", `write lasts="20s" behind the heading, and - expired -> state below it; or neither`)
		}
		return st.WithPhone(b.answers)
	}
	if st.Lasts > 0 || st.Relayed {
		b.fault(w.line, "lasts and .theirs are for a code, and no phone stands here", "write phone= too, or take them away")
	}
	return st
}

// newName finds the one action that a state answers and its screen does not show, where the screen shows one that the state
// does not answer: old name → new one.
func newName(w written, screen *Screen, actions []string) map[string]string {
	if screen == nil {
		return nil
	}
	var shown, answered []string
	for _, action := range actions {
		if w.item(action) == nil && screen.Otherwise(action) == nil {
			shown = append(shown, action)
		}
	}
	builtIn := []string{string(sandbox.Allow), string(sandbox.Decline), string(sandbox.Expire), string(sandbox.Finish)}
	for _, it := range w.items {
		if !it.hasWords && !slices.Contains(actions, it.action) && !slices.Contains(builtIn, it.action) {
			answered = append(answered, it.action)
		}
	}
	if len(shown) != 1 || len(answered) != 1 {
		return nil
	}
	return map[string]string{answered[0]: shown[0]}
}

// whyKey names an explanation: the part of a page's address that opens it.
func (def *runDef) whyKey(state, action string) string {
	key, want := state+"-"+action, stateAction{state, action}
	for n := 2; ; n++ {
		if at, taken := def.keys[key]; !taken || at == want {
			def.keys[key] = want
			return key
		}
		key = fmt.Sprintf("%s-%s-%d", state, action, n)
	}
}

// judging makes the pages of addresses to judge; which: only these, counted from 1.
func (l *loader) judging(w written, asked sandbox.State, built map[string]sandbox.State, which []int) []sandbox.State {
	fault := func(line int, msg, mend string) { l.fault(w.file.path(), line, msg, mend) }
	if len(w.links) == 0 || len(w.items) != 2 || len(asked.Moves) != 2 {
		fault(w.line, "addresses are judged with a numbered list of them and two choices", "write the list, then the choice that is right at a genuine address, then the one that is right at a false one")
		return nil
	}
	j := sandbox.Judging{Asked: asked}
	for i, it := range w.items {
		if len(it.to) != 2 || it.mark != 0 || !it.hasWords {
			fault(it.line, "a choice at an address leads to two states: for who is right, and for who is not", "write it like - [words](go-on) -> rightly, wrongly")
			return nil
		}
		v := sandbox.Verdict{Move: asked.Moves[i], Rightly: built[it.to[0]], Mistakenly: built[it.to[1]]}
		for _, told := range []sandbox.State{v.Rightly, v.Mistakenly} {
			if told.Screen != "" || told.End || len(told.Moves) == 0 {
				fault(it.line, "what comes of judging an address is told on a page of its own", "let the arrow lead to a state without screen= and .end, with one choice that leads on")
				return nil
			}
		}
		if i == 0 {
			j.First = v
		} else {
			j.Second = v
		}
	}
	for i, link := range w.links {
		made := sandbox.Link{Before: link.before, End: link.end, Path: link.path, Genuine: link.genuine}
		screen := l.screen(link.screen)
		if screen == nil {
			l.use(w.file.path(), link.line, fmt.Sprintf("there is no screen %q", link.screen), l.missingScreen(link.screen))
			continue
		}
		genuine := hostOf(screen.Address)
		switch {
		case link.genuine && made.Host() != genuine:
			fault(link.line, fmt.Sprintf("%s is marked as genuine, but the screen %q has the address of %s", made.Host(), link.screen, cmp.Or(genuine, "none")), "write that host, or [ ] before a false one")
		case !link.genuine && !reserved.MatchString(made.Host()):
			fault(link.line, fmt.Sprintf("somebody could own the name %s", made.Host()), "let a false name end in .example, .test or .invalid")
		case !link.genuine:
			made.Like = genuine
		}
		if which == nil || slices.Contains(which, i+1) {
			j.Links, j.Screens = append(j.Links, made), append(j.Screens, sandbox.Screen(link.screen))
		}
	}
	return j.States()
}

// screen is a screen as the source language has it; nil where there is none.
func (l *loader) screen(id string) *Screen {
	if f := l.files[l.source][ScreenFolder+"/"+id+".md"]; f != nil {
		return f.screen
	}
	return nil
}

func (l *loader) missingScreen(id string) string {
	return missing(ScreenFolder, id, l.idsIn(ScreenFolder), l.unused(ScreenFolder))
}

// hostOf is the host of an address; "" where it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
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

// twinRuns checks that a translated run has the states and presses of its source, and no structure of its own.
func (l *loader) twinRuns(original, f *file) {
	a, b := original.run, f.run
	if a == nil || b == nil {
		return
	}
	fault := func(line int, msg, mend string) { l.fault(f.path(), line, msg, mend) }
	for _, v := range []struct {
		key  string
		same bool
	}{
		{"guided", !b.guided || a.guided}, {"hints", !b.hints || a.hints}, {"from", b.from == "" || a.from == b.from}, {"draws", len(b.draws) == 0 || fmt.Sprint(a.draws) == fmt.Sprint(b.draws)},
	} {
		if !v.same {
			fault(f.meta.line(v.key), fmt.Sprintf("%s differs from %s", v.key, original.path()), "leave it out of the translation; the source says it")
		}
	}
	for _, v := range []struct{ key, want, got string }{{"group", a.group, b.group}, {"level", a.level, b.level}} {
		if (v.want == "") != (v.got == "") {
			fault(f.meta.line(v.key), fmt.Sprintf("the key %q stands in only one of %s and this file", v.key, original.path()), "write it in both, or in neither")
		}
	}
	if (a.brief == "") != (b.brief == "") {
		fault(f.meta.end, "what stands above the first state is missing in one language", "translate what "+original.path()+" says there, or remove it")
	}
	for _, s := range a.states {
		if !slices.ContainsFunc(b.states, func(t *stateText) bool { return t.id == s.id }) {
			fault(f.meta.end, fmt.Sprintf("the state %q of %s is missing", s.id, original.path()), "write ## its words {#"+s.id+"}, and its lines in the same order")
			return
		}
	}
	for i, t := range b.states {
		at := slices.IndexFunc(a.states, func(s *stateText) bool { return s.id == t.id })
		switch {
		case at < 0:
			ids := namesOf(a.states, func(s *stateText) string { return s.id })
			fault(t.line, fmt.Sprintf("the state %q is not in %s", t.id, original.path()), instead(t.id, ids))
		case at != i:
			fault(t.line, fmt.Sprintf("the state %q stands in another place than in %s", t.id, original.path()), "put the states in the same order")
			return
		default:
			l.twinStates(original, f, a.states[at], t)
		}
	}
}

// twinStates checks the same of one state.
func (l *loader) twinStates(original, f *file, a, b *stateText) {
	fault := func(line int, msg, mend string) { l.fault(f.path(), line, msg, mend) }
	for _, key := range slices.Sorted(maps.Keys(b.attrs)) {
		if key == "event" && a.attrs[key] != "" {
			continue // words
		}
		if b.attrs[key] != a.attrs[key] {
			fault(b.line, fmt.Sprintf("%s= differs from %s", key, original.path()), "leave it out of the translation; the source says it")
		}
	}
	for _, class := range b.classes {
		if !a.is(class) {
			fault(b.line, fmt.Sprintf("the mark .%s is not in %s", class, original.path()), "leave it out of the translation; the source says it")
		}
	}
	if len(b.links) > 0 && !sameLinks(a.links, b.links) {
		fault(b.linksAt, "the addresses differ from "+original.path(), "leave them out of the translation; the source has them")
	}
	if len(a.said) != len(b.said) || (a.text == "") != (b.text == "") || (a.debrief == "") != (b.debrief == "") {
		fault(b.line, fmt.Sprintf("the state %q does not say all that %s says, or says more", b.id, original.path()), "translate each part of it: what is said, what stands above the list, what stands below ---")
	}
	for i, it := range b.items {
		if i >= len(a.items) || a.items[i].action != it.action {
			fault(it.line, fmt.Sprintf("this line is about %q, and in %s it is about another action", it.action, original.path()), "write the same lines in the same order")
			return
		}
		of := a.items[i]
		switch {
		case it.mark != 0 && it.mark != of.mark:
			fault(it.line, fmt.Sprintf("the box of %q differs from %s", it.action, original.path()), "leave it out of the translation; the source says it")
		case len(it.to) > 0 && !slices.Equal(it.to, of.to):
			fault(it.line, fmt.Sprintf("the arrow of %q leads elsewhere than in %s", it.action, original.path()), "leave it out of the translation; the source says it")
		case it.hasWords != of.hasWords || (it.words == "") != (of.words == ""):
			fault(it.line, fmt.Sprintf("%q has words in only one of the languages", it.action), "write [words]("+it.action+") in both, or in neither")
		case (it.name == "") != (of.name == ""):
			fault(it.line, fmt.Sprintf("%q has a name for the trainer in only one of the languages", it.action), `write [words](`+it.action+` "name") in both, or in neither`)
		case (it.why == "") != (of.why == ""):
			fault(it.line, fmt.Sprintf("%q is explained in only one of the languages", it.action), "write a colon and the explanation in both, or in neither")
		}
	}
	if len(b.items) < len(a.items) {
		fault(b.line, fmt.Sprintf("the line about %q of %s is missing", a.items[len(b.items)].action, original.path()), "write the same lines in the same order")
	}
}

func sameLinks(a, b []judged) bool {
	return slices.EqualFunc(a, b, func(x, y judged) bool {
		x.line, y.line = 0, 0
		return x == y
	})
}
