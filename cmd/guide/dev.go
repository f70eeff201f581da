package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"napguide/server/site"
	"napguide/server/tutorial"
)

// settle is how long a folder must be quiet before the site is built again: editors write a file in several steps.
const settle = 150 * time.Millisecond

// devSite rebuilds the site at each edit.
type devSite struct {
	from    source
	files   []string // single files that count too, such as the unit's
	build   func() (*site.Site, error)
	replace func(*site.Site)
	tell    func(tutorial.Faults) // none: the edit is good
	out     io.Writer             // the writer's terminal
}

// watch follows the folder until ctx ends. Every folder below it is watched, new ones too.
func (d *devSite) watch(ctx context.Context) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("--dev: the folder cannot be watched: %w", err)
	}
	add := func() {
		_ = filepath.WalkDir(d.from.dir, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // gone again
			case !entry.IsDir():
				return nil
			case name != d.from.dir && strings.HasPrefix(entry.Name(), "."):
				return fs.SkipDir
			}
			_ = w.Add(name) // too many watches: then an edit there is seen with the next one elsewhere
			return nil
		})
		for _, file := range d.files {
			_ = w.Add(filepath.Dir(file)) // an editor puts another file in the old one's place
		}
	}
	add()
	go func() {
		defer w.Close()
		quiet := time.NewTimer(settle)
		quiet.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-w.Errors: //nolint:errcheck // an overflow: something has changed
				quiet.Reset(settle)
			case e := <-w.Events:
				if e.Op != fsnotify.Chmod && d.counts(e.Name) {
					quiet.Reset(settle)
				}
			case <-quiet.C:
				add()
				d.rebuild()
			}
		}
	}()
	return nil
}

// counts tells whether a file has to do with the site; editors leave others beside it.
func (d *devSite) counts(name string) bool {
	for _, file := range d.files {
		if filepath.Clean(name) == filepath.Clean(file) {
			return true
		}
	}
	base := filepath.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") {
		return false
	}
	ext := filepath.Ext(base)
	return ext == ".md" || ext == ".toml" || ext == "" // a folder
}

func (d *devSite) rebuild() {
	began := time.Now()
	pages, err := d.build()
	if err != nil {
		faults := faultsOf(err)
		faults.Sort()
		fmt.Fprintf(d.out, "the last good version stays, for:\n%s\n", faults.Error())
		d.tell(faults)
		return
	}
	d.replace(pages)
	fmt.Fprintf(d.out, "built again in %d ms\n", time.Since(began).Milliseconds())
	d.tell(nil)
}
