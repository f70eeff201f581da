package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"napguide/server/upgrade"
)

// A folder that is brought over changes places in two steps. If the program or the machine dies between them there is a copy
// and a finished folder, but none under its own name: the next command says so, and the next "guide init --upgrade" ends it.

// newOf is how a folder that is being written is called, beside the one whose place it takes.
func newOf(dir string) string { return "." + filepath.Base(dir) + ".new-" }

// beforeOf is how the copy of a folder is called, without its date.
func beforeOf(dir string) string { return filepath.Base(dir) + ".before-" }

// besideIt lists the folders beside a folder whose names begin so.
func besideIt(dir, prefix string) (out []string) {
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if entry.IsDir() && strings.HasPrefix(entry.Name(), prefix) {
			out = append(out, filepath.Join(filepath.Dir(dir), entry.Name()))
		}
	}
	return out
}

// halfway tells whether a folder is missing because its change of places was cut short: which folder is to take its place, and
// which is the copy.
func halfway(dir string) (fresh, backup string, is bool) {
	if _, err := os.Lstat(dir); !os.IsNotExist(err) {
		return "", "", false
	}
	whole := slices.DeleteFunc(besideIt(dir, newOf(dir)), func(name string) bool {
		return !upgrade.IsGuide(os.DirFS(name)) || upgrade.IsOld(os.DirFS(name))
	})
	copies := besideIt(dir, beforeOf(dir))
	if len(whole) == 0 || len(copies) == 0 {
		return "", "", false
	}
	age := func(name string) int64 {
		if info, err := os.Stat(name); err == nil {
			return info.ModTime().UnixNano()
		}
		return 0
	}
	newest := slices.MaxFunc(whole, func(a, b string) int { return cmp.Compare(age(a), age(b)) })
	last := slices.MaxFunc(copies, func(a, b string) int { // by day, then by number
		day := len(filepath.Join(filepath.Dir(dir), beforeOf(dir))) + len("2006-01-02")
		return cmp.Or(strings.Compare(a[:min(len(a), day)], b[:min(len(b), day)]), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	return newest, last, true
}

// finishSwap ends a change of places that was cut short. It returns the copy, or "" where there was nothing to end.
func finishSwap(dir string) (backup string, err error) {
	fresh, backup, is := halfway(dir)
	if !is {
		return "", nil
	}
	return backup, os.Rename(fresh, dir)
}

// clearLeftovers removes what earlier attempts began to write beside a folder that is there.
func clearLeftovers(dir string) {
	for _, name := range besideIt(dir, newOf(dir)) {
		_ = os.RemoveAll(name) // what cannot be removed is only in the way
	}
}
