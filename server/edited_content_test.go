//go:build !race || audit

package server_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"napguide/content"
	"napguide/locales"
	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/tutorial"
	"napguide/static"
)

// editedSite is the site as a writer's edit makes it: from → to in a file, or the whole file, where to is "".
func editedSite(t testing.TB, edits map[string][2]string, gone ...string) *site.Site {
	t.Helper()
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	if err := fs.WalkDir(content.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(content.FS, name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, edit := range edits {
		was := ""
		if f := files[name]; f != nil {
			was = string(f.Data)
		}
		if edit[0] != "" && !strings.Contains(was, edit[0]) {
			t.Fatalf("%s has no %q", name, edit[0])
		}
		if edit[0] == "" {
			was = edit[1]
		} else {
			was = strings.ReplaceAll(was, edit[0], edit[1])
		}
		files[name] = &fstest.MapFile{Data: []byte(was)}
	}
	for _, name := range gone {
		delete(files, name)
	}
	guides, err := tutorial.Load(files, tutorial.Options{Languages: catalog.Languages(), Text: locale.Text, Phrases: locale.Phrases})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := site.Build(site.Options{Guides: guides, Catalog: catalog, Static: static.FS, LiveURL: liveURL, Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// What an open class and an open code stand on is edited away: the class is back in its waiting room, the code ends with
// words, on the computer and on the phone.
func TestAnEditThatTakesAwayWhereAClassStandsLeadsItBackToItsWaitingRoom(t *testing.T) {
	w := start(t, setup{dev: true})
	without := editedSite(t, map[string][2]string{
		// the last two runs go, and the event of another
		"site.toml":               {`covers = ["lookalike", "relayed-code"]`, `covers = ["lookalike"]`},
		"th/scenarios/expired.md": {` event="โค้ดหมดอายุ"`, ""},
		"en/scenarios/expired.md": {` event="The code has expired"`, ""},
	}, "th/scenarios/surprise.md", "en/scenarios/surprise.md", "th/scenarios/relayed-code.md", "en/scenarios/relayed-code.md")
	whole := w.srv.Pages()
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	var event string
	for _, e := range whole.Runs().Events() {
		if e.Run.ID == "expired" {
			event = e.Name()
		}
	}
	if event == "" {
		t.Fatal("the content has no such event")
	}
	for name, form := range map[string]string{"a run": "start run=relayed-code", "an event": "inject event=" + event} {
		w.srv.Replace(whole)
		trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr").want(t, http.StatusSeeOther)
		what, fields, _ := strings.Cut(form, " ")
		trainer.post("/workshop/"+id+"/"+what, "lang=th&"+fields).want(t, http.StatusSeeOther)
		if s := p.note(id); s.Href == "" {
			t.Fatalf("%s leads nobody anywhere", name)
		}
		w.srv.Replace(without)
		if s := p.note(id); s.State != "open" || s.Href != "" || s.Title != "รอวิทยากรเริ่ม" {
			t.Errorf("%s that is gone: %+v", name, s)
		}
		for _, path := range []string{"/th/workshop/" + id + "/trainer", "/th/workshop/" + id + "/screen", "/en/workshop/" + id + "/screen"} {
			trainer.get(path).want(t, http.StatusOK)
		}
		if page := plainText(p.get("/j/"+id).want(t, http.StatusOK).body); !strings.Contains(page, "รอวิทยากรเริ่ม") {
			t.Errorf("after %s the participant does not wait", name)
		}
		if page := plainText(trainer.get("/th/workshop/" + id + "/trainer").body); strings.Contains(page, "เลิกเหตุการณ์ ให้") || strings.Contains(page, "จบการฝึก · กลับ") {
			t.Errorf("after %s the console still offers to end it", name)
		}
	}
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start").want(t, http.StatusSeeOther) // and it goes on
	if s := p.note(id); s.Href != "/th/guide/start" {
		t.Errorf("the class does not go on: %+v", s)
	}
}

func TestACodeWhoseRunOrPlaceIsEditedAwayEndsWithWords(t *testing.T) {
	w := start(t, setup{dev: true})
	whole := w.srv.Pages()
	renamed := editedSite(t, map[string][2]string{
		"th/scenarios/relayed-code.md": {"chat-code", "their-code"}, "en/scenarios/relayed-code.md": {"chat-code", "their-code"},
	})
	none := editedSite(t, map[string][2]string{"site.toml": {`covers = ["lookalike", "relayed-code"]`, `covers = ["lookalike"]`}}, "th/scenarios/surprise.md", "en/scenarios/surprise.md", "th/scenarios/relayed-code.md", "en/scenarios/relayed-code.md")
	for name, now := range map[string]*site.Site{"a run that is gone": none, "a state that is renamed": renamed} {
		w.srv.Replace(whole)
		computer, phone := w.browser(), w.browser()
		computer.get("/th/practice/relayed-code/chat-code").want(t, http.StatusOK)
		var made struct {
			ID, Page, Events string
			UserCode         string `json:"user_code"`
		}
		computer.json("/th/practice/relayed-code/grant", "place=chat-code", &made).want(t, http.StatusCreated)
		digits := strings.ReplaceAll(made.UserCode, " ", "")
		w.srv.Replace(now)
		for lang, words := range map[string]string{"th": "เพิ่งเปลี่ยน", "en": "has just changed"} {
			if a := computer.get("/"+lang+"/g/"+made.ID).want(t, http.StatusNotFound); !strings.Contains(plainText(a.body), words) {
				t.Errorf("%s: the computer is not told in %s", name, lang)
			}
		}
		if a := computer.json("/th/practice/relayed-code/grant", "place=chat-code", &struct{}{}).want(t, http.StatusNotFound); !strings.Contains(a.body, "เพิ่งเปลี่ยน") {
			t.Errorf("%s: a new code is refused with %s", name, a.body)
		}
		computer.post("/th/g/"+made.ID+"/more", "").want(t, http.StatusNotFound)
		a := phone.post("/d", "code="+digits).want(t, http.StatusSeeOther)
		if page := plainText(phone.get(a.Header.Get("Location")).want(t, http.StatusOK).body); !strings.Contains(page, "หมดอายุ") {
			t.Errorf("%s: the phone is told %.300s", name, page)
		}
	}
}
