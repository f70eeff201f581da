package tutorial

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// The cause is named once. Where many places ask for one thing that is not there, one line says so, with all of them; what
// merely follows from a file that could not be read is not said at all.

// use notes a place that asks for something that is not there.
func (l *loader) use(path string, line int, msg, mend string) {
	before := len(l.faults)
	if l.fault(path, line, msg, mend); len(l.faults) == before {
		return
	}
	f, key := l.faults[before], Fault{Msg: msg, Mend: mend}
	if slices.Contains(l.places[key], f) {
		l.faults = l.faults[:before]
		return
	}
	l.places[key] = append(l.places[key], f)
}

// maxPlaces bounds what one line lists.
const maxPlaces = 30

// tellPlaces leaves of each such fault the first place, which names the others.
func (l *loader) tellPlaces() {
	for _, all := range l.places {
		if len(all) < 2 {
			continue
		}
		l.faults = slices.DeleteFunc(l.faults, func(f Fault) bool { return slices.Contains(all, f) })
		all.Sort()
		var also []string
		for _, other := range all[1:] {
			also = append(also, fmt.Sprintf("%s:%d", other.File, other.Line))
		}
		if len(also) > maxPlaces {
			also = append(also[:maxPlaces], "…")
		}
		first := all[0]
		first.Mend = fmt.Sprintf("%s (the same in %s)", first.Mend, strings.Join(also, ", "))
		l.faults = append(l.faults, first)
	}
	clear(l.places)
}

// follows tells whether what is wrong with a run may only follow from a file that is missing or cannot be read: a screen, a
// phone, or a run from which it takes over.
func (l *loader) follows(id string) bool {
	for _, folder := range []string{ScreenFolder, PhoneFolder} {
		if l.incomplete[l.source+"/"+folder] {
			return true
		}
	}
	for depth := 0; depth <= maxFrom; depth++ {
		f := l.files[l.source][scenarioFolder+"/"+id+".md"]
		if f == nil || f.unread || f.run == nil {
			return true
		}
		if id = f.run.from; id == "" {
			return false
		}
	}
	return false
}

// missing says what to do where a file of a folder is named that is not there; unused are those that nothing names, of which
// one may be the same under another name.
func missing(folder, name string, all, unused []string) string {
	if len(all) == 0 {
		return "write " + folder + "/" + name + ".md"
	}
	if near := nearest(name, all); distance(name, near) <= 1+len([]rune(name))/3 {
		return instead(name, all)
	}
	if len(unused) == 1 {
		return fmt.Sprintf("write %q there if that is its new name, or write %s/%s.md", unused[0], folder, name)
	}
	return instead(name, all)
}

// unused lists what the source has of screens, phones or runs and no run names.
func (l *loader) unused(folder string) []string {
	named := map[string]bool{}
	for _, f := range l.files[l.source] {
		if f.kind != scenarioKind || f.run == nil {
			continue
		}
		for _, s := range f.run.states {
			named[s.attrs["screen"]], named[s.attrs["phone"]] = true, true
			for _, link := range s.links {
				named[link.screen] = true
			}
		}
	}
	return slices.DeleteFunc(l.idsIn(folder), func(id string) bool { return named[id] })
}

// idsIn lists what a folder of the source language has.
func (l *loader) idsIn(folder string) (out []string) {
	for name := range l.files[l.source] {
		if path.Dir(name) == folder {
			out = append(out, strings.TrimSuffix(path.Base(name), ".md"))
		}
	}
	slices.Sort(out)
	return out
}
