package server

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// What handlers return. The table below says what becomes of each; the words are in the message catalogs.
var (
	errUnknownCode = errors.New("server: no grant has this code")
	errBadCode     = errors.New("server: this has not the form of a code")
	errNotYours    = errors.New("server: another browser holds this grant")
	errChanged     = errors.New("server: the content has no such practice any more")
	errLate        = errors.New("server: a press came too late")
	errSlowDown    = errors.New("server: polled faster than the interval")
	errRoomCode    = errors.New("server: this has not the form of a room code")
	errRoomChanged = errors.New("server: the room has another code now")
	errNotTrainer  = errors.New("server: this browser holds no key of the room")
	errNobody      = errors.New("server: nobody has this number in the room")
	errNoSeat      = errors.New("server: this browser has no number in the room")
)

// errorTable says what becomes of each error; the first that matches counts. Whatever is not in it is "internal": 500, and
// logged.
func errorTable() []web.ErrorResponse {
	return []web.ErrorResponse{
		{Err: web.ErrNotFound, Status: 404, Kind: "not-found"},
		{Err: web.ErrMethod, Status: 405, Kind: "method"},
		{Err: web.ErrBadRequest, Status: 400, Kind: "bad-request"},
		{Err: web.ErrFraming, Status: 400, Kind: "bad-request"},
		{Err: web.ErrVersion, Status: 505, Kind: "bad-request"},
		{Err: web.ErrNeedsTLS, Status: 400, Kind: "needs-https"},
		{Err: web.ErrTooLarge, Status: 413, Kind: "too-large"},
		{Err: web.ErrHeaders, Status: 431, Kind: "headers"},
		{Err: web.ErrTimeout, Status: 408, Kind: "timeout"},
		{Err: web.ErrForeignHost, Status: 421, Kind: "foreign-host"},
		{Err: web.ErrForeignOrigin, Status: 403, Kind: "foreign-origin"},
		{Err: errUnknownCode, Status: 404, Kind: "unknown-code"},
		{Err: errBadCode, Status: 400, Kind: "bad-code"},
		{Err: errNotYours, Status: 404, Kind: "not-yours"},
		{Err: web.ErrNoCookies, Status: 400, Kind: "no-cookies"},
		{Err: errChanged, Status: 404, Kind: "practice-changed"},
		{Err: errLate, Status: 409, Kind: "late"},
		{Err: store.ErrNoRoom, Status: 404, Kind: "room-unknown"},
		{Err: store.ErrNoSeat, Status: 404, Kind: "room-unknown"},
		{Err: errNoSeat, Status: 404, Kind: "room-unknown"},
		{Err: errNobody, Status: 404, Kind: "room-number"},
		{Err: errRoomCode, Status: 400, Kind: "room-code"},
		{Err: errRoomChanged, Status: 410, Kind: "room-changed"},
		{Err: errNotTrainer, Status: 404, Kind: "room-trainer"},
		{Err: workshop.ErrFull, Status: 409, Kind: "room-full"},
		{Err: workshop.ErrLocked, Status: 403, Kind: "room-locked"},
		{Err: workshop.ErrEnded, Status: 410, Kind: "room-ended"},
		{Err: workshop.ErrTooLong, Status: 400, Kind: "bad-request"},
		{Err: store.ErrTooLarge, Status: 413, Kind: "too-large"},
		{Err: workshop.ErrKeys, Status: 409, Kind: "room-keys"},
		{Err: store.ErrTooManyOwned, Status: 429, Kind: "room-many", Retry: 60},
		{Err: store.ErrTooManyRooms, Status: 503, Kind: "rooms-all", Retry: 60},
		{Err: store.ErrTooManyHeld, Status: 429, Kind: "too-many-session", Retry: 60},
		{Err: store.ErrTooManyOpen, Status: 503, Kind: "too-many-all", Retry: 60},
		{Err: store.ErrTypingPaused, Status: 429, Kind: "typing-paused", Retry: 60},
		{Err: store.ErrUnavailable, Status: 503, Kind: "unavailable", Retry: 10, IsLogged: true},
		{Err: store.ErrConflict, Status: 503, Kind: "unavailable", Retry: 1},
		{Err: fiber.ErrNotFound, Status: 404, Kind: "not-found"},
		{Err: fiber.ErrMethodNotAllowed, Status: 405, Kind: "method"},
	}
}
