package site

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"testing"

	"golang.org/x/image/vector"
)

// The icons and the preview picture in static/ are drawn here: they hold no words, so they need no font, and no picture
// editor to change. After a change: go test ./server/site -run Pictures -update
var update = flag.Bool("update", false, "write the pictures of static/ anew")

func TestThePicturesInStaticAreTheOnesDrawnHere(t *testing.T) {
	for name, drawn := range map[string][]byte{
		"icon-180.png": iconPNG(180), "icon-192.png": iconPNG(192), "icon-512.png": iconPNG(512), "preview.png": previewPNG(),
	} {
		file := "../../static/" + name
		if *update {
			if err := os.WriteFile(file, drawn, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, errA := png.Decode(bytes.NewReader(kept))
		b, errB := png.Decode(bytes.NewReader(drawn))
		if errA != nil || errB != nil {
			t.Fatal(name, errA, errB)
		}
		if !samePixels(a, b) {
			t.Errorf("static/%s is not what is drawn here; run the test with -update", name)
		}
	}
}

// samePixels compares what is seen, not how it was packed, which changes with the compressor.
func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 {
				return false
			}
		}
	}
	return true
}

var (
	teal  = color.RGBA{0x0b, 0x5c, 0x5e, 0xff}
	amber = color.RGBA{0xf0, 0xb4, 0x29, 0xff}
	pink  = color.RGBA{0xd8, 0x1b, 0x7a, 0xff}
	paper = color.RGBA{0xfb, 0xfa, 0xf7, 0xff}
	wash  = color.RGBA{0xe6, 0xf1, 0xef, 0xff}
	grey  = color.RGBA{0xd5, 0xdc, 0xd9, 0xff}
	ink   = color.RGBA{0x14, 0x27, 0x2b, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// canvas draws smooth shapes in units of scale pixels.
type canvas struct {
	img   *image.RGBA
	scale float32
}

func newCanvas(width, height int, scale float32, ground color.Color) canvas {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	return canvas{img, scale}
}

func (c canvas) fill(col color.Color, trace func(r *vector.Rasterizer)) {
	b := c.img.Bounds()
	r := vector.NewRasterizer(b.Dx(), b.Dy())
	trace(r)
	r.Draw(c.img, b, image.NewUniform(col), image.Point{})
}

// rect draws a rectangle with round corners of radius rad.
func (c canvas) rect(x, y, w, h, rad float32, col color.Color) {
	s := c.scale
	x, y, w, h, rad = x*s, y*s, w*s, h*s, rad*s
	const k = 0.5523 // a quarter circle as a Bézier curve
	c.fill(col, func(r *vector.Rasterizer) {
		r.MoveTo(x+rad, y)
		r.LineTo(x+w-rad, y)
		r.CubeTo(x+w-rad+k*rad, y, x+w, y+rad-k*rad, x+w, y+rad)
		r.LineTo(x+w, y+h-rad)
		r.CubeTo(x+w, y+h-rad+k*rad, x+w-rad+k*rad, y+h, x+w-rad, y+h)
		r.LineTo(x+rad, y+h)
		r.CubeTo(x+rad-k*rad, y+h, x, y+h-rad+k*rad, x, y+h-rad)
		r.LineTo(x, y+rad)
		r.CubeTo(x, y+rad-k*rad, x+rad-k*rad, y, x+rad, y)
		r.ClosePath()
	})
}

func (c canvas) circle(x, y, rad float32, col color.Color) {
	c.rect(x-rad, y-rad, 2*rad, 2*rad, rad, col)
}

// line draws a thick line with round ends.
func (c canvas) line(x1, y1, x2, y2, width float32, col color.Color) {
	s := c.scale
	dx, dy := float64(x2-x1), float64(y2-y1)
	n := math.Hypot(dx, dy)
	ox, oy := float32(-dy/n)*width/2*s, float32(dx/n)*width/2*s
	c.fill(col, func(r *vector.Rasterizer) {
		r.MoveTo(x1*s+ox, y1*s+oy)
		r.LineTo(x2*s+ox, y2*s+oy)
		r.LineTo(x2*s-ox, y2*s-oy)
		r.LineTo(x1*s-ox, y1*s-oy)
		r.ClosePath()
	})
	c.circle(x1, y1, width/2, col)
	c.circle(x2, y2, width/2, col)
}

func (c canvas) png() []byte {
	var b bytes.Buffer
	png.Encode(&b, c.img) // a buffer takes everything
	return b.Bytes()
}

// mark draws the brand in a square of 34 units at x, y.
func (c canvas) mark(x, y float32, corner float32) {
	c.rect(x, y, 34, 34, corner, teal)
	c.line(x+9, y+24, x+9, y+10, 3.4, white)
	c.line(x+9, y+10, x+25, y+24, 3.4, white)
	c.line(x+25, y+24, x+25, y+12, 3.4, white)
	c.circle(x+25, y+10, 3.6, amber)
}

// iconPNG is the brand as a square picture of size pixels, filled to its edges so that a phone may cut any shape.
func iconPNG(size int) []byte {
	c := newCanvas(size, size, float32(size)/34, teal)
	c.mark(0, 0, 0)
	return c.png()
}

// previewPNG is what a chat shows beside a link to the site: a screen in the practice's amber frame with the pink
// button, a phone, and the brand. 1200 × 630, without words.
func previewPNG() []byte {
	c := newCanvas(1200, 630, 10, paper)
	c.rect(6, 6, 72, 51, 2.4, amber)
	c.rect(6.8, 10.8, 70.4, 45.4, 1.6, white)
	for i := range 3 {
		c.circle(9.4+2.2*float32(i), 8.4, .7, color.RGBA{0xb0, 0x7a, 0x10, 0xff})
	}
	c.rect(17, 7.3, 44, 2.3, 1, white)
	c.rect(10, 14, 6, 6, 1.4, color.RGBA{0xde, 0xd3, 0xee, 0xff})
	c.rect(18, 15.8, 12, 2.4, 1.2, grey)
	c.rect(46, 12.6, 28, 9, 4.5, pink)
	c.rect(51, 15.2, 18, 1.6, .8, white)
	c.rect(53.500, 18, 13, 1.6, .8, white)
	c.rect(10, 27, 36, 24, 1.6, color.RGBA{0xfa, 0xf7, 0xfd, 0xff})
	for i := range 5 {
		c.rect(13, 31+3.6*float32(i), 30-4*float32(i%2), 1.5, .7, grey)
	}
	c.rect(50, 27, 24, 24, 1.6, wash)
	c.circle(62, 39, 7.5, color.RGBA{0x1f, 0x7a, 0x3d, 0xff})
	c.line(58.6, 39.2, 61.2, 41.8, 1.7, white)
	c.line(61.2, 41.8, 65.8, 36.6, 1.7, white)
	c.rect(85, 12, 26, 45, 4, ink)
	c.rect(86.6, 15.6, 22.8, 38, 1.6, white)
	for _, corner := range [][2]float32{{91, 24}, {100, 24}, {91, 33}} {
		c.rect(corner[0], corner[1], 6, 6, .6, ink)
		c.rect(corner[0]+1, corner[1]+1, 4, 4, .4, white)
		c.rect(corner[0]+2, corner[1]+2, 2, 2, .2, ink)
	}
	for _, m := range [][2]float32{{100, 33}, {103, 33}, {101.5, 34.5}, {104.5, 36}, {100, 37.5}, {103, 37.5}} {
		c.rect(m[0], m[1], 1.5, 1.5, .1, ink)
	}
	c.rect(89.5, 43, 17, 3.6, 1.8, teal)
	c.rect(89.5, 48, 17, 3.6, 1.8, teal)
	return c.png()
}
