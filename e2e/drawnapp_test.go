package e2e

import "testing"

func TestADoubleTapOnTheAppsIconAnswersNothing(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer := pc.open(t, site.url)
	computer.visit("/th/practice/standard/qr")
	computer.showCode()
	phone := mobile.sized(360, 640).open(t, site.url)
	phone.visit(computer.camera())
	const icon = `document.querySelector(".apps [data-action=open-app]").getBoundingClientRect().top`
	stood := eval[float64](phone, icon)
	phone.press(".apps a[href='#camera']") // the wrong app says which is the right one, below the bar that stays above all
	phone.wait("the explanation whole", `(b=>b.height>0&&b.top>=document.querySelector(".device-ribbon").getBoundingClientRect().bottom)(document.querySelector("#camera").getBoundingClientRect())`)
	if stands := eval[float64](phone, icon); stands != stood {
		t.Errorf("the icon to tap moved from %v to %v when its explanation came", stood, stands)
	}
	phone.press(".apps [data-action=open-app]")
	phone.waitFor("main[data-kind=ask]")
	eval[bool](phone, `(document.querySelectorAll(".answers2").forEach(a=>a.setAttribute("data-settling","")), // as it is within 600 ms
		["form.deny button","form.allow button"].forEach(b=>document.querySelector(b).dispatchEvent(new MouseEvent("click",{detail:1,bubbles:true,cancelable:true}))),true)`)
	computer.state("scanned")
	phone.wait("taps to be taken", `(document.querySelector(".answers2").removeAttribute("data-settling"),true)`)
	phone.press("form.allow button")
	phone.kind("approved")
	computer.waitFor("[data-screen=dashboard]")

	computer.visit("/th/practice/standard/qr")
	computer.showCode()
	phone.visit(computer.camera()) // a phone that has done so once
	phone.kind("ask")
}

// What is said of the wrong app covers neither the right one nor moves it, on any screen with a drawn phone.
func TestTheAnswerToTheWrongAppLeavesTheRightOneInView(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{mobile.sized(360, 640), mobile, pc.sized(1366, 768)} {
		for _, lang := range someOf(1, languages...) {
			p := dev.withCalm().open(t, site.url)
			for _, path := range []string{"/practice/with-hints/qr", "/guide/scan-qr"} {
				p.visit("/" + lang + path)
				p.waitFor(".phone [data-action=open-app]")
				const icon = `document.querySelector(".phone [data-action=open-app] svg").getBoundingClientRect()`
				p.press(".phone [data-action=open-camera]")
				p.wait("the answer", `!!document.querySelector(".phone .answer.show")`)
				if !p.try(`(r=>r.bottom<=innerHeight&&!!document.elementFromPoint(r.left+r.width/2,r.top+r.height/2).closest("[data-action=open-app]"))(` + icon + `)`) {
					t.Errorf("%s, %d wide: the icon to tap is covered, or out of view", path, dev.width)
				}
				if dev.touch && !p.try(`(r=>r.top>=0&&r.bottom<=innerHeight)(document.querySelector(".phone .answer.show").getBoundingClientRect())`) {
					t.Errorf("%s in %s, %d wide: the answer is out of view", path, lang, dev.width)
				}
				p.press(".phone [data-action=open-app]")
				p.waitFor("#phone-passcode")
			}
		}
	}
}

// On a real phone with large letters the number that tells whose computer asks is in view with the answers, on one line above what is
// asked, and lies on no word of it that stands at the answers.
func TestInLargeLettersTheNumberIsInViewWithTheAnswers(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer := pc.withCalm().open(t, site.url)
	for _, lang := range []string{"th", "en"} {
		phone := mobile.sized(360, 640).withCalm().named("phone in "+lang).open(t, site.url)
		computer.visit("/" + lang + "/practice/standard/qr")
		computer.showCode()
		phone.scanFrom(computer)
		phone.asked(computer)
		eval[any](phone, `void(document.documentElement.dataset.size="2",document.querySelector(".deny").scrollIntoView({block:"end",behavior:"instant"}))`)
		if !phone.try(`(e=>(b=>e.contains(document.elementFromPoint(b.left+20,b.top+b.height/2))&&b.bottom<innerHeight/4)(e.getBoundingClientRect()))(document.querySelector("[data-reference]"))`) {
			t.Errorf("%s: at the answers the number is out of view, or takes too much of it", lang)
		}
	}
}
