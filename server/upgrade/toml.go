package upgrade

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

func tomlValues(raw []byte) (map[string]any, error) {
	var values map[string]any
	return values, toml.Unmarshal(raw, &values)
}

// Leaves are a file's texts by name; a message's form "other" has the message's own name.
func Leaves(raw []byte) (map[string]string, error) {
	values, err := tomlValues(raw)
	if err != nil {
		return nil, err
	}
	leaves := map[string]string{}
	var walk func(table map[string]any, name string)
	walk = func(table map[string]any, name string) {
		for key, value := range table {
			switch v := value.(type) {
			case map[string]any:
				walk(v, name+key+".")
			case string:
				leaves[leafName(name+key)] = v
			}
		}
	}
	walk(values, "")
	return leaves, nil
}

func leafName(name string) string {
	if message, isOther := strings.CutSuffix(name, ".other"); isOther {
		return message
	}
	return name
}

// rewrite gives a file of interface words other values, line by line, so that notes and order stay. What is not wanted goes.
func rewrite(raw []byte, want map[string]string) []byte {
	var out []string
	table, from := "", -1 // the table's own line in out, until something stands below it
	for line := range strings.SplitSeq(strings.TrimRight(string(raw), "\n"), "\n") {
		if m := tableLine.FindStringSubmatch(line); m != nil {
			out = dropEmpty(out, from)
			table, from = strings.TrimSpace(m[1])+".", len(out)
			out = append(out, line)
			continue
		}
		m := leafLine.FindStringSubmatch(line)
		if m == nil {
			out = append(out, line)
			continue
		}
		text, ok := want[leafName(table+m[2])]
		if !ok {
			continue
		}
		from = -1
		out = append(out, m[1]+m[2]+m[3]+Quoted(text)+m[4])
	}
	text := strings.TrimSpace(strings.Join(dropEmpty(out, from), "\n")) + "\n"
	if got, err := Leaves([]byte(text)); err == nil && maps.Equal(got, want) {
		return []byte(text)
	}
	var whole strings.Builder // texts over more lines, tables within lines: the file is written anew
	for _, id := range slices.Sorted(maps.Keys(want)) {
		parts := strings.Split(id, ".")
		if slices.ContainsFunc(slices.Collect(maps.Keys(want)), func(other string) bool { return strings.HasPrefix(other, id+".") }) {
			parts = append(parts, "other")
		}
		fmt.Fprintf(&whole, "%s = %s\n", strings.Join(parts, "."), Quoted(want[id]))
	}
	return []byte(whole.String())
}

// dropEmpty takes a table's line away again when nothing came below it.
func dropEmpty(lines []string, from int) []string {
	if from < 0 || slices.ContainsFunc(lines[from+1:], func(line string) bool { return strings.TrimSpace(line) != "" }) {
		return lines
	}
	return lines[:from]
}

var (
	tableLine  = regexp.MustCompile(`^\s*\[([^\[\]]+)\]\s*(?:#.*)?$`)
	leafLine   = regexp.MustCompile(`^(\s*)([A-Za-z0-9_.-]+)(\s*=\s*)"(?:[^"\\]|\\.)*"(\s*(?:#.*)?)$`)
	messageGap = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}|\{(\w+)\}`)
)

var tomlEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

// Quoted is a text as TOML writes it.
func Quoted(text string) string { return `"` + tomlEscapes.Replace(text) + `"` }

// topLines are the lines of a key that stands before any table, with the note above them.
func topLines(raw []byte, key string) (lines []string) {
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "[") {
			return lines
		}
		if k, _, ok := strings.Cut(line, "="); ok && strings.TrimSpace(k) == key {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	return lines
}

// tablesOf are all tables of a list of tables, as they are written.
func tablesOf(raw []byte, key string) string {
	var b strings.Builder
	in := false
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "[") {
			in = strings.HasPrefix(line, "[["+key+"]]")
		}
		if in && !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
