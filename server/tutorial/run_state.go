package tutorial

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"

	"napguide/server/sandbox"
)

// A state of a run is put together from its file, its screen and what it takes over from another run.

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

// runFileOf is a run's file in a language; where there is no translation, the source's.
func (l *loader) runFileOf(lang, id string) *file {
	name := scenarioFolder + "/" + id + ".md"
	f := cmp.Or(l.files[lang][name], l.borrowed[lang][name])
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
