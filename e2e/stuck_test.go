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

// All pictures are in view at once, and beside the answer that was chosen, each with a few words: its heading and the first thing to do.
func TestThePictureThatWasChosenIsMarked(t *testing.T) {
	t.Parallel()
	p := mobile.open(t, commonSite(t).url)
	p.visit("/th/stuck")
	for _, id := range []string{"scan-fails", "menus-missing"} {
		p.press(`.pick a[href="#` + id + `"]`)
		p.waitFor(`.pick a[href="#` + id + `"][aria-current]`)
		if n := eval[int](p, `document.querySelectorAll(".pick [aria-current]").length`); n != 1 {
			t.Errorf("%s: %d pictures are marked", id, n)
		}
	}
	p.press(`#menus-missing a[href="#main"]`)
	p.waitGone(".pick [aria-current]")
}

func TestThePicturesWithTheirWordsAndTheChosenAnswerShareAScreen(t *testing.T) {
	t.Parallel()
	const out = `(e=>{const r=e.getBoundingClientRect();return r.top<0||r.bottom>innerHeight||r.height<20})`
	const silent = `[...document.querySelectorAll(".pick a")].filter(a=>![...a.children].some(e=>e.offsetHeight>9&&+getComputedStyle(e).opacity))`
	for _, dev := range []device{mobile.sized(360, 640), mobile, asNurse("th").sized(1366, 768)} {
		p := dev.withCalm().open(t, commonSite(t).url)
		for _, lang := range someOf(1, languages...) {
			p.visit("/" + lang + "/stuck")
			if n := eval[[]string](p, `[...document.querySelectorAll(".pick a")].filter(e=>`+out+`(e)||e.offsetHeight<44).map(e=>e.textContent.trim()+JSON.stringify(e.getBoundingClientRect()))`); len(n) > 0 {
				t.Errorf("%s, %d wide: pictures are out of view, or too small to press: %q", lang, dev.width, n)
			}
			for _, id := range eval[[]string](p, `[...document.querySelectorAll(".pick a")].map(a=>a.hash.slice(1))`) {
				p.press(".pick a[href='#" + id + "']")
				p.waitFor("#" + id + " .prose")
				if !p.try(`![...document.querySelectorAll(".pick a,#` + id + ` h2,#` + id + ` .prose > :first-child li:first-child,#` + id + ` .prose > p:first-child")].some(` + out + `)`) {
					t.Errorf("%s, %d wide: a picture, or the beginning of the answer %s, is out of view", lang, dev.width, id)
				}
				if n := eval[int](p, silent+`.length`); n > 0 {
					t.Errorf("%s, %d wide: beside the answer %s, %d pictures are without words", lang, dev.width, id, n)
				}
				if cut := eval[[]string](p, `[...document.querySelectorAll(".pick a")].filter(e=>e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight).map(e=>e.hash)`); len(cut) > 0 {
					t.Errorf("%s, %d wide: beside the answer %s, the words are wider than their pictures: %q", lang, dev.width, id, cut)
				}
			}
		}
	}
}
