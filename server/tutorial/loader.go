package tutorial

import (
	"cmp"
	"io/fs"
	"path"
	"strings"
)

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

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

// runID is the name of a run's file without its ending.
func runID(f *file) string { return strings.TrimSuffix(path.Base(f.name), ".md") }
