//go:build !race

package server_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"napguide/server/site"
)

var (
	everyTag = regexp.MustCompile(`<[^>]*>`)
	anySpace = regexp.MustCompile(`\s+`)
)

// wordsOf is a page as one reads it, without marks and without space.
func wordsOf(page []byte) string {
	return anySpace.ReplaceAllString(html.UnescapeString(everyTag.ReplaceAllString(string(page), "")), "")
}

// Each line is a place where somebody who learned alone stopped for want of a word.
func TestWhoLearnsAloneIsToldWhereTheyWouldStop(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct{ path, th, en string }{
		{"/guide/start", `"ThaiID" บนปุ่ม คือแอป ThaID`, `"ThaiID" on the button means the ThaID app`},
		{"/guide/scan-qr", "ในภาพนี้ กดข้ามได้เลย", "In this picture, press the button to skip it."},
		{"/guide/scan-qr", "ภาพนี้เล็งไว้ให้แล้ว", "This picture is aimed already."},
		{"/practice/standard/dashboard", "ถ้ากดผิดระหว่างทาง ก็หาทางกลับมาได้", "if you took a wrong turn, you found the way back"},
		{"/practice/with-hints/dashboard", "กดผิดระหว่างทางก็ไม่เป็นไร", "A wrong turn on the way does no harm."},
		{"/practice/declined/dashboard", "ถ้าไม่เห็นปุ่มแบบนี้ ให้เปิดหน้า NAPPLUS ใหม่", "if you see no such button, open NAPPLUS again"},
		{"/practice/expired/dashboard", "ถ้าไม่เห็นปุ่มแบบนี้ ให้เปิดหน้า NAPPLUS ใหม่", "if you see no such button, open NAPPLUS again"},
		{"/guide/signed-in", `หน้าจอเปลี่ยนแล้ว กด "ต่อไป" ในหน้าจอจำลอง`, `Now press "Next"`},
		{"/guide/scan-qr", `ถ้าแค่กดพลาด ขอโค้ดใหม่ได้เลย`, `If you pressed it by mistake, get a new code`},
		{"/practice/expired/qr-short", "รอให้โค้ดหมดอายุก่อน ยังไม่ต้องสแกน", "wait until the code expires. Do not scan it yet"},
		{"/practice/with-hints/dashboard", "ย้อนกลับแล้วยังเข้าไม่ได้อีก ให้แจ้ง Admin", "If you still cannot get in after that, tell your unit's Admin"},
		{"/stuck", "ถ้าเห็น คุณยังอยู่หน้า NAPPLUS คลิกปุ่มสีชมพูก่อน", "you are still on the NAPPLUS page. Click the pink button first"},
		{"/stuck", "ไม่มีบัตรประชาชนไทย หรือลงทะเบียนไม่ผ่าน", "Registering does not work"},
		{"/", "ไม่มีบัตรประชาชนไทย?", "No Thai identity card?"},
		{"/launch", "ไม่มีบัตรประชาชนไทย?", "No Thai identity card?"},
		{"/prepare", "ดิฉันลงทะเบียนแอป ThaID ไม่ได้", "I cannot register in the ThaID app."},
		{"/prepare", "เราบอกไม่ได้ว่าใช้ได้หรือไม่", "This guide cannot say whether another card counts"},
		{"/guide/signed-in", "ต่อไป: ถ้าเข้าไม่ได้ ทำอย่างไร", "Next: what to do if you cannot get in"},
		{"/summary", `ปุ่ม "ย้อนกลับ…" พามาหน้าสรุปนี้`, "the go-back button leads to this summary"},
		{"/practice/wrong-method/napplus", "แค่คลิก ไม่ต้องพิมพ์อะไร", "there is nothing to type"},
		{"/practice/relayed-code/chat-code", "โทรศัพท์ของคุณ (จำลอง)", "Your phone, on screen"},
		{"/practice/relayed-code/person", "ข้อ 1 จาก 2 ถูกแล้ว", "Right: 1 of 2 done."},
		{"/practice/lookalike/link-1", "ถ้าเจอตอนเข้าจริง จะทำอย่างไร", "If you met it at the real login, what would you do?"},
		{"/present/scan-qr", "หรือใช้โทรศัพท์จำลอง", "or use the on-screen phone"},
		{"/quiz", "วงเส้นประ คือข้อที่ควรดูอีกครั้ง", "Dashed circles: worth another look"},
		{"/practice/with-hints/dashboard", "แต่สแกนในแอป ThaID แอปอาจถามรหัส 8 หลัก", "inside the ThaID app, which may ask for your 8-digit passcode"},
		{"/practice/standard/dashboard", "แต่สแกนในแอป ThaID แอปอาจถามรหัส 8 หลัก", "inside the ThaID app, which may ask for your 8-digit passcode"},
		{"/launch", "ปุ่มในภาพ อยู่ในหน้าที่เปิดขึ้นมา ไม่ใช่ปุ่มข้างบนนี้", "are on that page, not the one above"},
		{"/present/scan-qr", "โค้ดบนจอของคุณ", "Scan the code on your screen"},                   // beside a sample that nobody scans
		{"/present/summary", "ยังไม่ได้อีก ให้แจ้ง Admin", "after that, tell your unit's Admin"}, // beside "always"
		{"/print", "ยังไม่ได้อีก ให้แจ้ง Admin", "after that, tell your unit's Admin"},
		{"/summary", "ยังไม่ได้อีก ให้แจ้ง Admin", "after that, tell your unit's Admin"},
		{"/", "ยังไม่ได้อีก ให้แจ้ง Admin", "after that, tell your unit's Admin"},
		{"/stuck", "หน้า NAPPLUS เปิดไม่ขึ้นเลย", "The NAPPLUS page does not open at all"},
		{"/stuck", "บนคอมพิวเตอร์ เลื่อนหน้าลงมาด้านล่าง", "On the computer, scroll down the page"},
	} {
		for lang, want := range map[string]string{"th": at.th, "en": at.en} {
			f, _ := pages.File("/" + lang + at.path)
			if f == nil || !strings.Contains(wordsOf(f.Raw()), anySpace.ReplaceAllString(want, "")) {
				t.Errorf("/%s%s does not say %q", lang, at.path, want)
			}
		}
	}
	for _, lang := range []string{"th", "en"} {
		home, _ := pages.File("/" + lang + "/")
		quiz, _ := pages.File("/" + lang + "/quiz")
		for _, path := range []string{"/practice/", "/quiz"} {
			if strings.Count(mainOf(home.Raw()), `href="/`+lang+path+`"`) != 1 {
				t.Errorf("home in %s does not lead to %s once", lang, path)
			}
		}
		result, _, _ := strings.Cut(mainOf(quiz.Raw()), "<form")
		for _, path := range []string{"/practice/", "/launch", "/finish"} {
			if strings.Count(result, `href="/`+lang+path+`"`) != 1 {
				t.Errorf("the result of the check in %s does not lead to %s once", lang, path)
			}
		}
		step, _ := pages.File("/" + lang + "/guide/choose-thaid")
		if strings.Contains(wordsOf(step.Raw()), "Thaid") {
			t.Errorf("that the app's name is spelt otherwise is told twice in %s", lang)
		}
	}
}

// Beside each message to the unit's Admin stands whom to ask who that is, where the unit does not say it itself.
func TestBesideAMessageToTheAdminItSaysWhoKnowsWhoThatIs(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	for lang, whom := range map[string]string{
		"th": "ไม่รู้ว่า Admin ของหน่วยงานคือใคร ถามหัวหน้าหรือฝ่าย IT ของหน่วยงาน",
		"en": "Do not know who your unit's Admin is? Ask your supervisor or your IT people.",
	} {
		for path, sections := range map[string][]string{
			"/prepare":                 {`id="not-ready"`, `id="oss"`},
			"/stuck":                   {`id="error-page"`, `id="no-icon"`, `id="scan-fails"`, `id="no-app"`, `id="menus-missing"`, `id="allowed-theirs"`, `id="not-open"`, `id="screen-differs"`},
			"/practice/no-rights/told": {`class="card for-real"`},
			"/print":                   nil, // which has room for a unit's own words only
		} {
			f, _ := pages.File("/" + lang + path)
			for _, begins := range sections {
				_, section, _ := strings.Cut(string(f.Raw()), begins)
				section, _, _ = strings.Cut(section, "</section>")
				if n := strings.Count(wordsOf([]byte("<"+section)), anySpace.ReplaceAllString(whom, "")); n != 1 {
					t.Errorf("/%s%s, %s: says %d times whom to ask who the Admin is", lang, path, begins, n)
				}
			}
			if n := strings.Count(wordsOf(f.Raw()), anySpace.ReplaceAllString(whom, "")); n != len(sections) {
				t.Errorf("/%s%s says it %d times, not %d", lang, path, n, len(sections))
			}
		}
	}
}

// While a code is to run out the drawn phone asks for no tap, and its tab says what the computer's does; the next code is used as usual.
func TestWhileACodeIsToRunOutThePhoneSaysToWait(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	for lang, said := range map[string]struct{ tap, use, wait string }{
		"th": {"แตะไอคอน ThaID", "ใช้โทรศัพท์จำลอง", "รอให้โค้ดหมดอายุก่อน"},
		"en": {"Tap the ThaID icon", "use the on-screen phone", "wait until the code expires"},
	} {
		for state, waits := range map[string]bool{"qr-short": true, "qr": false} {
			f, _ := pages.File("/" + lang + "/practice/expired/" + state)
			_, side, _ := strings.Cut(string(f.Raw()), `<div class="phone-side">`)
			words := wordsOf([]byte(side))
			for word, wanted := range map[string]bool{said.tap: !waits, said.use: !waits, said.wait: waits} {
				if strings.Contains(words, anySpace.ReplaceAllString(word, "")) != wanted {
					t.Errorf("%s: beside %s the phone says %q: %v", lang, state, word, !wanted)
				}
			}
		}
	}
}

func mainOf(page []byte) string {
	_, rest, _ := strings.Cut(string(page), "<main")
	main, _, _ := strings.Cut(rest, "</main>")
	return main
}

// Without script a wrong answer is explained by what is said of it, once; the right one's explanation waits folded beside it.
func TestAWrongAnswerHasOneExplanation(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	for _, lang := range []string{"th", "en"} {
		b := w.browser()
		pages, _ := realSite()
		var answers []string
		for _, id := range pages.QuizFields(lang) {
			right, wrong := pages.QuizChoices(lang, id)
			if len(answers)%2 == 0 {
				right = wrong
			}
			answers = append(answers, id+"="+right)
		}
		main := mainOf([]byte(b.post("/"+lang+"/quiz", strings.Join(answers, "&")).want(t, http.StatusOK).body))
		if got := strings.Count(main, `<details class="why" open`); got != len(answers) {
			t.Errorf("%s: %d questions are answered, and %d explanations stand open", lang, len(answers), got)
		}
		if marks := regexp.MustCompile(`<a class="lesson-link"[^>]*>\s|<a class="lesson-link"[^>]*>[^<]*:`).FindString(main); marks != "" {
			t.Errorf("%s: what is underlined is more than the lesson's name: %s", lang, marks)
		}
	}
}

// One allows when one has opened the code oneself and the number matches: neither decides alone, and who does not have both
// declines, wherever it is said.
func TestAllowHasTheSameTwoConditionsEverywhere(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	both := map[string][]string{"th": {"เปิด.*เอง", "หมายเลขอ้างอิง.*ตรงกัน", "กดปฏิเสธ"}, "en": {"(?i)you ?opened", "reference numbers? (?:match|is the same)", "(?i)decline"}}
	for _, path := range []string{"/guide/scan-qr", "/print", "/launch", "/practice/relayed-code/chat-code", "/practice/expired/qr", "/practice/declined/qr"} {
		for lang, conditions := range both {
			f, _ := pages.File("/" + lang + path)
			if f == nil {
				t.Fatalf("no page /%s%s", lang, path)
			}
			for _, line := range regexp.MustCompile(`</?(?:p|li|div|br|h[1-6])\b[^>]*>`).Split(string(f.Raw()), -1) {
				said := everyTag.ReplaceAllString(line, "")
				if !regexp.MustCompile(`กดอนุญาต ?เมื่อ|จึงกดอนุญาต|Press (?:Allow|อนุญาต).* (?:if|when) |match, press Allow`).MatchString(said) {
					continue
				}
				for _, c := range conditions {
					if !regexp.MustCompile(c).MatchString(said) {
						t.Errorf("/%s%s: %q does not say %s", lang, path, said, c)
					}
				}
			}
		}
	}
}

// Who forgot the app's passcode and looks for "password" finds the card on it.
func TestWhoLooksForAPasswordFindsTheAppsPasscode(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	for lang, word := range map[string]string{"th": "รหัสผ่าน", "en": "password"} {
		f, _ := pages.File("/" + lang + "/help")
		page := string(f.Raw())
		key := regexp.MustCompile(`value="?(\d+)"?[^>]*>\s*<span>(?:<span[^>]*>)?` + word + `</span>`).FindStringSubmatch(page)
		card := regexp.MustCompile(`data-words="([^"]*)"[^>]*href="?/` + lang + `/stuck#no-app`).FindStringSubmatch(page)
		if key == nil || card == nil {
			t.Fatalf("%s: the word %q stands there: %v, the card: %v", lang, word, key != nil, card != nil)
		}
		if !slices.Contains(strings.Fields(card[1]), key[1]) {
			t.Errorf("%s: %q, the word %s, does not find the card, which has %q", lang, word, key[1], card[1])
		}
	}
}

// Every answer is found by a word, and stands once below it; who cannot sign in finds first the card on the error page.
func TestEveryAnswerOfTheHelpIsFoundByAWordAndOnce(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	errorPage := map[string][]string{
		"th": {"เข้าไม่ได้", "สิทธิ์", "รหัสผ่าน", "แอป ThaID", "กดผิด"},
		"en": {"cannot sign in", "rights", "password", "ThaID app", "wrong"},
	}
	tag := regexp.MustCompile(`<[^>]*>`)
	for lang, wanted := range errorPage {
		f, _ := pages.File("/" + lang + "/help")
		page := string(f.Raw())
		words := map[string]string{} // by key
		for _, m := range regexp.MustCompile(`(?s)type="?checkbox"? value="?(\d+)"?>\s*(.*?)\s*</label>`).FindAllStringSubmatch(page, -1) {
			words[m[1]] = tag.ReplaceAllString(m[2], "")
		}
		found := map[string][]string{} // answers by word
		for _, m := range regexp.MustCompile(`<(?:details|a)[^>]*data-words[^>]*>`).FindAllString(page, -1) {
			id := regexp.MustCompile(`id="?([a-z-]+)|href="?[^#">]*#([a-z-]+)`).FindStringSubmatch(m)
			keys := regexp.MustCompile(`data-words="([\d ]*)"|data-words=(\d+)`).FindStringSubmatch(m)
			if id == nil || keys == nil || keys[1]+keys[2] == "" {
				t.Errorf("%s: no word finds %s", lang, m)
				continue
			}
			for _, key := range strings.Fields(keys[1] + keys[2]) {
				found[words[key]] = append(found[words[key]], id[1]+id[2])
			}
		}
		for word, ids := range found {
			if len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
				t.Errorf("%s: %q finds one answer twice: %v", lang, word, ids)
			}
		}
		for _, word := range wanted {
			if len(found[word]) == 0 || found[word][0] != "error-page" {
				t.Errorf("%s: %q finds %v, and not first the error page", lang, word, found[word])
			}
		}
	}
}

// Behind a door nothing beside the code tells what is to come.
func TestBehindADoorNothingSaysThatTheCodeExpires(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	run, _ := pages.Runs().Find("surprise")
	codes := 0
	for _, st := range run.States {
		f, _ := pages.File("/th/practice/surprise/" + st.Name)
		if f == nil || st.Of != "expired" || len(st.Phone) == 0 {
			continue
		}
		if codes++; strings.Contains(wordsOf(f.Raw()), "รอให้โค้ดหมดอายุ") {
			t.Errorf("%s tells that its code expires", st.Name)
		}
	}
	if codes == 0 {
		t.Fatal("no door leads to a code that expires")
	}
}

// Who has scanned, has allowed, or stands before the real login is told no more to scan with the camera; in each place it is said
// what is another thing there.
func TestWhatIsDoneIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	for lang, words := range map[string][2]string{"th": {"ใช้กล้องโทรศัพท์", "ไม่ใช้แอปกล้อง"}, "en": {"use the phone's camera", "The camera is for practising only"}} {
		computer, phone := w.browser(), w.browser()
		phone.header["Cookie"] = "guide-lang=" + lang
		code := w.scanPath(computer.makeGrant())
		look := func(where string, a answer) {
			t.Helper()
			page := wordsOf([]byte(a.want(t, http.StatusOK).body))
			for i, line := range words {
				if line = anySpace.ReplaceAllString(line, ""); strings.Contains(page, line) != (i == 1) {
					t.Errorf("%s in %s says %q: %t", where, lang, line, i == 0)
				}
			}
		}
		look("the question", phone.get(code+"/app"))
		phone.post(code+"/approve", "").want(t, http.StatusSeeOther)
		look("the phone that has allowed", phone.get(code))
		look("the door to the real login", computer.get("/"+lang+"/launch"))
	}
}

var (
	rowOfList = regexp.MustCompile(`(?s)<li data-scenario="([^"]+)".*?</li>`)
	shownWay  = regexp.MustCompile(`data-run="([^"]+)"(?: data-steps="[^"]*")?>`)
)

func drawsOthers(pages *site.Site, run string) bool {
	r, _ := pages.Runs().Find(run)
	return r.Draws
}

// The end of a run leads on to the first run after it in the list that is not done, else to the first before it; to the one that draws
// among them all when no other is left. The list offers what is done once more. Without script, whose progress the server knows; e2e looks at the others.
func TestTheEndOfARunLeadsToTheNextRun(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, setup{})
	steps, _, runs := pages.Course()
	kept, ends := "guide/"+steps[0], map[string]string{}
	for _, run := range runs {
		for _, end := range []string{"dashboard", "refused", "done", "told", "right"} {
			if f, ok := pages.File("/th/practice/" + run + "/" + end); ok && strings.Contains(string(f.Raw()), "data-done=") {
				ends[run] = "practice/" + run + "/" + end
			}
		}
	}
	if len(ends) < 4 {
		t.Fatalf("%d ends are known: %v", len(ends), ends)
	}
	for i := len(runs) - 1; i >= 0; i-- { // not in their order
		end, ok := ends[runs[i]]
		if !ok {
			continue
		}
		kept += ":" + end
		b := w.browser()
		b.header["Cookie"] = "guide-progress=" + kept
		list := b.get("/th/practice/").want(t, http.StatusOK).body
		way := shownWay.FindStringSubmatch(b.get("/th/"+end).want(t, http.StatusOK).body)
		var before, after, draws []string // that are not done
		for _, row := range rowOfList.FindAllStringSubmatch(list, -1) {
			done, again := strings.Contains(kept, "practice/"+row[1]+"/"), strings.Contains(wordsOf([]byte(row[0])), "ฝึกอีกครั้ง")
			if done != again {
				t.Errorf("after %s %s is offered once more: %t", kept, row[1], again)
			}
			switch {
			case done || row[1] == "guide":
			case drawsOthers(pages, row[1]):
				draws = append(draws, row[1])
			case slices.Index(runs, row[1]) < i:
				before = append(before, row[1])
			default:
				after = append(after, row[1])
			}
		}
		if next := slices.Concat(after, before, draws, []string{"guide"})[0]; way == nil || next != way[1] { // the lesson, which is never done here, comes last
			t.Errorf("after %s the next run is %q, the end leads to %q", kept, next, way)
		}
	}
}

// Each line is a place where what was said was untrue, led astray, or could be read in two ways; "not" is what it was.
func TestWhatIsSaidIsTrueWhereverItIsSaid(t *testing.T) {
	t.Parallel()
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	not := map[string]*regexp.Regexp{
		"th": regexp.MustCompile(`ก่อนถึง/|/ตัวแรก|ไม่เก็บคำตอบของคุณ|และหมายเลขตรงกัน|แตะThaIDใส่รหัส`),
		"en": regexp.MustCompile(`(?i)(?:before|behind|to)thefirst/|notkeepyouranswers|(?:if|and)thenumbers(?:onboth)?match|tapThaIDandtype|Skipthecode|Thislink|pressthatbutton|Thai\((?:ค่ะ|ครับ)\)`),
	}
	seen := 0
	for _, path := range pages.Paths() {
		f, _ := pages.File(path)
		lang, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if bad := not[lang]; bad != nil {
			seen++
			if said := bad.FindString(wordsOf(f.Raw())); said != "" {
				t.Errorf("%s says %q", path, said)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d pages were read", seen)
	}
}
