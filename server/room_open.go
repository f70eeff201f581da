package server

import (
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/presence"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// openRoom opens a room and leads its trainer to the console.
func (s *Server) openRoom(c *fiber.Ctx) error {
	form, err := web.ReadForm(c, "lang", "base", "wifi", "pass", "place")
	if err != nil {
		return err
	}
	if done, err := s.cookies.Prove(c, web.TrainerCookie, web.RoomCookieAge); done {
		return err
	}
	base := form["base"]
	if _, ours := s.opt.Network.Now().Find(base); !ours {
		base = "" // the program goes on choosing
	}
	from, secret := s.proxies.Client(c.Context()), s.cookies.Keep(c, web.TrainerCookie)
	set := func(r workshop.Room) (workshop.Room, error) {
		r, err := r.SetWifi(form["wifi"], form["pass"], r.Opened)
		if err != nil {
			return r, err
		}
		return r.SetPlace(form["place"], r.Opened)
	}
	if !s.shares.rooms.Take(from) {
		return web.ShareSpent("rooms-share", s.shares.rooms.Wait(from))
	}
	for s.opened.Count(from) >= web.MaxRoomsClient {
		if gone, err := s.roomGivesWay(&from); err != nil {
			return err
		} else if !gone {
			return web.ShareSpent("rooms-share", int(presence.AwayFor/time.Second))
		}
	}
	r, err := s.opt.Store.OpenRoom(s.life, secret, base, set)
	for errors.Is(err, store.ErrTooManyRooms) {
		if gone, gerr := s.roomGivesWay(nil); gerr != nil || !gone {
			return err
		}
		r, err = s.opt.Store.OpenRoom(s.life, secret, base, set)
	}
	if err != nil {
		return err
	}
	s.opened.Add(r.ID, from)
	return web.SeeOther(c, consolePath(s.formLang(c, form), r.ID))
}

func consolePath(lang, id string) string { return "/" + lang + "/workshop/" + id + "/trainer" }

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
