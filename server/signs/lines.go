package signs

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	tomlTable  = regexp.MustCompile(`^\s*(\[\[?)([^\[\]]+)\]`)
	tomlKey    = regexp.MustCompile(`^\s*((?:[\w-]+|"[^"]+")(?:\s*\.\s*(?:[\w-]+|"[^"]+"))*)\s*=\s*(.*)$`)
	tomlDot    = regexp.MustCompile(`\s*\.\s*`)
	tomlText   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)
	tomlInline = regexp.MustCompile(`([\w-]+)\s*=`)
)

// KeyLines is where each key of a TOML file stands first, by its whole name, and each table, in lines from 1: "name",
// "name.th", "message.one". The tables of a list are numbered from 0: "contact.1.phone". The TOML library keeps no lines.
func KeyLines(text []byte) map[string]int {
	lines, lists := map[string]int{}, map[string]int{}
	note := func(name string, line int) {
		for ; lines[name] == 0; name = name[:max(strings.LastIndex(name, "."), 0)] { // and what it stands in
			lines[name] = line
		}
	}
	table, open, n := "", "", 0
	for line := range strings.Lines(string(text)) {
		n++
		if open != "" { // within a text of several lines
			if strings.Contains(line, open) {
				open = ""
			}
			continue
		}
		if m := tomlTable.FindStringSubmatch(line); m != nil {
			name := keyName(m[2])
			if m[1] == "[[" {
				lists[name]++
			}
			first, rest, below := strings.Cut(name, ".")
			if lists[first] > 0 {
				if name = fmt.Sprintf("%s.%d", first, lists[first]-1); below {
					name += "." + rest
				}
			}
			table = name + "."
			note(name, n)
			continue
		}
		m := tomlKey.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		name, value := table+keyName(m[1]), m[2]
		note(name, n)
		for _, quote := range []string{`"""`, "'''"} {
			if rest, ok := strings.CutPrefix(value, quote); ok && !strings.Contains(rest, quote) {
				open = quote
			}
		}
		if strings.HasPrefix(value, "{") { // a table on one line
			for _, key := range tomlInline.FindAllStringSubmatch(tomlText.ReplaceAllString(value, `""`), -1) {
				note(name+"."+key[1], n)
			}
		}
	}
	return lines
}

// keyName is a key without its quotation marks and the spaces around its dots.
func keyName(written string) string {
	return strings.ReplaceAll(tomlDot.ReplaceAllString(strings.TrimSpace(written), "."), `"`, "")
}
