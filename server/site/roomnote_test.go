package site

import "testing"

// A step reaches a room of 5,000 as that many notes, which say the same.
func BenchmarkANoteOfARoom(b *testing.B) {
	s := shippedSite(b)
	b.ReportAllocs()
	for b.Loop() {
		if note, _, err := s.RoomNote("th", "elsewhere", "เลือกไอคอน ThaID"); err != nil || note == "" {
			b.Fatal(note, err)
		}
	}
}
