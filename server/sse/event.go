package sse

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Event is a state to tell.
type Event struct {
	Name    string
	Data    []byte    // one line
	Version string    // an event whose version was sent last is not sent again
	Again   time.Time // when the state changes by itself, without a wake-up; zero: never
}

// Send answers with at most one event and the time, in milliseconds, after which the browser shall ask again.
func Send(c *fiber.Ctx, retry int, e *Event) error {
	eventHeaders(c)
	body := appendRetry(nil, retry)
	if e != nil {
		body = appendEvent(body, *e)
	}
	c.Response().SetBodyRaw(body)
	return nil
}

func eventHeaders(c *fiber.Ctx) {
	c.Context().SetContentType("text/event-stream; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store, no-transform")
	c.Set("X-Accel-Buffering", "no") // or nginx holds events back
}

func appendRetry(b []byte, ms int) []byte {
	b = append(b, "retry: "...)
	b = strconv.AppendInt(b, int64(ms), 10)
	return append(b, "\n\n"...)
}

func appendEvent(b []byte, e Event) []byte {
	b = append(b, "event: "...)
	b = append(b, e.Name...)
	b = append(b, "\ndata: "...)
	b = append(b, e.Data...)
	return append(b, "\n\n"...)
}
