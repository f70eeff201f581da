package server_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// What the address of a page says is said in the other language too: that a code was typed, that the drawn phone is used, that
// a room has been deleted.
func TestAChangeOfLanguageKeepsWhatThePageWasAskedFor(t *testing.T) {
	w := start(t, setup{})
	b, trainer := w.browser(), w.browser()
	m := b.makeGrant()
	g, err := w.store.Grant(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	toEnglish := regexp.MustCompile(`<a href="([^"]+)" lang="en" hreflang="en"`)
	inEnglish := func(b *browser, path, words string) {
		t.Helper()
		found := toEnglish.FindStringSubmatch(b.get(path).want(t, 200).body)
		if found == nil {
			t.Fatalf("%s has no way to English", path)
		}
		to := b.get(html.UnescapeString(found[1])).want(t, http.StatusFound).Header.Get("Location")
		if page := b.get(to).want(t, 200).body; !strings.Contains(page, `<html lang="en"`) || !strings.Contains(page, words) {
			t.Errorf("%s leads to %s, which does not say %s in English", path, to, words)
		}
	}
	inEnglish(w.browser(), "/d/"+g.UserCode+"/app", "/deny?typed")
	inEnglish(w.browser(), "/d/"+g.UserCode, "/app?typed")
	phone := w.browser()
	phone.post("/d/"+g.UserCode+"/deny", "").want(t, http.StatusSeeOther)
	inEnglish(phone, "/d/"+g.ScanCode+"?typed", `<a class="button" href="/d/app">`)
	inEnglish(w.browser(), "/d/"+g.UserCode, `<a class="button" href="/d/app">`)

	drawn := b.makeGrant()
	inEnglish(b, "/th/g/"+drawn.ID+"?phone", "Answered on a real phone?")

	id := trainer.openRoom()
	to := trainer.post("/workshop/"+id+"/delete", "lang=th").want(t, http.StatusSeeOther).Header.Get("Location")
	inEnglish(trainer, to, "The room is deleted")
}
