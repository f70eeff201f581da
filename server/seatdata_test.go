package server

import (
	"encoding/json"
	"testing"
	"testing/quick"
)

func TestASeatsDataIsWhatJSONMakesOfIt(t *testing.T) {
	same := func(c seatChange) bool {
		want, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(c.data()); got != string(want) {
			t.Logf("%s\n%s", got, want)
			return false
		}
		return true
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	for _, title := range []string{"", "ขั้นที่ 1: เข้าเว็บ NAPPLUS", `"`, `\`, "<b>&", "a\nb", "\u2028", "\xff"} {
		if !same(seatChange{State: "open", Number: 7, Mode: "lead", Title: title, Href: "/th/guide/start", Called: true, Frozen: true, Mark: " 123456"}) {
			t.Errorf("%q", title)
		}
	}
}
