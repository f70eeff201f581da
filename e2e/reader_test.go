package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/skip2/go-qrcode"
)

// This code's modules look to the reader's search like a fourth corner mark; a run of all tests once ended on it.
func TestTheTestsOwnCameraReadsACodeWhoseCornersAreMistaken(t *testing.T) {
	t.Parallel()
	const content, left, top, side = "http://127.0.0.1:37287/d/WFFTT7mIhhYwiOcAKBYjKg", 40, 60, 291
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	modules := code.Bitmap()
	picture := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	for y := range side {
		for x := range side {
			if modules[y*len(modules)/side][x*len(modules)/side] {
				picture.SetGray(left+x, top+y, color.Gray{})
			}
		}
	}
	var shot bytes.Buffer
	if err := png.Encode(&shot, picture); err != nil {
		t.Fatal(err)
	}
	if got, err := decodeFramed(shot.Bytes(), image.Rect(left, top, left+side, top+side)); err != nil || got != content {
		t.Errorf("read %q (%v), drawn %q", got, err, content)
	}
}
