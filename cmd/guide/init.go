package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"napguide/content"
	"napguide/locales"
)

// initCommand is the flags of "guide init".
type initCommand struct {
	Dir string `arg:"" help:"A folder that does not exist yet, or is empty."`
}

// Run writes the content that is inside the program out, as a starting point for one's own.
func (cmd *initCommand) Run(stdout output) error {
	entries, err := os.ReadDir(cmd.Dir)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("guide init %q: %s", cmd.Dir, cause(err))
	}
	if len(entries) > 0 {
		return fmt.Errorf("guide init %q: the folder is not empty; choose another, nothing is ever overwritten", cmd.Dir)
	}
	for _, part := range []struct {
		fsys fs.FS
		dir  string
	}{{content.FS, cmd.Dir}, {locales.FS, filepath.Join(cmd.Dir, localesFolder)}} {
		if err := os.CopyFS(part.dir, part.fsys); err != nil {
			return fmt.Errorf("guide init %q: %w", cmd.Dir, err)
		}
	}
	// What is embedded is read-only; what people edit must not be.
	_ = filepath.WalkDir(cmd.Dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			_ = os.Chmod(name, 0o644) // #nosec G122 G302 -- files that were written just above; others may read a guide
		}
		return nil
	})
	fmt.Fprintf(stdout, "written to %s; README.md there tells how to edit it\nsee it with:  guide serve --content %s --dev\ncheck it with: guide check --content %s\n", cmd.Dir, cmd.Dir, cmd.Dir)
	return nil
}
