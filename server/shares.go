package server

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/workshop"
)

// Every budget that all have in common has a share below it for each client, wide enough for three hundred people behind
// one address: limits.go has the figures. So who asks for too much takes from nobody but the people behind the same
// address, and these find ways around it that are not theirs to use up: a number in a room, the wall's QR code, and
// whatever the same client made and never used (see ledger.go), which gives way.

// shares are all that the server has. The figures and their reasons are in limits.go.
type shares struct {
	codes, devices, tokens, digits, guesses, numbers, rooms, checks *share[client]

	seatCodes, seatDigits, seatHands, seatHand, seatDeeds *share[seatName]

	hands     *share[place]
	roomHands *share[string] // by room
}

// place is one client's part of a room.
type place struct {
	room string
	from client
}

// seatName is one number in one room.
type seatName struct {
	room   string
	number int
}

func newShares(now func() time.Time) *shares {
	byClient := func(a allowance) *share[client] { return newShare[client](a, now) }
	bySeat := func(a allowance) *share[seatName] { return newShare[seatName](a, now) }
	return &shares{
		codes: byClient(codesShare), devices: byClient(devicesShare), tokens: byClient(tokensShare),
		digits: byClient(digitsShare), guesses: byClient(guessShare), numbers: byClient(numbersRate),
		rooms: byClient(roomsShare), checks: byClient(checksShare),
		seatCodes: bySeat(seatCodesShare), seatDigits: bySeat(seatDigitsShare),
		seatHands: bySeat(seatHandsShare), seatHand: bySeat(seatHandShare), seatDeeds: bySeat(seatDeedsShare),
		hands: newShare[place](handsShare, now), roomHands: newShare[string](roomHandsShare, now),
	}
}

// takesOf uses one of a share that belongs to a number in a room, of the first that has any left.
func (s *Server) takesOf(seats map[string]workshop.Seat, of *share[seatName]) bool {
	for room, seat := range seats {
		if of.take(seatName{room, seat.Number}) {
			return true
		}
	}
	return false
}

// seatTakes is takesOf for the numbers that the browser has.
func (s *Server) seatTakes(c *fiber.Ctx, of *share[seatName]) bool {
	return s.takesOf(s.opt.Store.SeatsHeld(s.cookies.secret(c, seatCookie)), of)
}

// shareKinds are the words that there are for it.
var shareKinds = []string{"codes-share", "typing-share", "room-guessing", "room-busy", "rooms-share", "hands-rest", "hands-share", "busy"}
