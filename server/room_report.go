package server

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

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
	return site.ReportView{Room: roomView(r), Public: public, Takes: r.TakesOutcomes(s.opt.Now()), Figures: workshop.NewFigures(r, s.opt.Store.Seats(r.ID), s.course(), s.opt.Now())}, nil
}
