package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/tutorial"
	"napguide/static"
)

// checkCommand is the flags of "guide check".
type checkCommand struct {
	Content string   `env:"GUIDE_CONTENT" placeholder:"DIR" help:"The folder to check. Without it: the folder content beside the program, else what is inside the program."`
	Unit    string   `env:"GUIDE_UNIT" placeholder:"FILE" help:"A file with the unit's own details, checked too. Without it: unit.toml beside the program, if it is there."`
	Format  string   `default:"text" enum:"text,json" help:"text, a fault a line, or json, for machines (${default})."`
	Release bool     `help:"Refuse what waits for a translation too. Without it that is listed, and readers see the Thai page meanwhile."`
	Map     string   `placeholder:"DIR" help:"Draw each practice run into this folder too, as a picture in each language; what is wrong with it is marked."`
	Record  bool     `help:"Write into each translation which version of the Thai page it follows. Do this after you compared the two."`
	Files   []string `arg:"" optional:"" help:"With --record: only these translations, such as en/help.md."`
}

// Run prints every fault of the content, the interface words and the unit's file.
func (cmd *checkCommand) Run(stdout output, words speech) error {
	from, isBeside := contentBeside(cmd.Content)
	if err := from.open(); err != nil {
		return err
	}
	unit, unitIsBeside := unitBeside(cmd.Unit)
	if cmd.Record {
		return cmd.record(stdout, from)
	}
	if len(cmd.Files) > 0 {
		return errors.New("guide check: names of files go with --record only; without it everything is checked")
	}
	faults, waiting := from.faults()
	if cmd.Map != "" {
		n, err := from.drawMaps(cmd.Map)
		if err != nil {
			return err
		}
		if cmd.Format == "text" {
			fmt.Fprintln(stdout, words.sayf("%s drawn in %s", counted(n, "map"), cmd.Map))
		}
	}
	if unit != "" {
		languages := []string{locale.Source}
		if catalog, err := from.catalog(); err == nil {
			languages = catalog.Languages()
		}
		name := unit
		if unitIsBeside {
			name = unitName
		}
		_, err := readUnit(name, unit, languages...)
		var known tutorial.Faults
		if err != nil && !errors.As(err, &known) {
			return err
		}
		faults = append(faults, known...)
	}
	if cmd.Format == "text" {
		for _, used := range []struct {
			name string
			is   bool
		}{{filepath.Base(from.dir), isBeside}, {unitName, unitIsBeside}} {
			if used.is {
				fmt.Fprintln(stdout, words.sayf("checked: %s, beside the program", used.name))
			}
		}
	}
	if cmd.Release {
		faults, waiting = append(faults, waiting...), nil
	}
	return report(stdout, words, cmd.Format, faults, waiting)
}

// report prints faults, and what waits for a translation; its error is errFaults when there are any faults.
func report(stdout output, words speech, format string, faults, waiting tutorial.Faults) error {
	faults.Sort()
	faults = words.faults(slices.Compact(faults))
	waiting.Sort()
	waiting = words.faults(waiting)
	if format == "json" {
		list := []jsonFault{}
		for i, f := range slices.Concat(faults, waiting) {
			list = append(list, jsonFault{f.File, f.Line, f.Msg, f.Mend, i >= len(faults)})
		}
		raw, err := json.MarshalIndent(list, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s\n", raw)
	} else {
		for _, f := range slices.Concat(faults, waiting) {
			fmt.Fprintln(stdout, f)
		}
		if len(waiting) > 0 {
			fmt.Fprintln(stdout, words.say(waitFor(len(waiting))+"; readers see Thai there, and guide check --release refuses it"))
		}
		if len(faults) == 0 {
			fmt.Fprintln(stdout, words.say("no fault"))
		} else {
			fmt.Fprintln(stdout, words.say(counted(len(faults), "fault")))
		}
	}
	if len(faults) > 0 {
		return errFaults
	}
	return nil
}

func waitFor(n int) string {
	if n == 1 {
		return "1 place waits for a translation"
	}
	return counted(n, "place") + " wait for a translation"
}

// jsonFault is a fault for machines.
type jsonFault struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Msg  string `json:"message"`
	Mend string `json:"mend"`

	Waits bool `json:"waits,omitempty"` // for a translation only
}

// faults is everything wrong with a source, found at once: a fault in one place hides none in another. What only waits for
// a translation comes apart.
func (s source) faults() (faults, waiting tutorial.Faults) {
	if s.isOld() {
		return s.oldFolder(), nil
	}
	lines := s.lines()
	catalog, err := s.catalog()
	if err != nil { // no language can be relied on
		return slices.Concat(faultsOf(err), s.vocabulary(lines)), nil
	}
	wrongWords, waitingWords := catalog.Check()
	for _, err := range wrongWords {
		faults = append(faults, faultsOf(err)...)
	}
	guides, wrong := tutorial.Read(s.markdown(), s.options())
	faults = append(faults, wrong...)
	if !s.hasFaultIn(wrong, tutorial.SiteFile) { // what the words are held against
		faults = slices.Concat(faults, s.renamed(lines, guides), s.spellings(lines, guides[locale.Source].Site), s.vocabulary(lines))
		if !s.hasFaultIn(wrong, locale.Source+"/"+tutorial.ScreenFolder) && !s.hasFaultIn(wrong, locale.Source+"/"+tutorial.PhoneFolder) {
			faults = slices.Concat(faults, s.promises(lines, guides), s.counts(lines, guides))
		}
	}
	for _, lang := range catalog.Languages() {
		faults = append(faults, s.stale(guides[lang])...)
		waiting = append(waiting, guides[lang].Waiting...)
	}
	waiting = append(waiting, untranslated(waitingWords)...)
	if len(faults) == 0 || len(wrong) == 0 && !s.hasBrokenWords(faults) {
		_, err := site.Build(s.plainSite(guides, catalog))
		return append(faults, faultsOf(err)...), waiting
	}
	// The site cannot be built. Links are then held against the pages that the program itself has, and these.
	return append(faults, s.linksBeside(guides)...), waiting
}

// fewMessages is how many untranslated messages of a file have a line each; more of them have a line a group.
const fewMessages = 20

// untranslated lists the interface words that wait for a translation, many of one file by their groups.
func untranslated(words []error) (waiting tutorial.Faults) {
	files := map[string][]*locale.Fault{}
	for _, err := range words {
		if f, ok := err.(*locale.Fault); ok {
			files[f.File] = append(files[f.File], f)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		groups, all := map[string][]string{}, files[file]
		for _, f := range all {
			group, name, _ := strings.Cut(f.ID, ".")
			if len(all) <= fewMessages {
				group, name = f.ID, f.ID
			}
			groups[group] = append(groups[group], name)
		}
		for _, group := range slices.Sorted(maps.Keys(groups)) {
			fault := tutorial.Fault{File: file, Line: 1, Msg: group + ": not translated", Mend: "write it as active.th.toml has it"}
			if len(all) > fewMessages {
				fault.Msg = fmt.Sprintf("%s: %d messages are not translated: %s", group, len(groups[group]), strings.Join(groups[group], ", "))
				fault.Mend = "write them below [" + group + "], as active.th.toml has them"
			}
			waiting = append(waiting, fault)
		}
	}
	return waiting
}

// hasFaultIn tells whether there is a fault in a file or folder below the content's.
func (s source) hasFaultIn(faults tutorial.Faults, below string) bool {
	name := path.Join(s.root(), below)
	return slices.ContainsFunc(faults, func(f tutorial.Fault) bool { return f.File == name || strings.HasPrefix(f.File, name+"/") })
}

// hasBrokenWords tells whether a fault of the interface words is such that no site can be built from them.
func (s source) hasBrokenWords(faults tutorial.Faults) bool {
	return slices.ContainsFunc(faults, func(f tutorial.Fault) bool { return strings.HasSuffix(f.File, ".toml") })
}

func (s source) stale(g *tutorial.Guide) tutorial.Faults {
	folder := "DIR"
	if s.dir != "" {
		folder = s.root()
	}
	for i := range g.Stale {
		g.Stale[i].Mend += ", or run: guide check --content " + folder + " --record " + strings.TrimPrefix(g.Stale[i].File, s.root()+"/")
	}
	return g.Stale
}

// plainSite is what a site is built with to be looked at, not to be served.
func (s source) plainSite(guides map[string]*tutorial.Guide, catalog *locale.Catalog) site.Options {
	o := s.siteOptions(guides, catalog)
	o.Static = static.FS
	return o
}

// ownSite is the site of the program's own content, built at most once.
var ownSite = sync.OnceValues(func() (*site.Site, error) {
	own := source{}
	guides, catalog, err := own.load()
	if err != nil {
		return nil, err
	}
	return site.Build(own.plainSite(guides, catalog))
})

// linksBeside finds dead links while the site cannot be built.
func (s source) linksBeside(guides map[string]*tutorial.Guide) tutorial.Faults {
	reference, err := ownSite()
	if err != nil {
		return nil
	}
	var faults tutorial.Faults
	for lang, g := range guides {
		if !reference.HasLang(lang) {
			continue // told when the rest is mended
		}
		for _, f := range reference.DeadLinks(g, s.root()) {
			if !leadsTo(g, f.Msg+" "+f.Mend) {
				faults = append(faults, f)
			}
		}
	}
	return faults
}

var linkInFault = regexp.MustCompile(`/[A-Za-z0-9-]+(/[\w./-]*)(?:#([\w-]+))?`)

// leadsTo tells whether a link that the program's own pages do not know leads to one of the guide's.
func leadsTo(g *tutorial.Guide, text string) bool {
	m := linkInFault.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	for _, p := range g.Pages() {
		_, below, _ := strings.Cut(p.File, "/") // behind the code of its language, or of the source's
		folder := path.Dir("/" + below)
		if m[1] == path.Join(folder, p.ID) || m[1] == "/stuck" && folder == "/stuck" && p.ID == m[2] {
			return m[2] == "" || folder == "/stuck" || slices.ContainsFunc(p.Sections, func(sec tutorial.Section) bool { return sec.ID == m[2] })
		}
	}
	return false
}

// spellings finds the app's name spelt another way than the site's file has it. The other ways may stand only in what is
// quoted from a screen: on a simulated one, or between quotation marks.
func (s source) spellings(lines []contentLine, facts *tutorial.Facts) (faults tutorial.Faults) {
	if facts.App == "" {
		return nil // told by who reads the file
	}
	names := []string{regexp.QuoteMeta(facts.App)}
	for _, spelling := range facts.Spellings {
		names = append(names, regexp.QuoteMeta(spelling))
	}
	spelt := regexp.MustCompile(`(?i)\b(?:` + strings.Join(names, "|") + `)\b`)
	var before []string // told as what it is
	for _, r := range s.renames(locale.Source, facts) {
		before = append(before, r.old)
	}
	for _, line := range lines {
		if strings.Contains(line.file, "/"+tutorial.ScreenFolder+"/") {
			continue
		}
		for _, name := range spelt.FindAllString(unquoted(line.text), -1) {
			if name != facts.App && !slices.Contains(before, name) {
				faults = append(faults, line.fault(fmt.Sprintf("the app's name is spelt %q", name),
					"write "+facts.App+", or put what is quoted from a screen between quotation marks"))
			}
		}
	}
	return faults
}

// record writes into the translations which version of their source they follow.
func (cmd *checkCommand) record(stdout output, from source) error {
	if from.dir == "" {
		return errors.New("--record: give --content DIR; what is inside the program cannot be written to (guide init DIR writes it out)")
	}
	var names []string
	err := fs.WalkDir(from.markdown(), ".", func(name string, entry fs.DirEntry, err error) error {
		lang, _, below := strings.Cut(name, "/")
		if err == nil && below && !entry.IsDir() && tutorial.IsPage(name) && lang != locale.Source && !tutorial.IsLeftover(lang) && !tutorial.IsLeftover(name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return wrongFlag("content", from.dir, "the folder cannot be read: "+cause(err))
	}
	for _, want := range cmd.Files {
		if !slices.Contains(names, filepath.ToSlash(want)) {
			return fmt.Errorf("--record %q: there is no such translation; name it as it stands below %s, such as en/help.md", want, from.dir)
		}
	}
	changed := 0
	for _, name := range names {
		if len(cmd.Files) > 0 && !slices.ContainsFunc(cmd.Files, func(want string) bool { return filepath.ToSlash(want) == name }) {
			continue
		}
		_, below, _ := strings.Cut(name, "/")
		original, err := fs.ReadFile(from.markdown(), locale.Source+"/"+below)
		if err != nil {
			fmt.Fprintf(stdout, "%s/%s: left alone, there is no %s/%s\n", from.root(), name, locale.Source, below)
			continue
		}
		file := filepath.Join(from.dir, filepath.FromSlash(name))
		raw, err := os.ReadFile(file) // #nosec G304 -- the same file
		if err != nil {
			return err
		}
		hash := tutorial.Hash(original)
		written := withSource(raw, hash)
		if bytes.Equal(written, raw) {
			continue
		}
		if err := os.WriteFile(file, written, 0o644); err != nil { // #nosec G306 G703 -- the writer's own file, named on the command line; others may read a guide
			return fmt.Errorf("--record: %s cannot be written: %s", file, cause(err))
		}
		changed++
		fmt.Fprintf(stdout, "%s/%s: source: %s\n", from.root(), name, hash)
	}
	fmt.Fprintf(stdout, "%d recorded\n", changed)
	return nil
}

var sourceLine = regexp.MustCompile(`(?m)^source:[^\r\n]*`)

// withSource puts a hash into a file's front matter. Line ends stay as they are.
func withSource(raw []byte, hash string) []byte {
	head, end := frontMatter(raw)
	if end == 0 {
		return raw
	}
	line := []byte("source: " + hash)
	if at := sourceLine.FindIndex(raw[head:end]); at != nil {
		return slices.Concat(raw[:head+at[0]], line, raw[head+at[1]:])
	}
	newline := []byte("\n")
	if bytes.Contains(raw[:end], []byte("\r\n")) {
		newline = []byte("\r\n")
	}
	return slices.Concat(raw[:end], line, newline, raw[end:])
}

// frontMatter is where the lines between the two --- begin and end; end is 0 when there are none.
func frontMatter(raw []byte) (begin, end int) {
	at := 0
	for line := range bytes.Lines(raw) {
		rule := string(bytes.TrimRight(bytes.TrimPrefix(line, []byte("\ufeff")), "\r\n\t ")) == "---"
		switch {
		case at == 0 && !rule:
			return 0, 0
		case at == 0:
			begin = len(line)
		case rule:
			return begin, at
		}
		at += len(line)
	}
	return 0, 0
}
