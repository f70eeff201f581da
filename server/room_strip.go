package server

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// stripOf is what the strip of a browser without script says; nil where it is in no class. Only such a browser keeps its
// progress with the server, so only that is asked for its number. The page that it asks for tells where it is, and did whether it
// comes by what the step before asks for.
func (s *Server) stripOf(c *fiber.Ctx, lang, page string, did bool) (*site.Strip, error) {
	if s.keptProgress(c.Context()) == "" {
		return nil, nil
	}
	r, seat, err := s.opt.Store.LastSeat(s.cookies.Secret(c, web.SeatCookie))
	if err != nil {
		return nil, nil
	}
	s.present.SeatOpen(r.ID, seat, s.proxies.Client(c.Context()))
	r = r.Within(s.course())
	if c.Method() == fiber.MethodGet {
		seat = s.arrive(r, seat, page, did)
	}
	now, err := s.changeFor(r, seat, lang)
	if now.Change != "" && !now.Frozen { // on one's number's page
		now.Replies = nil
	}
	return &site.Strip{
		Room: r.ID, Now: s.opt.Now(), Number: seat.Number, Note: now.Note, Title: now.Title, Frozen: now.Frozen, Did: now.Did, Along: now.Along, Late: now.Late, Yet: now.Yet, Scan: now.Scan, Stay: now.Stay, IsOver: r.IsEnded(),
		Way: now.Href, Go: now.Go, IsEvent: now.Event, At: now.At, What: now.What, Large: now.Large, Question: now.Question, Replies: now.Replies, Given: now.Given, Change: now.Change,
	}, err
}

// arrive notes for a browser without script what the script of the others reports: the page on which one is, and that a step
// was done, from where one has come to its next page by what the step asks for, and not along with the class or past it.
func (s *Server) arrive(r workshop.Room, seat workshop.Seat, page string, did bool) workshop.Seat {
	at, run, st, ok := s.place(page)
	left := seat.At.Step()
	did = did && left != "" && !seat.Has(left) && page == s.site().AfterStep(left)
	if r.IsEnded() || !did && (!ok || seat.At == at) || !s.shares.seatDeeds.Take(seatName{r.ID, seat.Number}) {
		return seat
	}
	now := s.opt.Now()
	after, err := s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
		if did {
			seat = seat.Finish(left, now)
		}
		if ok {
			seat = arriveAt(r, seat, at, run, st, now)
		}
		return seat, nil
	})
	if err != nil {
		return seat // the page is shown all the same
	}
	return after
}

// goAlong leads a browser without script to where the room is at this moment.
func (s *Server) goAlong(c *fiber.Ctx) error {
	r, seat, err := s.seatOf(c)
	if err != nil {
		return err
	}
	lang := c.Query("lang")
	if !s.site().HasLang(lang) {
		lang = s.reader(c)
	}
	view := roomView(r)
	if c := s.course(); r.WentPast(seat, c) {
		view.Step = c.SignsIn()
	}
	to := s.site().RoomHref(lang, view)
	if at, _, _, ok := s.place(strings.TrimPrefix(to, "/"+lang+"/")); ok && !r.IsEnded() && s.shares.seatDeeds.Take(seatName{r.ID, seat.Number}) {
		_, err = s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) { return seat.Arrive(at, s.opt.Now()), nil })
		if err != nil {
			return err
		}
	}
	return web.SeeOther(c, cmp.Or(to, "/j/"+r.ID))
}
