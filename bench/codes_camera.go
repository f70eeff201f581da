package main

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
)

// photo is what the camera saw.
type photo struct{ *image.Gray }

// photographAll takes pictures of some codes, each at a step of how hard it is, and names the files.
func photographAll(dir string, codes pictures, due []int, s shot, step int) ([]string, error) {
	files, failed := make([]string, len(due)), make([]error, len(due))
	var all sync.WaitGroup
	for n, i := range due {
		all.Go(func() {
			files[n] = filepath.Join(dir, fmt.Sprintf("%d.pgm", i))
			failed[n] = photograph(codes[i], s, step, uint64(step*1000+i)).keep(files[n])
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// photograph is what a camera sees of a code at a step of how hard it is, and of what stands around it.
func photograph(code picture, s shot, step int, seed uint64) photo {
	const plainModules = 41 // with the margin: the measure of what blurs
	size, blur := nearest/math.Pow(harder, float64(step)), s.blur
	if s.focus {
		size, blur = nearest, firstBlur*math.Pow(harder, float64(step))
	}
	random := rand.New(rand.NewPCG(seed, 7))
	turn := s.tilt * math.Pi / 180
	side := int(size*1.5) + 24
	grey := make([]float64, side*side)
	offX, offY := random.Float64(), random.Float64() // where the code falls between the camera's pixels
	bounds := code.Rect
	at := func(px, py float64) float64 { // light from the plane, 0 to 1, behind a point of the picture
		x, y := (px-float64(side)/2-offX)/size, (py-float64(side)/2-offY)/size
		// The plane turns around the upright axis through its middle, two and a half of its widths away.
		const away = 2.5
		sx := x * away / (away*math.Cos(turn) - x*math.Sin(turn))
		depth := (away + sx*math.Sin(turn)) / away
		u, v := code.x+(sx+.5)*code.side, code.y+(y*depth+.5)*code.side
		fu, fv := math.Floor(u), math.Floor(v)
		light := .12 // beyond the screen
		if p := image.Pt(int(fu), int(fv)); p.In(bounds) {
			light = .05 + .95*float64(code.Pix[p.Y*code.Stride+p.X])/255
			if s.moire && (u-fu > .8 || v-fv > .8) {
				light *= .55
			}
		}
		return light
	}
	samples := 3 // across a pixel of the camera, in which light is gathered
	if s.moire { // the gaps between a screen's pixels are narrower than a third of it
		samples = 8
	}
	for y := range side {
		for x := range side {
			sum := 0.
			for i := range samples {
				for j := range samples {
					sum += at(float64(x)+(float64(i)+.5)/float64(samples), float64(y)+(float64(j)+.5)/float64(samples))
				}
			}
			grey[y*side+x] = sum / float64(samples*samples)
		}
	}
	if blur > 0 {
		grey = blurred(grey, side, blur*size/plainModules)
	}
	out := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			light := grey[y*side+x]
			if s.dim {
				light = .15 + light*.3
			}
			if s.glare {
				dx, dy := (float64(x)/float64(side)-.68)*3.2, (float64(y)/float64(side)-.7)*3.2
				light = light*.8 + .4*math.Exp(-(dx*dx+dy*dy))
			}
			light = light*235 + random.NormFloat64()*s.deviate
			out.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, light)))})
		}
	}
	return photo{out}
}

// blurred is a Gaussian blur of a square picture.
func blurred(in []float64, side int, sigma float64) []float64 {
	reach := int(math.Ceil(sigma * 3))
	kernel, sum := make([]float64, 2*reach+1), 0.
	for i := range kernel {
		d := float64(i - reach)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		sum += kernel[i]
	}
	along := func(in []float64, step, line int) []float64 {
		out := make([]float64, len(in))
		for l := range side {
			for p := range side {
				total := 0.
				for k, weight := range kernel {
					q := max(0, min(side-1, p+k-reach))
					total += weight * in[l*line+q*step]
				}
				out[l*line+p*step] = total / sum
			}
		}
		return out
	}
	return along(along(in, 1, side), side, 1)
}

// keep writes a picture as PGM, which all three decoders take.
func (p photo) keep(file string) error {
	b := fmt.Appendf(nil, "P5\n%d %d\n255\n", p.Rect.Dx(), p.Rect.Dy())
	return os.WriteFile(file, append(b, p.Pix...), 0o644)
}
