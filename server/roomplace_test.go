//go:build !race || audit

package server_test

import (
	"net/http"
	"strings"
	"testing"
)

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
