package server

import "net"

// CheckRequest is what a request is refused for that came over a connection which Timed has made.
var CheckRequest = checkRequest

func Timed(c net.Conn) net.Conn { return timed(c, nil) }

// SpendHands spends what a client, and then what all, may raise of hands in a room.
func (s *Server) SpendHands(room, address string, all bool) {
	for s.shares.hands.take(place{room, clientOf(address)}) {
	}
	for all && s.shares.roomHands.take(room) {
	}
}

// FillCodes notes as many waiting codes of a client as it may have.
func (s *Server) FillCodes(address string) {
	for n := range maxOpenClient {
		s.noteOrigin(string(rune('A'+n)), clientOf(address))
	}
}

// Checks is how many trainers' checks are kept.
func (s *Server) Checks() int {
	s.checks.mu.Lock()
	defer s.checks.mu.Unlock()
	return len(s.checks.byToken)
}

// CheckToken names the check of a trainer's secret.
func CheckToken(secret string) string { return checkToken(secret) }

// SpendShares spends what a client may use at once of everything that it asks for.
func (s *Server) SpendShares(address string) {
	for _, of := range []*share[client]{s.shares.codes, s.shares.devices, s.shares.tokens, s.shares.numbers} {
		for of.take(clientOf(address)) {
		}
	}
}
