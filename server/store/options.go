package store

import (
	"log/slog"
	"time"
)

const (
	startTime      = 10 * time.Second       // opening the store: 15 ms embedded, a few round trips outside
	elections      = 20 * time.Second       // on top of it, for a cluster that has just been started itself
	callTime       = 3 * time.Second        // one read or write: 0.05 to 0.5 ms; JetStream never answers a write that failed on disk
	leadTime       = time.Second            // the same for what only a bucket's leader can answer, where another way or another try is left
	copyTime       = 500 * time.Millisecond // the same for what one copy of a cluster can answer, where another one is left
	queueTime      = 8 * time.Second        // for so long a write waits for its turn; none of it is the server's time
	writesAtOnce   = 64                     // more at once are no faster, and the last of thousands would be over callTime
	holdTime       = 4 * time.Second        // for so long a refused write is tried again: a trainer is told after six that nothing was done
	grantHoldTime  = 7 * time.Second        // the same in a cluster for a code and a phone's answer: a leader is chosen in 4 to 9 s
	holdPause      = 200 * time.Millisecond
	doubtTime      = 500 * time.Millisecond // for so long the journal may be behind an embedded server
	superviseEvery = 2 * time.Second        // how often a broken embedded server is looked at
	casTries       = 10

	// roomNeeded is the free disk below which nothing is written: an embedded server that meets the end of the disk
	// refuses every later write until it is restarted, so it is better not to get there.
	roomNeeded = 4 << 20

	// maxBytes bounds the bucket, so that no flood of grants fills the disk under other programs. A grant with its
	// code is below 1 KB.
	maxBytes = 1 << 30
)

// Options say where the grants are kept. URLs win over Dir.
type Options struct {
	Dir       string          // folder of the embedded server; "" keeps everything in memory
	URLs      []string        // an outside NATS cluster instead
	GrantTTL  time.Duration   // how long a grant lives, unless it is lengthened; what is swept, the guess budget and the limits are measured by it
	Retention time.Duration   // after which the store forgets a grant's keys; 0: an hour, or longer where grants live longer
	MaxRooms  int             // how many rooms may be open; 0: 500
	MaxSeats  int             // how many numbers a room has; 0: workshop.MaxSeats
	Changed   func(id string) // called at each change of a grant, from any goroutine; must return at once; may be nil

	// RoomChanged is the same for rooms: seat is 0 for the room itself, else the number that changed.
	RoomChanged func(id string, seat int)

	Observe func(operation string, took time.Duration) // told of every read and write; may be nil

	Log *slog.Logger
	Now func() time.Time // nil: time.Now

	skipDiskCheck bool // tests only: do not look at the disk before a write
}

const (
	roomRetention = 7 * 24 * time.Hour // of keys that nobody deletes: see workshop.IsExpired
	maxRooms      = 500
	maxHeld       = 10 // rooms of one trainer's browser
	// keptPerOpen: ended rooms are kept for their report and do not count as open; with them there are so many times as many.
	keptPerOpen = 3
	sweepEvery  = time.Hour
	markLife    = 10 * time.Minute    // of the mark that a deleted key leaves
	marksMany   = 5000                // of them are removed before the next sweep
	turnTime    = holdTime + callTime // as long as one change may take in a cluster that chooses a leader

	// maxRoomCodes is how many codes lead to a room: the present one and the last before it. Without a bound, a press
	// repeated would use up the million that there are.
	maxRoomCodes = 8
	orphanAfter  = time.Minute // a code without a room is one that is being made, for as long
)
