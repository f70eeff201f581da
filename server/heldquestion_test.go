package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A question to the room can be answered while all screens are paused: they are held again once it is.
func TestAQuestionIsAnsweredWhileScreensArePaused(t *testing.T) {
	w := start(t, setup{})
	trainer, phone := w.browser(), w.browser()
	id := trainer.openRoom()
	phone.join(id).want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start").want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, http.StatusSeeOther)
	follows := phone.events("/workshop/" + id + "/events?lang=th")
	held := func(want bool) {
		t.Helper()
		if s := follows.seat(); s.Frozen != want {
			t.Errorf("held: %v, want %v", s.Frozen, want)
		}
		if body := phone.get("/j/" + id).body; strings.Contains(body, `class="card frozen"`) != want {
			t.Errorf("the room's page is held: %v", !want)
		}
	}
	held(true)
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=go-on").want(t, http.StatusSeeOther)
	held(false)
	question := regexp.MustCompile(`name="?question"? value="?(\d+)`).FindStringSubmatch(phone.get("/j/" + id).body)
	answer := regexp.MustCompile(`name="?answer"? value="?([\w-]+)`).FindStringSubmatch(phone.get("/j/" + id).body)
	if question == nil || answer == nil {
		t.Fatal("nothing to answer")
	}
	phone.post("/workshop/"+id+"/reply", "question="+question[1]+"&answer="+answer[1]).want(t, http.StatusSeeOther)
	held(true)
}
