package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"napguide/content"
	"napguide/locales"
	"napguide/server/upgrade"
)

// upgradeFolder brings a folder over. Whatever fails, the folder is as it was: the new one is made beside it, and takes its
// place when all of it is written.
func upgradeFolder(stdout output, words speech, given string) error {
	fail := func(format string, values ...any) error {
		return fmt.Errorf("guide init --upgrade %q: %s", given, fmt.Sprintf(format, values...))
	}
	if backup, err := finishSwap(filepath.Clean(given)); err != nil {
		return fail("%s", cause(err))
	} else if backup != "" {
		fmt.Fprintln(stdout, words.sayf("an earlier guide init --upgrade was cut short; it is finished now: %s has today's form; as it was, it stands in %s", given, backup))
		return nil
	}
	info, err := os.Stat(given)
	switch {
	case err != nil:
		return fail("%s", cause(err))
	case !info.IsDir():
		return fail("this is a file; name the folder of the guide")
	}
	dir, err := filepath.Abs(given)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return fail("%s", cause(err))
	}
	if err := readable(dir); err != nil {
		return fail("the folder cannot be read whole: %s", cause(err))
	}
	old := os.DirFS(dir)
	from := source{dir: given}
	switch {
	case !upgrade.IsGuide(old):
		return fail("there is no guide in this folder; name the one in which th and en are")
	case !upgrade.IsOld(old):
		fmt.Fprintln(stdout, words.sayf("%s has today's form already; nothing was changed", given))
		return nil
	}
	if here, err := os.Getwd(); err == nil {
		if here, err := filepath.EvalSymlinks(here); err == nil && isBelow(here, dir) {
			return fail("you stand in this folder, which is about to be replaced; go one up (cd ..) and name it from there: guide init --upgrade %s", shellWord(filepath.Base(dir)))
		}
	}
	clearLeftovers(dir)
	result, err := upgrade.Convert(old, upgrade.Program{Content: content.FS, Locales: locales.FS})
	if err != nil {
		return fail("%s", cause(err))
	}
	backup, err := swapFolder(dir, result)
	if err != nil {
		return fail("%s; the folder is as it was", cause(err))
	}
	if rel, err := filepath.Rel(filepath.Dir(dir), backup); err == nil && filepath.Clean(given) != dir {
		backup = filepath.Join(filepath.Dir(filepath.Clean(given)), rel)
	}
	fmt.Fprintln(stdout, words.sayf("%s has today's form now; as it was, it stands in %s", given, backup))
	if result.Renewed > 0 {
		fmt.Fprintln(stdout, words.sayf("as this version has them: %s", counted(result.Renewed, "file")))
	}
	for _, name := range result.Kept {
		fmt.Fprintln(stdout, words.sayf("kept, with your words: %s", name))
	}
	for _, moved := range result.Moved {
		fmt.Fprintln(stdout, words.sayf("your words have moved: %s", moved))
	}
	for _, name := range result.Removed {
		fmt.Fprintln(stdout, words.sayf("no longer used, left in the copy: %s", name))
	}
	for _, note := range result.Look {
		fmt.Fprintln(stdout, words.sayf("look at %s: %s", note.File, words.say(note.Msg)))
	}
	faults, _ := from.faults()
	switch command := "guide check --content " + shellWord(given); len(faults) {
	case 0:
		fmt.Fprintln(stdout, words.sayf("no fault; see it with: guide serve --content %s --dev", shellWord(given)))
	default:
		fmt.Fprintln(stdout, words.sayf("left for you: %s; %s", counted(len(faults), "fault"), command))
	}
	return nil
}

// readable checks that every file of a folder can be read, before anything is made of it.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			return nil // a link that leads nowhere, a socket: left out
		}
		f, err := os.Open(name) // #nosec G304 G122 -- below the folder that the operator names
		if err != nil {
			return err
		}
		return f.Close()
	})
}

// swapFolder writes the folder anew beside itself and lets the two change places. It returns where the old one stands.
func swapFolder(dir string, result *upgrade.Result) (backup string, err error) {
	fresh, err := os.MkdirTemp(filepath.Dir(dir), newOf(dir)+"*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(fresh)
		}
	}()
	if err := writeFresh(dir, fresh, result); err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		backup = filepath.Join(filepath.Dir(dir), beforeOf(dir)) + time.Now().Format("2006-01-02")
		if n > 1 {
			backup = fmt.Sprintf("%s-%d", backup, n)
		}
		if _, err := os.Lstat(backup); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(dir, backup); err != nil {
		if runtime.GOOS == "windows" {
			return "", fmt.Errorf("a program has the folder open; close it and try again (%w)", err)
		}
		return "", err
	}
	if err := os.Rename(fresh, dir); err != nil {
		if back := os.Rename(backup, dir); back != nil {
			return "", fmt.Errorf("the folder stands in %s now: %w", backup, back)
		}
		return "", err
	}
	return backup, nil
}

// writeFresh writes a folder's files, and what changes of them.
func writeFresh(dir, fresh string, result *upgrade.Result) error {
	gone := map[string]bool{}
	for _, name := range result.Removed {
		gone[name] = true
	}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		to := filepath.Join(fresh, rel)
		info, err := os.Stat(name) // through a link: what it leads to
		switch slash := filepath.ToSlash(rel); {
		case err != nil && entry.Type()&fs.ModeSymlink != 0:
			return nil // it leads nowhere
		case err != nil:
			return err
		case entry.IsDir():
			if rel != "." {
				err = os.Mkdir(to, 0o700)
			}
			return err
		case !info.Mode().IsRegular(), gone[slash], result.Files[slash] != nil:
			return nil
		}
		return copyFile(name, to, info)
	})
	if err != nil {
		return err
	}
	for name, raw := range result.Files {
		to := filepath.Join(fresh, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { // #nosec G301 -- others may read a guide
			return err
		}
		if err := os.WriteFile(to, raw, 0o644); err != nil { // #nosec G306 -- as above
			return err
		}
	}
	// Folders get their own rights last: one may not be written to.
	return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return os.Chmod(filepath.Join(fresh, rel), info.Mode().Perm()) // #nosec G122 -- a folder that was made just above
	})
}

// copyFile copies a file with its rights and its time; there must be none of that name yet.
func copyFile(from, to string, info fs.FileInfo) (err error) {
	in, err := os.Open(from) // #nosec G304 -- below the folder that the operator names
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()) // #nosec G304 -- as above
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Chtimes(to, time.Time{}, info.ModTime())
	}
	return err
}
