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

// Many who read Thai have a phone that is set to English: what shows a code says in which language the phone's page is.
func TestAPhoneOpensInTheLanguageOfWhatShowsTheCode(t *testing.T) {
	w := start(t, setup{})
	phone := func(lang string) *browser {
		b := w.browser().afar()
		b.header["Accept-Language"] = lang
		return b
	}
	opens := func(what string, b *browser, path, lang string) {
		t.Helper()
		if body := b.get(path).body; !strings.Contains(body, `<html lang="`+lang+`"`) {
			t.Errorf("%s: %s is not in %q", what, path, lang)
		}
	}
	trainer, foreign := w.browser(), w.browser()
	thai := trainer.openRoom()
	to := foreign.post("/workshop", "lang=en").want(t, http.StatusSeeOther).Header.Get("Location")
	english := strings.Split(to, "/")[3]
	for _, path := range []string{"/d", "/d/app", "/d/123456789", "/d/12", "/j", "/j/999999", "/j/12", "/j/" + thai} {
		opens("an English phone", phone("en"), path, "th")
		chosen := phone("th")
		chosen.get("/d?lang=en").want(t, http.StatusFound)
		opens("a phone that has chosen", chosen, path, "en")
	}
	opens("a Thai phone in an English room", phone("th"), "/j/"+english, "en")
	seated := phone("th")
	seated.join(english)
	for _, path := range []string{"/j/" + english, "/j", "/d", "/j/999999"} {
		opens("a Thai phone with a number in an English room", seated, path, "en")
	}
	foreign.post("/workshop/"+english+"/lock", "lang=en&on=yes").want(t, http.StatusSeeOther)
	opens("an English room that is locked", phone("th"), "/j/"+english, "en")

	for lang, b := range map[string]*browser{"th": trainer, "en": foreign} {
		other := map[string]string{"th": "en", "en": "th"}[lang]
		hello := "/workshop/" + checkPath.FindStringSubmatch(b.get("/"+lang+"/workshop").body)[1] + "/hello"
		opens("the kit's check", phone(other), hello, lang)
	}

	// A trainer who chooses another language in the console, and somebody who only looks.
	phone("en").get("/en/workshop/" + thai + "/trainer?lang=en").want(t, http.StatusFound)
	opens("a stranger's choice", phone("en"), "/j/"+thai, "th")
	trainer.get("/en/workshop/" + thai + "/trainer?lang=en").want(t, http.StatusFound)
	opens("the trainer's choice", phone("th"), "/j/"+thai, "en")
}
