//go:build !race || audit

package server_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"napguide/server/locale"
)

func TestAPhoneTapsTheAppOnceAndIsOnlyRemindedLater(t *testing.T) {
	w := start(t, setup{})
	for lang, remind := range map[string]string{"th": "ครั้งนี้เปิดแอปให้แล้ว", "en": "This time the app is open already"} {
		phone := w.browser()
		phone.get("/?lang="+lang).want(t, http.StatusFound)
		first := w.scanPath(w.browser().makeGrant())
		for _, path := range []string{"/d", first} {
			home := phone.get(path).want(t, 200)
			if home.kind() != "home" || !strings.Contains(home.body, `href="`+path+`/app"`) || strings.Contains(home.body, "<form class=\"type") || strings.Contains(home.body, "/approve") {
				t.Errorf("%s %s opens on %q", lang, path, home.kind())
			}
		}
		if kind := phone.get("/d/app").want(t, 200).kind(); kind != "type" {
			t.Errorf("behind the app without a code stands %q", kind)
		}
		ask := phone.get(first+"/app").want(t, 200)
		if ask.kind() != "ask" || strings.Contains(ask.body, remind) {
			t.Errorf("%s: behind the app stands %q, or a phone that tapped it is reminded", lang, ask.kind())
		}
		phone.post(first+"/deny", "").want(t, 303)
		second := w.scanPath(w.browser().makeGrant())
		if kind := phone.get(second).want(t, 200).kind(); kind != "home" {
			t.Errorf("after a declined code the phone meets %q", kind)
		}
		phone.post(second+"/approve", "").want(t, 303)
		third := w.scanPath(w.browser().makeGrant())
		for _, path := range []string{third, third + "/app"} {
			page := phone.get(path).want(t, 200)
			if page.kind() != "ask" || !strings.Contains(page.body, remind) {
				t.Errorf("%s: a phone that has allowed once finds %q at %s, or is not reminded", lang, page.kind(), path)
			}
		}
		real := map[string]string{"th": "ตอนเข้าจริง: เปิดแอป", "en": "At the real login: open"}[lang]
		for state, page := range map[string]answer{"first": phone.get("/d"), "after a wrong number": phone.post("/d", "code=1")} {
			form, reminded := strings.Index(page.body, `<form class="type"`), strings.Index(page.body, real)
			if page.kind() != "type" || form < 0 || reminded < form || strings.Contains(page.body, remind) {
				t.Errorf("%s, %s: where digits are typed the reminder stands at %d and the form at %d, or it speaks of an open app", lang, state, reminded, form)
			}
		}
	}
}

func TestOnlyTheDrawnAppsScannerMayAskForTheCamera(t *testing.T) {
	w := start(t, setup{})
	scan := w.scanPath(w.browser().makeGrant())
	for path, want := range map[string]string{"/d/app": "camera=(self), ", "/d": "camera=(), ", scan: "camera=(), ", scan + "/app": "camera=(), ", "/th/": "camera=(), "} {
		if got := w.browser().get(path).want(t, 200).Header.Get("Permissions-Policy"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", path, got)
		}
	}
}

// Where a run wants one to decline a code of one's own, computer and phone say so, and neither says to allow.
func TestTheRunOfDecliningNeverSaysToAllow(t *testing.T) {
	w := start(t, setup{})
	for run, wants := range map[string]string{"declined": "ลองกดปฏิเสธ", "standard": "กดอนุญาต"} {
		computer, phone := w.browser(), w.browser()
		var m made
		computer.json("/th/practice/"+run+"/grant", "", &m).want(t, http.StatusCreated)
		path := w.scanPath(m)
		ask := locale.Unjoin(phone.get(path+"/app").want(t, 200).body)
		_, rule, _ := strings.Cut(ask, `data-reference`)
		rule, _, _ = strings.Cut(rule, `class="answers2"`)
		if !strings.Contains(rule, wants) || run == "declined" && strings.Contains(rule, "กดอนุญาต") {
			t.Errorf("in the run %s the phone says %s", run, rule)
		}
		phone.post(path+"/scan", "").want(t, 204)
		page := locale.Unjoin(computer.get(m.Page).want(t, 200).body)
		_, drawn, _ := strings.Cut(page, `id="phone-consent"`)
		drawn, _, _ = strings.Cut(drawn, `class="end"`)
		if !strings.Contains(drawn, wants) || run == "declined" && strings.Contains(drawn, "กดอนุญาต") {
			t.Errorf("in the run %s the drawn phone says %s", run, drawn)
		}
		_, live, _ := strings.Cut(page, `data-state="scanned"`)
		live, _, _ = strings.Cut(live, "</p>")
		if !strings.Contains(live, wants) || run == "declined" && strings.Contains(live, "กดอนุญาต") {
			t.Errorf("in the run %s the computer says %s", run, live)
		}
	}
}

// Who declines somebody else's code has made no slip: the phone urges nobody to get another code and scan again.
func TestAPhoneThatDeclinedSomebodyElsesCodeIsToldThatItWasRight(t *testing.T) {
	w := start(t, setup{})
	for _, place := range []string{"chat-code", "person-code"} {
		for lang, words := range map[string][2]string{"th": {"ทำถูกแล้ว", "กดพลาด"}, "en": {"That was right", "by mistake"}} {
			phone := w.browser()
			phone.get("/?lang="+lang).want(t, http.StatusFound)
			var m made
			w.browser().json("/th/practice/relayed-code/grant", "place="+place, &m).want(t, http.StatusCreated)
			path := w.scanPath(m)
			phone.post(path+"/deny", "").want(t, http.StatusSeeOther)
			page := locale.Unjoin(phone.get(path).want(t, 200).body)
			if !strings.Contains(page, words[0]) || strings.Contains(page, words[1]) {
				t.Errorf("%s in %s: who declined is told %s", place, lang, page)
			}
		}
	}
}

// A code that is to run out is not waited for to be scanned, and nothing says by what one scans it.
func TestNothingBesideTheCodeThatIsToRunOutSaysToScanIt(t *testing.T) {
	w := start(t, setup{})
	for run, scanned := range map[string]bool{"expired": false, "standard": true} {
		computer := w.browser()
		var m made
		computer.json("/th/practice/"+run+"/grant", "", &m).want(t, http.StatusCreated)
		page := locale.Unjoin(computer.get(m.Page).want(t, 200).body)
		_, words, _ := strings.Cut(page, `class="qr-side"`)
		words, _, _ = strings.Cut(words, "<details")
		if waits := strings.Contains(words, "รอโทรศัพท์สแกน"); waits != scanned || !scanned && strings.Contains(words, "ตอนฝึก: ใช้") {
			t.Errorf("%s: beside the code stands %s", run, words)
		}
	}
}

// Behind a door a code that is to run out is like any other, once it is shown too: nothing tells what is to come.
func TestBehindADoorALiveCodeDoesNotTellThatItIsToRunOut(t *testing.T) {
	w := start(t, setup{})
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	run, _ := pages.Runs().Find("surprise")
	for _, st := range run.States {
		if !st.Short() {
			continue
		}
		computer, phone := w.browser(), w.browser()
		var m made
		computer.json("/th/practice/surprise/grant", "place="+st.Name, &m).want(t, http.StatusCreated)
		path := w.scanPath(m)
		for who, page := range map[string]string{"computer": computer.get(m.Page).want(t, 200).body, "phone": phone.get(path).want(t, 200).body, "question": phone.get(path+"/app").want(t, 200).body} {
			if strings.Contains(html.UnescapeString(locale.Unjoin(page)), "รอให้โค้ดหมดอายุ") {
				t.Errorf("%s: %s tells it", st.Name, who)
			}
		}
	}
}

// While a code is to run out nothing asks who has scanned it to answer, on the computer or on the phone; who answers all the same is
// told kindly, on both; and the phone of a code that has run out says where one gets another.
func TestWhoScansACodeThatIsToRunOutIsToldToWait(t *testing.T) {
	w := start(t, setup{})
	for lang, say := range map[string]struct{ wait, allow, early, another string }{
		"th": {"ยังไม่ต้องกด รอให้โค้ดหมดอายุ", "กดอนุญาต", "ก่อนโค้ดหมดอายุ", "ขอโค้ดใหม่บนคอมพิวเตอร์"},
		"en": {"wait until the code expires", "press Allow", "before the code expired", "get a new code on the computer"},
	} {
		words := func(page string) string { return wordsOf([]byte(locale.Unjoin(page))) }
		has := func(page, want string) bool {
			return strings.Contains(words(page), anySpace.ReplaceAllString(want, ""))
		}
		for _, answer := range []string{"approve", "deny"} {
			computer, phone := w.browser(), w.browser()
			phone.get("/?lang="+lang).want(t, http.StatusFound)
			var m made
			computer.json("/"+lang+"/practice/expired/grant", "", &m).want(t, http.StatusCreated)
			path := w.scanPath(m)
			for _, at := range []string{path, path + "/app"} {
				page := phone.get(at).want(t, 200).body
				if !has(page, say.wait) || strings.Contains(page, "data-minute") || has(page, map[string]string{"th": "ตอนฝึก แตะไอคอน", "en": "When practising, tap"}[lang]) {
					t.Errorf("at %s in %s the phone says %s", at, lang, words(page))
				}
			}
			phone.post(path+"/scan", "").want(t, 204)
			page := computer.get(m.Page).want(t, 200).body
			_, live, _ := strings.Cut(page, "data-grant")
			live, _, _ = strings.Cut(live, `class="which`)
			if said := html.UnescapeString(everyTag.ReplaceAllString(live, "")); strings.Count(said, say.wait) < 4 || strings.Contains(said, say.allow) { // its words, and the script's
				t.Errorf("in %s the computer says %s", lang, said)
			}
			phone.post(path+"/"+answer, "").want(t, http.StatusSeeOther)
			for who, page := range map[string]string{"phone": phone.get(path).want(t, 200).body, "computer": w.browser().get("/"+lang+"/practice/expired/sso").want(t, 200).body} {
				if !has(page, say.early) {
					t.Errorf("%s, %s, %s: %s", lang, answer, who, words(page))
				}
			}
		}
	}
}
