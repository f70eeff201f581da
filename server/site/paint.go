package site

import (
	"bytes"
	"cmp"
	"image"
	"image/draw"
	"image/png"
	"math"
	"regexp"
	"slices"
	"strconv"
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

// The two colours that the program's own styles have for what to look for and for the way back: see static/css/00-tokens.css.
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

// ownSigns are the guide's own two colours, where they are others than the program's: values of the style sheets' variables, and
// rules for words that are dark on them.
type ownSigns struct {
	values map[string]string
	rules  string
}

func signsOf(g *tutorial.Guide) (out ownSigns) {
	out.values = map[string]string{}
	first, back := signColours(g)
	for _, v := range []struct{ name, colour, own, on string }{
		{"go", first, goColour, ".button.go"}, {"back", back, backColour, ".rail .rescue b,.present .rail .rescue b,.present .lost svg"},
	} {
		if v.colour == v.own {
			continue
		}
		p := paints()[cmp.Or(v.colour, "teal")] // the program's own, where nothing is painted
		if p.ground == "#fff" {
			p.ground, p.words = p.words, p.ground // else nobody sees it on paper
		}
		out.values[v.name] = p.ground
		if p.words != "#fff" {
			out.rules += v.on + "{color:" + p.words + "}"
		}
		if v.name == "back" {
			out.values["back-line"], out.values["back-wash"] = p.ground, "var(--surface)"
		}
	}
	return out
}

var signVariable = regexp.MustCompile(`--(go|back|back-line|back-wash):\s*#[0-9a-fA-F]+`)

// apply puts the colours into a style sheet.
func (s ownSigns) apply(sheet []byte) []byte {
	if len(s.values) == 0 {
		return sheet
	}
	return signVariable.ReplaceAllFunc(sheet, func(was []byte) []byte {
		name, _, _ := strings.Cut(string(was[2:]), ":")
		if value := s.values[name]; value != "" {
			return []byte("--" + name + ":" + value)
		}
		return was
	})
}

// painted is a picture with the guide's own colour of what to look for in the place of the program's, as far as that is mixed
// with white.
func (s ownSigns) painted(raw []byte) ([]byte, error) {
	ground, ok := s.values["go"]
	if !ok {
		return raw, nil
	}
	from, to := rgb(paints()[goColour].ground), rgb(ground)
	decoded, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	picture := image.NewNRGBA(decoded.Bounds())
	draw.Draw(picture, picture.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		p := picture.Pix[i : i+3]
		share := float64(255-int(p[1])) / float64(255-from[1])
		mixed := share > .02
		for k := range p {
			mixed = mixed && math.Abs(255-share*float64(255-from[k])-float64(p[k])) < 4
		}
		for k := range p {
			if mixed {
				p[k] = uint8(255 - share*float64(255-to[k]) + .5)
			}
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err = encoder.Encode(&out, picture)
	return out.Bytes(), err
}

// rgb are the parts of #rgb or #rrggbb.
func rgb(colour string) (out [3]int) {
	hex := colour[1:]
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	for i := range out {
		n, _ := strconv.ParseInt(hex[2*i:2*i+2], 16, 0) // ours
		out[i] = int(n)
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
		if p.words != "#fff" {
			b.WriteString(";--on:" + p.words + ";border:1px solid")
		}
		b.WriteString("}")
	}
	return b.String()
}
