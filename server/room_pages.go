package server

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// console is the trainer's page.
func (s *Server) console(c *fiber.Ctx, lang string) error {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	s.cookies.Keep(c, web.TrainerCookie)
	s.present.TrainerOpen(r.ID, s.proxies.Client(c.Context()))
	v := s.consoleView(c, r)
	v.Told.What = c.Query("told")
	v.Told.N, _ = strconv.Atoi(c.Query("n"))
	return web.Page(s.site().Console(lang, v)).Send(c, fiber.StatusOK)
}

func (s *Server) consoleView(c *fiber.Ctx, r workshop.Room) site.ConsoleView {
	now, seats := s.opt.Now(), s.opt.Store.Seats(r.ID)
	return site.ConsoleView{
		Room: roomView(r), Board: workshop.NewBoard(r, seats, s.present.LastSeen(r.ID, seats), s.course(), now), At: s.addressFor(s.visitIn(c, r.ID)), Chosen: r.Base, Addresses: s.opt.Network.Now().All(),
		Now: now, Steady: s.steady(), Flood: s.floodView(r, seats), Rests: r.HandsIn(now) > 0,
	}
}

// wall is the projector's page. It shows no call, no slow step and no note.
func (s *Server) wall(c *fiber.Ctx, lang string) error {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	s.present.TrainerOpen(r.ID, s.proxies.Client(c.Context()))
	v := s.wallView(r, s.visitIn(c, r.ID))
	v.Now, v.Steady = s.opt.Now(), s.steady()
	return web.Page(s.site().Wall(lang, v)).Send(c, fiber.StatusOK)
}

// wallView is what the wall shows, but for the time.
func (s *Server) wallView(r workshop.Room, from visit) site.WallView {
	now, seats := s.opt.Now(), s.opt.Store.Seats(r.ID)
	v := site.WallView{Room: roomView(r), At: s.addressFor(from), Heads: workshop.CountHeads(r, seats, s.present.LastSeen(r.ID, seats), s.course(), now)}
	for _, seat := range seats {
		if seat.ReplyIn(r.Question) != "" {
			v.Replied++
		}
	}
	if r.IsEnded() {
		f := workshop.NewFigures(r, seats, s.course(), now)
		v.Came, v.SignedIn, v.Until = f.Came, f.SignedIn, v.Room.Until(now)
	}
	return v
}

// report is a class afterwards, on one A4 page.
func (s *Server) report(c *fiber.Ctx, lang string) error {
	v, err := s.reportView(c)
	if err != nil {
		return err
	}
	return web.Page(s.site().Report(lang, v)).Send(c, fiber.StatusOK)
}

// reportCSV is the same for a spreadsheet. The byte order mark makes Excel read Thai.
func (s *Server) reportCSV(c *fiber.Ctx, lang string) error {
	v, err := s.reportView(c)
	if err != nil {
		return err
	}
	rows, err := s.site().ReportRows(lang, v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
				row[i] = "'" + cell // a spreadsheet would take it for a formula
			}
		}
		_ = w.Write(row) // Error tells, below
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	web.SetPrivate(c)
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="workshop-`+locale.Thailand(v.Room.Opened).Format("20060102")+`.csv"`)
	return c.Send(b.Bytes())
}

func (s *Server) reportView(c *fiber.Ctx) (site.ReportView, error) {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return site.ReportView{}, err
	}
	public := ""
	if at := s.opt.Network.Now().Best(); at.IsPublic() {
		public = at.Typed
	}
	return site.ReportView{Room: roomView(r), Public: public, Now: s.opt.Now(), Figures: workshop.NewFigures(r, s.opt.Store.Seats(r.ID), s.course(), s.opt.Now())}, nil
}

// showTicket makes a one-time link that carries the console to another device, and shows it once.
func (s *Server) showTicket(c *fiber.Ctx, r workshop.Room, lang string) error {
	key := workshop.NewSecret()
	r, err := s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Offer(key, s.opt.Now()) })
	if err != nil {
		return err
	}
	address := s.addressFor(s.visitIn(c, r.ID)).Base + "/workshop/" + r.ID + "/key/" + key
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
