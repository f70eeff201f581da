package main

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"napguide/content"
	"napguide/server/tutorial"
)

// siteSettings is what a site file says of words, per language: those that are not to be used. A folder without a site file
// has the program's.
type siteSettings map[string]struct {
	Word []vocabularyRule
}

// vocabularyRule refuses the words of Not, except inside the phrases of But, and those of Once where they stand on a page already.
// It names what to use instead.
type vocabularyRule struct {
	Use            string
	Not, But, Once []string
}

// match returns the first refused word in a text, or "".
func (r vocabularyRule) match(text string) string {
	for _, phrase := range r.But {
		text = strings.ReplaceAll(text, phrase, "\n")
	}
	for _, word := range r.Not {
		if word != "" && strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// siteSettings reads the folder's site file. Its error is a list of faults.
func (s source) siteSettings() (siteSettings, error) {
	fsys, root := s.markdown(), s.root()
	raw, err := fs.ReadFile(fsys, tutorial.SiteFile)
	if err != nil {
		fsys, root = content.FS, source{}.root()
		if raw, err = fs.ReadFile(fsys, tutorial.SiteFile); err != nil {
			return nil, err
		}
	}
	fault := func(line int, msg, fix string) error {
		return tutorial.Faults{{File: path.Join(root, tutorial.SiteFile), Line: line, Msg: msg, Mend: fix}}
	}
	var tables map[string]toml.Primitive
	meta, err := toml.Decode(string(raw), &tables)
	settings := siteSettings{}
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		if err != nil || slices.Contains(tutorial.FactKeys(), key) { // those are read with the pages
			continue
		}
		words := settings[key]
		err = meta.PrimitiveDecode(tables[key], &words)
		settings[key] = words
	}
	if err != nil {
		line := 1
		if parse, ok := err.(toml.ParseError); ok {
			line = parse.Position.Line
		}
		return nil, fault(line, "cannot be read: "+firstLine(err.Error()), "compare it with the file that guide init writes")
	}
	unknown := slices.DeleteFunc(meta.Undecoded(), func(key toml.Key) bool { return slices.Contains(tutorial.FactKeys(), key[0]) })
	if len(unknown) > 0 {
		return nil, fault(1, fmt.Sprintf("%q is unknown", unknown[0]), "a rule has use, not, but and once")
	}
	return settings, nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// vocabulary finds words that the site file says are not to be used, or not twice on a page.
func (s source) vocabulary(lines []contentLine) (faults tutorial.Faults) {
	settings, err := s.siteSettings()
	if err != nil {
		return faultsOf(err)
	}
	type place struct{ page, word string }
	page, first := "", map[place]int{} // the line where a word of Once stands first
	for _, line := range lines {
		switch {
		case !strings.HasSuffix(line.file, ".md"): // each of its words is shown by itself
			page = ""
		case strings.HasPrefix(line.whole, "## ") && path.Base(path.Dir(line.file)) == "scenarios": // a heading of a run begins a page
			page = fmt.Sprint(line.file, ":", line.number)
		case !strings.HasPrefix(page, line.file+":"):
			page = line.file + ":"
		}
		for _, rule := range settings[line.lang].Word {
			if word := rule.match(line.plain); word != "" {
				faults = append(faults, line.fault(fmt.Sprintf("%q is not a word of this site", word), "use: "+rule.Use))
			}
			for _, word := range rule.Once {
				n, at := strings.Count(line.plain, word), place{page, word}
				if word == "" || page == "" || n == 0 {
					continue
				}
				if first[at] == 0 {
					first[at] = line.number
					n--
				}
				if n > 0 {
					faults = append(faults, line.fault(fmt.Sprintf("%q stands on this page already, in line %d", word, first[at]), "use: "+rule.Use))
				}
			}
		}
	}
	return faults
}
