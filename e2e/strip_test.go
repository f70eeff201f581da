package e2e

import "testing"

// A question that comes in the middle of the passcode is answered there, and the digits stay; a double tap answers once and
// presses nothing else; the strip says that the answer has arrived.
func TestAQuestionIsAnsweredInTheMiddleOfThePasscode(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.sized(360, 640).open(t, guide.url)
	late, waits := mobile.sized(360, 640).named("late").open(t, guide.url), mobile.named("waits").open(t, guide.url)
	for _, p := range []*tab{phone, late, waits} {
		r.join(p)
	}
	r.lead("scan-qr")
	phone.arriveAt("^/th/g/")
	phone.waitFor(".room-bar")
	phone.press(`.phone [data-view-to=passcode]`)
	for range 3 {
		phone.press(`.phone [data-key]`)
	}
	const dots = `document.querySelectorAll(".dots8 .on").length===3`
	phone.wait("three digits", dots)
	r.trainer.press("form[data-key=ask-which] button")
	phone.waitFor(".room-bar [data-reply='4']")
	phone.snap("asked-360")
	for _, fault := range eval[[]string](phone, `[...document.querySelectorAll(".room-bar .button:not([hidden])")].filter(b=>{b=b.getBoundingClientRect();return b.right>innerWidth||b.bottom>innerHeight||b.height<44}).map(b=>b.textContent)`) {
		t.Errorf("%q does not fit", fault)
	}
	at := phone.path()
	phone.twice(".room-bar [data-reply='4']", 0, func() {})
	phone.waitGone("[data-reply]")
	phone.wait("thanks", `document.querySelector(".room-note").textContent==="ส่งคำตอบแล้ว: ข้อ 4"`)
	r.trainer.wait("one answer", `[...document.querySelectorAll("#c-ask .counts b")].map(b=>parseInt(b.textContent)).join("")==="0001"`)
	if phone.path() != at || !phone.try(dots) || phone.sees(".room-called") {
		t.Error("who answered is elsewhere, begins anew, or called the trainer")
	}
	// It is changed there, and in a pause too, by a button that says so.
	answers := func(want string) {
		t.Helper()
		r.trainer.wait("answers "+want, `[...document.querySelectorAll("#c-ask .counts b")].map(b=>parseInt(b.textContent)).join("")===`+quote(want))
	}
	fits := func(what string) {
		t.Helper()
		phone.snap(what + "-360")
		for _, fault := range eval[[]string](phone, `[...document.querySelectorAll(".room-bar .button:not([hidden])")].filter(b=>{b=b.getBoundingClientRect();return b.right>innerWidth||b.bottom>innerHeight||b.height<44}).map(b=>b.textContent)`) {
			t.Errorf("%s: %q does not fit", what, fault)
		}
	}
	fits("answered")
	phone.press(".room-bar .change")
	phone.waitFor(".room-bar [data-reply='4'][aria-pressed]")
	fits("changing")
	phone.press(".room-bar [data-reply='2']")
	phone.waitGone("[data-reply]")
	answers("0100")
	// A pause holds who has not answered too: the question stands on what covers the screen, and is answered and changed there.
	late.visit("/th/guide/scan-qr")
	late.waitFor(".room-bar [data-reply='3']")
	r.trainer.press(`form[data-key=freeze] button`)
	r.board.waitFor(".wall-paused")
	held := func(p *tab, what string) {
		t.Helper()
		p.waitFor(".room-frozen")
		p.wait(what+": the lesson is dark", `document.documentElement.classList.contains("covered")&&getComputedStyle(document.querySelector("main")).visibility==="hidden"`)
		for _, fault := range eval[[]string](p, `[...document.querySelectorAll(".room-frozen p,.room-frozen .button")].filter(b=>b.offsetParent||b.getClientRects().length).filter(b=>{const r=b.getBoundingClientRect();return r.top<0||r.left<0||r.right>innerWidth||r.bottom>innerHeight||b.matches(".button")&&r.height<44}).map(b=>b.textContent)`) {
			t.Errorf("%s: %q does not fit", what, fault)
		}
		p.snap(what)
	}
	held(late, "paused-asked-360")
	late.wait("the question", `document.querySelector(".room-frozen").textContent.includes("วิทยากรถามว่า คำตอบคือข้อไหน")`)
	waits.visit("/j/" + r.id) // one's own page has the question, and no way to the lesson
	waits.waitFor(".card.frozen")
	waits.waitFor("#answers button")
	late.press(".room-frozen [data-reply='3']")
	late.waitFor(".room-frozen .change")
	answers("0110")
	held(late, "paused-answered-360")
	held(phone, "paused-360")
	phone.press(".room-frozen .change")
	phone.waitFor(".room-frozen [data-reply='2'][aria-pressed]")
	held(phone, "paused-changing-360")
	if !eval[bool](phone, `(b=>b.borderTopColor!==b.backgroundColor&&b.borderTopColor===getComputedStyle(document.querySelector(".room-frozen")).color)(getComputedStyle(document.querySelector(".room-frozen [aria-pressed]")))&&getComputedStyle(document.querySelector(".room-frozen [aria-pressed]"),"::before").content.includes("✓")`) {
		t.Error("on the dark of a pause the answer that was given does not stand out")
	}
	phone.press(".room-frozen [data-reply='1']")
	phone.waitGone("[data-reply]")
	held(phone, "paused-changed-360")
	answers("1010")
	phone.press(".room-frozen .change")
	phone.press(".room-frozen [data-reply='1']") // the same again: the server has nothing to tell
	phone.waitGone("[data-reply]")
	held(phone, "paused-same-360")
	r.trainer.press(`form[data-key=freeze] button`)
	phone.waitGone(".room-frozen")
	if phone.path() != at || !phone.try(dots) {
		t.Error("who changed the answer is elsewhere, or begins anew")
	}
}

// Phones show the time that the wall counts down, at the same moment, and nothing moves for it; a screen reader is not
// chattered at. On the class's own page it stands as well.
func TestPhonesShowTheWallsCountdown(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone, waits := mobile.open(t, guide.url), mobile.named("waits").open(t, guide.url)
	r.join(phone)
	r.join(waits)
	phone.visit("/th/guide/start")
	phone.waitFor(".room-bar")
	const place = `JSON.stringify([".sim","a.spot"].map(s=>document.querySelector(s).getBoundingClientRect().top))`
	phone.wait("the room's words", `document.querySelector(".room-note").textContent!==""`)
	before := eval[string](phone, place)
	r.trainer.press(`form[action$="/timer"]:has(input[value="3"]) button`)
	const shown = `(document.querySelector(".seat small,.seat-head small")||{}).textContent||""`
	phone.wait("the countdown", `/^เหลือ 2:5\d$/.test(`+shown+`)`)
	waits.wait("the countdown", `/· เหลือ 2:5\d$/.test(`+shown+`)`)
	phone.snap("countdown-390")
	if after := eval[string](phone, place); after != before {
		t.Errorf("what stood at %s stands at %s", before, after)
	}
	// The moment at which each turns, by the clock that all pages of a machine share.
	turn := func(p *tab, text string) float64 {
		return eval[float64](p, `new Promise(done=>{let was=`+text+`;const t=setInterval(()=>{const now=`+text+`;if(now!==was){clearInterval(t);const s=+now.split(":").pop();done(performance.timeOrigin+performance.now()+1000*s)}},10)})`)
	}
	wall := turn(r.board, `document.querySelector(".wall-timer b").textContent`)
	for _, p := range []*tab{phone, waits} {
		if off := turn(p, shown) - wall; off > 900 || off < -900 {
			t.Errorf("%s is %.0f ms off the wall", p.dev.name, off)
		}
	}
	if phone.try(`!!document.querySelector(".seat small,.seat-head small").closest("[aria-live],[role=status],[role=alert]")`) {
		t.Error("a screen reader hears every second")
	}
	r.trainer.press(`form[action$="/timer"]:has(input[value="0"]) button`)
	phone.waitGone(".seat small,.seat-head small")
	waits.waitGone(".seat small,.seat-head small")
}
