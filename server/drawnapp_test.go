//go:build !race || audit

package server_test

import (
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
		for path, kind := range map[string]string{third: "ask", third + "/app": "ask", "/d": "type"} {
			page := phone.get(path).want(t, 200)
			if page.kind() != kind || !strings.Contains(page.body, remind) {
				t.Errorf("%s: a phone that has allowed once finds %q at %s, or is not reminded", lang, page.kind(), path)
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
