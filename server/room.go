package server

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"napguide/server/live"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// This file is what the workshop's handlers share: who is the trainer, who has which number, which room an address means.

var (
	errRoomCode    = errors.New("server: this has not the form of a room code")
	errRoomChanged = errors.New("server: the room has another code now")
	errNotTrainer  = errors.New("server: this browser holds no key of the room")
	errNoSeat      = errors.New("server: this browser has no number in the room")
)

// Topics of a room: the room itself, one number, and anything in the class.
func roomTopic(id string) string        { return "room." + id }
func seatTopic(id string, n int) string { return "seat." + id + "." + strconv.Itoa(n) }
func classTopic(id string) string       { return "class." + id }
func checkTopic(token string) string    { return "check." + token }
func WakeRoom(h *live.Hub, id string, seat int) {
	if seat == 0 {
		h.Wake(roomTopic(id))
	} else {
		h.Wake(seatTopic(id, seat))
	}
	h.Wake(classTopic(id))
}

// roomForTrainer is the address's room, for a browser that holds its key.
func (s *Server) roomForTrainer(c *fiber.Ctx) (workshop.Room, error) {
	id, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return workshop.Room{}, web.ErrNotFound
	}
	r, err := s.opt.Store.Room(id)
	if errors.Is(err, store.ErrNoRoom) && s.cookies.Secret(c, web.TrainerCookie) != "" {
		s.opt.Store.WaitUntilCurrent(s.life) // opened a moment ago, through another process
		r, err = s.opt.Store.Room(id)
	}
	if errors.Is(err, store.ErrNoRoom) || err == nil && !r.HeldBy(s.cookies.Secret(c, web.TrainerCookie)) {
		return r, errNotTrainer // whether there is such a room is not for strangers to try out
	}
	return r.Within(s.course()), err
}

// seatOf is the number that the browser has in the address's room. A room's address is its first code.
func (s *Server) seatOf(c *fiber.Ctx) (workshop.Room, workshop.Seat, error) {
	id, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return workshop.Room{}, workshop.Seat{}, web.ErrNotFound
	}
	secret := s.cookies.Secret(c, web.SeatCookie)
	seat, err := s.opt.Store.SeatOf(id, secret)
	if err != nil && secret != "" {
		s.opt.Store.WaitUntilCurrent(s.life)
		seat, err = s.opt.Store.SeatOf(id, secret)
	}
	if err != nil {
		return workshop.Room{}, seat, errNoSeat
	}
	r, err := s.opt.Store.Room(id)
	return r.Within(s.course()), seat, err
}

// formLang is the language that a form of a page posts along.
func (s *Server) formLang(c *fiber.Ctx, form map[string]string) string {
	if lang := form["lang"]; s.site().HasLang(lang) {
		return lang
	}
	return s.reader(c)
}

// done answers a form: a script gets nothing to show, a person is led back.
func done(c *fiber.Ctx, page string) error {
	if web.WantsJSON(c.Context()) {
		web.SetPrivate(c)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return web.SeeOther(c, page)
}

// place reads where a participant is from a page's name: guide/{step} or practice/{run}/{state}.
func (s *Server) place(page string) (at workshop.Place, run sandbox.Scenario, st sandbox.State, ok bool) {
	kind, rest, _ := strings.Cut(page, "/")
	switch kind {
	case "guide":
		st, _, ok := s.site().StepState(rest)
		return workshop.Place("guide/" + rest), s.site().Runs().Guided(), st, ok
	case "practice":
		id, name, _ := strings.Cut(rest, "/")
		run, found := s.site().Runs().Find(id)
		if !found || run.Guided {
			return "", run, st, false
		}
		st, ok := run.State(name)
		return workshop.Place(id + "/" + name), run, st, ok
	}
	return "", run, st, false
}

// mistakeOf names a press that was a mistake, as the workshop counts it.
func mistakeOf(st sandbox.State, action string) (string, bool) {
	for _, m := range st.AllMoves() {
		if string(m.Action) == action && m.Mistake {
			return site.TurnName(st, m.Action), true
		}
	}
	return "", false
}

// marshal writes a value made of plain structs.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
