package server

import (
	"strconv"

	"napguide/server/live"
)

// Topics of a room: the room itself, one number, and anything in the class.
func roomTopic(id string) string        { return "room." + id }
func seatTopic(id string, n int) string { return "seat." + id + "." + strconv.Itoa(n) }
func classTopic(id string) string       { return "class." + id }
func checkTopic(token string) string    { return "check." + token }

// WakeRoom wakes the streams that show a change: of a number, or with seat 0 of the room itself.
func WakeRoom(h *live.Hub, id string, seat int) {
	if seat == 0 {
		h.Wake(roomTopic(id))
	} else {
		h.Wake(seatTopic(id, seat))
	}
	h.Wake(classTopic(id))
}
