//go:build !race || audit

package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A sixth step and a run of one's own are two files each: whatever counts, counts them.
func TestASixthStepAndANewRunAreCountedEverywhere(t *testing.T) {
	edits := map[string][2]string{
		"th/scenarios/guide.md": {"- sign-in-oss -> sso\n", "- sign-in-oss -> again\n\n## หน้าถัดมา {#again screen=napplus}\n\n- sign-in-oss -> sso\n"},
		"en/scenarios/guide.md": {"- sign-in-oss\n", "- sign-in-oss\n\n## One more page {#again}\n\n- sign-in-oss\n"},
		"th/guide/again.md":     {"", "---\nid: again\norder: 2\ntitle: หน้าถัดมา\nsummary: คลิกปุ่มสีชมพูอีกครั้ง\nshort: คลิกอีกครั้ง\nsay: คลิกอีกครั้ง\ncoach: คลิกที่นี่\nminutes: 1\nstate: again\naction: sign-in-oss\npicture: menus\nhints:\n  - มุมขวาบน\ntrainer:\n  - รอทุกคน\n---\nคลิกอีกครั้ง\n"},
		"en/guide/again.md":     {"", "---\nid: again\norder: 2\ntitle: One more page\nsummary: Click the button again\nshort: Click again\nsay: Click again\ncoach: Click here\nminutes: 1\nstate: again\naction: sign-in-oss\npicture: menus\nsource: 000000000000\nhints:\n  - At the top right.\ntrainer:\n  - Wait.\n---\nClick again.\n"},
		"th/scenarios/own.md":   {"", "---\nid: own\norder: 10\ntitle: รอบของเรา\nsummary: ลองดู\nminutes: 1\n---\n## มีคนถาม {#asked}\n\n> [!person] ช่วยที\n\nจะทำอย่างไร\n\n- [x] [ช่วย](help) -> done: ดีมาก\n- [ ] [เดินหนี](walk-away): กลับไปช่วยก่อน\n\n## ช่วยแล้ว {#done .end}\n\nเรียบร้อย\n\n---\n\nช่วยกันได้เสมอ\n"},
		"en/scenarios/own.md":   {"", "---\nid: own\norder: 10\ntitle: A run of ours\nsummary: Try it\nminutes: 1\nsource: 000000000000\n---\n## Somebody asks {#asked}\n\n> [!person] Help me\n\nWhat do you do?\n\n- [Help](help): Well done.\n- [Walk away](walk-away): Go back and help.\n\n## Helped {#done}\n\nAll is well.\n\n---\n\nOne can always help.\n"},
	}
	for step, order := range map[string][2]string{"choose-thaid": {"order: 2", "order: 3"}, "scan-qr": {"order: 3", "order: 4"}, "signed-in": {"order: 4", "order: 5"}, "cannot-sign-in": {"order: 5", "order: 6"}} {
		edits["th/guide/"+step+".md"], edits["en/guide/"+step+".md"] = order, order
	}
	w := start(t, setup{dev: true})
	w.srv.Replace(editedSite(t, edits))
	b := w.browser()
	says := func(path string, words ...string) string {
		t.Helper()
		page := b.get(path).want(t, http.StatusOK).body
		text := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, "")), " ")
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s does not say %q", path, word)
			}
		}
		return page
	}
	says("/th/", "ห้าขั้น กับวิธีแก้")
	says("/en/", "The five steps, and what to do")
	says("/en/guide/start", "Step 1 of 5")
	says("/en/guide/signed-in", "Step 5 of 5")
	says("/en/guide/cannot-sign-in", "All five steps are done")
	says("/th/guide/again", "ขั้นที่ 2 จาก 5")
	for path, list := range map[string]string{"/th/": `<ol class="four`, "/th/summary": `<ol class="four`, "/th/present/": `<ol class="four`, "/th/print": `<ol class="big-four`} {
		_, after, _ := strings.Cut(says(path), list)
		pictures, _, _ := strings.Cut(after, "</ol>")
		if n := strings.Count(pictures, `class="picture"`); n != 5 {
			t.Errorf("%s shows %d pictures", path, n)
		}
	}
	if page := says("/th/present/again"); !strings.Contains(page, `href="/th/present/choose-thaid"`) {
		t.Error("the new slide leads nowhere")
	}
	if page := says("/th/guide/start"); !strings.Contains(page, `href="/th/guide/again"`) {
		t.Error("the step before the new one does not lead to it")
	}
	says("/th/practice/", "รอบของเรา")
	says("/th/practice/own/asked", "ช่วยที", "จะทำอย่างไรต่อ")
	says("/en/practice/own/done", "All is well.", "One can always help.")

	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	for _, step := range []string{"again", "signed-in"} {
		trainer.post("/workshop/"+id+"/lead", "lang=th&step="+step).want(t, http.StatusSeeOther)
		if s := p.note(id); s.Href != "/th/guide/"+step {
			t.Errorf("the class is led to %q", s.Href)
		}
	}
	trainer.post("/workshop/"+id+"/start", "lang=th&run=own").want(t, http.StatusSeeOther)
	for range 3 {
		p := w.browser()
		p.join(id)
		p.post("/workshop/"+id+"/progress", "at=practice/own/asked&press=walk-away").want(t, http.StatusSeeOther)
		p.post("/workshop/"+id+"/progress", "at=practice/own/done").want(t, http.StatusSeeOther)
	}
	if page := plainText(trainer.get("/th/workshop/" + id + "/trainer").body); !strings.Contains(page, "เดินหนี") {
		t.Error("the trainer is not told of the mistake")
	}
}
