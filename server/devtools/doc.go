// Package devtools is what there is with --dev only, for those who write: open pages follow the edits, and /_screens lists every
// page in every state. A live state is brought about when its link is opened, with a grant or a room of its own that the browser
// which opened it holds; then the page itself is shown, at its own address. Those who look at every page by machine take
// their list from here.
package devtools

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// Tools are the pages for writers. All fields are needed.
type Tools struct {
	Edits     *Edits
	Pages     func() *site.Site // the newest
	Store     *store.Store
	Streams   *sse.Streams
	Subscribe func(topic string, wake func()) (cancel func())
	Cookies   web.Cookies
	Checks    *presence.Checks
	Network   *network.Source
	GrantTTL  time.Duration
	Life      context.Context // the server's
	Now       func() time.Time
	Failures  []web.ErrorResponse // every one that there are words for

	// What the server's own handlers show.
	Room    func(workshop.Room) site.Room
	Console func(*fiber.Ctx, workshop.Room) site.ConsoleView
	Ticket  func(c *fiber.Ctx, r workshop.Room, lang string) error
}
