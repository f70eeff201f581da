package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// When site.toml gives something another name, the old one stands in many places still. The program knows the names that its
// own guides have; the cause is told once, with how many places follow from it and where most of them are.

// names are the facts that pages say in words, by their keys in the site's file.
var names = []struct {
	key string
	of  func(*tutorial.Facts) string
}{
	{"app", func(f *tutorial.Facts) string { return f.App }},
	{"name", func(f *tutorial.Facts) string { return f.Name }},
	{"system", func(f *tutorial.Facts) string { return f.System }},
	{"portal", func(f *tutorial.Facts) string { return f.Portal }},
	{"register", func(f *tutorial.Facts) string { return f.Register }},
	{"passcode", func(f *tutorial.Facts) string { return f.Passcode }},
	{"publisher", func(f *tutorial.Facts) string { return f.Publisher }},
}

// rename is a fact that has another value than in the guide that the program brings.
type rename struct{ key, old, now string }

// places counts where something stands.
type places struct {
	all    int
	byFile map[string]int
}

func (p *places) add(file string) {
	if p.byFile == nil {
		p.byFile = map[string]int{}
	}
	p.all++
	p.byFile[file]++
}

// fewFiles is how many files a line names.
const fewFiles = 8

// files lists where most of the places are.
func (p *places) files() string {
	order := slices.SortedFunc(maps.Keys(p.byFile), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.byFile[b], p.byFile[a]), strings.Compare(a, b))
	})
	var out []string
	for _, file := range order[:min(len(order), fewFiles)] {
		out = append(out, fmt.Sprintf("%s (%d)", file, p.byFile[file]))
	}
	if len(order) > fewFiles {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// stillSay says how many places have a word.
func (p *places) stillSay(word string) string {
	if p.all == 1 {
		return fmt.Sprintf("1 place still says %q", word)
	}
	return fmt.Sprintf("%s in %s still say %q", counted(p.all, "place"), counted(len(p.byFile), "file"), word)
}

// sought is a word of before, and where it stands.
type sought struct {
	rename
	word *regexp.Regexp
	at   places
}

// renames are those of a language.
func (s source) renames(lang string, facts *tutorial.Facts) (out []rename) {
	var now []string
	for _, name := range names {
		now = append(now, bare(name.of(facts)))
	}
	compare := func(own *tutorial.Facts, keys int) {
		for i, name := range names[:keys] {
			if old := bare(name.of(own)); old != "" && now[i] != "" && !slices.Contains(now, old) {
				out = append(out, rename{name.key, old, now[i]})
			}
		}
	}
	if own := tutorial.ReadFacts(ownSiteFile(), locale.Source, lang)[lang]; own != nil {
		compare(own, len(names))
	}
	// What else the blank guide's names are is also said in plain words.
	if raw, err := fs.ReadFile(blankGuide, "blank/"+tutorial.SiteFile); err == nil {
		compare(tutorial.ReadFacts(raw, locale.Source, lang)[lang], 1)
	}
	return slices.DeleteFunc(out, func(r rename) bool {
		return slices.ContainsFunc(out, func(other rename) bool { return other != r && other.old == r.old && other.key < r.key })
	})
}

// bare is a text without the marks between its phrases.
func bare(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "|", "")) }

// renamed finds the words of before in a folder whose site file has others. What stands between quotation marks may be
// another one's.
func (s source) renamed(lines []contentLine, guides map[string]*tutorial.Guide) (faults tutorial.Faults) {
	all, inLanguage := map[rename]*sought{}, map[string][]*sought{}
	for lang, g := range guides {
		for _, r := range s.renames(lang, g.Site) {
			if all[r] == nil {
				all[r] = &sought{rename: r, word: wholeWord(r.old)}
			}
			inLanguage[lang] = append(inLanguage[lang], all[r])
		}
	}
	facts := guides[locale.Source].Site
	hosts, isSaid := s.goneHosts(facts), map[string]bool{}
	own := [][2]string{{"app", facts.App}, {"system", bare(facts.System)}} // what some page must say
	ownWords := []*regexp.Regexp{wholeWord(own[0][1]), wholeWord(own[1][1])}
	for _, line := range lines {
		text := bare(strings.ReplaceAll(line.text, "**", ""))
		onScreen := strings.Contains(line.file, "/"+tutorial.ScreenFolder+"/")
		if !strings.HasSuffix(line.file, ".toml") {
			for i, v := range own {
				isSaid[v[0]] = isSaid[v[0]] || v[1] != "" && ownWords[i].MatchString(text)
			}
		}
		for _, h := range hosts {
			for range h.word.FindAllString(line.whole, -1) {
				if !onScreen { // told there
					h.at.add(line.file)
				}
			}
		}
		for _, w := range inLanguage[line.lang] {
			here := strings.ReplaceAll(text, w.now, "\n")
			if !onScreen {
				here = unquoted(here)
			} else if slices.ContainsFunc(facts.Spellings, func(other string) bool { return strings.EqualFold(other, w.old) }) {
				continue // the real screen has it
			}
			for range w.word.FindAllString(here, -1) {
				w.at.add(line.file)
			}
		}
	}
	fault := func(key, msg, mend string) {
		isSaid[key] = true // or it is told already why not
		faults = append(faults, tutorial.Fault{File: path.Join(s.root(), tutorial.SiteFile), Line: tutorial.FactLine(s.markdown(), key), Msg: msg, Mend: mend})
	}
	for _, w := range all {
		if w.at.all > 0 {
			fault(w.key, fmt.Sprintf("%s is %q, and %s", w.key, w.now, w.at.stillSay(w.old)),
				fmt.Sprintf("have your editor find %q in all files and write %q there; what another one is called stands between quotation marks: %s", w.old, w.now, w.at.files()))
		}
	}
	for _, h := range hosts {
		if h.at.all > 0 {
			fault("hosts", fmt.Sprintf("hosts does not have %q, and %s", h.old, h.at.stillSay(h.old)),
				fmt.Sprintf("have your editor find %q in all files and write the host of today there, or list it under hosts: %s", h.old, h.at.files()))
		}
	}
	for _, v := range own {
		if v[1] != "" && !isSaid[v[0]] {
			fault(v[0], fmt.Sprintf("%s is %q, and no page says so", v[0], v[1]), fmt.Sprintf("have your editor find its name of before in all files and write %q there, or correct it here", v[1]))
		}
	}
	return faults
}

// goneHosts are the hosts of the real login that the program's own guide has and these facts have not. Those of an owner that
// is still there are found with the promises.
func (s source) goneHosts(facts *tutorial.Facts) (out []*sought) {
	own := tutorial.ReadFacts(ownSiteFile(), locale.Source, locale.Source)[locale.Source]
	known := facts.Hosts
	if u, err := url.Parse(facts.Live); err == nil {
		known = append(slices.Clone(known), u.Hostname())
	}
	for _, host := range own.Hosts {
		if len(facts.Hosts) > 0 && !slices.Contains(known, host) && !alike(host, known) {
			out = append(out, &sought{rename: rename{key: "hosts", old: host}, word: regexp.MustCompile(`(?:^|[^\w.-])` + regexp.QuoteMeta(host) + `(?:$|[^\w.-]|\.(?:$|\s))`)})
		}
	}
	return out
}

// wholeWord finds a name that is no part of a longer one. Thai has no spaces between words.
func wholeWord(name string) *regexp.Regexp {
	if name == "" {
		return nil
	}
	edge := func(c byte) string {
		if c < 0x80 && c != '"' {
			return `\b`
		}
		return ""
	}
	return regexp.MustCompile(edge(name[0]) + regexp.QuoteMeta(name) + edge(name[len(name)-1]))
}
