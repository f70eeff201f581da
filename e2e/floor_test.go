package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
	"github.com/tdewolff/parse/v2/html"
	ecma "github.com/tdewolff/parse/v2/js"
)

// floor is the oldest browser of each family that the site is promised for: docs/browsers.md. Safari 13.1 of the Mac is
// 13.4 on the iPhone.
func floor() map[string]float64 {
	return map[string]float64{"chrome": 80, "chrome_android": 80, "edge": 80, "firefox": 91, "firefox_android": 91, "safari": 13.1, "safari_ios": 13.4}
}

// Every list below says what a person has without the feature. What is not in a list must not be served.

// harmlessStyles are declarations, "property" or "property: word", that a browser may leave out.
var harmlessStyles = map[string]string{
	"text-wrap":               "lines break as browsers always broke them",
	"text-underline-offset":   "the line stands where the browser puts it",
	"text-size-adjust":        "phones of the floor know it with a prefix, which stands before it",
	"accent-color":            "ticks and dots have the system's colour",
	"overflow-anchor":         "what never anchors needs no telling",
	"overscroll-behavior":     "a swipe at the edge of a slide may go back",
	"scroll-margin-top":       "what is jumped to stands at the edge of the window",
	"overflow-wrap: anywhere": "a long address breaks only where it fits nowhere; nothing is cut",
	"align-content: start":    "known in grids, and used in no other box",
	"align-self: start":       "known in grids, and used in no other box",
	"align-self: end":         "known in grids, and used in no other box",
	"forced-color-adjust":     "only where colours are forced",
	"color-scheme":            "fields and scroll bars stay light in the dark",
	"cursor":                  "phones have none",
	"scroll-behavior":         "scrolling is at once, which is what the rule asks for",
	"size":                    "the printer's own paper",
	"content-visibility":      "used for ::details-content alone, which is known later",
}

// harmlessRules are rules of a style sheet that a browser may leave out whole.
var harmlessRules = map[string]string{
	"page": "the printer's own margins",
}

// enhancingSelectors may stand in a rule where every selector has one, so that no other rule is lost with it.
var enhancingSelectors = map[string]string{
	"has":             "a tick is seen by its box alone; without script a narrow window shows computer and phone one below the other",
	"focus-visible":   "the browser's own mark of the focus stays",
	"details-content": "a folded answer that is linked to, or printed, unfolds by script or by a tap",
	"backdrop":        "the page behind a list of keys is not darkened",
}

// harmlessNames are names of interfaces that may be missing, where what uses them asks first or does without.
var harmlessNames = map[string]string{
	"last":            "a field of what was practised, not an interface's",
	"at":              "an object of ours has one; Array's own: see misuse",
	"trustedTypes":    "asked for, and nothing is done where it is missing",
	"createPolicy":    "asked for as trustedTypes",
	"createScriptURL": "asked for as trustedTypes",
	"touches":         "a Mac has no fingers",
	"changedTouches":  "a Mac has no fingers",
	"hide":            "a list of keys of our own",
	"show":            "a list of keys of our own",
	"BarcodeDetector": "the drawn scanner scans where the browser can",
	"detect":          "the drawn scanner scans where the browser can",
	"exitFullscreen":  "asked for as fullscreenElement or requestFullscreen",
}

// harmlessMarkup are elements, attributes ("element attribute" or "* attribute") that a browser may not know.
var harmlessMarkup = map[string]string{
	"dialog":      "hidden by our own rule, opened by our own script: comfort.js, slide.js",
	"* inputmode": "the keyboard of letters comes",
	"* translate": "a code may be translated if the whole page is",
}

// facts are MDN's browser-compat-data.
var facts = sync.OnceValues(func() (map[string]any, error) {
	raw, err := os.ReadFile("node_modules/@mdn/browser-compat-data/data.json")
	if err != nil {
		return nil, fmt.Errorf("no facts about browsers (`make setup` brings them): %w", err)
	}
	var all map[string]any
	return all, json.Unmarshal(raw, &all)
})

// at is a place in the facts; nil where there is none.
func at(in map[string]any, path ...string) map[string]any {
	for _, name := range path {
		next, _ := in[name].(map[string]any)
		if in = next; in == nil {
			return nil
		}
	}
	return in
}

// since is the version of a browser that has known a feature without a prefix or a switch; 1000: none has.
func since(feature map[string]any, browser string) float64 {
	support := at(feature, "__compat", "support")
	entries, _ := support[browser].([]any)
	if one, ok := support[browser].(map[string]any); ok {
		entries = []any{one}
	}
	if len(entries) == 0 {
		return 0 // nothing is known
	}
	best := 1000.0
	for _, e := range entries {
		entry, _ := e.(map[string]any)
		added, _ := entry["version_added"].(string)
		if entry["prefix"] != nil || entry["alternative_name"] != nil || entry["flags"] != nil || entry["version_removed"] != nil && entry["partial_implementation"] == nil {
			continue
		}
		if n, err := strconv.ParseFloat(strings.TrimPrefix(added, "≤"), 64); err == nil {
			best = min(best, n)
		}
	}
	return best
}

// lacking names the browsers of a floor that do not know a feature.
func lacking(feature map[string]any, floor map[string]float64) []string {
	if at(feature, "__compat") == nil {
		return nil
	}
	var out []string
	for _, browser := range slices.Sorted(maps.Keys(floor)) {
		if v := since(feature, browser); v > floor[browser] {
			out = append(out, fmt.Sprintf("%s (%g)", browser, v))
		}
	}
	return out
}

// linter collects what is served and above the floor.
type linter struct {
	all    map[string]any
	faults []string
}

func newLinter() (*linter, error) {
	all, err := facts()
	return &linter{all: all}, err
}

func (l *linter) fault(where, what string, browsers []string) {
	if line := fmt.Sprintf("%s: %s is unknown to %s", where, what, strings.Join(browsers, ", ")); !slices.Contains(l.faults, line) {
		l.faults = append(l.faults, line)
	}
}

// block is a pair of braces that a style sheet stands in.
type block struct {
	floor map[string]float64
	skip  bool // only what knows it reads it
	gaps  bool // what browsers read that know no gap between flex items

	inside string // the name of its rule; "" at the top
}

var (
	pseudo    = regexp.MustCompile(`::?(-?[a-z][a-z-]*)`)
	dimension = regexp.MustCompile(`^[+-]?[0-9.]+(?:e[+-]?[0-9]+)?([a-z]+)$`)
	notList   = regexp.MustCompile(`:not\([^()]*,`)
	feature   = regexp.MustCompile(`\(([a-z-]+)`)
	oldFlex   = regexp.MustCompile(`^not\(?inset:0\)?$`)
	tested    = regexp.MustCompile(`\(([a-z-]+):([^()]*(?:\([^()]*\))?[^()]*)\)`)
)

// misusedStyles is what names alone do not tell: of declarations ("property:value", without the spaces that say nothing),
// of selectors, and of the conditions of media.
var misusedStyles = map[string]map[string]string{
	"declaration": {
		`:.*\bcolor\(`: "Chrome before 111, Firefox before 113, Safari before 15.4",
		`:.*\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(from\b`:   "Chrome before 119, Firefox before 128, Safari before 16.4",
		`gradient\([^)]*\bin (?:s?rgb|hsl|hwb|lab|lch|ok|xyz|d)`: "Chrome before 111, Firefox before 127, Safari before 16.2",
		`:.*\blinear\([0-9]`:                   "Chrome before 113, Firefox before 112, Safari before 17.2",
		`^text-decoration:.*\d(?:px|em|rem|%)`: "Chrome before 87, all of Safari",
		`^content:.*["')]\s*/`:                 "Chrome before 77, Firefox before 128, Safari before 17.4",
		`^mask:`:                               "Chrome before 120, Safari before 15.4: known, and without effect",
		`^display:\S+ \S`:                      "Chrome before 115, Safari before 15",
	},
	"selector": {
		`:nth-(?:last-)?child\([^()]* of `: "Chrome before 111, Firefox before 113",
		`\[[^\]]*["'\s]s\]`:                "Chrome, Safari",
	},
	"media": {
		`[<>]`:                                   "Chrome before 104, Firefox before 63, Safari before 16.4",
		`(?:^|,) *not *\(|and *\( *not\b|\( *\(`: "Chrome before 104, Safari before 16.4",
		`\) *or *\(`:                             "Chrome before 104, Safari before 16.4",
	},
}

// misused tells of what in a text the floor does not know.
func (l *linter) misused(where, kind, text string) {
	for pattern, browsers := range misusedStyles[kind] {
		if m := regexp.MustCompile(pattern).FindString(text); m != "" {
			l.fault(where, m, []string{browsers})
		}
	}
}

// styles reads a style sheet.
func (l *linter) styles(where string, sheet []byte) {
	p := css.NewParser(parse.NewInputBytes(sheet), false)
	blocks := []block{{floor: floor()}}
	var selectors, fallbacks []string
	var declared map[string]int // of the present rule
	var flex, gap bool
	flexed, gapped := map[string]bool{}, map[string]bool{}
	text := func(values []css.Token) string {
		var b strings.Builder
		for _, v := range values {
			b.Write(v.Data)
		}
		return b.String()
	}
	for {
		kind, _, data := p.Next()
		top := blocks[len(blocks)-1]
		name := string(data)
		switch kind {
		case css.ErrorGrammar:
			if p.Err() != io.EOF {
				l.faults = append(l.faults, where+": "+p.Err().Error())
				if p.Err() == nil {
					return
				}
			}
			for s, has := range gapped {
				last := s[strings.LastIndexAny(s, " >")+1:]
				if has && flexed[s] && !slices.ContainsFunc(fallbacks, func(f string) bool { return strings.HasPrefix(f, s) || strings.HasPrefix(f, last) }) {
					l.faults = append(l.faults, fmt.Sprintf("%s: %s is a flex box whose gap older browsers do not see, and has no margins for them", where, s))
				}
			}
			return
		case css.AtRuleGrammar, css.BeginAtRuleGrammar:
			rule, prelude := strings.TrimPrefix(name, "@"), strings.ReplaceAll(text(p.Values()), " ", "")
			inner := block{floor: maps.Clone(top.floor), skip: top.skip, gaps: top.gaps, inside: rule}
			if top.inside == "page" {
				l.fault(where, "@page "+name, []string{"Chrome before 131, Firefox, Safari"})
			}
			if missing := lacking(at(l.all, "css", "at-rules", rule), top.floor); len(missing) > 0 && !top.skip && harmlessRules[rule] == "" {
				l.fault(where, name, missing)
			}
			switch rule {
			case "supports":
				switch {
				case oldFlex.MatchString(prelude):
					inner.gaps = true
				case strings.Contains(prelude, "not") && strings.Contains(prelude, "selector("):
					l.fault(where, name+" "+prelude, []string{"Chrome before 83, Safari before 14.1: they read neither side"})
				default:
					inner.skip = inner.skip || l.shutsOut(prelude)
				}
			case "import":
				l.fault(where, name, []string{"what joins the sheets"})
			case "page":
				if prelude != "" && prelude[0] != ':' {
					l.fault(where, "@page "+prelude, []string{"Chrome before 85, Safari"})
				}
			case "media":
				for _, m := range feature.FindAllStringSubmatch(prelude, -1) {
					known := at(l.all, "css", "at-rules", "media", strings.TrimPrefix(strings.TrimPrefix(m[1], "min-"), "max-"))
					for browser := range inner.floor {
						inner.floor[browser] = max(inner.floor[browser], since(known, browser))
					}
				}
				l.misused(where+" @media", "media", text(p.Values()))
			}
			if kind == css.BeginAtRuleGrammar {
				blocks = append(blocks, inner)
			}
		case css.EndAtRuleGrammar:
			blocks = blocks[:len(blocks)-1]
		case css.QualifiedRuleGrammar, css.BeginRulesetGrammar:
			if declared != nil {
				l.fault(where+" "+strings.Join(selectors, ","), "a rule within a rule", []string{"Chrome before 112, Firefox before 117, Safari before 16.5"})
			}
			selectors = append(selectors, splitList(text(p.Values()))...)
			if kind == css.QualifiedRuleGrammar {
				continue
			}
			if !top.skip {
				l.selectors(where, selectors, top.floor)
			}
			declared, flex, gap = map[string]int{}, false, false
		case css.EndRulesetGrammar:
			for _, s := range selectors {
				if top.gaps {
					fallbacks = append(fallbacks, s)
				}
				flexed[s] = flexed[s] || flex
				gapped[s] = gapped[s] || gap
			}
			selectors, declared = nil, nil
		case css.DeclarationGrammar:
			values := p.Values()
			flex = flex || name == "display" && strings.Contains(text(values), "flex")
			gap = gap || (name == "gap" || name == "column-gap" || name == "row-gap") && text(values) != "0"
			if !top.skip && declared != nil {
				l.declaration(where+" "+strings.Join(selectors, ","), name, values, declared, top.floor)
			}
			if declared != nil {
				declared[name]++
			} else if top.inside == "font-face" {
				if missing := lacking(at(l.all, "css", "at-rules", "font-face", name), top.floor); len(missing) > 0 {
					l.fault(where, "@font-face "+name, missing)
				}
			}
		}
	}
}

// shutsOut tells whether no browser of the floor reads what stands under a condition of @supports: each part of it must be
// true, and one of them asks for what the floor does not know.
func (l *linter) shutsOut(condition string) bool {
	if strings.Contains(condition, "not") || strings.Contains(condition, ")or(") {
		return false
	}
	if strings.Contains(condition, "selector(") {
		return true
	}
	for _, m := range tested.FindAllStringSubmatch(condition, -1) {
		probe := &linter{all: l.all}
		probe.styles("", []byte("a{"+m[1]+":"+m[2]+"}"))
		if len(probe.faults) > 0 {
			return true
		}
	}
	return false
}

// splitList parts a list of selectors at the commas that stand in no parentheses.
func splitList(list string) (out []string) {
	depth, from := 0, 0
	for i, c := range list {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(list[from:i]))
				from = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(list[from:]))
}

// selectors reads those of one rule: a browser that does not know one of them leaves the whole rule out.
func (l *linter) selectors(where string, all []string, floor map[string]float64) {
	enhancing := 0
	for _, s := range all {
		l.misused(where, "selector", s)
		if notList.MatchString(s) {
			if missing := lacking(at(l.all, "css", "selectors", "not", "selector_list"), floor); len(missing) > 0 {
				l.fault(where+" "+s, ":not(a, b)", missing)
			}
		}
		isOne := false
		for _, m := range pseudo.FindAllStringSubmatch(s, -1) {
			known := at(l.all, "css", "selectors", m[1])
			missing := lacking(known, floor)
			if len(missing) == 0 || strings.HasPrefix(m[1], "-") {
				continue
			}
			if enhancingSelectors[m[1]] == "" {
				l.fault(where+" "+s, m[0], missing)
			}
			isOne = true
		}
		if isOne {
			enhancing++
		}
	}
	if enhancing > 0 && enhancing < len(all) {
		l.faults = append(l.faults, fmt.Sprintf("%s: %s: older browsers leave the whole rule out for one selector of it", where, strings.Join(all, ",")))
	}
}

func (l *linter) declaration(where, name string, values []css.Token, before map[string]int, floor map[string]float64) {
	if name = strings.ToLower(name); strings.HasPrefix(name, "-") || harmlessStyles[name] != "" {
		return
	}
	if name == "grid-gap" {
		return // what a grid's gap was called before
	}
	known := at(l.all, "css", "properties", name)
	if known == nil {
		l.faults = append(l.faults, where+": "+name+" is no property")
		return
	}
	if missing := lacking(known, floor); len(missing) > 0 {
		if before["-webkit-"+name] == 0 {
			l.fault(where, name, missing)
		}
		return
	}
	if before[name] == 0 && before["-webkit-"+name] == 0 {
		var whole strings.Builder
		for _, v := range values {
			if v.TokenType == css.StringToken {
				whole.WriteString(`""`) // words that people read
			} else {
				whole.Write(v.Data)
			}
		}
		l.misused(where, "declaration", name+":"+strings.TrimSuffix(strings.TrimSpace(whole.String()), "!important"))
	}
	for _, v := range values {
		word, place := strings.ToLower(string(v.Data)), known
		switch v.TokenType {
		case css.IdentToken:
			place = at(known, word)
			if place == nil && name != "font" && name != "animation" {
				place = at(l.all, "css", "types", word)
			}
		case css.FunctionToken:
			word = strings.TrimSuffix(word, "(")
			if place = at(known, word); place == nil {
				place = l.function(at(l.all, "css", "types"), word)
			}
		case css.DimensionToken:
			if m := dimension.FindStringSubmatch(word); m != nil {
				place = at(l.all, "css", "types", "length", unitFamily(m[1]))
			}
		default:
			continue
		}
		if missing := lacking(place, floor); len(missing) > 0 && before[name] == 0 && harmlessStyles[name+": "+word] == "" {
			l.fault(where, name+": "+word, missing)
		}
	}
}

// unitFamily is a unit's name in the facts, which speak of some together.
func unitFamily(unit string) string {
	switch {
	case regexp.MustCompile(`^[sld]v(h|w|i|b|min|max)$`).MatchString(unit):
		return "viewport_percentage_units_" + map[byte]string{'s': "small", 'l': "large", 'd': "dynamic"}[unit[0]]
	case strings.HasPrefix(unit, "cq"):
		return "container_query_length_units"
	}
	return unit
}

// function looks for a function anywhere below the types.
func (l *linter) function(in map[string]any, name string) map[string]any {
	if found := at(in, name); at(found, "__compat") != nil {
		return found
	}
	for key, value := range in {
		if below, ok := value.(map[string]any); ok && key != "__compat" {
			if found := l.function(below, name); found != nil {
				return found
			}
		}
	}
	return nil
}

// script reads a classic script: its syntax by esbuild, which would change what the floor cannot read; its names here.
func (l *linter) script(where string, source []byte) {
	lower := func(target api.Target, engines []api.Engine) string {
		r := api.Transform(string(source), api.TransformOptions{ // the floor knows a?.b and {a} = b; what esbuild fears are faults in rare uses of them
			Target: target, Engines: engines, Loader: api.LoaderJS, Supported: map[string]bool{"optional-chain": true, "destructuring": true}})
		if len(r.Errors) > 0 {
			l.faults = append(l.faults, where+": "+r.Errors[0].Text)
		}
		return string(r.Code)
	}
	fresh, old := strings.Split(lower(api.ESNext, nil), "\n"), strings.Split(lower(api.DefaultTarget, []api.Engine{{Name: api.EngineChrome, Version: "80"}, {Name: api.EngineFirefox, Version: "91"}, {Name: api.EngineSafari, Version: "13.1"}, {Name: api.EngineIOS, Version: "13.4"}}), "\n")
	for i := range fresh {
		if i >= len(old) || fresh[i] != old[i] {
			l.faults = append(l.faults, where+": the floor cannot read this syntax: "+fresh[i])
			break
		}
	}

	members, globals := l.names()
	text := string(source)
	lexer := ecma.NewLexer(parse.NewInputBytes(source))
	var previous, before ecma.TokenType
	var owner string // the name before the dot
	for {
		kind, data := lexer.Next()
		if kind == ecma.ErrorToken {
			if lexer.Err() != io.EOF {
				l.faults = append(l.faults, where+": "+lexer.Err().Error())
			}
			break
		}
		if kind == ecma.WhitespaceToken || kind == ecma.LineTerminatorToken || kind == ecma.CommentToken {
			continue
		}
		if kind == ecma.DivToken || kind == ecma.DivEqToken {
			if previous != ecma.CloseParenToken && previous != ecma.CloseBracketToken && previous != ecma.CloseBraceToken && !ecma.IsIdentifierName(previous) && !ecma.IsNumeric(previous) && previous != ecma.StringToken {
				lexer.RegExp()
				previous = ecma.StringToken
				continue
			}
		}
		if ecma.IsIdentifierName(kind) {
			name := string(data)
			var missing []string
			switch {
			case previous == ecma.DotToken || previous == ecma.OptChainToken:
				if missing = members[name]; missing == nil && owner != "" {
					missing = l.memberOf(owner, name)
				}
			case previous == ecma.NewToken:
				if missing = globals[name]; missing == nil {
					missing = lacking(at(l.all, "api", name, name), floor())
				}
			case (kind == ecma.ImportToken || kind == ecma.ExportToken) && previous != ecma.DotToken:
				missing = []string{"whatever opens a page from a folder"}
			default:
				if missing = globals[name]; missing == nil {
					if missing = l.memberOf("window", name); missing != nil && declares(text, name) {
						missing = nil
					}
				}
			}
			if missing != nil && harmlessNames[name] == "" && !asks(text, name) {
				l.fault(where, name, missing)
			}
			if owner = name; before == ecma.DotToken && previous == ecma.DotToken {
				owner = ""
			}
		} else if kind != ecma.DotToken && kind != ecma.OptChainToken {
			owner = ""
		}
		before, previous = previous, kind
	}
	for _, m := range subscript.FindAllStringSubmatch(text, -1) { // a["b"]
		if missing := members[m[1]]; missing != nil && harmlessNames[m[1]] == "" && !asks(text, m[1]) {
			l.fault(where, m[1], missing)
		}
	}
	for _, m := range taken.FindAllStringSubmatch(text, -1) { // const { b } = a
		for name := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ',' || r == ' ' }) {
			missing := members[name]
			if missing == nil {
				missing = l.memberOf(m[2], name)
			}
			if missing != nil && harmlessNames[name] == "" && !asks(text, name) {
				l.fault(where, name, missing)
			}
		}
	}
	for _, m := range aliases.FindAllStringSubmatchIndex(text, -1) {
		scope, _, _ := strings.Cut(text[m[0]:], "part(") // elsewhere a short name is another thing's
		name, what := text[m[2]:m[3]], text[m[4]:m[5]]
		if use := regexp.MustCompile(`\b` + name + `\.(?:add|remove)EventListener`).FindString(scope); use != "" && !asks(scope, "addEventListener") {
			l.fault(where, use+" of "+what, []string{"Safari before 14, or 16"})
		}
	}
	for pattern, browsers := range misuse {
		if m := regexp.MustCompile(pattern).FindString(text); m != "" && !(strings.HasPrefix(m, "scroll") && strings.Contains(text, `"scrollBehavior"in`)) {
			l.fault(where, m, []string{browsers})
		}
	}
}

var (
	subscript = regexp.MustCompile(`[\w)\]]\[["'](\w+)["']\]`)
	taken     = regexp.MustCompile(`\{([\w, ]+)\} ?= ?(\w+)`)
	aliases   = regexp.MustCompile(`(\w+) ?= ?(?:window\.)?(matchMedia|speechSynthesis)\b`)
)

// wellKnown are objects of every page, and what they are.
var wellKnown = map[string]string{
	"window": "Window", "self": "Window", "globalThis": "Window", "navigator": "Navigator", "document": "Document", "crypto": "Crypto", "performance": "Performance",
	"screen": "Screen", "history": "History", "location": "Location", "localStorage": "Storage", "sessionStorage": "Storage",
}

// memberOf names the browsers that lack a member of a well-known object, or one of an interface itself.
func (l *linter) memberOf(owner, name string) []string {
	what, instance := wellKnown[owner]
	if !instance {
		for _, in := range []map[string]any{at(l.all, "api", owner), at(l.all, "javascript", "builtins", owner)} {
			if missing := lacking(at(in, name+"_static"), floor()); missing != nil {
				return missing
			}
			if missing := lacking(at(in, name), floor()); missing != nil {
				return missing
			}
		}
		return nil
	}
	if missing := lacking(at(l.all, "api", what, name), floor()); missing != nil || what != "Window" {
		return missing
	}
	_, globals := l.names()
	return globals[name]
}

// declares tells whether a name is a script's own.
func declares(text, name string) bool {
	return regexp.MustCompile(`\b(?:const|let|var|function|class|async)[^;]*\b` + name + `\b|\b` + name + ` ?(?:=|:|,|\))`).MatchString(text)
}

// misuse is what names alone do not tell.
var misuse = map[string]string{
	`new FormData\([^()]*,`:                          "Chrome before 112, Safari before 16.4: the button's own value is lost",
	`speechSynthesis\.(add|remove)EventListener`:     "Safari before 16",
	`matchMedia\([^)]*\)\.(add|remove)EventListener`: "Safari before 14",
	`\.at(?:\(|\.(?:call|apply|bind)\b)`:             "Chrome before 92, Safari before 15.4",
	`\.(submitter|inert)\b`:                          "Chrome before 81 or 102, Safari before 15.4",
	`["']?type["']?\s*[:=]\s*["']module["']`:         "whatever opens a page from a folder",
	`(?:querySelector(?:All)?|closest|matches)\([^)]*:(?:has|is|where|focus-visible|modal|fullscreen|popover-open|user-valid|user-invalid|dir|autofill|open|state)\b`: "Chrome before 105, 88 or 71, Safari before 15.4: it throws",
	`(?:querySelector(?:All)?|closest|matches)\([^)]*:not\([^()]*,`:       "Chrome before 88, Firefox before 84: it throws",
	`\b(?:dateStyle|timeStyle|dayPeriod|fractionalSecondDigits)["']?\s*:`: "Safari before 14.1: left out",
	`\bstyle["']?\s*:\s*["'\x60]unit\b`:                                   "Safari before 14.1: it throws",
	`\bnotation["']?\s*:\s*["'\x60]`:                                      "Safari before 14.1: left out",
	`\btrackVisibility\b`:                                                 "Firefox, Safari",
	`\bscroll(?:To|By)?\(\s*\{`:                                           "Safari before 14",
	`RegExp\([^)]*,\s*["'\x60][a-z]*[dv]`:                                 "Chrome before 90 or 112, Safari before 15 or 17: it throws",
	`\(\?<[=!]`:                                                           "Safari before 16.4: the whole script is lost",
	`addEventListener\([^)]*signal`:                                       "Chrome before 90, Safari before 15",
	`\bimport\(`:                                                          "whatever opens a page from a folder",
}

// asks tells whether a script tests for a name before it relies on it.
func asks(text, name string) bool {
	return regexp.MustCompile(`\.` + name + `\?\.|["']` + name + `["'] ?in\b|\.` + name + `(?:\)| ?&&| ?\|\|| ?\?)|!\w+(?:\.\w+)*\.` + name + `\b|typeof ` + name).MatchString(text)
}

var nameTables = sync.OnceValue(func() [2]map[string][]string {
	all, _ := facts()
	members, globals, fine := map[string][]string{}, map[string][]string{}, map[string]bool{}
	floor := floor()
	read := func(in map[string]any) {
		for name, value := range in {
			name = strings.TrimSuffix(name, "_static")
			below, ok := value.(map[string]any)
			if !ok || strings.HasPrefix(name, "_") {
				continue
			}
			if missing := lacking(below, floor); len(missing) > 0 {
				members[name] = missing
			} else {
				fine[name] = true
			}
		}
	}
	for _, in := range []map[string]any{at(all, "api"), at(all, "javascript", "builtins")} {
		for name, value := range in {
			if below, ok := value.(map[string]any); ok {
				if missing := lacking(below, floor); len(missing) > 0 {
					globals[name] = missing
				}
				read(below)
				if name == "Intl" { // a room of interfaces
					for _, inner := range below {
						if inner, ok := inner.(map[string]any); ok {
							read(inner)
						}
					}
				}
			}
		}
	}
	for name := range fine { // some interface of the floor has it
		delete(members, name)
	}
	return [2]map[string][]string{members, globals}
})

// names are those of members and of globals that the floor lacks.
func (l *linter) names() (members, globals map[string][]string) {
	t := nameTables()
	return t[0], t[1]
}

// markup reads a page's elements and attributes.
func (l *linter) markup(where string, page []byte) {
	lexer := html.NewLexer(parse.NewInputBytes(page))
	element := ""
	for {
		kind, _ := lexer.Next()
		switch kind {
		case html.ErrorToken:
			return
		case html.SVGToken, html.MathToken:
			continue // drawn, and read whole
		case html.StartTagToken:
			element = string(lexer.Text())
			if missing := lacking(at(l.all, "html", "elements", element), floor()); len(missing) > 0 && harmlessMarkup[element] == "" {
				l.fault(where, "<"+element+">", missing)
			}
		case html.AttributeToken:
			name := string(lexer.AttrKey())
			known := at(l.all, "html", "elements", element, name)
			if known == nil {
				known = at(l.all, "html", "global_attributes", name)
			}
			if missing := lacking(known, floor()); len(missing) > 0 && harmlessMarkup["* "+name] == "" && harmlessMarkup[element+" "+name] == "" {
				l.fault(where, "<"+element+" "+name+">", missing)
			}
			value := strings.ToLower(strings.Trim(string(lexer.AttrVal()), `"' `))
			if element == "script" && name == "type" && (value == "module" || value == "importmap") || element == "link" && name == "rel" && value == "modulepreload" {
				l.fault(where, "a module", []string{"whatever opens a page from a folder"})
			}
			if name == "hidden" && value == "until-found" {
				l.fault(where, "hidden=until-found", []string{"Chrome before 102, Firefox before 139, all of Safari: it stays shut"})
			}
		}
	}
}

// teacher is a trainer with a room, without a browser.
type teacher struct {
	t    *testing.T
	http *http.Client
	url  string
	id   string
}

func teach(t *testing.T, site *program) *teacher {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	c := &teacher{t: t, http: &http.Client{Jar: jar, Timeout: patience}, url: site.url}
	req, _ := http.NewRequest(http.MethodPost, c.url+"/workshop", strings.NewReader("lang=th"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if m := regexp.MustCompile(`/workshop/(\d+)/trainer$`).FindStringSubmatch(res.Request.URL.Path); m != nil {
		c.id = m[1]
	} else {
		t.Fatalf("no room: %s at %s", res.Status, res.Request.URL)
	}
	return c
}

func (c *teacher) get(path string) (status int, header http.Header, body string) {
	c.t.Helper()
	res, err := c.http.Get(c.url + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(raw)
}

func TestWhatIsServedStaysWithinThePromisedBrowsers(t *testing.T) {
	t.Parallel()
	content, err := filepath.Abs("../content")
	if err != nil {
		t.Fatal(err)
	}
	site := start(t, "--dev", "--content", content) // with what writers get beside
	l, err := newLinter()
	if err != nil {
		t.Fatal(err)
	}
	teacher := teach(t, site)
	read, sheets, scripts := map[string]bool{}, 0, 0
	loads := regexp.MustCompile(`(?:href|src)="?(/[^" >]+\.(?:css|js))`)
	paths := []string{"/d", "/j", "/j/" + teacher.id, "/th/nonesuch", "/th/offline", "/sw.js"}
	for _, what := range []string{"trainer", "screen", "report"} {
		paths = append(paths, "/th/workshop/"+teacher.id+"/"+what)
	}
	for _, p := range site.pages() {
		paths = append(paths, p.path)
	}
	for len(paths) > 0 {
		path := paths[0]
		paths = paths[1:]
		if read[path] {
			continue
		}
		read[path] = true
		status, header, body := teacher.get(path)
		if status != http.StatusOK && status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
		switch kind, _, _ := strings.Cut(header.Get("Content-Type"), ";"); kind {
		case "text/css":
			sheets++
			l.styles(path, []byte(body))
			if !strings.Contains(path, "/_dev/") && !strings.Contains(body, "dialog:not([open]){display:none}") {
				t.Errorf("%s: where dialogs are unknown they stand open in the page", path)
			}
		case "text/javascript":
			scripts++
			l.script(path, []byte(body))
		case "text/html":
			l.markup(path, []byte(body))
			for _, m := range loads.FindAllStringSubmatch(body, -1) {
				paths = append(paths, m[1])
			}
		}
	}
	if sheets < 5 || scripts < 7 || len(read) < 150 {
		t.Errorf("read %d style sheets and %d scripts among %d", sheets, scripts, len(read))
	}
	for _, f := range l.faults {
		t.Error(f)
	}
}

func TestTheLinterFindsWhatIsAboveTheFloor(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"@layer a{b{color:red}}":                      "@layer",
		"a{inset:0}":                                  "inset",
		"a{inset-inline-end:0}":                       "inset-inline-end",
		"a{margin-inline:auto}":                       "margin-inline",
		"a{aspect-ratio:1}":                           "aspect-ratio",
		"a{translate:1px 2px}":                        "translate",
		"a{min-height:2lh}":                           "lh",
		"a{height:100dvh}":                            "dvh",
		"a{float:inline-start}":                       "inline-start",
		"a{width:fit-content}":                        "fit-content",
		"a{contain:paint}":                            "contain",
		"a{overflow:clip}":                            "overflow: clip",
		"a{overflow:hidden;overflow:clip}":            "",
		"a{width:-moz-fit-content;width:fit-content}": "",
		"a{display:flex;gap:1rem}":                    "gap",
		"a{display:grid;gap:1rem}":                    "",
		"a{display:flex}a{gap:1rem}":                  "gap",
		"a{display:flex;gap:1px}@supports not (inset:0){a>*{margin:1px}}": "",
		":is(a,b){color:red}":                                 ":is",
		":where(a){color:red}":                                ":where",
		"a:has(b){color:red}":                                 "",
		"a:has(b),c{color:red}":                               "whole rule",
		"a,b:focus-visible{color:red}":                        "whole rule",
		"a:not(.b,.c){color:red}":                             ":not(a, b)",
		"@media (scripting:enabled){a:not(.b,.c){color:red}}": "",
		"@media (width>=600px){a{color:red}}":                 "@media",
		"@page sheet{margin:1cm}":                             "@page",
		"a{page:sheet}":                                       "page",
		"@container (width>1px){a{color:red}}":                "@container",
		"@supports (inset:0){a{inset:0}}":                     "",
		"a{color:color-mix(in srgb,red,blue)}":                "color-mix",
		"a{color:oklch(50% 0 0)}":                             "oklch",
		"a{colour:red}":                                       "no property",
	} {
		l, err := newLinter()
		if err != nil {
			t.Fatal(err)
		}
		l.styles("sheet", []byte(source))
		if got := strings.Join(l.faults, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: want %q, got %q", source, want, got)
		}
	}
	for source, want := range map[string]string{
		"a ??= b":                                 "syntax",
		"a.b?.c()":                                "",
		"a.replaceAll('b','c')":                   "replaceAll",
		"Object.hasOwn(a,'b')":                    "hasOwn",
		"structuredClone(a)":                      "structuredClone",
		"[1].at(-1)":                              ".at(",
		"new FormData(form, button)":              "FormData",
		"new FormData(form)":                      "",
		"list.showModal()":                        "showModal",
		"if (list.showModal) list.showModal()":    "",
		"main.inert = true":                       "inert",
		"a.replaceChildren(b)":                    "replaceChildren",
		"Promise.any([a])":                        "any",
		"speechSynthesis.addEventListener('a',b)": "speechSynthesis",
		"matchMedia('print').addEventListener('change',b)":             "matchMedia",
		"new BroadcastChannel('a')":                                    "BroadcastChannel",
		"a.querySelector('b:has(c)')":                                  ":has",
		"/(?<=a)b/.test(c)":                                            "?<=",
		"import('a')":                                                  "import(",
		"class A { #b = 1 }":                                           "syntax",
		"navigator.wakeLock.request('screen')":                         "wakeLock",
		"if (navigator.wakeLock) navigator.wakeLock.request('screen')": "",
		"structuredClone2(a.title)":                                    "",
	} {
		l, err := newLinter()
		if err != nil {
			t.Fatal(err)
		}
		l.script("script", []byte(source))
		if got := strings.Join(l.faults, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: want %q, got %q", source, want, got)
		}
	}
	for source, want := range map[string]string{
		`<div inert>`:                  "inert",
		`<script type="module">`:       "module",
		`<details name="a">`:           "details name",
		`<p hidden><a href="/b">c</a>`: "",
		`<search>`:                     "<search>",
		`<button popovertarget="a">`:   "popovertarget",
	} {
		l, err := newLinter()
		if err != nil {
			t.Fatal(err)
		}
		l.markup("page", []byte(source))
		if got := strings.Join(l.faults, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: want %q, got %q", source, want, got)
		}
	}
}
