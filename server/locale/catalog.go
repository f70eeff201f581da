package locale

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"napguide/server/signs"
)

// Source is the language that the others are translated from, and the one for a reader whose wishes are unknown.
const Source = "th"

// Messages that every language gives about itself.
const (
	nameID  = "lang.name"  // as its readers call it: ไทย, English
	shortID = "lang.short" // for the switch in the header: ไทย, EN
)

// Catalog is every message of every language. It does not change after Load, so it may be shared.
type Catalog struct {
	languages []string // Source first, then sorted
	matcher   language.Matcher
	messages  map[string]map[string]*i18n.Message // language → id
	printers  map[string]*Printer
	origins   map[string]map[string]origin // language → id
	files     map[string]string            // language → the file that wins
	known     map[string]*i18n.Message     // what the program asks for: the first layer's source language
}

// Shared are the placeholders that any message may use without being given their values: what the guide calls itself and
// what it teaches. See With.
func Shared() []string {
	return []string{"Site", "System", "Portal", "Register", "App", "Passcode", "Publisher", "Back", "Allow", "Decline", "Steps", "StepNoun", "AllSteps", "StepMinutes"}
}

// origin is where a message stands.
type origin struct {
	file  string
	line  int
	depth int // of the layer; 0 is the program's own
}

// Layer is a folder of message files.
type Layer struct {
	FS   fs.FS
	Root string // what faults put before a file's name; may be empty
}

// files are the layer's message files; none where it is no folder.
func (l Layer) files() []string {
	files, _ := fs.Glob(l.FS, "active.*.toml") // a pattern that can be read
	return files
}

// languageOf is the language of a message file by its name, and whether there is such a language.
func languageOf(file string) (lang string, ok bool) {
	lang = strings.TrimSuffix(strings.TrimPrefix(file, "active."), ".toml")
	tag, err := language.Parse(lang)
	return lang, err == nil && tag.String() == lang
}

// Languages are those that layers have a message file of, by its name: the source language first, then sorted.
func Languages(layers ...Layer) []string {
	var all []string
	for _, layer := range layers {
		for _, file := range layer.files() {
			if lang, ok := languageOf(file); ok && lang != Source {
				all = append(all, lang)
			}
		}
	}
	slices.Sort(all)
	return append([]string{Source}, slices.Compact(all)...)
}

// Load reads every active.*.toml in fsys. Each fault of each file is in the error; Check finds what is wrong between
// the files.
func Load(fsys fs.FS) (*Catalog, error) { return LoadLayers(Layer{FS: fsys}) }

// LoadLayers reads several folders, one over the other: a message of a later one replaces that of an earlier one, and a
// language may stand in any of them. Which messages there are, the first one decides.
func LoadLayers(layers ...Layer) (*Catalog, error) {
	bundle := i18n.NewBundle(language.MustParse(Source))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	c := &Catalog{messages: map[string]map[string]*i18n.Message{}, printers: map[string]*Printer{}, origins: map[string]map[string]origin{}, files: map[string]string{}}
	var faults []error
	for depth, layer := range layers {
		for _, file := range layer.files() {
			if err := c.read(bundle, layer, depth, file); err != nil {
				faults = append(faults, err)
			}
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if c.messages[Source] == nil {
		return nil, fmt.Errorf("active.%s.toml: missing; it holds the words that the other languages translate", Source)
	}
	c.languages = Languages(layers...)
	tags := make([]language.Tag, len(c.languages))
	for i, lang := range c.languages {
		tags[i] = language.MustParse(lang)
		c.printers[lang] = &Printer{lang: lang, messages: c.messages[lang], forms: pluralForms(tags[i]), localizer: i18n.NewLocalizer(bundle, lang), source: c.printers[Source]}
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// read takes one file in. Its error is a Fault.
func (c *Catalog) read(bundle *i18n.Bundle, layer Layer, depth int, file string) error {
	name := path.Join(layer.Root, file)
	raw, err := fs.ReadFile(layer.FS, file)
	if err != nil {
		return &Fault{File: name, Line: 1, Msg: "the file cannot be read", Mend: "check its permissions"}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if bytes.IndexByte(raw, 0) >= 0 || !utf8.Valid(raw) {
		return &Fault{File: name, Line: 1, Msg: "the file is not saved as UTF-8", Mend: "save it again as UTF-8; in Notepad: Save as, Encoding, UTF-8"}
	}
	if line, bad := signs.Find(raw); bad != "" {
		return &Fault{File: name, Line: line, Msg: bad, Mend: "type the line again, and save the file as UTF-8"}
	}
	lang, ok := languageOf(file)
	if !ok {
		return &Fault{File: name, Line: 1, Msg: fmt.Sprintf("%q is no language", lang), Mend: "name the file after a language tag such as th or en"}
	}
	parsed, err := bundle.ParseMessageFileBytes(raw, file)
	if err != nil {
		line := 1
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			line = at.Position.Line
		}
		return &Fault{File: name, Line: line, Msg: err.Error()}
	}
	if c.messages[lang] == nil {
		c.messages[lang], c.origins[lang] = map[string]*i18n.Message{}, map[string]origin{}
	}
	lines := signs.KeyLines(raw)
	for id, m := range byID(parsed.Messages) {
		c.messages[lang][id] = m
		c.origins[lang][id] = origin{file: name, line: max(lines[id], 1), depth: depth}
	}
	if depth == 0 && lang == Source {
		c.known = byID(parsed.Messages)
	}
	c.files[lang] = name
	return nil
}

func byID(messages []*i18n.Message) map[string]*i18n.Message {
	out := make(map[string]*i18n.Message, len(messages))
	for _, m := range messages {
		out[m.ID] = m
	}
	return out
}

// Languages lists the languages, the source language first.
func (c *Catalog) Languages() []string { return slices.Clone(c.languages) }

// Name is what a language's readers call it, such as ไทย; the bare tag where the catalog does not say.
func (c *Catalog) Name(lang string) string { return c.about(lang, nameID) }

// Short is the label of a language in the language switch, such as EN; the bare tag where the catalog does not say.
func (c *Catalog) Short(lang string) string { return c.about(lang, shortID) }

func (c *Catalog) about(lang, id string) string {
	if m := c.messages[lang][id]; m != nil {
		return Plain(m.Other)
	}
	return lang
}

// Match chooses a language for a reader: the cookie's when there is such a language, else the best for the
// Accept-Language header, else the source language.
func (c *Catalog) Match(cookie, acceptLanguage string) string {
	if c.messages[cookie] != nil {
		return cookie
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Source
	}
	_, i, confidence := c.matcher.Match(wanted...)
	if confidence == language.No {
		return Source
	}
	return c.languages[i]
}

// With is the catalog with the values of the shared placeholders, by language and name. How many steps there are is spelt.
func (c *Catalog) With(values map[string]map[string]string) *Catalog {
	with := *c
	with.printers = make(map[string]*Printer, len(c.printers))
	for lang, p := range c.printers {
		if n, err := strconv.Atoi(values[lang]["Steps"]); err == nil {
			steps := Count(lang, n)
			values[lang]["Steps"], values[lang]["StepNoun"], values[lang]["AllSteps"] = steps, "steps", "All "+steps+" steps are"
			if n == 1 {
				values[lang]["StepNoun"], values[lang]["AllSteps"] = "step", "The one step is"
			}
		}
		with.printers[lang] = &Printer{lang: lang, messages: p.messages, forms: p.forms, localizer: p.localizer, shared: values[lang]}
	}
	for lang, p := range with.printers {
		if lang != Source {
			p.source = with.printers[Source]
		}
	}
	return &with
}

// Printer prints messages in a language; in the source language when there is no such one.
func (c *Catalog) Printer(lang string) *Printer {
	if p := c.printers[lang]; p != nil {
		return p
	}
	return c.printers[Source]
}
