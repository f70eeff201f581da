package server

import (
	"encoding/json"
	"testing"
	"testing/quick"
)

// What is written by hand is what json.Marshal makes of it.
func same(t *testing.T, what any, got []byte) bool {
	t.Helper()
	want, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s\n%s", got, want)
	}
	return string(got) == string(want)
}

func TestWhatStreamsTellIsWhatJSONMakesOfIt(t *testing.T) {
	if err := quick.Check(func(c seatChange) bool { return same(t, c, c.data()) }, nil); err != nil {
		t.Error(err)
	}
	if err := quick.Check(func(c grantChange) bool { return same(t, c, c.data()) }, nil); err != nil {
		t.Error(err)
	}
	for _, title := range []string{"", "ขั้นที่ 1: เข้าเว็บ NAPPLUS", `"`, `\`, "<b>&", "a\nb", "\u2028", "\xff"} {
		c := seatChange{State: "open", Number: 7, Mode: "lead", Title: title, Href: "/th/guide/start", Called: true, Frozen: true, Mark: " 123456"}
		same(t, c, c.data())
	}
}
