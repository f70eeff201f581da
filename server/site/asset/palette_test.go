package asset

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	colourLiteral = regexp.MustCompile(`(?i)#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\(`)
	// Where a named colour is one, and not a word: a declaration's value, an attribute of a drawing, a theme.
	colourPlace = regexp.MustCompile(`(?i)(?:[a-z-]*(?:color|background|border|outline|shadow|decoration|emphasis)[a-z-]*|fill|stroke|--[a-z-]+)\s*[:=]\s*"?([^;"{}]*)|content="([^"]*)"|setAttribute\("(?:fill|stroke)", "([^"]*)"`)
	colourName  = regexp.MustCompile(`(?i)(?:^|[\s,(])(` + namedColours + `)(?:$|[\s,)])`)
	askedFor    = regexp.MustCompile(`var\(--([a-z0-9-]*[a-z0-9])\b`)
	declared    = regexp.MustCompile(`--([a-z0-9-]+)\s*:`)
)

// namedColours are those of CSS that a person writes; CSS Color 4 has 148, most of which are one of these with "light", "dark", "medium" or "pale".
const namedColours = `(?:light|dark|medium|pale|deep|dim|hot|royal|sky|steel|slate|midnight|forest|sea|spring|lawn|olive|indian|orange|violet|blue|yellow|green|rosy|saddle|sandy|floral|ghost|antique|navajo|lemon|mint|misty|old|papaya|peach|powder|alice|burly|cadet|corn|dodger|fire|lavender|cornflower)*` +
	`(?:aqua|aquamarine|azure|beige|bisque|black|blue|blush|brown|chartreuse|chocolate|coral|cream|crimson|cyan|firebrick|fuchsia|gainsboro|gold|goldenrod|gr[ae]y|green|honeydew|indigo|ivory|khaki|lavender|lime|linen|magenta|maroon|moccasin|navy|olive|orange|orchid|peru|pink|plum|puff|purple|rebeccapurple|red|rose|salmon|seashell|sienna|silver|smoke|snow|tan|teal|thistle|tomato|turquoise|violet|wheat|white|wood|yellow)`

// colourFaults lists the colours that a file states by itself.
func colourFaults(name, text string) (faults []string) {
	if strings.HasSuffix(name, ".go") {
		for _, quoted := range regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`").FindAllString(text, -1) {
			faults = append(faults, regexp.MustCompile(`(?i)(?:^"|[:\s="'])#(?:[0-9a-f]{6}|[0-9a-f]{3})\b|\brgba?\([0-9]`).FindAllString(quoted, -1)...)
		}
		return faults
	}
	text = cssComment.ReplaceAllString(text, "")
	text = regexp.MustCompile(`(?:href|id|for|aria-[a-z]+|data-[a-z]+)="[^"]*"|href="?\{\{[^}]*\}\}|&#x?[0-9a-fA-F]+;|"#[a-z-]+"`).ReplaceAllString(text, "")
	if !strings.HasSuffix(name, ".js") {
		text = regexp.MustCompile(`#[a-z][a-z-]*[ ,.:{>\[]`).ReplaceAllString(text, "") // a selector by id
	}
	faults = append(faults, colourLiteral.FindAllString(text, -1)...)
	for _, place := range colourPlace.FindAllStringSubmatch(text, -1) {
		for _, value := range place[1:] {
			value = askedFor.ReplaceAllString(value, "")
			if found := colourName.FindStringSubmatch(value); found != nil && !strings.Contains(place[0], "viewport") {
				faults = append(faults, found[1])
			}
		}
	}
	return faults
}

func TestAStatedColourIsFound(t *testing.T) {
	for text, want := range map[string]string{
		"a { color: #fff; }": "#fff", "a { border: 1px solid #1234 }": "#1234", "a{box-shadow:0 0 3px RGB(1 2 3 / .5)}": "RGB(",
		"a { color: red }": "red", "a { background: linear-gradient(White, var(--ink)) }": "White", "b{--x: darkslategray;}": "darkslategray",
		`<rect fill="black"/>`: "black", `<meta name="theme-color" content="#0b5c5e">`: "#0b5c5e", `<path stroke="#0B5C5E"/>`: "#0B5C5E",
		`path.setAttribute("fill", "navy")`: "navy", "a { color: color-mix(in srgb, var(--a), var(--b)) }": "color-mix(", "a { outline-color: hsl(1 2% 3%) }": "hsl(",
	} {
		if got := colourFaults("x.css", text); !slices.Contains(got, want) {
			t.Errorf("%s: %v", text, got)
		}
	}
	if got := colourFaults("x.go", `x := "#0b5c5e" + "fill=\"#fff\"" + `+"`a #14272b`"); len(got) != 3 {
		t.Errorf("in Go: %v", got)
	}
	for _, fine := range []string{
		"a { color: var(--light-ink); background: transparent; fill: currentColor }", "#add:target { white-space: nowrap }", "a { outline: 4px solid Highlight }",
		`<a href="#feed">Red</a>`, `<p id="white">black</p>`, "a { border-color: inherit; color: var(--teal) }", "/* pink #d81b7a */",
	} {
		if got := colourFaults("x.css", fine); len(got) > 0 {
			t.Errorf("%s: %v", fine, got)
		}
	}
}

// drawn calls look with every style sheet, script, template and drawing, and with all of the program's Go.
func drawn(t *testing.T, look func(name, text string)) {
	t.Helper()
	for _, root := range []string{"../../../static", "../../../server", "../../../cmd", "../../../internal"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case strings.HasSuffix(name, "_test.go"), entry.Name() == "palette.css", entry.IsDir():
				return nil
			}
			if slices.Contains([]string{".css", ".js", ".html", ".svg", ".go"}, filepath.Ext(name)) {
				raw, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				look(name, string(raw))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoColourStandsOutsideThePalette(t *testing.T) {
	looked := 0
	drawn(t, func(name, text string) {
		looked++
		for _, fault := range colourFaults(name, text) {
			t.Errorf("%s states %s; palette.css is the place for it", name, fault)
		}
	})
	if looked < 300 {
		t.Errorf("only %d files were looked at", looked)
	}
}

func TestThePaletteHasWhatIsAskedForAndNothingElse(t *testing.T) {
	p := colours()
	asked, ours := map[string]bool{}, map[string]bool{}
	for _, m := range useOfColour.FindAllStringSubmatch(paletteFile, -1) {
		asked[m[1]] = true
	}
	var all []string
	drawn(t, func(name, text string) {
		for _, m := range askedFor.FindAllStringSubmatch(text, -1) {
			asked[m[1]] = true
		}
		for _, m := range useOfSet.FindAllStringSubmatch(text, -1) {
			if p.sets[m[1]] == nil {
				t.Errorf("%s asks for the set %s, which the palette has not", name, m[1])
			}
			all = append(all, m[1])
			for _, d := range p.sets[m[1]] {
				ours[d.name] = true
			}
		}
		if filepath.Ext(name) == ".css" || filepath.Ext(name) == ".js" {
			for _, m := range declared.FindAllStringSubmatch(text, -1) {
				ours[m[1]] = true
			}
		}
	})
	for name := range asked {
		_, known := p.values[name]
		if known && ours[name] {
			t.Errorf("--%s is the palette's and a property of the style sheets", name)
		}
		if !known && !ours[name] && !slices.Contains(setElsewhere, name) {
			t.Errorf("nothing says what var(--%s) is", name)
		}
	}
	for name := range p.sets {
		if slices.Contains(all, name) || name == "paint" || strings.Contains(paletteFile, "--colours: "+name+";") {
			continue
		}
		for _, d := range p.sets[name] {
			if !asked[name+"-"+d.name] {
				t.Errorf("nobody asks for %s-%s", name, d.name)
			}
		}
	}
}

// setElsewhere are the properties that scripts and pages set as they go.
var setElsewhere = []string{"paint", "on", "x", "y"}

func TestADarkPageIsPrintedLight(t *testing.T) {
	raw, err := os.ReadFile("../../../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if strings.Contains(line, "--colours: dark") && !strings.HasPrefix(line, "@media screen") {
			t.Errorf("on paper too: %s", line)
		}
	}
}
