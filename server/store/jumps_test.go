package store

import (
	"context"
	"testing"
	"time"

	"napguide/server/workshop"
)

func TestRoomsDoNotGrowOldByAClockThatIsPutForward(t *testing.T) {
	var j jumps
	wall, counted := time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC), time.Now()
	pass := func(d time.Duration) time.Duration {
		wall, counted = wall.Add(d), counted.Add(d)
		return j.look(wall, counted)
	}
	room := workshop.New("589146", "trainer", "", wall)
	isOver := func(by time.Duration) bool { return workshop.IsExpired(room, nil, wall.Add(-by)) }
	if pass(0) != 0 || pass(2*time.Hour) != 0 || pass(20*time.Minute) != 0 {
		t.Fatal("time that passes is no jump")
	}
	years := wall.AddDate(6, 10, 3).Sub(wall)
	wall = wall.Add(years)
	if by := pass(time.Second); by != years || isOver(by) {
		t.Errorf("by %s; the room is over", by)
	}
	if by := pass(jumpKept - time.Minute); isOver(by) {
		t.Error("the room is over within the hour")
	}
	wall = wall.Add(-years)
	if by := pass(time.Second); by != 0 || isOver(by) {
		t.Errorf("put back: by %s", by)
	}
	wall = wall.Add(30 * time.Hour)
	if by := pass(time.Second); by != 30*time.Hour || isOver(by) {
		t.Errorf("by %s; the room is over", by)
	}
	if by := pass(jumpKept); by != 0 || !isOver(by) {
		t.Error("a room that nobody used in the hour after is not over")
	}
	wall = wall.Add(29 * time.Minute)
	if pass(time.Second) != 0 {
		t.Error("a small jump counts")
	}
}

// A machine that is busy answers a write too late. What is in memory only must not be lost for it.
func TestAWriteThatTakesTooLongLosesNothingThatIsInMemoryOnly(t *testing.T) {
	s := openOn(t, Options{})
	r, err := s.OpenRoom(t.Context(), "trainer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	local := s.backend.(*embedded)
	n := local.node.Load()
	local.failed(n, n.taken.Load(), context.DeadlineExceeded)
	if n.isBroken() {
		t.Error("it is made anew, without what it held")
	}
	if _, err := s.JoinRoom(t.Context(), r.ID, "phone"); err != nil {
		t.Error(err)
	}
}
