package store

import (
	"sync"
	"time"
)

// jumps notices that the machine's clock was put forward, as when one with an empty battery meets a network: by more than
// the process has counted meanwhile. For an hour rooms are then as old as they were before, so that whoever is in one goes
// on; what they do counts by the new time. A machine that has slept looks the same. Its zero value is ready.
type jumps struct {
	mu            sync.Mutex
	wall, counted time.Time     // when it was looked at last, by the clock and by what the process counts
	by            time.Duration // how far the clock was put forward
	until         time.Time     // for so long that matters, by what the process counts
}

const (
	jumpFrom = 30 * time.Minute // a smaller one harms no room
	jumpKept = time.Hour
)

// before is what a time of the clock would be had it not jumped lately.
func (j *jumps) before(now time.Time) time.Time {
	counted := time.Now()
	return now.Add(-j.look(counted.Round(0), counted)) // rounded, a time is the clock's alone
}

// look is how far the clock was put forward lately.
func (j *jumps) look(wall, counted time.Time) time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.counted.IsZero() {
		if by := wall.Sub(j.wall) - counted.Sub(j.counted); by.Abs() >= jumpFrom {
			j.by, j.until = max(0, j.by+by), counted.Add(jumpKept)
		}
		if !counted.Before(j.until) {
			j.by = 0
		}
	}
	j.wall, j.counted = wall, counted
	return j.by
}
