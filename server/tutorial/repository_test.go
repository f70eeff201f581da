package tutorial_test

import (
	"os"
	"testing"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

func TestTheShippedContentHasNoFault(t *testing.T) {
	_, err := tutorial.Load(os.DirFS("../../content"), tutorial.Options{
		Languages: []string{"th", "en"}, Screens: sandbox.ScreenActions(), Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		t.Error(err)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		tutorial.Load(os.DirFS("../../content"), tutorial.Options{
			Languages: []string{"th", "en"}, Screens: sandbox.ScreenActions(), Text: locale.Text, Phrases: locale.Phrases,
		})
	}
}
