package tutorial

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

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

// file is one content file on its way to becoming a page.
type file struct {
	lang string
	name string // below the language's folder: guide/start.md
	kind kind
	meta *frontMatter // nil when it could not be read
	page *Step        // the other kinds use only some of it

	teacher string   // a question's: see Question.Teacher
	choices []Choice // a question's
	screen  *Screen  // a screen's
	run     *runText // a practice run's
	phone   *Phone   // a phone's
	unread  bool     // what it says is not known: its fault is the cause of whatever else is missing
}

func (f *file) path() string { return f.lang + "/" + f.name }

type loader struct {
	fsys     fs.FS
	opt      Options
	source   string // language
	markdown map[string]*markdown
	standIns map[string]*markdown        // for pages that are not translated
	files    map[string]map[string]*file // language → name
	borrowed map[string]map[string]*file // the same of pages that the source language lends
	hosts    []string                    // real ones, which drawn addresses may show
	faults   Faults

	skip       map[string]bool  // files that are no pages: see survey
	misnamed   map[string]bool  // pages that are there under a wrong name
	incomplete map[string]bool  // folders of which not every page could be read: their numbers tell nothing
	noFacts    bool             // the site's file could not be read: which hosts are real is not known
	places     map[Fault]Faults // what many places ask for, and is not there
	quiet      bool             // what is found now only follows from what is told elsewhere
	count      int              // of faults so far, with those of places
}

func newLoader(fsys fs.FS, opt Options) *loader {
	l := &loader{fsys: fsys, opt: opt, markdown: map[string]*markdown{}, standIns: map[string]*markdown{}, files: map[string]map[string]*file{}, borrowed: map[string]map[string]*file{},
		skip: map[string]bool{}, misnamed: map[string]bool{}, incomplete: map[string]bool{}, places: map[Fault]Faults{}}
	if len(opt.Languages) > 0 {
		l.source = opt.Languages[0]
	}
	for _, lang := range opt.Languages {
		l.markdown[lang] = newMarkdown(lang, opt)
		l.files[lang] = map[string]*file{}
	}
	return l
}

// fault notes something wrong in a file, named by its path below the content folder.
func (l *loader) fault(path string, line int, msg, mend string) {
	if l.quiet {
		return
	}
	l.count++
	l.faults = append(l.faults, l.wrong(path, line, msg, mend))
}

func (l *loader) wrong(path string, line int, msg, mend string) Fault {
	return Fault{File: cmp.Or(l.opt.Root, "content") + "/" + path, Line: max(line, 1), Msg: msg, Mend: mend}
}

// guide reads a language's folder.
func (l *loader) guide(lang string, facts *Facts) *Guide {
	l.survey(lang)
	g := &Guide{Lang: lang, Site: facts}
	pages := map[string]**Page{
		"summary.md": &g.Summary, "prepare.md": &g.Prepare, "help.md": &g.Help, "privacy.md": &g.Privacy, "about.md": &g.About,
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if f := l.read(lang, name, pageKind); f != nil {
			*pages[name] = &f.page.Page
		}
	}
	steps := l.folder(lang, stepFolder, stepKind)
	for _, f := range steps {
		g.Steps = append(g.Steps, f.page)
	}
	cards := l.folder(lang, cardFolder, cardKind)
	for _, f := range cards {
		g.Cards = append(g.Cards, &f.page.Page)
	}
	scenarios := l.folder(lang, scenarioFolder, scenarioKind)
	for _, f := range scenarios {
		s := &Scenario{Page: f.page.Page, Order: f.page.Order, Minutes: f.page.Minutes}
		if f.run != nil {
			s.Brief, s.Group, s.Level = f.run.brief, f.run.group, f.run.level
		}
		if l.isGuided(f) {
			g.Guided = s
		} else {
			g.Scenarios = append(g.Scenarios, s)
		}
	}
	scenarios = slices.DeleteFunc(scenarios, l.isGuided)
	questions := l.folder(lang, questionFolder, questionKind)
	for _, f := range questions {
		g.Questions = append(g.Questions, &Question{Page: f.page.Page, Order: f.page.Order, Teacher: f.teacher, Choices: f.choices})
	}
	g.Screens, g.Phones = l.screens(lang, facts), l.phones(lang)
	l.order(steps)
	l.order(cards)
	l.order(scenarios)
	l.order(questions)
	l.unknownFiles(lang, pages)
	g.Stale = l.stale(lang)
	return g
}

// folder reads the files of a folder and puts them in order.
func (l *loader) folder(lang, folder string, k kind) []*file {
	names := l.pagesIn(path.Join(lang, folder))
	if len(names) == 0 && lang == l.source && !l.incomplete[path.Join(lang, folder)] {
		l.fault(path.Join(lang, folder), 1, "no page in this folder", "write at least one .md file")
		l.incomplete[path.Join(lang, folder)] = true
		return nil
	}
	return l.readAll(lang, folder, names, k)
}

// pagesIn lists the pages of a language's folder, with those that stand in the source language only.
func (l *loader) pagesIn(folder string) []string {
	names, _ := fs.Glob(l.fsys, folder+"/*.md") // fails only for a pattern with a typing error
	names = slices.DeleteFunc(names, func(name string) bool { return l.skip[name] })
	lang, below, _ := strings.Cut(folder, "/")
	if lang == l.source {
		return names
	}
	for _, original := range l.pagesIn(path.Join(l.source, below)) {
		if name := path.Join(folder, path.Base(original)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// readAll reads files of one folder and puts them in order.
func (l *loader) readAll(lang, folder string, names []string, k kind) []*file {
	var files []*file
	for _, name := range names {
		if f := l.read(lang, path.Join(folder, path.Base(name)), k); f != nil {
			files = append(files, f)
		}
	}
	slices.SortStableFunc(files, func(a, b *file) int { return cmp.Compare(a.page.Order, b.page.Order) })
	return files
}

// isGuided tells whether a file is the run's that the steps point at, as the source language says it.
func (l *loader) isGuided(f *file) bool {
	if f.kind != scenarioKind {
		return false
	}
	if f.lang == l.source {
		return f.meta != nil && f.meta.scalar("guided") == "true"
	}
	of := l.files[l.source][f.name]
	return of != nil && l.isGuided(of)
}

// read takes one file through front matter and Markdown. It is nil when the file cannot be read at all.
func (l *loader) read(lang, name string, k kind) *file {
	f := &file{lang: lang, name: name, kind: k, page: &Step{}}
	raw, err := fs.ReadFile(l.fsys, f.path())
	if errors.Is(err, fs.ErrNotExist) {
		if l.misnamed[f.path()] {
			return nil // told by its name
		}
		if original := l.files[l.source][name]; lang != l.source && original != nil {
			return l.untranslated(lang, original)
		}
		l.fault(f.path(), 1, "the page is missing", "write it")
		return nil
	}
	if err != nil {
		l.fault(f.path(), 1, "the file cannot be read", "check that it is a file and that its permissions allow reading")
		l.incomplete[path.Dir(f.path())], f.unread = true, true
		l.files[lang][name] = f
		return nil
	}
	f.page.File, f.page.Hash = f.path(), Hash(raw)
	l.files[lang][name] = f
	return l.parse(f, Normal(raw), lang)
}

// untranslated is the source's page for a language that has no translation of it. Its links lead on in that language, and
// what is wrong in it is reported where it stands.
func (l *loader) untranslated(lang string, original *file) *file {
	raw, err := fs.ReadFile(l.fsys, original.path())
	if err != nil {
		return nil
	}
	known := l.faults
	defer func() { l.faults = known }()
	f := &file{lang: original.lang, name: original.name, kind: original.kind, page: &Step{}}
	f.page.File, f.page.Hash, f.page.Untranslated = original.page.File, original.page.Hash, true
	if l.borrowed[lang] == nil {
		l.borrowed[lang] = map[string]*file{}
	}
	l.borrowed[lang][f.name] = f
	return l.parse(f, Normal(raw), lang)
}

// maxFile bounds a content file, in bytes: many times the longest of ours.
const maxFile = 200_000

// markdownFor is what reads a page for readers of a language.
func (l *loader) markdownFor(f *file, reader string) *markdown {
	if !f.page.Untranslated {
		return l.markdown[reader]
	}
	if l.standIns[reader] == nil {
		l.standIns[reader] = newMarkdown(reader, l.opt)
		l.standIns[reader].written = l.source
	}
	return l.standIns[reader]
}

// parse takes a file's text through front matter and Markdown, for readers of a language.
func (l *loader) parse(f *file, raw []byte, reader string) *file {
	f.unread = true
	cannot := func(line int, msg, mend string) *file {
		l.incomplete[path.Dir(f.path())] = true
		l.fault(f.path(), line, msg, mend)
		return f
	}
	if len(raw) > maxFile {
		return cannot(1, fmt.Sprintf("the file is larger than %d bytes", maxFile), "make several pages of it")
	}
	if line, msg, mend := unreadable(raw); msg != "" {
		return cannot(line, msg, mend)
	}
	report := func(line int, msg, mend string) { l.fault(f.path(), line, msg, mend) }
	doc := l.markdownFor(f, reader).parse(raw, report)
	if doc == nil {
		l.incomplete[path.Dir(f.path())] = true
		return f
	}
	if f.unread = doc.meta == nil; f.unread {
		l.incomplete[path.Dir(f.path())] = true
	}
	doc.kind = f.kind
	switch f.kind {
	case screenKind:
		f.screen = &Screen{}
	case phoneKind:
		f.phone = &Phone{}
	}
	if f.meta = doc.meta; f.meta != nil {
		known := l.faults
		l.frontMatter(f, report)
		if f.lang != l.source && !l.hasOriginal(f) {
			l.faults = known // what it needs is not known without its source
		}
	}
	if f.page.Order < 1 && f.kind < screenKind && !l.isGuided(f) {
		l.incomplete[path.Dir(f.path())] = true
	}
	switch f.kind {
	case screenKind:
		doc.screen(f.screen)
		return f
	case phoneKind:
		doc.phone(f.phone, f.lang != l.source)
		return f
	}
	doc.check()
	switch f.kind {
	case questionKind:
		l.question(f, doc)
	case scenarioKind:
		l.runFile(f, doc)
	default:
		doc.render(&f.page.Page)
	}
	return f
}

// hasOriginal tells whether a translation's source can be read.
func (l *loader) hasOriginal(f *file) bool {
	original := l.files[l.source][f.name]
	return original != nil && !original.unread
}

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
	return spacedBreak.ReplaceAll(spacedRule.ReplaceAll(raw, []byte("---")), []byte(`\`))
}

// typeAgain is what to do about a sign that does not belong in a text.
const typeAgain = "type the line again, and save the file as UTF-8"

// Hash names a version of a content file, as a translation's "source" does: 12 hexadecimal digits of its text's SHA-256, the
// same on every system.
func Hash(raw []byte) string {
	sum := sha256.Sum256(Normal(raw))
	return hex.EncodeToString(sum[:6])
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// matterKeys are the keys of a kind's front matter: those that a page must have, and those that it may.
func matterKeys(k kind) (must, may []string) {
	switch k {
	case stepKind:
		return []string{"id", "order", "title", "summary", "short", "say", "coach", "minutes", "state", "action", "hints", "trainer"}, []string{"picture", "rescue", "help", "practice"}
	case cardKind:
		return []string{"id", "order", "title", "summary", "icon"}, nil
	case scenarioKind:
		return []string{"id", "title", "summary", "order", "minutes"}, []string{"group", "level", "from", "hints", "guided", "draws"}
	case questionKind:
		return []string{"id", "order", "title", "step"}, nil
	case screenKind:
		return []string{"id", "title"}, []string{"address", "look", "checked"}
	case phoneKind:
		return []string{"id", "title"}, []string{"checked"}
	}
	return []string{"id", "title", "summary"}, nil
}

// structure are the keys that are no words: a translation may leave them out, and has its source's.
var structure = []string{"order", "minutes", "state", "action", "icon", "step"}

// inherit gives a translation what its source says and it leaves out.
func (l *loader) inherit(f *file) {
	original := l.files[l.source][f.name]
	if f.lang == l.source || original == nil {
		return
	}
	p, of := f.page, original.page
	for key, take := range map[string]func(){
		"order": func() { p.Order = of.Order }, "minutes": func() { p.Minutes = of.Minutes }, "state": func() { p.State = of.State }, "action": func() { p.Action = of.Action },
		"icon": func() { p.Icon = of.Icon }, "rescue": func() { p.Rescue = of.Rescue }, "help": func() { p.Help = of.Help }, "picture": func() { p.Picture = of.Picture },
	} {
		if f.meta.values[key] == nil {
			take()
		}
	}
}

// frontMatter moves the keys into the page and checks their values.
func (l *loader) frontMatter(f *file, report func(line int, msg, mend string)) {
	m, p := f.meta, f.page
	keys, may := matterKeys(f.kind)
	optional := func(these ...string) {
		may = append(may, these...)
		keys = slices.DeleteFunc(keys, func(key string) bool { return slices.Contains(these, key) })
	}
	if f.kind == scenarioKind {
		of := l.files[l.source][f.name]
		switch {
		case l.isGuided(f): // it is none of those that are counted
			optional("order", "minutes")
		case f.lang == l.source && m.values["order"] == nil && m.values["minutes"] == nil:
			report(1, "the run has neither order and minutes nor guided: true", "write order: and minutes: into its head, or guided: true if the steps point at it")
			optional("order", "minutes")
		case f.lang != l.source && (of == nil || of.page.Order == 0):
			optional("order", "minutes")
		}
	}
	if f.lang != l.source {
		optional(slices.DeleteFunc(slices.Clone(structure), func(key string) bool { return !slices.Contains(keys, key) })...)
		keys = append(keys, "source")
	}
	m.known(keys, may...)

	switch f.kind {
	case screenKind:
		l.screenMatter(f, report)
	case phoneKind:
		f.phone.Checked = m.month("checked")
	}
	p.ID, p.Title, p.Summary = m.text("id"), m.phrases("title"), m.text("summary")
	if base := strings.TrimSuffix(path.Base(f.name), ".md"); !anchorForm.MatchString(base) {
		report(1, fmt.Sprintf("the file's name %q has other characters than a to z, 0 to 9 and -", base), "rename the file, such as to new-page.md, and write the same name behind id:")
	} else if p.ID != "" && p.ID != base {
		report(m.line("id"), fmt.Sprintf("the id is %q, but the file is called %q", p.ID, base), "write id: "+base)
	}
	if f.lang == "th" && !strings.Contains(p.Title, "|") && letters(p.Title) > longTitle {
		report(m.line("title"), fmt.Sprintf("the title is longer than %d letters and has no | between its phrases", longTitle),
			"put | where a line may break")
	}
	if f.lang != l.source {
		l.translated(f, report)
	}
	switch f.kind {
	case stepKind:
		p.Order, p.Minutes = m.number("order"), m.number("minutes")
		p.Short, p.Say, p.Coach = m.phrases("short"), m.phrases("say"), m.phrases("coach")
		p.State, p.Action = m.text("state"), m.text("action")
		p.Hints, p.Notes = m.list("hints"), m.list("trainer")
		p.Rescue = m.flag("rescue")
		if m.values["practice"] != nil {
			p.Practice = m.phrases("practice")
		}
		if m.values["help"] != nil {
			p.Help = m.text("help")
		}
		if m.values["picture"] != nil {
			p.Picture = l.picture(f, "picture")
		}
	case cardKind:
		p.Order, p.Icon = m.number("order"), l.picture(f, "icon")
	case scenarioKind:
		p.Order, p.Minutes = m.number("order"), m.number("minutes")
	case questionKind:
		p.Order = m.number("order")
	}
	l.inherit(f)
}

// picture is the name of one of the program's drawings. A translation's is held against its source's.
func (l *loader) picture(f *file, key string) string {
	name := f.meta.text(key)
	if name != "" && f.lang == l.source && !slices.Contains(pictures, name) {
		l.fault(f.path(), f.meta.line(key), fmt.Sprintf("there is no picture %q", name), instead(name, pictures))
	}
	return name
}

// translated checks that a translation names what it was made from; whether that is the newest is no fault.
func (l *loader) translated(f *file, report func(line int, msg, mend string)) {
	original := l.files[l.source][f.name]
	if original == nil || f.meta.scalar("source") != "" { // a missing original is reported by compare
		return
	}
	report(f.meta.line("source"), `the key "source" is missing or empty`, "once the translation is right, write source: "+original.page.Hash)
}

// longTitle is how many letters of a Thai title fit on a phone's line; a longer one needs phrase marks, because
// browsers cannot find its words.
const longTitle = 18

// letters counts what a reader sees as characters: Thai vowels and tone marks above and below take no room.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) {
			n++
		}
	}
	return n
}

// order checks that the files of a folder, already sorted, count 1, 2, 3 and so on.
func (l *loader) order(files []*file) {
	next := 1
	for _, f := range files {
		if f.page.Order < 1 { // reported where it was read
			continue
		}
		if f.lang != l.source && f.meta.values["order"] == nil { // the source's
			next = f.page.Order + 1
			continue
		}
		switch {
		case f.page.Order < next:
			l.fault(f.path(), f.meta.line("order"), fmt.Sprintf("order %d is taken by another page", f.page.Order), "give each page of the folder its own number")
			continue
		case f.page.Order > next && f.lang == l.source && !l.incomplete[path.Dir(f.path())]:
			l.fault(f.path(), f.meta.line("order"), fmt.Sprintf("order jumps to %d, %d is missing", f.page.Order, next), "number the pages of the folder 1, 2, 3 without a gap")
		}
		next = f.page.Order + 1
	}
}

// unknownFiles finds Markdown in places that nobody reads, which is mostly a misspelt name.
func (l *loader) unknownFiles(lang string, pages map[string]**Page) {
	_ = fs.WalkDir(l.fsys, lang, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // an unreadable folder shows as missing pages
		}
		if entry.IsDir() {
			if l.skip[name] {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".md" || l.skip[name] {
			return nil
		}
		below := strings.TrimPrefix(name, lang+"/")
		if pages[below] == nil && !slices.Contains(folders, path.Dir(below)) {
			l.fault(name, 1, "no page has this name", fmt.Sprintf("rename it to one of %s, or move it to one of %s",
				strings.Join(slices.Sorted(maps.Keys(pages)), ", "), strings.Join(folders, ", ")))
		}
		return nil
	})
}

// unknownLanguages finds folders of languages that the interface does not have.
func (l *loader) unknownLanguages() {
	entries, err := fs.ReadDir(l.fsys, ".")
	if err != nil {
		return // every page has been reported as missing
	}
	for _, entry := range entries {
		name := entry.Name()
		if name == "locales" { // interface words, kept beside the languages: see cmd/guide
			continue
		}
		if entry.IsDir() && !IsLeftover(name) && !slices.Contains(l.opt.Languages, name) {
			l.fault(name, 1, fmt.Sprintf("there is no language %q", name), "add its interface words, or remove the folder; there are "+strings.Join(l.opt.Languages, ", "))
		}
	}
}

// compare checks that every language has the numbers and targets of the source language, and notes which pages it lacks.
func (l *loader) compare(guides map[string]*Guide) {
	for _, lang := range l.opt.Languages {
		if lang == l.source {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(l.files[l.source])) {
			original, f := l.files[l.source][name], l.files[lang][name]
			if l.misnamed[lang+"/"+name] {
				continue
			}
			if f == nil {
				guides[lang].Waiting = append(guides[lang].Waiting, l.wrong(original.path(), 1, fmt.Sprintf("the page is missing in %q", lang), "translate it as "+lang+"/"+name))
				continue
			}
			if original.meta != nil && f.meta != nil {
				l.checkTranslation(original, f)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(l.files[lang])) {
			if f := l.files[lang][name]; l.files[l.source][name] == nil && !l.misnamed[l.source+"/"+name] {
				l.fault(f.path(), 1, fmt.Sprintf("the page is missing in %q", l.source), "write "+l.source+"/"+name+", or remove this one")
			}
		}
	}
}

// checkTranslation checks that a translation agrees with its source in what is not words.
func (l *loader) checkTranslation(original, f *file) {
	a, b := original.page, f.page
	for _, v := range []struct{ key, want, got string }{
		{"order", fmt.Sprint(a.Order), fmt.Sprint(b.Order)},
		{"minutes", fmt.Sprint(a.Minutes), fmt.Sprint(b.Minutes)},
		{"state", a.State, b.State},
		{"action", a.Action, b.Action},
		{"picture", a.Picture, b.Picture},
		{"help", a.Help, b.Help},
		{"icon", a.Icon, b.Icon},
	} {
		unread := v.want == "" || v.got == "" || v.want == "0" || v.got == "0"
		if !unread && v.want != v.got {
			l.fault(f.path(), f.meta.line(v.key), fmt.Sprintf("%s is %s, but %s in %s", v.key, v.got, v.want, original.path()), "use the same value in both")
		}
	}
	if a.Rescue != b.Rescue {
		l.fault(f.path(), f.meta.line("rescue"), "rescue differs from "+original.path(), "use the same value in both")
	}
	if (a.Practice == "") != (b.Practice == "") {
		l.fault(f.path(), f.meta.line("practice"), fmt.Sprintf("the key %q stands in only one of %s and this file", "practice", original.path()), "write it in both, or in neither")
	}
	switch f.kind {
	case questionKind:
		l.twinChoices(original, f)
	case screenKind:
		l.twinScreens(original, f)
	case scenarioKind:
		l.twinRuns(original, f)
	case phoneKind:
		l.twinPhones(original, f)
	}
	anchor := func(s Section) string { return s.ID }
	if want, got := strings.Join(namesOf(a.Sections, anchor), " "), strings.Join(namesOf(b.Sections, anchor), " "); want != got {
		l.fault(f.path(), f.meta.end, fmt.Sprintf("the sections are %q, but %q in %s", got, want, original.path()), "give both pages the same sections in the same order")
	}
}

// stale lists the translations whose source has changed since.
func (l *loader) stale(lang string) Faults {
	if lang == l.source {
		return nil
	}
	var out Faults
	for _, name := range slices.Sorted(maps.Keys(l.files[lang])) {
		f, original := l.files[lang][name], l.files[l.source][name]
		if f.meta == nil || original == nil || original.unread {
			continue
		}
		if made := f.meta.scalar("source"); made != "" && made != original.page.Hash {
			out = append(out, l.wrong(f.path(), f.meta.line("source"),
				fmt.Sprintf("translated from version %s of %s, which is now %s", made, original.path(), original.page.Hash),
				"compare the two, then write source: "+original.page.Hash))
		}
	}
	return out
}
