package site

import (
	"runtime/debug"
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
	for name, how := range map[string]struct {
		proven bool
		gc     int // as GOGC: the program starts with 1000
	}{"when asked": {true, 100}, "when asked, without collection": {true, 1000}, "at once": {false, 100}} {
		b.Run(name, func(b *testing.B) {
			defer debug.SetGCPercent(debug.SetGCPercent(how.gc))
			for b.Loop() {
				if _, err := Build(Options{Guides: guides, Catalog: words, Static: static.FS, LiveURL: "https://napplus.invalid/", Proven: how.proven}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
