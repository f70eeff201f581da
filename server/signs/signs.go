// Package signs knows which characters belong in a text that people write, in whatever file: Markdown, TOML or front matter. It
// also finds where the keys of a TOML file stand.
package signs

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Find returns the first line, from 1, that has something that does not belong in a text, and what it is: bytes that are not
// UTF-8, control characters, signs that turn the direction of letters, and others that nobody sees. It looks at what escapes
// stand for too: &#x202e; and \u202e. A sign that only allows or forbids the end of a line is right between letters that are
// written without spaces, and not within an address, a name or a word of Latin letters. The line is 0 where all is well.
func Find(text []byte) (line int, what string) {
	line = 0
	for one := range strings.Lines(string(text)) {
		line++
		one = strings.TrimSuffix(strings.TrimSuffix(one, "\n"), "\r")
		for _, as := range readings(one) {
			if what := findIn(as); what != "" {
				return line, what
			}
		}
	}
	return 0, ""
}

var escapes = regexp.MustCompile(`\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2})`)

// readings are a line as it stands, and as Markdown, TOML or YAML would read it where that differs.
func readings(line string) []string {
	out := []string{line}
	if strings.Contains(line, "&") {
		out = append(out, html.UnescapeString(line))
	}
	if strings.Contains(line, `\`) {
		out = append(out, escapes.ReplaceAllStringFunc(line, func(escape string) string {
			n, err := strconv.ParseInt(escape[2:], 16, 32)
			if err != nil || n == '\n' || n > unicode.MaxRune {
				return escape
			}
			return string(rune(n))
		}))
	}
	return slices.Compact(out)
}

// findIn is what does not belong in one line, or "".
func findIn(line string) string {
	if !utf8.ValidString(line) {
		return "the text is not UTF-8"
	}
	for i, r := range line {
		switch {
		case r == '\t':
		case joins(r):
			before, _ := utf8.DecodeLastRuneInString(line[:i])
			after, _ := utf8.DecodeRuneInString(line[i+utf8.RuneLen(r):])
			if isLatin(before) || isLatin(after) {
				return unwanted(r)
			}
		case IsStray(r):
			return unwanted(r)
		}
	}
	return ""
}

func unwanted(r rune) string { return fmt.Sprintf("the character %U does not belong in a text", r) }

// blanks are letters and symbols that are drawn as nothing.
var blanks = []rune{'\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0'}

// IsStray tells whether a character is not seen, has no meaning of its own, or turns the direction of those beside it.
func IsStray(r rune) bool {
	if r >= ' ' && r < 0x7f || r >= '\u0e00' && r <= '\u0e7f' { // nearly all there is, Latin and Thai
		return false
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Noncharacter_Code_Point) || slices.Contains(blanks, r)
}

// joins tells whether a sign only says where a line or a cluster of letters may end.
func joins(r rune) bool { return r >= '\u200b' && r <= '\u200d' || r == '\u2060' }

// isLatin tells whether a character may be part of an address or a name as computers write them.
func isLatin(r rune) bool { return r > ' ' && r < 0x7f }

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
