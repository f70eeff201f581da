package upgrade

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"napguide/server/tutorial"
)

// Result is what changes in a folder. Files are what is to be written, by path below the folder; Removed is what goes. All
// else stays as it is.
type Result struct {
	Files   map[string][]byte
	Removed []string
	Renewed int      // files that are as the program has them today
	Kept    []string // files that hold the unit's own words
	Moved   []string // own interface words that stand in Markdown now: name → file
	Look    []Note   // what a person must still look at
}

// Note is something that could not be brought over whole.
type Note struct {
	File string // below the folder
	Msg  string
}

// source is the language in which a guide is written first.
const source = "th"

// Folders of a language, and of the interface words.
const (
	steps     = "guide"
	runs      = "scenarios"
	wordsFile = "locales/active."
	siteFile  = "site.toml"
	readme    = "README.md"
	guidedRun = runs + "/guide.md"
)

// numbered are the folders whose files count 1, 2, 3.
var numbered = []string{steps, runs, "quiz", "stuck"}

// conversion is one folder on its way.
type conversion struct {
	*Result
	was   map[string][]byte // the folder as it was
	today map[string][]byte // what the program writes
	is    map[string][]byte // the folder as it becomes
	age   int               // of the newest file that the program wrote
	own   map[string]bool   // files with the unit's own words
	moves []move            // own interface words that have another place now
}

func (c *conversion) look(file, format string, values ...any) {
	c.Look = append(c.Look, Note{file, fmt.Sprintf(format, values...)})
}

// read takes in the files that a guide is made of, with line ends and the byte order mark as this program writes them.
func read(fsys fs.FS) map[string][]byte {
	files := map[string][]byte{}
	_ = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // it stays as it is
		case name != "." && tutorial.IsLeftover(name) && entry.IsDir():
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		isPage := strings.Count(name, "/") > 0 && tutorial.IsPage(name)
		isWords := strings.HasPrefix(name, wordsFile) && path.Ext(name) == ".toml" && !tutorial.IsLeftover(name)
		if !isPage && !isWords && name != siteFile && name != readme {
			return nil
		}
		if raw, err := fs.ReadFile(fsys, name); err == nil {
			files[name] = tutorial.Normal(raw)
		}
		return nil
	})
	return files
}

// move is an interface word of the unit's whose place is in the Markdown now.
type move struct{ lang, id, text string }
