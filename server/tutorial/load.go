package tutorial

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

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
	raw = Normal(raw)
	f.page.File, f.page.Hash = f.path(), Hash(raw)
	l.files[lang][name] = f
	return l.parse(f, raw, lang)
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

// matterKeys are the keys of a kind's front matter: those that a page must have, and those that it may.
func matterKeys(k kind) (must, may []string) {
	switch k {
	case stepKind:
		return []string{"id", "order", "title", "summary", "short", "say", "coach", "minutes", "state", "action", "hints", "trainer"}, []string{"name", "picture", "rescue", "help", "practice"}
	case cardKind:
		return []string{"id", "order", "title", "summary", "icon"}, []string{"short"}
	case scenarioKind:
		return []string{"id", "title", "summary", "order", "minutes"}, []string{"group", "level", "from", "hints", "guided", "draws", "trainer"}
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
	if f.lang == "th" && !strings.Contains(p.Title, "|") && Letters(p.Title) > longTitle {
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
		p.Name = p.Title
		if name := m.phrases("name"); name != "" && strings.HasPrefix(strings.ReplaceAll(p.Title, "|", ""), strings.ReplaceAll(name, "|", "")) {
			p.Name = name // any other, such as that of a title which has been changed since, would be a second name
		}
		p.State, p.Action = m.text("state"), m.text("action")
		p.Hints, p.Notes = m.list("hints"), m.list("trainer")
		p.Rescue, p.Practice, p.Help, p.Picture = m.flag("rescue"), m.phrases("practice"), m.text("help"), l.picture(f, "picture")
	case cardKind:
		p.Order, p.Icon, p.Short = m.number("order"), l.picture(f, "icon"), cmp.Or(m.phrases("short"), p.Title)
	case scenarioKind:
		p.Order, p.Minutes, p.Notes = m.number("order"), m.number("minutes"), m.list("trainer")
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

// runFile reads a practice run: its front matter beyond a page's, and its body.
func (l *loader) runFile(f *file, d *document) {
	f.page.Links = d.links() // before explanations are taken out of their items
	r := d.runText()
	f.run = r
	if m := f.meta; m != nil {
		r.guided, r.hints = m.flag("guided"), m.flag("hints")
		r.from, r.group, r.level = m.scalar("from"), m.phrases("group"), m.phrases("level")
		for _, entry := range m.list("draws") {
			r.draws = append(r.draws, l.drawEntry(f, entry))
		}
	}
	f.page.Body = r.brief
	if len(r.states) == 0 && r.from == "" && d.root.FirstChild() != nil {
		d.report(frontMatterEnd(d.raw), "the run has no state", "write a heading for each: ## Words {#name screen=…}")
	}
}

// drawEntry reads an entry of draws: a run, and which of its addresses.
func (l *loader) drawEntry(f *file, entry string) drawEntry {
	m := drawnForm.FindStringSubmatch(entry)
	if m == nil {
		l.fault(f.path(), f.meta.line("draws"), fmt.Sprintf("draws names %q, which is no run", entry), `write the run's id, and behind it which of its addresses: "- links 2, 6"`)
		return drawEntry{}
	}
	out := drawEntry{run: m[1]}
	for _, n := range strings.FieldsFunc(m[2], func(r rune) bool { return r == ' ' || r == ',' }) {
		i, _ := strconv.Atoi(n)
		out.which = append(out.which, i)
	}
	return out
}
