package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// codesCommand photographs codes by simulation, from further and further away, where they stand: on a computer, on the wall and
// on a printed sheet, as Chromium draws them. Three decoders of others read them: zbar, ZXing and quirc. Each code is measured
// beside a plain code of the same text in the same box: level M with a margin of four modules, its address as people write it.
type codesCommand struct {
	Codes int    `default:"10" help:"How many codes of each kind."`
	Only  string `help:"One place: computer, wall or printed sheet."`
	Keep  string `help:"A folder in which a photograph of each condition is kept."`
}

// A shot is what stands between a code and the camera's picture of it. Lengths are in modules of a plain code of 41, so that
// codes in boxes of one size are blurred alike.
type shot struct {
	name    string
	tilt    float64 // degrees around the upright axis
	blur    float64 // standard deviation
	focus   bool    // it is the blur that grows, not the distance
	glare   bool    // a lamp in one corner
	moire   bool    // gaps between the screen's pixels
	dim     bool    // a third of the contrast
	deviate float64 // noise, standard deviation in grey levels
}

var shots = []shot{
	{name: "straight", deviate: 4},
	{name: "out of focus, more and more", focus: true, deviate: 4},
	{name: "tilted by 30°", tilt: 30, deviate: 4},
	{name: "tilted by 45°", tilt: 45, deviate: 4},
	{name: "glare", glare: true, deviate: 4},
	{name: "moiré", moire: true, deviate: 4},
	{name: "low light", dim: true, deviate: 5},
	{name: "low light, out of focus, tilted by 20°", dim: true, deviate: 5, blur: .25, tilt: 20},
}

// How hard it becomes: the nearest box is so many pixels of the camera wide, and each step is so much smaller, or so much more
// blurred from the first blur on.
const (
	nearest   = 150.
	firstBlur = .2
	harder    = 1.05
	hardest   = 38 // steps: a box of 23 pixels, a blur of 1.3 modules
	forgiven  = 2  // misses in a row before a code counts as out of reach
	stride    = 5  // steps at once while all is read
)

func (c codesCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 12*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	readers, stop, err := decoders(ctx)
	if err != nil {
		return err
	}
	defer stop()
	places, err := c.places(ctx)
	if err != nil {
		return err
	}
	t := newTable()
	held, all := 0, 0
	for _, p := range places {
		t.note(p.name, fmt.Sprintf("%s modules with the margin, a plain code %s; its box is %.0f pixels wide", p.ours.sizes(), p.plain.sizes(), p.ours[0].side/p.scale))
		for _, s := range shots {
			if s.moire && !p.screen {
				continue
			}
			if c.Keep != "" {
				for kind, codes := range map[string]pictures{"ours": p.ours, "plain": p.plain} {
					if err := photograph(codes[0], s, 0, 1).keep(filepath.Join(c.Keep, strings.Join([]string{p.name, s.name, kind}, ", ")+".pgm")); err != nil {
						return err
					}
				}
			}
			ours, err := reach(dir, p.ours, s, readers)
			if err != nil {
				return err
			}
			plain, err := reach(dir, p.plain, s, readers)
			if err != nil {
				return err
			}
			words, least := []string{}, math.Inf(1)
			for i, r := range readers {
				ratio := ours[i] / plain[i]
				words = append(words, fmt.Sprintf("%s %.2f ×", r.name, ratio))
				least = min(least, ratio)
				if all++; ratio >= 1.15 {
					held++
				}
			}
			t.row(p.name+", "+s.name, strings.Join(words, ", "), "1.15 ×", least >= 1.15)
		}
	}
	t.note("figures of 1.15 × or more", fmt.Sprintf("%d of %d", held, all))
	return nil
}

// reach is how far codes are read by each decoder, as the mean of what each code bears: how many times further away than the
// nearest, or how many times more blurred than the least.
func reach(dir string, codes pictures, s shot, readers []decoder) ([]float64, error) {
	marks := make([][]mark, len(readers))
	for r := range readers {
		marks[r] = make([]mark, len(codes))
	}
	for step, strides := 0, true; step < hardest; {
		due := within(marks)
		if len(due) == 0 {
			break
		}
		files, err := photographAll(dir, codes, due, s, step)
		if err != nil {
			return nil, err
		}
		read := make([][]bool, len(readers))
		whole := true
		for r, reader := range readers {
			texts, err := reader.read(files)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", reader.name, err)
			}
			for n, i := range due {
				ok := strings.EqualFold(strings.TrimSpace(texts[n]), codes[i].text)
				read[r], whole = append(read[r], ok), whole && ok
			}
		}
		if strides && !whole { // looked at too coarsely
			strides, step = false, max(0, step-stride+1)
			continue
		}
		for r := range readers {
			for n, i := range due {
				marks[r][i].note(step, read[r][n])
			}
		}
		if step++; strides {
			step += stride - 1
		}
	}
	out := make([]float64, len(readers))
	for r := range readers {
		sum := 0.
		for _, m := range marks[r] {
			sum += float64(m.reached)
		}
		out[r] = math.Pow(harder, sum/float64(len(codes)))
	}
	return out, nil
}

// mark is how a code fares with a decoder: the step after the last at which it was read, and how often it was not read since.
type mark struct{ reached, missed int }

func (m *mark) note(step int, read bool) {
	switch {
	case m.missed > forgiven:
	case read:
		*m = mark{reached: step + 1}
	default:
		m.missed++
	}
}

// within lists the codes that some decoder may still read.
func within(marks [][]mark) (due []int) {
	for i := range marks[0] {
		for r := range marks {
			if marks[r][i].missed <= forgiven {
				due = append(due, i)
				break
			}
		}
	}
	return due
}
