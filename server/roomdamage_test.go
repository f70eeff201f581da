//go:build !race || audit

package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"napguide/server/workshop"
)

// That a damaged file marks the rooms concerned is the store's; here is what the trainer sees of it.
func TestTheConsoleOfARoomThatLostSomethingSaysSoUntilItIsRead(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	words := map[string]string{"th": "ไฟล์ของห้องนี้เสียไปบางส่วน", "en": "A file of this room was damaged"}
	said := func(lang string) bool {
		body := trainer.get("/"+lang+"/workshop/"+id+"/trainer").want(t, http.StatusOK).body
		return strings.Contains(strings.ReplaceAll(body, "\u2060", ""), words[lang])
	}
	for lang := range words {
		if said(lang) {
			t.Errorf("%s: it says so of a sound room", lang)
		}
	}
	if _, err := w.store.UpdateRoom(t.Context(), id, func(r workshop.Room) (workshop.Room, error) { return r.Damage(time.Now()), nil }); err != nil {
		t.Fatal(err)
	}
	for lang := range words {
		if !said(lang) {
			t.Errorf("%s: the console does not say that something was lost", lang)
		}
	}
	trainer.post("/workshop/"+id+"/end", "lang=th").want(t, http.StatusSeeOther)
	if !said("th") {
		t.Error("after the class it is no longer said, and the report is not whole")
	}
	trainer.post("/workshop/"+id+"/damaged", "lang=th&on=no").want(t, http.StatusSeeOther)
	for lang := range words {
		if said(lang) {
			t.Errorf("%s: it still says so after it was read", lang)
		}
	}
}
