package tutorial_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

var markup = regexp.MustCompile(`<[^>]*>`)

func shippedGuides(t *testing.T) map[string]*tutorial.Guide {
	t.Helper()
	guides, err := tutorial.Load(os.DirFS("../../content"), tutorial.Options{Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		t.Fatal(err)
	}
	return guides
}

// Whoever has tried all that a card says has somebody to go to.
func TestEveryCardSaysWhomToAsk(t *testing.T) {
	whom := map[string]*regexp.Regexp{
		"th": regexp.MustCompile(`(แจ้ง|ถาม|ส่งข้อความนี้ให้|บอก) ?(Admin|หัวหน้า|ฝ่าย IT)`),
		"en": regexp.MustCompile(`(?i)(tell|ask|message to) your (head or your unit's Admin|unit's Admin|supervisor|IT people)`),
	}
	for lang, g := range shippedGuides(t) {
		if len(g.Cards) < 8 {
			t.Errorf("%s has %d cards", lang, len(g.Cards))
		}
		for _, c := range g.Cards {
			if text := strings.NewReplacer("&#39;", "'", "&rsquo;", "'").Replace(markup.ReplaceAllString(string(c.Body), "")); !whom[lang].MatchString(text) {
				t.Errorf("%s says nobody to ask: %s", c.File, text)
			}
		}
	}
}

// Of the real app it is known only that it may ask for its passcode: not that it does, nor when.
func TestTheAppMayAskForItsPasscodeAndNoMoreIsSaid(t *testing.T) {
	saying := map[string]string{"th": "แอปอาจถาม{{.Passcode}}ของคุณ", "en": "may ask for your {{.Passcode}}"}
	named := regexp.MustCompile(`\{\{\.Passcode\}\}`)
	for lang, says := range saying {
		raw, err := os.ReadFile("../../locales/active." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, line := range strings.Split(string(raw), "\n") {
			if !named.MatchString(line) || !strings.Contains(line, "{{.App}}") && !strings.HasPrefix(line, "asks") || strings.HasPrefix(line, "invite") || strings.HasPrefix(line, "words =") {
				continue
			}
			told++
			if !strings.Contains(line, says) || strings.Contains(line, says+"ก่อน") || strings.Contains(line, says+" first") {
				t.Errorf("%s: %s", lang, line)
			}
		}
		if told != 3 {
			t.Errorf("%s says it %d times", lang, told)
		}
	}
}

// Who reads English sends the same Thai message as who reads Thai, and has it in English too.
func TestATranslationHoldsTheThaiMessagesAsTheyAre(t *testing.T) {
	content := os.DirFS("../../content")
	box := regexp.MustCompile("(?ms)^```message ?([^\n]*)\n(.*?)\n```")
	files := 0
	err := fs.WalkDir(content, "th", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		boxes := func(path string) [][]string {
			raw, err := fs.ReadFile(content, path)
			if err != nil {
				t.Fatal(err)
			}
			return box.FindAllStringSubmatch(string(raw), -1)
		}
		var want, got []string
		for _, b := range boxes(path) {
			want = append(want, b[2])
		}
		if want == nil {
			return nil
		}
		files++
		english := 0
		for _, b := range boxes("en" + path[2:]) {
			if b[1] == "English" {
				english++
			} else {
				got = append(got, b[2])
			}
		}
		if !slices.Equal(got, want) || english == 0 {
			t.Errorf("en%s: %d messages in English, and in Thai %q, want %q", path[2:], english, got, want)
		}
		return nil
	})
	if err != nil || files < 5 {
		t.Errorf("%d files have messages: %v", files, err)
	}
}
