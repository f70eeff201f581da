package e2e

import (
	"strings"
	"testing"
)

// On a phone in a class the simulated screen comes before everything else, and what happens to everybody is taken back.
func TestAPhoneInAClassShowsTheScreenFirstAndIsBackWhereItWasAfterAnEvent(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	r.lead("start")
	phone.arrive("/th/guide/start")
	phone.waitFor(".room-bar")
	const above = `document.querySelector(".sim").getBoundingClientRect().top`
	if got := eval[float64](phone, above); got > 100 {
		t.Errorf("the simulated screen begins at %.0f of 640 px", got)
	}
	if got := eval[float64](phone, `document.querySelector(".room-bar").getBoundingClientRect().height`); got > 80 {
		t.Errorf("the strip is %.0f px high while it asks for nothing", got)
	}
	if !phone.try(`(b=>b.bottom<document.querySelector(".room-bar").getBoundingClientRect().top)(document.querySelector("a.spot").getBoundingClientRect())`) {
		t.Error("what is to be pressed lies below the first view")
	}

	r.trainer.press("form[data-key=mode] button")
	r.trainer.waitFor("form[data-key=mode] .strong")
	phone.visit("/th/guide/choose-thaid")
	phone.waitFor(".room-bar")
	r.trainer.waitFor(".passed") // it has done nothing of the class's step
	if !r.trainer.try(`document.getElementById("slow").getBoundingClientRect().height<50`) {
		t.Error("the heading of those behind is squeezed by who went on")
	}
	r.trainer.press(".events summary")
	r.trainer.press(`.events form:first-of-type button`)
	phone.arriveAt("/practice/.+")
	phone.waitFor(".room-bar")
	r.trainer.press("form[data-key=undo] button")
	phone.arrive("/th/guide/choose-thaid")

	// A question is answered where one is, and nobody is offered to stay away from it. Its trainer sees the answers come.
	phone.waitFor(".room-bar")
	r.post("ask", "question=go-on")
	eval[bool](r.trainer, `(scrollTo({top:0,behavior:"instant"}),true)`)
	phone.waitFor(".room-bar.moved [data-reply=yes]")
	if phone.sees(".room-bar [data-go]") || phone.sees(".room-bar [data-away]") {
		t.Error("the strip offers to leave the page, or to stay away from the question")
	}
	r.trainer.wait("the answers to come where one need not scroll", `(e=>!!e&&scrollY===0&&e.getBoundingClientRect().bottom<=innerHeight)(document.querySelector("#c-ask .counts"))`)
	phone.press(".room-bar [data-reply=yes]")
	phone.waitGone("[data-reply]")
	if phone.path() != "/th/guide/choose-thaid" {
		t.Errorf("an answer leads to %s", phone.path())
	}
	r.trainer.wait("the answer to be counted", `document.querySelector("#c-ask .counts b").textContent==="1 คน"`)
}

// After the launcher, whether one got in is one tap, and it counts in the class.
func TestATapOnTheLauncherCountsInTheClass(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.lead("signed-in")
	phone.arrive("/th/guide/signed-in")
	phone.waitFor(".room-bar")
	r.trainer.press(".console-jumps [href='#end']")
	r.trainer.send("#end form button")
	phone.arrive("/j/" + r.id) // by itself
	phone.visit("/th/launch")
	phone.press("#after [data-show=in]")
	phone.waitFor("#in.show")
	phone.visit("/j/" + r.id)
	phone.wait("the answer to stand there", `[...document.querySelectorAll(".chosen")].some(b=>b.textContent.includes("เข้าได้แล้ว"))`)
}

// Within the run that was sent, or at the step, whose live code one has open, one is with the class on every screen: nothing
// says that it has moved on, and nothing begins anew.
func TestALiveCodeOfTheClassesOwnRunOrStepIsWithTheClass(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	quiet := func(where string) {
		t.Helper()
		phone.waitFor(".room-bar:not([hidden])")
		phone.wait("the strip", `!!document.querySelector(".room-note").textContent`)
		if phone.sees(".room-bar.moved") || phone.sees(".room-bar [data-go]") {
			t.Errorf("%s (%s): %s", where, phone.path(), phone.text(".room-bar"))
		}
	}
	live := func(run string) {
		t.Helper()
		to := eval[string](phone, `fetch("/th/practice/`+run+`/grant",{method:"POST",headers:{"Content-Type":"application/x-www-form-urlencoded"}}).then(r=>new URL(r.url).pathname)`)
		phone.visit(to)
		phone.arriveAt("^/th/g/")
	}
	r.post("start", "run=standard")
	phone.arriveAt("^/th/practice/standard/")
	quiet("the run's first page")
	calmDown(phone)
	live("standard")
	quiet("the live code")
	phone.press(`.phone [data-view-to=passcode]`)
	quiet("the passcode")
	calmDown(phone)
	r.lead("scan-qr")
	phone.arriveAt("^/th/(g/|guide/scan-qr)")
	live("guide")
	quiet("the step's live code")
}

// A phone that was only touched as the class moved comes along once the hands rest; so does one whose answer was praised. One in
// the middle of something stays, is asked to come along, and the console says of it that it is behind.
func TestOnlyWhoIsInTheMiddleOfSomethingIsAskedToComeAlongAndTheConsoleSaysWho(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone, busy := mobile.sized(360, 640).open(t, guide.url), mobile.named("busy").open(t, guide.url)
	r.join(phone)
	r.join(busy)
	r.lead("start")
	for _, p := range []*tab{phone, busy} {
		p.arrive("/th/guide/start")
		p.waitFor(".room-bar")
	}
	busy.press(`.sim [data-action="password"]`)
	phone.press(".sim .bar") // touches the page, and does nothing
	r.lead("choose-thaid")
	busy.waitFor(".room-bar.moved [data-go]")
	if note := busy.text(".room-note"); !strings.Contains(note, "พาไปเอง") {
		t.Errorf("the strip says %q to who will be taken along once they have read what was wrong", note)
	}
	phone.arrive("/th/guide/choose-thaid")
	r.trainer.wait("number 2 not there, and no other", `[...document.querySelectorAll("#c-slow .eyebrow b")].map(b=>b.textContent).join(" ")==="2"`)
	if got := r.trainer.text("#c-slow"); strings.Contains(got, "ไม่มีใครตามไม่ทัน") {
		t.Errorf("the console says %q", got)
	}
	busy.press(".room-bar [data-go]")
	busy.arrive("/th/guide/choose-thaid")
	r.trainer.wait("nobody behind", `!document.querySelector("#c-slow li, #c-slow .eyebrow b")`)

	phone.visit("/th/practice/relayed-code/chat")
	phone.press(`[data-action="refuse"]`) // right, and praised
	phone.waitFor(".answer.good.show")
	r.lead("scan-qr")
	phone.arriveAt("^/th/(g/|guide/scan-qr)")

	busy.visit("/th/practice/expired/sso")
	busy.press(`.sim [data-action="thaid"]`)
	busy.press(".phone [data-action=open-app]") // the drawn phone of a run is one as well
	r.lead("signed-in")
	busy.waitFor(".room-bar.moved [data-go]")
	calmDown(busy)
	calmDown(busy) // it looks again whether the hands rest
	if at := busy.path(); at == "/th/guide/signed-in" {
		t.Error("who is on the drawn phone of a run was moved without being asked")
	}
	busy.press(".room-bar [data-away]")
	busy.wait("says where the class is, in two lines", `document.querySelector(".room-note").textContent==="ห้องอยู่ที่: ขั้นที่ 4 · เข้าสู่ระบบสำเร็จ พร้อมเริ่มงานทันที!"&&document.querySelector(".room-note").offsetWidth>200&&document.querySelector(".room-bar").offsetHeight<innerHeight/4`)
	r.trainer.wait("who chose to stay", `[...document.querySelectorAll("#c-slow .eyebrow")].some(p=>p.textContent.trim()==="เลือกอยู่หน้าเดิมเอง: หมายเลข 2")`)
	busy.press(".room-bar [data-go]")
	busy.arrive("/th/guide/signed-in")
}
