// Package content carries the guide's Markdown inside the program.
package content

import "embed"

//go:embed th en README.md
var FS embed.FS
