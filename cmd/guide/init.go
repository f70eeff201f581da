package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"napguide/content"
	"napguide/locales"
)

// initCommand is the flags of "guide init".
type initCommand struct {
	Blank   bool   `xor:"what" help:"Write the smallest guide instead, for a login of your own: every file with notes on how to write it."`
	Upgrade bool   `xor:"what" help:"Bring a folder that an older version wrote into today's form. Your own words stay; the folder as it was is kept beside it."`
	Dir     string `arg:"" help:"A folder that does not exist yet, or is empty; with --upgrade: the folder to bring over."`
}

// readmeName is the page that tells how a guide is edited.
const readmeName = "README.md"

// Run writes content out, as a starting point for one's own, or brings a folder of an older version over.
func (cmd *initCommand) Run(stdout output, words speech) error {
	if cmd.Upgrade {
		return upgradeFolder(stdout, words, cmd.Dir)
	}
	if err := emptyFolder(cmd.Dir); err != nil {
		return initError(cmd.Dir, err)
	}
	parts := map[string]fs.FS{cmd.Dir: content.FS, filepath.Join(cmd.Dir, localesFolder): locales.FS}
	if cmd.Blank {
		blank, err := fs.Sub(blankGuide, "blank")
		if err != nil {
			return err
		}
		parts = map[string]fs.FS{cmd.Dir: blank}
	}
	for dir, fsys := range parts {
		if err := os.CopyFS(dir, fsys); err != nil {
			return initError(cmd.Dir, err)
		}
	}
	if cmd.Blank { // it is taught by the same page
		raw, err := fs.ReadFile(content.FS, readmeName)
		if err == nil {
			err = os.WriteFile(filepath.Join(cmd.Dir, readmeName), raw, 0o644) // #nosec G306 -- others may read a guide
		}
		if err != nil {
			return initError(cmd.Dir, err)
		}
	}
	// What is embedded is read-only; what people edit must not be.
	_ = filepath.WalkDir(cmd.Dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			_ = os.Chmod(name, 0o644) // #nosec G122 G302 -- files that were written just above; others may read a guide
		}
		return nil
	})
	dir := shellWord(cmd.Dir)
	fmt.Fprintln(stdout, words.sayf("written to %s; README.md there tells how to edit it", cmd.Dir))
	fmt.Fprintln(stdout, words.sayf("see it with:   guide serve --content %s --dev", dir))
	fmt.Fprintln(stdout, words.sayf("check it with: guide check --content %s", dir))
	return nil
}

// emptyFolder checks that files can be written to a folder without touching anything.
func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	switch info, statErr := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case statErr == nil && !info.IsDir():
		return errors.New("this is a file; name a folder")
	case err == nil && len(entries) > 0:
		return errors.New("the folder is not empty; choose another, nothing is ever overwritten")
	}
	return err
}

func initError(dir string, err error) error { return fmt.Errorf("guide init %q: %s", dir, cause(err)) }
