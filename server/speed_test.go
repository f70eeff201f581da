package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"napguide/server/workshop"
)

// inARoom has people join a room, and gives back their secrets.
func (w *world) inARoom(b *testing.B, id string, people int) (secrets []string) {
	for n := range people {
		secret := fmt.Sprintf("%032x", n)
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

// A step of a room of two thousand, from the trainer's press to the last connection's reader.
func BenchmarkAStepOfAHall(b *testing.B) {
	const people = 2000
	w := start(b, setup{seats: people})
	trainer := w.browser()
	id := trainer.openRoom()
	var round sync.WaitGroup
	round.Add(people)
	for _, secret := range w.inARoom(b, id, people) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET /workshop/%s/events?lang=th HTTP/1.1\r\nHost: localhost\r\nCookie: guide-seat=%s\r\n\r\n", id, secret)
		lines := bufio.NewReader(conn)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				b.Fatal(err)
			}
			if strings.HasPrefix(line, "data:") {
				break
			}
		}
		go func() {
			buf := make([]byte, 1024)
			for {
				n, err := conn.Read(buf)
				if err != nil {
					return
				}
				if bytes.Contains(buf[:n], []byte("event: seat\n")) {
					round.Done()
				}
			}
		}()
	}
	steps := []string{"choose-thaid", "scan-qr"}
	n := 0
	for b.Loop() {
		trainer.post("/workshop/"+id+"/lead", "lang=th&step="+steps[n%2])
		round.Wait()
		round.Add(people)
		n++
	}
}
