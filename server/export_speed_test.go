package server

// SeatEvent is what a participant's stream does to know what to send.
func (s *Server) SeatEvent(id string, number int, holder []byte, lang string) (version string, err error) {
	e, err := s.seatEvent(id, number, holder, lang)
	return e.Version, err
}
