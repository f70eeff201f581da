package site

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"napguide/server/sandbox"
	"napguide/static"
)

// scripts are all of a page's scripts by name.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	files, err := fs.Glob(static.FS, "js/*.js")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	all := map[string]string{}
	for _, file := range files {
		raw, err := fs.ReadFile(static.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = string(raw)
	}
	return all
}

// TestEachThingThatScriptsDoStandsInOneOfThem: another way of asking the server, of keeping or of saying a time would be one more to
// mend.
func TestEachThingThatScriptsDoStandsInOneOfThem(t *testing.T) {
	for what, at := range map[string]struct {
		pattern string
		files   []string
	}{
		"asks the server":           {`\bfetch\(|sendBeacon`, []string{"ask.js"}},
		"fetches a page":            {`XMLHttpRequest|DOMParser`, []string{"load.js"}},
		"opens an event stream":     {`new EventSource`, []string{"follow.js"}},
		"waits a while":             {`new Promise\(\(?\w+\)? => setTimeout`, []string{"ask.js"}},
		"waits longer each time":    {`Math\.min\(\d+ \* \(`, []string{"ask.js"}},
		"keeps something":           {`\b(?:local|session)Storage\b`, []string{"core.js", "export-frame.js"}}, // the other stands in its place
		"says minutes and seconds":  {`/ 60\) \+ ":"`, []string{"core.js"}},
		"turns the phone of slides": {`turns-of-phone`, []string{"stage.js"}},
		"notes progress":            {`nap\.progress`, []string{"core.js"}},
		"notes the room":            {`"nap\.room"`, []string{"core.js", "participant.js"}},
	} {
		found := regexp.MustCompile(at.pattern)
		for name, text := range scripts(t) {
			if has := found.MatchString(text); has != slices.Contains(at.files, name) {
				t.Errorf("%s: %v in %s, wanted in %v only", what, has, name, at.files)
			}
		}
	}
}

// named is every string of a script in parts that could be a name: of "guide/start" both, of "[data-state=scanned]" the last.
func named(script string) []string {
	var out []string
	script = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`).ReplaceAllString(script, "")
	for _, quoted := range regexp.MustCompile("\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|\\? ?/[^/\n]+/").FindAllString(script, -1) {
		quoted = regexp.MustCompile(`\$\{[^}]*\}|\[data-[a-z-]+|[.#][a-z][\w-]*|\b(?:button|main|error|form|start|home)\b[.\[ >]`).ReplaceAllString(quoted, " ") // elements, by what they are
		out = append(out, strings.FieldsFunc(quoted, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_", r) })...)
	}
	return out
}

// TestNoScriptKnowsARunAStepAScreenOrAState looks for the names that authors gave, in the shipped guide and in a made-up other one.
func TestNoScriptKnowsARunAStepAScreenOrAState(t *testing.T) {
	// The program's own words, which an author may have used as well: of the phone and of a code everywhere, others where they are meant.
	own := []string{
		string(sandbox.PhoneHome), string(sandbox.PhonePass), string(sandbox.PhoneScanner), string(sandbox.PhoneConsent), "done",
		string(sandbox.Approved), string(sandbox.Denied), string(sandbox.Expired), string(sandbox.Scanned), string(sandbox.Pending),
	}
	meant := map[string][]string{
		"guide": {"core.js", "course.js", "participant.js", "progress.js"}, "start": {"core.js", "export-frame.js", "fold.js", "help.js", "quiz.js"}, // addresses; where something scrolls to
		"refused": {"grant.js", "scanner.js"}, "call": {"participant.js"}, "end": {"console.js"}, "form": {"device.js"},
	}
	names := map[string]string{}
	for _, s := range []*Site{shippedSite(t), secondSite(t)} {
		for _, g := range s.opt.Guides {
			for _, step := range g.Steps {
				names[step.ID] = "a step"
			}
			for _, s := range g.Screens {
				names[s.ID] = "a screen"
			}
			for _, run := range g.Runs.All() {
				names[run.ID] = "a run"
				for _, state := range run.States {
					names[state.Name] = "a state"
				}
			}
		}
	}
	if names["scan-qr"] != "a step" || names["relayed-code"] != "a run" || names["qr-short"] != "a state" || len(names) < 100 {
		t.Fatalf("%d names: %v", len(names), names)
	}
	look := func(name, text string) (faults []string) {
		for _, word := range named(text) {
			if what := names[word]; what != "" && !slices.Contains(own, word) && !slices.Contains(meant[word], name) {
				faults = append(faults, name+" knows "+what+", "+word)
			}
		}
		return faults
	}
	for name, text := range scripts(t) {
		for _, fault := range look(name, text) {
			t.Error(fault)
		}
	}
	for _, knowing := range []string{`if (page === "guide/scan-qr") go()`, `location.assign("/th/practice/relayed-code/chat")`, "at = `${run}/qr-short`", `document.querySelector("[data-step=choose-thaid]")`} {
		if look("x", knowing) == nil {
			t.Errorf("nothing was found in %s", knowing)
		}
	}
}

// TestNoScriptReadsAValueFromTheWordsOfAPage: what a script is told stands in data attributes, and in what the server answers.
func TestNoScriptReadsAValueFromTheWordsOfAPage(t *testing.T) {
	words := `(?:textContent|innerText|innerHTML|outerHTML|nodeValue)`
	reads := regexp.MustCompile(`(?:Number|parseInt|parseFloat|JSON\.parse)\([^;\n]*\b` + words + `|` + words + `(?: \|\| "")?\)?\??\.(?:split|match|slice|replace|indexOf|includes|search|substring|startsWith|charAt)\(|(?:exec|test|match)\([^()]*\b` + words + `|\+[\w.]+` + words)
	for name, text := range scripts(t) {
		for _, fault := range reads.FindAllString(text, -1) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	for _, reading := range []string{`const n = Number(e.textContent)`, `text?.textContent?.split(dots)`, `(r.children[0].textContent || "").split(" ")`, `/\d+/.exec(e.innerText)`, `JSON.parse(s.textContent)`} {
		if !reads.MatchString(reading) {
			t.Errorf("not found: %s", reading)
		}
	}
}
