package e2e

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An address among the answers is read letter by letter: as large as any answer, its site's name set off and whole where a line
// has room, and nothing before it alone on a line. What is asked next begins in view. What was missed is counted down.
func TestAnAddressInTheQuizIsAsLargeAsAnyAnswerAndMissedOnesAreCountedDown(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	p.visit("/th/quiz")
	other := eval[string](p, `getComputedStyle(document.querySelector("#pink-button .words")).fontSize`)
	for p.question() != "address" {
		p.answer(nil)
	}
	faults := eval[[]string](p, `[...document.querySelectorAll("#address .words")].flatMap(w=>{
		const name=w.querySelector(".phrase"),room=w.getBoundingClientRect().width,lines=new Set([...name.getClientRects()].map(r=>Math.round(r.height/parseFloat(getComputedStyle(name).lineHeight))));
		const free=name.cloneNode(true);free.style.position="absolute";free.style.whiteSpace="nowrap";free.querySelectorAll("wbr").forEach(b=>b.remove());w.append(free);const wide=free.getBoundingClientRect().width;free.remove();
		const out=[];
		if(getComputedStyle(name).fontSize!==`+quote(other)+`)out.push("small letters: "+w.textContent);
		if(getComputedStyle(name).fontWeight<600)out.push("the site's name is not set off: "+w.textContent);
		if(wide<=room&&name.getBoundingClientRect().height>1.6*parseFloat(getComputedStyle(name).lineHeight))out.push("broken although it fits: "+w.textContent);
		if(w.innerText.startsWith("https://"))out.push("the scheme stands before it on a phone: "+w.textContent);
		return out})`)
	for _, fault := range faults {
		t.Error(fault)
	}
	missed := map[string]bool{"address": true, "blue-button": true}
	eval[bool](p, `(new MutationObserver(()=>{const e=document.querySelector(".so-far:not([hidden])");if(e)window.said=[e.innerText,e.querySelectorAll("li").length]}).observe(document.querySelector(".so-far"),{attributes:true}),true)`)
	for range quizQuestions {
		p.answer(missed)
		if p.question(); !p.try(`(r=>r.top>=0&&r.bottom<=innerHeight)(document.querySelector(".question:not([hidden]) .ask").getBoundingClientRect())`) {
			t.Errorf("%s begins above the window or below it", p.question())
		}
		if p.try(`document.querySelector("progress").value===` + `document.querySelector("progress").max-2&&/เหลือ 2/.test(document.querySelector("[data-where]").textContent)`) {
			break
		}
	}
	if want := "ถูกตั้งแต่ครั้งแรก " + strconv.Itoa(quizQuestions-2) + " จาก " + strconv.Itoa(quizQuestions); !p.try(`window.said&&said[0].includes(` + quote(want) + `)&&said[1]===2`) {
		t.Errorf("each has been answered once, and the page does not say %q and which two come again", want)
	}
	for _, left := range []string{"2", "1", "0"} {
		if got := p.text("[data-where]"); got != "ลองข้อที่พลาดอีกครั้ง เหลือ "+left+" ข้อ" {
			t.Errorf("%s are left, and the page says %q", left, got)
		}
		if left == "0" {
			break
		}
		eval[bool](p, `(document.querySelector(`+quote("#"+p.question()+" li[data-right] input")+`).click(),document.querySelector(`+quote(quizMain)+`).click(),true)`)
		if left == "2" { // counted down at once; then the last one
			if got := p.text("[data-where]"); got != "ลองข้อที่พลาดอีกครั้ง เหลือ 1 ข้อ" {
				t.Errorf("one of two is answered, and the page says %q", got)
			}
			eval[bool](p, `(document.querySelector(`+quote(quizMain)+`).click(),true)`)
		}
	}
}

// What differs on the real day reads as one: nothing to press stands between its label and its words.
func TestWhatDiffersOnTheRealDayReadsAsOne(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	p := pc.open(t, site.url)
	for _, path := range []string{"/th/guide/scan-qr", "/en/guide/scan-qr", "/th/guide/signed-in"} {
		p.visit(path)
		p.waitFor(".practise + .actions")
		for _, fault := range eval[[]string](p, `(()=>{
			const box=e=>e.getBoundingClientRect(), label=[...document.querySelectorAll(".say .eyebrow")].pop(), words=document.querySelector(".say .prose");
			return [...document.querySelectorAll(".say .button")].filter(b=>box(b).bottom>box(label).top&&box(b).top<box(words).bottom).map(b=>b.textContent)})()`) {
			t.Errorf("%s: %q cuts the words of the real login from their label", path, fault)
		}
	}
}

// Who has only a phone reads on the first screen by what one practises, and sees the app to tap, ringed and whole.
func TestOnAPhoneAloneTheFirstScreenOfTheScanSaysWhatToTap(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	small := mobile.sized(360, 640)
	for _, d := range []device{small, small.withoutScript()} {
		p := d.open(t, site.url)
		for lang, words := range map[string]string{"th": "ตอนฝึก", "en": "When practising"} {
			p.visit("/" + lang + "/guide/scan-qr")
			p.waitFor("#phone-home")
			if strip, code := p.text(".phone-side .own-screen"), map[string]string{"th": "คิวอาร์โค้ด", "en": "QR code"}[lang]; !strings.Contains(strip, code) {
				t.Errorf("%s: it does not say what the computer shows: %q", p.path(), strip)
			}
			if !eval[bool](p, `(e=>e.innerText.includes(`+quote(words)+`)&&e.getBoundingClientRect().bottom<innerHeight)(document.querySelector(".phone-side .own-screen"))`) {
				t.Errorf("%s: the first screen does not say %q", p.path(), words)
			}
			if !eval[bool](p, `(b=>b.top>0&&b.bottom<innerHeight)(document.querySelector("[data-action=open-app]").getBoundingClientRect())`) {
				t.Errorf("%s: the app to tap is cut by the edge", p.path())
			}
			if !p.sees(".alone") || !p.sees(".practise ~ .eyebrow") {
				t.Errorf("%s: of the real login it is not said what one needs, or what scans", p.path())
			}
			if eval[bool](p, `(s=>s("open-app")===s("open-camera"))(a=>getComputedStyle(document.querySelector(".phone [data-action="+a+"] svg")).boxShadow)`) {
				t.Errorf("%s: the app to tap has no ring", p.path())
			}
		}
	}
}

// The drawn keypad cannot be taken for the real app's: its first view on a small phone says before the keys that it is practice and
// that any digits do, and every key is as large as a finger.
func TestTheDrawnKeypadSaysFirstThatAnyDigitsDo(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inOneLanguage(t, "en", func(t *testing.T, lang string) { // the longer words
		p := mobile.sized(360, 640).named(lang).open(t, site.url)
		p.visit("/" + lang + "/guide/scan-qr")
		p.press(".phone [data-action=open-app]")
		p.waitFor(".pad")
		if !p.try(`(b=>b("#phone-passcode h2").top>=0&&b("#phone-passcode h2").bottom<=b(".any-digits").top&&b(".any-digits").bottom<=b(".dots8").top&&b("[data-action=passcode]").bottom<=innerHeight)(s=>document.querySelector(s).getBoundingClientRect())`) {
			t.Errorf("%s: heading, that any digits do, and the keys do not stand in one view in this order", lang)
		}
		if small := eval[int](p, `[...document.querySelectorAll(".pad button")].filter(b=>b.offsetHeight<44||b.offsetWidth<44).length`); small > 0 {
			t.Errorf("%s: %d keys are smaller than a finger", lang, small)
		}
		if !p.try(`!/transparent|, 0\)/.test(getComputedStyle(document.querySelector(".any-digits")).backgroundColor)`) {
			t.Errorf("%s: that any digits do does not stand out", lang)
		}
	})
}

// What to do now is never smaller than what is read only: by the code to scan it, and once it is scanned what to do on the phone,
// with the number to compare; nothing then says any longer to scan. So does the page that is loaded again.
func TestWhoHasScannedIsToldWhatToDoOnThePhoneAndNotToScan(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	const size = `const size=s=>parseFloat(getComputedStyle(document.querySelector(s)).fontSize),top=s=>document.querySelector(s).getBoundingClientRect().top;`
	for _, computer := range someOf(1, pc, pc.withoutScript()) {
		p := computer.open(t, site.url)
		p.visit("/th/guide/scan-qr")
		p.showCode()
		if !p.try(`(()=>{` + size + `return top(".practise")<=top(".live")&&size(".practise .to-scan strong")>=size(".live")&&document.querySelector(".practise .to-scan strong").getClientRects().length===1})()`) {
			t.Errorf("%s: what to do now is not what stands out", computer.name)
		}
		const hint = `document.querySelector(".say .hint").getBoundingClientRect().top`
		stood := eval[float64](p, hint)
		phone := mobile.open(t, site.url)
		phone.scanFrom(p)
		for range 2 {
			p.wait("the code to be scanned", `document.querySelector(".live").dataset.state==="scanned"`)
			if box := p.text(".practise"); !strings.Contains(box, "ทำต่อบนโทรศัพท์") || strings.Contains(box, "แตะ") || strings.Contains(box, "กล้อง") || p.sees(".qr-side .trouble") {
				t.Errorf("%s: who has scanned reads beside the code %q, or how to scan", computer.name, box)
			}
			if now := eval[float64](p, hint); now != stood {
				t.Errorf("%s: the hint's button moves by %.0f px", computer.name, now-stood)
			}
			if p.sees(".qr-side h2") {
				t.Errorf("%s: who has scanned is told to scan", computer.name)
			}
			if offer := p.text(".no-phone"); !strings.Contains(offer, "ใช้ไม่ได้แล้ว") || strings.Contains(offer, "ไม่มีโทรศัพท์") {
				t.Errorf("%s: who has scanned with a phone is asked %q", computer.name, offer)
			}
			if !p.try(`(()=>{` + size + `return size(".live")>=size("h1")&&top(".live")<top(".qr-side .which")&&/หมายเลขอ้างอิง.*อนุญาต/.test(document.querySelector(".live").innerText)})()`) {
				t.Errorf("%s: what to do on the phone does not stand out", computer.name)
			}
			p.reload()
		}
		run := computer.atTheCode(t, site)
		phone.scanFrom(run)
		run.wait("the code to be scanned", `document.querySelector(".live").dataset.state==="scanned"`)
		if offer := run.text(".no-phone"); !strings.Contains(offer, "ใช้ไม่ได้แล้ว") || strings.Contains(offer, "ไม่มีโทรศัพท์") {
			t.Errorf("%s: who has scanned in a run is asked %q", computer.name, offer)
		}
	}
}

// On a phone too the practice comes first and then what differs on the real day; what leads on is whole on the first screen. By
// a code, on either tab, it is said that the real login needs a computer too: in a step, and in a practice run.
func TestOnAPhoneThePracticeStandsFirstAndTheRealLoginNeedsAComputer(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).open(t, commonSite(t).url)
	for lang, words := range map[string]string{"th": "ตอนเข้าจริงต้องมีคอมพิวเตอร์", "en": "The real login needs a computer"} {
		for _, arrived := range []string{"", "#earned"} {
			p.visit("/" + lang + "/guide/signed-in" + arrived)
			p.waitFor(".practise")
			if !p.try(`(top=>top(".practise")<top(".stage,.sim")&&top(".sim")<top("h1")&&top(".practise ~ .eyebrow")<top("h1"))(s=>document.querySelector(s).getBoundingClientRect().top)`) {
				t.Errorf("%s: the practice does not stand first, or the real login's words before it", p.path())
			}
			if over := eval[float64](p, `Math.max(...[...document.querySelectorAll(".sim [data-action=finish]")].map(e=>e.getBoundingClientRect().bottom))-innerHeight`); over > 0 {
				t.Errorf("%s: what leads on is cut by the edge: %.0f px of it", p.path(), over)
			}
		}
		for _, path := range []string{"/guide/scan-qr", "/practice/standard/qr"} {
			p.visit("/" + lang + path)
			for _, tab := range []string{"phone", "computer"} {
				p.press("[data-tab-to=" + tab + "]")
				if !p.sees(".stage > .alone") || !strings.Contains(p.text(".stage > .alone"), words) {
					t.Errorf("%s, %s: it is not said that the real login needs a computer", p.path(), tab)
				}
			}
		}
	}
}

// Where hints come when they are asked for, one is shown the control itself, ringed and in view, and the screen stays where it
// was. A hint stays when one then presses something else.
func TestAHintInAPracticeRunPointsAtTheControlAndStays(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc.withCalm(), mobile.sized(360, 640).withCalm()} {
		p := d.open(t, site.url).expect(`request failed: .*/later\.js`)
		p.blocks("*://*:*/assets/*/later.js", true) // a press may come before what a page loads last
		for screen, action := range map[string]string{"napplus": "sign-in-oss", "sso": "thaid"} {
			p.visit("/th/practice/with-hints/" + screen)
			top := eval[float64](p, `document.querySelector(".sim").getBoundingClientRect().top+scrollY`)
			p.press("a.hint")
			p.waitFor(".hints li")
			p.wait("the control in view", `(b=>b.top>=0&&b.bottom<=innerHeight)(document.querySelector(".sim [data-action=`+action+`].spot").getBoundingClientRect())`)
			if now := eval[float64](p, `document.querySelector(".sim").getBoundingClientRect().top+scrollY`); now != top {
				t.Errorf("%s: the hint moves the screen by %v", p.path(), now-top)
			}
			p.press(".sim [data-action=password]")
			p.waitFor(".answer.show, .answer.came")
			if p.path() == "/th/practice/with-hints/"+screen && !p.sees(".hints li") {
				t.Errorf("%s: the hint is gone after another press", p.path())
			}
		}
	}
	p := pc.open(t, site.url)
	p.visit("/th/guide/start")
	p.press("a.hint")
	p.press(".sim [data-action=password]")
	p.waitFor("#why-napplus-password")
	if !p.sees(".hints li") {
		t.Error("the lesson's hint is gone after a wrong press")
	}
}

// Where practice differs from the real login it is said: where the blue button leads, that the app may ask for its passcode, on
// which page the blue button stands. One way on stands out in the help, and where nothing is left to skip nothing offers to.
func TestWhereOneIsAndWhatDiffersIsSaidOnThePhoneAndAtTheEnd(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	p := pc.open(t, site.url)
	for path, words := range map[string]string{
		"/th/summary": "ตอนเข้าจริง ปุ่มนั้นพากลับไปหน้า NAPPLUS", "/en/summary": "At the real login it takes you back",
		"/th/launch": "เจอหน้า \"ไม่สามารถเข้าสู่ระบบได้\"", "/en/launch": "(cannot sign in), click",
	} {
		p.visit(path)
		if !strings.Contains(p.text("main"), words) {
			t.Errorf("%s does not say %q", path, words)
		}
	}
	for _, lang := range languages { // a heading that speaks of the app says that it is so at the real login
		phone := mobile.sized(360, 640).open(t, site.url)
		phone.visit("/" + lang + "/guide/scan-qr")
		if !phone.sees(".say > .eyebrow + h1") || !phone.try(`(e=>e.getClientRects().length>0)(document.querySelector("h1").previousElementSibling)`) {
			t.Errorf("%s: on a phone nothing above the heading says when it is so", lang)
		}
	}
	p.visit("/th/help")
	if n := eval[int](p, `document.querySelectorAll("main .actions > .strong").length`); n != 1 {
		t.Errorf("%d ways on stand out in the help", n)
	}
	for path, offers := range map[string]bool{"/th/guide/choose-thaid": true, "/th/guide/signed-in": false} {
		p.visit(path)
		if p.waitFor("a.hint"); p.sees("a.skip") != offers {
			t.Errorf("%s offers to skip: %v", path, !offers)
		}
	}
	p.visit("/th/guide/scan-qr")
	p.showCode()
	phone := mobile.sized(360, 640).open(t, site.url)
	for range 2 { // the second time the phone is reminded only
		phone.scanFrom(p)
		if got := phone.text("main"); !strings.Contains(got, "แอปอาจถามรหัส 8 หลัก") {
			t.Errorf("the phone does not say that the app may ask for its passcode: %s", got)
		}
	}
}

// Without script the drawn phone keeps the screen that one has come to, however long one reads: the page beside a live code asks
// anew by itself, but not then.
func TestWithoutScriptTheDrawnPhoneKeepsItsScreen(t *testing.T) {
	t.Parallel()
	p := pc.withoutScript().atTheCode(t, startNamed(t, lanName))
	if !eval[bool](p, `!!document.querySelector("noscript meta[http-equiv=refresh],meta[http-equiv=refresh]")||document.querySelector("noscript").textContent.includes("refresh")`) {
		t.Fatal("the page does not ask anew for the phone's answer")
	}
	p.press(".no-phone")
	for _, view := range []string{"home", "passcode", "scanner", "consent"} {
		p.waitFor("#phone-" + view)
		if eval[bool](p, `/http-equiv="?refresh/.test(document.documentElement.outerHTML)`) {
			t.Errorf("at %s the page is loaded anew by itself, and the screen is forgotten", view)
		}
		if to := map[string]string{"home": "open-app", "passcode": "passcode", "scanner": "scan"}[view]; to != "" {
			p.press(".phone [data-action=" + to + "]")
		}
	}
	p.press("#phone-consent [data-action=allow]")
	p.arrive("/th/practice/standard/dashboard")
}

// The end of a practice run praises who comes from its last press. By its address one reads what it is, and where the run begins.
func TestTheEndOfAPracticeRunPraisesOnlyWhoComesFromTheRun(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range someOf(1, pc, pc.withoutScript().named("without script")) {
		p := d.open(t, site.url)
		for end, praise := range map[string]string{
			"/th/practice/standard/dashboard": ".dash-banner strong", "/th/practice/lookalike/done": ".lesson-screen .err-head",
			"/th/practice/no-rights/told": ".lesson-screen .err-head", "/en/practice/relayed-code/refused": ".lesson-screen .err-head",
		} {
			p.visit(end)
			if p.sees(praise) || p.sees("#debrief") || !p.sees(".unless a") {
				t.Errorf("%s, %s: who did nothing is praised, or is not told where to begin", d.name, end)
			}
			p.visit("/th/practice/")
			if p.sees(".done-mark") {
				t.Errorf("%s, %s: who did nothing has a mark for the run", d.name, end)
			}
			p.visit(end)
			p.press(".unless a")
			p.wait("the run's first page", `/practice\/[a-z-]+\/(?!dashboard|done|told|refused)/.test(location.pathname)`)
		}
		p.visit("/th/practice/relayed-code/person")
		p.press("[data-action=refuse]")
		p.arrive("/th/practice/relayed-code/refused")
		if !p.sees(".lesson-screen .err-head") || !p.sees("#debrief") || p.sees(".unless") {
			t.Errorf("%s: who comes from the run is not praised", d.name)
		}
		p.visit("/th/practice/")
		if !p.sees("[data-scenario=relayed-code] .done-mark") {
			t.Errorf("%s: who comes from the run has no mark for it", d.name)
		}
	}
}

// A page says of the press that led to it what there is to say, and of no other; nothing, where none led to it.
func TestAPageAnswersThePressThatLedToItAlone(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc, mobile.withoutScript()} {
		p := d.open(t, site.url)
		seen := func() []string {
			return eval[[]string](p, `[...document.querySelectorAll(".answer")].filter(e=>e.getClientRects().length).map(e=>e.id)`)
		}
		p.visit("/th/practice/wrong-method/error")
		if ids := seen(); len(ids) != 0 {
			t.Errorf("%s: opened by its address, the page answers %q", p.dev.name, ids)
		}
		for action, id := range map[string]string{"password": "why-sso-password", "other-method": "why-sso-other-method"} {
			p.visit("/th/practice/wrong-method/sso")
			p.press(".sim [data-action=" + action + "]")
			p.waitFor("#" + id)
			if ids := seen(); len(ids) != 1 || ids[0] != id {
				t.Errorf("%s: after %s the page answers %q", p.dev.name, action, ids)
			}
		}
	}
}

// What a Thai label means is said on a simulated screen in the frame's colour and by its name, so that nobody looks for it on the
// real page; on a slide as well.
func TestTheMeaningOfAThaiLabelIsNoPartOfTheSimulatedPage(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	for _, path := range []string{"/en/guide/start", "/en/guide/choose-thaid", "/en/guide/cannot-sign-in", "/en/practice/wrong-method/error", "/en/present/start", "/en/present/cannot-sign-in"} {
		p.visit(path)
		if !eval[bool](p, `(all=>all.length>0&&all.every(e=>e.textContent.trim().startsWith("In English: ")&&getComputedStyle(e).backgroundColor===getComputedStyle(document.querySelector(".sim > .bar")).backgroundColor))([...document.querySelectorAll(".view .caption")])`) {
			t.Errorf("%s: what a label means looks like a part of the page", path)
		}
	}
}

// Beside a step's code one sentence says what to do, the next which app scans at the real login, and what keeps one safe stands open;
// all of it is in view with the row of steps, at a hospital's computer. The lesson is folded below its heading, and is still on that
// screen after one press; it is on paper, and without script.
func TestBesideTheCodeOneSentenceSaysWhatToDo(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	for _, size := range [][2]int64{{1366, 768}, {1280, 720}} {
		p := pc.sized(size[0], size[1]).open(t, site.url)
		for _, lang := range []string{"th", "en"} {
			p.visit("/" + lang + "/guide/scan-qr")
			p.showCode()
			if app := p.text(".practise ~ .eyebrow"); !strings.Contains(app, "ThaID") {
				t.Errorf("%s at %v: what scans at the real login has no name: %q", p.path(), size, app)
			}
			if p.sees(".say .prose > :not(.note)") || p.sees(".qr-side h2") || !p.sees(".practise .to-scan") {
				t.Errorf("%s at %v: beside the code stands more than one sentence of what to do, or none", p.path(), size)
			}
			for _, part := range []string{".rail", ".ref", ".no-phone", ".fold summary", ".say .note"} {
				if bottom := eval[float64](p, `document.querySelector(`+quote(part)+`).getBoundingClientRect().bottom`); bottom > float64(size[1]) {
					t.Errorf("%s at %v: %s ends at %v px", p.path(), size, part, bottom)
				}
			}
			if wide := eval[float64](p, `document.querySelector(".qr").offsetWidth`); wide < 300 {
				t.Errorf("%s at %v: the code is %v px wide", p.path(), size, wide)
			}
			if note, rail := eval[float64](p, `document.querySelector(".say .note").getBoundingClientRect().bottom`), eval[float64](p, `document.querySelector(".rail").getBoundingClientRect().top`); !p.sees(".say .note") || note > rail {
				t.Errorf("%s at %v: what keeps one safe is folded, or ends at %v px, below the row of steps", p.path(), size, note)
			}
			p.press(".fold summary")
			p.waitFor(".say .prose > p")
			if bottom := eval[float64](p, `document.querySelector(".say .note").getBoundingClientRect().bottom`); bottom > float64(size[1]) {
				t.Errorf("%s at %v: what keeps one safe ends at %v px", p.path(), size, bottom)
			}
			p.press(".fold summary")
			p.waitGone(".say .prose > p")
			p.onMedium("print")
			p.waitFor(".say .prose > p")
			p.onMedium("")
		}
	}
	p := pc.withoutScript().open(t, site.url)
	p.visit("/th/guide/scan-qr")
	p.waitFor(".say .note")
	if p.sees(".fold") {
		t.Error("without script the lesson is folded")
	}
}

// Which step comes next is in view as a step opens, at a hospital's computer and in what a browser's bars leave of its screen; on a
// whole screen so is what the step warns of. The
// row lies over nothing that a key reaches, and over nothing at all at the page's end, with large letters or in a low window. (The
// code's page, where the drawn phone needs the window: the test above.)
func TestTheRowOfStepsIsInViewOnEveryPageOfTheGuide(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	at := func(p *tab, part string) (box struct{ Top, Bottom float64 }) {
		return eval[struct{ Top, Bottom float64 }](p, `(b=>({Top:b.top,Bottom:b.bottom}))(document.querySelector(`+quote(part)+`).getBoundingClientRect())`)
	}
	for _, d := range []device{pc, pc.sized(1280, 720), pc.sized(1366, 625), pc.withoutScript()} {
		p := d.open(t, site.url)
		for _, lang := range someOf(1, languages...) {
			for _, step := range []string{"start", "choose-thaid", "signed-in", "cannot-sign-in"} {
				p.visit("/" + lang + "/guide/" + step)
				if rail := at(p, ".rail"); rail.Bottom > float64(d.height) {
					t.Errorf("%s on a %s at %v: the row of steps ends at %v px", p.path(), d.name, d.height, rail.Bottom)
				} else if note := at(p, ".say .note"); d == pc && note.Bottom > rail.Top {
					t.Errorf("%s: the row of steps at %v px covers what the step warns of, which ends at %v px", p.path(), rail.Top, note.Bottom)
				}
				if under := eval[string](p, `(rail=>[...document.querySelectorAll("main a, main button, main summary")].filter(e=>{
					if(e.closest(".rail")||!e.offsetParent)return false;
					e.focus();
					const a=e.getBoundingClientRect(),b=rail.getBoundingClientRect();
					return a.height>1&&a.bottom>b.top+1&&a.top<b.bottom;
				}).map(e=>e.textContent.trim()).join(" | "))(document.querySelector(".rail"))`); under != "" {
					t.Errorf("%s on a %s at %v: under the row of steps lies what has the focus: %s", p.path(), d.name, d.height, under)
				}
				eval[bool](p, `(scrollTo({top:1e5,behavior:"instant"}),true)`)
				if end, rail := at(p, ".lesson"), at(p, ".rail"); end.Bottom > rail.Top+1 {
					t.Errorf("%s on a %s at %v: the row of steps covers the page's end", p.path(), d.name, d.height)
				}
			}
		}
	}
	p := pc.sized(1366, 500).open(t, site.url)
	still := func(how string) {
		t.Helper()
		if end, rail := at(p, ".lesson"), at(p, ".rail"); end.Bottom > rail.Top+1 {
			t.Errorf("%s: the row of steps lies over the page", how)
		}
	}
	p.visit("/en/guide/start")
	still("a low window")
	p.become(pc)
	p.press(".sizes button:last-child")
	p.reload()
	still("large letters")
}

// Who has walked the steps finds what to do next in the summary's first view, on a computer and on a phone; on a computer also when
// to stop going back, which follows at once on the words that say always.
func TestWhatToDoNextIsInTheSummarysFirstView(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc, pc.sized(1366, 625), mobile, mobile.withoutScript()} {
		p := d.open(t, site.url)
		for _, lang := range []string{"th", "en"} {
			p.visit("/" + lang + "/summary")
			if !d.noScript { // praise takes room above
				eval[bool](p, `(localStorage.setItem("nap.progress",JSON.stringify({steps:document.querySelector(".cheer").dataset.cheer.split(" "),scenarios:[]})),true)`)
				p.reload()
				p.waitFor(".cheer")
			}
			for _, way := range []string{".actions .strong", ".actions [href$='/launch']"} {
				if bottom := eval[float64](p, `document.querySelector("main "+`+quote(way)+`).getBoundingClientRect().bottom`); bottom > float64(d.height) {
					t.Errorf("%s on a %s at %v: %s ends at %v px", p.path(), d.name, d.height, way, bottom)
				}
			}
			stop := `document.querySelector(".prose > p + p")`
			if !strings.Contains(p.text(".prose > p + p"), "Admin") || d == pc && eval[float64](p, stop+`.getBoundingClientRect().bottom`) > float64(d.height) {
				t.Errorf("%s on a %s: when to tell the Admin does not follow on where to go back, or is out of view", p.path(), d.name)
			}
		}
	}
}

// A run's end leads on to the first run after it in the list that is not done, and the list offers what is done once more.
func TestTheEndOfARunLeadsToTheNextRun(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	var ended []string
	for _, run := range []string{"expired", "standard", "with-hints"} {
		p.visit("/th/practice/" + run + "/dashboard#earned")
		p.waitFor("[data-run]:not([hidden])")
		ended = append(ended, run)
		way := eval[string](p, `[...document.querySelectorAll("[data-run]:not([hidden])")].map(e=>e.dataset.run).join()`)
		p.visit("/th/practice/")
		p.wait("the list to know", `[...document.querySelectorAll(".course .done")].map(e=>e.dataset.scenario).sort().join()===`+quote(strings.Join(slices.Sorted(slices.Values(ended)), ",")))
		if next := eval[string](p, `(rows=>{const at=rows.findIndex(r=>r.dataset.scenario===`+quote(run)+`);return[...rows.slice(at+1),...rows.slice(1,at)].find(r=>!r.matches(".done")).dataset.scenario})([...document.querySelectorAll(".course li")])`); next != way {
			t.Errorf("after %s the end leads to %s, the next run is %s", run, way, next)
		}
		if !p.try(`[...document.querySelectorAll(".course li")].every(row=>{const b=row.querySelector(".button");return row.matches(".done")===b.textContent.includes("ฝึกอีกครั้ง")&&b.getAttribute("aria-label").startsWith(b.textContent.trim()+":")})`) {
			t.Errorf("after %s: what is done is not offered once more, or what is not is", run)
		}
	}
}

// The drawn phone stands below a step's words. Once it is used it is whole in the window, with both answers, and the code that it
// scans beside it.
func TestTheDrawnPhoneOfAStepIsWholeWhileItIsUsed(t *testing.T) {
	t.Parallel()
	site := commonSite(t) // which no phone can reach
	for _, d := range []device{pc, pc.sized(1366, 720), pc.withoutScript()} {
		p := d.open(t, site.url)
		for _, lang := range someOf(1, languages...) {
			p.visit("/" + lang + "/guide/scan-qr")
			p.showCode()
			p.waitFor("#phone-home")
			for _, view := range []string{"open-app", "passcode", "scan"} {
				p.press(".phone [data-action=" + view + "]")
				p.wait("the phone, whole beside the code, at "+view, `(e=>e(".phone").top>=-1&&e(".phone").bottom<=innerHeight+1&&e(".qr").top>=0&&e(".qr").bottom<=innerHeight)(s=>document.querySelector(s).getBoundingClientRect())`)
			}
			if !p.sees("#phone-consent [data-action=allow]") || !p.sees("#phone-consent [data-action=decline]") {
				t.Errorf("%s %s: not both answers are there", d.name, lang)
			}
		}
	}
}

// What is said to who is still puzzled comes into view where the button stands at the foot of a phone's window.
func TestWhatIsSaidToWhoIsStillPuzzledComesIntoView(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := mobile.withCalm().open(t, site.url)
	for _, lang := range []string{"th", "en"} {
		p.visit("/" + lang + "/guide/choose-thaid")
		p.waitFor(".clear")
		eval[bool](p, `(e=>(scrollBy(0,e.getBoundingClientRect().bottom-innerHeight),e.click(),true))(document.querySelector(".clear [value=no]"))`)
		p.wait("what is said, with its ways on, to be in view", `(r=>r.height>0&&r.top>=0&&r.bottom<=innerHeight)(document.querySelector(".clear [role=status]").getBoundingClientRect())`)
	}
}

// "Was this step clear?" is answered for this browser only, and forgotten with what was practised, as the privacy page says.
func TestWhetherAStepWasClearIsForgottenWithWhatWasPractised(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("th").withCalm().open(t, site.url)
	nurse.visit("/th/guide/start")
	nurse.press(".clear [value=yes]")
	nurse.visit("/th/guide/choose-thaid")
	nurse.press(".clear [value=no]")
	nurse.visit("/th/guide/start")
	nurse.waitFor(".clear [value=yes][aria-pressed=true]")
	nurse.visit("/th/")
	nurse.press("[data-resume] summary")
	nurse.press("[data-resume] button")
	for _, step := range []string{"start", "choose-thaid"} {
		nurse.visit("/th/guide/" + step)
		nurse.waitFor(".clear")
		if nurse.sees(".clear [aria-pressed=true]") {
			t.Errorf("what was answered to %s is still shown", step)
		}
	}
}

// Who speaks in a ready message is chosen in one group of a page; all groups show that choice, and no other. Each says what is chosen.
func TestWhoSpeaksIsOneChoiceInEveryGroupOfAPage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, lang := range []string{"th", "en"} {
		p := asNurse(lang).withCalm().open(t, site.url)
		p.visit("/" + lang + "/prepare")
		for _, press := range []string{"last", "first"} {
			p.press(".clear button:" + press + "-of-type")
			p.wait("the same choice alone in every group, "+press, `(groups=>groups.length>1&&groups.every(g=>{
				const chosen=[...g.querySelectorAll("[aria-pressed=true]")];return chosen.length===1&&[...g.querySelectorAll("button")].indexOf(chosen[0])===("`+press+`"==="first"?0:g.querySelectorAll("button").length-1)}))([...document.querySelectorAll(".clear")])`)
		}
		if got := eval[int](p, `[...document.querySelectorAll(".clear")].filter(g=>!(e=>e&&e.matches("span")&&e.getClientRects().length&&e.textContent===g.getAttribute("aria-label"))(g.firstElementChild)).length`); got > 0 {
			t.Errorf("%s: %d groups do not say what is chosen", lang, got)
		}
		if got := eval[string](p, `localStorage.getItem("nap.clear")||""`); got != "" {
			t.Errorf("%s: who speaks is kept as whether a step was clear: %s", lang, got)
		}
	}
}

// A hint at the code is over once it is scanned: neither its ring nor its list stays, and who asks again is shown what is said
// then. The drawn phone needs no ring on the code, and is past the icon when it has scanned.
func TestAHintAtTheCodeGoesOnceItIsScanned(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName) // where a phone can come: else the drawn one leads from the start
	for _, path := range []string{"/th/practice/with-hints/qr", "/th/guide/scan-qr"} {
		p := pc.withCalm().open(t, site.url)
		p.visit(path)
		p.waitFor(".ref:not([data-waits])")
		p.press("a.hint")
		p.waitFor(".qr.pulse")
		p.waitFor(".hints.show")
		p.press(".no-phone")
		p.waitFor("#phone-home")
		p.waitGone(".qr.pulse")
		for _, view := range []string{"open-app", "passcode", "scan"} {
			p.press(".phone [data-action=" + view + "]")
		}
		p.waitFor("#phone-consent")
		p.waitGone(".hints.show")
		if said := p.text(".live"); strings.Contains(said, "ไอคอน") || !strings.Contains(said, "อนุญาต") {
			t.Errorf("%s: past the icon the computer says %q", path, said)
		}
		p.press("a.hint")
		p.waitFor(".live.show")
		if p.sees(".hints.show, .qr.pulse") {
			t.Errorf("%s: what is scanned is pointed at", path)
		}
		p.waitFor("#phone-consent .note.pulse")
		if !eval[bool](p, `(b=>b.top>=0&&b.bottom<=innerHeight)(document.querySelector("#phone-consent .note").getBoundingClientRect())`) {
			t.Errorf("%s: the rule that the hint leads to is out of view", path)
		}
	}
}

// Where no phone can come the drawn one is the way: the hint speaks of no camera, and whoever asks has what to tap in view.
func TestWhereNoPhoneCanComeAHintLeadsToTheDrawnOne(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, path := range []string{"/th/guide/scan-qr", "/en/guide/scan-qr", "/th/practice/with-hints/qr", "/en/practice/with-hints/qr"} {
		p := pc.withCalm().open(t, site.url)
		p.visit(path)
		p.arriveAt("^/(th|en)/g/")
		p.waitFor(".loopback")
		p.press("a.hint")
		p.waitFor(".hints.show")
		if said := p.text(".hints"); strings.Contains(said, "กล้อง") || strings.Contains(said, "camera") {
			t.Errorf("%s: where no phone can come the hint says %q", path, said)
		}
		p.wait("what to tap in view", `(b=>b.top>=0&&b.bottom<=innerHeight+1)(document.querySelector(".phone [data-action=open-app]").getBoundingClientRect())`)
	}
}

// In a run the hint lies upon the page, and leaves what it is about in view. Once the drawn phone's app is open it is about what has
// been done, and lies upon no key.
func TestAHintLiesUponNoKeyOfTheDrawnPhone(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	p.visit("/th/practice/with-hints/qr")
	p.arriveAt("^/th/g/")
	p.press("a.hint")
	p.waitFor(".hints.show")
	p.wait("what to tap beside the hint", `(a=>{const b=a.getBoundingClientRect();return [b.top+4,b.bottom-4].every(y=>a.contains(document.elementFromPoint(b.left+b.width/2,y)))})(document.querySelector(".phone [data-action=open-app]"))`)
	p.press(".phone [data-action=open-camera]") // not the way: the hint is needed still
	p.waitFor(".answer.show")
	if !p.sees(".hints.show") {
		t.Error("the hint is gone though the app is not open")
	}
	p.press(".phone [data-action=open-app]")
	p.waitFor("#phone-passcode")
	p.waitGone(".hints.show")
}
