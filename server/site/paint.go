package site

import (
	"slices"
	"strings"

	"napguide/server/tutorial"
)

// paint is a colour of a simulated screen's button, and what is read on it.
type paint struct{ ground, words string }

// paints has every colour that a screen's file may name. Words and ground differ by 4.5 to 1 at least.
func paints() map[string]paint {
	const light, dark = "#fff", "#14272b"
	return map[string]paint{
		"pink": {"#d81b7a", light}, "red": {"#b3261e", light}, "orange": {"#b04a00", light}, "yellow": {"#f7d14a", dark},
		"green": {"#1f7a3d", light}, "teal": {"#0b6b6e", light}, "blue": {"#0077c8", light}, "navy": {"#12306e", light},
		"purple": {"#6b3fa0", light}, "brown": {"#6d4526", light}, "grey": {"#5b6569", light}, "black": {dark, light}, "white": {light, dark},
	}
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
		if p.words != "#fff" {
			b.WriteString(";--on:" + p.words + ";border:1px solid")
		}
		b.WriteString("}")
	}
	return b.String()
}
