package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"napguide/server/signs"
)

// origin is where a message stands.
type origin struct {
	file  string
	line  int
	depth int // of the layer; 0 is the program's own
}

// originals are what a catalog was read from.
type originals struct {
	messages map[string]map[string]*i18n.Message // language → id
	origins  map[string]map[string]origin        // language → id
	files    map[string]string                   // language → the file that wins
	known    map[string]bool                     // what the program asks for: the first layer's source language
}

// originals reads the layers again: a site never needs to know where its messages stand.
func (c *Catalog) originals() (originals, []error) {
	s := originals{messages: map[string]map[string]*i18n.Message{}, origins: map[string]map[string]origin{}, files: map[string]string{}, known: map[string]bool{}}
	faults := eachFile(c.layers, func(f messageFile) {
		if s.messages[f.lang] == nil {
			s.messages[f.lang], s.origins[f.lang] = map[string]*i18n.Message{}, map[string]origin{}
		}
		lines := signs.KeyLines(f.raw)
		for _, m := range f.messages {
			s.messages[f.lang][m.ID] = m
			s.origins[f.lang][m.ID] = origin{file: f.name, line: max(lines[m.ID], 1), depth: f.depth}
			if f.depth == 0 && f.lang == Source {
				s.known[m.ID] = true
			}
		}
		s.files[f.lang] = f.name
	})
	return s, faults
}

// Check compares the languages: messages that the source language lacks, empty ones, placeholders that differ, plural forms
// that the language does not have or that are missing, phrase marks with nothing between them. It reports everything at
// once, each with the file and the message's id. What waits are the messages without a translation, each with the file that
// it is to be written in; they are printed in the source language meanwhile.
func (c *Catalog) Check() (faults, waiting []error) {
	s, unread := c.originals()
	if len(unread) > 0 {
		return unread, nil // edited since it was loaded
	}
	ids := map[string]bool{nameID: true, shortID: true}
	for _, messages := range s.messages {
		for id := range messages {
			ids[id] = true
		}
	}
	forms := map[string][]string{} // by language
	for _, lang := range c.languages {
		forms[lang] = pluralForms(language.MustParse(lang))
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		want, known := placeholders(s.messages[Source][id])
		for _, lang := range c.languages {
			note := func(list *[]error, msg string) {
				at, ok := s.origins[lang][id]
				if !ok {
					at = origin{file: s.files[lang], line: 1}
				}
				*list = append(*list, &Fault{File: at.file, Line: at.line, ID: id, Msg: msg})
			}
			fault := func(format string, args ...any) { note(&faults, fmt.Sprintf(format, args...)) }
			m := s.messages[lang][id]
			if m == nil && s.foreign(id) {
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
			if s.foreign(id) {
				fault("no page uses it; correct its name, or remove it")
			}
			given := formsOf(m)
			missing, needless := wrongForms(m, forms[lang])
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
func (s originals) foreign(id string) bool {
	for _, of := range s.origins {
		if at, ok := of[id]; ok && at.depth == 0 {
			return false
		}
	}
	return !s.known[id] && id != nameID && id != shortID
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
		if !strings.ContainsAny(text, "{}") {
			continue
		}
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
