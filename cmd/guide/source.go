package main

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"napguide/content"
	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/tutorial"
	"napguide/server/upgrade"
)

// localesFolder stands beside the languages in a content folder: DIR/th, DIR/en, DIR/locales.
const localesFolder = "locales"

// source is where the guide's words come from: inside the program, or a folder with its own Markdown and, if it likes,
// its own interface words, which stand over the program's. A language needs both, so a third one is two additions:
// DIR/xx and DIR/locales/active.xx.toml.
type source struct {
	dir  string // empty: inside the program
	name string // what faults call it; empty: as dir
}

// open checks that the folder can be read. Its error names the flag.
func (s source) open() error {
	if s.dir == "" {
		return nil
	}
	if _, err := os.ReadDir(s.dir); err != nil {
		if _, _, is := halfway(filepath.Clean(s.dir)); is {
			return wrongFlag("content", s.dir, "guide init --upgrade was cut short, which left the folder under another name; finish it with: guide init --upgrade "+shellWord(s.dir))
		}
		return wrongFlag("content", s.dir, "the folder cannot be read: "+cause(err))
	}
	return nil
}

// root is what faults put before a file's name.
func (s source) root() string {
	if s.dir == "" {
		return "content"
	}
	if s.name != "" {
		return s.name
	}
	return strings.TrimRight(filepath.ToSlash(s.dir), "/")
}

func (s source) markdown() fs.FS {
	if s.dir == "" {
		return content.FS
	}
	return os.DirFS(s.dir)
}

// layers are the folders of interface words; a later one stands over those before it.
func (s source) layers() []locale.Layer {
	layers := []locale.Layer{{FS: locales.FS, Root: localesFolder}}
	if s.dir != "" {
		layers = append(layers, locale.Layer{FS: os.DirFS(filepath.Join(s.dir, localesFolder)), Root: path.Join(s.root(), localesFolder)})
	}
	return layers
}

func (s source) catalog() (*locale.Catalog, error) { return locale.LoadLayers(s.layers()...) }

func (s source) options() tutorial.Options {
	return tutorial.Options{
		Languages: locale.Languages(s.layers()...), Root: s.root(),
		Text: locale.Text, Phrases: locale.Phrases, SiteFile: ownSiteFile(),
	}
}

// ownSiteFile is what the program's own content says of the whole site.
func ownSiteFile() []byte {
	raw, _ := fs.ReadFile(content.FS, tutorial.SiteFile) // it is inside the program
	return raw
}

// load reads everything. Its error lists every fault, a line each.
func (s source) load() (map[string]*tutorial.Guide, *locale.Catalog, error) {
	if err := s.open(); err != nil {
		return nil, nil, err
	}
	guides, catalog, err := s.loadToday()
	if err != nil && s.isOld() {
		return nil, nil, s.oldFolder()
	}
	return guides, catalog, err
}

// loadToday is load for a folder of today's form: the guide is read beside the words. What is wrong with these comes first.
func (s source) loadToday() (map[string]*tutorial.Guide, *locale.Catalog, error) {
	var guides map[string]*tutorial.Guide
	var wrong error
	read := make(chan struct{})
	go func() {
		defer close(read)
		guides, wrong = tutorial.Load(s.markdown(), s.options())
	}()
	catalog, err := s.catalog()
	<-read
	if err != nil {
		return nil, nil, err
	}
	if s.dir != "" { // the program's own words are tested where it is made
		if faults, _ := catalog.Check(); len(faults) > 0 {
			return nil, nil, errors.Join(faults...)
		}
	}
	if wrong != nil {
		return nil, nil, wrong
	}
	return guides, catalog.With(tutorial.Words(guides)), nil
}

// siteOptions are a site's options as far as the source decides them.
func (s source) siteOptions(guides map[string]*tutorial.Guide, catalog *locale.Catalog) site.Options {
	return site.Options{Guides: guides, Catalog: catalog, ContentRoot: s.root(), Version: thisBuild().Published()}
}

// isOld tells whether it is a folder that has the form of an older version.
func (s source) isOld() bool { return s.dir != "" && upgrade.IsOld(s.markdown()) }

// oldFolder is what is said of a folder of an older version, in place of everything that follows from it.
func (s source) oldFolder() tutorial.Faults {
	return tutorial.Faults{{
		File: s.root(), Line: 1, Msg: "the folder was written for an older version of the program",
		Mend: "run: guide init --upgrade " + shellWord(s.dir) + " (it keeps your own words, and a copy of the folder)",
	}}
}

// shellWord is a path as one types it.
func shellWord(path string) string {
	if strings.ContainsAny(path, " \t'&()[]{};$`!*?<>|#~\"") {
		return `"` + path + `"`
	}
	return path
}

// blankGuide is the smallest guide, below "blank".
//
//go:embed all:blank
var blankGuide embed.FS
