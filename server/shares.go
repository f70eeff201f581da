package server

import (
	"time"

	"napguide/server/web"
)

// Every budget that all have in common has a share below it for each client, wide enough for three hundred people behind
// one address: limits.go has the figures. So who asks for too much takes from nobody but the people behind the same
// address, and these find ways around it that are not theirs to use up: a number in a room, the wall's QR code, and
// whatever the same client made and never used (see ledger.go), which gives way.

// shares are all that the server has. The figures and their reasons are in limits.go.
type shares struct {
	codes, devices, tokens, digits, guesses, numbers, rooms, checks *web.Share[web.Client]

	seatCodes, seatDigits, seatHands, seatHand, seatDeeds *web.Share[seatName]

	hands     *web.Share[place]
	roomHands *web.Share[string] // by room
}

// place is one client's part of a room.
type place struct {
	room string
	from web.Client
}

// seatName is one number in one room.
type seatName struct {
	room   string
	number int
}

func newShares(now func() time.Time) *shares {
	byClient := func(a web.Allowance) *web.Share[web.Client] { return web.NewShare[web.Client](a, now) }
	bySeat := func(a web.Allowance) *web.Share[seatName] { return web.NewShare[seatName](a, now) }
	return &shares{
		codes: byClient(web.CodesShare), devices: byClient(web.DevicesShare), tokens: byClient(web.TokensShare),
		digits: byClient(web.DigitsShare), guesses: byClient(web.GuessShare), numbers: byClient(web.NumbersRate),
		rooms: byClient(web.RoomsShare), checks: byClient(web.ChecksShare),
		seatCodes: bySeat(web.SeatCodesShare), seatDigits: bySeat(web.SeatDigitsShare),
		seatHands: bySeat(web.SeatHandsShare), seatHand: bySeat(web.SeatHandShare), seatDeeds: bySeat(web.SeatDeedsShare),
		hands: web.NewShare[place](web.HandsShare, now), roomHands: web.NewShare[string](web.RoomHandsShare, now),
	}
}

// shareKinds are the words that there are for it.
var shareKinds = []string{"codes-share", "typing-share", "room-guessing", "room-busy", "rooms-share", "hands-rest", "hands-share", "busy"}
