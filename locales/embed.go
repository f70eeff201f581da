// Package locales carries the interface words, one go-i18n TOML file a language.
package locales

import "embed"

//go:embed active.*.toml
var FS embed.FS
