package store

import (
	"strings"
)

// How much one key may hold, in bytes. A bucket is as large as all that may be in it together, so it is never what
// refuses, and nobody's room can take another's space.
const (
	largestRoom  = 6 << 10 // 16 keys, 8 links and three texts of 100 characters are below 5 KB
	largestSeat  = 3 << 10 // every step, every run and 40 kinds of wrong turns are below 2 KB
	largestGrant = 4 << 10
	perKey       = 256 // what JetStream adds to a value: its subject, headers and hash

	// clusterRoomBytes bounds the rooms' bucket in an outside cluster, whose operators plan its disk.
	clusterRoomBytes = 256 << 20
)

func largest(entry string) int {
	switch {
	case strings.HasPrefix(entry, roomKey) && strings.Contains(entry, seatPart):
		return largestSeat
	case strings.HasPrefix(entry, roomKey):
		return largestRoom
	}
	return largestGrant
}
