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
	printers  map[string]*Printer
	layers    []Layer // what it was read from; who compares the languages reads it again
}

// Shared are the placeholders that any message may use without being given their values: what the guide calls itself and
// what it teaches. See With.
func Shared() []string {
	return []string{"Site", "System", "Portal", "Register", "App", "Passcode", "Publisher", "Back", "Allow", "Decline", "Steps", "StepNoun", "AllSteps", "StepMinutes"}
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
	texts := map[string]map[string]string{} // language → id
	faults := eachFile(layers, func(f messageFile) {
		if texts[f.lang] == nil {
			texts[f.lang] = make(map[string]string, len(f.messages))
		}
		for _, m := range f.messages {
			texts[f.lang][m.ID] = m.Other
		}
	})
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if texts[Source] == nil {
		return nil, fmt.Errorf("active.%s.toml: missing; it holds the words that the other languages translate", Source)
	}
	c := &Catalog{languages: Languages(layers...), printers: map[string]*Printer{}, layers: layers}
	filler := newFiller(Source)
	tags := make([]language.Tag, len(c.languages))
	for i, lang := range c.languages {
		tags[i] = language.MustParse(lang)
		c.printers[lang] = &Printer{lang: lang, texts: texts[lang], filler: filler, source: c.printers[Source]}
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// messageFile is what stands in a message file.
type messageFile struct {
	name     string // for who is to mend it
	lang     string
	depth    int // of the layer; 0 is the program's own
	raw      []byte
	messages []*i18n.Message
}

// eachFile hands over the files of all layers, one layer after another. It answers with a Fault for each that cannot be read.
func eachFile(layers []Layer, take func(messageFile)) (faults []error) {
	for depth, layer := range layers {
		for _, file := range layer.files() {
			f, err := read(layer, file)
			if err != nil {
				faults = append(faults, err)
				continue
			}
			f.depth = depth
			take(f)
		}
	}
	return faults
}

// read reads one file. Its error is a Fault.
func read(layer Layer, file string) (messageFile, error) {
	f := messageFile{name: path.Join(layer.Root, file)}
	raw, err := fs.ReadFile(layer.FS, file)
	if err != nil {
		return f, &Fault{File: f.name, Line: 1, Msg: "the file cannot be read", Mend: "check its permissions"}
	}
	f.raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if bytes.IndexByte(f.raw, 0) >= 0 || !utf8.Valid(f.raw) {
		return f, &Fault{File: f.name, Line: 1, Msg: "the file is not saved as UTF-8", Mend: "save it again as UTF-8; in Notepad: Save as, Encoding, UTF-8"}
	}
	if line, bad := signs.Find(f.raw); bad != "" {
		return f, &Fault{File: f.name, Line: line, Msg: bad, Mend: "type the line again, and save the file as UTF-8"}
	}
	var ok bool
	if f.lang, ok = languageOf(file); !ok {
		return f, &Fault{File: f.name, Line: 1, Msg: fmt.Sprintf("%q is no language", f.lang), Mend: "name the file after a language tag such as th or en"}
	}
	parsed, err := i18n.ParseMessageFileBytes(f.raw, file, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		line := 1
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			line = at.Position.Line
		}
		return f, &Fault{File: f.name, Line: line, Msg: err.Error()}
	}
	f.messages = parsed.Messages
	return f, nil
}

// Languages lists the languages, the source language first.
func (c *Catalog) Languages() []string { return slices.Clone(c.languages) }

// Name is what a language's readers call it, such as ไทย; the bare tag where the catalog does not say.
func (c *Catalog) Name(lang string) string { return c.about(lang, nameID) }

// Short is the label of a language in the language switch, such as EN; the bare tag where the catalog does not say.
func (c *Catalog) Short(lang string) string { return c.about(lang, shortID) }

func (c *Catalog) about(lang, id string) string {
	if p := c.printers[lang]; p != nil && p.Has(id) {
		return Plain(p.texts[id])
	}
	return lang
}

// Match chooses a language for a reader: the cookie's when there is such a language, else the best for the
// Accept-Language header, else the source language.
func (c *Catalog) Match(cookie, acceptLanguage string) string {
	if c.printers[cookie] != nil {
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
		with.printers[lang] = &Printer{lang: lang, texts: p.texts, filler: p.filler, shared: values[lang]}
	}
	for lang, p := range with.printers {
		if lang != Source {
			p.source = with.printers[Source]
		}
	}
	return &with
}

// Forget lets go of what was printed, which the printers otherwise keep.
func (c *Catalog) Forget() {
	for _, p := range c.printers {
		p.plain.Forget()
		p.html.Forget()
		p.filler.parsed.Forget()
	}
}

// Printer prints messages in a language; in the source language when there is no such one.
func (c *Catalog) Printer(lang string) *Printer {
	if p := c.printers[lang]; p != nil {
		return p
	}
	return c.printers[Source]
}
