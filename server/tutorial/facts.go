package tutorial

import (
	"io/fs"
	"regexp"
	"slices"

	"napguide/server/signs"
)

// SiteFile holds what is true of the whole guide, beside its languages. It is TOML.
const SiteFile = "site.toml"

// Facts is what a guide says of itself and of the login that it teaches, in one language. Name and Publisher keep the "|"
// between their phrases.
type Facts struct {
	Name      string   // of the site
	System    string   // what people say they sign in to
	Portal    string   // the page on which they begin, as it calls itself
	Register  string   // where the system keeps its users' data
	App       string   // the app that scans the code
	Passcode  string   // what people call the app's passcode
	Back      string   // one sentence for whoever is stuck; may be empty
	Publisher string   // whose the real login is; the site is not theirs
	Live      string   // the address of the real login
	Shortcut  string   // name of the shortcut to it, without an ending
	Hosts     []string // real hosts, which the drawn addresses may show
	Spellings []string // other spellings of the app's name, right only in what is quoted from a screen
	Running   []Part   // of a class, in order
}

// Part is one part of a class's running order.
type Part struct {
	From, To int // minutes
	What     string
	Covers   []string // what its minutes are for: the guide's steps, as CoversGuide, or practice runs
}

// CoversGuide names the guide's steps among what a part of the running order covers.
const CoversGuide = "guide"

// Words are the values of the placeholders that every message may use; see locale.Shared.
func (f *Facts) Words() map[string]string {
	return map[string]string{"Site": f.Name, "System": f.System, "Portal": f.Portal, "Register": f.Register, "App": f.App, "Passcode": f.Passcode, "Publisher": f.Publisher}
}

// Limits of the site's file.
const (
	maxFactText  = 120
	maxFactList  = 20
	maxFactParts = 12
	maxFactWhat  = 300
	maxMinute    = 600
)

var (
	factKeys     = []string{"name", "system", "portal", "register", "app", "passcode", "publisher", "back", "live", "shortcut", "hosts", "spellings", "running"}
	hostForm     = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	shortcutForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$`)
)

// FactKeys are the keys of the site's file that say what is true of the guide. Any other one is a language.
func FactKeys() []string { return slices.Clone(factKeys) }

// FactLine is where a key of a guide's site file stands; 1 where it does not.
func FactLine(guide fs.FS, key string) int {
	raw, _ := fs.ReadFile(guide, SiteFile) // a folder without one has line 1
	return max(signs.KeyLines(raw)[key], 1)
}
