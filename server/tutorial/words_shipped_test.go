package tutorial_test

import (
	"os"
	"regexp"
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
			if !named.MatchString(line) || !strings.Contains(line, "{{.App}}") && !strings.HasPrefix(line, "asks") || strings.HasPrefix(line, "invite") {
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
