// Package static carries style sheets, scripts and icons as they are written by hand.
package static

import "embed"

//go:embed css js *.svg *.png
var FS embed.FS
