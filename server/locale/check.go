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

// Check compares the languages: messages that one lacks, empty ones, placeholders that differ, plural forms that the
// language does not have or that are missing, phrase marks with nothing between them. It reports everything at once,
// each with the file and the message's id.
func (c *Catalog) Check() []error {
	ids := map[string]bool{nameID: true, shortID: true}
	for _, messages := range c.messages {
		for id := range messages {
			ids[id] = true
		}
	}
	var faults []error
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		want, known := placeholders(c.messages[Source][id])
		for _, lang := range c.languages {
			fault := func(format string, args ...any) {
				faults = append(faults, fmt.Errorf("active.%s.toml: %s: %s", lang, id, fmt.Sprintf(format, args...)))
			}
			m := c.messages[lang][id]
			if m == nil {
				fault("missing; another language has it")
				continue
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
	return faults
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
			names = append(names, match[1])
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
