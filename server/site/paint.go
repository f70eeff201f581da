package site

import (
	"cmp"
	"slices"
	"strings"

	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// paint is a colour of a simulated screen's button, and what is read on it.
type paint struct {
	ground, words string
	dark          bool // its words, since it is pale
}

// onWhite is the paint where it is to be seen on white.
func (p paint) onWhite() paint {
	if p.ground == asset.PutColours("var(--base-white)") {
		return paint{ground: p.words, words: p.ground}
	}
	return p
}

// paints has every colour that a screen's file may name. Words and ground differ by 4.5 to 1 at least.
func paints() map[string]paint {
	out := map[string]paint{}
	for _, name := range tutorial.Colours() {
		p := paint{ground: asset.PutColours("var(--paint-" + name + ")"), words: asset.PutColours("var(--base-white)")}
		if name == "yellow" || name == "white" {
			p.words, p.dark = asset.PutColours("var(--light-ink)"), true
		}
		out[name] = p
	}
	return out
}

// The two colours that the program's own styles have for what to look for and for the way back: see palette.css.
const goColour, backColour = "pink", "blue"

// aim is what a step asks one to press on its screen; false where that is on the phone, or drawn by the program.
func aim(g *tutorial.Guide, step *tutorial.Step) (tutorial.Press, bool) {
	st, ok := g.Runs.Guided().State(step.State)
	if screen := g.Screen(string(st.Screen)); ok && screen != nil {
		for _, p := range screen.Presses() {
			if p.Action == step.Action {
				return p, true
			}
		}
	}
	return tutorial.Press{}, false
}

// signColours are the colours of what the guide's first step presses, and of the way back where one cannot get in: those of
// the real screens. "" stands for none.
func signColours(g *tutorial.Guide) (first, back string) {
	for _, step := range g.Steps {
		p, ok := aim(g, step)
		switch {
		case !ok:
		case step.Rescue:
			back = p.Colour
		case first == "":
			first = p.Colour
		}
	}
	return first, back
}

// signsOf are a guide's two colours, where they are others than the program's, and rules for words that are dark on them.
func signsOf(g *tutorial.Guide) (out asset.Signs) {
	out.Values = map[string]string{}
	first, back := signColours(g)
	for _, v := range []struct{ name, colour, own, on string }{
		{"go", first, goColour, ".button.go"}, {"back", back, backColour, ".rail .rescue b,.present .rail .rescue b,.present .lost svg"},
	} {
		if v.colour == v.own {
			continue
		}
		p := paints()[cmp.Or(v.colour, "teal")].onWhite() // the program's own, where nothing is painted
		out.Values[v.name] = p.ground
		if p.dark {
			out.Rules += v.on + "{color:" + p.words + "}"
		}
		if v.name == "back" {
			out.Values["back-line"], out.Values["back-wash"] = p.ground, "var(--surface)"
		}
	}
	return out
}

// paintSheet is the style sheet of the colours that a guide uses: the others cost no byte.
func paintSheet(guides map[string]*tutorial.Guide) string {
	var used []string
	for _, g := range guides {
		for _, s := range g.Screens {
			for _, p := range s.Presses() {
				used = append(used, p.Colour)
			}
		}
	}
	slices.Sort(used)
	var b strings.Builder
	for _, name := range slices.Compact(used) {
		p, known := paints()[name]
		if !known {
			continue // none
		}
		b.WriteString("." + name + "{--paint:" + p.ground)
		if p.dark {
			b.WriteString(";--on:" + p.words + ";border:1px solid")
		}
		b.WriteString("}")
	}
	return b.String()
}
