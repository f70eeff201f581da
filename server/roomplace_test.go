//go:build !race || audit

package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Where the class is to be is asked once, for the invitation: the room that is opened from the same page knows it.
func TestTheRoomIsOpenedWhereTheInvitationSays(t *testing.T) {
	trainer := start(t, setup{}).browser()
	for lang, place := range map[string]string{"th": "ห้องประชุม 2", "en": "Ward 3"} {
		kit := trainer.get("/"+lang+"/workshop").want(t, http.StatusOK).body
		if !strings.Contains(kit, `<input name="place" form="o" `) || !strings.Contains(kit, `id="o" method="post" action="/workshop"`) {
			t.Errorf("%s: the invitation's place does not go with the form that opens the room", lang)
		}
		console := trainer.post("/workshop", "lang="+lang+"&place="+url.QueryEscape(place)).want(t, http.StatusSeeOther).Header.Get("Location")
		if page := trainer.get(strings.TrimSuffix(console, "trainer")+"report").want(t, http.StatusOK).body; strings.Count(page, place) < 3 {
			t.Errorf("%s: the report does not say where", lang)
		}
	}
	trainer.post("/workshop", "lang=th&place="+strings.Repeat("x", 101)).want(t, http.StatusBadRequest)
}

func TestAPlaceStandsInTheReportAsItWasTyped(t *testing.T) {
	trainer := start(t, setup{}).browser()
	id := trainer.openRoom()
	trainer.post("/workshop/"+id+"/place", "lang=th&place=Ward+3+%7C+4").want(t, http.StatusSeeOther)
	for _, lang := range []string{"th", "en"} {
		page := trainer.get("/"+lang+"/workshop/"+id+"/report").want(t, http.StatusOK).body
		if n := strings.Count(page, "Ward 3 | 4"); n < 3 { // the field, the head, and the sentence to copy
			t.Errorf("%s: it stands there %d times", lang, n)
		}
	}
}
