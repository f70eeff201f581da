package e2e

import (
	"testing"
)

// On a small phone in a class the answers to an address lie above the class's strip as the page opens, and after every scroll; the
// address stands there whole, with nothing to scroll. What else one decides on, or reads before one goes on, is seen whole before
// its answers: they lie upon nothing of it, and above the strip once one has scrolled to them.
func TestTheAnswersOfARunLieInViewAboveTheClassesStrip(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	const covered = `(()=>{const bar=document.querySelector(".room-bar").getBoundingClientRect().top;
		return [...document.querySelectorAll(".choices .button")].filter(e=>{const b=e.getBoundingClientRect();
			return b.bottom>bar||!e.contains(document.elementFromPoint(b.x+b.width/2,b.bottom-4))}).map(e=>e.textContent).join(", ")})()`
	for _, lang := range []string{"th", "en"} {
		for _, at := range []string{"lookalike/link-1", "lookalike/link-2", "lookalike/link-6", "lookalike/link-1-went-on", "relayed-code/chat", "relayed-code/person", "surprise/doors"} {
			phone.visit("/" + lang + "/practice/" + at)
			phone.waitFor(".room-bar:not([hidden])")
			phone.wait("the strip", `!!document.querySelector(".room-note").textContent`)
			if phone.try(`!!document.querySelector(".link-view")`) {
				if got := eval[string](phone, covered); got != "" {
					t.Errorf("%s %s: covered, or below the first view: %s", lang, at, got)
				}
			} else if got := eval[float64](phone, `document.querySelector(".view").getBoundingClientRect().bottom-document.querySelector(".choices").getBoundingClientRect().top`); got > 1 {
				t.Errorf("%s %s: the answers lie upon %.0f px of what one decides on", lang, at, got)
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

// stripAsks is true once a phone's strip asks whether one comes along.
const stripAsks = `!!document.querySelector(".room-bar.moved [data-go]:not([hidden])")`

// When the class moves on the strip asks whether one comes along, and nothing that one may press moves for it or lies below it: the
// answers of a run, what a press was answered with, and what a step points at.
func TestNothingThatOneMayPressMovesWhenTheStripAsks(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	const (
		where = `JSON.stringify([...document.querySelectorAll(".choices .button, .answer.show a, .sim .spot, .cue")].filter(e=>e.getClientRects().length&&getComputedStyle(e).visibility==="visible").map(e=>[e.textContent.trim(),Math.round(e.getBoundingClientRect().top)]))`
		below = `(()=>{const bar=document.querySelector(".room-bar").getBoundingClientRect().top;
			return [...document.querySelectorAll(".choices .button, .answer.show a, .sim .spot, .cue")].filter(e=>{const b=e.getBoundingClientRect();return b.height&&getComputedStyle(e).visibility==="visible"&&b.top<innerHeight&&b.bottom>bar+1}).map(e=>e.textContent.trim()).join(", ")})()`
	)
	for _, lang := range languages {
		for n, at := range someOf(3, "practice/relayed-code/chat", "practice/lookalike/link-1-went-on", "guide/start", "practice/lookalike/link-2", "practice/surprise/3-error", "guide/choose-thaid") {
			if lang != languages[0] && n > 0 && !thorough {
				continue // the longest answers
			}
			r.lead("")
			phone.visit("/" + lang + "/" + at)
			phone.waitFor(".room-bar:not([hidden])")
			phone.wait("the strip", `!`+stripAsks+`&&!!document.querySelector(".room-note").textContent`)
			if at == "guide/start" {
				phone.press(`.sim [data-action="password"]`)
				phone.waitFor(".answer.show")
			}
			eval[bool](phone, `(e=>{if(e&&!document.querySelector(".link-view"))scrollTo({top:1e5,behavior:"instant"});return true})(document.querySelector(".choices"))`)
			before := eval[string](phone, where)
			if got := eval[string](phone, below); got != "" {
				t.Errorf("%s %s: below the strip: %s", lang, at, got)
			}
			eval[bool](phone, `(setInterval(()=>dispatchEvent(new Event("pointerdown")),500),dispatchEvent(new Event("pointerdown")),true)`) // is in the middle of something, however slow the trainer
			r.lead("signed-in")
			phone.wait("the question", stripAsks)
			if after := eval[string](phone, where); after != before {
				t.Errorf("%s %s: what stood at %s stands at %s", lang, at, before, after)
			}
			if got := eval[string](phone, below); got != "" {
				t.Errorf("%s %s: below the strip that asks: %s", lang, at, got)
			}
			if at != "practice/relayed-code/chat" {
				continue
			}
			r.trainer.press("form[data-key=ask-which] button")
			phone.waitFor(".room-bar [data-reply='4']")
			if after, got := eval[string](phone, where), eval[string](phone, below); after != before || got != "" {
				t.Errorf("%s %s: with four answers in the strip what stood at %s stands at %s; below: %s", lang, at, before, after, got)
			}
			if !phone.try(`((call,seat,reply)=>call.width>=72&&call.top<seat.bottom&&call.bottom<=reply.top)(...[".room-bar [data-call]",".room-bar .seat","[data-reply]"].map(s=>document.querySelector(s).getBoundingClientRect()))`) {
				t.Errorf("%s: the call is squeezed among the answers", lang)
			}
			phone.snap("asks-which-360-" + lang)
			r.trainer.press("form[data-key=ask-end] button")
		}
	}
}
