//go:build !race || audit

package server_test

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var (
	bigButtons = regexp.MustCompile(`(?s)<div class="actions drive-turn(?: ends)?">(.*?)</div>`)
	filledOne  = regexp.MustCompile(`(?s)<(?:button|a) class="button strong"[^>]*>(.*?)</(?:button|a)>`)
	foldNames  = regexp.MustCompile(`(?s)<summary>(.*?)</summary>`)
)

// runEnds are where a run begins, and where it ends.
var runEnds = map[string][2]string{"with-hints": {"sso", "dashboard"}, "standard": {"sso", "dashboard"}, "lookalike": {"link-1", "done"}, "relayed-code": {"chat", "refused"}}

// After the steps the console's large button names the run that it sends, in the running order's sequence; after a run it leads to
// the end of the class, with the next run beside it. No fold has the name of a button that sends.
func TestAfterTheStepsTheConsoleNamesTheRunThatItSendsAndThenTheEnd(t *testing.T) {
	for lang, words := range map[string]struct{ end, send string }{"th": {"จบห้องเรียน แล้วดูรายงาน", "ส่งแบบฝึก: "}, "en": {"End, and the report", "Send: "}} {
		w := start(t, setup{})
		trainer := w.browser()
		id := trainer.openRoom()
		p := w.browser()
		p.join(id)
		titles := map[string]map[string]string{
			"th": {"with-hints": "ฝึกเอง มีคำใบ้เมื่อขอ", "standard": "ฝึกเอง ไม่มีคำใบ้", "lookalike": "หน้านี้ ของจริงหรือเปล่า", "relayed-code": "มีคนขอให้ช่วยสแกน"},
			"en": {"with-hints": "Practise with hints if you ask", "standard": "By yourself, no hints", "lookalike": "Is this page real?", "relayed-code": "Somebody asks you to scan"},
		}[lang]
		shows := func(when, filled, beside string) {
			t.Helper()
			page := trainer.get("/"+lang+"/workshop/"+id+"/trainer").want(t, 200).body
			before, _, _ := strings.Cut(page, `id="end"`) // in whose fold another is
			all := filledOne.FindAllStringSubmatch(before, -1)
			if len(all) > 1 || len(all) == 1 && plainText(all[0][1]) != filled || len(all) == 0 && filled != "" {
				t.Errorf("%s, %s: filled are %q, want %q", lang, when, all, filled)
			}
			big := bigButtons.FindString(page)
			if !strings.Contains(plainText(big), filled) || !strings.Contains(plainText(big), beside) || filled == words.end && strings.Contains(plainText(big), words.send) {
				t.Errorf("%s, %s: the large buttons are %q, want %q beside", lang, when, plainText(big), beside)
			}
			for _, m := range foldNames.FindAllStringSubmatch(page, -1) {
				if name := plainText(m[1]); name != words.end && strings.Contains(plainText(big), name) {
					t.Errorf("%s, %s: a fold is called as a button that acts: %s", lang, when, name)
				}
			}
		}
		post := func(what, fields string) {
			t.Helper()
			trainer.post("/workshop/"+id+"/"+what, "lang="+lang+"&"+fields).want(t, 303)
		}
		send := func(run string) string { return words.send + titles[run] }
		runs := []string{"with-hints", "standard", "lookalike", "relayed-code"}
		post("lead", "step=cannot-sign-in")
		shows("at the last step", send(runs[0]), "")
		for i, run := range runs {
			post("start", "run="+run)
			shows("while people do "+run, "", "")
			for _, state := range runEnds[run] {
				p.post("/workshop/"+id+"/progress", "at=practice/"+run+"/"+state).want(t, 303)
			}
			if i+1 < len(runs) {
				shows("when most have done "+run, send(runs[i+1]), "")
				post("lead", "step=cannot-sign-in")
				shows("after "+run, send(runs[i+1]), words.end)
			}
		}
		shows("when most have done the last", words.end, "")
		post("lead", "step=cannot-sign-in")
		shows("after the last, while people are at the step", "", words.end)
		p.post("/workshop/"+id+"/progress", "at=guide/cannot-sign-in&finish=cannot-sign-in").want(t, 303)
		shows("after the last", words.end, "")
		post("lead", "step=signed-in")
		if page := trainer.get("/" + lang + "/workshop/" + id + "/trainer").body; strings.Contains(bigButtons.FindString(page), "#end") {
			t.Errorf("%s: before the last step the end is offered", lang)
		}
	}
}

// What the console shows as next is what its filled button does, in every state of a class: pressed, it stands on the wall. The key
// that goes on does the same, on console and wall, or says what comes first; and in a pause that button is the large one.
func TestWhatTheConsoleShowsAsNextIsWhatItsFilledButtonDoes(t *testing.T) {
	t.Parallel()
	preview := func(page, id string) string {
		part := regexp.MustCompile(`(?s)id="` + id + `"[^>]*>\s*(?:<figure.*?<div class="preview[^>]*>)?\s*(?:<svg.*?</svg>)?\s*<p>(.*?)</p>|id="` + id + `"`).FindStringSubmatch(page)
		return plainText(part[1])
	}
	form := regexp.MustCompile(`(?s)<form data-key="[^"]*" method="post" action="([^"]+)">((?:\s*<input[^>]*>)*)\s*<button class="button strong">`)
	field := regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`)
	for _, lang := range []string{"th", "en"} {
		end := map[string]string{"th": "จบห้องเรียน", "en": "End the class"}[lang]
		for about, posts := range map[string][]string{
			"before it begins":             nil,
			"a step":                       {"lead step=start"},
			"a step with a question":       {"lead step=start", "ask question=go-on"},
			"a step with the code":         {"lead step=start", "show on=yes"},
			"the last step":                {"lead step=cannot-sign-in"},
			"a run, from the waiting room": {"start run=standard", "does standard"},
			"a run, from a step":           {"lead step=start", "start run=standard", "does standard"},
			"a run, from the last step":    {"lead step=cannot-sign-in", "start run=with-hints", "does with-hints"},
			"a run has ended":              {"lead step=cannot-sign-in", "start run=with-hints", "lead step=cannot-sign-in"},
			"an event":                     {"lead step=start", "inject event=expired/qr-expired"},
			"an event at the last step":    {"lead step=cannot-sign-in", "inject event=expired/qr-expired"},
			"an event in a run":            {"lead step=cannot-sign-in", "start run=with-hints", "inject event=expired/qr-expired"},
			"a dark wall":                  {"lead step=start", "dark on=yes"},
			"a pause":                      {"lead step=start", "freeze on=yes"},
			"a pause before it begins":     {"freeze on=yes"},
			"a pause at the last step":     {"lead step=cannot-sign-in", "freeze on=yes"},
			"a pause in a run":             {"lead step=start", "start run=standard", "freeze on=yes"},
			"a pause in an event":          {"lead step=start", "inject event=expired/qr-expired", "freeze on=yes"},
			"a pause with each alone":      {"lead step=start", "mode mode=free", "freeze on=yes"},
			"a dark wall in a pause":       {"lead step=start", "freeze on=yes", "dark on=yes"},
			"each goes alone":              {"lead step=start", "mode mode=free"},
			"each goes alone after a run":  {"lead step=cannot-sign-in", "start run=with-hints", "mode mode=free"},
			"the last run has ended":       {"lead step=cannot-sign-in", "start run=with-hints", "start run=standard", "start run=lookalike", "start run=relayed-code", "does relayed-code"},
		} {
			w := start(t, setup{})
			trainer, p := w.browser(), w.browser()
			id := trainer.openRoom()
			p.join(id)
			for _, post := range posts {
				what, fields, _ := strings.Cut(post, " ")
				if what == "does" {
					for _, state := range runEnds[fields] {
						p.post("/workshop/"+id+"/progress", "at=practice/"+fields+"/"+state).want(t, 303)
					}
					continue
				}
				trainer.post("/workshop/"+id+"/"+what, "lang="+lang+"&"+fields).want(t, 303)
			}
			console := func() string { return trainer.get("/"+lang+"/workshop/"+id+"/trainer").want(t, 200).body }
			page := console()
			next, press := preview(page, "c-next"), form.FindStringSubmatch(page)
			pressed, does := "", ""
			if press != nil {
				pressed, does = press[1], press[0]
			}
			told, onWall := keysOf(t, page), keysOf(t, trainer.get("/"+lang+"/workshop/"+id+"/screen").want(t, 200).body)
			switch {
			case told.Dark:
				if !strings.Contains(does, `data-key="dark"`) {
					t.Errorf("%s, %s: keys bring the wall's picture back, and the button is %q", lang, about, does)
				}
			case told.Resume:
				if large := drive.FindString(page); !strings.Contains(does, `data-key="resume"`) || !strings.Contains(large, `data-key="resume"`) || strings.Count(large, "<button") > 2 || strings.Contains(large, "<a ") {
					t.Errorf("%s, %s: a key ends the pause; the button is %q, and the large ones are %q", lang, about, does, plainText(large))
				}
			case told.NoNext == "":
				if !strings.HasSuffix(pressed, "/lead") || !strings.Contains(does, `data-key="next"`) || !strings.Contains(does, `value="`+onWall.Next+`"`) {
					t.Errorf("%s, %s: a key leads to %q, and the button is %q", lang, about, onWall.Next, does)
				}
			}
			if strings.Contains(strings.Join(posts, " "), "freeze") != told.Resume || told.Resume != onWall.Resume || told.NoNext != onWall.NoNext || told.Next != onWall.Next {
				t.Errorf("%s, %s: on the console a key does %+v, on the wall %+v", lang, about, told, onWall)
			}
			if press == nil {
				if next != end || !strings.Contains(page, `<a class="button strong" data-key="end"`) {
					t.Errorf("%s, %s: no button is filled, and next is %q", lang, about, next)
				}
				continue
			}
			fields := []string{}
			for _, m := range field.FindAllStringSubmatch(press[2], -1) {
				fields = append(fields, m[1]+"="+m[2])
			}
			trainer.post(press[1], strings.Join(fields, "&")).want(t, 303)
			if got := preview(console(), "c-wall"); got != next || next == "" {
				t.Errorf("%s, %s: next is %q, and %s %v shows %q", lang, about, next, press[1], fields, got)
			}
		}
	}
}

var drive = regexp.MustCompile(`(?s)<div class="actions drive-turn.*?</div>`)

// turns is what a page's script is told of the key that goes on.
type turns struct {
	Next, NoNext string
	Resume, Dark bool
}

func keysOf(t *testing.T, page string) (told turns) {
	t.Helper()
	for _, m := range regexp.MustCompile(`data-settings=(?:"([^"]*)"|'([^']*)')`).FindAllStringSubmatch(page, -1) {
		if text := html.UnescapeString(m[1] + m[2]); strings.Contains(text, `"prev"`) {
			if err := json.Unmarshal([]byte(text), &told); err != nil {
				t.Fatal(err)
			}
			return told
		}
	}
	t.Fatal("the page's script is told nothing of keys")
	return told
}

// While something happens to everybody the first of the large buttons takes it back, alone filled; beside it stands one other way on at most.
func TestInAnEventOneLargeButtonTakesItBack(t *testing.T) {
	large := regexp.MustCompile(`(?s)<div class="actions drive-turn happens">\s*<form data-key="undo".*?</div>`)
	for about, posts := range map[string][]string{
		"waiting":                  {},
		"at a step":                {"lead step=choose-thaid"},
		"at the last step":         {"lead step=cannot-sign-in"},
		"in a run":                 {"lead step=start", "start run=standard"},
		"in a run at the end":      {"lead step=cannot-sign-in", "start run=standard"},
		"after a run":              {"lead step=cannot-sign-in", "start run=standard", "lead step=cannot-sign-in"},
		"while each goes on alone": {"lead step=choose-thaid", "mode mode=free"},
	} {
		w := start(t, setup{})
		trainer := w.browser()
		id := trainer.openRoom()
		for _, post := range append(posts, "inject event=expired/qr-expired") {
			what, fields, _ := strings.Cut(post, " ")
			trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303)
		}
		part := large.FindString(trainer.get("/th/workshop/"+id+"/trainer").want(t, 200).body)
		if part == "" || strings.Count(part, "button strong") != 1 || strings.Count(part, "<button") > 2 || strings.Contains(part, "<a ") {
			t.Errorf("%s: the large buttons are %q", about, plainText(part))
		}
	}
}

// The class is ended in one place, to which one link leads: the head's, and after a run the large button in its stead.
func TestTheClassIsEndedInOnePlace(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	one := func(when string) {
		t.Helper()
		page := trainer.get("/th/workshop/"+id+"/trainer").want(t, 200).body
		if links, forms := strings.Count(page, `href="#end"`), strings.Count(page, `action="/workshop/`+id+`/end"`); links != 1 || forms != 1 {
			t.Errorf("%s: %d links lead to the end of the class, and %d forms end it", when, links, forms)
		}
	}
	one("at the start")
	trainer.post("/workshop/"+id+"/lead", "step=start").want(t, 303)
	one("at a step")
	trainer.post("/workshop/"+id+"/start", "run=standard").want(t, 303)
	one("in a run")
	trainer.post("/workshop/"+id+"/lead", "step=cannot-sign-in").want(t, 303)
	one("after a run")
}

// While the class pauses the countdown stands still on every screen, in a new count as in a running one, and goes on after it.
func TestTheCountdownStandsStillWhileTheClassPauses(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	post := func(what, fields string) {
		t.Helper()
		clock.pass(2 * time.Second) // else it is the press before, sent twice
		trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303)
	}
	post("lead", "step=start")
	holds := func(left, over string) {
		t.Helper()
		s := p.strip(id, "th")
		if s.Timer == nil || s.Timer.Left != 0 || s.Timer.Over != over {
			t.Errorf("the phone hears %+v, want %q", s.Timer, over)
		}
		for _, page := range []string{"screen", "trainer"} {
			body := trainer.get("/th/workshop/" + id + "/" + page).body
			if strings.Contains(body, "data-left") || !strings.Contains(body, ">"+left+"<") || page == "trainer" != strings.Contains(body, "หยุดนับระหว่างพัก") {
				t.Errorf("the %s does not hold at %s", page, left)
			}
		}
	}
	counts := func(left string) {
		t.Helper()
		for _, page := range []string{"screen", "trainer"} {
			if body := trainer.get("/th/workshop/" + id + "/" + page).body; !strings.Contains(body, `data-left="`+left+`"`) || strings.Contains(body, "หยุดนับ") {
				t.Errorf("the %s does not count from %s", page, left)
			}
		}
	}
	post("timer", "minutes=3")
	clock.pass(58 * time.Second)
	stream := p.events("/workshop/" + id + "/events?lang=th")
	stream.data()
	post("freeze", "on=yes")
	if data := stream.data(); !strings.Contains(data, `"over":"เหลือ 2:00"`) {
		t.Errorf("the open page hears %s", data)
	}
	clock.pass(10 * time.Minute)
	holds("2:00", "เหลือ 2:00")
	post("freeze", "on=yes") // a second press
	holds("2:00", "เหลือ 2:00")
	post("freeze", "on=no")
	counts("120")
	clock.pass(20 * time.Second)
	counts("100")
	post("freeze", "on=yes")
	post("timer", "minutes=1")
	clock.pass(time.Hour)
	holds("1:00", "เหลือ 1:00")
	post("lead", "step=choose-thaid") // takes the count off
	post("freeze", "on=no")
	if s := p.strip(id, "th"); s.Timer != nil {
		t.Errorf("a count that was taken off comes back: %+v", s.Timer)
	}
	post("timer", "minutes=1")
	clock.pass(2 * time.Minute)
	post("freeze", "on=yes")
	if wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body); !strings.Contains(wall, "ครบเวลาแล้ว") {
		t.Error("a time that is over is not over in a pause")
	}
	post("freeze", "on=no")
	if wall := plainText(trainer.get("/th/workshop/" + id + "/screen").body); !strings.Contains(wall, "ครบเวลาแล้ว") {
		t.Error("a time that is over is not over after a pause")
	}
}

// The console's clock says that it is one.
func TestTheConsolesClockSaysThatItIsOne(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	for lang, word := range map[string]string{"th": "เวลา", "en": "Time"} {
		if page := trainer.get("/" + lang + "/workshop/" + id + "/trainer").body; !regexp.MustCompile(word + `\s*<b data-clock="\d+">\d\d:\d\d</b>`).MatchString(page) {
			t.Errorf("%s: the clock has no label", lang)
		}
	}
}

// While somebody is not where the class is, the console neither says that all are there nor that nobody is behind: not for
// the moment in which the others come along, and not after a practice that was sent and ended either. It names who moved on without
// having done a step.
func TestTheConsoleDoesNotSayThatAllFollowWhileOneDoesNot(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, stays, signed, along := w.browser(), w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	all := []*browser{stays, signed, along}
	for _, p := range all {
		p.join(id)
	}
	card := regexp.MustCompile(`(?s)<div id="c-slow" data-live>(.*?)</div>`)
	says := func(when, mode, slow string) {
		t.Helper()
		page := trainer.get("/en/workshop/"+id+"/trainer").want(t, 200).body
		if got := plainText(card.FindString(page)); !strings.Contains(got, slow) {
			t.Errorf("%s: who is behind: %q, want %q", when, got, slow)
		}
		if got := plainText(page); !strings.Contains(got, "Now: "+mode) {
			t.Errorf("%s: the console does not say %q", when, mode)
		}
	}
	lead := func(what, fields, at string, who ...*browser) {
		t.Helper()
		trainer.post("/workshop/"+id+"/"+what, "lang=en&"+fields).want(t, 303)
		for _, p := range who {
			p.post("/workshop/"+id+"/progress", "at="+at).want(t, 303)
		}
	}
	clock.pass(time.Minute)
	lead("lead", "step=scan-qr", "guide/scan-qr", all...)
	says("all are there", "you lead the screens", "Nobody is behind right now")
	stays.post("/workshop/"+id+"/call", "").want(t, 303)
	says("one of them calls", "you lead the screens", "Apart from those who ask for help, nobody is behind")
	stays.post("/workshop/"+id+"/uncall", "").want(t, 303)
	clock.pass(time.Minute)
	signed.post("/workshop/"+id+"/progress", "at=guide/scan-qr&finish=scan-qr").want(t, 303)
	lead("lead", "step=signed-in", "guide/signed-in", signed, along)
	says("a moment after the step", "2 there, 1 not there yet", "On the way: 1")
	clock.pass(20 * time.Second)
	says("twenty seconds after the step", "2 there, 1 not there yet", "Not there yet: numbers 1")
	stays.post("/workshop/"+id+"/progress", "at=guide/scan-qr&away=yes").want(t, 303)
	says("it has chosen to stay", "2 there, 1 not there yet", "Chose to stay where they are: numbers 1")
	clock.pass(40 * time.Second)
	says("it stays when the step's time is over", "2 there, 1 not there yet", "2:00 · chose to stay there")
	stays.post("/workshop/"+id+"/progress", "at=guide/signed-in").want(t, 303)
	stays.post("/workshop/"+id+"/progress", "at=guide/scan-qr").want(t, 303)
	clock.pass(20 * time.Second)
	says("when the step's time is over", "2 there, 1 not there yet", "Behind the others 1 1 Step 3")
	lead("start", "run=standard", "practice/standard/napplus", signed, along)
	says("a run is sent", "2 there, 1 not there yet", "Not there yet: numbers 1")
	clock.pass(10 * time.Second)
	lead("lead", "step=signed-in", "guide/signed-in", signed, along)
	says("a moment after the run", "2 there, 1 not there yet", "Not there yet: numbers 1")

	page := plainText(trainer.get("/en/workshop/" + id + "/trainer").body)
	if !strings.Contains(page, "moved on without doing it: numbers 3") {
		t.Errorf("the console does not name who moved on: %s", page)
	}
	if !strings.Contains(page, "No need to wait for them: in a practice they get to do every step.") {
		t.Errorf("nor what is to be done for them: %s", page)
	}
	if !strings.Contains(page, "2 here · 1 did it") {
		t.Errorf("of two who see that one is signed in, not the one who is has done the step: %s", page)
	}
	if page := plainText(trainer.get("/en/workshop/" + id + "/report").body); !regexp.MustCompile(`4\. Signed in \S+ · Completed: 1/3`).MatchString(page) {
		t.Errorf("nor in the report: %s", page)
	}
}

// What can be sent stands at once below what unfolds it; what comes of that stands behind the buttons.
func TestOnTheConsoleTheButtonsComeBeforeTheirExplanation(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	page := trainer.get("/en/workshop/"+trainer.openRoom()+"/trainer").want(t, 200).body
	for kind, says := range map[string]string{"runs": "A practice goes from beginning to end", "events": "An event is one page in the middle of a practice"} {
		_, card, _ := strings.Cut(page, `<details class="more `+kind+`"`)
		card, _, _ = strings.Cut(card, "</details>")
		if text, button := strings.Index(card, says), strings.LastIndex(card, "</button>"); text < button || button < 0 {
			t.Errorf("%s: the text stands at %d, the last button ends at %d", kind, text, button)
		}
	}
}

// What is to be known of a report's times stands below them as a list, a short line each.
func TestTheReportsNotesAreReadAtOneLook(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	for lang, want := range map[string][]string{"th": {"ทำได้", "คนสแกนและกด", "ขีด –"}, "en": {"Completed", "Scanned and allowed", "A dash –"}} {
		_, list, _ := strings.Cut(trainer.get("/"+lang+"/workshop/"+id+"/report").want(t, 200).body, `<ul class="eyebrow">`)
		list, _, _ = strings.Cut(list, "</ul>")
		lines := strings.Split(list, "<li>")[1:]
		if len(lines) != len(want) {
			t.Fatalf("%s: %d lines: %q", lang, len(lines), plainText(list))
		}
		for i, line := range lines {
			if line = strings.TrimSpace(plainText(line)); !strings.HasPrefix(line, want[i]) || utf8.RuneCountInString(line) > 90 {
				t.Errorf("%s: line %d is %q", lang, i+1, line)
			}
		}
	}
}

// What the room answered stays on the console once the question is closed, until the class goes on; and one's own answer can be
// changed while it is open.
func TestTheAnswersOfTheRoomStayOnTheConsole(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	says := consoleSays(t, trainer, id, `(?s)<div id="c-ask" data-live>(.*?)<div id="c-notes"`)
	post := func(what, fields string) { trainer.post("/workshop/"+id+"/"+what, "lang=en&"+fields).want(t, 303) }
	says("before any", "aloud before you press", "Close the question", "Just closed")
	post("ask", "question=go-on")
	for _, answer := range []string{"wait", "yes"} {
		page := p.get("/j/" + id).body
		if strings.Count(page, `name="answer" value="yes"`) != 1 {
			t.Fatalf("one cannot answer %s: %s", answer, plainText(page))
		}
		p.post("/workshop/"+id+"/reply", "question=1&answer="+answer).want(t, 303)
	}
	if page := p.get("/j/" + id).body; strings.Count(page, `chosen" aria-pressed="true"`) != 1 || !strings.Contains(plainText(page), "ส่งคำตอบแล้ว: พร้อม") || !strings.Contains(plainText(page), "เปลี่ยนได้จนกว่าวิทยากรจะจบคำถาม") {
		t.Errorf("one's own answer is not shown: %s", plainText(page))
	}
	if s := p.strip(id, "th"); !strings.Contains(s.Note, "ส่งคำตอบแล้ว: พร้อม") || s.Change != "เปลี่ยนคำตอบ" {
		t.Errorf("elsewhere one does not read how to change it: %+v", s)
	}
	says("while it is open", "Answered: 1/1 Ready: 1 A little more time: 0", "Just closed")
	if page := plainText(trainer.get("/en/workshop/" + id + "/trainer").body); !strings.Contains(page, "Close the question · To step 1:") {
		t.Errorf("the console does not say that who goes on closes the question: %s", page)
	}
	post("ask", "question=")
	says("closed", "Just closed: Ready to go on? Ready: 1 A little more time: 0", "Close the question")
	if page := plainText(p.get("/j/" + id).body); strings.Contains(page, "พร้อมไปต่อไหม") {
		t.Errorf("the phone is still asked: %s", page)
	}
	post("lead", "step=start")
	says("the class has gone on", "Ask the room", "Just closed", "Ready: ")
	post("ask", "question=go-on")
	post("lead", "step=choose-thaid")
	says("the class has gone on while it was open", "Just closed: Ready to go on? Ready: 0", "Close the question", "Answered")
}

// In a run that the class does together the console offers what comes next in its order, beside the way back; who has done the run
// reads that the trainer goes on.
func TestInARunTheConsoleOffersWhatComesNext(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	post := func(what, fields string) { trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, 303) }
	turn := regexp.MustCompile(`(?s)<div class="actions drive-turn.*?<div class="drive-switches">`)
	says := func(when string, want ...string) {
		t.Helper()
		got := turn.FindString(trainer.get("/th/workshop/"+id+"/trainer").want(t, 200).body)
		for _, words := range want {
			if !strings.Contains(plainText(got), words) {
				t.Errorf("%s: %q, want %q", when, plainText(got), words)
			}
		}
		if strings.Contains(got, `data-key="next"`) {
			t.Errorf("%s: a key sends a run to everybody", when)
		}
	}
	post("lead", "step=cannot-sign-in")
	if s := p.note(id); strings.Count(s.Title, "เข้าไม่ได้") != 1 {
		t.Errorf("words are doubled: %+v", s)
	}
	post("start", "run=with-hints")
	says("in the first run", `จบการฝึก · กลับมาที่หน้า "เข้าไม่ได้? ไม่ต้องตกใจ"`, "ส่งแบบฝึก: ฝึกเอง ไม่มีคำใบ้")
	if page := trainer.get("/th/workshop/" + id + "/trainer").body; !regexp.MustCompile(`data-key="run"(?s).{0,400}<span class="phrase">[^<]*(<span class=w>)?ไม่มี`).MatchString(page) {
		t.Error("the button that sends a run may be parted within a phrase")
	}
	if s := p.note(id); s.Did {
		t.Errorf("who has just come to a run hears %+v", s)
	}
	p.post("/workshop/"+id+"/progress", "at=practice/with-hints/qr").want(t, 303)
	p.post("/workshop/"+id+"/progress", "at=practice/with-hints/dashboard").want(t, 303)
	if s := p.note(id); !s.Did || !strings.Contains(s.Note, "รอวิทยากรพาไปต่อ") {
		t.Errorf("who has done the run hears %+v", s)
	}
	for _, run := range []string{"standard", "lookalike", "relayed-code"} {
		post("start", "run="+run)
	}
	says("in the last run", "จบการฝึก · กลับมาที่หน้า ", "จบห้องเรียน แล้วดูรายงาน")
	post("lead", "step=start")
	post("start", "run=standard")
	if got := plainText(turn.FindString(trainer.get("/th/workshop/" + id + "/trainer").body)); strings.Contains(got, "ส่งแบบฝึก") || strings.Contains(got, "จบห้องเรียน") {
		t.Errorf("in the middle of the steps it leads elsewhere than back: %s", got)
	}
}

// The addresses to choose from stand behind one line, closed, which says that one is chosen already.
func TestTheKitsAddressesStandBehindALineThatSaysThatOneIsChosen(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string]string{"th": "เลือกไว้ให้แล้ว", "en": "is chosen for you"} {
		page := w.browser().get("/"+lang+"/workshop").want(t, 200).body
		fold := regexp.MustCompile(`(?s)<details class="more" id="open-address" data-live>\s*<summary>(.*?)</summary>(.*?)</details>`).FindStringSubmatch(page)
		if fold == nil || !strings.Contains(plainText(fold[1]), words) || strings.Count(fold[2], `name="base"`) < 3 || strings.Count(fold[2], " checked") != 1 || strings.Count(page, `name="base"`) != strings.Count(fold[2], `name="base"`) {
			t.Errorf("%s: the fold of the addresses is %q", lang, regexp.MustCompile(`(?s)id="open".*?</form>`).FindString(page))
		}
	}
}

// consoleSays looks for words, and for the lack of others, in the part of a room's console that a pattern finds.
func consoleSays(t *testing.T, trainer *browser, id, part string) func(when, want string, not ...string) {
	find := regexp.MustCompile(part)
	return func(when, want string, not ...string) {
		t.Helper()
		got := plainText(find.FindString(trainer.get("/en/workshop/"+id+"/trainer").want(t, 200).body))
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
		for _, words := range not {
			if strings.Contains(got, words) {
				t.Errorf("%s: %q says %q", when, got, words)
			}
		}
	}
}

// Before anybody has come, and before the class has begun, the console's head says so in words; no part of nothing is told.
func TestTheConsolesHeadHasWordsWhereNothingCanBeCounted(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	says := consoleSays(t, trainer, id, `(?s)<header class="console-top".*?</header>`)
	says("before anybody has come", "nobody in the room yet", "0/0", "allowed", "online 0")
	p.join(id)
	p.post("/workshop/"+id+"/ready", "answer=ready").want(t, 303)
	says("before the first step", "1 in the room", "0/1", "nobody")
	says("before the first step", "not begun yet")
	trainer.post("/workshop/"+id+"/lead", "lang=en&step=start").want(t, 303)
	says("at a step", "0/1 did it", "not begun")
}

// In a pause, and while each goes on alone, the console's time of the step stands still and says so.
func TestTheTimeOfTheStepStandsStillOnTheConsole(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser()
	id := trainer.openRoom()
	pace := regexp.MustCompile(`(?s)<p class="pace">.*?</p>`)
	post := func(what, fields, want string, counts bool) {
		t.Helper()
		trainer.post("/workshop/"+id+"/"+what, "lang=en&"+fields).want(t, 303)
		clock.pass(42 * time.Second)
		got := pace.FindString(trainer.get("/en/workshop/"+id+"/trainer").want(t, 200).body)
		if !strings.HasPrefix(strings.TrimSpace(plainText(got)), want) || strings.Contains(got, "data-for") != counts || strings.Contains(got, "stands still") == counts {
			t.Errorf("after %s %s: %s, want %s", what, fields, got, want)
		}
	}
	post("lead", "step=start", "0:42", true)
	post("freeze", "on=yes", "0:42", false)
	post("freeze", "on=no", "1:24", true)
	post("mode", "mode=free", "1:24", false)
	post("mode", "mode=lead", "2:06", true)
}

// While something happens to everybody the heading names that, and the time says that it is the step's or the practice's.
func TestInAnEventTheConsolesTimeSaysWhatItIsOf(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	pace := consoleSays(t, trainer, id, `(?s)<p class="pace.*?</p>`)
	for _, at := range []struct{ what, fields, of string }{{"lead", "step=start", "Step time 0:0"}, {"start", "run=standard", "Practice time 0:0"}} {
		trainer.post("/workshop/"+id+"/"+at.what, "lang=en&"+at.fields).want(t, 303)
		pace("at "+at.fields, "running order", "time")
		trainer.post("/workshop/"+id+"/inject", "lang=en&event=expired/qr-expired").want(t, 303)
		pace("in an event at "+at.fields, at.of)
	}
}

// A press on the console whose effect is not seen there is answered with what it did, also where that was nothing: to a script,
// without one on the page, and to the same press again.
func TestAPressOnTheConsoleSaysWhatItDid(t *testing.T) {
	for lang, words := range map[string]map[string]string{
		"th": {
			"no-idle": "ยังไม่มีหมายเลขที่ไม่มีคนใช้ นับเมื่อยังไม่ได้ทำอะไร และปิดหน้าไปแล้ว 1 นาที", "idle": "✓ เอาออกแล้ว 2 หมายเลข",
			"number": "✓ เอาหมายเลข 1 ออกแล้ว", "hands": "✓ เอามือลงแล้ว 1 คน", "code": "✓ รหัสห้องตอนนี้คือ ", "wifi": "✓ บันทึก Wi-Fi แล้ว", "wifi-off": "✓ เอา Wi-Fi ออกแล้ว",
			"paused": "ทุกจอพักอยู่ จะเห็นเมื่อกดเลิกพัก",
		},
		"en": {
			"no-idle": "No number is unused yet: one counts when its page was closed 1 min ago and nothing was done", "idle": "✓ Numbers removed: 2",
			"number": "✓ Number 1 removed", "hands": "✓ Hands put down: 1", "code": "✓ The room code is now ", "wifi": "✓ Wi-Fi saved", "wifi-off": "✓ Wi-Fi taken off",
			"paused": "Paused: shown after the pause",
		},
	} {
		for _, script := range []bool{true, false} {
			clock := newStillClock()
			w := start(t, setup{now: clock.now})
			trainer, p := w.browser(), w.browser()
			id := trainer.openRoom()
			says := func(what, fields, section, want string) {
				t.Helper()
				path, form := "/workshop/"+id+"/"+what, strings.TrimSuffix("lang="+lang+"&"+fields, "&")
				for range 2 {
					var got string
					if script {
						var said struct{ Said string }
						trainer.json(path, form, &said).want(t, 200)
						got = said.Said
					} else {
						to := trainer.post(path, form).want(t, 303).Header.Get("Location")
						at, hash, _ := strings.Cut(to, "#")
						part := regexp.MustCompile(`(?s)<section class="card at-` + section + `[ "].*?</section>`).FindString(trainer.get(at).want(t, 200).body)
						got = plainText(strings.Join(regexp.MustCompile(`(?s)<p class="note" role="status">.*?</p>`).FindAllString(part, -1), "|"))
						if hash != section {
							t.Errorf("%s leads to #%s", what, hash)
						}
					}
					if got = strings.TrimSpace(got); !strings.HasPrefix(got, want) {
						t.Errorf("%s, script %v, %s %s: %q, want %q", lang, script, what, fields, got, want)
					}
				}
				clock.pass(2 * time.Second)
			}
			p.join(id)
			clock.pass(time.Second)
			p.post("/workshop/"+id+"/ready", "answer=ready").want(t, 303)
			says("free-idle", "", "door", words["no-idle"])
			for range 2 {
				w.browser().join(id)
			}
			clock.pass(2 * time.Minute)
			says("free-idle", "", "door", words["idle"])
			p.post("/workshop/"+id+"/call", "").want(t, 303)
			says("answer", "number=all", "calls", words["hands"])
			says("free", "number=1", "door", words["number"])
			says("wifi", "name=Ward&pass=secret123", "door", words["wifi"])
			says("wifi", "name=&pass=", "door", words["wifi-off"])
			says("recode", "", "door", words["code"])
			says("recode", "", "door", words["code"])
			trainer.post("/workshop/"+id+"/freeze", "lang="+lang+"&on=yes").want(t, 303)
			for what, fields := range map[string]string{"start": "run=standard", "inject": "event=expired/qr-expired", "lead": "step=start"} {
				says(what, fields, "drive", words["paused"])
			}
		}
	}
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	for _, query := range []string{"?told=none&n=1", "?told=", "?n=3"} {
		if page := trainer.get("/th/workshop/"+id+"/trainer"+query).want(t, 200).body; strings.Contains(page, `class="note" role="status"`) {
			t.Errorf("%s is told", query)
		}
	}
}

// While something is made to happen on every screen, the trainer reads what to say of that, and not the notes of the step that the
// class left; the list of practices tells what a press does, and has figures only where somebody is done.
func TestTheConsoleSaysWhatToDoInAnEventAndWhatAPressOnAPracticeDoes(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	post := func(what, fields string) { trainer.post("/workshop/"+id+"/"+what, "lang=en&"+fields).want(t, 303) }
	notes := consoleSays(t, trainer, id, `(?s)<div id="c-notes" data-live>(.*?)</section>`)
	runs := consoleSays(t, trainer, id, `(?s)<ul class="runlist">(.*?)</ul>`)
	post("lead", "step=scan-qr")
	notes("at a step", "Show it first", "First ask everybody")
	if page := trainer.get("/en/workshop/" + id + "/trainer").body; !strings.Contains(page, `<a href="/en/guide/scan-qr" target="lesson"`) {
		t.Error("the notes speak of the step in the guide, and nothing leads there")
	}
	post("inject", "event=expired/qr-expired")
	notes("at an event", "First ask everybody", "Show it first")
	post("inject", "event=")
	notes("after it", "Show it first", "First ask everybody")
	runs("before anybody is done", "By yourself, no hints", "did it")
	consoleSays(t, trainer, id, `(?s)<details class="more runs"(.*?)</details>`)("above the list", "Press one to send it to everyone at once")
}

// What happens to everybody may be called as a run is: the console says of each which of both it is, in its lists, as heading, and where
// it says at what somebody is who calls. Who is in an event is at that, and not at the run in which it happens.
func TestTheConsoleSaysOfEachRunAndEventWhichOfBothItIs(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	post := func(what, fields string) {
		t.Helper()
		clock.pass(3 * time.Second) // else it is the press before, sent twice
		trainer.post("/workshop/"+id+"/"+what, "lang=en&"+fields).want(t, 303)
	}
	at := func(place string) {
		t.Helper()
		clock.pass(time.Second)
		p.post("/workshop/"+id+"/progress", "at="+place).want(t, 303)
	}
	heading := consoleSays(t, trainer, id, `(?s)<h2 id="drive">(.*?)</h2>`)
	calls := consoleSays(t, trainer, id, `(?s)<section class="card at-calls"(.*?)</section>`)
	consoleSays(t, trainer, id, `(?s)<details class="more runs"(.*?)</details>`)("its runs", "A practice goes from beginning to end")
	consoleSays(t, trainer, id, `(?s)<details class="more events"(.*?)</details>`)("its events", "An event is one page in the middle of a practice.")
	consoleSays(t, trainer, id, `(?s)<details class="more events"(.*?)</details>`)("its events", "Event · The code has expired")

	p.post("/workshop/"+id+"/call", "").want(t, 303)
	post("start", "run=expired")
	at("practice/expired/sso")
	heading("in a run", "Practice · The code expires")
	calls("in a run", "Practice · The code expires")
	post("inject", "event=expired/qr-expired")
	heading("in an event", "Event · The code has expired", "Practice")
	calls("before it is met", "Practice · The code expires")
	at("practice/expired/qr-expired")
	calls("in an event", "Event · The code has expired", "Practice")
	at("practice/expired/qr")
	calls("further in it", "Event · The code has expired", "Practice")
	at("guide/start")
	calls("elsewhere", "Step 1", "Event")
	at("practice/expired/qr-expired")
	post("inject", "event=")
	calls("still at it after its end", "Event · The code has expired", "Practice")
	at("practice/expired/sso")
	calls("back in the run", "Practice · The code expires", "Event")
}

// What a trainer may say at a trap stands in the console while it is sent, and in what a trainer prepares with, as at a step. To go
// to who asks for help is said beside it, and alone where a run has no notes.
func TestATrapsNotesStandWhereAStepsDo(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	for lang, words := range map[string]struct {
		notes map[string]string
		help  string
	}{
		"th": {map[string]string{"lookalike": "ถามห้องว่าดูตรงไหน", "relayed-code": "ให้จับคู่ลองพูดปฏิเสธ", "standard": ""}, "เดินไปหาคนที่ขอให้ช่วย"},
		"en": {map[string]string{"lookalike": "ask where one sees", "relayed-code": "In pairs, say aloud", "standard": ""}, "Help those who asked"},
	} {
		prepare := plainText(trainer.get("/"+lang+"/workshop").want(t, 200).body)
		for run, note := range words.notes {
			trainer.post("/workshop/"+id+"/start", "lang="+lang+"&run="+run).want(t, 303)
			_, said, _ := strings.Cut(trainer.get("/"+lang+"/workshop/"+id+"/trainer").want(t, 200).body, `id="c-notes"`)
			said, _, _ = strings.Cut(said, "</section>")
			if said = plainText(said); !strings.Contains(said, note) || !strings.Contains(said, words.help) {
				t.Errorf("%s: in the run %s the console says %q", lang, run, said)
			}
			if !strings.Contains(prepare, note) {
				t.Errorf("%s: what a trainer prepares with has no notes on %s", lang, run)
			}
		}
	}
}
