package asset

import "strings"

// A kind is the pages that share one style sheet and one script, such as site.css and site.js. A page loads its kind's
// only, so the kinds are few: whoever goes from one to another loads both.
const (
	kindSite    = "site"    // the simulated screens: steps and practice runs; in an export everything
	kindSheet   = "sheet"   // what stands around them: home, lists, the knowledge check, the launcher, the help
	kindPaper   = "paper"   // what is printed; its script is that of kindSheet
	kindPresent = "present" // the projector
	kindRoom    = "room"    // the workshop: the kit, the participants' own page; and the real phone's pages
	kindClass   = "class"   // its trainer's console, and the report
	kindWall    = "wall"    // a room's projector
	kindLater   = "later"   // a script only, which pages load when they are whole
	kindJoined  = "joined"  // a script and its style sheet, which pages of the guide load for who is in a class
)

// Kinds lists the kinds of which pages are.
func Kinds() []string {
	return []string{kindSite, kindSheet, kindPaper, kindPresent, kindRoom, kindClass, kindWall}
}

// source is a style sheet or a script under static/css or static/js, named for what it serves, and the kinds of page that need
// it. An export's pages have all of them.
type source struct {
	name  string
	kinds []string
}

// styles are the style sheets in the order in which their rules apply, scripts the scripts in the order in which they run.
func styles() []source {
	everywhere := Kinds()
	return []source{
		{"tokens", everywhere},
		{"bare", nil}, // in an export only
		{"base", everywhere},
		{"layout", everywhere},
		{"parts", everywhere},
		{"pages", []string{kindSheet, kindPaper, kindRoom, kindClass}},
		{"four", []string{kindSheet, kindPresent, kindWall}},
		{"sim", []string{kindSite, kindPresent, kindWall}},
		{"status", []string{kindSite, kindPresent, kindRoom, kindClass, kindWall}},
		{"phone", []string{kindSite, kindPresent, kindWall}},
		{"home-screen", []string{kindSite, kindPresent, kindRoom, kindClass, kindWall}},
		{"device", []string{kindRoom}},
		{"lesson", []string{kindSite}},
		{"home", []string{kindSheet}},
		{"slide", []string{kindPresent, kindWall}},
		{"cheer", []string{kindSheet}},
		{"stuck", []string{kindSheet}},
		{"quiz", []string{kindSheet}},
		{"paper", []string{kindPaper}},
		{"help", []string{kindSheet}},
		{"launch", []string{kindSheet, kindPaper}},
		{"in-room", []string{kindSite, kindSheet, kindPaper, kindRoom}},
		{"room-bar", []string{kindJoined, kindRoom}},
		{"room-run", []string{kindJoined}},
		{"room-code", []string{kindRoom, kindClass, kindWall}},
		{"workshop", []string{kindRoom, kindClass}},
		{"console", []string{kindClass}},
		{"wall", []string{kindWall}},
		{"comfort", []string{kindSite, kindSheet, kindPaper, kindRoom, kindClass}},
		{"unit", []string{kindSite, kindSheet, kindPaper, kindRoom}},
		{"print", everywhere},
	}
}

// scripts are the scripts in the order in which a page runs them, each with the kinds of page that take it.
func scripts() []source {
	everywhere := Kinds()
	return []source{
		{"core", everywhere},
		{"ask", []string{kindSite, kindSheet, kindRoom, kindClass, kindWall}},
		{"load", []string{kindPresent, kindRoom, kindClass, kindWall}},
		{"export-frame", nil}, // in an export only
		{"keys", []string{kindLater, kindPresent, kindRoom, kindClass, kindWall}},
		{"stage", []string{kindPresent, kindClass, kindWall}},
		{"comfort", []string{kindSite, kindSheet, kindRoom, kindClass}},
		{"shortcuts", []string{kindLater, kindRoom, kindClass}},
		{"read-aloud", []string{kindLater}},
		{"fold", []string{kindLater}},
		{"clear", []string{kindLater}},
		{"back", []string{kindLater}},
		{"cue", []string{kindLater}},
		{"judged", []string{kindLater}},
		{"answers", []string{kindSite, kindPresent, kindWall}},
		{"phone", []string{kindSite}},
		{"follow", []string{kindSite, kindJoined, kindRoom, kindClass, kindWall}},
		{"grant", []string{kindSite}},
		{"export", nil}, // in an export only
		{"device", []string{kindRoom}},
		{"scanner", []string{kindRoom}},
		{"message", []string{kindLater, kindRoom, kindClass}},
		{"launch", []string{kindSheet}},
		{"progress", []string{kindSite, kindSheet}},
		{"course", []string{kindSheet}},
		{"quiz", []string{kindSheet}},
		{"help", []string{kindSheet}},
		{"pick", []string{kindSheet}},
		{"paper", []string{kindLater}},
		{"fit", []string{kindPresent, kindClass, kindWall}},
		{"slide", []string{kindPresent}},
		{"room", []string{kindJoined, kindRoom, kindClass, kindWall}},
		{"redraw", []string{kindRoom, kindClass, kindWall}},
		{"participant", []string{kindJoined, kindRoom}},
		{"strip", []string{kindJoined}},
		{"countdown", []string{kindJoined, kindRoom}},
		{"hub", []string{kindRoom}},
		{"kit", []string{kindRoom}},
		{"mirror", []string{kindClass}},
		{"console", []string{kindClass}},
		{"wall", []string{kindWall}},
		{"offline", everywhere},
		{"later", []string{kindSite, kindSheet}},
	}
}

// scriptOf is the kind whose script a kind of page loads.
func scriptOf(kind string) string {
	if kind == kindPaper {
		return kindSheet
	}
	return kind
}

// kindOf is the kind of a page by its name.
func kindOf(page string) string {
	switch first, _, _ := strings.Cut(page, "/"); {
	case page == "room/screen":
		return kindWall
	case page == "room/trainer", page == "room/report":
		return kindClass
	case first == "room", first == "workshop", first == "phone":
		return kindRoom
	case first == "present":
		return kindPresent
	case page == "print", page == "finish":
		return kindPaper
	case first == "guide", strings.HasPrefix(page, "practice/"):
		return kindSite
	}
	return kindSheet
}
