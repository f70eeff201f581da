package store

import (
	"math"
	"strconv"
	"strings"
)

// The keys of the two buckets. Grants:
//
//	grant.{id}          a sandbox.Grant as JSON; every change is a compare-and-set on its revision
//	code.{nine digits}  the id of the grant that the digits open
//	guesses             how many wrong digits were typed lately, counted for all processes together
//
// Rooms:
//
//	room.{id}              a workshop.Room as JSON, small
//	room.{id}.seat.{n}     a workshop.Seat as JSON: one key a number, or three hundred joins would meet on one key
//	code.{six digits}      the id of the room that the digits open, or once opened
//
// Everything that is there is also in the process's index, fed by the watch and by its own writes: pages and event
// streams read that. Changes of a room take turns in this process, then compare-and-set against other processes.
const (
	grantBucket = "napguide-grants"
	grantPrefix = "grant."
	attemptsKey = "guesses"

	roomBucket = "napguide-rooms"
	roomKey    = "room."
	seatPart   = ".seat."

	codePrefix = "code." // in both
)

// newest is later than any revision.
const newest = math.MaxUint64

func seatKey(id string, number int) string { return roomKey + id + seatPart + strconv.Itoa(number) }

// splitKey reads room.{id} and room.{id}.seat.{n}; number is 0 for the former.
func splitKey(key string) (id string, number int, ok bool) {
	rest, ok := strings.CutPrefix(key, roomKey)
	if !ok {
		return "", 0, false
	}
	id, n, found := strings.Cut(rest, seatPart)
	if !found {
		return id, 0, true
	}
	number, err := strconv.Atoi(n)
	return id, number, err == nil && number > 0
}

func streamName(bucket string) string { return "KV_" + bucket }
