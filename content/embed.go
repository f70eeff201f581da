// Package content carries the guide's Markdown and what holds for the whole site inside the program.
package content

import "embed"

//go:embed th en site.toml README.md
var FS embed.FS

// Shipped says what every version of the program wrote into a folder of content, and Gone which interface words it has no
// longer, as TOML: see server/upgrade.
var (
	//go:embed .older/shipped.txt
	Shipped string
	//go:embed .older/gone.toml
	Gone string
)
