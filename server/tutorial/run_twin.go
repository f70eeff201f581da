package tutorial

import (
	"fmt"
	"maps"
	"slices"
)

// A translation of a run says the same states and moves as its original.

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
