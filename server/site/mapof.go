package site

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// Map draws a run of a guide for its authors and trainers, as an SVG picture that stands alone. What is wrong with the run is
// marked in it, so it also draws a guide that cannot be served. Its error names a missing message.
func Map(g *tutorial.Guide, p *locale.Printer, run sandbox.Scenario) (template.HTML, error) {
	m, err := newFlowMap(g, p, run)
	if err != nil {
		return "", err
	}
	return m.SVG(), nil
}

// mapWords are the words of a map.
type mapWords struct{ start, end, theirs, lasts, event, stays, lost, stuck, nowhere, unexplained string }

func newMapWords(p *locale.Printer) (w mapWords, err error) {
	for id, to := range map[string]*string{
		"map.start": &w.start, "map.end": &w.end, "map.theirs": &w.theirs, "map.lasts": &w.lasts, "map.event": &w.event, "map.stays": &w.stays,
		"map.lost": &w.lost, "map.stuck": &w.stuck, "map.nowhere": &w.nowhere, "map.unexplained": &w.unexplained,
	} {
		*to = noted(p.T(id))(&err)
	}
	return w, err
}

// newFlowMap is the map of a run: its states in their order, and what leads from one to another.
func newFlowMap(g *tutorial.Guide, p *locale.Printer, run sandbox.Scenario) (flowMap, error) {
	w, err := newMapWords(p)
	if err != nil {
		return flowMap{}, err
	}
	m := flowMap{Title: plain(scenarioOf(g, run.ID).Title), Stays: w.stays, Lang: g.Lang}
	if scenarioOf(g, run.ID).Untranslated {
		m.Lang = locale.Source
	}
	if run.Draws { // each of its doors leads into a run that has a map of its own
		return drawnMap(g, w, m, run), nil
	}
	index, reached, ends := map[string]int{}, run.Reached(), run.Ending()
	for i, st := range run.States {
		index[st.Name] = i
	}
	for i, st := range run.States {
		words := scenarioOf(g, cmp.Or(st.Of, run.ID)).Words(st.Base)
		drawn := mapState{Title: cmp.Or(plain(words.Title), st.Name), End: st.End, Kind: w.kind(i, st)}
		switch {
		case !reached[st.Name]:
			drawn.Wrong = w.lost
		case !ends[st.Name]:
			drawn.Wrong = w.stuck
		}
		for _, move := range mapMoves(st) {
			press := mapPress{Label: pressLabel(g, p, words, st, move.Action), To: i, Mistake: move.Mistake, Right: move.Right}
			to, known := index[move.To.State]
			switch {
			case !move.Stays() && !known:
				press.To, press.Wrong = -1, w.nowhere+" "+move.To.State
			case !move.Stays():
				press.To = to
			case move.Why == "":
				press.Wrong = w.unexplained
			}
			drawn.Presses = append(drawn.Presses, press)
		}
		m.States = append(m.States, drawn)
	}
	return m, nil
}

// kind says what is particular about a state.
func (w mapWords) kind(i int, st sandbox.State) string {
	var parts []string
	for _, p := range []struct {
		is   bool
		word string
	}{{i == 0, w.start}, {st.End, w.end}, {st.Relayed, w.theirs}, {st.Lasts > 0, w.lasts + " " + st.Lasts.String()}, {st.Event, w.event}} {
		if p.is {
			parts = append(parts, p.word)
		}
	}
	return strings.Join(parts, " · ")
}

// drawnMap is the map of a run that draws others: its doors.
func drawnMap(g *tutorial.Guide, w mapWords, m flowMap, run sandbox.Scenario) flowMap {
	before := run.States[0]
	doors := mapState{Title: plain(scenarioOf(g, run.ID).Words(before.Base).Title), Kind: w.start}
	var behind []mapState
	for i, move := range before.Moves {
		title := ""
		if st, ok := run.State(move.To.State); ok {
			title = plain(scenarioOf(g, st.Of).Title)
		}
		behind = append(behind, mapState{Title: title, Kind: w.end, End: true})
		doors.Presses = append(doors.Presses, mapPress{Label: title, To: i + 1})
	}
	m.States = append([]mapState{doors}, behind...)
	return m
}

// mapMoves is what a map shows of a state: not how one gets to the question on the phone, which is the same everywhere.
func mapMoves(st sandbox.State) []sandbox.Move {
	moves := slices.Clone(st.Moves)
	for _, v := range st.Phone {
		for _, move := range v.Moves {
			if move.Action == sandbox.Allow || move.Action == sandbox.Decline {
				moves = append(moves, move)
			}
		}
	}
	if st.Expiry.Action != "" {
		moves = append(moves, st.Expiry)
	}
	return moves
}

// pressLabel is what people read on what they press.
func pressLabel(g *tutorial.Guide, p *locale.Printer, words *tutorial.StateWords, st sandbox.State, action sandbox.Action) string {
	if said := plain(words.Choices[action]); said != "" {
		return said
	}
	for _, known := range []struct {
		action sandbox.Action
		id     string
	}{{sandbox.Expire, "map.expired"}, {sandbox.Finish, "dash.next"}} {
		if said, err := p.T(known.id); action == known.action && err == nil {
			return said
		}
	}
	if phone := g.Phone(st.Device); phone != nil && st.HasCode() {
		for _, view := range phone.Views {
			for _, press := range view.Presses {
				if said := plain(press.Text); press.Action == string(action) && said != "" && len(view.Shared) > 0 {
					return said
				}
			}
		}
	}
	if screen := g.Screen(string(st.Screen)); screen != nil {
		for _, press := range screen.Presses() {
			said := press.Text
			if len(press.Form) > 0 { // its button, which stands last
				said = press.Form[len(press.Form)-1]
			}
			if said = plain(strings.Join(strings.Fields(said), " ")); press.Action == string(action) && said != "" {
				return said
			}
		}
	}
	return string(action)
}

// Map draws the map of a run in a language; "" where there is no such run.
func (s *Site) Map(lang, id string) (template.HTML, error) {
	run, ok := s.Runs().Find(id)
	if !ok {
		return "", nil
	}
	return Map(s.opt.Guides[lang], s.opt.Catalog.Printer(lang), run)
}

// mapsPage shows the map of every run, for trainers.
type mapsPage struct {
	base
}

// runMap is a run on the page of maps.
type runMap struct {
	ID      string
	Title   template.HTML
	Picture template.HTML
	Lines   []template.HTML // the same in words
}

func (s *Site) mapsPage(lang string) page {
	b := s.titled(lang, "/workshop/maps", "workshop/maps", "workshop", "map.title", "map.lead")
	b.NoIndex = true
	return &mapsPage{base: b}
}

// Maps are drawn when the page is rendered, which takes longer than all pages that nobody asks for together.
func (p mapsPage) Maps() (maps []runMap, err error) {
	for _, run := range p.site.Runs().All() {
		m, err := newFlowMap(p.site.opt.Guides[p.Lang], p.p, run)
		if err != nil {
			return nil, err
		}
		drawn := runMap{ID: run.ID, Title: p.phrases(p.site.scenario(p.Lang, run.ID).Title), Picture: m.SVG()}
		for line := range strings.Lines(m.Text()) {
			drawn.Lines = append(drawn.Lines, p.text(strings.TrimSpace(line)))
		}
		maps = append(maps, drawn)
	}
	return maps, nil
}
