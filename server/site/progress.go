package site

import (
	"slices"
	"strings"

	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// maxProgress bounds the cookie of any guide.
const maxProgress = 120

// progressMark stands between the names in the cookie. It is in no name.
const progressMark = ":"

// ReadProgress reads the cookie. Names that this site has not are left out, so nothing of a forged one comes back.
func (s *Site) ReadProgress(kept string) Progress {
	var p Progress
	for name := range strings.SplitSeq(kept, progressMark) {
		if len(p) < maxProgress && s.tracked(name) && !slices.Contains(p, name) {
			p = append(p, name)
		}
	}
	return p
}

// String is the cookie's value.
func (p Progress) String() string { return strings.Join(p, progressMark) }

// Reached adds a page, as the latest. It is false for a page that is not practised. Of pages inside a run only the one
// where one stands is kept, of its end that it was reached from within the run.
func (s *Site) Reached(p Progress, name string) (Progress, bool) {
	if !s.tracked(name) {
		return p, false
	}
	run := name[:strings.LastIndex(name, "/")+1]
	if len(s.runsEndingAt(name)) > 0 && !slices.ContainsFunc(p, func(old string) bool { return strings.HasPrefix(old, run) }) {
		return p, true // opened by its address
	}
	if s.slips(name) {
		return p, true // one goes on from before it
	}
	out := slices.DeleteFunc(slices.Clone(p), func(old string) bool {
		return old == name || strings.HasPrefix(old, "practice/") && len(s.runsEndingAt(old)) == 0
	})
	return append(out, name), true
}

// tracked tells whether a page is a step, a state of a run, or the summary.
func (s *Site) tracked(name string) bool {
	if name != "summary" && !strings.HasPrefix(name, "guide/") && !strings.HasPrefix(name, "practice/") {
		return false
	}
	_, ok := s.files[s.href(s.Languages()[0], "/"+name)]
	return ok
}

// runsEndingAt lists the runs whose lesson is complete on a page.
func (s *Site) runsEndingAt(name string) []string {
	parts := strings.Split(name, "/")
	if len(parts) != 3 {
		return nil
	}
	run, _ := s.Runs().Find(parts[1])
	st, _ := run.State(parts[2])
	return run.Ends(st)
}

// slips tells whether a page is a state of a run to which a mistake leads that is explained as one arrives: who comes back to it
// later would not know why they are there.
func (s *Site) slips(name string) bool {
	parts := strings.Split(name, "/")
	if len(parts) != 3 {
		return false
	}
	run, _ := s.Runs().Find(parts[1])
	return slices.ContainsFunc(run.States, func(st sandbox.State) bool {
		return slices.ContainsFunc(st.AllMoves(), func(m sandbox.Move) bool {
			return m.To.State == parts[2] && st.Name != parts[2] && m.Why != "" && m.Mistake
		})
	})
}

// OwnPage renders a page once more for a browser without script: with the marks of what it has practised, where the page shows
// them, and with the strip of its class, if it is in one. It is false where neither changes the page.
func (s *Site) OwnPage(path string, p Progress, in *Strip) ([]byte, bool, error) {
	page, ok := s.ownPages[path]
	if !ok {
		return nil, false, nil
	}
	made := page.make(page.lang)
	name := made.common().Name
	if in == nil && (len(p) == 0 || !showsProgress(name) && len(s.runsEndingAt(name)) == 0) {
		return nil, false, nil
	}
	made.common().progress = p
	made.common().setStrip(in)
	raw, err := s.render(page.template, made)
	return raw, true, err
}

// showsProgress tells whether a page has marks: home, the steps, the list of practice runs and the summary. The end of a run
// leads on by them, and so do pages that are read in between.
func showsProgress(name string) bool {
	return slices.Contains([]string{"home", "practice", "summary", "help", "prepare", "privacy"}, name) || strings.HasPrefix(name, "guide/")
}

// Tracked tells whether the page is to be noted where there is no script.
func (b base) Tracked() bool {
	return !b.Static() && (b.Name == "summary" || strings.HasPrefix(b.Name, "guide/") || strings.HasPrefix(b.Name, "practice/"))
}

// Course is what there is to do, in the order in which hints fade: the steps, then the practice runs. Each is the name of
// the page where it begins.
func (b base) Course() []string {
	g := b.site.opt.Guides[b.Lang]
	var out []string
	for _, st := range g.Steps {
		out = append(out, "guide/"+st.ID)
	}
	for _, c := range g.Scenarios {
		out = append(out, strings.TrimPrefix(b.site.startPath(b.Lang, c.ID), "/"))
	}
	return out
}

// finished tells whether this browser has done to the end what a page belongs to.
func (b base) finished(name string) bool {
	kind, rest, _ := strings.Cut(name, "/")
	id, _, _ := strings.Cut(rest, "/")
	switch kind {
	case "guide":
		return b.doneStep(id)
	case "practice":
		return b.DoneRun(id)
	}
	return true
}

// Resume is where this browser goes on: the page on which it last stood, or, where that is done, the first that is not;
// "" where nothing has been practised.
func (b base) Resume() string {
	if len(b.progress) == 0 {
		return ""
	}
	next := append([]string{b.progress[len(b.progress)-1]}, b.Course()...)
	if i := slices.IndexFunc(next, func(name string) bool { return !b.finished(name) }); i >= 0 {
		return b.Href("/" + next[i])
	}
	return b.Href("/finish")
}

// DoneRuns counts the practice runs that are done; the guide is one of them.
func (b base) DoneRuns() int {
	n := 0
	for _, c := range b.site.opt.Guides[b.Lang].Scenarios {
		if b.DoneRun(c.ID) {
			n++
		}
	}
	if b.DoneGuide() {
		n++
	}
	return n
}

// AllRuns is how many there are.
func (b base) AllRuns() int { return 1 + len(b.site.opt.Guides[b.Lang].Scenarios) }

// DoneGuide tells whether every step is done.
func (b base) DoneGuide() bool {
	return !slices.ContainsFunc(b.site.opt.Guides[b.Lang].Steps, func(st *tutorial.Step) bool { return !b.doneStep(st.ID) })
}

// DoneRun tells whether this browser has come to the end of a run.
func (b base) DoneRun(id string) bool {
	return slices.ContainsFunc(b.progress, func(name string) bool { return slices.Contains(b.site.runsEndingAt(name), id) })
}

// doneStep tells whether this browser has gone on from a step to the page after it.
func (b base) doneStep(id string) bool {
	return len(b.progress) > 0 && slices.Contains(b.progress, b.site.AfterStep(id))
}
