package server_test

import (
	"fmt"
	"testing"

	"napguide/server/workshop"
)

// inARoom has people join a room, and gives back their secrets.
func (w *world) inARoom(b *testing.B, id string, people int) (secrets []string) {
	for n := range people {
		secret := fmt.Sprint("secret ", n)
		if _, err := w.store.JoinRoom(b.Context(), id, secret); err != nil {
			b.Fatal(err)
		}
		secrets = append(secrets, secret)
	}
	return secrets
}

// What each stream of a led room does when the step changes, its write aside.
func BenchmarkAStepAtAStream(b *testing.B) {
	w := start(b, setup{})
	trainer := w.browser()
	id := trainer.openRoom()
	secrets := w.inARoom(b, id, 100)
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr")
	var holders [][]byte
	for _, secret := range secrets {
		holders = append(holders, workshop.Hash(secret))
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = (n + 1) % len(holders)
		if version, err := w.srv.SeatEvent(id, n+1, holders[n], "th"); err != nil || version == "gone" {
			b.Fatal(version, err)
		}
	}
}
