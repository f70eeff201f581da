package tutorial

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Looks that a screen may have.
const (
	Portal    = "portal"    // a head with a mark and a button, below it a notice and a form
	SignIn    = "sign-in"   // a page that scrolls: a form above the fold, other methods below
	Code      = "code"      // the QR code; the phone stands beside it
	Dashboard = "dashboard" // signed in: a head, and blocks of a menu
	Message   = "message"   // a mark, a sentence and a way on
)

// What a screen's file may name. Each is drawn by the program: see screens.html among the site's templates, and sim.css.
var (
	looks     = []string{Portal, SignIn, Code, Dashboard, Message}
	colours   = []string{"pink", "red", "orange", "yellow", "green", "teal", "blue", "navy", "purple", "brown", "grey", "black", "white"}
	positions = []string{"top-left", "top-right", "right"}
	icons     = []string{
		"app", "other", "ok", "no", "warning", "clock", "question", "phone", "computer", "person", "card", "key", "mail", "building",
		"chat", "camera", "map", "photo", "music",
	}
	// What a card's icon and a step's picture may name: see pic-*.svg among the site's drawings.
	pictures = []string{
		"button", "left", "middle", "form", "icon", "code", "done", "error", "scroll", "scan", "phone", "menus",
		"lost", "no-page", "trainer", "learn", "real", "colleague", "doors",
	}
)

// Pictures lists what a card's icon and a step's picture may name.
func Pictures() []string { return slices.Clone(pictures) }

// Colours lists the colours that a button may have, as people name them.
func Colours() []string { return slices.Clone(colours) }

// Icons lists the icons and marks that a screen or a phone may show.
func Icons() []string { return slices.Clone(icons) }

// Limits of a screen. Words are counted in characters.
const (
	maxScreenBlocks  = 40
	maxScreenPresses = 40
	maxScreenWords   = 600
	maxPressWords    = 120
	maxFormParts     = 8
	maxAddress       = 120
	maxElse          = 40
)

// Screen is a simulated page of the computer as it is drawn.
type Screen struct {
	Page
	Address string // in the drawn address bar
	Look    string
	Checked string // year and month in which somebody last held it against the real one, as 2026-11; may be empty
	Blocks  []Block
	Else    []Else
}

// BlockKind is what a part of a screen is.
type BlockKind string

const (
	HeadingBlock BlockKind = "heading"
	TextBlock    BlockKind = "text"
	PressBlock   BlockKind = "press"
	ListBlock    BlockKind = "list"
	NoticeBlock  BlockKind = "notice"
	FoldBlock    BlockKind = "fold"
	GistBlock    BlockKind = "gist" // in a translation: what stands there, in short
)

// Block is one part of a screen, from top to bottom. Texts keep the "|" between their phrases; a line ends with "\n".
type Block struct {
	Kind    BlockKind
	Text    string  // of a heading, a text, a gist; of a notice its first, bold line
	Icon    string  // of a heading; may be empty
	Presses []Press // one of a press, several of a list
	Inner   []Block // of a notice: texts, gists, and what opens on a press
	Opens   bool    // inside a notice: Text opens the blocks of Inner
	line    int
}

// Press is something on a screen that one can press.
type Press struct {
	Action   string
	Text     string   // words, as a Block's
	Form     []string // a drawn form: its fields, and last its button; then Text is empty
	Colour   string   // one of Colours, or ""
	Position string   // where it stands, or ""
	Icon     string   // one of Icons, or ""
	Real     string   // of a phone's answer in a translation: what it is called in the source language, as on the real app's button
	line     int
}

// Else answers a press that a run's state does not.
type Else struct {
	Action  string
	Text    string
	Mistake bool // it is counted as one
	line    int
}

// Presses lists everything on the screen that one can press, from top to bottom.
func (s *Screen) Presses() (out []Press) {
	for _, b := range s.Blocks {
		out = append(out, b.Presses...)
	}
	return out
}

// Actions lists what one can do on the screen, each once.
func (s *Screen) Actions() (out []string) {
	for _, p := range s.Presses() {
		if !slices.Contains(out, p.Action) {
			out = append(out, p.Action)
		}
	}
	return out
}

// Words are what stands on the first thing that does an action, as plain text.
func (s *Screen) Words(action string) string {
	if p, ok := pressFor(s.Presses(), action); ok {
		return strings.NewReplacer("|", "", "\n", " ").Replace(cmp.Or(p.Text, strings.Join(p.Form, " · ")))
	}
	return action
}

// pressFor is the first press that does an action.
func pressFor(presses []Press, action string) (Press, bool) {
	if i := slices.IndexFunc(presses, func(p Press) bool { return p.Action == action }); i >= 0 {
		return presses[i], true
	}
	return Press{}, false
}

// Otherwise is the answer to a press that a run's state does not answer, or nil.
func (s *Screen) Otherwise(action string) *Else {
	if i := slices.IndexFunc(s.Else, func(e Else) bool { return e.Action == action }); i >= 0 {
		return &s.Else[i]
	}
	return nil
}

var (
	actionForm = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)
	reserved   = regexp.MustCompile(`\.(?:example|test|invalid)$`)
)
