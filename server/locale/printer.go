package locale

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	i18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"

	"napguide/server/memo"
)

// Printer prints the messages of one language. It does not change, but for keeping what it has printed, so any number of
// goroutines may share it.
//
// A message may hold placeholders, {{.Name}}; every method takes their values as pairs "Name", value, but for those that are
// shared: see Shared. A message that a language lacks is printed as its source has it. One that is missing there too, or a
// placeholder without a value, is an error that names it.
type Printer struct {
	lang   string
	texts  map[string]string // by id
	filler *filler
	source *Printer          // of the source language; nil for that language itself
	shared map[string]string // values of the placeholders that every message may use
	// What T and H answer without values, by id: every page asks for the same few dozen.
	plain memo.Of[string, string]
	html  memo.Of[string, template.HTML]
}

// Lang is the printer's language tag.
func (p *Printer) Lang() string { return p.lang }

// Has tells whether the language has a message of its own.
func (p *Printer) Has(id string) bool {
	_, has := p.texts[id]
	return has
}

// T prints a message as plain text, without phrase marks.
func (p *Printer) T(id string, kv ...any) (string, error) {
	text := func() (string, error) {
		s, err := p.print(id, kv)
		return Plain(s), err
	}
	if len(kv) > 0 {
		return text()
	}
	return p.plain.Get(id, text)
}

// H prints a message as HTML: escaped, its values too, with phrases and foreign runs marked.
func (p *Printer) H(id string, kv ...any) (template.HTML, error) {
	html := func() (template.HTML, error) {
		s, err := p.print(id, kv)
		return Phrases(p.lang, s), err
	}
	if len(kv) > 0 {
		return html()
	}
	return p.html.Get(id, html)
}

// print fills a message in, phrase marks and all.
func (p *Printer) print(id string, kv []any) (string, error) {
	if !p.Has(id) && p.source != nil {
		return p.source.print(id, kv)
	}
	if !p.Has(id) {
		return "", fmt.Errorf("locale: no message %q in %q", id, p.lang)
	}
	values, err := pairs(kv)
	if err != nil {
		return "", fmt.Errorf("locale: message %q: %w", id, err)
	}
	for name, value := range p.shared {
		if _, given := values[name]; !given {
			values[name] = value
		}
	}
	s, err := p.filler.fill(id, p.texts[id], values)
	if err != nil {
		return "", fmt.Errorf("locale: message %q in %q: %w", id, p.lang, err)
	}
	return s, nil
}

// filler fills messages in. It hands each over to go-i18n when it is printed: a bundle of them all would keep every form, map and
// template of each, four times the words.
type filler struct {
	localizer *i18n.Localizer
	parser    i18ntemplate.TextParser
	parsed    memo.Of[string, i18ntemplate.ParsedTemplate] // by text
}

// newFiller is a filler of messages in any language; go-i18n asks for one to begin with.
func newFiller(lang string) *filler {
	return &filler{localizer: i18n.NewLocalizer(i18n.NewBundle(language.MustParse(lang)), lang), parser: i18ntemplate.TextParser{Option: "missingkey=error"}}
}

func (f *filler) fill(id, text string, values map[string]any) (string, error) {
	return f.localizer.Localize(&i18n.LocalizeConfig{
		DefaultMessage: &i18n.Message{ID: id, Other: text}, TemplateData: values, TemplateParser: f,
	})
}

// Cacheable tells go-i18n to keep no template: it would keep it with a message that is thrown away.
func (f *filler) Cacheable() bool { return false }

// Parse is a message's template, parsed when it is first printed.
func (f *filler) Parse(text, left, right string) (i18ntemplate.ParsedTemplate, error) {
	if !strings.Contains(text, "{{") {
		return f.parser.Parse(text, left, right)
	}
	return f.parsed.Get(text, func() (i18ntemplate.ParsedTemplate, error) { return f.parser.Parse(text, left, right) })
}

func pairs(kv []any) (map[string]any, error) {
	values := make(map[string]any, len(kv)/2+1)
	for pair := range slices.Chunk(kv, 2) {
		name, ok := pair[0].(string)
		if !ok || len(pair) != 2 {
			return nil, fmt.Errorf("values come as pairs of a name and a value, not %v", kv)
		}
		values[name] = pair[1]
	}
	return values, nil
}

// Thailand is the time there. A fixed zone needs no zone files, which a hospital PC may not have; Thailand knows no summer
// time.
func Thailand(t time.Time) time.Time { return t.In(time.FixedZone("+07", 7*60*60)) }

// Date prints the day of t in Thailand: 22 พฤศจิกายน 2569 (Buddhist year) in Thai, 22 November 2026 elsewhere.
func (p *Printer) Date(t time.Time) string {
	t = Thailand(t)
	return fmt.Sprintf("%d %s %d", t.Day(), p.Months()[t.Month()-1], t.Year()+p.YearsAhead())
}

// Month prints a month as Date prints its days: พฤศจิกายน 2569, November 2026.
func (p *Printer) Month(t time.Time) string {
	return fmt.Sprintf("%s %d", p.Months()[t.Month()-1], t.Year()+p.YearsAhead())
}

// Count spells a small number as it stands before what is counted: four steps, สี่ขั้น.
func Count(lang string, n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	switch {
	case lang == "th":
		words = []string{"ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ", "สิบเอ็ด", "สิบสอง"}
	case lang != "en":
		words = nil
	}
	if n < 0 || n >= len(words) {
		return strconv.Itoa(n)
	}
	return words[n]
}

// Months are the names of the twelve, the first one January's.
func (p *Printer) Months() []string {
	if p.lang == "th" {
		return []string{"มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
			"กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"}
	}
	var names []string
	for m := time.January; m <= time.December; m++ {
		names = append(names, m.String())
	}
	return names
}

// YearsAhead is what a year's number has more than CE: 543 in Thai, which counts from the Buddha.
func (p *Printer) YearsAhead() int {
	if p.lang == "th" {
		return 543
	}
	return 0
}
