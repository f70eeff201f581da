package tutorial_test

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

func TestTheShippedContentHasNoFault(t *testing.T) {
	_, err := tutorial.Load(os.DirFS("../../content"), tutorial.Options{
		Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		t.Error(err)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		tutorial.Load(os.DirFS("../../content"), tutorial.Options{
			Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases,
		})
	}
}

func TestTheLengthOfAnAnswerTellsNothing(t *testing.T) {
	guides, err := tutorial.Load(os.DirFS("../../content"), tutorial.Options{
		Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		t.Fatal(err)
	}
	tags := regexp.MustCompile(`<[^>]*>`)
	for lang, g := range guides {
		longest, shortest := 0, 0
		for _, q := range g.Questions {
			var right int
			var all []int
			for _, c := range q.Choices {
				n := utf8.RuneCountInString(tags.ReplaceAllString(string(c.Text), ""))
				all = append(all, n)
				if c.Right {
					right = n
				}
			}
			if right == slices.Max(all) {
				longest++
			}
			if right == slices.Min(all) {
				shortest++
			}
		}
		if n := len(g.Questions); n < 10 || longest > n/3 || shortest > n/2 {
			t.Errorf("%s: of %d questions the right answer is the longest in %d and the shortest in %d", lang, n, longest, shortest)
		}
	}
}
