package site

import (
	"fmt"
	"slices"
	"strings"
)

// keyRow is what some keys do on a page.
type keyRow struct {
	Act   string   // for the page's script, which reads the caps as they are printed: "B / .", or "1–5"
	Caps  []string // what is printed on the keys
	Range bool     // Caps are the first and the last digit of several
	Say   string   // message that names it
}

// keyTable is every key that does something, on the guide (g), the slides (s), a room's wall (w) and its console (c). A
// page's list is drawn from it, and its script does what the list says: see static/js/keys.js. Clickers send PageDown
// and PageUp, B or a point for black, and F5 or Shift+F5 for the full screen. Nothing here leads to the real login.
func keyTable(steps int) []struct{ on, act, caps, say string } {
	last := "End"
	if steps < 9 {
		last = fmt.Sprint("End ", steps+1)
	}
	steps = min(steps, 9) // the keys that there are
	digits := fmt.Sprint("1–", steps)
	if steps == 1 {
		digits = "1"
	}
	return []struct{ on, act, caps, say string }{
		{"g", "step", digits, "comfort.key-step"},
		{"g", "hint", "S", "comfort.key-hint"},
		{"g", "skip", "N", "comfort.key-next"},
		{"g", "help", "H", "comfort.key-help"},
		{"g", "close", "Esc", "comfort.key-close"},
		{"s", "next", "→ ↓ PageDown Space", "present.next"},
		{"s", "prev", "← ↑ PageUp", "present.previous"},
		{"s", "first", "Home 0", "present.first"},
		{"s", "last", last, "present.last"},
		{"s", "step", digits, "present.jump"},
		{"s", "zoom", "+ −", "present.zoom"},
		{"s", "point", "P", "present.pointer"},
		{"wc", "next", "→ PageDown Space", "keys.next"},
		{"wc", "prev", "← PageUp", "keys.previous"},
		{"w", "first", "Home 0", "console.gather"},
		{"w", "last", "End", "keys.last"},
		{"c", "first", "0", "console.gather"}, // Home and End scroll the console, which is longer than its window
		{"wc", "step", digits, "present.jump"},
		{"swc", "dark", "B .", "present.dark"},
		{"swc", "full", "F5 F", "present.full"},
		{"s", "language", "L", "present.language"},
		{"swc", "close", "Esc", "keys.close"},
		{"gswc", "list", "?", "comfort.key-list"},
	}
}

// Keys is the list of keys of a page.
func (b base) Keys() (rows []keyRow) {
	page := "g"
	switch {
	case b.Name == "room/screen":
		page = "w"
	case b.Name == "room/trainer":
		page = "c"
	case b.Name == "present" || strings.HasPrefix(b.Name, "present/"):
		page = "s"
	}
	for _, r := range keyTable(len(b.site.opt.Guides[b.Lang].Steps)) {
		if !strings.Contains(r.on, page) {
			continue
		}
		row := keyRow{Act: r.act, Caps: strings.Fields(r.caps), Say: r.say}
		if first, last, ok := strings.Cut(r.caps, "–"); ok {
			row.Caps, row.Range = []string{first, last}, true
		}
		rows = append(rows, row)
	}
	return rows
}

// roomTurns is where a clicker leads the class: the steps before and after the present one, and from a pause to its end. Where
// there is none, or keys do not lead, a message says so.
type roomTurns struct {
	Prev   string `json:"prev"` // steps
	Next   string `json:"next"`
	Resume bool   `json:"resume,omitempty"` // what goes on ends the pause
	NoPrev string `json:"noPrev,omitempty"` // messages; in their words once they are printed
	NoNext string `json:"noNext,omitempty"`
	NoStep string `json:"noStep,omitempty"`
	NoDark string `json:"noDark,omitempty"`
}

// wordsOf prints the messages.
func (b base) wordsOf(t roomTurns) (roomTurns, error) {
	var err error
	for _, message := range []*string{&t.NoPrev, &t.NoNext, &t.NoStep, &t.NoDark} {
		if *message != "" {
			*message = noted(b.T(*message))(&err)
		}
	}
	return t, err
}

// turnsOf gives keys less than the console's buttons: nobody is taken out of the free mode, or into a practice run, by one
// press too many of a clicker. What goes on is what the console's large button does, or a message says what comes first.
func turnsOf(r Room, steps []string) roomTurns {
	t := turnsFrom(r, steps)
	switch {
	case r.IsEnded:
	case r.Frozen:
		t.Next, t.NoNext, t.Resume = "", "", true
	case r.Event != "" && t.NoNext == "":
		t.Next, t.NoNext = "", "keys.no-event"
	}
	return t
}

// turnsFrom is turnsOf where nothing happens to everybody.
func turnsFrom(r Room, steps []string) roomTurns {
	at := slices.Index(steps, r.Step)
	switch {
	case r.IsEnded:
		const ended = "keys.no-ended"
		return roomTurns{NoPrev: ended, NoNext: ended, NoStep: ended, NoDark: ended}
	case r.Mode == "free":
		const free = "keys.no-free"
		return roomTurns{NoPrev: free, NoNext: free, NoStep: free}
	case r.Run != "" && at >= 0:
		return roomTurns{Prev: steps[at], NoNext: "keys.no-run"}
	case r.Run != "":
		return roomTurns{Prev: steps[len(steps)-1], NoNext: "keys.no-run"}
	}
	var t roomTurns
	if at > 0 {
		t.Prev = steps[at-1]
	} else {
		t.NoPrev = "keys.no-first"
	}
	if at+1 < len(steps) {
		t.Next = steps[at+1]
	} else {
		t.NoNext = "keys.no-last"
	}
	return t
}
