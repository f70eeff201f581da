package asset

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/skip2/go-qrcode"
)

// AddressQR draws the address of a code, /d/… or /j/…, in capitals: of these, digits and a few marks a QR code needs a third
// fewer bits, so that its modules are larger and it is read from further away. The server takes such a path in either way.
func AddressQR(address string) (size int, path string, err error) {
	return QR(strings.ToUpper(address))
}

// PageQR draws the address of a page with scheme and host in capitals. Its path stays as it is: a folder of somebody's server may
// be in it.
func PageQR(address string) (size int, path string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return 0, "", fmt.Errorf("asset: QR code: %w", err)
	}
	u.Scheme, u.Host = strings.ToUpper(u.Scheme), strings.ToUpper(u.Host)
	return QR(u.String())
}

// quietZone is the margin of a drawn code, in modules. Two are enough for all that read codes (`make bench ONLY=codes` asks
// three), and the four of ISO 18004 would make every module a tenth smaller.
const quietZone = 2

// QR draws a QR code as the path of its dark modules, one unit a module, in a square of size units that includes the
// quiet zone. It is one outline: each row is a comb whose teeth are the runs of dark modules, and its back leads to the
// next row. What differs from code to code compresses worst of a whole page, and this best.
func QR(content string) (size int, path string, err error) {
	code, err := largestModules(content)
	if err != nil {
		return 0, "", fmt.Errorf("asset: QR code: %w", err)
	}
	const cut = 4 - quietZone // of what the library leaves around a code
	bits := code.Bitmap()
	bits = bits[cut : len(bits)-cut]
	for y, row := range bits {
		bits[y] = row[cut : len(row)-cut]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", quietZone, quietZone)
	for _, row := range bits[quietZone : len(bits)-quietZone] {
		end := quietZone // of the run before, in this row
		for x := end; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if start > end {
				fmt.Fprintf(&b, "h%d", start-end)
			}
			fmt.Fprintf(&b, "v1h%dv-1", x-start)
			end = x
		}
		fmt.Fprintf(&b, "H%dv1", quietZone)
	}
	return len(bits), b.String(), nil
}

// largestModules is the code with the fewest modules a side, and of these the one that bears most damage. Screens and walls are
// blurred and far away, seldom damaged: larger modules are read from further than a level more makes good.
func largestModules(content string) (*qrcode.QRCode, error) {
	best, err := qrcode.New(content, qrcode.Low)
	if err != nil {
		return nil, err
	}
	for _, level := range []qrcode.RecoveryLevel{qrcode.Medium, qrcode.High, qrcode.Highest} {
		same, err := qrcode.NewWithForcedVersion(content, best.VersionNumber, level)
		if err != nil {
			break // it does not fit
		}
		best = same
	}
	return best, nil
}
