package asset

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed palette.css
var paletteFile string

// declaration is one custom property of a set of the palette.
type declaration struct{ name, value string }

// palette is what palette.css says: its sets, and each value by set and name, as in "screen-line".
type palette struct {
	sets   map[string][]declaration
	values map[string]string
}

var (
	colours = sync.OnceValue(func() palette { return readPalette(paletteFile) })

	cssComment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	paletteSet  = regexp.MustCompile(`\.([a-z]+)\s*\{([^}]*)\}`)
	useOfColour = regexp.MustCompile(`var\(--([a-z]+-[a-z-]+)\)`)
	useOfSet    = regexp.MustCompile(`--colours:\s*([a-z]+)`)
)

// readPalette reads the sets of colours from palette.css. A set may take over another one by --colours.
func readPalette(source string) palette {
	p := palette{map[string][]declaration{}, map[string]string{}}
	for _, set := range paletteSet.FindAllStringSubmatch(cssComment.ReplaceAllString(source, ""), -1) {
		var said []declaration
		for line := range strings.SplitSeq(set[2], ";") {
			name, value, found := strings.Cut(strings.TrimSpace(line), ":")
			if !found {
				continue
			}
			if value = strings.TrimSpace(value); name == "--colours" {
				said = append(said, p.sets[value]...)
				continue
			}
			d := declaration{name[2:], p.put(value)}
			if at := slices.IndexFunc(said, func(other declaration) bool { return other.name == d.name }); at >= 0 {
				said[at] = d
			} else {
				said = append(said, d)
			}
		}
		p.sets[set[1]] = said
		for _, d := range said {
			p.values[set[1]+"-"+d.name] = d.value
		}
	}
	return p
}

// put replaces each use of a set or of a colour by its value.
func (p palette) put(text string) string {
	text = useOfSet.ReplaceAllStringFunc(text, func(use string) string {
		said, known := p.sets[useOfSet.FindStringSubmatch(use)[1]]
		if !known {
			return use
		}
		var b strings.Builder
		for i, d := range said {
			if i > 0 {
				b.WriteString("; ")
			}
			b.WriteString("--" + d.name + ": " + d.value)
		}
		return b.String()
	})
	return useOfColour.ReplaceAllStringFunc(text, func(use string) string {
		if value, known := p.values[use[len("var(--"):len(use)-1]]; known {
			return value
		}
		return use // a property of the style sheets
	})
}

// PutColours puts the palette's values in the place of what a text asks for, in a style sheet, a script, a template or a drawing;
// palette.css says how one asks. What the palette does not know stays.
func PutColours(text string) string { return colours().put(text) }
