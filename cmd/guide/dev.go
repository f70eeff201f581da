package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"napguide/server/site"
	"napguide/server/tutorial"
)

// Editors write a file in several steps. After settle without another one the site is built again; what is wrong with it then
// counts only if it is after patience too.
const (
	settle   = 30 * time.Millisecond
	patience = 150 * time.Millisecond
)

// devSite rebuilds the site at each edit.
type devSite struct {
	from    source
	files   []string // single files that count too, such as the unit's
	build   func() (*site.Site, error)
	replace func(*site.Site)
	tell    func(tutorial.Faults) // none: the edit is good
	out     io.Writer             // the writer's terminal
	words   speech
}

// look is how often the folder itself is looked at: one that was replaced or moved away sends no event.
const look = time.Second

// watch follows the folder until ctx ends. Every folder below it is watched, new ones too; a folder that goes away is
// waited for.
func (d *devSite) watch(ctx context.Context) error {
	at := d.identity() // before its watcher: a folder that is replaced meanwhile is another
	w, err := d.watcher()
	if err != nil {
		return fmt.Errorf("--dev: the folder cannot be watched: %w", err)
	}
	go func() {
		defer func() { w.Close() }()
		quiet, every := time.NewTimer(settle), time.NewTicker(look)
		quiet.Stop()
		defer every.Stop()
		unsure := false
		again := func() { unsure = false; quiet.Reset(settle) }
		for {
			select {
			case <-ctx.Done():
				return
			case <-w.Errors: //nolint:errcheck // an overflow: something has changed
				again()
			case e := <-w.Events:
				if e.Op != fsnotify.Chmod && d.counts(e.Name) {
					again()
				}
			case <-every.C:
				if now := d.identity(); !sameFolder(at, now) {
					at = now
					again()
				}
			case <-quiet.C:
				// Watches stay with the folders that were there, whatever stands in their place now: all are made anew.
				at = d.identity()
				if fresh, err := d.watcher(); err == nil {
					w.Close()
					w = fresh
				}
				if unsure = !d.rebuild(unsure) && !unsure; unsure {
					quiet.Reset(patience - settle)
				}
			}
		}
	}()
	return nil
}

// watcher watches every folder that is there now.
func (d *devSite) watcher() (*fsnotify.Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	root := d.from.dir
	if target, err := filepath.EvalSymlinks(root); err == nil { // the folder itself may be a link to one
		root = target
	}
	_ = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil, !entry.IsDir():
			return nil
		case name != root && tutorial.IsLeftover(entry.Name()):
			return fs.SkipDir
		}
		_ = w.Add(name) // too many watches: then an edit there is seen with the next one elsewhere
		return nil
	})
	for _, file := range d.files {
		_ = w.Add(filepath.Dir(file)) // an editor puts another file in the old one's place
	}
	return w, nil
}

// identity is the folder as it is now; nil while there is none.
func (d *devSite) identity() os.FileInfo {
	info, err := os.Stat(d.from.dir)
	if err != nil {
		return nil
	}
	return info
}

func sameFolder(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b)
}

// counts tells whether a file has to do with the site; editors leave others beside it.
func (d *devSite) counts(name string) bool {
	for _, file := range d.files {
		if filepath.Clean(name) == filepath.Clean(file) {
			return true
		}
	}
	return !tutorial.IsLeftover(filepath.Base(name))
}

// rebuild builds the site, and tells whether it could. Why not is told to people only when it is sure.
func (d *devSite) rebuild(sure bool) bool {
	began := time.Now()
	if d.from.open() != nil {
		gone := tutorial.Faults{{File: d.from.root(), Line: 1, Msg: "the folder is not there, or cannot be read", Mend: "put it back; it is looked for all the time"}}
		d.refuse(gone, sure)
		return false
	}
	pages, err := d.build()
	if err != nil {
		d.refuse(faultsOf(err), sure)
		return false
	}
	d.replace(pages)
	fmt.Fprintln(d.out, d.words.sayf("built again in %d ms", time.Since(began).Milliseconds()))
	d.tell(nil)
	return true
}

// refuse tells why the last good version stays, in the terminal and on open pages.
func (d *devSite) refuse(faults tutorial.Faults, sure bool) {
	if !sure {
		return
	}
	faults.Sort()
	faults = d.words.faults(faults)
	fmt.Fprintf(d.out, "%s\n%s\n", d.words.say("the last good version stays, for:"), faults.Error())
	d.tell(faults)
}
