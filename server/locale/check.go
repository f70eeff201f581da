package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Check compares the languages: messages that the source language lacks, empty ones, placeholders that differ, plural forms
// that the language does not have or that are missing, phrase marks with nothing between them. It reports everything at
// once, each with the file and the message's id.
func (c *Catalog) Check() []error {
	faults, _ := c.compare()
	return faults
}

// Untranslated lists the messages that wait for a translation, each with the file that it is to be written in. They are
// printed in the source language meanwhile.
func (c *Catalog) Untranslated() []error {
	_, waiting := c.compare()
	return waiting
}

func (c *Catalog) compare() (faults, waiting []error) {
	ids := map[string]bool{nameID: true, shortID: true}
	for _, messages := range c.messages {
		for id := range messages {
			ids[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		want, known := placeholders(c.messages[Source][id])
		for _, lang := range c.languages {
			note := func(list *[]error, msg string) {
				at, ok := c.origins[lang][id]
				if !ok {
					at = origin{file: c.files[lang], line: 1}
				}
				*list = append(*list, &Fault{File: at.file, Line: at.line, ID: id, Msg: msg})
			}
			fault := func(format string, args ...any) { note(&faults, fmt.Sprintf(format, args...)) }
			m := c.messages[lang][id]
			if m == nil && c.foreign(id) {
				continue // no page uses it; said where it stands
			}
			if m == nil && lang != Source {
				note(&waiting, "missing; another language has it")
				continue
			}
			if m == nil {
				fault("missing; another language has it")
				continue
			}
			if c.foreign(id) {
				fault("no page uses it; correct its name, or remove it")
			}
			given := formsOf(m)
			missing, needless := wrongForms(m, c.printers[lang].forms)
			switch {
			case len(given) == 0:
				fault("empty")
			case len(needless) > 0:
				fault("the language has no plural forms %q", needless)
			case len(missing) > 0 && (m.Other == "" || len(given) > 1): // "other" alone is a message without a number
				fault("the plural forms %q are missing", missing)
			}
			for _, form := range slices.Sorted(maps.Keys(given)) {
				text := given[form]
				if strings.TrimSpace(text) == "" {
					fault("the form %q is blank", form)
				} else if strings.Contains(text, "**") {
					fault("** would show as characters; take the marks away")
				} else if lacksPhrase(text) {
					fault("a phrase mark | has no phrase on one side")
				}
			}
			got, plain := placeholders(m)
			if !plain {
				fault("only placeholders like {{.Name}}, or {name} for a script, may stand in braces")
			} else if known && lang != Source && !slices.Equal(got, want) {
				fault("has the placeholders %q, but the source has %q", got, want)
			}
		}
	}
	return faults, waiting
}

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

// foreign tells whether a message stands only in layers above the program's own, which asks for no such message.
func (c *Catalog) foreign(id string) bool {
	for _, lang := range c.languages {
		if at, ok := c.origins[lang][id]; ok && at.depth == 0 {
			return false
		}
	}
	return c.known[id] == nil && id != nameID && id != shortID
}

// lacksPhrase tells whether a phrase mark stands where there is nothing to part.
func lacksPhrase(text string) bool {
	parts := strings.Split(text, phraseMark)
	return len(parts) > 1 && slices.ContainsFunc(parts, func(part string) bool { return strings.TrimSpace(part) == "" })
}

// formsOf lists the plural forms that a message gives, by name.
func formsOf(m *i18n.Message) map[string]string {
	forms := map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other}
	maps.DeleteFunc(forms, func(_, text string) bool { return text == "" })
	return forms
}

// wrongForms compares a message's plural forms with those of its language.
func wrongForms(m *i18n.Message, language []string) (missing, needless []string) {
	given := formsOf(m)
	for _, form := range language {
		if _, ok := given[form]; !ok {
			missing = append(missing, form)
		}
	}
	for _, form := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(language, form) {
			needless = append(needless, form)
		}
	}
	return missing, needless
}

// pluralForms lists the forms that a language uses for whole numbers: only "other" in Thai, "one" and "other" in
// English. A thousand is more than any language's rules look at.
func pluralForms(tag language.Tag) []string {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	var forms []string
	for n := range 1000 {
		form := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
		if !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	slices.Sort(forms)
	return forms
}

var (
	placeholder       = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	scriptPlaceholder = regexp.MustCompile(`\{\w+\}`) // {n}: a script fills it in
)

// placeholders lists what a message's forms leave to be filled in, sorted. It is false when something else stands in
// braces.
func placeholders(m *i18n.Message) (names []string, ok bool) {
	if m == nil {
		return nil, false
	}
	for _, text := range formsOf(m) {
		for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(Shared(), match[1]) { // a language may say the name where another says "it"
				names = append(names, match[1])
			}
		}
		rest := placeholder.ReplaceAllString(text, "")
		names = append(names, scriptPlaceholder.FindAllString(rest, -1)...)
		if strings.ContainsAny(scriptPlaceholder.ReplaceAllString(rest, ""), "{}") {
			return nil, false
		}
	}
	slices.Sort(names)
	return slices.Compact(names), true
}
