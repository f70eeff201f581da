package site

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	longestLine    = 160 // characters of a template
	mostAttributes = 5   // of an element; a drawing's shapes and a field have as many as they need
	mostOnALine    = 3   // elements that begin on one line
)

// What a template is made of: a comment, an action, a tag with actions and quoted values in it.
const (
	comment = `\{\{/\*[\s\S]*?\*/\}\}`
	action  = `\{\{(?:"(?:[^"\\]|\\.)*"|[^"}])*\}\}`
	tag     = `</?[a-zA-Z](?:` + action + `|"(?:` + action + `|[^"])*"|[^">])*>`
)

var (
	templatePiece  = regexp.MustCompile(comment + "|" + action + "|" + tag)
	tagName        = regexp.MustCompile(`^</?([a-zA-Z0-9]+)`)
	attributeValue = regexp.MustCompile(`="(?:` + action + `|[^"])*"`)
	anyAction      = regexp.MustCompile(action)
	control        = regexp.MustCompile(`^\{\{-?\s*(if|range|with|define|block|else|end)\b`)
	voidElement    = regexp.MustCompile(`^<(meta|link|img|input|br|hr)\b|/>$`)
)

// templateFaults lists what is wrong with the form of a template.
func templateFaults(source string) (faults []string) {
	for i, line := range strings.Split(source, "\n") {
		if n := utf8.RuneCountInString(line); n > longestLine {
			faults = append(faults, fmt.Sprintf("line %d has %d characters", i+1, n))
		}
		opened := 0
		for _, piece := range templatePiece.FindAllString(line, -1) {
			if strings.HasPrefix(piece, "<") && !strings.HasPrefix(piece, "</") {
				opened++
			}
		}
		if opened > mostOnALine {
			faults = append(faults, fmt.Sprintf("line %d begins %d elements", i+1, opened))
		}
	}
	type open struct {
		name string // an element; "" for a branch of an action
		line int
	}
	var stack []open
	drawing := 0
	for _, at := range templatePiece.FindAllStringIndex(source, -1) {
		piece, line := source[at[0]:at[1]], 1+strings.Count(source[:at[0]], "\n")
		top := open{"nothing", 1}
		if len(stack) > 0 {
			top = stack[len(stack)-1]
		}
		if m := control.FindStringSubmatch(piece); m != nil {
			if (m[1] == "else" || m[1] == "end") && top.name != "" {
				faults = append(faults, fmt.Sprintf("line %d: {{%s}} stands within <%s> of line %d", line, m[1], top.name, top.line))
				return faults
			}
			switch m[1] {
			case "else":
			case "end":
				stack = stack[:len(stack)-1]
			default:
				stack = append(stack, open{"", line})
			}
			continue
		}
		if !strings.HasPrefix(piece, "<") {
			continue
		}
		name := strings.ToLower(tagName.FindStringSubmatch(piece)[1])
		if strings.HasPrefix(piece, "</") {
			if top.name != name {
				faults = append(faults, fmt.Sprintf("line %d: </%s> closes nothing that stands beside it", line, name))
				return faults
			}
			if stack = stack[:len(stack)-1]; name == "svg" {
				drawing--
			}
			continue
		}
		if n := attributes(piece); n > mostAttributes && drawing == 0 && name != "svg" && name != "input" {
			faults = append(faults, fmt.Sprintf("line %d: <%s> has %d attributes", line, name, n))
		}
		if !voidElement.MatchString(piece) {
			if stack = append(stack, open{name, line}); name == "svg" {
				drawing++
			}
		}
	}
	return faults
}

// attributes counts those of a tag: an action that is no branch is one.
func attributes(tag string) int {
	bare := attributeValue.ReplaceAllString(tag, "=x")
	bare = anyAction.ReplaceAllStringFunc(bare, func(action string) string {
		if control.MatchString(action) {
			return " "
		}
		return " action "
	})
	return len(strings.Fields(strings.Trim(bare, "<>/"))) - 1
}

func TestTemplatesHaveOneElementALineAndCloseWhatTheyOpen(t *testing.T) {
	files, err := filepath.Glob("templates/*.html")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, file := range append(files, "../../cmd/guide/scorm/scorm.html") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range templateFaults(string(raw)) {
			t.Errorf("%s, %s", file, fault)
		}
	}
}

func TestTheFormOfATemplateIsLookedAt(t *testing.T) {
	for bad, fault := range map[string]string{
		`<p>` + strings.Repeat("ก", 160):                               "line 1 has 163 characters",
		"<ul>\n<li></li><li></li><li></li><li></li></ul>":              "line 2 begins 4 elements",
		`{{define "a"}}<form>{{end}}</form>`:                           "{{end}} stands within <form>",
		`{{if .X}}<div>{{else}}</div>{{end}}`:                          "{{else}} stands within <div>",
		`<p><b></p></b>`:                                               "</p> closes nothing",
		`<p a="1" b="{{if .X}} {{end}}" c d="{{"}}"}}" e='' f></p>`:    "has 6 attributes",
		`<p a b c{{if .X}} d="1"{{else}} e{{end}}{{.Lang}}{{.F}}></p>`: "has 7 attributes",
	} {
		if got := strings.Join(templateFaults(bad), "; "); !strings.Contains(got, fault) {
			t.Errorf("%s: %q, want %q", bad, got, fault)
		}
	}
	if got := templateFaults("<p a=\"1 2 3 4 5 6 7\">\n<svg a b c d e f><path a b c d e f/></svg><br></p>"); got != nil {
		t.Error(got)
	}
}

func TestALineBreakInATemplateIsNothingAndASpaceStays(t *testing.T) {
	for source, want := range map[string]string{
		"<ul>\n  <li>ก</li>\n  <li>ข</li>\n</ul>\n":                "<ul><li>ก</li><li>ข</li></ul>",
		"<p>คำ <b>หนา</b> ต่อ</p>":                                 "<p>คำ <b>หนา</b> ต่อ</p>",
		"<p>\n  {{.A}}{{\" \"}}\n  <b>x</b>\n</p>":                 "<p>{{.A}} <b>x</b></p>",
		"<a\n  href=\"x\"\n  class=\"y\">z</a>":                    "<a href=\"x\" class=\"y\">z</a>",
		"<a title=\"{{if gt .N 1}}a>b{{end}}\"\n  b>\n  z\n</a>":   "<a title=\"{{if gt .N 1}}a>b{{end}}\" b>z</a>",
		"{{/* a\n  comment */}}\n{{define \"x\"}}\n  y\n{{end}}\n": "{{/* a\n  comment */}}{{define \"x\"}}y{{end}}",
		"{{$x := \"a\"}}\n{{with $x}}\n  {{.}}\n{{end}}":           "{{$x := \"a\"}}{{with $x}}{{.}}{{end}}",
		"1 < 2\n  and more":                                        "1 < 2and more",
	} {
		if got := closeUp(source); got != want {
			t.Errorf("%q\n got %q\nwant %q", source, got, want)
		}
	}
}
