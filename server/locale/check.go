package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
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

// compare holds every language against the source: faults are to be mended, waiting are messages without a translation.
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
