package main

import (
	"io/fs"
	"path"
	"regexp"
	"strings"

	"napguide/server/tutorial"
)

// contentLine is what a person reads of one line of a content folder or of the interface words.
type contentLine struct {
	lang, file string
	number     int
	text       string
	plain      string // the text without the marks of phrases and of bold letters
	whole      string // as it stands
}

var phraseMarks = strings.NewReplacer("|", "", "**", "")

// unquoted is a text without what stands between quotation marks.
func unquoted(text string) string {
	if !strings.ContainsAny(text, "“\"‘`‹«") { // most lines, of which the search below would take most of a check's time
		return text
	}
	return quotation.ReplaceAllString(text, "")
}

func (l contentLine) fault(msg, fix string) tutorial.Fault {
	return tutorial.Fault{File: l.file, Line: l.number, Msg: msg, Mend: fix}
}

// lines is every line of the Markdown and of the interface words, without keys, identifiers and links.
func (s source) lines() (all []contentLine) {
	add := func(lang, file string, number int, text, whole string) {
		all = append(all, contentLine{lang, file, number, text, phraseMarks.Replace(text), whole})
	}
	read := func(fsys fs.FS, root, name, lang string, words func(string) string) {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return // told by who reads it
		}
		n, file := 0, path.Join(root, name)
		for line := range strings.Lines(string(raw)) {
			n++
			line = strings.TrimRight(line, " \t\r\n")
			add(lang, file, n, words(line), line)
		}
	}
	markdown := s.markdown()
	_ = fs.WalkDir(markdown, ".", func(name string, entry fs.DirEntry, err error) error {
		if lang, _, below := strings.Cut(name, "/"); err == nil && below && !entry.IsDir() && tutorial.IsPage(name) {
			read(markdown, s.root(), name, lang, func(line string) string {
				if identifier.MatchString(line) {
					return ""
				}
				line = pressed.ReplaceAllString(line, "")
				if strings.ContainsAny(line, "({<") {
					line = linkTarget.ReplaceAllString(line, "")
				}
				return line
			})
		}
		return nil
	})
	s.eachFact(add)
	words := func(line string) string {
		value := tomlValue.ReplaceAllString(line, "")
		if value == line && !strings.ContainsAny(line, " ") { // a table's head
			return ""
		}
		return strings.TrimSuffix(strings.ReplaceAll(value, `\"`, "“"), `"`)
	}
	for _, layer := range s.layers() {
		files, _ := fs.Glob(layer.FS, "active.*.toml") // fails only for a pattern with a typing error
		for _, name := range files {
			read(layer.FS, layer.Root, name, strings.Split(name, ".")[1], words)
		}
	}
	return all
}

var (
	quotation  = regexp.MustCompile("“[^”\n]*”|\"[^\"\n]*\"|‘[^’\n]*’|`[^`\n]*`|‹[^›\n]*›|«[^»\n]*»")
	identifier = regexp.MustCompile(`^(?:id|action|state|from|picture|help|icon|step|source):`)
	pressed    = regexp.MustCompile(`^[-*+][ \t]+(?:\[[ xX]\][ \t]+)?[a-z][a-z0-9-]*(?: (?:->|→)|:|$)`) // a line of what can be pressed
	linkTarget = regexp.MustCompile(`\]\([^)]*\)|\{#[^}]*\}|<[^>]*>`)
	tomlValue  = regexp.MustCompile(`^\s*[\w."-]+\s*=\s*(?:"""|"|''')?`)
)

// eachFact calls add with what the folder's site file says to readers, a language at a time; its lists of words to leave out
// are none of that.
func (s source) eachFact(add func(lang, file string, number int, text, whole string)) {
	raw, err := fs.ReadFile(s.markdown(), tutorial.SiteFile)
	if err != nil {
		return // told by who reads it
	}
	n, rules := 0, false
	for line := range strings.Lines(string(raw)) {
		n++
		if newTable.MatchString(line) {
			rules = wordRules.MatchString(line)
		}
		if rules || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, m := range factOf.FindAllStringSubmatch(line, -1) {
			add(m[1], path.Join(s.root(), tutorial.SiteFile), n, strings.ReplaceAll(m[2][1:len(m[2])-1], `\"`, "“"), m[2])
		}
	}
}

var (
	factOf    = regexp.MustCompile(`(?:^|[\s{,.])([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*=\s*("(?:[^"\\]|\\.)*")`)
	wordRules = regexp.MustCompile(`^\s*\[\[\s*[\w-]+\s*\.\s*word\s*\]\]`)
	newTable  = regexp.MustCompile(`^\s*\[`)
)
