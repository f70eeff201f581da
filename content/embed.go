// Package content carries the guide's Markdown and what holds for the whole site inside the program.
package content

import "embed"

//go:embed th en site.toml README.md
var FS embed.FS
