package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// snap keeps a picture of a page, to be looked at, where GUIDE_ROOM_PICTURES names a folder.
func (p *tab) snap(name string) {
	p.t.Helper()
	dir := os.Getenv("GUIDE_ROOM_PICTURES")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), p.picture(), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// snapWhole is snap from top to bottom.
func (p *tab) snapWhole(name string) {
	p.t.Helper()
	if dir := os.Getenv("GUIDE_ROOM_PICTURES"); dir != "" {
		os.MkdirAll(dir, 0o755)
		if err := os.WriteFile(filepath.Join(dir, name+".png"), p.whole(), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

// room is a class: its trainer with the console, and the wall beside it on the same computer.
type room struct {
	id             string
	trainer, board *tab
	address        string // what the wall's code said, where the wall is away
}

// openRoom opens a room as a trainer does who has never seen the kit.
func openRoom(t *testing.T, guide *program) room {
	t.Helper()
	trainer := pc.named("trainer").open(t, guide.url)
	trainer.visit("/th/workshop")
	trainer.press("#open form button")
	trainer.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	id := regexp.MustCompile(`\d{6}`).FindString(trainer.path())
	board := trainer.window()
	board.dev = wall
	board.become(wall)
	board.visit("/th/workshop/" + id + "/screen")
	board.waitFor(".join-wall")
	return room{id: id, trainer: trainer, board: board}
}

// withoutWall takes the projector away: where phones and the console are looked at, it would be drawn anew at each press.
func (r room) withoutWall() room {
	r.board.t.Helper()
	r.address = r.board.camera()
	r.board.visit("about:blank")
	return r
}

// join is what a participant does with the camera: the address stands on the wall alone.
func (r room) join(p *tab) {
	p.t.Helper()
	address := r.address
	if address == "" {
		address = r.board.camera()
	}
	p.visit(address)
	p.press(`form[action$="/join"] button`)
	p.waitFor(".bignumber")
	if !p.dev.noScript {
		p.wait("what other pages are told of it", knowsItsRoom)
	}
}

// knowsItsRoom is when the page with one's number has noted the room for the others, which is later than it is drawn.
const knowsItsRoom = `!!document.querySelector(".room-bar")`

// post has the console send a form, such as start with run=expired, whose button is elsewhere.
func (r room) post(what, fields string) {
	r.trainer.t.Helper()
	if !eval[bool](r.trainer, `fetch("/workshop/`+r.id+`/`+what+`",{method:"POST",headers:{"Content-Type":"application/x-www-form-urlencoded"},body:"lang=th&`+fields+`"}).then(r=>r.ok)`) {
		r.trainer.t.Fatalf("%s %s is refused", what, fields)
	}
}

// lead presses a step on the console.
func (r room) lead(step string) {
	r.trainer.t.Helper()
	r.trainer.press(`.drive-steps li:has(input[name=step][value="` + step + `"]) button`)
	r.trainer.waitFor(`.drive-steps .current:has(input[value="` + step + `"])`)
}

// calmDown lets the three seconds pass in which a page takes its reader to be in the middle of something.
func calmDown(p *tab) { eval[bool](p, `new Promise(r=>setTimeout(r,3100,true))`) }

func TestAClassFromTheKitToTheReportThroughAPowerCut(t *testing.T) {
	t.Parallel()
	guide := start(t)
	r := openRoom(t, guide)
	r.trainer.snapWhole("console-empty")
	r.board.snap("wall-join-th")
	if got := eval[float64](r.board, `document.querySelector(".wall-qr.room path").getBoundingClientRect().height/innerHeight`); got < .55 {
		t.Errorf("the join code takes only %.2f of the wall's height", got)
	}

	phone := mobile.named("phone").open(t, guide.url)
	english := pc.named("English").speaking("en-GB,en").open(t, guide.url)
	plain := pc.named("without script").withoutScript().open(t, guide.url)
	phone.visit(r.board.camera())
	phone.snap("join-phone-th")
	phone.press(`form[action$="/join"] button`)
	phone.waitFor(".bignumber")
	r.join(english)
	// Without a camera: six digits.
	plain.visit("/j")
	plain.snap("type-th")
	plain.typeInto("#code", r.id[:3]+" "+r.id[3:])
	plain.press("form.type button")
	plain.press(`form[action$="/join"] button`)
	plain.waitFor(".bignumber")
	for n, p := range []*tab{phone, english, plain} {
		if got := p.text(".bignumber"); got != string(rune('1'+n)) {
			t.Errorf("%s has number %s", p.dev.name, got)
		}
	}
	phone.snapWhole("hub-phone-th")
	english.snap("hub-pc-en")
	phone.reload()
	if got := phone.text(".bignumber"); got != "1" {
		t.Errorf("a reload made number 1 number %s", got)
	}
	r.trainer.wait("three in the room", `document.querySelector(".console-here b").textContent==="3"`)
	r.board.wait("three on the wall", `document.querySelector(".wall-here").textContent.includes("3")`)

	// The one question.
	phone.press(`[value="no-app"] + button`)
	phone.waitFor(`[value="no-app"] + button[aria-pressed]`)
	plain.press(`[value="ready"] + button`)
	plain.waitFor(`[value="ready"] + button[aria-pressed]`)
	r.trainer.wait("the answers on the console", `document.querySelector(".count-no-app b").textContent==="1 คน"&&document.querySelector(".count-ready b").textContent==="1 คน"`)

	// Leading: every page follows.
	calmDown(phone)
	calmDown(english)
	r.lead("start")
	phone.arrive("/th/guide/start")
	english.arrive("/en/guide/start")
	r.board.waitFor(".slide-step .sim[data-screen=napplus]")
	r.board.snap("wall-step-th")
	for _, fault := range eval[[]string](r.board, misfits) {
		t.Errorf("the wall: %s", fault)
	}
	phone.waitFor(".room-bar")
	phone.snap("step-phone-th")
	english.snap("step-pc-en")
	plain.reload()
	if !plain.sees(`#hub a[href$="/now?lang=th"]`) {
		t.Errorf("without script a reload does not lead to the step: %s", plain.text("#hub"))
	}
	plain.snap("hub-plain-th")
	plain.press(`#hub a[href$="/now?lang=th"]`)
	plain.press("a.spot")
	plain.arrive("/th/guide/choose-thaid")
	plain.visit("/j/" + r.id)
	plain.waitFor(".ticked")
	r.board.wait("one done on the wall", `document.querySelector(".wall-strip").textContent.includes("1")`)

	// In the middle of an action there is a notice, not a yank.
	english.press(`.sim [data-action="password"]`)
	r.lead("choose-thaid")
	phone.arrive("/th/guide/choose-thaid")
	english.waitFor(`.room-bar.moved [data-go]`)
	if english.path() != "/en/guide/start" {
		t.Errorf("a page was taken away in the middle of an action: %s", english.path())
	}
	english.snap("notice-pc-en")
	english.press(`.room-bar [data-go]`)
	english.arrive("/en/guide/choose-thaid")
	if turns := r.trainer.text("#c-turns"); strings.Contains(turns, "กรอกรหัส") {
		t.Errorf("a mistake of one is told: %s", turns)
	}

	// A call fills the phone, stands on the console, and never on the wall.
	phone.press(`.room-bar [data-call]`)
	phone.waitFor(".room-called")
	phone.snap("called-phone")
	r.trainer.waitFor("#c-calls .waits li")
	r.trainer.snap("console-call")
	if body := eval[string](r.board, `document.body.innerText`); strings.Contains(body, "เรียก") {
		t.Errorf("the wall speaks of calls: %s", body)
	}

	// The power goes, in mid-class.
	for _, p := range []*tab{r.trainer, r.board, phone, english, plain} {
		p.expect("request failed: net::ERR_", "console error: Failed to load resource: net::ERR_", "answer 503")
	}
	guide.kill()
	for _, p := range []*tab{r.trainer, r.board} {
		p.waitFor("[data-lost]") // with nothing pressed
	}
	guide.run()
	back := time.Now()
	for _, p := range []*tab{phone, english} {
		p.wait("the call or the bar to be back", `!!document.querySelector(".room-bar")`)
	}
	for _, p := range []*tab{r.trainer, r.board} {
		p.waitGone("[data-lost]")
	}
	r.lead("scan-qr")                                 // with no page touched
	english.arriveAt(`^/en/(g/[^/]+|guide/scan-qr)$`) // the page of the code that it asked for at once
	r.board.waitFor(".slide-step .sim[data-screen=qr]")
	t.Logf("console, participants and wall had followed a new step %v after the server was ready again", time.Since(back).Round(100*time.Millisecond))
	r.board.snap("wall-scan-th")
	if !r.trainer.sees("#c-calls .waits li") {
		t.Error("the call was lost in the power cut")
	}
	phone.waitFor(".room-called")
	r.trainer.press(`#c-calls .waits form[data-key^=notice] button`)
	phone.wait("a word that the call was seen", `document.querySelector(".room-called").textContent.includes("เห็นแล้ว")`)
	r.trainer.press(`#c-calls .waits form[data-key^=answer] button`)
	phone.waitGone(".room-called")
	plain.reload()
	if got := plain.text(".bignumber"); got != "3" {
		t.Errorf("number 3 became %s", got)
	}

	// Everybody practises alone, everybody is stopped, everybody goes on.
	calmDown(english)
	r.trainer.press(".runs summary")
	r.trainer.press(`.runlist li:has(input[value=standard]) button`)
	english.arrive("/en/practice/standard/napplus")
	r.board.waitFor(".say-wall")
	r.board.snap("wall-run-th")
	r.trainer.press(`form[action$="/freeze"]:has(input[value=yes]) button`)
	english.waitFor(".room-frozen")
	r.board.waitFor(".wall-paused")
	if !r.board.try(`(box=>box(".wall-paused").top>=box(".slide").bottom-1&&box(".wall-paused").bottom<=innerHeight&&box(".wall-paused").height>=innerHeight/22)(s=>document.querySelector(s).getBoundingClientRect())`) {
		t.Error("the pause is not to be seen, or lies on the slide")
	}
	if wall, own := r.board.text(".wall-paused"), phone.text(".room-frozen p"); wall != own {
		t.Errorf("in a pause the wall says %q, a phone %q", wall, own)
	}
	r.board.snap("wall-frozen-th")
	if !phone.sees(".room-frozen [data-call]") {
		t.Error("a frozen phone cannot call the trainer")
	}
	english.snap("frozen-pc-en")
	r.trainer.press(`form[action$="/freeze"]:has(input[value=no]) button`)
	english.waitGone(".room-frozen")
	calmDown(english)
	r.trainer.press(".events summary")
	r.trainer.press(`form[action$="/inject"]:has(input[value^="expired/"]) button`)
	english.arrive("/en/practice/expired/qr-expired")

	// Free mode: nobody is moved. Looking around: a page stays until one comes back.
	r.trainer.press(`form[action$="/mode"] button`)
	r.trainer.waitFor(`form[action$="/mode"]:has(input[value=lead]) button`)
	english.visit("/en/help")
	r.trainer.snapWhole("console-full")

	// The end, and the report.
	r.trainer.press("[href='#end']")
	r.trainer.press(`form[action$="/end"] button`)
	r.trainer.waitFor(`details:has(form[action$="/delete"])`)
	r.board.wait("the wall to say goodbye", `document.body.dataset.wall==="end"`)
	r.board.snap("wall-end-th")
	plain.reload()
	if got := plain.text("#hub h1"); !strings.Contains(got, "จบ") {
		t.Errorf("without script the end is not seen: %q", got)
	}
	r.trainer.visit("/th/workshop/" + r.id + "/report")
	r.trainer.snapWhole("report-th")
	if got := r.trainer.text("pre"); !strings.Contains(got, "มีผู้เข้าฝึก 3 คน") || !strings.Contains(got, "25") {
		t.Errorf("the paragraph: %s", got)
	}
	if pages := len(pdfPage.FindAll(r.trainer.print(papers[0]), -1)); pages != 1 {
		t.Errorf("the report prints on %d pages", pages)
	}
	r.trainer.visit("/en/workshop/" + r.id + "/report")
	r.trainer.snapWhole("report-en")
	r.trainer.visit("/th/workshop/" + r.id + "/trainer")
	for _, p := range []*tab{r.trainer, r.board, phone, english, plain} {
		p.expect("answer 404", "status of 404")
	}
	r.trainer.press(`details:has(form[action$="/delete"]) summary`)
	r.trainer.press(`form[action$="/delete"] button`)
	r.trainer.arrive("/th/workshop")
	if got := r.trainer.text(".kit > .note"); !strings.Contains(got, "ลบ") {
		t.Errorf("nothing says that the room is deleted: %q", got)
	}
	r.board.arrive("/th/present/")
	if status, _, _ := guide.get("/j/" + r.id); status != 404 {
		t.Errorf("a deleted room answers %d", status)
	}
}

// Whoever may see a page's source sees no note for the trainer: not the participants, not the wall.
func TestTrainersNotesStandOnTheConsoleAlone(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	person := pc.named("participant").open(t, guide.url)
	r.join(person)
	r.lead("start")
	notes := eval[string](r.trainer, `document.querySelector("#c-notes li").textContent`)
	if len(notes) < 20 {
		t.Fatalf("the console has no note: %q", notes)
	}
	r.board.waitFor(".slide-step")
	for _, p := range []*tab{person, r.board} {
		for _, path := range []string{"/j/" + r.id, "/th/workshop/" + r.id + "/screen", "/th/guide/start", "/th/practice/standard/napplus"} {
			source := eval[string](p, `fetch("`+path+`").then(r=>r.text())`)
			p.expect("answer 404")
			if strings.Contains(source, notes[:30]) {
				t.Errorf("%s: a trainer's note stands in %s", p.dev.name, path)
			}
		}
	}
	person.expect("console error: Failed to load resource")
}

// What is asked of everybody who waits is counted where the trainer looks, and what is said to an answer is seen by who gave it,
// without scrolling.
func TestWhatIsAskedOfWhoWaitsAndWhatIsSaidToAnAnswerIsInView(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	const counts = `(l=>l.length===4&&l.every(e=>{const b=e.getBoundingClientRect();return b.height&&b.top>0&&b.bottom<=innerHeight}))([...document.querySelectorAll("[class^=count-]")])`
	for _, size := range someOf(1, [2]int64{1280, 720}, [2]int64{1366, 768}, [2]int64{1920, 1080}) {
		r.trainer.become(pc.sized(size[0], size[1]))
		r.trainer.wait(fmt.Sprintf("the counts in view at %dx%d", size[0], size[1]), counts)
	}
	const said = `(e=>{const b=e&&e.getBoundingClientRect();return !!b&&b.height>0&&b.top>=0&&b.bottom<=innerHeight})([...document.querySelectorAll(".ask .note")].pop())`
	phones := someOf(2, [2]int64{360, 640}, [2]int64{640, 360}, [2]int64{390, 844})
	for _, size := range phones {
		p := mobile.named(fmt.Sprint(size)).sized(size[0], size[1]).open(t, guide.url)
		r.join(p)
		for _, answer := range []string{"ready", "no-app", "forgot"} {
			p.press(`.answers3 form:has(input[value=` + answer + `]) button`)
			p.waitFor(`.answers3 form:has(input[value=` + answer + `]) .chosen`)
			p.wait(fmt.Sprintf("what is said to %s in view at %v", answer, size), said)
		}
	}
	r.trainer.wait("their answers", fmt.Sprintf(`document.querySelector(".count-forgot b").textContent==="%d คน"`, len(phones)))
	r.lead("start")
	r.trainer.wait("the counts once, below", `document.querySelectorAll(".count-ready").length===1&&!!document.querySelector("#c-ready .count-ready")`)
}

// The console is carried to a phone by a code that works once.
func TestAPhoneBecomesTheRemoteControlOnce(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	r.trainer.press(`form[action$="/ticket"] button`)
	r.trainer.waitFor(".remote-qr")
	r.trainer.snap("remote-pc")
	link := r.trainer.camera()
	remote, thief := mobile.named("remote").open(t, guide.url), mobile.named("thief").open(t, guide.url)
	thief.visit(link) // opened, as a chat program does: not used up
	remote.visit(link)
	remote.press(`form[action$="/redeem"] button`)
	remote.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	remote.snapWhole("console-phone")
	remote.become(mobile.inDark())
	remote.snap("console-phone-dark")
	remote.visit("/j")
	remote.snap("type-phone-dark")
	remote.visit("/th/workshop/" + r.id + "/trainer")
	thief.expect("answer 410", "console error")
	thief.press(`form[action$="/redeem"] button`)
	thief.waitFor("main .outcome")
	thief.expect("answer 404")
	thief.visit("/th/workshop/" + r.id + "/trainer")
	if thief.sees(".console-main") {
		t.Error("the link worked twice")
	}
	// The last action wins and all follow.
	remote.press(`.drive-steps li:has(input[name=step][value=start]) button`)
	r.board.waitFor(".slide-step")
	r.trainer.visit("/th/workshop/" + r.id + "/trainer")
	r.trainer.waitFor(`.drive-steps .current:has(input[value=start])`)
}

// The wall is read from the last row: nothing cut, nothing small, in both languages and on an old projector too.
func TestTheWallOfARoomFitsWhateverItShows(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	r.trainer.press(".at-door summary")
	r.trainer.typeInto("#wifi", "Ward 5 training")
	r.trainer.typeInto("#pass", "correct horse")
	r.trainer.press(`form[action$="/wifi"] button`)
	r.board.waitFor(".wall-qr.wifi")
	look := func(what, check string) {
		for _, lang := range someOf(1, "en", "th") { // the longer words
			r.board.visit("/" + lang + "/workshop/" + r.id + "/screen")
			for _, size := range someOf(1, [2]int64{1280, 720}, [2]int64{1920, 1080}) {
				r.board.become(wall.sized(size[0], size[1]))
				r.board.snap(fmt.Sprintf("wall-%s-%s-%d", what, lang, size[1]))
				for _, fault := range eval[[]string](r.board, check) {
					t.Errorf("%s in %s at %d: %s", what, lang, size[1], fault)
				}
			}
		}
	}
	look("wifi", tooSmallOrCut)
	if got := eval[float64](r.board, `document.querySelector(".wall-qr.room path").getBoundingClientRect().height/innerHeight`); got < .55 {
		t.Errorf("beside the Wi-Fi's code the join code takes only %.2f of the height", got)
	}
	for _, step := range slideNames[1:6] {
		r.lead(step)
		look(step, misfits)
	}
	r.trainer.press(".runs summary")
	r.trainer.press(`.runlist li:has(input[value="relayed-code"]) button`)
	r.trainer.wait("the run", `!!document.querySelector(".runlist .current")`)
	look("run", tooSmallOrCut)
}

var tooSmallOrCut = js("too-small-or-cut")

// The check: the trainer's own phone finds the way, and the kit says so by itself.
func TestTheKitSaysWhenTheTrainersPhoneHasArrived(t *testing.T) {
	t.Parallel()
	guide := startNamed(t, lanAddress)
	trainer, phone := pc.named("trainer").open(t, guide.url), mobile.open(t, guide.url)
	trainer.visit("/th/workshop")
	trainer.snapWhole("kit-pc-th")
	found := trainer.camera()
	phone.visit(found)
	phone.snap("hello-phone")
	trainer.waitFor(`.check-state[data-state=approved]`)
	if got := eval[string](trainer, `getComputedStyle(document.querySelector(".check-state"),"::before").width`); got != "12px" {
		t.Errorf("the dot that says so is %q wide", got)
	}
	trainer.snap("kit-arrived-th")
	phone.visit("/en/workshop")
	phone.snapWhole("kit-phone-en")
	for range 2 { // also after it was folded again
		phone.press(".kit-way [href='#before']")
		phone.waitFor("#invitation")
		phone.press("#before summary")
	}
}

// Without script nothing writes into the invitation, but the place goes with the room: its field is there, and those that would do
// nothing are not.
func TestWithoutScriptTheKitAsksForThePlaceAlone(t *testing.T) {
	t.Parallel()
	p := pc.withoutScript().open(t, commonSite(t).url)
	p.visit("/th/workshop")
	p.press(".kit-way [href='#before']")
	if !eval[bool](p, `(b=>b.top>=0&&b.bottom<=innerHeight)(document.querySelector("#before summary").getBoundingClientRect())`) {
		t.Error("the way to the invitation does not lead to where it is opened")
	}
	p.press("#before summary")
	if !p.sees("#fill input") || p.sees("#fill select") {
		t.Error("the place is not asked for, or what would do nothing is")
	}
	p.typeInto("#fill input", "ห้องประชุม 9")
	p.press("#open form button.strong")
	p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	p.visit(strings.Replace(p.path(), "trainer", "report", 1))
	if got := p.text(".a4 .eyebrow"); !strings.Contains(got, "ห้องประชุม 9") {
		t.Errorf("the report says %q", got)
	}
}
