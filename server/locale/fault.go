package locale

import (
	"regexp"
	"strings"
)

// Fault is something wrong with a message file. The errors of Load, LoadLayers and Check are made of them.
type Fault struct {
	File string
	Line int    // from 1
	ID   string // of the message; empty for a fault of the whole file
	Msg  string
	Mend string // what to do; empty where Msg says it
}

func (f *Fault) Error() string {
	s := f.File + ": "
	if f.ID != "" {
		s += f.ID + ": "
	}
	s += f.Msg
	if f.Mend != "" {
		s += "; " + f.Mend
	}
	return s
}

var (
	tomlTable = regexp.MustCompile(`^\s*\[([^\[\]]+)\]`)
	tomlKey   = regexp.MustCompile(`^\s*([\w.-]+|"[^"]+")\s*=\s*(.*)$`)
)

// lineOf is where each message of a file begins. The TOML library keeps no lines; our files are flat enough for this.
func lineOf(raw []byte) map[string]int {
	lines := map[string]int{}
	table, open := "", ""
	n := 0
	for text := range strings.Lines(string(raw)) {
		n++
		text = strings.TrimRight(text, "\r\n")
		if open != "" { // within a text of several lines
			if strings.Contains(text, open) {
				open = ""
			}
			continue
		}
		if m := tomlTable.FindStringSubmatch(text); m != nil {
			table = strings.ReplaceAll(m[1], `"`, "") + "."
			lines[strings.TrimSuffix(table, ".")] = n // a message with plural forms is a table
			continue
		}
		if m := tomlKey.FindStringSubmatch(text); m != nil {
			lines[table+strings.Trim(m[1], `"`)] = n
			for _, quote := range []string{`"""`, "'''"} {
				if rest, ok := strings.CutPrefix(m[2], quote); ok && !strings.Contains(rest, quote) {
					open = quote
				}
			}
		}
	}
	return lines
}
