package server

import (
	"slices"

	"napguide/server/presence"
	"napguide/server/web"
	"napguide/server/workshop"
)

// roomGivesWay deletes the room that is missed least, of a client if one is named: the oldest that was opened for nothing,
// whose console never came back and where nobody ever did anything; else, where they are too many, the one that has been
// over for longest. It is false where there is none.
func (s *Server) roomGivesWay(of *web.Client) (bool, error) {
	open, ended := s.opt.Store.Rooms()
	byAge := func(a, b workshop.Room) int { return a.Opened.Compare(b.Opened) }
	slices.SortFunc(open, byAge)
	for _, r := range open {
		from, _ := s.opened.Maker(r.ID)
		if of != nil && from != *of || s.opt.Now().Sub(r.Opened) < presence.AwayFor || s.present.TrainerCameBack(r) {
			continue
		}
		if seats := s.opt.Store.Seats(r.ID); len(s.present.Idle(r.ID, seats, true)) == len(seats) {
			return true, s.forgetRoom(r.ID)
		}
	}
	if of != nil || len(open) >= s.opt.Store.MaxRooms() || len(ended) == 0 {
		return false, nil
	}
	return true, s.forgetRoom(slices.MinFunc(ended, func(a, b workshop.Room) int { return a.Ended.Compare(b.Ended) }).ID)
}

// forgetRoom deletes a room, and what this process knows of it.
func (s *Server) forgetRoom(id string) error {
	s.opened.Drop(id)
	s.present.Forget(id)
	return s.opt.Store.DeleteRoom(s.life, id)
}
