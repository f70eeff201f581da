package site

import (
	"testing"

	"napguide/content"
	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/tutorial"
	"napguide/static"
)

// BenchmarkBuild is what a start waits for once content and words are read: pages rendered when asked for, as the program's own
// are, and all of them at once, as those of a folder.
func BenchmarkBuild(b *testing.B) {
	words, err := locale.Load(locales.FS)
	if err != nil {
		b.Fatal(err)
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{Languages: words.Languages(), Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		b.Fatal(err)
	}
	for name, proven := range map[string]bool{"when asked": true, "at once": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Build(Options{Guides: guides, Catalog: words, Static: static.FS, LiveURL: "https://napplus.invalid/", Proven: proven}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
