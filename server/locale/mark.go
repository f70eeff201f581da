package locale

import (
	"html/template"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// phraseMark stands between the phrases of a message or title.
const phraseMark = "|"

// typedMark stands for a phrase mark that a person typed, which is none; no keyboard has it.
const typedMark = "\uE07C"

// Typed is a text that a person typed, as a value of a message: what looks like a phrase mark in it stays as it is.
func Typed(s string) string { return strings.ReplaceAll(s, phraseMark, typedMark) }

// Plain is a message or title without its phrase marks.
func Plain(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, phraseMark, ""), typedMark, phraseMark)
}

// Phrases turns a message or title into HTML. Where it has phrase marks, each phrase stands in
// <span class="phrase">, with the source's spaces between the spans; a text without marks gets no span, so that a
// long sentence goes on wrapping as text.
func Phrases(lang, s string) template.HTML {
	parts := strings.Split(s, phraseMark)
	if len(parts) == 1 {
		return template.HTML(Text(lang, s)) // #nosec G203 -- Text escapes
	}
	var b strings.Builder
	for _, part := range parts {
		phrase := strings.Trim(part, " ")
		if phrase == "" {
			b.WriteString(part)
			continue
		}
		before, after, _ := strings.Cut(part, phrase)
		b.WriteString(before)
		b.WriteString(`<span class="phrase">`)
		b.WriteString(Text(lang, phrase))
		b.WriteString(`</span>`)
		b.WriteString(after)
	}
	return template.HTML(b.String()) // #nosec G203 -- Text escapes
}

// Text escapes plain text for HTML and marks what is in another language than the page: a run of English words on a
// Thai page, as in <span lang="en">Google Chrome</span>, and a run of Thai, such as a button's quoted label,
// on any other page. A page in a script of its own, such as Lao, has both marked.
func Text(lang, s string) string {
	s = strings.ReplaceAll(s, typedMark, phraseMark)
	switch {
	case lang == "th":
		return markRuns(s, englishRun, `<span lang="en">`, escape)
	case isLatin(lang):
		return markRuns(s, thaiRun, `<span lang="th">`, escape)
	}
	return markRuns(s, thaiRun, `<span lang="th">`, func(rest string) string {
		return markRuns(rest, englishRun, `<span lang="en">`, escape)
	})
}

// markRuns puts an opening tag and </span> around each run, and has write escape the rest.
func markRuns(s string, run script, open string, write func(string) string) string {
	if !strings.ContainsFunc(s, run.has) { // most texts, and a pattern looks at each of their letters for long
		return write(s)
	}
	var b strings.Builder
	at := 0
	for _, m := range run.pattern.FindAllStringIndex(s, -1) {
		b.WriteString(write(s[at:m[0]]))
		b.WriteString(open)
		b.WriteString(escape(s[m[0]:m[1]]))
		b.WriteString(`</span>`)
		at = m[1]
	}
	b.WriteString(write(s[at:]))
	return b.String()
}

// isLatin tells whether a language is written in Latin letters.
func isLatin(lang string) bool {
	if lang == "en" { // asked for every text
		return true
	}
	script, _ := language.Make(lang).Script()
	return script.String() == "Latn"
}

// script is how one finds runs of words in a script: has tells of a letter of it.
type script struct {
	has     func(rune) bool
	pattern *regexp.Regexp
}

// Compiled once; a Regexp is never changed after that.
var (
	englishRun = script{func(r rune) bool { return unicode.Is(unicode.Latin, r) }, regexp.MustCompile(englishRunPattern())}
	thaiRun    = script{func(r rune) bool { return unicode.Is(unicode.Thai, r) }, regexp.MustCompile(`\p{Thai}+(?:[ \x{00a0}]\p{Thai}+)*`)}
)

// englishRunPattern matches Latin words joined by spaces, such as "Google Chrome (beta)", "Windows 11 Pro",
// "QR Code", .go.th or an address. A number belongs to a run only between its words, so that "กด Enter 2 ครั้ง" is read with
// a Thai two; a bracket only where a word precedes it.
func englishRunPattern() string {
	const (
		word    = `\.?[0-9]*\p{Latin}[\p{Latin}0-9]*(?:[-'’./:+&@_%?=#~]+[\p{Latin}0-9]+)*(?:://)?`
		space   = `[ \x{00a0}]+`
		words   = word + `(?:` + space + word + `)*`
		numbers = `(?:[0-9]+` + space + `)*`
	)
	return word + `(?:` + space + `(?:\(` + words + `\)|(?:&` + space + `)?` + numbers + word + `))*`
}
