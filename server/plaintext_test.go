//go:build !race

package server_test

import (
	"regexp"
	"strings"
	"testing"
)

// invisible are signs that one neither sees nor types: they come along when a text is copied, and part it for whoever
// searches or has it read out. U+200D holds emoji together, and is let be.
var invisible = regexp.MustCompile(`[\x{00AD}\x{061C}\x{180E}\x{200B}\x{200C}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}]|&(?:shy|zwnj|lrm|rlm|ZeroWidthSpace|NoBreak|#173|#820[3-7]|#8288|#x(?:ad|200[b-f]|2060|feff));`)

// noInvisible tells where a text has a sign that nobody sees.
func noInvisible(t *testing.T, name, text string) {
	t.Helper()
	if at := invisible.FindStringIndex(text); at != nil {
		t.Errorf("%s has %+q in %q", name, text[at[0]:at[1]], text[max(0, at[0]-60):min(len(text), at[1]+60)])
	}
}

func TestWhatIsServedHasNoInvisibleSigns(t *testing.T) {
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, path := range pages.Paths() {
		f, _ := pages.File(path)
		if kind := f.ContentType; strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg") || strings.Contains(kind, "xml") {
			seen++
			noInvisible(t, path, string(f.Raw()))
		}
	}
	if seen < 200 {
		t.Fatalf("only %d files were read", seen)
	}
	for _, sign := range []string{"\u2060", "\u200b", "\u00ad", "&shy;", "&#8288;"} {
		if !invisible.MatchString("คิว" + sign + "อาร์") {
			t.Errorf("%+q would not be noticed", sign)
		}
	}
}

// Pages for one person, answers to scripts, refusals and the table for a spreadsheet, as they come over the wire.
func TestWhatIsMadeForOnePersonHasNoInvisibleSigns(t *testing.T) {
	w := start(t, setup{dev: true})
	for _, lang := range []string{"th", "en"} {
		for path, body := range everyScreen(t, w, lang) {
			noInvisible(t, path, body)
		}
		trainer := w.browser()
		room := trainer.openRoom()
		for _, path := range []string{"/report.csv", "/report", "/trainer", "/screen"} {
			table := strings.TrimPrefix(trainer.get("/"+lang+"/workshop/"+room+path).want(t, 200).body, "\ufeff") // what tells a spreadsheet that it is UTF-8
			noInvisible(t, path+" in "+lang, table)
		}
		noInvisible(t, "the answer to a wrong code in "+lang, trainer.get("/"+lang+"/nowhere").body)
	}
}
