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

// On a small phone all pictures are in view at once, and beside the answer that was chosen: its heading and the first thing to do.
func TestOnAPhoneThePicturesAndTheChosenAnswerShareAScreen(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	const out = `(e=>{const r=e.getBoundingClientRect();return r.top<0||r.bottom>innerHeight||r.height<20})`
	for _, lang := range []string{"th", "en"} {
		p.visit("/" + lang + "/stuck")
		if n := eval[[]string](p, `[...document.querySelectorAll(".pick a")].filter(e=>`+out+`(e)||e.offsetHeight<44).map(e=>e.textContent.trim()+JSON.stringify(e.getBoundingClientRect()))`); len(n) > 0 {
			t.Errorf("%s: pictures are out of view, or too small to press: %q", lang, n)
		}
		for _, id := range eval[[]string](p, `[...document.querySelectorAll(".pick a")].map(a=>a.hash.slice(1))`) {
			p.press(".pick a[href='#" + id + "']")
			p.waitFor("#" + id + " .prose")
			if !p.try(`![...document.querySelectorAll(".pick a,#` + id + ` h2,#` + id + ` .prose > :first-child li:first-child,#` + id + ` .prose > p:first-child")].some(` + out + `)`) {
				t.Errorf("%s: a picture, or the beginning of the answer %s, is out of view", lang, id)
			}
		}
	}
}
