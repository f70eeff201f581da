package site

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// QR draws a QR code as the path of its dark modules, one unit a module, in a square of size units that includes the
// quiet zone of four modules. Runs of modules in a row become one rectangle, which keeps the path short.
func QR(content string) (size int, path string, err error) {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return 0, "", fmt.Errorf("site: QR code: %w", err)
	}
	bits := code.Bitmap() // with the quiet zone
	var b strings.Builder
	for y, row := range bits {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", start, y, x-start, x-start)
		}
	}
	return len(bits), b.String(), nil
}
