package devtools

import (
	"crypto/rand"
	_ "embed"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site/asset"
	"napguide/server/sse"
	"napguide/server/web"
)

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
	app.Get("/_screens/:lang/room/:name/:state/:room", t.roomAgain)
}
