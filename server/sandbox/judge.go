package sandbox

import "strconv"

// Judging asks of one address after another whether it is genuine. First is the choice that is right at a genuine one,
// second the one that is right at a false one.
type Judging struct {
	Asked         State // whose words every address's page has
	Links         []Link
	Screens       []Screen // each link's
	First, Second Verdict
}

// Verdict is a choice and the states that tell what came of it.
type Verdict struct {
	Move                Move
	Rightly, Mistakenly State
}

// States makes the pages: of each address the question, and what came of either answer. The next address follows
// whichever was given, since to leave a genuine page is a mistake too; after the last, what was told leads on as written.
func (j Judging) States() []State {
	var out []State
	name := func(i int) string { return j.Asked.Name + "-" + strconv.Itoa(i+1) }
	for i, link := range j.Links {
		link.N, link.Of = i+1, len(j.Links)
		page := j.Asked
		page.Name, page.Base, page.Screen, page.Judged, page.Link, page.Moves = name(i), j.Asked.Name, j.Screens[i], true, &link, nil
		var told []State
		for k, v := range []Verdict{j.First, j.Second} {
			right := (k == 0) == link.Genuine
			st := v.Mistakenly
			if right {
				st = v.Rightly
			}
			m := v.Move
			m.Choice, m.Right, m.Mistake, m.To = true, right, !right, Place{State: name(i) + "-" + st.Name}
			page.Moves = append(page.Moves, m)
			st.Base, st.Link = st.Name, &link
			st.Name = m.To.State
			moves := make([]Move, len(st.Moves))
			for n, next := range st.Moves {
				if i+1 < len(j.Links) && !next.Stays() {
					next.To = Place{State: name(i + 1)}
				}
				moves[n] = next
			}
			st.Moves = moves
			told = append(told, st)
		}
		out = append(out, page)
		out = append(out, told...)
	}
	return out
}

// Links lists what a run asks one to judge, in its order; of: the run whose words they have.
func (s Scenario) Links(of string) []Link {
	var out []Link
	for _, st := range s.States {
		if st.Judged && st.Of == of {
			out = append(out, *st.Link)
		}
	}
	return out
}
