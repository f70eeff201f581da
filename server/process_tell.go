package server

import (
	"strings"

	"napguide/server/web"
)

// What processes tell one another.
const (
	toldArrival = "arrival" // a check's token and the address by which its phone came
	toldGuess   = "guess"   // the client from whom a wrong room code came
	toldDigits  = "digits"  // the same for a practice code
	toldOrigin  = "origin"  // a practice code's id and the client who made it
)

// told takes in what another process tells.
func (s *Server) told(kind, text string) {
	switch kind {
	case toldArrival:
		token, base, _ := strings.Cut(text, " ")
		if s.checks.Arrive(token, base, true) {
			s.opt.Hub.Wake(checkTopic(token))
		}
	case toldGuess:
		s.shares.guesses.Charge(web.ParseClient(text))
	case toldDigits:
		s.shares.digits.Charge(web.ParseClient(text))
	case toldOrigin:
		id, from, _ := strings.Cut(text, " ")
		s.made.Add(id, web.ParseClient(from))
	}
}
