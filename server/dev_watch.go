package server

import (
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sse"
	"napguide/server/tutorial"
	"napguide/server/web"
)

// Dev is the state of a site that somebody is writing: which edit it is, and what is wrong with the newest one.
type Dev struct {
	wake func(topic string)

	mu     sync.Mutex
	edit   int
	faults tutorial.Faults
}

const devTopic = "dev"

// NewDev makes one; wake is the hub's.
func NewDev(wake func(topic string)) *Dev { return &Dev{wake: wake} }

// Edited notes a new site, or the faults that kept the last good one.
func (d *Dev) Edited(faults tutorial.Faults) {
	d.mu.Lock()
	d.faults = faults
	if len(faults) == 0 {
		d.edit++
	}
	d.mu.Unlock()
	d.wake(devTopic)
}

func (d *Dev) state() (sse.Event, error) {
	d.mu.Lock()
	edit, found := d.edit, d.faults // which is replaced, never changed
	d.mu.Unlock()
	faults := []map[string]string{}
	for _, f := range found {
		faults = append(faults, map[string]string{"at": f.File + ":" + strconv.Itoa(f.Line), "msg": f.Msg, "mend": f.Mend})
	}
	data, err := json.Marshal(map[string]any{"edit": edit, "faults": faults})
	if err != nil {
		return sse.Event{}, err
	}
	return sse.Event{Name: "site", Data: data, Version: string(data)}, nil
}

//go:embed dev.js
var devScript []byte

//go:embed dev.css
var devStyle []byte

// devRoutes are there with --dev only: the stream that open pages follow, and the list of all screens.
func (s *Server) devRoutes(app *fiber.App) {
	dev := s.opt.Dev
	if dev == nil {
		return
	}
	app.Get("/_dev/events", func(c *fiber.Ctx) error {
		// A name of its own each: a writer has many pages open, and none of them counts.
		return s.streams.Open(c, sse.Source{Topic: devTopic, Session: "dev " + rand.Text(), Subscribe: s.opt.Hub.Subscribe, Read: dev.state})
	})
	file := func(kind string, raw []byte) fiber.Handler {
		return func(c *fiber.Ctx) error {
			web.SetPrivate(c)
			c.Context().SetContentType(kind)
			return c.Send(raw)
		}
	}
	app.Get("/_dev/dev.js", file("text/javascript; charset=utf-8", devScript))
	app.Get("/_dev/dev.css", file("text/css; charset=utf-8", devStyle))
	app.Get("/_screens", s.screens)
	app.Get("/_screens/:lang/:kind/:name/:state", s.screen)
}
