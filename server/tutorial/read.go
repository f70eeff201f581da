package tutorial

import (
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"napguide/server/sandbox"
)

// Load reads, checks and renders the guide in every language. When anything at all is wrong it returns Faults, which
// lists every fault of every file, and no guide.
func Load(fsys fs.FS, opt Options) (map[string]*Guide, error) {
	guides, faults := Read(fsys, opt)
	if len(faults) > 0 {
		return nil, faults
	}
	return guides, nil
}

// Read is Load for whoever looks for more faults: with faults it returns what could be read all the same, which may
// lack any page.
func Read(fsys fs.FS, opt Options) (map[string]*Guide, Faults) {
	l := newLoader(fsys, opt)
	guides, facts := map[string]*Guide{}, l.facts()
	if l.source != "" && !exists(fsys, l.source) && slices.ContainsFunc(opt.Languages, func(lang string) bool { return exists(fsys, lang) }) {
		l.fault(l.source, 1, "the folder is missing; the guide is written there first", "write it, or take it from what guide init writes")
		for _, lang := range opt.Languages {
			guides[lang] = &Guide{Lang: lang, Site: facts[lang], Runs: sandbox.NewRuns()}
		}
		return guides, l.faults
	}
	for _, lang := range opt.Languages {
		guides[lang] = l.guide(lang, facts[lang])
	}
	if f := facts[l.source]; f != nil {
		l.hosts = f.Hosts
	}
	l.buildRuns(guides)
	for _, g := range guides {
		g.fillRunning()
	}
	if g := guides[l.source]; g != nil && !l.noFacts {
		l.checkCovers(g)
		l.checkPasscode(g)
		l.liveHost(g)
	}
	l.unknownLanguages()
	l.compare(guides)
	l.nameAnswers(guides)
	l.tellPlaces()
	l.faults.Sort()
	return guides, l.faults
}

// fillRunning gives a class its running order where the site's file says none: the guide's steps, then each practice run.
func (g *Guide) fillRunning() {
	if len(g.Site.Running) > 0 || g.Guided == nil {
		return
	}
	at := 0
	part := func(what, covers string, minutes int) {
		if minutes > 0 {
			g.Site.Running = append(g.Site.Running, Part{From: at, To: at + minutes, What: strings.ReplaceAll(what, "|", ""), Covers: []string{covers}})
			at += minutes
		}
	}
	steps := 0
	for _, st := range g.Steps {
		steps += st.Minutes
	}
	part(g.Guided.Title, CoversGuide, steps)
	for _, run := range g.Scenarios {
		part(run.Title, run.ID, run.Minutes)
	}
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
		s := &Scenario{Page: f.page.Page, Order: f.page.Order, Minutes: f.page.Minutes, Notes: f.page.Notes}
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

// nameAnswers notes with a translation's Allow and Decline what they are called in the source language, where that is another
// word: the real app has no other.
func (l *loader) nameAnswers(guides map[string]*Guide) {
	original := guides[l.source]
	for _, g := range guides {
		for _, p := range g.Phones {
			if original == nil || g == original || p.Views[QuestionView] == nil {
				continue
			}
			answers := p.Views[QuestionView].Presses
			for i := range answers {
				if q := original.Phone(p.ID); q != nil && q.Views[QuestionView] != nil {
					if word := strings.ReplaceAll(q.Views[QuestionView].Press(answers[i].Action).Text, "|", ""); word != strings.ReplaceAll(answers[i].Text, "|", "") {
						answers[i].Real = word
					}
				}
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

// screens reads the screens of a language. A translation takes what is no words from its source.
func (l *loader) screens(lang string, facts *Facts) []*Screen {
	var out []*Screen
	for _, f := range l.folder(lang, ScreenFolder, screenKind) {
		if f.screen == nil {
			continue
		}
		f.screen.Page = f.page.Page
		out = append(out, f.screen)
		if f.screen.Address != "" && f.meta.values["address"] != nil && !l.noFacts { // else it is the source's
			if msg, mend := DrawnAddress(f.screen.Address, facts.Hosts); msg != "" {
				l.use(f.path(), f.meta.line("address"), msg, mend)
			}
		}
	}
	return out
}

// liveHost checks that the real login stands at the host that the first step's screen shows.
func (l *loader) liveHost(g *Guide) {
	live, err := url.Parse(g.Site.Live)
	if err != nil || g.Site.Live == "" || len(g.Steps) == 0 || g.Runs == nil || l.incomplete[path.Join(l.source, stepFolder)] {
		return
	}
	st, _ := g.Runs.Guided().State(g.Steps[0].State)
	shown := g.Screen(string(st.Screen))
	if shown == nil {
		return // told elsewhere
	}
	if drawn, err := url.Parse(shown.Address); err == nil && drawn.Host != live.Host {
		l.fault(SiteFile, FactLine(l.fsys, "live"), fmt.Sprintf("live leads to %q, but the first screen shows %q", live.Host, drawn.Host),
			"let the real login and the address of the first step's screen have one host")
	}
}

// phones reads the phones of a language.
func (l *loader) phones(lang string) []*Phone {
	var out []*Phone
	for _, f := range l.readAll(lang, PhoneFolder, l.pagesIn(lang+"/"+PhoneFolder), phoneKind) {
		if f.phone != nil {
			f.phone.Page = f.page.Page
			out = append(out, f.phone)
		}
	}
	return out
}
