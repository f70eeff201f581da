package server_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"napguide/server/site"
)

// stripNote is what the strip of a participant is told.
type stripNote struct {
	endNote
	Along    string
	Late     string
	Scan     string
	Stay     string
	Question int
	Replies  []struct{ Value, Label string }
	Given    string
	Change   string
	Large    string
	Timer    *struct {
		Left float64
		Say  string
		Over string
	}
}

func (b *browser) strip(id, lang string) (s stripNote) {
	b.t.Helper()
	if err := json.Unmarshal([]byte(b.events("/workshop/"+id+"/events?lang="+lang+"&brief=1").data()), &s); err != nil {
		b.t.Fatal(err)
	}
	return s
}

// The strip has the trainer's question with its answers, so that nobody leaves a page to answer, and says that one's answer has
// arrived for as long as the question is open.
func TestTheStripAsksTheTrainersQuestionAndThanksForTheAnswer(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start").want(t, 303)
	for _, c := range []struct {
		question, answer, lang, labels, thanks, change string
	}{
		{"go-on", "wait", "th", "พร้อม, ขอเวลาอีกนิด", "ส่งคำตอบแล้ว: ขอเวลาอีกนิด", "เปลี่ยนคำตอบ"},
		{"go-on", "yes", "en", "Ready, A little more time", "Your answer was sent: Ready", "Change my answer"},
		{"which", "3", "th", "ข้อ 1, ข้อ 2, ข้อ 3, ข้อ 4", "ส่งคำตอบแล้ว: ข้อ 3", "เปลี่ยนคำตอบ"},
		{"which", "1", "en", "No. 1, No. 2, No. 3, No. 4", "Your answer was sent: No. 1", "Change my answer"},
	} {
		clock.pass(2 * time.Second) // else it is the press before, sent twice
		trainer.post("/workshop/"+id+"/ask", "lang=th&question="+c.question).want(t, 303)
		s := p.strip(id, c.lang)
		var labels []string
		for _, r := range s.Replies {
			labels = append(labels, r.Label)
		}
		if !s.Asked || s.Change != "" || strings.Join(labels, ", ") != c.labels {
			t.Errorf("%s in %s: %+v", c.question, c.lang, s)
		}
		p.post("/workshop/"+id+"/reply", fmt.Sprintf("question=%d&answer=%s", s.Question, c.answer)).want(t, 303)
		if s := p.strip(id, c.lang); s.Asked || len(s.Replies) != len(labels) || s.Given != c.answer || s.Change != c.change || s.Title != c.thanks || s.Href != "/"+c.lang+"/guide/start" {
			t.Errorf("%s in %s: after the answer %+v", c.question, c.lang, s)
		}
	}
	p.post("/workshop/"+id+"/progress", "at=guide/start&finish=start").want(t, 303)
	if s := p.strip(id, "th"); !s.Did || s.Note != "ส่งคำตอบแล้ว: ข้อ 1" {
		t.Errorf("who is done with the step: %+v", s)
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=").want(t, 303)
	if s := p.strip(id, "th"); s.Change != "" || len(s.Replies) > 0 || strings.Contains(s.Note+s.Title, "ส่งคำตอบแล้ว") {
		t.Errorf("after the question is taken back: %+v", s)
	}
}

// A call that stands in the strip says what a press on it does.
func TestACallThatWasMadeSmallSaysWhatAPressDoes(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	if s := p.strip(id, "th"); s.Large != "" {
		t.Errorf("without a call: %+v", s)
	}
	p.post("/workshop/"+id+"/call", "").want(t, 303)
	for lang, words := range map[string]string{"th": "ดูหมายเลข", "en": "Show my number"} {
		if s := p.strip(id, lang); s.Large != words {
			t.Errorf("%s: %+v", lang, s)
		}
	}
}

// Phones count down with the wall: both are told to the millisecond what is left, and each hears it once.
func TestPhonesCountDownWithTheWall(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	if s := p.strip(id, "th"); s.Timer != nil {
		t.Errorf("nothing is counted: %+v", s.Timer)
	}
	trainer.post("/workshop/"+id+"/timer", "lang=th&minutes=3").want(t, 303)
	for _, c := range []struct {
		passed time.Duration
		left   float64
		wall   string
	}{{0, 180, `data-left="180"`}, {1400 * time.Millisecond, 178.6, `data-left="178.6"`}, {177 * time.Second, 1.6, `>0:02<`}, {time.Minute, 0, `<b>ครบเวลาแล้ว</b>`}} {
		clock.pass(c.passed)
		for lang, say := range map[string][2]string{"th": {"เหลือ", "ครบเวลาแล้ว"}, "en": {"Left", "Time is up"}} {
			if s := p.strip(id, lang); s.Timer == nil || s.Timer.Left != c.left || s.Timer.Say != say[0] || s.Timer.Over != say[1] {
				t.Errorf("after %v the phone hears %+v", c.passed, s.Timer)
			}
		}
		if page := trainer.get("/th/workshop/" + id + "/screen").body; !strings.Contains(page, c.wall) {
			t.Errorf("the wall does not say %s", c.wall)
		}
	}
	trainer.post("/workshop/"+id+"/timer", "lang=th&minutes=1").want(t, 303)
	stream := p.events("/workshop/" + id + "/events?lang=th")
	if data := stream.data(); !strings.Contains(data, `"left":60`) {
		t.Fatalf("the stream says %s", data)
	}
	clock.pass(7 * time.Second)
	p.post("/workshop/"+id+"/progress", "at=guide/start").want(t, 303) // wakes the stream, and changes nothing that it says
	trainer.post("/workshop/"+id+"/timer", "lang=th&minutes=1").want(t, 303)
	if data := stream.data(); !strings.Contains(data, `"left":60`) {
		t.Errorf("who has heard how much is left hears it again: %s", data)
	}
	trainer.post("/workshop/"+id+"/timer", "lang=th&minutes=0").want(t, 303)
	if s := p.strip(id, "th"); s.Timer != nil {
		t.Errorf("after the count: %+v", s.Timer)
	}
}

// Nobody is praised for what they have not done: who goes ahead to where one is signed in, in whatever way the room goes.
func TestWhoGoesAheadWithoutSigningInIsNotPraised(t *testing.T) {
	for _, at := range []string{"lead step=choose-thaid", "lead step=signed-in", "lead step=", "mode mode=free", "lead step=cannot-sign-in"} {
		w := start(t, setup{})
		trainer, did, ahead, run := w.browser(), w.browser(), w.browser(), w.browser()
		id := trainer.openRoom()
		for _, p := range []*browser{did, ahead, run} {
			p.join(id)
		}
		what, fields, _ := strings.Cut(at, " ")
		trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303)
		did.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
		run.post("/workshop/"+id+"/progress", "at=practice/standard/qr").want(t, 303)
		run.post("/workshop/"+id+"/progress", "at=practice/standard/dashboard").want(t, 303)
		for _, p := range []*browser{did, ahead, run} {
			p.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
		}
		if a, b, c := did.strip(id, "th").Along, ahead.strip(id, "th"), run.strip(id, "th").Along; a != "" || b.Along != "guide/signed-in" || !strings.Contains(b.Late, "ยังไม่ได้สแกน") || c != "" {
			t.Errorf("%s: who did it %q, who went ahead %+v, who did a run %q", at, a, b, c)
		}
	}
}

var stripOf = regexp.MustCompile(`(?s)<noscript>\s*<(?:aside class="room-bar|div class="room-frozen).*?</noscript>`)

// Without script every page that is sent says what the class does, and leads there; the question is answered where one is.
func TestWithoutScriptEveryPageKnowsTheClass(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	strip := func(path string) string { t.Helper(); return stripOf.FindString(p.get(path).want(t, 200).body) }
	const style = `/joined.css"`
	if page := p.get("/th/guide/start").body; strings.Contains(page, style) {
		t.Error("a browser that may have script gets the strip's style twice")
	}
	if got := strip("/th/guide/start"); got != "" {
		t.Fatalf("a browser that may have script gets the strip twice: %s", got)
	}
	if page := p.get("/j/" + id).body; !strings.Contains(page, `<noscript><p class="eyebrow">`) || !strings.Contains(page, `<img src="/progress"`) {
		t.Fatal("the class's own page does not tell who has no script")
	}
	p.get("/progress").want(t, 204)
	pages := []string{"/th/", "/th/guide/start", "/th/guide/scan-qr", "/th/practice/", "/th/practice/standard/napplus", "/th/help", "/th/launch", "/th/summary", "/th/stuck", "/th/quiz", "/en/guide/start"}
	pages = append(pages, p.post("/th/practice/guide/grant", "").want(t, 303).Header.Get("Location"))
	has := func(when string, want ...string) {
		t.Helper()
		for _, path := range pages {
			if head, _, _ := strings.Cut(p.get(path).body, "</head>"); !strings.Contains(head, style) {
				t.Errorf("%s: %s has not the style of its strip", when, path)
			}
			got := strip(path)
			for _, words := range want {
				if strings.HasPrefix(path, "/en/") != strings.HasPrefix(words, "en ") {
					continue
				}
				if words = strings.TrimPrefix(words, "en "); !strings.Contains(got, words) {
					t.Errorf("%s: %s lacks %s: %s", when, path, words, got)
				}
			}
		}
	}
	has("gathering", "น. ดูล่าสุด</a>", "en · See it now</a>", `<b translate="no">1</b>`, `href="/j/`+id+`"`, "รอวิทยากรเริ่ม", "en Waiting", `/call"`)
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=go-on").want(t, 303)
	has("asked", `/reply"`, "วิทยากรถามว่า", "ขอเวลาอีกนิด", `name="from"`, "en A little more time")
	for _, path := range pages {
		if !strings.Contains(strip(path), `name="from" value="`+path+`"`) {
			t.Errorf("%s: an answer does not lead back", path)
		}
	}
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, 303)
	has("asked, in a pause", `class="room-frozen"`, "พักสักครู่", "วิทยากรถามว่า พร้อมไปต่อไหม", `value="wait"`, `en class="room-frozen"`, "en One moment", `en value="wait"`)
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=no").want(t, 303)
	for _, path := range pages {
		if a := p.post("/workshop/"+id+"/reply", "question=1&answer=wait&from="+path).want(t, 303); a.Header.Get("Location") != path {
			t.Errorf("an answer on %s leads to %s", path, a.Header.Get("Location"))
		}
	}
	for _, evil := range []string{"https://evil.example/", "//evil.example/th/", "/\\evil.example", "/th//evil.example/", "/xx/guide", "/go", "", "th/guide/start", "/th/?lang=en", "/th/%0d%0aX: y"} {
		if a := p.post("/workshop/"+id+"/reply", "question=1&answer=wait&from="+strings.NewReplacer("%", "%25", "?", "%3F").Replace(evil)).want(t, 303); a.Header.Get("Location") != "/j/"+id {
			t.Errorf("an answer that says %q leads to %s", evil, a.Header.Get("Location"))
		}
	}
	has("answered", "ส่งคำตอบแล้ว: ขอเวลาอีกนิด", `href="/j/`+id+`#answers"`, "เปลี่ยนคำตอบ", "en Your answer was sent: A little more time", "en Change my answer")
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, 303)
	has("answered, in a pause", "พักสักครู่", "ส่งคำตอบแล้ว: ขอเวลาอีกนิด", `class="actions given"`, `href="#answers"`, "เปลี่ยนคำตอบ", `name="answer" value="yes"`, `aria-pressed="true">ขอเวลาอีกนิด`, "en Change my answer", `en class="actions given"`)
	if page := p.get("/j/" + id).body; !strings.Contains(page, `id="answers"`) || !strings.Contains(page, `href="#answers"`) || !strings.Contains(page, `/reply"`) {
		t.Error("one's number's page has no way to change an answer in a pause")
	}
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=no").want(t, 303)
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=").want(t, 303)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=choose-thaid").want(t, 303)
	has("led", `href="/workshop/`+id+`/now?lang=th"`, "ไปพร้อมห้อง", `en href="/workshop/`+id+`/now?lang=en"`, "en Go with the class")
	if got := strip("/th/guide/choose-thaid"); strings.Contains(got, "moved") || !strings.Contains(got, "ขั้นที่ 2") {
		t.Errorf("where the class is: %s", got)
	}
	trainer.post("/workshop/"+id+"/start", "lang=th&run=standard").want(t, 303)
	if got := strip("/th/practice/standard/sso"); strings.Contains(got, "moved") {
		t.Errorf("within the class's run: %s", got)
	}
	if got := strip("/th/practice/expired/napplus"); !strings.Contains(got, `moved`) {
		t.Errorf("in another run: %s", got)
	}
	p.post("/workshop/"+id+"/call", "").want(t, 303)
	has("calling", "ดูหมายเลข", "en Show my number")
	p.post("/workshop/"+id+"/uncall", "").want(t, 303)
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, 303)
	has("paused", "พักสักครู่", "en One moment", `/call"`)
	for _, path := range pages { // what lies behind can be neither seen nor pressed, so nothing is lost by asking anew
		if page := p.get(path).body; !strings.Contains(page, `class="in-room covered"`) || !strings.Contains(page, `http-equiv="refresh" content="10"`) {
			t.Errorf("paused: %s is not covered, or stays so", path)
		}
	}
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=no").want(t, 303)
	for _, path := range pages {
		if page := p.get(path).body; !strings.Contains(page, `class="in-room"`) || strings.Contains(page, `content="10"`) || strings.Contains(page, "refresh") != strings.Contains(path, "/g/") {
			t.Errorf("after the pause: %s is covered, or is loaded anew under one's finger", path)
		}
	}
	p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	has("ended", "จบการฝึกแล้ว", `href="/j/`+id+`"`, "บอกว่าเข้าได้ไหม", "en Say if you got in")
	if got := strip("/th/guide/start"); strings.Contains(got, "/call") {
		t.Errorf("a trainer who has gone is called: %s", got)
	}
	p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
	has("told", "จบการฝึกแล้ว ขอบคุณ", `<a class="button" href="/j/`+id+`">กลับหน้าห้อง</a>`, "en Back to the class")
	if got := strip("/th/guide/start"); strings.Contains(got, "บอกว่าเข้าได้ไหม") {
		t.Errorf("who has answered is asked again: %s", got)
	}
	trainer.post("/workshop/"+id+"/delete", "lang=th").want(t, 303)
	if got := strip("/th/guide/start"); got != "" {
		t.Errorf("of a class that is gone: %s", got)
	}
}

// Without script what one does counts as the others' does: a step from which one has come by what it asks for is done, and waits for
// the others; who went along with the class, or past it, has not done it, and nobody is told what is not so.
func TestWithoutScriptWhatOneDoesIsCounted(t *testing.T) {
	w := start(t, setup{})
	trainer, does, goes, skips := w.browser(), w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	for _, p := range []*browser{does, goes, skips} {
		p.join(id)
		p.get("/progress").want(t, 204)
	}
	strip := func(p *browser, path string) string {
		t.Helper()
		return stripOf.FindString(p.get(path).want(t, 200).body)
	}
	along := func(p *browser, want string) {
		t.Helper()
		if a := p.get("/workshop/"+id+"/now?lang=th").want(t, 303); a.Header.Get("Location") != want {
			t.Errorf("along leads to %s, want %s", a.Header.Get("Location"), want)
		}
		p.get(want).want(t, 200)
	}
	doing := func(p *browser, path string) string {
		t.Helper()
		if m := regexp.MustCompile(`href="(/th/[^"#]*\?` + site.ByDoing + `)(?:#\w+)?"`).FindStringSubmatch(p.get(path).want(t, 200).body); m != nil {
			return m[1]
		}
		return ""
	}
	along(goes, "/j/"+id)
	steps := []string{"start", "choose-thaid", "scan-qr", "signed-in"}
	for i, step := range steps[:3] {
		trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, 303)
		along(goes, "/th/guide/"+step)
		along(does, "/th/guide/"+step)
		if got := strip(does, "/th/guide/"+step); strings.Contains(got, "moved") || strings.Contains(got, "รอเพื่อน") {
			t.Errorf("at %s: %s", step, got)
		}
		asked := doing(does, "/th/guide/"+step)
		if !strings.HasPrefix(asked, "/th/guide/"+steps[i+1]+"?") {
			t.Errorf("what %s asks for leads to %q", step, asked)
		}
		next := strip(does, asked)
		if strings.Contains(next, "moved") || !strings.Contains(next, "ทำขั้นที่ "+strconv.Itoa(i+1)+" แล้ว รอเพื่อน") {
			t.Errorf("who has done %s hears %s", step, next)
		}
		if got := strip(goes, "/th/guide/"+step); strings.Contains(got, "รอเพื่อน") {
			t.Errorf("who went along to %s hears %s", step, got)
		}
		strip(goes, "/th/help")
		strip(skips, "/th/guide/"+step) // and on by the way past it, or by the list of steps
	}
	strip(skips, "/th/guide/signed-in")
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=signed-in").want(t, 303)
	along(goes, "/th/guide/signed-in")
	for lang, want := range map[string]string{"th": "ทำสำเร็จแล้ว กด &#34;ต่อไป&#34; ได้เลย", "en": "Done. Now press &#34;Next&#34;"} { // as the page says, which has that button
		if got := strip(does, "/"+lang+"/guide/signed-in"); strings.Contains(got, "moved") || !strings.Contains(got, want) {
			t.Errorf("who has signed in hears %s", got)
		}
	}
	if got := strip(does, "/th/guide/cannot-sign-in"); !strings.Contains(got, "ทำขั้นที่ 4 แล้ว รอเพื่อน") {
		t.Errorf("who has gone on hears %s", got)
	}
	for lang, words := range map[string][2]string{"th": {"ห้องมาถึงขั้นนี้แล้ว คุณยังไม่ได้สแกน", "ฝึกสำเร็จ!"}, "en": {"You have not scanned yet", "Practice done!"}} {
		for _, c := range []struct {
			p          *browser
			says, omit string
		}{{goes, words[0], words[1]}, {does, words[1], words[0]}} {
			page := c.p.get("/"+lang+"/guide/signed-in").want(t, 200).body
			_, page, _ = strings.Cut(page, `class="dash-banner"`)
			band, _, _ := strings.Cut(page, "</div>")
			if !strings.Contains(plainText(band), c.says) || strings.Contains(plainText(band), c.omit) || strings.Contains(band, "<svg") != (c.p == does) {
				t.Errorf("%s: the band says %s", lang, plainText(band))
			}
		}
	}
	did, _ := w.store.Seat(id, 1)
	went, _ := w.store.Seat(id, 2)
	past, _ := w.store.Seat(id, 3)
	if strings.Join(did.Finished, " ") != "start choose-thaid scan-qr" || len(went.Finished)+len(past.Finished) != 0 {
		t.Errorf("counted as done are %v, %v and %v", did.Finished, went.Finished, past.Finished)
	}
	hub := func(p *browser) string { t.Helper(); return p.get("/j/"+id).want(t, 200).body }
	if strings.Contains(hub(does), "ขั้นนี้ทำได้แล้ว") {
		t.Error("who has come to the step that shows that one is signed in is told to have done it")
	}
	strip(does, doing(does, "/th/guide/signed-in"))
	if page := hub(does); !strings.Contains(page, "ขั้นนี้ทำได้แล้ว") {
		t.Error("who has pressed what the step asks for has not done it")
	}
	if page := hub(goes); strings.Contains(page, `action="/workshop/`+id+`/progress"`) {
		t.Error("one may say of oneself that one has done what one has not")
	}
	strip(does, "/th/guide/signed-in")
	trainer.post("/workshop/"+id+"/start", "lang=th&run=standard").want(t, 303)
	along(does, "/th/practice/standard/napplus")
	live := does.post("/th/practice/standard/grant", "").want(t, 303).Header.Get("Location")
	for _, page := range []string{"/th/practice/standard/sso", live, "/th/practice/standard/dashboard"} {
		if got := strip(does, page); got == "" || strings.Contains(got, "moved") {
			t.Errorf("within the class's run, on %s: %s", page, got)
		}
	}
	if did, _ := w.store.Seat(id, 1); !did.HasRun("standard") {
		t.Errorf("the run that was done is not counted: %+v", did)
	}
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=go-on").want(t, 303)
	goes.post("/workshop/"+id+"/reply", "question=1&answer=yes&from=/th/help").want(t, 303)
	if got := strip(goes, "/th/help"); !strings.Contains(got, "ส่งคำตอบแล้ว: พร้อม") || !strings.Contains(got, "/now?lang=th") {
		t.Errorf("who is elsewhere and has answered hears %s", got)
	}
}

// Who tells of the real login has not practised for it: the practice has one number, on the wall, in the report and on the
// trainer's page, and the answers are told in a line of their own.
func TestAnAnswerAboutTheRealLoginIsNoPractice(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	var class []*browser
	for n := range 4 {
		p := w.browser()
		p.join(id)
		clock.pass(time.Second)
		if n == 0 {
			p.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
		} else {
			p.post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
		}
		class = append(class, p)
	}
	if page := trainer.get("/th/workshop/" + id + "/trainer").body; !strings.Contains(page, "1/4") {
		t.Error("the trainer's page does not say 1/4")
	}
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	if page := trainer.get("/th/workshop/" + id + "/screen").body; !strings.Contains(plainText(page), "สแกนและกดอนุญาตในการฝึก 1 จาก 4 คน") {
		t.Error("the wall does not say 1 of 4")
	}
	page := trainer.get("/th/workshop/" + id + "/report").body
	for _, words := range []string{"สแกนและกดอนุญาตในการฝึก 1 คน", "<b>1</b>คนสแกนและกดอนุญาตในการฝึก", "คำตอบจากโทรศัพท์ยังไม่แสดง"} {
		if !strings.Contains(page, words) {
			t.Errorf("the report does not say %s", words)
		}
	}
	if csv := trainer.get("/th/workshop/" + id + "/report.csv").body; !strings.Contains(csv, ",4,1,ยังไม่มีใครตอบ,ยังไม่มีใครตอบ,ยังไม่มีใครตอบ,4,") {
		t.Errorf("the file says %s", csv)
	}
	if hub := class[1].get("/j/" + id).body; strings.Contains(hub, "คุณสแกนและกดอนุญาต") || !strings.Contains(hub, "chosen") {
		t.Error("who only told is praised for practice, or cannot see the answer")
	}
	class[0].post("/workshop/"+id+"/outcome", "outcome=in").want(t, 303)
	page = trainer.get("/th/workshop/" + id + "/report").body
	_, hand, _ := strings.Cut(page, `id="byhand"`)
	hand, _, _ = strings.Cut(hand, `class="byhand"`)
	if strings.Contains(page, "ยังไม่แสดง") || strings.Count(page, "แจ้งว่าเข้าระบบจริงได้ 4 คน") != 2 || !strings.Contains(hand, "แจ้งว่าเข้าระบบจริงได้ 4 คน") {
		t.Error("answers of enough people are not told")
	}
}

// After the class everybody is asked the last question, with its three answers on the class's own page, and every page without
// script leads there.
func TestAfterTheClassEverybodyFindsTheLastQuestion(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.get("/progress").want(t, 204)
	trainer.post("/workshop/"+id+"/end", "lang=th&answers=evening").want(t, 303)
	if got := stripOf.FindString(p.get("/th/guide/start").body); !strings.Contains(got, `href="/j/`+id+`">บอกว่าเข้าได้ไหม`) {
		t.Errorf("the strip says %s", got)
	}
	page := p.get("/j/" + id).body
	for _, o := range []string{"in", "oss", "other"} {
		if !strings.Contains(page, `name="outcome" value="`+o+`"`) {
			t.Errorf("%s cannot be answered", o)
		}
	}
	if strings.Contains(page, "บอกเราได้ที่หน้าเข้าระบบจริง") {
		t.Error("one is sent to another page to tell")
	}
}
