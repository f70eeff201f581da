package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/web"
)

// stripOf is what the strip of a browser without script says; nil where it is in no class. Only such a browser keeps its
// progress with the server, so only that is asked for its number.
func (s *Server) stripOf(c *fiber.Ctx, lang string) (*site.Strip, error) {
	if s.keptProgress(c.Context()) == "" {
		return nil, nil
	}
	r, seat, err := s.opt.Store.LastSeat(s.cookies.Secret(c, web.SeatCookie))
	if err != nil {
		return nil, nil
	}
	s.present.SeatOpen(r.ID, seat, s.proxies.Client(c.Context()))
	r = r.Within(s.course())
	now, err := s.changeFor(r, seat, lang)
	return &site.Strip{
		Room: r.ID, Number: seat.Number, Note: now.Note, Title: now.Title, Frozen: now.Frozen, Did: now.Did, IsOver: r.IsEnded(),
		Way: now.Href, Go: now.Go, IsEvent: now.Event, Large: now.Large, Question: now.Question, Replies: now.Replies,
	}, err
}
