package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/store"
	"napguide/server/workshop"
)

// What handlers return. The table below says what becomes of each; the words are in the message catalogs.
var (
	errUnknownCode = errors.New("server: no grant has this code")
	errBadCode     = errors.New("server: this has not the form of a code")
	errNotYours    = errors.New("server: another browser holds this grant")
	errLate        = errors.New("server: a press came too late")
)

// errorTable says what becomes of each error; the first that matches counts. Whatever is not in it is "internal": 500, and
// logged.
func errorTable() []errorResponse {
	return []errorResponse{
		{err: errNotFound, status: 404, kind: "not-found"},
		{err: errMethod, status: 405, kind: "method"},
		{err: errBadRequest, status: 400, kind: "bad-request"},
		{err: errFraming, status: 400, kind: "bad-request"},
		{err: errVersion, status: 505, kind: "bad-request"},
		{err: errNeedsTLS, status: 400, kind: "needs-https"},
		{err: errTooLarge, status: 413, kind: "too-large"},
		{err: errHeaders, status: 431, kind: "headers"},
		{err: errTimeout, status: 408, kind: "timeout"},
		{err: errForeignHost, status: 421, kind: "foreign-host"},
		{err: errForeignOrigin, status: 403, kind: "foreign-origin"},
		{err: errUnknownCode, status: 404, kind: "unknown-code"},
		{err: errBadCode, status: 400, kind: "bad-code"},
		{err: errNotYours, status: 404, kind: "not-yours"},
		{err: errNoCookies, status: 400, kind: "no-cookies"},
		{err: errLate, status: 409, kind: "late"},
		{err: store.ErrNoRoom, status: 404, kind: "room-unknown"},
		{err: store.ErrNoSeat, status: 404, kind: "room-unknown"},
		{err: errNoSeat, status: 404, kind: "room-unknown"},
		{err: errRoomCode, status: 400, kind: "room-code"},
		{err: errRoomChanged, status: 410, kind: "room-changed"},
		{err: errNotTrainer, status: 404, kind: "room-trainer"},
		{err: workshop.ErrFull, status: 409, kind: "room-full"},
		{err: workshop.ErrLocked, status: 403, kind: "room-locked"},
		{err: workshop.ErrEnded, status: 410, kind: "room-ended"},
		{err: workshop.ErrTooLong, status: 400, kind: "bad-request"},
		{err: store.ErrTooLarge, status: 413, kind: "too-large"},
		{err: workshop.ErrKeys, status: 409, kind: "room-keys"},
		{err: store.ErrTooManyOwned, status: 429, kind: "room-many", retry: 60},
		{err: store.ErrTooManyRooms, status: 503, kind: "rooms-all", retry: 60},
		{err: store.ErrTooManyHeld, status: 429, kind: "too-many-session", retry: 60},
		{err: store.ErrTooManyOpen, status: 503, kind: "too-many-all", retry: 60},
		{err: store.ErrTypingPaused, status: 429, kind: "typing-paused", retry: 60},
		{err: store.ErrUnavailable, status: 503, kind: "unavailable", retry: 10, isLogged: true},
		{err: store.ErrConflict, status: 503, kind: "unavailable", retry: 1},
		{err: fiber.ErrNotFound, status: 404, kind: "not-found"},
		{err: fiber.ErrMethodNotAllowed, status: 405, kind: "method"},
	}
}
