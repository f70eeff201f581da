// Package upgrade brings a content folder that an older version of the program wrote over to the form of this one. What the
// program wrote itself is known by its hash and gives way to what it writes today; what a unit wrote is kept, in its new place.
package upgrade

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"napguide/server/tutorial"
)

// Program is what this version of the program carries: its Markdown and its interface words.
type Program struct{ Content, Locales fs.FS }

// IsOld tells whether a folder has the form of an older version: steps at a screen instead of a state, runs without states,
// or interface words that have moved elsewhere.
func IsOld(fsys fs.FS) bool {
	found, stated := false, false
	for name, raw := range read(fsys) {
		lang, rel, _ := strings.Cut(name, "/")
		switch {
		case strings.HasPrefix(name, wordsFile):
			if leaves, err := Leaves(raw); err == nil {
				for id := range leaves {
					if _, gone := record().gone[id]; gone {
						return true
					}
				}
			}
		case lang != source:
		case path.Dir(rel) == steps:
			if p, ok := parsePage(raw); ok && p.has("screen") && !p.has("state") {
				return true
			}
		case path.Dir(rel) == runs:
			found = true
			stated = stated || stateHeading.Match(raw) || strings.Contains(string(raw), "\ndraws:")
		}
	}
	_, err := fs.Stat(fsys, source+"/"+tutorial.ScreenFolder)
	return found && !stated && err != nil
}

// IsGuide tells whether a folder holds a guide at all.
func IsGuide(fsys fs.FS) bool {
	for name := range read(fsys) {
		if _, rel, below := strings.Cut(name, "/"); below && path.Ext(rel) == ".md" || strings.HasPrefix(name, wordsFile) {
			return true
		}
	}
	return false
}

// Convert works out what has to change; it writes nothing.
func Convert(folder fs.FS, program Program) (*Result, error) {
	c := &conversion{
		Result: &Result{Files: map[string][]byte{}}, was: read(folder), today: read(program.Content),
		is: map[string][]byte{}, own: map[string]bool{},
	}
	words, err := fs.Glob(program.Locales, "active.*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range words {
		raw, err := fs.ReadFile(program.Locales, name)
		if err != nil {
			return nil, err
		}
		c.today["locales/"+name] = tutorial.Normal(raw)
	}
	for name, raw := range c.was {
		c.age = max(c.age, record().ageOf(name, raw))
	}
	languages := c.languages()
	for _, name := range slices.Sorted(maps.Keys(c.was)) {
		if strings.HasPrefix(name, wordsFile) {
			c.words(name)
		}
	}
	for _, lang := range languages {
		c.pages(lang)
	}
	c.site()
	c.is[readme] = c.was[readme]
	if raw, has := c.was[readme]; !has || record().isShipped(readme, raw) {
		c.is[readme] = c.today[readme]
	}
	c.moveWords(languages)
	c.statesForSteps(languages)
	for _, folder := range numbered {
		c.number(folder, languages)
	}
	c.recordSources(languages)
	c.finish()
	return c.Result, nil
}

// languages are those of the folder, the source first.
func (c *conversion) languages() []string {
	found := map[string]bool{}
	for name := range c.was {
		if lang, rel, below := strings.Cut(name, "/"); below && path.Ext(rel) == ".md" && lang != "locales" {
			found[lang] = true
		}
	}
	delete(found, source)
	return append([]string{source}, slices.Sorted(maps.Keys(found))...)
}

// finish sorts out what has changed.
func (c *conversion) finish() {
	for name, raw := range c.is {
		was, had := c.was[name]
		if !had || string(was) != string(raw) {
			c.Files[name] = raw
		}
		switch today := c.today[name]; {
		case today != nil && string(today) == string(raw):
			if !had || string(was) != string(raw) {
				c.Renewed++
			}
		case c.own[name]:
			c.Kept = append(c.Kept, name)
		}
	}
	slices.Sort(c.Kept)
	slices.Sort(c.Moved)
	c.Moved = slices.Compact(c.Moved)
	slices.Sort(c.Removed)
	slices.SortFunc(c.Look, func(a, b Note) int { return strings.Compare(a.File+"\x00"+a.Msg, b.File+"\x00"+b.Msg) })
	c.Look = slices.Compact(c.Look)
}

// site brings the site's file over: what it does not say yet is taken from today's.
func (c *conversion) site() {
	was, has := c.was[siteFile]
	today := c.today[siteFile]
	if !has || record().isShipped(siteFile, was) {
		c.is[siteFile] = today
		return
	}
	c.own[siteFile] = true
	values, err := tomlValues(was)
	if err != nil {
		c.is[siteFile] = was
		c.look(siteFile, "the file cannot be read, and stays as it is")
		return
	}
	var missing []string // lines that stand before any table
	for _, key := range tutorial.FactKeys() {
		if _, has := values[key]; !has && key != "running" {
			missing = append(missing, topLines(today, key)...)
		}
	}
	text := string(was)
	if len(missing) > 0 {
		text = strings.Join(missing, "\n") + "\n\n" + text
	}
	if _, has := values["running"]; !has {
		text = strings.TrimRight(text, "\n") + "\n\n" + tablesOf(today, "running")
	}
	c.is[siteFile] = []byte(text)
}

// number counts a folder's files 1, 2, 3 again, where files of the unit and new ones of the program share a number.
func (c *conversion) number(folder string, languages []string) {
	type entry struct {
		rel   string
		order int
		own   bool
	}
	var all []entry
	for name, raw := range c.is {
		if path.Dir(name) != source+"/"+folder {
			continue
		}
		if p, ok := parsePage(raw); ok && p.number("order") > 0 {
			all = append(all, entry{strings.TrimPrefix(name, source+"/"), p.number("order"), c.own[name]})
		}
	}
	rank := map[bool]int{true: 1} // the unit's own comes behind the program's of the same number
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(a.order-b.order, rank[a.own]-rank[b.own], strings.Compare(a.rel, b.rel))
	})
	for i, e := range all {
		if e.order == i+1 {
			continue
		}
		for _, lang := range languages {
			name := lang + "/" + e.rel
			if p, ok := parsePage(c.is[name]); ok && p.has("order") {
				p.set("order", fmt.Sprintf("order: %d\n", i+1))
				c.is[name] = p.bytes()
			}
		}
	}
}

// recordSources notes in translations which version of their source they follow, where nothing but the form has changed.
func (c *conversion) recordSources(languages []string) {
	for name, raw := range c.is {
		lang, rel, _ := strings.Cut(name, "/")
		original := c.is[source+"/"+rel]
		if lang == source || !slices.Contains(languages, lang) || original == nil {
			continue
		}
		p, ok := parsePage(raw)
		if !ok || !p.has("source") {
			continue
		}
		follows := c.today[name] != nil && !c.own[name] && !c.own[source+"/"+rel] // both from the program, words moved in
		if was, had := c.was[name]; had && c.own[name] {
			before, ok := parsePage(was)
			of := c.was[source+"/"+rel]
			follows = ok && of != nil && before.value("source") == tutorial.Hash(of) && sameWords(of, original)
		} else if had && c.own[source+"/"+rel] {
			follows = false // the unit changed the source only
		}
		if follows {
			p.set("source", "source: "+tutorial.Hash(original)+"\n")
			c.is[name] = p.bytes()
		}
	}
}
