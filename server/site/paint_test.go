package site

import (
	"math"
	"strconv"
	"testing"

	"napguide/server/tutorial"
)

// luminance is WCAG's relative luminance of #rgb or #rrggbb.
func luminance(t *testing.T, colour string) float64 {
	hex := colour[1:]
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestEveryColourThatAScreenMayNameIsReadOnItsGround(t *testing.T) {
	for _, name := range tutorial.Colours() {
		p, ok := paints()[name]
		if !ok {
			t.Errorf("%s has no paint", name)
			continue
		}
		a, b := luminance(t, p.ground), luminance(t, p.words)
		if ratio := (max(a, b) + .05) / (min(a, b) + .05); ratio < 4.5 {
			t.Errorf("%s: %.2f to 1", name, ratio)
		}
	}
	if len(paints()) != len(tutorial.Colours()) {
		t.Error("a paint has no name that a screen may use")
	}
}
