package devtools

import (
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site/asset"
	"napguide/server/sse"
	"napguide/server/tutorial"
	"napguide/server/web"
)

// Edits is the state of a site that somebody is writing: which edit it is, and what is wrong with the newest one.
type Edits struct {
	wake func(topic string)

	mu     sync.Mutex
	edit   int
	faults tutorial.Faults
}

const topic = "dev"

// NewEdits makes one; wake is the hub's.
func NewEdits(wake func(topic string)) *Edits { return &Edits{wake: wake} }

// Next is the number of the edit that is noted next.
func (e *Edits) Next() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.edit + 1
}

// Edited notes a new site, or the faults that kept the last good one.
func (e *Edits) Edited(faults tutorial.Faults) {
	e.mu.Lock()
	e.faults = faults
	if len(faults) == 0 {
		e.edit++
	}
	e.mu.Unlock()
	e.wake(topic)
}

func (e *Edits) state() (sse.Event, error) {
	e.mu.Lock()
	edit, found := e.edit, e.faults // which is replaced, never changed
	e.mu.Unlock()
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
var script string

//go:embed dev.css
var style string

// Routes adds the stream that open pages follow, and the list of all screens.
func (t *Tools) Routes(app *fiber.App) {
	app.Get("/_dev/events", func(c *fiber.Ctx) error {
		// A name of its own each: a writer has many pages open, and none of them counts.
		return t.Streams.Open(c, sse.Source{Topic: topic, Session: "dev " + rand.Text(), Subscribe: t.Subscribe, Read: t.Edits.state})
	})
	file := func(kind string, text string) fiber.Handler {
		return func(c *fiber.Ctx) error {
			web.SetPrivate(c)
			c.Context().SetContentType(kind)
			return c.SendString(text)
		}
	}
	app.Get("/_dev/dev.js", file("text/javascript; charset=utf-8", script))
	app.Get("/_dev/dev.css", file("text/css; charset=utf-8", asset.PutColours(style)))
	app.Get("/_screens", t.list)
	app.Get("/_screens/:lang/:kind/:name/:state", t.screen)
}
