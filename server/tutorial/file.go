package tutorial

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"regexp"
	"unicode"
	"unicode/utf8"

	"napguide/server/signs"
)

// What a content file is for, where it lies, and its text before anything is read out of it.

// kind is what a file is for; it decides the front matter.
type kind int

const (
	pageKind kind = iota
	stepKind
	cardKind
	scenarioKind
	questionKind
	screenKind
	phoneKind
)

// Folders of a language.
const (
	stepFolder     = "guide"
	cardFolder     = "stuck"
	scenarioFolder = "scenarios"
	questionFolder = "quiz"
)

// folders lists them all, for whoever looks for the right one.
var folders = []string{stepFolder, questionFolder, scenarioFolder, ScreenFolder, PhoneFolder, cardFolder}

// maxFile bounds a content file, in bytes: many times the longest of ours.
const maxFile = 200_000

// spacedBreak is a line's end that a backslash makes, with spaces behind it.
var spacedBreak = regexp.MustCompile(`(?m)\\[ \t]+$`)

// spacedRule is a line of the front matter's beginning or end with spaces behind it, which nobody sees.
var spacedRule = regexp.MustCompile(`(?m)^---[ \t\x{a0}]+$`)

// Normal is a content file's text without what editors add and nobody sees: a byte order mark, carriage returns, spaces behind
// --- and behind a backslash that ends a line.
func Normal(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if !bytes.Contains(raw, []byte("\n")) { // an editor of old: lines end in a carriage return
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	if endsLine(raw, ' ') || endsLine(raw, '\t') || endsLine(raw, '\u00a0') { // seldom, and each start reads every file
		raw = spacedBreak.ReplaceAll(spacedRule.ReplaceAll(raw, []byte("---")), []byte(`\`))
	}
	return raw
}

// endsLine tells whether some line ends in a sign.
func endsLine(text []byte, sign rune) bool {
	end := utf8.AppendRune(nil, sign)
	return bytes.HasSuffix(text, end) || bytes.Contains(text, append(end, '\n'))
}

// typeAgain is what to do about a sign that does not belong in a text.
const typeAgain = "type the line again, and save the file as UTF-8"

// Hash names a version of a content file, as a translation's "source" does: 12 hexadecimal digits of its text's SHA-256, the
// same on every system.
func Hash(raw []byte) string {
	sum := sha256.Sum256(Normal(raw))
	return hex.EncodeToString(sum[:6])
}

// longTitle is how many letters of a Thai title fit on a phone's line; a longer one needs phrase marks, because
// browsers cannot find its words.
const longTitle = 18

// Letters counts what a reader sees as characters: Thai vowels and tone marks above and below take no room.
func Letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) {
			n++
		}
	}
	return n
}

// unreadable says why a file is no text, or what in it does not belong in one; msg is "" where all is well.
func unreadable(raw []byte) (line int, msg, mend string) {
	if saved := encodingOf(raw); saved != "" {
		return 1, "the file is saved as " + saved + ", not as UTF-8", "save it again as UTF-8; in Notepad: Save as, Encoding, UTF-8"
	}
	line, msg = signs.Find(raw)
	return line, msg, typeAgain
}

// encodingOf names how a file is saved that is no UTF-8; "" when it is.
func encodingOf(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{0xfe, 0xff}), bytes.IndexByte(raw[:min(len(raw), 200)], 0) >= 0:
		return "UTF-16 (Unicode)"
	case utf8.Valid(raw):
		return ""
	}
	thai, high, broken := 0, 0, 0 // TIS-620 and Windows-874 have the Thai letters at A1 to FB
	for at := 0; at < len(raw); {
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			broken++
		}
		for _, b := range raw[at : at+size] {
			if b >= 0x80 {
				high++
			}
			if b >= 0xa1 && b <= 0xfb {
				thai++
			}
		}
		at += size
	}
	if thai*10 >= high*9 && broken*3 >= high { // else one place is broken, and not the whole file
		return "TIS-620 (Windows-874, ANSI)"
	}
	return ""
}

// ScreenFolder holds a language's simulated screens.
const ScreenFolder = "screens"

// PhoneFolder holds a language's phones: what is drawn on the on-screen phone and on the real phone's page.
const PhoneFolder = "phones"

// Options is what the guide is checked against and written with.
type Options struct {
	Languages []string // the source language first
	Root      string   // what faults put before a file's path; "content" when empty
	SiteFile  []byte   // what a folder without a site file has in its place

	// Text escapes plain text for HTML and marks what is in another language.
	Text func(lang, text string) string
	// Phrases does the same for a heading, whose phrases a "|" parts. When nil, Text does, without the marks.
	Phrases func(lang, text string) template.HTML
}

// Page is one Markdown file. Title keeps the "|" between its phrases.
type Page struct {
	ID       string
	Title    string
	Summary  string        // plain text
	Body     template.HTML // all of it
	Intro    template.HTML // what stands before the first section
	Sections []Section     // the body, split at level-2 headings
	Links    []Link        // in order
	Message  bool          // a message ready to send stands in it
	Icon     string        // cards only
	Short    string        // steps and cards: a few words below a small picture; its "|" parts phrases
	File     string        // below the content folder: th/guide/start.md
	Hash     string        // of the file, short; what a translation's "source" names

	Untranslated bool // the page stands in the source language, for want of a translation
}

func (p *Page) id() string { return p.ID }

// Section is a part of a page below a level-2 heading. Title keeps its "|"; Body is without the heading.
type Section struct {
	ID    string
	Title string
	Body  template.HTML
}

// Link is where a page's body points: Href as written to HTML, so inside the site it begins with /{lang}/ or #.
type Link struct {
	Href string
	Line int // in the page's file
}
