package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A pause holds every screen, of who has answered a question to the room and of who has not: it is answered there all the same.
func TestAQuestionIsAnsweredWhileScreensArePaused(t *testing.T) {
	w := start(t, setup{})
	trainer, phone := w.browser(), w.browser()
	id := trainer.openRoom()
	phone.join(id).want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=start").want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/freeze", "lang=th&on=yes").want(t, http.StatusSeeOther)
	follows := phone.events("/workshop/" + id + "/events?lang=th")
	held := func() {
		t.Helper()
		if s := follows.seat(); !s.Frozen {
			t.Error("the screen is not held")
		}
		if body := phone.get("/j/" + id).body; !strings.Contains(body, `class="card frozen"`) {
			t.Error("the room's page is not held")
		}
	}
	held()
	trainer.post("/workshop/"+id+"/ask", "lang=th&question=go-on").want(t, http.StatusSeeOther)
	held()
	question := regexp.MustCompile(`name="?question"? value="?(\d+)`).FindStringSubmatch(phone.get("/j/" + id).body)
	answer := regexp.MustCompile(`name="?answer"? value="?([\w-]+)`).FindStringSubmatch(phone.get("/j/" + id).body)
	if question == nil || answer == nil {
		t.Fatal("nothing to answer")
	}
	phone.post("/workshop/"+id+"/reply", "question="+question[1]+"&answer="+answer[1]).want(t, http.StatusSeeOther)
	held()
}
