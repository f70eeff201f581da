package server_test

import (
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"

	"napguide/content"
	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/tutorial"
	"napguide/static"
)

// A writer's afternoon has hundreds of edits; each site that was replaced is let go of, also by what was drawn from it and
// by the pages that are open.
func TestASiteThatWasReplacedIsLetGoOf(t *testing.T) {
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{
		Languages: catalog.Languages(), Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		t.Fatal(err)
	}
	var gone atomic.Int32
	w := start(t, setup{dev: true})
	b := w.browser()
	m := b.makeGrant()
	id := b.openRoom()
	b.join(id)
	const edits = 3
	for range edits {
		pages, err := site.Build(site.Options{
			Guides: guides, Catalog: catalog, Static: static.FS, LiveURL: liveURL, Dev: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		runtime.AddCleanup(pages, func(struct{}) { gone.Add(1) }, struct{}{})
		w.srv.Replace(pages)
		b.events(m.Events).next() // opened under it, and staying open
		b.events("/workshop/" + id + "/events").line()
		for _, path := range []string{"/th/", "/th/help?x=y", "/nonesuch", "/d/x", "/_screens", "/j/" + id} {
			if a := b.get(path); a.StatusCode >= http.StatusInternalServerError {
				t.Fatal(a.Status)
			}
		}
	}
	waitFor(t, "the sites that were replaced to go", func() bool { runtime.GC(); return gone.Load() >= edits-1 })
	if n := gone.Load(); n != edits-1 {
		t.Errorf("%d of %d sites are gone: the one that is shown too", n, edits)
	}
	runtime.KeepAlive(w)
}
