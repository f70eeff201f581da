package locale

import (
	"maps"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

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
