package tutorial

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3" // the one that goldmark's front matter extension decodes with

	"napguide/server/signs"
)

// frontMatter is the mapping at the head of a file, kept as YAML nodes because they know their lines.
type frontMatter struct {
	values map[string]*yaml.Node
	keys   []*yaml.Node // as written, duplicates too
	end    int          // line of the closing ---
	report func(line int, msg, mend string)
}

// firstLine is the file's line before the first line of YAML: the opening ---.
const firstLine = 1

// newFrontMatter reads the node of the whole mapping. It is nil after a fault that leaves nothing to read.
func newFrontMatter(decode func(any) error, end int, report func(line int, msg, mend string)) *frontMatter {
	var doc yaml.Node
	if err := decode(&doc); err != nil {
		line, msg := yamlError(err)
		if strings.Contains(msg, "found character that cannot start any token") || strings.Contains(msg, "tab") {
			report(min(line+firstLine, end), "a tab, or another sign that cannot begin a value, stands in the front matter", `write spaces instead, and put a value that begins with @, %, ! or another sign between "quotes"`)
			return nil
		}
		report(min(line+firstLine, end), "the front matter is no valid YAML: "+msg, `write one "key: value" a line, and put a value with a colon, # or quotes in it between "quotes"`)
		return nil
	}
	m := &frontMatter{values: map[string]*yaml.Node{}, end: end, report: report}
	if doc.Kind == 0 { // nothing, or comments only
		return m
	}
	mapping := doc.Content[0]
	if mapping.Kind != yaml.MappingNode {
		report(mapping.Line+firstLine, "the front matter is no list of keys", `write one "key: value" a line`)
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		m.keys = append(m.keys, key)
		if m.values[key.Value] != nil {
			report(key.Line+firstLine, fmt.Sprintf("the key %q stands here a second time", key.Value), "remove one of the two")
			continue
		}
		m.values[key.Value] = value
		for _, v := range append([]*yaml.Node{key, value}, value.Content...) {
			if _, bad := signs.Find([]byte(v.Value)); bad != "" { // by an escape that only YAML has
				report(v.Line+firstLine, bad, typeAgain)
				return nil
			}
		}
	}
	return m
}

var (
	yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	// yaml.v3 counts lines from 1 in errors of its scanner, but from 0 in these, which come from its parser.
	yamlFromZero = regexp.MustCompile(`^did not find expected (?:key|node content|'-' indicator|',' or '[\]}]'|<)`)
)

// yamlError takes the line, counted within the YAML, out of an error's text; there is no other way to it.
func yamlError(err error) (line int, msg string) {
	msg = err.Error()
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = msg[len(m[0]):]
	}
	if yamlFromZero.MatchString(msg) {
		line++
	}
	return line, msg
}

// known reports keys that are missing or that nobody reads.
func (m *frontMatter) known(keys []string, optional ...string) {
	all := append(slices.Clone(keys), optional...)
	for _, key := range m.keys {
		if !slices.Contains(all, key.Value) {
			m.report(key.Line+firstLine, fmt.Sprintf("the key %q is unknown", key.Value), "remove it, or use one of "+strings.Join(all, ", "))
		}
	}
	for _, key := range keys {
		if m.values[key] == nil && key != "source" { // the loader knows what to write there
			m.report(1, fmt.Sprintf("the key %q is missing", key), "add it to the front matter")
		}
	}
}

// line is where a key's value stands; 1 when there is none.
func (m *frontMatter) line(key string) int {
	if v := m.values[key]; v != nil {
		return v.Line + firstLine
	}
	return 1
}

// scalar is a value as it is written, of whatever type; "" when there is none.
func (m *frontMatter) scalar(key string) string {
	if v := m.values[key]; v != nil && v.Kind == yaml.ScalarNode {
		return strings.TrimSpace(v.Value)
	}
	return ""
}

// text is a value of words; "" after a fault.
func (m *frontMatter) text(key string) string {
	v := m.values[key]
	if v == nil {
		return ""
	}
	return m.words(key, v)
}

// words is text for a value that stands somewhere below a key.
func (m *frontMatter) words(key string, v *yaml.Node) string {
	line := v.Line + firstLine
	if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!str" && v.ShortTag() != "!!null" {
		m.report(line, fmt.Sprintf("%s is no text", key), `write words, between "quotes" when they look like a number`)
		return ""
	}
	s := strings.TrimSpace(v.Value)
	switch {
	case s == "" || v.ShortTag() == "!!null":
		m.report(line, fmt.Sprintf("%s is empty", key), "write it, or remove the whole page")
		return ""
	case v.LineComment != "":
		m.report(line, fmt.Sprintf("%s is cut off at the #, which begins a comment", key), `put the whole value between "quotes"`)
		return ""
	case strings.ContainsAny(s, "\n\r\t"):
		m.report(line, fmt.Sprintf("%s has more than one line", key), "write it on one line")
		return ""
	case hasMarks(s):
		m.report(line, fmt.Sprintf("%s has ** or __ in it, which would show", key), "remove the marks; front matter is plain text")
		return ""
	}
	return s
}

// phrases is a text whose phrases a "|" parts.
func (m *frontMatter) phrases(key string) string {
	s := m.text(key)
	if emptyPhrase(s) {
		m.report(m.line(key), fmt.Sprintf("%s has a | with no words on one side", key), "put | only between two phrases")
	}
	return s
}

func emptyPhrase(s string) bool {
	if !strings.Contains(s, "|") {
		return false
	}
	return slices.ContainsFunc(strings.Split(s, "|"), func(p string) bool { return strings.TrimSpace(p) == "" })
}

// maxNumber bounds every number of the front matter; nothing here is counted in hundreds.
const maxNumber = 99

// number is a whole number from 1; 0 after a fault.
func (m *frontMatter) number(key string) int {
	v := m.values[key]
	if v == nil {
		return 0
	}
	n, err := strconv.Atoi(v.Value)
	if v.Kind != yaml.ScalarNode || v.ShortTag() != "!!int" || err != nil || n < 1 || n > maxNumber {
		m.report(v.Line+firstLine, fmt.Sprintf("%s is no whole number from 1 to %d", key, maxNumber), "write one, such as "+key+": 2")
		return 0
	}
	return n
}

// flag is true or false; false where the key is missing.
func (m *frontMatter) flag(key string) bool {
	switch {
	case m.values[key] == nil:
	case m.values[key].ShortTag() != "!!bool":
		m.report(m.line(key), fmt.Sprintf("%s is neither true nor false", key), "write "+key+": true, or remove the line")
	default:
		return m.scalar(key) == "true"
	}
	return false
}

var monthForm = regexp.MustCompile(`^20[0-9]{2}-(?:0[1-9]|1[0-2])$`)

// month is a year and a month, as 2026-11; "" when there is none.
func (m *frontMatter) month(key string) string {
	s := m.scalar(key)
	if m.values[key] != nil && !monthForm.MatchString(s) {
		m.report(m.line(key), fmt.Sprintf("%s is %q, which is no year and month", key, s), fmt.Sprintf("write it as %s: 2026-11", key))
		return ""
	}
	return s
}

// list is a list of texts, at least one.
func (m *frontMatter) list(key string) []string {
	v := m.values[key]
	if v == nil {
		return nil
	}
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		m.report(v.Line+firstLine, fmt.Sprintf("%s is no list", key), `write each entry on a line of its own that begins with "- "`)
		return nil
	}
	var out []string
	for _, entry := range v.Content {
		if s := m.words("an entry of "+key, entry); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// hasMarks tells whether emphasis of Markdown stands in a text as plain characters.
func hasMarks(s string) bool { return strings.Contains(s, "**") || strings.Contains(s, "__") }
