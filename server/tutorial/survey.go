package tutorial

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// What lies in a folder beside the pages: what systems and editors leave is passed over; a copy, or a page whose ending an
// editor doubled, is named for what it is, and nothing is blamed that only follows from it.

// leftNames are files and folders that systems and programs put everywhere.
var leftNames = map[string]bool{
	"thumbs.db": true, "ehthumbs.db": true, "desktop.ini": true, "__macosx": true, "$recycle.bin": true,
	"system volume information": true, "lost+found": true, "icon\r": true, "ntuser.dat": true, "@eadir": true, "nohup.out": true,
}

var leftEndings = regexp.MustCompile(`(?i)(?:~|\.(?:bak|backup|old|orig|rej|tmp|temp|swp|swo|swn|swx|lock|lck|part|crdownload|download|partial|kate-swp|save))$`)

// IsLeftover tells whether a file or folder was left by a system or an editor: hidden, a backup, a lock, a half-written copy.
func IsLeftover(name string) bool {
	base := path.Base(name)
	switch {
	case base == "." || base == "..":
		return false
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "~"), strings.HasPrefix(base, "._"):
		return true
	case strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#"):
		return true
	}
	return leftNames[strings.ToLower(base)] || leftEndings.MatchString(base)
}

// IsPage tells whether a path below a content folder is a page that is read: Markdown, and no leftover or copy.
func IsPage(name string) bool {
	if slices.ContainsFunc(strings.Split(name, "/"), IsLeftover) {
		return false
	}
	stem, isMarkdown := strings.CutSuffix(path.Base(name), ".md")
	return isMarkdown && !copyOf.MatchString(strings.TrimSpace(stem)) && !otherEnding.MatchString(stem)
}

var (
	// A copy as Windows, macOS, GNOME, browsers and cloud folders name it.
	copyOf = regexp.MustCompile(`(?i)^(?:copy of |สำเนาของ ?|สำเนา ?)(.+?)$|^(.+?)(?: ?[-–] ?(?:copy|สำเนา)(?: ?\(\d+\))?| copy(?: \d+)?| ?\(\d+\)| ?\((?:copy|another copy|\d+(?:st|nd|rd|th) copy|สำเนา)\)| ?\([^()]*conflict[^()]*\)|\.sync-conflict-.*)$`)
	// A page whose ending an editor hid and doubled, or wrote another way.
	otherEnding = regexp.MustCompile(`(?i)^(.+?)((?:\.(?:md|markdown|mdown|mkd))?\.(?:txt|text|rtf|docx?|html?|md|markdown|mdown|mkd))$`)
)

// survey looks at a language's folder before anything is read.
func (l *loader) survey(lang string) {
	_ = fs.WalkDir(l.fsys, lang, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // an unreadable folder shows as missing pages
		case name == lang:
			return nil
		case IsLeftover(name):
			l.skip[name] = true
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		l.lookAt(name)
		return nil
	})
}

// lookAt says what is wrong with a file's name, if it is no page's.
func (l *loader) lookAt(name string) {
	base := path.Base(name)
	stem, ending := base, ""
	if m := otherEnding.FindStringSubmatch(base); m != nil {
		stem, ending = m[1], m[2]
	}
	if m := copyOf.FindStringSubmatch(strings.TrimSpace(stem)); m != nil && ending != "" {
		l.skip[name] = true
		l.fault(name, 1, fmt.Sprintf("this file is a copy of %q", strings.TrimSpace(m[1]+m[2])+".md"), "remove it, or give it a name of its own")
		return
	}
	if ending == "" || ending == ".md" && stem == strings.TrimSpace(stem) {
		return
	}
	right := path.Join(path.Dir(name), strings.TrimSpace(stem)+".md")
	l.skip[name] = true
	if exists(l.fsys, right) && !strings.EqualFold(right, name) {
		l.fault(name, 1, fmt.Sprintf("this file stands beside %q and is not read", path.Base(right)), "remove it")
		return
	}
	l.misnamed[right] = true
	l.incomplete[path.Dir(right)] = true
	l.fault(name, 1, fmt.Sprintf("the file's name ends in %q", ending), fmt.Sprintf("rename it to %s; where Windows hides endings, switch on “File name extensions”", path.Base(right)))
}
