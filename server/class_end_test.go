//go:build !race || audit

package server_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Where a class ends, everybody's page comes back to the room's: it is a move like a step. Everybody is asked the
// one question there, with its answers, as the wall tells everybody; to practise or not is another matter.
func TestAClassThatEndsLeadsEveryPageToTheLastQuestion(t *testing.T) {
	for _, at := range []string{"lead step=start", "lead step=signed-in", "start run=standard", "inject event=expired/qr-expired", "mode mode=free", "lead step="} {
		w := start(t, setup{})
		trainer, done, idle := w.browser(), w.browser(), w.browser()
		id := trainer.openRoom()
		done.join(id)
		idle.join(id)
		done.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
		what, fields, _ := strings.Cut(at, " ")
		trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303)
		before := done.endNote(id, "th").Moves
		trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
		for lang, words := range map[string][2]string{"th": {"บอกว่าเข้าได้ไหม", "ติดที่ข้อมูล"}, "en": {"Say if you got in", "Stuck: my data"}} {
			if s := done.endNote(id, lang); s.State != "ended" || s.Href != "/j/"+id || s.Moves != before+1 || !s.Asked || s.Did || s.Go != words[0] || s.Note == "" {
				t.Errorf("%s: who has practised hears %+v", at, s)
			}
			if s := idle.endNote(id, lang); s.State != "ended" || s.Href != "/j/"+id || s.Moves != before+1 || !s.Asked || s.Did || s.Go != words[0] || s.Note == "" {
				t.Errorf("%s: who has not practised hears %+v", at, s)
			}
			idle.get("/" + lang + "/?lang=" + lang)
			if page := plainText(idle.get("/j/" + id).body); !strings.Contains(page, words[1]) {
				t.Errorf("%s: who has not practised reads %s", at, page)
			}
		}
		if page := done.get("/j/" + id).body; !strings.Contains(page, `/outcome"`) {
			t.Errorf("%s: who has practised is not asked", at)
		}
		if wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body); !strings.Contains(wall, "บอกเราบนหน้าจอของคุณ") {
			t.Errorf("%s: the wall says %s", at, wall)
		}
		done.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
		if s := done.endNote(id, "th"); s.Asked || !s.Did {
			t.Errorf("%s: who has answered is asked again: %+v", at, s)
		}
		trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
		if s := idle.endNote(id, "th"); s.Moves != before+1 {
			t.Errorf("%s: a second press on the end moves people again", at)
		}
	}
}

// Everybody hears at the end what differs on the real day, on the wall as on the phones, however the class ends: who has practised with
// the camera, and who has not scanned at all.
func TestTheEndOfAClassNamesTheDifferenceToTheRealLogin(t *testing.T) {
	const difference = "ตอนเข้าจริง: เปิดแอป ThaID แล้วสแกนในแอป"
	for _, answers := range []string{"", "&answers=evening"} {
		w := start(t, setup{})
		trainer, phone, idle := w.browser(), w.browser(), w.browser()
		id := trainer.openRoom()
		phone.join(id)
		idle.join(id)
		trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr").want(t, 303)
		phone.post(w.scanPath(phone.makeGrant())+"/approve", "").want(t, 303)
		trainer.post("/workshop/"+id+"/end", "lang=th"+answers).want(t, 303)
		for at, body := range map[string]string{"wall": trainer.get("/th/workshop/" + id + "/screen").body, "phone": phone.get("/j/" + id).body, "phone that did nothing": idle.get("/j/" + id).body} {
			if page := plainText(body); !strings.Contains(page, difference) {
				t.Errorf("%s, at the end%s: %s", at, answers, page)
			}
		}
	}
}

// A trainer who has left the console of a class that has ended finds its report again in the kit, and knows it from the others by when
// it was, and where.
func TestTheKitLeadsToTheReportsOfClassesThatHaveEnded(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	link := `/th/workshop/` + id + `/trainer`
	ended := func() bool {
		_, after, _ := strings.Cut(trainer.get("/th/workshop").want(t, 200).body, `id="after"`)
		return strings.Contains(after, link)
	}
	if ended() {
		t.Error("the report is offered while the class goes on")
	}
	trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
	if !ended() {
		t.Error("nothing leads to the report")
	}
	trainer.get(link).want(t, 200)
	trainer.post("/workshop/"+id+"/place", "lang=th&place=ตึก+<3>|ชั้น+2").want(t, 303)
	var want []string
	at := func(place string) {
		in := clock.now().In(time.FixedZone("", 7*3600))
		want = append(want, strconv.Itoa(in.Year()+543)+in.Format(" 15:04")+place)
	}
	at(" · ตึก <3>|ชั้น 2")
	clock.pass(2 * time.Hour)
	at("")
	other := trainer.openRoom()
	trainer.post("/workshop/"+other+"/end", "lang=th").want(t, 303)
	clock.pass(time.Hour)
	at("")
	trainer.openRoom()
	kit := plainText(trainer.get("/th/workshop").want(t, 200).body)
	for i, when := range want {
		if strings.Count(kit, when) != 1 {
			t.Errorf("class %d is not told by %q", i+1, when)
		}
	}
	if body := w.browser().get("/th/workshop").want(t, 200).body; strings.Contains(body, id) {
		t.Error("another browser is told of the room")
	}
}

// Nobody is asked what nobody counts, and the real phone's page has the strip that leads back.
func TestAClassThatEndsWithoutAQuestionAsksNobodyAndARealPhonesPageHasTheStrip(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
	if s := p.endNote(id, "th"); s.Asked || !s.Did || s.Href != "/j/"+id {
		t.Errorf("%+v", s)
	}
	if page := plainText(p.get("/j/" + id).body); strings.Contains(page, "บอกเรา") || strings.Contains(page, "เข้าระบบจริงได้ไหม") {
		t.Errorf("an answer that nobody takes is asked for: %s", page)
	}
	if page, to := trainer.get("/th/workshop/"+id+"/trainer").body, "/th/workshop/"+id+"/report"; !strings.Contains(page, `href="`+to+`#send"`) || !strings.Contains(trainer.get(to).body, `id="send"`) {
		t.Error("the console of a class that is over does not lead to the messages to send afterwards")
	}
	for _, path := range []string{"/d", "/d/app", w.scanPath(p.makeGrant())} {
		if !strings.Contains(p.get(path).body, `id="room-bar"`) {
			t.Errorf("%s has no strip", path)
		}
	}
}

// One compares the number with one's own computer: no example shows another, and who has only a phone reads it above the
// question.
func TestNoExampleShowsANumberThatContradictsOnesOwn(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr").want(t, 303)
	for _, path := range []string{"/workshop/" + id + "/screen", "/present/scan-qr"} {
		for _, lang := range []string{"th", "en"} {
			if page := trainer.get("/" + lang + path).body; strings.Contains(page, "7K2M") || strings.Count(page, "····") != 2 {
				t.Errorf("/%s%s shows a number", lang, path)
			}
		}
	}
	at := p.post("/th/practice/guide/grant", "").want(t, 303).Header.Get("Location")
	page := p.get(at).body
	_, strip, _ := strings.Cut(page, `class="own-screen"`)
	_, strip, _ = strings.Cut(strip, `class="own-screen"`) // the first is the computer's
	strip, _, _ = strings.Cut(strip, "</p>")
	_, question, _ := strings.Cut(page, `class="bigref"`)
	question, _, _ = strings.Cut(question, "</strong>")
	number := strings.TrimSpace(question[strings.LastIndex(question, ">")+1:])
	if len(number) != 4 || !strings.Contains(strip, number) || !strings.Contains(strip, "แท็บคอมพิวเตอร์") {
		t.Errorf("the question asks about %q, above it stands %q", number, strip)
	}
}

// While the trainer's question is open nothing else is asked: the answers are alike.
func TestOneQuestionAtATimeIsPutToAPhone(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	others := func() bool {
		page := p.get("/j/" + id).body
		return strings.Contains(page, `/ready"`) || strings.Contains(page, `/outcome"`)
	}
	if !others() {
		t.Fatal("nothing else is asked")
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=go-on").want(t, 303)
	if others() {
		t.Error("two questions stand on one phone")
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=").want(t, 303)
	if !others() {
		t.Error("the other question is gone for good")
	}
}

// A phone that is in the class by itself does what its number did, whichever computer showed the code; but not for a code that was to
// be declined.
func TestWhatANumbersPhoneAllowsCountsForTheNumber(t *testing.T) {
	for _, c := range []struct {
		scenario, form string
		done           bool
	}{
		{"guide", "", true}, {"standard", "", true}, {"expired", "place=qr", true},
		{"relayed-code", "place=chat-code", false}, {"declined", "place=qr-decline", false}, {"no-rights", "place=qr", false},
	} {
		w := start(t, setup{})
		trainer, phone, computer := w.browser(), w.browser(), w.browser()
		id := trainer.openRoom()
		phone.join(id)
		lead := func(step string) { trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, 303) }
		lead("scan-qr")
		phone.post("/workshop/"+id+"/progress", "at=guide/scan-qr").want(t, 303)
		var m made
		computer.json("/th/practice/"+c.scenario+"/grant", c.form, &m)
		phone.post(w.scanPath(m)+"/approve", "").want(t, 303)
		lead("signed-in")
		phone.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
		if s := phone.strip(id, "th"); (s.Late == "") != c.done {
			t.Errorf("%s: at the next step it hears %+v", c.scenario, s)
		}
		if got, want := trainer.table(id)["Scanned and allowed in the practice"], map[bool]string{true: "1", false: "0"}[c.done]; got != want {
			t.Errorf("%s: the report counts %s, want %s", c.scenario, got, want)
		}
	}
}

// Who was taken along has not signed in: the phone says so, and the console tells them from those who did the step.
func TestWhoIsTakenAlongIsNotSaidToHaveDoneIt(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, did, along := w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	did.join(id)
	along.join(id)
	lead := func(step string) {
		trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, 303)
		clock.pass(time.Minute)
	}
	lead("scan-qr")
	did.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	along.post("/workshop/"+id+"/progress", "at=guide/scan-qr").want(t, 303)
	lead("signed-in")
	for _, p := range []*browser{did, along} {
		p.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	}
	if s := did.strip(id, "th"); s.Late != "" || s.Along != "" {
		t.Errorf("who did it hears %+v", s)
	}
	if s := along.strip(id, "th"); !strings.Contains(s.Late, "ห้องมาถึงขั้นนี้แล้ว") || s.Along != "guide/signed-in" {
		t.Errorf("who was taken along hears %+v", s)
	}
	along.post("/workshop/"+id+"/progress", "at=guide/scan-qr").want(t, 303)
	if s := along.strip(id, "th"); !strings.Contains(s.Stay, "ห้องอยู่ขั้นที่ 4 แล้ว สแกนให้เสร็จก่อน") || s.Scan != "/th/guide/scan-qr" {
		t.Errorf("who has gone back to scan is called away from it: %+v", s)
	}
	along.get("/progress").want(t, 204) // it has no script
	for page, away := range map[string]bool{"/th/guide/scan-qr": false, "/th/help": true} {
		bar := stripOf.FindString(along.get(page).want(t, 200).body)
		if strings.Contains(bar, "/now?lang=th") != away || strings.Contains(plainText(bar), "สแกนให้เสร็จก่อน") == away {
			t.Errorf("without script, on %s: %s", page, plainText(bar))
		}
	}
	along.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	along.post("/workshop/"+id+"/progress", "at=guide/cannot-sign-in").want(t, 303) // as the wall says
	if s := along.strip(id, "th"); !strings.Contains(s.Note, "ยังไม่ได้สแกน") || s.Go != "สแกนเลย" || s.Href != s.Scan {
		t.Errorf("who has gone on as everybody is told to hears %+v", s)
	}
	if bar := stripOf.FindString(along.get("/th/guide/cannot-sign-in").want(t, 200).body); !strings.Contains(plainText(bar), "ยังไม่ได้สแกน") {
		t.Errorf("without script: %s", plainText(bar))
	}
	if to := along.get("/workshop/"+id+"/now?lang=th").want(t, 303).Header.Get("Location"); to != "/th/guide/scan-qr" {
		t.Errorf("the way to scan leads to %s", to)
	}
	along.post("/workshop/"+id+"/progress", "at=guide/cannot-sign-in").want(t, 303)
	lead("scan-qr")
	lead("signed-in") // once more: now everybody is to come there
	if s := along.strip(id, "th"); !strings.Contains(s.Note, "ห้องอยู่ที่") || s.Href != "/th/guide/signed-in" {
		t.Errorf("who is past a step to which the class was led hears %+v", s)
	}
	along.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	if page := plainText(trainer.get("/th/workshop/" + id + "/trainer").body); !strings.Contains(page, "ยังไม่ได้ทำ แต่ไปพร้อมห้อง: หมายเลข 2 ") {
		t.Errorf("the console does not tell who moved on with the room: %s", page)
	}
	if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); !strings.Contains(page, "ทำได้ 1/2 คน") {
		t.Error("the report does not say of how many")
	}
}

// Who has signed in and come to where one is signed in has done that step, whether they press on there or the class goes on first:
// with script and without, on the console and in the report.
func TestToComeSignedInToWhereOneIsSignedInIsToDoThatStep(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, pressed, scripted, plain, along := w.browser(), w.browser(), w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	for _, p := range []*browser{pressed, scripted, plain, along} {
		p.join(id)
	}
	plain.get("/progress").want(t, 204)
	lead := func(step string) {
		trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, 303)
		clock.pass(time.Minute)
	}
	lead("scan-qr")
	for _, p := range []*browser{pressed, scripted, plain} {
		p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	}
	lead("signed-in")
	pressed.post("/workshop/"+id+"/progress", "at=guide/signed-in&finish=signed-in").want(t, 303)
	scripted.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	plain.get("/th/guide/signed-in").want(t, 200)
	along.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	console := func() string { return plainText(trainer.get("/th/workshop/" + id + "/trainer").body) }
	if page := console(); !strings.Contains(page, "3/4 คนทำขั้นนี้เสร็จ") {
		t.Errorf("the console counts: %s", page)
	}
	lead("cannot-sign-in")
	for _, p := range []*browser{pressed, scripted, plain, along} {
		p.post("/workshop/"+id+"/progress", "at=guide/cannot-sign-in").want(t, 303)
	}
	if page := console(); !strings.Contains(page, "ขั้น 4 · ยังไม่ได้ทำ แต่ไปพร้อมห้อง: หมายเลข 4 มาร่วมที่ขั้นนี้ จึงไม่ได้ทำขั้นก่อนหน้าด้วย: หมายเลข 4 ไม่ต้องหยุดรอ ตอนทำแบบฝึก เขาจะได้ทำครบทุกขั้น ") {
		t.Errorf("the console names: %s", page)
	}
	if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); !strings.Contains(page, "ทำได้ 3/4 คน") {
		t.Errorf("the report counts: %s", page)
	}
}

// As the class ends nobody can have tried the real login: to say so is an answer, which asks no further, may be changed into any
// other and back, and of one person tells no more than any other. Nobody is congratulated there.
func TestNotToHaveTriedYetIsAnAnswer(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/progress", "at=guide/start&finish=start").want(t, 303)
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	first := regexp.MustCompile(`name="outcome" value="(\w+)"`)
	if m := first.FindStringSubmatch(p.get("/j/" + id).body); m == nil || m[1] != "later" {
		t.Fatalf("the first answer is %q", m)
	}
	told := func() string { return plainText(trainer.get("/th/workshop/" + id + "/report.csv").body) }
	before := told()
	say := func(outcome string) (asked bool) {
		p.post("/workshop/"+id+"/outcome", "outcome="+outcome).want(t, 303)
		return p.strip(id, "th").Asked
	}
	if !p.strip(id, "th").Asked || say("later") || told() == before {
		t.Errorf("who has not tried is asked on, or not counted as having answered: %s", told())
	}
	one := told()
	if page := plainText(p.get("/j/" + id).body); !strings.Contains(page, "กลับมาบอกที่หน้านี้") {
		t.Error("nothing says that one may tell later")
	}
	if say("in") || told() != one {
		t.Errorf("what one person answered can be read: %s, before: %s", told(), one)
	}
	if page := plainText(p.get("/j/" + id).body); !strings.Contains(page, "ขอบคุณที่บอก") || !strings.Contains(page, "1/4") || strings.Contains(page, "ยินดีด้วย") {
		t.Errorf("with one step of four done one reads %s", page)
	}
	if say("later"); told() != one {
		t.Errorf("what was taken back is told: %s", told())
	}
}

// Until when the last question can be answered stands where one may wonder: on the console, the wall, the report and the phone. When
// it is over, nowhere.
func TestUntilWhenTheLastQuestionIsOpenIsSaidEverywhere(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	r, err := w.store.Room(id)
	if err != nil {
		t.Fatal(err)
	}
	until := func() string {
		at, today := r.AnswersUntil.In(time.FixedZone("", 7*3600)), clock.now().In(time.FixedZone("", 7*3600))
		return at.Format("ตอบได้ถึง 15.04 น. ") + map[bool]string{true: "วันนี้", false: "พรุ่งนี้"}[at.YearDay() == today.YearDay()]
	}
	pages := func() map[string]string {
		return map[string]string{
			"console": trainer.get("/th/workshop/" + id + "/trainer").body, "wall": trainer.get("/th/workshop/" + id + "/screen").body,
			"report": trainer.get("/th/workshop/" + id + "/report").body, "phone": p.get("/j/" + id).body,
		}
	}
	for name, page := range pages() {
		if !strings.Contains(plainText(page), until()) {
			t.Errorf("the %s does not say until when: %s", name, plainText(page))
		}
	}
	clock.pass(23 * time.Hour)
	for name, page := range pages() {
		if strings.Contains(plainText(page), "ตอบได้ถึง") {
			t.Errorf("the %s says until when, and it is over", name)
		}
	}
}

// What one may do after a class takes this network, and its computer on: wall and phones say so where it is true, and the trainer is told
// to leave the computer on wherever it is said until when phones may answer.
func TestWhatComesAfterAClassSaysWhatItTakes(t *testing.T) {
	public := baseURL()
	for host, local := range map[string]bool{"": true, "192.168.5.5": true, "training-pc.local": true, "guide.example.org": false} {
		clock := newStillClock()
		with := setup{now: clock.now}
		if public.Scheme, public.Host = "https", host; host != "" {
			with.public = public
		}
		w := start(t, with)
		for lang, words := range map[string]struct{ phone, trainer string }{
			"th": {"เว็บนี้เปิดได้เฉพาะใน Wi-Fi นี้ และตอนที่คอมพิวเตอร์ของวิทยากรเปิดอยู่", "ปิดเครื่องที่เปิดเว็บนี้ (มักเป็นเครื่องของวิทยากร) ก่อนก็ได้ แต่หลังจากนั้นโทรศัพท์จะตอบไม่ได้"},
			"en": {"This site opens only on this Wi-Fi, with the trainer's computer on.", "The computer that runs this site, mostly the trainer's own, may be switched off earlier, but from then on no phone can answer."},
		} {
			trainer, p := w.browser(), w.browser()
			id := trainer.openRoom()
			p.header["Accept-Language"] = lang
			p.join(id)
			says := func(when string, b *browser, path, words string, want bool) {
				t.Helper()
				if got := strings.Contains(plainText(b.get(path).want(t, 200).body), words); got != want {
					t.Errorf("%q in %s, %s: %s says what it takes: %v", host, lang, when, path, got)
				}
			}
			room := "/" + lang + "/workshop/" + id
			says("before the end", trainer, room+"/trainer", words.trainer, local)
			trainer.post("/workshop/"+id+"/end", "lang="+lang+"&answers=evening").want(t, 303)
			says("after the end", trainer, room+"/trainer", words.trainer, local)
			says("after the end", trainer, room+"/report", words.trainer, local)
			says("after the end", trainer, room+"/screen", words.phone, local)
			says("after the end", p, "/j/"+id, words.phone, local)
			clock.pass(23 * time.Hour)
			says("a day later", trainer, room+"/trainer", words.trainer, false)
			says("a day later", trainer, room+"/screen", words.phone, false)
			says("a day later", p, "/j/"+id, words.phone, local)
		}
	}
}

// The console is drawn in one hour and the class ended in the next: what was promised where it is ended is what holds. A page that
// was drawn so long ago that its hour is over, or that asks for more than one drawn now, gets what one drawn now promises.
func TestWhatIsPromisedWhereTheClassIsEndedHolds(t *testing.T) {
	hour := regexp.MustCompile(`\d\d\.\d\d น\. (?:วันนี้|พรุ่งนี้)`)
	for _, c := range []struct {
		drawn  string
		later  time.Duration
		until  string // sent in place of what the page holds
		holds  bool
		reason string
	}{
		{"17:50", 20 * time.Minute, "", true, "the hour has changed"},
		{"20:59", 2 * time.Minute, "", true, "the hour has changed, after eight"},
		{"13:00", time.Hour, "", true, "nothing has changed"},
		{"16:00", 4*time.Hour + time.Minute, "", false, "the promised hour is over"},
		{"17:50", 20 * time.Minute, "99999999999", false, "more than anything promised"},
		{"17:50", 20 * time.Minute, "none", false, "no time at all"},
	} {
		clock := newStillClock()
		w := start(t, setup{now: clock.now})
		zone := time.FixedZone("", 7*3600)
		now := clock.now().In(zone)
		at, err := time.ParseInLocation("2006-01-02 15:04", now.Add(24*time.Hour).Format("2006-01-02 ")+c.drawn, zone)
		if err != nil {
			t.Fatal(err)
		}
		clock.pass(at.Sub(now))
		trainer := w.browser()
		id := trainer.openRoom()
		page := trainer.get("/th/workshop/"+id+"/trainer").want(t, 200).body
		box := regexp.MustCompile(`(?s)<label[^>]* id="c-until" data-live>.*?</label>`).FindString(page)
		promised, sent := hour.FindString(plainText(box)), regexp.MustCompile(`name="until" value="(\d+)"`).FindStringSubmatch(box)
		if promised == "" || sent == nil {
			t.Fatalf("the box says %q", box)
		}
		if c.until == "" {
			c.until = sent[1]
		}
		clock.pass(c.later)
		if !c.holds {
			promised = hour.FindString(plainText(trainer.get("/th/workshop/" + id + "/trainer").body))
		}
		trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening&until="+c.until).want(t, 303)
		if got := hour.FindString(plainText(trainer.get("/th/workshop/" + id + "/trainer").body)); got != promised {
			t.Errorf("drawn at %s, ended %s later (%s): %q was promised, %q holds", c.drawn, c.later, c.reason, promised, got)
		}
	}
}

// Each answer that names a trouble leads to the card of that trouble, which is there.
func TestAnAnswerThatNamesATroubleLeadsToItsCard(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	link := regexp.MustCompile(`href="(/th/stuck[^"]*|/th/prepare#[^"]*)"`)
	for answer, card := range map[string]string{"ready?answer=no-app": "/th/stuck#no-app", "ready?answer=forgot": "/th/stuck#no-app", "outcome?outcome=oss": "/th/prepare#oss", "outcome?outcome=other": "/th/stuck"} {
		what, fields, _ := strings.Cut(answer, "?")
		p.post("/workshop/"+id+"/ready", "answer=ready").want(t, 303)
		p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
		p.post("/workshop/"+id+"/"+what, fields).want(t, 303)
		m := link.FindAllStringSubmatch(p.get("/j/"+id).body, -1)
		if len(m) != 1 || m[0][1] != card {
			t.Fatalf("%s leads to %q, want %q", answer, m, card)
		}
		if path, id, _ := strings.Cut(card, "#"); id != "" && !strings.Contains(p.get(path).body, `id="`+id+`"`) {
			t.Errorf("%s leads to a card that is not there", answer)
		}
	}
}
