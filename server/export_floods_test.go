package server

import (
	"napguide/server/presence"
	"napguide/server/web"
)

// SpendHands spends what a client, and then what all, may raise of hands in a room.
func (s *Server) SpendHands(room, address string, all bool) {
	for s.shares.hands.Take(place{room, web.ClientOf(address)}) {
	}
	for all && s.shares.roomHands.Take(room) {
	}
}

// FillCodes notes as many waiting codes of a client as it may have.
func (s *Server) FillCodes(address string) {
	for n := range web.MaxOpenClient {
		s.made.Add(string(rune('A'+n)), web.ClientOf(address))
	}
}

// Checks is how many trainers' checks are kept.
func (s *Server) Checks() int { return s.checks.Count() }

// CheckToken names the check of a trainer's secret.
func CheckToken(secret string) string { return presence.CheckToken(secret) }

// SpendShares spends what a client may use at once of everything that it asks for.
func (s *Server) SpendShares(address string) {
	for _, of := range []*web.Share[web.Client]{s.shares.codes, s.shares.devices, s.shares.tokens, s.shares.numbers} {
		for of.Take(web.ClientOf(address)) {
		}
	}
}
