package e2e

import "testing"

// On a small phone in a class the answers of a run lie above the class's strip as the page opens, and after every scroll; the
// address that is to be judged stands there whole, with nothing to scroll.
func TestTheAnswersOfARunLieInViewAboveTheClassesStrip(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	const covered = `(()=>{const bar=document.querySelector(".room-bar").getBoundingClientRect().top;
		return [...document.querySelectorAll(".choices .button")].filter(e=>{const b=e.getBoundingClientRect();
			return b.bottom>bar||!e.contains(document.elementFromPoint(b.x+b.width/2,b.bottom-4))}).map(e=>e.textContent).join(", ")})()`
	for _, lang := range []string{"th", "en"} {
		for _, at := range []string{"lookalike/link-1", "lookalike/link-2", "lookalike/link-6", "lookalike/link-1-went-on", "relayed-code/chat", "surprise/doors"} {
			phone.visit("/" + lang + "/practice/" + at)
			phone.waitFor(".room-bar:not([hidden])")
			phone.wait("the strip", `!!document.querySelector(".room-note").textContent`)
			if got := eval[string](phone, covered); got != "" {
				t.Errorf("%s %s: covered, or below the first view: %s", lang, at, got)
			}
			eval[bool](phone, `(document.querySelector(".choices").scrollIntoView({block:"end",behavior:"instant"}),true)`)
			if got := eval[string](phone, covered); got != "" {
				t.Errorf("%s %s: scrolled to their end, covered: %s", lang, at, got)
			}
			if !phone.try(`(e=>!e||e.scrollWidth<=e.clientWidth&&[...e.querySelectorAll("b")].every(b=>b.getClientRects().length===1))(document.querySelector(".addr.whole"))`) {
				t.Errorf("%s %s: the address does not stand there whole", lang, at)
			}
		}
	}
}
