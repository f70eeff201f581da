package server

import (
	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/workshop"
)

// kit is the trainer's kit: the check, the form that opens a room, and what to prepare with.
func (s *Server) kit(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return errNotFound
	}
	secret := s.secretCookie(c, trainerCookie)
	token, _ := s.checks.open(s.keepSecret(c, trainerCookie))
	_, v := s.kitChange(token, s.visitOf(c))
	if secret != "" {
		v.Rooms = roomViews(s.opt.Store.RoomsOf(secret))
	}
	page, err := s.site().Kit(lang, v)
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}

// openRoom opens a room and leads its trainer to the console.
func (s *Server) openRoom(c *fiber.Ctx) error {
	form, err := readForm(c, "lang", "base", "wifi", "pass")
	if err != nil {
		return err
	}
	if done, err := s.proveCookies(c, trainerCookie, roomCookieAge); done {
		return err
	}
	base := form["base"]
	if _, ours := s.opt.Network.Now().Find(base); !ours {
		base = "" // the program goes on choosing
	}
	r, err := s.opt.Store.OpenRoom(s.life, s.keepSecret(c, trainerCookie), base, func(r workshop.Room) (workshop.Room, error) {
		return r.SetWifi(form["wifi"], form["pass"], s.opt.Now())
	})
	if err != nil {
		return err
	}
	return seeOther(c, consolePath(s.formLang(c, form), r.ID))
}

// kitAddress is the address that the kit shows: the one by which the trainer's phone came, else as everywhere.
func (s *Server) kitAddress(arrived string, v visit) network.Address {
	if at, ok := s.opt.Network.Now().Find(arrived); ok {
		return at
	}
	return s.opt.Network.Now().For("", v.came)
}

func consolePath(lang, id string) string { return "/" + lang + "/workshop/" + id + "/trainer" }
