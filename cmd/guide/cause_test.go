package main

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"napguide/server/tutorial"
)

// broken is one thing that is wrong with a folder, and all that "guide check" is to say of it: the cause, once. What waits for
// a translation, or is older than its source, is no consequence: it is named too, each on a line of its own.
type broken struct {
	change func(t *testing.T, dir string)
	wants  []string // each is in a line of its own; no line is without
}

func inFile(name string, edit func(text string) string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := edit(string(raw))
		if text == string(raw) {
			t.Fatalf("%s: nothing to edit", name)
		}
		if err := os.Remove(file); err != nil { // else the other folders' file would change with it: see linked
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func inFiles(old, to string, names ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		for _, name := range names {
			inFile(name, func(text string) string { return strings.ReplaceAll(text, old, to) })(t, dir)
		}
	}
}

func badHead(name string) func(*testing.T, string) {
	return inFile(name, func(text string) string { return strings.Replace(text, "---\n", "---\nx: [\n", 1) })
}

func utf16File(name string) func(*testing.T, string) {
	return inFile(name, func(text string) string {
		raw := []byte{0xff, 0xfe}
		for _, unit := range utf16.Encode([]rune(text)) {
			raw = binary.LittleEndian.AppendUint16(raw, unit)
		}
		return string(raw)
	})
}

func gone(names ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		for _, name := range names {
			if err := os.RemoveAll(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// renamed gives a page another name, in the languages that are named.
func renamed(folder, from, to string, languages ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		for _, lang := range languages {
			inFile(lang+"/"+folder+"/"+from+".md", func(text string) string { return strings.Replace(text, "id: "+from+"\n", "id: "+to+"\n", 1) })(t, dir)
			if err := os.Rename(filepath.Join(dir, lang, folder, from+".md"), filepath.Join(dir, lang, folder, to+".md")); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var yamlFault = ":4: the front matter is no valid YAML"

var brokenFolders = map[string]broken{
	"a screen's head":                  {badHead("th/screens/sso.md"), []string{"th/screens/sso.md" + yamlFault}},
	"the first screen's head":          {badHead("th/screens/napplus.md"), []string{"th/screens/napplus.md" + yamlFault}},
	"a translated screen's head":       {badHead("en/screens/sso.md"), []string{"en/screens/sso.md" + yamlFault}},
	"the guided run's head":            {badHead("th/scenarios/guide.md"), []string{"th/scenarios/guide.md" + yamlFault}},
	"the head of a run that is a base": {badHead("th/scenarios/standard.md"), []string{"th/scenarios/standard.md" + yamlFault}},
	"the head of a run that is drawn":  {badHead("th/scenarios/lookalike.md"), []string{"th/scenarios/lookalike.md" + yamlFault}},
	"a translated run's head":          {badHead("en/scenarios/standard.md"), []string{"en/scenarios/standard.md" + yamlFault}},
	"the phone's head":                 {badHead("th/phones/thaid.md"), []string{"th/phones/thaid.md" + yamlFault}},
	"a step's head":                    {badHead("th/guide/start.md"), []string{"th/guide/start.md" + yamlFault}},
	"the help's head":                  {badHead("th/help.md"), []string{"th/help.md" + yamlFault}},
	"a card's head":                    {badHead("th/stuck/no-app.md"), []string{"th/stuck/no-app.md" + yamlFault}},
	"a question's head":                {badHead("th/quiz/address.md"), []string{"th/quiz/address.md" + yamlFault}},
	"no head at all":                   {inFile("th/screens/sso.md", func(text string) string { return strings.TrimPrefix(text, "---\n") }), []string{"th/screens/sso.md:1: the file has no front matter"}},
	"a screen in UTF-16":               {utf16File("th/screens/napplus.md"), []string{"th/screens/napplus.md:1: the file is saved as UTF-16"}},
	"a run in UTF-16":                  {utf16File("th/scenarios/guide.md"), []string{"th/scenarios/guide.md:1: the file is saved as UTF-16"}},
	"a step in UTF-16":                 {utf16File("th/guide/scan-qr.md"), []string{"th/guide/scan-qr.md:1: the file is saved as UTF-16"}},
	"the site's file in UTF-16":        {utf16File("site.toml"), []string{"site.toml:1: the file is saved as UTF-16"}},
	"words in UTF-16":                  {utf16File("locales/active.en.toml"), []string{"locales/active.en.toml:1: the file is not saved as UTF-8"}},
	"the site's file is broken":        {inFile("site.toml", func(text string) string { return "x = [\n" + text }), []string{"site.toml:"}},
	"no site's file":                   {gone("site.toml"), nil},
	"an empty site's file":             {inFile("site.toml", func(string) string { return "\n" }), nil},
	"no name of the app":               {inFile("site.toml", func(text string) string { return strings.Replace(text, "\napp ", "\n# app ", 1) }), []string{`site.toml:1: the key "app" is missing`}},
	"no real hosts": {inFile("site.toml", func(text string) string { return strings.Replace(text, "\nhosts ", "\n# hosts ", 1) }), []string{
		`th/screens/dashboard.md:4: the address shows the host "dmis.nhso.go.th"`, `th/screens/qr-declined.md:4: the address shows the host "imauth.bora.dopa.go.th"`, `th/screens/sso.md:4: the address shows the host "iam.nhso.go.th"`}},
	"no Thai at all":   {gone("th"), []string{"/th:1: the folder is missing"}},
	"no screens":       {gone("th/screens", "en/screens"), []string{"th/screens:1: no page in this folder"}},
	"no phones":        {gone("th/phones", "en/phones"), []string{`th/phones:1: there is no phone "thaid"`}},
	"no runs":          {gone("th/scenarios", "en/scenarios"), []string{"th/scenarios:1: no page in this folder"}},
	"no steps":         {gone("th/guide", "en/guide"), []string{"th/guide:1: no page in this folder"}},
	"a screen is gone": {gone("th/screens/sso.md", "en/screens/sso.md"), []string{`th/scenarios/declined.md:12: there is no screen "sso"`}},
	"a screen has another name": {renamed("screens", "sso", "choose", "th", "en"), []string{
		`th/scenarios/declined.md:12: there is no screen "sso"; write "choose" there if that is its new name`, "en/screens/choose.md:4: translated from version"}},
	"a screen has another name in Thai only": {renamed("screens", "sso", "choose", "th"), []string{
		`th/scenarios/declined.md:12: there is no screen "sso"; write "choose" there`, `en/screens/sso.md:1: the page is missing in "th"`, `th/screens/choose.md:1: the page is missing in "en"`}},
	"the phone has another name": {renamed("phones", "thaid", "other", "th", "en"), []string{
		`th/scenarios/declined.md:18: there is no phone "thaid"; write "other" there`, "en/phones/other.md:4: translated from version"}},
	"what is pressed has another name": {inFiles("(sign-in-oss)", "(sign-in)", "th/screens/napplus.md", "en/screens/napplus.md"), []string{
		`th/scenarios/guide.md:11: nothing shows the action "sign-in-oss"; the screen "napplus" shows "sign-in"`, "en/screens/napplus.md:4: translated from version"}},
	"a state of the guided run has another name": {inFiles("{#sso", "{#choose", "th/scenarios/guide.md", "en/scenarios/guide.md"), []string{
		`th/scenarios/guide.md:11: there is no state "sso"`, `th/guide/choose-thaid.md:11: the guided run has no state "sso"`, "en/scenarios/guide.md:7: translated from version"}},
	"a state of a base has another name": {inFiles("{#dashboard", "{#home", "th/scenarios/standard.md", "en/scenarios/standard.md"), []string{
		`th/scenarios/standard.md:25: there is no state "dashboard"`, "en/scenarios/standard.md:9: translated from version"}},
	"a part of the help has another name": {inFiles("{#oss}", "{#users}", "th/help.md", "en/help.md"), []string{
		`th/guide/cannot-sign-in.md:11: help.md has no part "oss"`, "en/help.md:5: translated from version"}},
	"a run that is a base has another name": {renamed("scenarios", "standard", "alone", "th", "en"), []string{
		`th/scenarios/declined.md:8: there is no run "standard"`, `th/scenarios/surprise.md:10: draws names "standard"`, `site.toml:1: a part of running covers "standard"`, "en/scenarios/alone.md:9: translated from version"}},
	"no run is guided": {inFile("th/scenarios/guide.md", func(text string) string { return strings.Replace(text, "guided: true\n", "", 1) }), []string{
		"th/scenarios/guide.md:1: the run has neither order and minutes nor guided: true", "en/scenarios/guide.md:7: translated from version"}},
	"a colour that is none": {inFiles("{.pink ", "{.punk ", "th/screens/napplus.md"), []string{
		`th/screens/napplus.md:12: there is no colour or position "punk"`, "en/screens/napplus.md:4: translated from version"}},
}

// linked makes a folder of the same files, which costs a third of copying them. A file is to be taken away before it is written.
func linked(t *testing.T, dir, base string) {
	t.Helper()
	err := filepath.WalkDir(base, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, strings.TrimPrefix(name, base))
		if d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		return os.Link(name, to)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheCauseIsNamedAndNothingThatOnlyFollowsFromIt(t *testing.T) {
	t.Parallel()
	base := ownCopy(t, nil)
	for name, c := range brokenFolders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "g")
			linked(t, dir, base)
			c.change(t, dir)
			faults, waiting := source{dir: dir}.faults()
			faults = append(faults, waiting...)
			faults.Sort()
			faults = slices.Compact(faults)
			told := map[string]bool{}
			for _, f := range faults {
				known := false
				for _, want := range c.wants {
					if strings.Contains(f.String(), want) {
						known, told[want] = true, true
					}
				}
				if !known {
					t.Errorf("this only follows: %s", f)
				}
				for _, said := range (speech{thai}).faults(tutorial.Faults{f}) {
					for _, words := range []string{said.Msg, said.Mend} {
						if words != "" && !isThai(words) {
							t.Errorf("not in Thai: %s", words)
						}
					}
				}
			}
			for _, want := range c.wants {
				if !told[want] {
					t.Errorf("nothing says %s", want)
				}
			}
			if len(faults) > len(c.wants) {
				t.Errorf("%d lines for %d causes", len(faults), len(c.wants))
			}
		})
	}
}

func isThai(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 'ก' && r <= '๛' })
}
