package server

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/workshop"
)

// kit is the trainer's kit: the check, the form that opens a room, and what to prepare with.
func (s *Server) kit(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !s.site().HasLang(lang) {
		return errNotFound
	}
	secret := s.secretCookie(c, trainerCookie)
	token, arrived := s.checks.open(s.keepSecret(c, trainerCookie))
	v := site.KitView{Token: token, Arrived: arrived, Addresses: s.bases(), Reach: s.opt.PhonesReach}
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
	if all := s.bases(); !slices.Contains(all, base) {
		base = all[0]
	}
	r, err := s.opt.Store.OpenRoom(s.life, s.keepSecret(c, trainerCookie), base, func(r workshop.Room) (workshop.Room, error) {
		return r.SetWifi(form["wifi"], form["pass"], s.opt.Now())
	})
	if err != nil {
		return err
	}
	return seeOther(c, consolePath(s.formLang(c, form), r.ID))
}

func consolePath(lang, id string) string { return "/" + lang + "/workshop/" + id + "/trainer" }
