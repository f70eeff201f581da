//go:build !race

package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Who has scanned compares the numbers before Allow: the step, the sheet by the screen and the launcher say it in our own words.
func TestWhereOneIsToldToScanOneIsToldToCompareTheNumbers(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][2]string{"th": {"หมายเลข", "อนุญาต"}, "en": {"number", "Allow"}} {
		for _, c := range []struct{ page, begins, ends string }{
			{"/guide/scan-qr", `<div class="prose">`, `<div class="rail-area"`},
			{"/print", `class="big-four`, `</article>`},
			{"/launch", `<ol class="checks">`, `</ol>`},
		} {
			_, piece, _ := strings.Cut(w.browser().get("/"+lang+c.page).want(t, 200).body, c.begins)
			piece, _, _ = strings.Cut(piece, c.ends)
			if piece, _, _ = strings.Cut(piece, `class="stage`); !strings.Contains(piece, words[0]) || !strings.Contains(piece, words[1]) {
				t.Errorf("/%s%s does not say to compare the numbers, then to allow: %s", lang, c.page, plainWords(piece))
			}
		}
	}
}

// The guide's sentence says to go back always; where one must stop the second time, that is said as the exception from it.
func TestToStopTheSecondTimeIsSaidAsTheException(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][2]string{"th": {"แต่ถ้าใช้ ThaID", "ครั้งที่สอง"}, "en": {"But if you used ThaID", "second time"}} {
		for _, page := range []string{"/", "/summary", "/print", "/launch"} {
			if got := plainWords(w.browser().get("/"+lang+page).want(t, 200).body); strings.Contains(got, words[1]) && !strings.Contains(got, words[0]) {
				t.Errorf("/%s%s: the second time is not the exception", lang, page)
			}
		}
	}
}

// The launcher's own button is not the one of the pictures below it: those say on which page they are pressed.
func TestTheLaunchersPicturesSayOnWhichPageTheyArePressed(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string]string{"th": "เมื่อหน้า NAPPLUS เปิดแล้ว", "en": "When the NAPPLUS page has opened"} {
		before, _, found := strings.Cut(w.browser().get("/"+lang+"/launch").want(t, 200).body, `<ol class="four`)
		if _, heading, _ := strings.Cut(before, `class="there"`); !found || !strings.Contains(plainWords(heading), words) {
			t.Errorf("/%s/launch: the pictures do not say %q", lang, words)
		}
	}
}

// The answer to a press names what was pressed: a form's boxes, and its button.
func TestTheAnswerToADrawnFormNamesItsBoxesAndItsButton(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][2]string{"th": {"ช่อง", "ปุ่มตรงนี้"}, "en": {"boxes", "this button"}} {
		_, answer, _ := strings.Cut(w.browser().get("/"+lang+"/guide/start").want(t, 200).body, `id="why-napplus-password"`)
		if answer, _, _ = strings.Cut(answer, "</div>"); !strings.Contains(answer, words[0]) || !strings.Contains(answer, words[1]) {
			t.Errorf("%s: a press on the form, or its button, is answered %q", lang, answer)
		}
	}
}

// From what is read in between one goes back to where one was, without script too; who has begun nothing begins.
func TestWhatIsReadInBetweenLeadsBackToWhereOneWas(t *testing.T) {
	w := start(t, setup{})
	for lang, words := range map[string][4]string{
		"th": {"เริ่มเรียนทีละขั้น", "กลับไปขั้นที่ 3 สแกนคิวอาร์โค้ด", "กลับไปบทเรียน", "ฝึกต่อ"}, "en": {"Start with step one", "Back to step 3: Scan the QR code", "Back to the lesson", "Carry on"},
	} {
		for i, c := range []struct{ kept, leads string }{
			{"", "/guide/start"}, {"guide/start:guide/choose-thaid:guide/scan-qr", "/guide/scan-qr"},
			{"practice/standard/sso", "/practice/standard/sso"}, {"practice/standard/sso:practice/standard/dashboard", "/guide/start"},
		} {
			for _, page := range []string{"/help", "/prepare", "/privacy"} {
				b := w.browser()
				if c.kept != "" {
					b.header["Cookie"] = "guide-progress=" + c.kept
				}
				_, door, _ := strings.Cut(b.get("/"+lang+page).want(t, 200).body, `<a class="button strong" href="`)
				href, door, _ := strings.Cut(door, `"`)
				_, door, _ = strings.Cut(door, ">")
				if text, _, _ := strings.Cut(door, "</a>"); href != "/"+lang+c.leads || plainWords(text) != words[i] {
					t.Errorf("/%s%s after %q: %q leads to %s", lang, page, c.kept, plainWords(text), href)
				}
			}
		}
	}
}

// Whoever cannot get in although they tried again has a message to send to the Admin.
func TestWhatTheAdminCanMendHasAMessageToSend(t *testing.T) {
	w := start(t, setup{})
	for _, lang := range []string{"th", "en"} {
		page := w.browser().get("/"+lang+"/stuck").want(t, 200).body
		for _, id := range []string{"error-page", "scan-fails", "menus-missing", "allowed-theirs"} {
			_, card, _ := strings.Cut(page, `id="`+id+`"`)
			if card, _, _ = strings.Cut(card, "</section>"); !strings.Contains(card, "<pre") {
				t.Errorf("%s: %s has no message to send", lang, id)
			}
		}
	}
}

// Where one learns to read a site's name each name that may come is drawn, and what counts in it is ringed.
func TestEachNameOfTheLoginsPagesIsRingedWhereOneLearnsToReadIt(t *testing.T) {
	w := start(t, setup{})
	for _, lang := range []string{"th", "en"} {
		page := w.browser().get("/"+lang+"/help").want(t, 200).body
		for _, ringed := range []string{"<b>dmis.nhso.go.th</b>", "iam.nhso<b>.go.th</b>", "imauth.bora.dopa<b>.go.th</b>"} {
			if !strings.Contains(page, ringed) {
				t.Errorf("%s: the help does not ring %s", lang, ringed)
			}
		}
	}
}

// The real app speaks Thai: who reads English and is told what to press there reads its Thai word beside.
func TestWhatAnEnglishReaderPressesInTheRealAppStandsInThaiBeside(t *testing.T) {
	files, err := filepath.Glob("../content/en/*/*.md")
	more, _ := filepath.Glob("../content/en/*.md")
	if files = append(files, more...); err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	press := regexp.MustCompile(`\b[Pp]ress (Allow|Decline)\b(.{0,9})`)
	found := 0
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range press.FindAllStringSubmatch(string(raw), -1) {
			if found++; !strings.HasPrefix(m[2], map[string]string{"Allow": " (อนุญาต", "Decline": " (ปฏิเสธ"}[m[1]]) {
				t.Errorf("%s: %q without the Thai word", name, m[0])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d places tell what to press", found)
	}
}

// Admins and colleagues read Thai: who reads English has what is to be sent to them in both, and a screen reader knows which is which.
func TestWhatIsSentToColleaguesIsThereInThaiForWhoReadsEnglish(t *testing.T) {
	w := start(t, setup{})
	for _, path := range []string{"/en/help", "/en/prepare", "/en/stuck", "/en/practice/no-rights/told"} {
		body := w.browser().get(path).want(t, 200).body
		for _, want := range []string{`data-who="English"`, `data-who="Thai, from a woman (ค่ะ)"`, `data-who="Thai, from a man (ครับ)"`, `<pre><span lang="th">`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		messages := strings.Split(body, `<div class="ready`)[1:]
		if len(messages)%3 != 0 {
			t.Fatalf("%s has %d messages, which are no threes", path, len(messages))
		}
		for i := 0; i < len(messages); i += 3 { // what the Thai says stands below it, in the words of the English one
			_, said, _ := strings.Cut(messages[i], "<pre>")
			said, _, _ = strings.Cut(said, "</pre>")
			want := `<p class="eyebrow">English: ` + said + "</p>"
			for k, has := range []bool{false, true, true} {
				if strings.Contains(messages[i+k], want) != has {
					t.Errorf("%s: message %d of three that begin %q has what it says in English: want %t", path, k+1, plainWords(said)[:40], has)
				}
			}
		}
		if th := w.browser().get(strings.Replace(path, "/en/", "/th/", 1)).want(t, 200).body; strings.Contains(th, `<p class="eyebrow">English: `) {
			t.Errorf("%s in Thai has English below a message", path)
		}
	}
}

// Who gets a message has to know whose account it is of: it leaves room for the sender's name and department, and so does the
// invitation to a class. What one says to a colleague face to face does not.
func TestAMessageLeavesRoomForWhoSendsIt(t *testing.T) {
	w := start(t, setup{})
	ends := regexp.MustCompile(`(?:ชื่อ \.{12} แผนก \.{12}|Name \.{12} Department \.{12}|จาก \.{12} \(ชื่อและแผนก\)|From \.{12} \(name and department\))$`)
	for _, lang := range []string{"th", "en"} {
		for path, n := range map[string]int{"/prepare": 3, "/stuck": 7, "/practice/no-rights/told": 1, "/workshop": 1} {
			messages := regexp.MustCompile(`(?s)<pre[^>]*>(.*?)</pre>`).FindAllStringSubmatch(w.browser().get("/"+lang+path).want(t, 200).body, -1)
			if len(messages) < n {
				t.Errorf("/%s%s has %d messages", lang, path, len(messages))
			}
			for _, m := range messages {
				if words := plainWords(m[1]); !ends.MatchString(words) {
					t.Errorf("/%s%s: a message leaves no room for who sends it: %q", lang, path, words)
				}
			}
		}
	}
}

// Who has no Thai identity card, who cannot register, and who forgot the passcode each come from "cannot get in" to the message for them, and to no other first.
func TestEachCaseOfHavingNoAppLeadsToItsOwnMessage(t *testing.T) {
	w := start(t, setup{})
	for lang, says := range map[string]map[string]string{
		"th": {"no-card": "ไม่มีบัตรประชาชนไทย", "cannot-register": "ลงทะเบียนแอป ThaID ไม่ได้", "forgot": "ลืมรหัส 8 หลักของแอป ThaID"},
		"en": {"no-card": "no Thai identity card", "cannot-register": "cannot register", "forgot": "forgot the 8-digit passcode"},
	} {
		_, card, _ := strings.Cut(w.browser().get("/"+lang+"/stuck").want(t, 200).body, `id="no-app"`)
		card, _, _ = strings.Cut(card, "</section>")
		page := w.browser().get("/"+lang+"/prepare").want(t, 200).body
		for anchor, words := range says {
			if !strings.Contains(card, `href="/`+lang+"/prepare#"+anchor+`"`) {
				t.Errorf("/%s/stuck#no-app has no way to /prepare#%s", lang, anchor)
			}
			_, message, _ := strings.Cut(page, `id="`+anchor+`"`)
			_, message, _ = strings.Cut(message, "<pre>")
			if message, _, _ = strings.Cut(message, "</pre>"); !strings.Contains(plainWords(message), words) {
				t.Errorf("/%s/prepare#%s: the first message there is %q", lang, anchor, plainWords(message))
			}
		}
	}
}

// A hint says how to scroll on what one holds: by the wheel of a mouse, and with a finger.
func TestAHintOnScrollingIsForPhonesToo(t *testing.T) {
	w, hints := start(t, setup{}), regexp.MustCompile(`(?s)<div class="hints.*?</div>`)
	for lang, words := range map[string][2]string{"th": {"ล้อเมาส์", "นิ้ว"}, "en": {"mouse wheel", "finger"}} {
		for _, path := range []string{"/guide/choose-thaid", "/practice/with-hints/sso"} {
			said := false
			for _, hint := range strings.Split(hints.FindString(w.browser().get("/"+lang+path).want(t, 200).body), "<li>") {
				if strings.Contains(plainWords(hint), words[0]) {
					said = true
					if !strings.Contains(plainWords(hint), words[1]) {
						t.Errorf("/%s%s: %s", lang, path, plainWords(hint))
					}
				}
			}
			if !said {
				t.Errorf("/%s%s: no hint on scrolling", lang, path)
			}
		}
	}
}
