package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"napguide/server/site/asset"
)

// A map is a run drawn as its author wrote it: the states one below the other, in each what can be pressed, and a line from
// every press to where it leads. What is right leaves on the left, a wrong turn on the right, so that lines of the two never
// cross. Marks, dashes and words tell them apart without colours. The same run makes the same bytes.

// mapState is a state as a map draws it.
type mapState struct {
	Title   string
	Kind    string // words below the title: a start, a goal, somebody else's code; may be empty
	End     bool
	Wrong   string // what is wrong with the state; empty mostly
	Presses []mapPress
}

// mapPress is what one press does.
type mapPress struct {
	Label   string
	To      int // index of a state; its own for a press that stays; -1 where it leads to no state
	Mistake bool
	Right   bool
	Wrong   string
}

// mark is the sign before a press: what a checked list would have.
func (p mapPress) mark() string {
	switch {
	case p.Wrong != "":
		return "⚠"
	case p.Mistake:
		return "✗"
	case p.Right:
		return "✓"
	}
	return "·"
}

// flowMap is a whole map in one language.
type flowMap struct {
	Title  string // of the run
	Stays  string // words behind a press that leads nowhere
	Lang   string
	States []mapState
}

// Sizes, in the units of the drawing.
const (
	mapBox    = 430 // width of a state
	mapLine   = 24  // height of a line of words
	mapFoot   = 17  // from a line's top to where its letters stand
	mapPad    = 9
	mapGap    = 26 // between states
	mapLane   = 13 // between lines beside the states
	mapMargin = 22
	mapFont   = 15
)

// lane is a line beside the states, from a press to a state.
type lane struct {
	from, to float64 // heights
	press    mapPress
	at       int // which lane, from the states outwards
}

// SVG draws the map. It stands alone: a browser shows it without the site.
func (m flowMap) SVG() template.HTML {
	tops, heads := make([]float64, len(m.States)), make([]float64, len(m.States))
	y := float64(mapMargin)
	for i, st := range m.States {
		tops[i], heads[i] = y, y+mapPad+mapLine/2
		y += m.height(st) + mapGap
	}
	height := y - mapGap + mapMargin
	var left, right []*lane
	for i, st := range m.States {
		at := tops[i] + mapPad + float64(mapLine)*float64(m.headLines(st))
		for _, p := range st.Presses {
			if p.To >= 0 && p.To != i {
				l := &lane{from: at + mapLine/2, to: heads[p.To], press: p}
				if p.Mistake {
					right = append(right, l)
				} else {
					left = append(left, l)
				}
			}
			at += mapLine
		}
	}
	onLeft, onRight := placeLanes(left), placeLanes(right)
	x := float64(mapMargin + (onLeft+1)*mapLane)
	width := x + mapBox + float64((onRight+1)*mapLane+mapMargin)

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" role="img" lang="%s" font-family="Leelawadee UI, Sarabun, Noto Sans Thai, Tahoma, sans-serif" font-size="%d" fill="var(--map-ink)">`,
		width, height, width, height, esc(m.Lang), mapFont)
	fmt.Fprintf(&b, "<title>%s</title><desc>%s</desc>", esc(m.Title), esc(m.Text()))
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="var(--base-white)"/>`, width, height)
	for _, l := range left {
		drawLane(&b, l, x, x-float64((l.at+1)*mapLane), 1)
	}
	for _, l := range right {
		drawLane(&b, l, x+mapBox, x+mapBox+float64((l.at+1)*mapLane), -1)
	}
	for i, st := range m.States {
		m.drawState(&b, i, st, x, tops[i])
	}
	b.WriteString("</svg>")
	return template.HTML(asset.PutColours(b.String())) // #nosec G203 -- every word in it is escaped
}

// Text tells the map in words, a line a state.
func (m flowMap) Text() string {
	var lines []string
	for i, st := range m.States {
		parts := []string{fmt.Sprintf("%d. %s", i+1, st.Title)}
		if st.Kind != "" {
			parts = append(parts, st.Kind)
		}
		if st.Wrong != "" {
			parts = append(parts, "⚠ "+st.Wrong)
		}
		for _, p := range st.Presses {
			parts = append(parts, m.say(i, p))
		}
		lines = append(lines, strings.Join(parts, "; "))
	}
	return strings.Join(lines, "\n")
}

// say is a press with its mark and where it leads.
func (m flowMap) say(from int, p mapPress) string {
	s := p.mark() + " " + p.Label
	switch {
	case p.Wrong != "":
		s += " → " + p.Wrong
	case p.To == from:
		s += " ↺ " + m.Stays
	case p.To >= 0:
		s += fmt.Sprintf(" → %d", p.To+1)
	}
	return s
}

func (m flowMap) headLines(st mapState) int {
	n := 1
	if st.Kind != "" {
		n++
	}
	if st.Wrong != "" {
		n++
	}
	return n
}

func (m flowMap) height(st mapState) float64 {
	return float64(2*mapPad + mapLine*(m.headLines(st)+len(st.Presses)))
}

// placeLanes gives each line a lane on which no other stands at its height, the shortest nearest to the states. It returns
// how many lanes there are.
func placeLanes(all []*lane) (lanes int) {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b *lane) int {
		return cmp.Or(cmp.Compare(a.length(), b.length()), cmp.Compare(a.from, b.from))
	})
	var taken [][]*lane
	for _, l := range sorted {
		at := slices.IndexFunc(taken, func(others []*lane) bool { return !slices.ContainsFunc(others, l.meets) })
		if at < 0 {
			taken = append(taken, nil)
			at = len(taken) - 1
		}
		taken[at] = append(taken[at], l)
		l.at = at
	}
	return len(taken)
}

func (l *lane) length() float64 { return max(l.from, l.to) - min(l.from, l.to) }

func (l *lane) meets(other *lane) bool {
	return min(l.from, l.to) < max(other.from, other.to)+2 && min(other.from, other.to) < max(l.from, l.to)+2
}

// drawLane draws a line that leaves the states' edge, goes along its lane and comes back with an arrow's head. inward is 1
// where the states are on its right, -1 where they are on its left.
func drawLane(b *strings.Builder, l *lane, edge, along, inward float64) {
	stroke, width, dash := "var(--map-ink)", "1.3", ""
	switch {
	case l.press.Mistake:
		stroke, width, dash = "var(--map-mistake)", "1.8", ` stroke-dasharray="7 4"`
	case l.press.Right:
		stroke, width = "var(--map-right)", "2.8"
	}
	fmt.Fprintf(b, `<path d="M%g %gH%gV%gH%g" fill="none" stroke="%s" stroke-width="%s"%s/>`, edge, l.from, along, l.to, edge-6*inward, stroke, width, dash)
	fmt.Fprintf(b, `<path d="M%g %gl%g -5v10z" fill="%s"/>`, edge, l.to, -8*inward, stroke)
}

// drawState writes the box of a state as SVG: its title and kind, what is wrong with it, and its presses.
func (m flowMap) drawState(b *strings.Builder, i int, st mapState, x, top float64) {
	stroke, width := "var(--map-ink)", "1.4"
	if st.Wrong != "" {
		stroke, width = "var(--map-wrong)", "4"
	}
	h := m.height(st)
	fmt.Fprintf(b, `<rect x="%g" y="%g" width="%d" height="%g" rx="6" fill="var(--base-white)" stroke="%s" stroke-width="%s"/>`, x, top, mapBox, h, stroke, width)
	if st.End {
		fmt.Fprintf(b, `<rect x="%g" y="%g" width="%d" height="%g" rx="3" fill="none" stroke="var(--map-ink)" stroke-width="1.4"/>`, x+4, top+4, mapBox-8, h-8)
	}
	y := top + mapPad + mapFoot
	m.line(b, x, y, fmt.Sprintf("%d. %s", i+1, st.Title), ` font-weight="700"`)
	if st.Kind != "" {
		y += mapLine
		m.line(b, x, y, st.Kind, ` font-size="13" fill="var(--map-ink-soft)"`)
	}
	if st.Wrong != "" {
		y += mapLine
		m.line(b, x, y, "⚠ "+st.Wrong, ` font-weight="700" fill="var(--map-wrong)"`)
	}
	for _, p := range st.Presses {
		y += mapLine
		fill := ""
		if p.Wrong != "" {
			fill = ` font-weight="700" fill="var(--map-wrong)"`
		}
		m.line(b, x, y, m.say(i, p), fill)
	}
}

// line writes words into a state. What may be wider than it is pressed together, and what is much wider is cut: it stands
// whole in the words beside the map.
func (m flowMap) line(b *strings.Builder, x, y float64, text, attributes string) {
	const room = mapBox - 2*14
	wide := 0.0
	for at, r := range text {
		if wide += letterWidth(r); wide > room*1.2 {
			text = strings.TrimSpace(text[:at]) + "…"
			break
		}
	}
	if wide > room {
		attributes += fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, room)
	}
	fmt.Fprintf(b, `<text x="%g" y="%g"%s>%s</text>`, x+14, y, attributes, esc(text))
}

// letterWidth is about how wide a letter is at the map's size, in whichever of its faces.
func letterWidth(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r): // stands above or below another
		return 0
	case r == ' ', r == '|', r == 'i', r == 'l', r == '.', r == ',':
		return 4.3
	case unicode.Is(unicode.Latin, r) && unicode.IsLower(r), unicode.IsDigit(r):
		return 8
	case unicode.Is(unicode.Thai, r):
		return 8.8
	}
	return 10.5
}

func esc(s string) string { return template.HTMLEscapeString(s) }
