package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/web"
	"napguide/server/workshop"
)

// showTicket makes a one-time link that carries the console to another device, and shows it once.
func (s *Server) showTicket(c *fiber.Ctx, r workshop.Room, lang string) error {
	key := workshop.NewSecret()
	r, err := s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Offer(key, s.opt.Now()) })
	if err != nil {
		return err
	}
	address := s.addressFor(s.visitIn(c, r)).Base + "/workshop/" + r.ID + "/key/" + key
	return web.Page(s.site().Ticket(lang, "show", roomView(r), key, address)).SendKey(c, fiber.StatusOK)
}

// ticketPage asks on the other device. Opening it does not use the link up: chat programs open every link they carry.
func (s *Server) ticketPage(c *fiber.Ctx) error {
	r, key, lang := s.ticketRoom(c), c.Params("key"), s.reader(c)
	if r.HeldBy(s.cookies.Secret(c, web.TrainerCookie)) {
		return web.SeeOther(c, consolePath(lang, r.ID))
	}
	kind, status := "ask", fiber.StatusOK
	if !r.Offers(key, s.opt.Now()) {
		kind, status = "used", fiber.StatusGone
	}
	return web.Page(s.site().Ticket(lang, kind, roomView(r), key, "")).SendKey(c, status)
}

// redeem makes the device that has the link a console.
func (s *Server) redeem(c *fiber.Ctx) error {
	form, err := web.ReadForm(c, "lang", "ticket")
	if err != nil {
		return err
	}
	if done, err := s.cookies.Prove(c, web.TrainerCookie, web.RoomCookieAge); done {
		return err
	}
	r, lang := s.ticketRoom(c), s.formLang(c, form)
	secret := s.cookies.Keep(c, web.TrainerCookie)
	_, err = s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) {
		return r.Redeem(form["ticket"], secret, s.opt.Now())
	})
	if err == nil {
		return web.SeeOther(c, consolePath(lang, r.ID))
	}
	if !errors.Is(err, workshop.ErrTicket) {
		return err
	}
	return web.Page(s.site().Ticket(lang, "used", roomView(r), "", "")).Send(c, fiber.StatusGone)
}

// ticketRoom is the address's room, or an empty one that offers nothing.
func (s *Server) ticketRoom(c *fiber.Ctx) workshop.Room {
	id, _ := workshop.ParseCode(c.Params("room"))
	r, err := s.opt.Store.Room(id)
	if err != nil {
		return workshop.Room{ID: "000000"}
	}
	return r
}
