package e2e

import "testing"

func TestOnlyTheChosenAnswerIsOpenWhenOneCannotGetIn(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		for _, dev := range []device{asNurse(lang), asNurse(lang).withoutScript().named("computer without script"), mobile} {
			p := dev.open(t, site.url)
			p.visit("/" + lang + "/stuck")
			if p.sees(".rescue-card") {
				t.Errorf("%s: an answer stands open before one is chosen", dev.name)
			}
			if below := eval[bool](p, `document.querySelector(".pick").getBoundingClientRect().bottom-document.querySelector("h1").getBoundingClientRect().top>innerHeight`); below {
				t.Errorf("%s: heading and pictures do not fit one screen", dev.name)
			}
			for _, id := range []string{"allowed-theirs", "no-icon"} {
				p.press(".pick a[href='#" + id + "']")
				p.waitFor("#" + id + " .prose")
				if open := eval[int](p, visibleJS+`(".rescue-card").length`); open != 1 {
					t.Errorf("%s: %d answers stand open", dev.name, open)
				}
				p.press("#" + id + " [href='#main']")
				p.waitGone(".rescue-card")
			}
		}
	})
}
