package e2e

import (
	"strings"
	"testing"
)

// Who has called the trainer sees the lesson meanwhile, and goes along with the class when they want to: the call stands in the strip.
func TestWhoHasCalledTheTrainerCanSeeTheLessonMeanwhile(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	r.lead("start")
	phone.arrive("/th/guide/start")
	phone.press(".room-bar [data-call]")
	phone.waitFor(".room-called")
	r.trainer.waitFor(`.waits li[data-key="1"]`)
	if !phone.try(`[...document.querySelectorAll(".room-called button")].every(b=>b.getBoundingClientRect().bottom<=innerHeight)`) {
		t.Error("a button is below the screen")
	}
	phone.snap("called-360")
	calmDown(phone) // a double tap on the call does nothing else
	phone.press("[data-small]")
	phone.waitGone(".room-called")
	if got := phone.text(".room-note"); got != "เรียกวิทยากรแล้ว" {
		t.Errorf("the strip says %q", got)
	}
	phone.snap("called-small-360")
	if got := phone.text(".room-bar [data-call]"); got != "ดูหมายเลข" {
		t.Errorf("the call's button says %q", got)
	}
	calmDown(phone)
	r.lead("choose-thaid")
	phone.press(".room-bar [data-go]")
	phone.arrive("/th/guide/choose-thaid") // still calling
	phone.wait("the call in the strip", `document.querySelector(".room-note")?.textContent==="เรียกวิทยากรแล้ว"`)
	if phone.sees(".room-called") || !r.trainer.sees(`.waits li[data-key="1"]`) {
		t.Error("the lesson is covered again, or the call is lost")
	}
	phone.press(".room-bar [data-call]") // large again
	phone.waitFor(".room-called")
	if !phone.try(`document.querySelector(".room-called").textContent.includes("ยกมือ")&&!!document.querySelector(".room-called p").offsetParent`) {
		t.Error("nothing says to raise the hand")
	}
	r.post("notice", "number=1")
	phone.wait("the trainer to be on the way", `document.querySelector("[data-held]").textContent.includes("กำลังไป")&&!document.querySelector(".room-called p").offsetParent`)
	calmDown(phone)
	phone.press("[data-small]")
	eval[bool](phone, `document.dispatchEvent(new Event("step-done"))`)
	r.board.wait("the wall to count", `document.body.textContent.includes("1/1")`)
	calmDown(phone)
	if phone.sees(".room-bar.did") || !strings.Contains(phone.text(".room-note"), "กำลังไป") {
		t.Errorf("with a tick the strip says %q", phone.text(".room-note"))
	}
	phone.press(".room-bar [data-call]")
	calmDown(phone)
	phone.press("[data-uncall]")
	phone.waitGone(".room-called")
	phone.wait("the step to be done", `/^ทำขั้นที่ 2 แล้ว/.test(document.querySelector(".did .room-note").textContent)`)
	r.trainer.waitGone(".waits")
	phone.press(".room-bar [data-call]") // a new call is large
	phone.waitFor(".room-called")
	r.post("ask", "question=go-on")
	phone.wait("the number to tell of the question", `/วิทยากรถาม.*ดูบทเรียนต่อ/.test(document.querySelector(".room-called [data-held]").textContent)`)
	if !phone.try(`[...document.querySelectorAll(".room-called > *")].every(b=>{const r=b.getBoundingClientRect();return r.bottom<=innerHeight&&b.scrollWidth<=innerWidth})`) {
		t.Error("with a question something is off the screen")
	}
	phone.snap("called-asked-360")
	calmDown(phone)
	phone.press("[data-small]")
	phone.waitFor(".room-bar [data-reply]")
}

// Who comes when the class is at a step is told the way to it: the simulated screen that the step speaks of is not on this page.
func TestWhoComesLateIsToldTheWayToTheClass(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.sized(360, 640).open(t, guide.url)
	code := r.board.camera()
	r.lead("signed-in")
	phone.visit(code)
	phone.press(`form[action$="/join"] button`)
	phone.waitFor("#hub .now")
	if says := phone.text("#hub .now"); strings.Contains(says, "จำลอง") || !strings.Contains(says, `กด "ไปพร้อมห้อง"`) {
		t.Errorf("it says %q", says)
	}
	phone.snap("came-late-360")
}

// Who was taken along to where one is signed in is not told to have done it; who has scanned is.
func TestAPhoneThatWasTakenAlongIsNotPraised(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone, other := mobile.sized(360, 640).open(t, guide.url), mobile.named("other").open(t, guide.url)
	r.join(phone)
	r.join(other)
	other.visit("/th/guide/scan-qr")
	other.waitFor(".room-bar")
	eval[bool](other, `document.dispatchEvent(new Event("step-done"))`)
	r.lead("signed-in")
	phone.arrive("/th/guide/signed-in")
	phone.wait("the band to say that the room is here", `(document.querySelector(".dash-banner p.unless")?.textContent||"").includes("คุณยังไม่ได้สแกน")`)
	if phone.sees(".dash-banner strong") || phone.text("h1") != "คุณยังไม่ได้สแกน" || phone.text(".room-note") != "คุณยังไม่ได้สแกน" || !phone.sees(".dash-banner [data-action=finish]") {
		t.Errorf("it is praised, or cannot go on: %q, %q", phone.text("h1"), phone.text(".room-note"))
	}
	if now := phone.text(".practise"); now != `ตอนฝึก: ยังไม่ได้สแกน ถ้าพร้อม กด "สแกนเลย"` { // and not what the band says, too
		t.Errorf("above that it is to do %q", now)
	}
	if phone.sees(".dash-banner .spot") {
		t.Error("to go on is ringed, and to scan is not")
	}
	phone.snap("along-360")
	phone.press(".dash-banner p.unless a")
	phone.arriveAt("^/th/(g/|guide/scan-qr)")
	calmDown(phone)
	phone.visit("/th/guide/signed-in")
	phone.press(".dash-banner [data-action=finish]") // as the wall says
	phone.arrive("/th/guide/cannot-sign-in")
	phone.wait("the strip to ask for the scan", `(document.querySelector(".room-note")?.textContent||"").includes("ยังไม่ได้สแกน")`)
	if way := phone.text(".room-bar [data-go]"); way != "สแกนเลย" {
		t.Errorf("the way out is called %q", way)
	}
	phone.press(".room-bar [data-go]")
	phone.arriveAt("^/th/(g/|guide/scan-qr)")
	phone.wait("the strip to let it scan", `(document.querySelector(".room-note")?.textContent||"").includes("สแกนให้เสร็จก่อน")`)
	calmDown(phone)
	r.lead("cannot-sign-in") // with no hand on the page: the scan is on the phone
	phone.waitFor(".room-bar.moved [data-go]")
	r.lead("signed-in")
	calmDown(other)
	other.visit("/th/guide/signed-in")
	other.wait("the strip", `!!document.querySelector(".room-note")?.textContent`)
	other.waitFor(".dash-banner strong") // who has scanned
	if other.sees(".unless") {
		t.Error("who has scanned reads what is for others, too")
	}
}

// Within a run that was sent everybody has a page of their own, and is back there after what happened to everybody.
func TestAnEventWithinARunThatWasSentIsTakenBackToOnesOwnPage(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.trainer.wait("the phone to be connected", `document.body.textContent.replace(/\s+/g," ").includes("ต่ออยู่ 1")`)
	r.post("start", "run=expired")
	phone.arriveAt("^/th/practice/expired/")
	phone.visit("/th/practice/expired/dashboard#earned") // it has finished
	phone.waitFor(".room-bar")
	calmDown(phone)
	r.post("inject", "event=expired/qr-expired")
	phone.arrive("/th/practice/expired/qr-expired")
	phone.waitFor(".room-bar")
	r.post("inject", "event=")
	phone.arrive("/th/practice/expired/dashboard")
	phone.waitFor(".dash-banner strong") // praised as before
	if !phone.try(`document.querySelector(".came .strong:not([hidden])").getBoundingClientRect().bottom<=document.querySelector(".room-bar").getBoundingClientRect().top`) {
		t.Error("what comes next lies below the strip")
	}
}

// Where the class goes on to another step from what happens to everybody, all come along; nobody is back where they were.
func TestFromWhatHappensToEverybodyTheClassGoesOnToAStep(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.lead("start")
	phone.arrive("/th/guide/start")
	phone.waitFor(".room-bar")
	r.post("inject", "event=standard/qr-declined")
	phone.arrive("/th/practice/standard/qr-declined")
	phone.waitFor(".room-bar")
	calmDown(phone)
	r.lead("choose-thaid")
	phone.arrive("/th/guide/choose-thaid")
}

// The class has time for the knowledge check when it is over: each has the way to it on the page to which everybody comes back.
func TestTheEndOfAClassLeadsToTheKnowledgeCheck(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	r.post("end", "")
	phone.press(`#hub a[href="/th/quiz"]`)
	phone.arrive("/th/quiz")
}

// The trainer looks at another tab: a call is in the console's name. Hands are put down: who called is told, and so is the console.
func TestACallIsSeenBehindAnotherTabAndHandsPutDownAreSaid(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	phone.visit("/th/guide/start")
	eval[bool](r.trainer, `(Object.defineProperty(document,"hidden",{get:()=>true}),document.dispatchEvent(new Event("visibilitychange")))`)
	phone.press(".room-bar [data-call]")
	phone.waitFor(".room-called")
	r.trainer.wait("the call in the tab's name", `document.title.startsWith("(1) ")`)
	r.post("answer", "number=all")
	phone.waitGone(".room-called")
	phone.wait("the phone to say that hands rest", `document.querySelector(".room-note").textContent.includes("ครบหนึ่งนาที")`)
	r.trainer.wait("the console to say so", `document.querySelector("#c-calls").textContent.includes("พักการยกมือ")`)
}
