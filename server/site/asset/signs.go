package asset

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Signs are a guide's own colours of what to press and of the way back: values of the style sheets' variables by name, and
// rules that stand behind every other. The zero value leaves the program's.
type Signs struct {
	Values map[string]string
	Rules  string
}

var signVariable = regexp.MustCompile(`--(go|back|back-line|back-wash):\s*#[0-9a-fA-F]+`)

// apply puts the colours into a style sheet.
func (s Signs) apply(sheet []byte) []byte {
	if len(s.Values) == 0 {
		return sheet
	}
	return signVariable.ReplaceAllFunc(sheet, func(was []byte) []byte {
		name, _, _ := strings.Cut(string(was[2:]), ":")
		if value := s.Values[name]; value != "" {
			return []byte("--" + name + ":" + value)
		}
		return was
	})
}

// painted is a picture with the guide's own colour of what to look for in the place of the program's, as far as that is mixed
// with white.
func (s Signs) painted(raw []byte) ([]byte, error) {
	ground, ok := s.Values["go"]
	if !ok {
		return raw, nil
	}
	from, to := rgb(PutColours("var(--light-go)")), rgb(ground)
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
