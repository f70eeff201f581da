package server_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/workshop"
)

// seatNote is what a participant's event says beside where the room is.
type seatNote struct {
	seatEvent
	Note      string
	Did, Seen bool
	Event     bool
}

func (b *browser) note(id string) (s seatNote) {
	b.t.Helper()
	data := b.events("/workshop/" + id + "/events?lang=th&brief=1").data()
	if err := json.Unmarshal([]byte(data), &s); err != nil {
		b.t.Fatal(err)
	}
	return s
}

var (
	markup    = regexp.MustCompile(`<[^>]*>`)
	inlineTag = regexp.MustCompile(`</?(?:span|br)\b[^>]*>`)
	spaces    = regexp.MustCompile(`\s+`)
)

// plainText is what a page says, in one line.
func plainText(body string) string {
	return spaces.ReplaceAllString(html.UnescapeString(markup.ReplaceAllString(inlineTag.ReplaceAllString(body, ""), " ")), " ")
}

// stillClock goes on only when a test lets time pass.
type stillClock struct {
	began time.Time
	ahead atomic.Int64
}

func newStillClock() *stillClock           { return &stillClock{began: time.Now()} }
func (c *stillClock) now() time.Time       { return c.began.Add(time.Duration(c.ahead.Load())) }
func (c *stillClock) pass(d time.Duration) { c.ahead.Add(int64(d)) }

// A press that was under way for so long that its trainer has read that it did nothing does nothing.
func TestAPressThatComesLateIsNotCarriedOut(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	for _, c := range []struct {
		age    time.Duration
		status int
	}{{0, 303}, {3 * time.Second, 303}, {-time.Hour, 303}, {5 * time.Second, 409}, {time.Hour, 409}} {
		step := "start"
		if c.status != 303 {
			step = "scan-qr"
		}
		for _, form := range []string{"lead step=" + step, "freeze on=yes", "mode mode=free", "end ", "recode "} {
			if c.status == 303 && !strings.HasPrefix(form, "lead") {
				continue
			}
			trainer.header["Pressed-At"] = fmt.Sprint(clock.now().Add(-c.age).UnixMilli())
			what, fields, _ := strings.Cut(form, " ")
			trainer.post("/workshop/"+id+"/"+what, fields).want(t, c.status)
		}
		r, err := w.store.Room(id)
		if err != nil || r.Step != "start" || r.Frozen || r.IsEnded() || r.Code != id || r.Mode != workshop.Lead {
			t.Errorf("after a press of %s ago: %+v %v", c.age, r, err)
		}
	}
	trainer.header["Accept"] = "application/json"
	for lang, words := range map[string]string{"th": "กดอีกครั้ง", "en": "press again"} {
		trainer.header["Accept-Language"] = lang
		trainer.get("/?lang=" + lang)
		if body := trainer.post("/workshop/"+id+"/freeze", "lang="+lang+"&on=yes").want(t, 409).body; !strings.Contains(body, words) {
			t.Errorf("%s: %s", lang, body)
		}
	}
	trainer.header["Pressed-At"] = "soon" // no script of ours
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, 204)
	page := trainer.get("/th/workshop/" + id + "/trainer").body
	if !strings.Contains(page, fmt.Sprintf(`data-now="%d"`, clock.now().UnixMilli())) {
		t.Error("the console does not say what time it is")
	}
}

// Everybody is told to look at the wall: it keeps its slide. Black is something else.
func TestAFrozenClassSeesTheWallsSlide(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=choose-thaid")
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes")
	wall := trainer.get("/th/workshop/" + id + "/screen").body
	if !strings.Contains(wall, `data-screen="sso"`) || !strings.Contains(wall, "wall-paused") || strings.Contains(wall, `class="room-frozen"`) {
		t.Error("the wall of a frozen class lacks its slide, or is covered")
	}
	p.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther) // one can call meanwhile
	if console := trainer.get("/th/workshop/" + id + "/trainer").body; !strings.Contains(console, `data-calls="1"`) {
		t.Error("the call of a frozen phone is not in the console's head")
	}
}

func TestALockedRoomInvitesNobodyAndANewCodeKeepsTheSlide(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start")
	shown := id[:3] + " " + id[3:]
	if wall := trainer.get("/th/workshop/" + id + "/screen").body; !strings.Contains(wall, shown) {
		t.Fatal("the strip has no code")
	}
	trainer.post("/workshop/"+id+"/lock", "lang=th&on=yes")
	if wall := trainer.get("/th/workshop/" + id + "/screen").body; strings.Contains(wall, shown) || !strings.Contains(wall, "ปิดรับแล้ว") {
		t.Error("a locked room goes on inviting")
	}
	trainer.post("/workshop/"+id+"/lock", "lang=th&on=no")
	trainer.post("/workshop/"+id+"/recode", "lang=th")
	if wall := trainer.get("/th/workshop/" + id + "/screen").body; !strings.Contains(wall, `data-screen="napplus"`) {
		t.Error("a new code took the slide away")
	}
}

// Who has done the step waits; who is behind is asked to come along; when the trainer goes back, everybody is.
func TestOnlyWhoIsBehindIsAskedToComeAlong(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	lead := func(step string) { trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, 303) }
	did := func(form string) { p.post("/workshop/"+id+"/progress", form).want(t, 303) }
	lead("start")
	if s := p.note(id); s.Did || !strings.Contains(s.Note, "ห้องอยู่ที่") {
		t.Errorf("behind: %+v", s)
	}
	did("at=guide/start&finish=start")
	did("at=guide/choose-thaid")
	if s := p.note(id); !s.Did || !strings.Contains(s.Note, "รอเพื่อน") {
		t.Errorf("done and ahead: %+v", s)
	}
	lead("choose-thaid")
	if s := p.note(id); s.Did {
		t.Errorf("at a step that is not done: %+v", s)
	}
	did("at=guide/signed-in")
	if s := p.note(id); s.Did || !strings.Contains(s.Note, "ห้องอยู่ที่: ขั้นที่ 2") {
		t.Errorf("ahead without having done it: %+v", s)
	}
	lead("start")
	if s := p.note(id); s.Did || !strings.Contains(s.Note, "ห้องอยู่ที่: ขั้นที่ 1") || s.Href != "/th/guide/start" {
		t.Errorf("the trainer has gone back: %+v", s)
	}
	did("at=guide/start&finish=start")
	lead("choose-thaid")
	did("at=guide/choose-thaid&finish=choose-thaid")
	did("at=practice/expired/sso")
	if s := p.note(id); s.Did || !strings.Contains(s.Note, "ห้องอยู่ที่: ขั้นที่ 2") {
		t.Errorf("still in a practice, having done the step before: %+v", s)
	}
}

// The phone says "called" until the trainer has seen it.
func TestACallIsSeenBeforeItIsAnswered(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/call", "")
	if s, page := p.note(id), p.get("/j/"+id).body; !s.Called || s.Seen || strings.Contains(page, "<h1>วิทยากรเห็นแล้ว") {
		t.Errorf("nobody has seen it yet: %+v", s)
	}
	trainer.post("/workshop/"+id+"/notice", "lang=th&number=1").want(t, 303)
	if s, page := p.note(id), p.get("/j/"+id).body; !s.Called || !s.Seen || !strings.Contains(page, "<h1>วิทยากรเห็นแล้ว") {
		t.Errorf("the trainer has seen it: %+v", s)
	}
	w.browser().post("/workshop/"+id+"/notice", "lang=th&number=1").want(t, 404)
	trainer.post("/workshop/"+id+"/notice", "lang=th&number=x").want(t, 400)
	trainer.post("/workshop/"+id+"/answer", "lang=th&number=1")
	p.post("/workshop/"+id+"/call", "")
	if s := p.note(id); s.Seen {
		t.Error("the next call is seen before anybody saw it")
	}
}

// What the wall tells people to press is on every phone.
func TestTheWallNamesAButtonThatEveryPhoneHas(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	for lang, button := range map[string]string{"th": "ไปพร้อมห้อง", "en": "Go with the class"} {
		for _, form := range []string{"start run=standard", "inject event=expired/qr-expired"} {
			what, fields, _ := strings.Cut(form, " ")
			trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303)
			p.get("/th/?lang=" + lang)
			for where, page := range map[string]string{
				"the wall": trainer.get("/" + lang + "/workshop/" + id + "/screen").body, "the participant's page": p.get("/j/" + id).body, "any other page's strip": p.events("/workshop/" + id + "/events?lang=" + lang + "&brief=1").data(),
			} {
				if !strings.Contains(page, button) {
					t.Errorf("%s in %s, after %s, does not say %q", where, lang, form, button)
				}
			}
			trainer.post("/workshop/"+id+"/inject", "lang=th&event=")
		}
		trainer.post("/workshop/"+id+"/mode", "lang=th&mode=free")
		if wall := trainer.get("/" + lang + "/workshop/" + id + "/screen").body; strings.Contains(plainText(wall), button) {
			t.Errorf("%s: in free mode the wall names a button", lang)
		}
		trainer.post("/workshop/"+id+"/mode", "lang=th&mode=lead")
	}
}

// From a run one goes back to where the class was, by one button that says so; an event is taken back.
func TestOneButtonEndsARunWhereverItBegan(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	console := func() string { return plainText(trainer.get("/th/workshop/" + id + "/trainer").body) }
	trainer.post("/workshop/"+id+"/start", "lang=th&run=standard")
	if page := console(); !strings.Contains(page, "จบการฝึก · กลับมาหน้ารอ") {
		t.Error("a run from the waiting room has no way back to it")
	}
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr")
	trainer.post("/workshop/"+id+"/start", "lang=th&run=standard")
	if page := console(); !strings.Contains(page, "จบการฝึก · กลับมาที่ขั้นที่ 3") {
		t.Error("a run from step 3 has no way back to it")
	}
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr")
	trainer.post("/workshop/"+id+"/inject", "lang=th&event=standard/qr-declined")
	if page := console(); !strings.Contains(page, "เลิกเหตุการณ์") {
		t.Error("an event cannot be taken back")
	}
	before := p.note(id)
	trainer.post("/workshop/"+id+"/inject", "lang=th&event=").want(t, 303)
	if s := p.note(id); s.Href != "/th/guide/scan-qr" || s.Moves <= before.Moves {
		t.Errorf("nobody is taken back: %+v", s)
	}
	if page := console(); strings.Contains(page, "เลิกเหตุการณ์ ให้") || !strings.Contains(page, "ไปขั้นที่ 4:") {
		t.Error("after the event the console does not lead on")
	}
}

// A quick question: asked on every phone, answered once by each, counted and never shown by number.
func TestAQuickQuestionIsAskedOnEveryPhoneAndCounted(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start")
	var phones []*browser
	for range 3 {
		p := w.browser()
		p.join(id)
		phones = append(phones, p)
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=which").want(t, 303)
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=what").want(t, 400)
	if s := phones[0].note(id); s.Href != "/j/"+id || !strings.Contains(s.Note, "ข้อไหน") {
		t.Errorf("%+v", s)
	}
	for n, answer := range []string{"2", "2", "4"} {
		if page := phones[n].get("/j/" + id).body; strings.Count(page, `/reply"`) != 4 {
			t.Fatal("the phone does not ask")
		}
		phones[n].post("/workshop/"+id+"/reply", "question=1&answer="+answer).want(t, 303)
	}
	phones[0].post("/workshop/"+id+"/reply", "question=7&answer=1").want(t, 303) // over: dropped
	phones[0].post("/workshop/"+id+"/reply", "question=x&answer=1").want(t, 400)
	w.browser().post("/workshop/"+id+"/reply", "question=1&answer=1").want(t, 404)
	if s := phones[0].note(id); s.Href != "/th/guide/start" {
		t.Errorf("after the answer the phone does not go back: %+v", s)
	}
	if page := plainText(trainer.get("/th/workshop/" + id + "/trainer").body); !strings.Contains(page, "ข้อ 2: 2 คน") || !strings.Contains(page, "ข้อ 4: 1 คน") {
		t.Error("the console does not count the answers")
	}
	wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body)
	if !strings.Contains(wall, "ตอบแล้ว 3/3") || !strings.Contains(wall, "ข้อไหน") || !strings.Contains(wall, "บนหน้าจอของคุณ") || strings.Contains(wall, "โทรศัพท์") {
		t.Error("the wall does not ask, or not count")
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=").want(t, 303)
	if page := phones[2].get("/j/" + id).body; strings.Contains(page, `/reply"`) {
		t.Error("a closed question is asked on")
	}
}

var overtime = regexp.MustCompile(` data-over="[^"]*">`)

func TestTheWallCountsDownWhatTheTrainerSets(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start")
	trainer.post("/workshop/"+id+"/timer", "lang=th&minutes=3").want(t, 303)
	for _, bad := range []string{"minutes=61", "minutes=-1", "minutes=x", "minutes="} {
		trainer.post("/workshop/"+id+"/timer", bad).want(t, 400)
	}
	left := func(want string) {
		t.Helper()
		for _, page := range []string{"screen", "trainer"} {
			if body := trainer.get("/th/workshop/" + id + "/" + page).body; strings.Contains(body, "data-left") != (want != "") || !strings.Contains(overtime.ReplaceAllString(body, ">"), want) {
				t.Errorf("the %s does not say %q", page, want)
			}
		}
	}
	left(`data-left="180">3:00`)
	clock.pass(175 * time.Second)
	left(`data-left="5">0:05`)
	clock.pass(time.Minute)
	if wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body); !strings.Contains(wall, "ครบเวลาแล้ว") || strings.Contains(wall, "เหลือเวลา") {
		t.Error("the wall does not say that the time is over")
	}
	clock.pass(-time.Hour) // a clock that is put back lengthens nothing
	left(`data-left="180">3:00`)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr")
	left("")
}

// report is a class of which so many told that they got in, that OSS or something else stopped them, or nothing.
func (w *world) toldClass(t *testing.T, in, oss, other, silent int) (trainer *browser, id string) {
	t.Helper()
	trainer = w.browser()
	id = trainer.openRoom()
	for i, n := range []int{in, oss, other, silent} {
		for range n {
			seat, err := w.store.JoinRoom(t.Context(), id, workshop.NewSecret())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.store.UpdateSeat(t.Context(), id, seat.Number, func(s workshop.Seat) (workshop.Seat, error) {
				now := s.Joined.Add(time.Second)
				return s.Complete("standard", now).Report(append(workshop.Outcomes(), workshop.Unreported)[i], now), nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return trainer, id
}

func (b *browser) table(id string) map[string]string {
	b.t.Helper()
	sheet := b.get("/en/workshop/"+id+"/report.csv").want(b.t, 200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		b.t.Fatalf("%d rows, %v", len(rows), err)
	}
	out := map[string]string{}
	for i, name := range rows[0] {
		out[name] = rows[1][i]
	}
	return out
}

func TestTheReportSaysWhatCameOfIt(t *testing.T) {
	w := start(t, setup{})
	trainer, id := w.toldClass(t, 41, 3, 0, 4)
	if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); !strings.Contains(page, "เรื่องเข้าระบบจริง นับจากคนที่สแกนและกดอนุญาตในการฝึก หรือตอบแล้ว 48 คน แจ้งว่าเข้าระบบจริงได้ 41 คน ติดที่ข้อมูล OSS 3 คน ยังไม่ตอบ 4 คน") {
		t.Error("the report does not say it")
	}
	row := trainer.table(id)
	for name, want := range map[string]string{"Scanned and allowed in the practice, or answered": "48", "Got into the real system": "41", "Stuck: data in OSS": "3", "Stuck: something else": "0", "Not tried yet or no answer": "4", "Answered: not tried yet": "0", "By hand: got in": "0"} {
		if row[name] != want {
			t.Errorf("%s: %q, want %s", name, row[name], want)
		}
	}
	for n, add := range []string{"in&add=10", "in&add=-1", "in&add=-1", "in&add=-1", "in&add=-1", "in&add=-1", "other&add=1", "other&add=1", "oss&add=-1"} { // below none there is nothing
		trainer.post("/workshop/"+id+"/by-hand", fmt.Sprintf("lang=th&outcome=%s&of=%d", add, n)).want(t, 303) // each from another page
	}
	for _, bad := range []string{"outcome=in", "outcome=in&add=1000", "outcome=all&add=1", "add=1", "outcome=in&add=1&x=1"} {
		trainer.post("/workshop/"+id+"/by-hand", bad).want(t, 400)
	}
	if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); !strings.Contains(page, "แจ้งว่าเข้าระบบจริงได้ 41 คน") || !strings.Contains(page, "วิทยากรนับเรื่องเข้าระบบจริงเพิ่มเอง 7 คน: เข้าได้ 5 คน ติดเรื่องอื่น 2 คน") {
		t.Error("what the trainer counted is not marked as such")
	}
	if row := trainer.table(id); row["Got into the real system"] != "41" || row["By hand: got in"] != "5" || row["By hand: stuck, other"] != "2" {
		t.Errorf("%v", row)
	}
}

// A group of one or two is not told, on the report and in its row, nor can it be worked out.
func TestASmallGroupIsMergedWithAnother(t *testing.T) {
	w := start(t, setup{})
	for _, c := range []struct {
		in, oss, other, silent int
		says                   string
		empty                  []string
	}{
		{41, 2, 1, 4, "แจ้งว่าเข้าระบบจริงได้ 41 คน ติดขัด 3 คน ยังไม่ตอบ 4 คน", []string{"Stuck: data in OSS", "Stuck: something else"}},
		{41, 1, 0, 4, "แจ้งว่าเข้าระบบจริงได้ 41 คน ยังไม่ตอบหรือยังเข้าไม่ได้ 5 คน", []string{"Stuck: data in OSS", "Stuck: something else", "Stuck, all", "Not tried yet or no answer"}},
		{7, 1, 0, 0, "คำตอบจากโทรศัพท์ยังไม่แสดง", []string{"Stuck: data in OSS", "Stuck: something else", "Stuck, all", "Not tried yet or no answer", "Not in yet or no answer, all", "Got into the real system"}},
	} {
		trainer, id := w.toldClass(t, c.in, c.oss, c.other, c.silent)
		page := plainText(trainer.get("/th/workshop/" + id + "/report").body)
		// A cell may be hidden of a larger group too, from which the small one could be worked out: it is not said to be small.
		if sheet := trainer.get("/th/workshop/" + id + "/report.csv").body; !strings.Contains(sheet, ",ไม่แสดง: มีกลุ่มที่ไม่ถึง 3 คน,") || strings.Contains(sheet, "น้อยกว่า 3 คน") {
			t.Errorf("%+v: the file says %s", c, sheet)
		}
		if !strings.Contains(page, c.says) || strings.Contains(page, "ติดที่ข้อมูล OSS 1") || strings.Contains(page, "ติดที่ข้อมูล OSS 2") || c.in == 7 && strings.Contains(page, "เข้าระบบจริงได้ 7") {
			t.Errorf("%+v: %s", c, page)
		}
		row := trainer.table(id)
		for name, cell := range row {
			if (cell == "not shown: there is a group of fewer than 3") != slices.Contains(c.empty, name) && (strings.Contains(name, "Stuck") && !strings.HasPrefix(name, "By") || name == "Not tried yet or no answer" || strings.HasPrefix(name, "Not in") || strings.HasPrefix(name, "Got")) {
				t.Errorf("%+v: %s is %q", c, name, cell)
			}
			if cell == "" {
				t.Errorf("%+v: %s is empty", c, name)
			}
		}
		if row["Place"] != "not given" {
			t.Errorf("no place is %q", row["Place"])
		}
	}
}

// Before anybody has answered the last question the report says that, and not that groups are too small; and a place that nobody
// gave is left out.
func TestAReportThatNobodyHasAnsweredYetSaysSo(t *testing.T) {
	w := start(t, setup{})
	for _, n := range []int{0, 1, 2, 7} {
		trainer, id := w.toldClass(t, 0, 0, 0, n)
		page := plainText(trainer.get("/th/workshop/" + id + "/report").body)
		if !strings.Contains(page, "ยังไม่มีใครตอบบนโทรศัพท์") || strings.Contains(page, "ไม่ถึง 3 คน แสดงแล้ว") || strings.Contains(page, "เรื่องเข้าระบบจริง นับจาก") {
			t.Errorf("%d were asked: %s", n, page)
		}
		if strings.Contains(page, "หน่วยงานของเรา") || strings.Contains(page, " ณ ") {
			t.Errorf("a class has a place that nobody gave: %s", page)
		}
		if row := trainer.table(id); n == 1 && row["Got into the real system"] != "nobody has answered" {
			t.Errorf("the table says %v", row)
		}
		trainer.post("/workshop/"+id+"/place", "lang=th&place=ตึก+5").want(t, 303)
		if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); !strings.Contains(page, "ด้วยแอป ThaID ณ ตึก 5 มีผู้เข้าฝึก") {
			t.Errorf("the place is not named: %s", page)
		}
	}
	trainer, id := w.toldClass(t, 1, 0, 0, 1)
	if page := plainText(trainer.get("/th/workshop/" + id + "/report").body); strings.Contains(page, "ยังไม่มีใครตอบบนโทรศัพท์") || !strings.Contains(page, "ไม่ถึง 3 คน แสดงแล้ว") {
		t.Errorf("one of two has answered: %s", page)
	}
}

// Whoever is counted as having scanned and allowed did so: a run that ends otherwise is none of it, on the wall, the console, the
// report and the phone.
func TestARunWithoutAScanIsNoSignIn(t *testing.T) {
	w := start(t, setup{})
	if got := fmt.Sprint(w.srv.Pages().SignIns()); got != "[with-hints standard wrong-method expired declined]" {
		t.Fatalf("one is signed in at the end of %s", got)
	}
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	trainer.post("/workshop/"+id+"/mode", "lang=th&mode=free").want(t, 303)
	p.post("/workshop/"+id+"/progress", "at=practice/lookalike/link-1").want(t, 303)
	p.post("/workshop/"+id+"/progress", "at=practice/lookalike/done").want(t, 303)
	console := func() string { return plainText(trainer.get("/th/workshop/" + id + "/trainer").body) }
	if got := console(); !strings.Contains(got, "0/1 คนกดอนุญาตแล้ว") {
		t.Errorf("who has judged addresses is counted: %s", got)
	}
	p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	if got := console(); !strings.Contains(got, "1/1 คนกดอนุญาตแล้ว") {
		t.Errorf("who has scanned and allowed is not counted: %s", got)
	}
	trainer.post("/workshop/"+id+"/mode", "lang=th&mode=free").want(t, 303)
	trainer.post("/workshop/"+id+"/show", "lang=th&on=no").want(t, 303)
	if wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body); !strings.Contains(wall, "สแกนและกดอนุญาตในการฝึกแล้ว 1/1 คน") {
		t.Errorf("the wall says %s", wall)
	}
}

// A hundred classes paste together: the columns are the same in every class, whatever was done in it.
func TestEveryClassIsOneRowOfTheSameColumns(t *testing.T) {
	w := start(t, setup{})
	var head string
	for _, class := range [][4]int{{0, 0, 0, 0}, {3, 0, 0, 0}, {5, 1, 1, 9}} {
		trainer, id := w.toldClass(t, class[0], class[1], class[2], class[3])
		trainer.post("/workshop/"+id+"/place", "lang=th&place=Ward+5,+%22north%22")
		sheet := trainer.get("/th/workshop/"+id+"/report.csv").want(t, 200)
		first, rest, _ := strings.Cut(sheet.body, "\r\n")
		if head == "" {
			head = first
		}
		if first != head || strings.Count(rest, "\r\n") != 1 {
			t.Errorf("%v: %q", class, sheet.body)
		}
		if name := sheet.Header.Get("Content-Disposition"); strings.Contains(name, id) || !strings.Contains(name, time.Now().In(time.FixedZone("", 7*3600)).Format("20060102")) {
			t.Errorf("the file is called %s", name)
		}
	}
}

// Beside the file each of its columns stands with what it means, so that who pastes rows together can read them; and a small group of
// what the class said of its app is told neither there nor in the report.
func TestTheReportSaysWhatTheColumnsMean(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	for n := range 9 {
		p := w.browser()
		p.join(id)
		clock.pass(time.Second)
		p.post("/workshop/"+id+"/ready", "answer="+[]string{"ready", "no-app", "forgot"}[[]int{0, 0, 0, 0, 0, 1, 1, 1, 2}[n]]).want(t, 303)
	}
	page := trainer.get("/en/workshop/"+id+"/report").want(t, 200).body
	lines := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)<dt>(.*?)</dt>\s*<dd>(.*?)</dd>`).FindAllStringSubmatch(page, -1) {
		lines[strings.TrimSpace(plainText(m[1]))] = strings.TrimSpace(plainText(m[2]))
	}
	row := trainer.table(id)
	for name := range row {
		if lines[name] == "" {
			t.Errorf("nothing says what %q means", name)
		}
	}
	of := lines["Scanned and allowed in the practice, or answered"]
	for name := range row {
		counted := slices.Contains([]string{"Got into the real system", "Stuck: data in OSS", "Stuck: something else", "Not tried yet or no answer", "Stuck, all", "Not in yet or no answer, all", "Answered: not tried yet"}, name)
		if strings.Contains(of, `"`+name+`"`) != counted {
			t.Errorf("of the columns counted from %q, %q is one: %v", of, name, !counted)
		}
	}
	if strings.Contains(of, "asked") || !strings.HasPrefix(of, "scanned and allowed") {
		t.Errorf("it is said to be of others: %q", of)
	}
	if len(lines) != len(row) {
		t.Errorf("%d columns are explained, of %d", len(lines), len(row))
	}
	if row["App ready"] != "5" || row["No app yet"] != "not shown: there is a group of fewer than 3" || row["Forgot the passcode"] != "not shown: there is a group of fewer than 3" {
		t.Errorf("the file says %v", row)
	}
	if page := plainText(page); !strings.Contains(page, "Ready: 5 No app yet, or forgot the passcode: 4") {
		t.Errorf("the report says %s", page)
	}
	for lang, words := range map[string]string{"en": "Ready: 5 No app yet: 3 Forgot the passcode: 1 No answer yet: 0", "th": "พร้อม: 5 คน ยังไม่มีแอป: 3 คน ลืมรหัส: 1 คน ยังไม่ตอบ: 0 คน"} {
		if page := plainText(trainer.get("/" + lang + "/workshop/" + id + "/trainer").body); !strings.Contains(page, words) {
			t.Errorf("the console does not say %q", words)
		}
	}
}

// A step has its time in the report once three people have done it. Where one has none it is said why, and nowhere else.
func TestTheReportSaysWhyAStepHasNoTime(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	var class []*browser
	for range 3 {
		class = append(class, w.browser())
		class[len(class)-1].join(id)
	}
	says := func() (dashes int, why bool) {
		page := plainText(trainer.get("/th/workshop/"+id+"/report").want(t, 200).body)
		return strings.Count(page, "– · ทำได้"), strings.Contains(page, "คือทำไม่ถึง 3 คน จึงไม่แสดงเวลา")
	}
	steps, _, _ := w.srv.Pages().Course()
	for _, step := range steps {
		for n, p := range class {
			if dashes, why := says(); dashes == 0 || !why {
				t.Errorf("of %s, done by %d: %d without a time, and why: %v", step, n, dashes, why)
			}
			p.post("/workshop/"+id+"/progress", "at=guide/"+step+"&finish="+step).want(t, 303)
			clock.pass(time.Minute)
		}
	}
	if dashes, why := says(); dashes != 0 || why {
		t.Errorf("all did all: %d without a time, and why: %v", dashes, why)
	}
}

// One answer a number, which can be changed; after the class only where the trainer chose so, and only until the evening.
func TestWhetherOneGotInMayBeToldUntilTheEvening(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 404)
	p.join(id)
	clock.pass(time.Second)
	if page := p.get("/j/" + id).body; strings.Contains(page, `/outcome"`) {
		t.Error("who has not practised yet is asked whether they got in")
	}
	p.post("/workshop/"+id+"/progress", "at=practice/standard/qr").want(t, 303)
	p.post("/workshop/"+id+"/progress", "at=practice/standard/dashboard").want(t, 303)
	if page := p.get("/j/" + id).body; strings.Count(page, `/outcome"`) != 4 {
		t.Error("who has practised is not asked")
	}
	for _, bad := range []string{"outcome=", "outcome=dance", "outcome=in&number=1", "answer=in"} {
		p.post("/workshop/"+id+"/outcome", bad).want(t, 400)
	}
	p.post("/workshop/"+id+"/outcome", "outcome=oss").want(t, 303)
	p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
	if s, err := w.store.Seat(id, 1); err != nil || s.Outcome != workshop.GotIn {
		t.Errorf("%+v %v", s, err)
	}
	if page := p.get("/j/" + id).body; !strings.Contains(page, `chosen" aria-pressed="true"`) {
		t.Error("one's own answer is not shown")
	}
	for _, path := range []string{"/trainer", "/screen", "/report"} {
		if page := plainText(trainer.get("/th/workshop/" + id + path).body); strings.Contains(page, "1 เข้าได้แล้ว") {
			t.Errorf("%s shows an answer by its number", path)
		}
	}
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	if wall := trainer.get("/th/workshop/" + id + "/screen").body; !strings.Contains(plainText(wall), "บอกเราบนหน้าจอของคุณ") {
		t.Error("the wall does not say that one may still tell")
	}
	if page := plainText(p.get("/j/" + id).body); strings.Index(page, "จบการฝึกแล้ว") > strings.Index(page, "เข้าระบบจริงได้ไหม") {
		t.Error("the question comes before the news that the class is over")
	}
	p.post("/workshop/"+id+"/outcome", "outcome=other").want(t, 303)
	p.post("/workshop/"+id+"/call", "").want(t, 410) // all else is over
	clock.pass(21 * time.Hour)                       // past eight in the evening, whenever this test runs
	p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 410)
	if s, _ := w.store.Seat(id, 1); s.Outcome != workshop.StuckOther {
		t.Errorf("%+v", s)
	}

	other := w.browser()
	next := other.openRoom()
	p.join(next)
	other.post("/workshop/"+next+"/end", "lang=th").want(t, 303)
	p.post("/workshop/"+next+"/outcome", "outcome=in").want(t, 410)
}

// Two messages to send hold the question and its answer. An address stands in them only where everybody can open it; never
// a code, a short link or the launcher. Where there is none, it says beside them why; the wall's last page names none either.
func TestTheMessagesToSendNeedNoLink(t *testing.T) {
	public := baseURL()
	for host, want := range map[string]bool{"": false, "192.168.5.5": false, "192.0.2.2": false, "training-pc.local": false, "guide.example.org": true} {
		with := setup{}
		if public.Scheme, public.Host = "https", host; host != "" {
			with.public = public
		}
		w := start(t, with)
		trainer := w.browser()
		id := trainer.openRoom()
		p := w.browser()
		p.join(id)
		p.post("/workshop/"+id+"/progress", "at=guide/start&finish=start").want(t, 303)
		trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
		for lang, words := range map[string][4]string{
			"th": {"ถาม:", "ตอบ:", "เปิดได้เฉพาะในเครือข่ายนี้", "ฝึกหรือดูวิธีแก้ได้ที่นี่"},
			"en": {"Question:", "Answer:", "opens only in this network", "Practise, or find help, here."},
		} {
			if got := strings.Contains(plainText(trainer.get("/"+lang+"/workshop/"+id+"/screen").body), words[3]); got != want {
				t.Errorf("%s in %s: the wall names its address: %v", host, lang, got)
			}
			page := trainer.get("/" + lang + "/workshop/" + id + "/report").body
			if got := strings.Contains(plainText(page), words[2]); got == want {
				t.Errorf("%s in %s: that the site opens only here is said: %v", host, lang, got)
			}
			for _, day := range []string{"evening", "day-3"} {
				_, text, found := strings.Cut(page, `<pre id="send-`+day+`" tabindex="0">`)
				text, _, _ = strings.Cut(text, "</pre>")
				if !found || !strings.Contains(text, words[0]) || !strings.Contains(text, words[1]) {
					t.Errorf("%s, %s in %s: %q", host, day, lang, text)
				}
				if strings.Contains(text, host) != want && host != "" || strings.Contains(text, "://") || strings.Contains(text, "/go") || strings.Contains(text, "/launch") || strings.Contains(text, "/j") || strings.Contains(text, "192.168") {
					t.Errorf("%s: a message leads to %q", host, text)
				}
			}
		}
	}
}

// What is said of privacy is what is done.
func TestThePrivacyPageTellsOfTheAnswers(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][]string{"th": {"เข้าระบบจริงได้หรือไม่", "น้อยกว่าสาม", "เปลี่ยน"}, "en": {"got into the real system", "fewer than three", "change"}} {
		page := plainText(w.browser().get("/" + lang + "/privacy").body)
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("%s: %q is not said", lang, word)
			}
		}
	}
}

// Whatever is kept of a number has words on the privacy page.
func TestThePrivacyPageTellsOfEverythingThatIsKeptOfANumber(t *testing.T) {
	w := start(t, setup{})
	words := map[string][2]string{
		"number": {"หมายเลขหนึ่งหมายเลข", "You get a number"}, "holder": {"จำหมายเลขของคุณ", "remember your number"},
		"joined": {"เวลา", "when"}, "last_action": {"เวลา", "when"}, "at_since": {"เวลา", "when"}, "spent": {"นานเท่าไร", "how long"}, "done_at": {"เวลา", "when"},
		"called": {"เรียกวิทยากร", "calls the trainer"}, "lowered": {"เรียกวิทยากร", "calls the trainer"}, "noticed": {"เรียกวิทยากร", "calls the trainer"},
		"ready": {"แอปพร้อมหรือไม่", "its app is ready"}, "outcome": {"เข้าระบบจริงได้หรือไม่", "got into the real system"},
		"replied": {"คำถามของวิทยากร", "its answer to the trainer"}, "reply_to": {"คำถามของวิทยากร", "its answer to the trainer"},
		"at": {"อยู่ขั้นไหน", "which step"}, "stays": {"เลือกอยู่หน้าเดิม", "chose not to follow the class"}, "finished": {"ทำขั้นไหน", "has done"},
		"done": {"แบบฝึกไหน", "practice"}, "met": {"แบบฝึกไหน", "practice"}, "turns": {"กดผิดตรงไหน", "wrong turn"},
	}
	for i, lang := range []string{"th", "en"} {
		page := plainWords(w.browser().get("/"+lang+"/privacy").want(t, 200).body)
		for field := range reflect.TypeFor[workshop.Seat]().Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if said, ok := words[name]; !ok || !strings.Contains(page, said[i]) {
				t.Errorf("%s: of %s, which is kept of a number, the privacy page does not tell: %q", lang, name, said[i])
			}
		}
	}
}

// After a room is deleted the kit says so.
func TestADeletedRoomIsSaidToBeDeleted(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	to := trainer.post("/workshop/"+id+"/delete", "lang=th").want(t, 303).Header.Get("Location")
	if page := trainer.get(to).want(t, 200).body; !strings.Contains(page, "ลบห้องแล้ว") {
		t.Error("nothing says that it is deleted")
	}
	if page := trainer.get("/th/workshop?deleted=<b>").want(t, 200).body; strings.Contains(page, "ลบห้องแล้ว") || strings.Contains(page, "<b>\"") {
		t.Error("what an address says is taken for true")
	}
}

// What nobody was asked, or answered, stands in the report as that and not as counts of nothing; what the trainer counts by hand is
// called so at each figure: 0 before anything was, which is no list's dash.
func TestTheReportShowsNoCountOfWhatNobodySaid(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	var class []*browser
	for range 3 {
		p := w.browser()
		p.join(id)
		class = append(class, p)
	}
	clock.pass(time.Minute)
	for _, p := range class {
		p.post("/workshop/"+id+"/progress", "at=guide/start").want(t, 303)
	}
	says := func(wants, not []string) {
		t.Helper()
		page := plainText(trainer.get("/en/workshop/"+id+"/report").want(t, 200).body)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("the report does not say %q: %s", want, page)
			}
		}
		for _, want := range not {
			if strings.Contains(page, want) {
				t.Errorf("the report says %q: %s", want, page)
			}
		}
	}
	says([]string{"ThaID app ready? Nobody answered this question (No answer yet: 3)", "0 By hand: got in", "0 By hand: stuck, other"}, []string{"Ready: 0", "Forgot the passcode: 0", "– By hand", "Yes, I am in"})
	class[0].post("/workshop/"+id+"/ready", "answer=ready").want(t, 303)
	trainer.post("/workshop/"+id+"/by-hand", "lang=en&outcome=in&add=1&of=0").want(t, 303)
	says([]string{"ThaID app ready? Not shown: a group of fewer than 3", "1 By hand: got in", "0 By hand: stuck, other"}, []string{"Nobody answered"})
}

// What happens to everybody is no practice run, though it happens in one: who goes through it has not done that run. When the
// trainer then sends the run, they are led to its first page, and what they still do on the old one counts for nothing.
func TestWhatHappensToEverybodyIsNotTheRunInWhichItHappens(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	drive := func(what, form string) {
		t.Helper()
		clock.pass(3 * time.Second) // else it is the press before, sent twice
		trainer.post("/workshop/"+id+"/"+what, "lang=th&"+form).want(t, 303)
	}
	at := func(places ...string) {
		t.Helper()
		for _, place := range places {
			p.post("/workshop/"+id+"/progress", "at="+place).want(t, 303)
		}
	}
	done := func() int {
		return len(w.store.Seats(id)[0].Done)
	}
	drive("lead", "step=start")
	drive("inject", "event=standard/qr-declined")
	at("practice/standard/qr-declined")
	if s := p.note(id); s.Event {
		t.Errorf("who is there hears that it is elsewhere: %+v", s)
	}
	at("practice/standard/qr", "practice/standard/dashboard")
	if n := done(); n != 0 {
		t.Errorf("%d runs are done by who went through what happens to everybody", n)
	}
	drive("start", "run=standard")
	if s := p.note(id); !s.Event || s.Href != "/th/practice/standard/napplus" {
		t.Errorf("who is still at what happened before is not led to the run: %+v", s)
	}
	p.get("/progress").want(t, 204) // as without script
	if got := stripOf.FindString(p.get("/th/practice/standard/qr").body); !strings.Contains(got, "/now?lang=th") {
		t.Errorf("without script nothing leads there: %s", plainText(got))
	}
	at("practice/standard/qr", "practice/standard/dashboard")
	if n := done(); n != 0 {
		t.Errorf("%d runs are done from what happened before", n)
	}
	at("practice/standard/napplus")
	if s := p.note(id); s.Event {
		t.Errorf("who is at the run's first page is led there: %+v", s)
	}
	at("practice/standard/sso", "practice/standard/qr", "practice/standard/dashboard")
	if n := done(); n != 1 {
		t.Errorf("%d runs are done by who did the one that was sent", n)
	}
}

// With the class every call is over: nobody goes to who is still listed. So say the console, with its tab's name, and the phones with
// script and without.
func TestACallEndsWithTheClass(t *testing.T) {
	w := start(t, setup{})
	trainer, p, seen := w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	for _, b := range []*browser{p, seen} {
		b.join(id)
		b.post("/workshop/"+id+"/call", "").want(t, 303)
	}
	trainer.post("/workshop/"+id+"/notice", "lang=th&number=2").want(t, 303)
	if page := trainer.get("/th/workshop/" + id + "/trainer").body; !strings.Contains(page, `data-calls="2"`) {
		t.Fatal("nobody calls")
	}
	trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
	page := trainer.get("/th/workshop/" + id + "/trainer").body
	if !strings.Contains(page, `data-calls="0"`) || !strings.Contains(page, `<p class="kept" hidden>`) || strings.Contains(plainText(page), "ขอให้ช่วย 2") {
		t.Error("the console of a class that is over counts calls")
	}
	for _, b := range []*browser{p, seen} {
		if s := b.note(id); s.Called || s.Seen {
			t.Errorf("the phone still calls: %+v", s)
		}
		b.get("/progress").want(t, 204) // as without script
		if page := plainText(b.get("/j/" + id).body); strings.Contains(page, "เรียกวิทยากรแล้ว") || strings.Contains(page, "กำลังไปหาคุณ") {
			t.Errorf("its page: %s", page)
		}
		if strip := plainText(stripOf.FindString(b.get("/th/guide/start").body)); !strings.Contains(strip, "จบการฝึกแล้ว") || strings.Contains(strip, "ดูหมายเลข") {
			t.Errorf("its strip without script: %s", strip)
		}
	}
}
