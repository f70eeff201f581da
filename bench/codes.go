package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/skip2/go-qrcode"

	"napguide/server/network"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/site/asset"
)

// codesCommand photographs practice codes by simulation, from further and further away, and asks three decoders of others
// to read them: zbar, ZXing and quirc. Each code is measured beside a plain code of the same place: level M, its address
// as people write it, a secret of the same strength in base64url.
type codesCommand struct {
	Codes int    `default:"12" help:"How many codes of each kind."`
	Keep  string `help:"A folder in which one photograph of each condition is kept."`
}

// A shot is what stands between a code and the camera's picture of it. Lengths are in modules of the plain code, so that
// both codes, drawn in boxes of one size, are blurred alike.
type shot struct {
	name    string
	tilt    float64 // degrees around the upright axis
	blur    float64 // standard deviation
	glare   bool    // a lamp in one corner
	moire   bool    // gaps between the screen's pixels, which the camera samples without smoothing
	dim     bool    // a third of the contrast, with noise
	deviate float64 // noise, standard deviation in grey levels
}

var shots = []shot{
	{name: "straight", deviate: 4},
	{name: "out of focus", blur: .35, deviate: 4},
	{name: "tilted by 30°", tilt: 30, deviate: 4},
	{name: "tilted by 45°", tilt: 45, deviate: 4},
	{name: "glare", glare: true, deviate: 4},
	{name: "moiré", moire: true, deviate: 4},
	{name: "low light", dim: true, deviate: 5},
	{name: "low light, out of focus, tilted by 20°", dim: true, deviate: 5, blur: .25, tilt: 20},
}

// sizes are how many pixels of the camera the code's box is wide, from near to far, each three hundredths less.
func sizes() (out []float64) {
	for s := 190.; s > 24; s *= .97 {
		out = append(out, s)
	}
	return out
}

func (c codesCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	readers, stop, err := decoders(ctx, dir)
	if err != nil {
		return err
	}
	defer stop()
	ours, plain, modules, err := c.drawn()
	if err != nil {
		return err
	}
	t := newTable()
	t.note("modules of a code with its margin", fmt.Sprintf("%d; a plain one has %d", modules[0], modules[1]))
	for _, s := range shots {
		if c.Keep != "" {
			if err := keep(filepath.Join(c.Keep, s.name+".pgm"), photograph(ours[0], s, 150, 1)); err != nil {
				return err
			}
		}
		for _, r := range readers {
			near, err := reach(ours, s, r)
			if err != nil {
				return err
			}
			far, err := reach(plain, s, r)
			if err != nil {
				return err
			}
			if near == 0 || far == 0 {
				t.note(s.name+", "+r.name, "not read at any distance")
				continue
			}
			t.row(s.name+", "+r.name, fmt.Sprintf("read from %.2f × as far (down to %.0f pixels of the camera, plain %.0f)", far/near, near, far), "1.15 ×", far/near >= 1.15)
		}
	}
	return nil
}

// drawn makes pairs of codes: ours as the site draws it, and a plain one of the same place.
func (c codesCommand) drawn() (ours, plain []grid, modules [2]int, err error) {
	places := []string{"http://192.168.1.20:3000", "http://10.31.4.118:3000", "https://guide.hospital.example"}
	for i := range c.Codes {
		base := places[i%len(places)]
		g := sandbox.NewGrant("", "", "th", time.Now(), time.Minute)
		size, path, err := asset.AddressQR(site.ScanURL(network.Address{Base: base}, g))
		if err != nil {
			return nil, nil, modules, err
		}
		bits, err := bitmapOf(size, path)
		if err != nil {
			return nil, nil, modules, err
		}
		ours = append(ours, bits)
		code, err := qrcode.New(base+"/d/"+plainSecret(), qrcode.Medium)
		if err != nil {
			return nil, nil, modules, err
		}
		plain = append(plain, code.Bitmap())
		if i == 0 {
			modules = [2]int{size, len(code.Bitmap())}
		}
	}
	return ours, plain, modules, nil
}

func plainSecret() string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	b := make([]byte, 22)
	for i := range b {
		b[i] = alphabet[rand.IntN(64)]
	}
	return string(b)
}

// grid is a code's modules with its margin; true is dark.
type grid = [][]bool

// bitmapOf reads the outline that the site draws back into modules: rows of "M x y", "h d" and "v1 h w v-1".
func bitmapOf(size int, path string) (grid, error) {
	bits := make(grid, size)
	for y := range bits {
		bits[y] = make([]bool, size)
	}
	x, y := 0, 0
	for path != "" {
		var n int
		switch {
		case strings.HasPrefix(path, "M"):
			if _, err := fmt.Sscanf(path, "M%d %d", &x, &y); err != nil {
				return nil, err
			}
		case strings.HasPrefix(path, "h"):
			if _, err := fmt.Sscanf(path, "h%d", &n); err != nil {
				return nil, err
			}
			x += n
		case strings.HasPrefix(path, "v1h"):
			if _, err := fmt.Sscanf(path, "v1h%dv-1", &n); err != nil {
				return nil, err
			}
			for range n {
				bits[y][x] = true
				x++
			}
			path = path[strings.Index(path, "v-1")+2:]
		default:
			return nil, fmt.Errorf("an outline goes on with %.10q", path)
		}
		next := strings.IndexAny(path[1:], "Mhv")
		if next < 0 {
			break
		}
		path = path[1+next:]
	}
	return bits, nil
}

// reach is how small a code's box may be in the camera's picture so that five of six codes are still read, at this size and
// at every larger one but one; 0 where they are read at none.
func reach(codes []grid, s shot, r decoder) (float64, error) {
	smallest, missed := 0., 0
	for n, size := range sizes() {
		var pictures []*image.Gray
		for i, code := range codes {
			pictures = append(pictures, photograph(code, s, size, uint64(n*1000+i)))
		}
		read, err := r.read(pictures)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", r.name, err)
		}
		if read*6 >= len(codes)*5 {
			smallest = size
		} else if missed++; missed > 2 {
			break
		}
	}
	return smallest, nil
}

// photograph is what a camera sees of a code in a box that is size of its pixels wide, held before a dark wall: nothing but
// the box's own margin parts the code from what is around it.
func photograph(code grid, s shot, size float64, seed uint64) *image.Gray {
	const plainModules = 41 // with the margin: the measure of what blurs
	random := rand.New(rand.NewPCG(seed, 7))
	n := float64(len(code))
	turn := s.tilt * math.Pi / 180
	side := int(size*1.5) + 24
	grey := make([]float64, side*side)
	offX, offY := random.Float64(), random.Float64() // where the code falls between the camera's pixels
	const samples = 4
	at := func(px, py float64) float64 { // light from the plane, 0 to 1, behind a point of the picture
		x, y := (px-float64(side)/2-offX)/size, (py-float64(side)/2-offY)/size
		// The plane turns around the upright axis through its middle, two and a half of its widths away.
		const away = 2.5
		sx := x * away / (away*math.Cos(turn) - x*math.Sin(turn))
		depth := (away + sx*math.Sin(turn)) / away
		u, v := (sx+.5)*n, (y*depth+.5)*n
		light := .12
		if u >= 0 && v >= 0 && u < n && v < n && !code[int(v)][int(u)] {
			light = 1
		}
		if s.moire { // the box is 240 pixels of the screen wide; a quarter of each is dark
			fx, fy := math.Mod((sx+.5)*240+2400, 1), math.Mod((y*depth+.5)*240+2400, 1)
			if fx > .85 || fy > .85 {
				light *= .55
			}
		}
		return light
	}
	for y := range side {
		for x := range side {
			sum := 0.
			for i := range samples {
				for j := range samples {
					sum += at(float64(x)+(float64(i)+.5)/samples, float64(y)+(float64(j)+.5)/samples)
				}
			}
			grey[y*side+x] = sum / float64(samples*samples)
		}
	}
	if s.blur > 0 {
		grey = blurred(grey, side, s.blur*size/plainModules)
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
	return out
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
func keep(file string, picture *image.Gray) error {
	b := fmt.Appendf(nil, "P5\n%d %d\n255\n", picture.Rect.Dx(), picture.Rect.Dy())
	return os.WriteFile(file, append(b, picture.Pix...), 0o644)
}

// decoder counts how many of some pictures it reads.
type decoder struct {
	name string
	read func([]*image.Gray) (int, error)
}

// decoders are zbar and ZXing as Debian has them, and quirc as npm has it, which is a program that is started once and told of files.
func decoders(ctx context.Context, dir string) (all []decoder, stop func(), err error) {
	write := func(pictures []*image.Gray) (files []string, err error) {
		for i, p := range pictures {
			files = append(files, filepath.Join(dir, fmt.Sprintf("%d.pgm", i)))
			if err := keep(files[i], p); err != nil {
				return nil, err
			}
		}
		return files, nil
	}
	each := func(name string, args func(file string) []string) func([]*image.Gray) (int, error) {
		return func(pictures []*image.Gray) (int, error) {
			files, err := write(pictures)
			if err != nil {
				return 0, err
			}
			var wait sync.WaitGroup
			found := make([]bool, len(files))
			failed := make([]error, len(files))
			free := make(chan bool, 2)
			for i, file := range files {
				wait.Go(func() {
					free <- true
					defer func() { <-free }()
					out, err := exec.CommandContext(ctx, name, args(file)...).Output()
					var status *exec.ExitError
					if err != nil && !errors.As(err, &status) {
						failed[i] = err
					}
					found[i] = isScan(string(out))
				})
			}
			wait.Wait()
			n := 0
			for _, ok := range found {
				if ok {
					n++
				}
			}
			return n, errors.Join(slices.DeleteFunc(failed, func(err error) bool { return err == nil })...)
		}
	}
	quirc := exec.CommandContext(ctx, "node", "quirc.cjs", filepath.Join("..", "e2e"))
	in, err := quirc.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := quirc.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	quirc.Stderr = os.Stderr
	if err := quirc.Start(); err != nil {
		return nil, nil, err
	}
	answers := json.NewDecoder(out)
	return []decoder{
		{"zbar", each("zbarimg", func(file string) []string { return []string{"-q", "--raw", "-Sdisable", "-Sqrcode.enable", file} })},
		{"ZXing", each("ZXingReader", func(file string) []string { return []string{"-format", "QRCode", file} })},
		{"quirc", func(pictures []*image.Gray) (int, error) {
			files, err := write(pictures)
			if err != nil {
				return 0, err
			}
			n := 0
			for _, file := range files {
				var text string
				if _, err := fmt.Fprintln(in, file); err != nil {
					return 0, err
				}
				if err := answers.Decode(&text); err != nil {
					return 0, err
				}
				if isScan(text) {
					n++
				}
			}
			return n, nil
		}},
	}, func() { _ = in.Close(); _ = quirc.Wait() }, nil
}

// isScan tells whether what was read is one of our codes.
func isScan(text string) bool { return strings.Contains(strings.ToLower(text), "/d/") }
