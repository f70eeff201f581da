// Package recipe does what the recipes in content/README.md say: tests perform them, so that they stay true.
package recipe

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Recipe is one change of a content folder, as the README tells it.
type Recipe struct {
	Number string
	Title  string
	Text   string // all of it, as Markdown
	Edits  []Edit
}

// Edit is one block of a recipe, with the block that follows it where there is one.
type Edit struct {
	File       string // below the content folder; "" stands for all of them
	Find, With string // Find is "" where the whole file is given
}

var (
	heading = regexp.MustCompile(`^### (\d+)\. (.+)\n$`)
	block   = regexp.MustCompile("(?ms)^````(find|write|everywhere|new|append)[ \t]*(\\S*)\n(.*?)^````$")
)

// Read takes the recipes out of a README: a heading "### 1. Title" each, with blocks between four backticks. "new FILE" is a
// whole file; "append FILE" stands below what the file has; "find FILE" and the "write" below it are a replacement in one
// file, "everywhere" and the "write" below it in all files.
func Read(readme string) ([]Recipe, error) {
	var out []Recipe
	for _, r := range sections(readme) {
		open := false
		for _, m := range block.FindAllStringSubmatch(r.Text, -1) {
			what, file, text := m[1], m[2], m[3]
			switch {
			case open != (what == "write"):
				return nil, fmt.Errorf("recipe %s: a block %q where another is due", r.Number, what)
			case what == "write":
				r.Edits[len(r.Edits)-1].With = text
			case what == "new":
				r.Edits = append(r.Edits, Edit{File: file, With: text})
			case what == "append":
				r.Edits = append(r.Edits, Edit{File: file, Find: "\x00", With: text})
			default:
				r.Edits = append(r.Edits, Edit{File: file, Find: text})
			}
			open = what == "find" || what == "everywhere"
		}
		if open || len(r.Edits) == 0 {
			return nil, fmt.Errorf("recipe %s changes nothing, or lacks a last block", r.Number)
		}
		out = append(out, r)
	}
	return out, nil
}

// sections are the recipes' texts: each from its heading to the next heading that stands outside of a block.
func sections(readme string) (out []Recipe) {
	fence, inside := "", false
	for line := range strings.Lines(readme) {
		mark := line[:len(line)-len(strings.TrimLeft(line, "`~"))]
		switch m := heading.FindStringSubmatch(line); {
		case fence != "":
			if mark == fence && strings.TrimSpace(line) == fence {
				fence = ""
			}
		case len(mark) >= 3:
			fence = mark
		case m != nil:
			out, inside = append(out, Recipe{Number: m[1], Title: m[2]}), true
			continue
		case strings.HasPrefix(line, "#"):
			inside = false
		}
		if inside {
			out[len(out)-1].Text += line
		}
	}
	return out
}

// Apply changes a content folder as a recipe says. An edit that finds nothing is an error: the recipe is out of date.
func (r Recipe) Apply(dir string) error {
	for _, e := range r.Edits {
		if err := e.Apply(dir); err != nil {
			return fmt.Errorf("recipe %s: %w", r.Number, err)
		}
	}
	return nil
}

// Apply performs one edit.
func (e Edit) Apply(dir string) error {
	name := filepath.Join(dir, filepath.FromSlash(e.File))
	switch e.Find {
	case "":
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(e.With), 0o600)
	case "\x00":
		raw, err := os.ReadFile(name) // #nosec G304 -- a test's own copy
		if err != nil {
			return err
		}
		return os.WriteFile(name, append(raw, e.With...), 0o600) // #nosec G703 -- as above
	}
	if e.File != "" {
		n, err := replace(name, e.Find, e.With)
		if err == nil && n != 1 {
			err = fmt.Errorf("%s has %d times %q", e.File, n, e.Find)
		}
		return err
	}
	find, with, all := strings.TrimSuffix(e.Find, "\n"), strings.TrimSuffix(e.With, "\n"), 0
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "README.md" {
			return err
		}
		n, err := replace(name, find, with)
		all += n
		return err
	})
	if err == nil && all == 0 {
		err = fmt.Errorf("no file has %q", find)
	}
	return err
}

// replace puts one text in the place of another, and counts how often that stood there.
func replace(name, find, with string) (int, error) {
	raw, err := os.ReadFile(name) // #nosec G304 -- a test's own copy
	if err != nil {
		return 0, err
	}
	n := strings.Count(string(raw), find)
	if n == 0 {
		return 0, nil
	}
	return n, os.WriteFile(name, []byte(strings.ReplaceAll(string(raw), find, with)), 0o600) // #nosec G703 -- as above
}
