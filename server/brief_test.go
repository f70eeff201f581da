package server_test

import (
	"strings"
	"testing"
)

// What a run asks for first stands no longer over what comes once it has been done, or once its code is spent.
func TestWhatARunAsksForStandsWhereItHolds(t *testing.T) {
	w := start(t, setup{})
	for _, at := range []struct{ state, th, en string }{
		{"declined/qr-decline", "ลองกดปฏิเสธ", "first press Decline"},
		{"declined/qr-declined", "ถ้าไม่มีปุ่มขอโค้ดใหม่", "has no such button"},
		{"declined/qr", "คราวนี้", "Now scan the new code. Press Allow"},
		{"expired/qr-short", "โค้ดแรกจะหมดอายุ", "first code expires"},
		{"expired/qr-expired", "", ""},
		{"expired/qr-declined", "", ""},
		{"expired/qr", "คราวนี้", "Now scan the new code"},
		{"no-rights/qr-declined", "", ""},
		{"relayed-code/chat", "กำลังทำงานอยู่", "at work"},
		{"surprise/doors", "", ""},
		{"with-hints/napplus", "ถ้าติด กด", "Stuck? Press"},
		{"with-hints/sso", "", ""}, // asks for what the step taught
		{"wrong-method/sso", "ลองเข้าผิดวิธีดูก่อน", "password box"},
		{"standard/napplus", "เข้าระบบฝึกด้วย", "by yourself"},
		{"with-hints/qr", "", ""}, // its code says itself what to do
		{"no-rights/qr", "", ""},
		{"no-rights/error", "ระบบยังบอกว่าไม่มีสิทธิ์", "still says"},
	} {
		for lang, words := range map[string]string{"th": at.th, "en": at.en} {
			_, after, has := strings.Cut(w.browser().get("/"+lang+"/practice/"+at.state).want(t, 200).body, `<div class="brief"`)
			brief, below, _ := strings.Cut(after, "</div>")
			if has != (words != "") || !strings.Contains(brief, words) || words == "คราวนี้" && strings.Contains(brief, "รอบนี้") {
				t.Errorf("%s in %s asks %q, want %q", at.state, lang, brief, words)
			}
			if said := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(brief[strings.Index(brief, ">")+1:]), "<p>"), "</p>"); has && strings.Contains(below, said) {
				t.Errorf("%s in %s asks twice: %s", at.state, lang, said)
			}
		}
	}
}
