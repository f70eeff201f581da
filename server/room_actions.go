package server

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/codes"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// What the trainer does. Each form leads back to the console; a script gets an empty answer.

// roomAction is one thing that the trainer can do: the fields of its form, and what it makes of the room.
type roomAction struct {
	fields []string
	do     func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error)
}

// switched is an action that turns something on or off.
func switched(change func(r workshop.Room, on bool, now time.Time) (workshop.Room, error)) roomAction {
	return roomAction{[]string{"on"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
		return change(r, form["on"] == "yes", s.opt.Now())
	}}
}

// roomActions are those that change the room and nothing else, by the last part of their address.
func roomActions() map[string]roomAction {
	return map[string]roomAction{
		"lead": {[]string{"step"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			if step := form["step"]; step != "" && !slices.Contains(s.course().Steps, step) {
				return r, web.ErrBadRequest
			}
			return r.LeadTo(form["step"], s.opt.Now())
		}},
		"mode": {[]string{"mode"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			mode := workshop.Mode(form["mode"])
			if mode != workshop.Lead && mode != workshop.Free {
				return r, web.ErrBadRequest
			}
			return r.SetMode(mode, s.opt.Now())
		}},
		"start": {[]string{"run"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			if !slices.Contains(s.course().Runs, form["run"]) {
				return r, web.ErrBadRequest
			}
			return r.Start(form["run"], s.opt.Now())
		}},
		"inject": {[]string{"event"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			if _, ok := s.site().Runs().Event(form["event"]); !ok && form["event"] != "" {
				return r, web.ErrBadRequest
			}
			return r.Inject(workshop.Event(form["event"]), s.opt.Now())
		}},
		"freeze": switched(workshop.Room.Freeze),
		"dark":   switched(workshop.Room.Darken),
		"lock":   switched(workshop.Room.Lock),
		"show":   switched(workshop.Room.ShowJoin),
		"address": {[]string{"base"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			if _, ours := s.opt.Network.Now().Find(form["base"]); !ours && form["base"] != "" {
				return r, web.ErrBadRequest
			}
			return r.SetBase(form["base"], s.opt.Now()), nil
		}},
		"wifi": {[]string{"name", "pass"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			return r.SetWifi(form["name"], form["pass"], s.opt.Now())
		}},
		"place": {[]string{"place"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			return r.SetPlace(form["place"], s.opt.Now())
		}},
		"damaged": {[]string{"on"}, func(s *Server, _ map[string]string, r workshop.Room) (workshop.Room, error) {
			return r.ReadDamage(s.opt.Now()), nil
		}},
		"ask": {[]string{"question"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			if _, known := workshop.Questions()[form["question"]]; !known && form["question"] != "" {
				return r, web.ErrBadRequest
			}
			return r.Ask(form["question"], s.opt.Now())
		}},
		"timer": {[]string{"minutes"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			minutes, err := strconv.ParseUint(form["minutes"], 10, 8)
			if err != nil {
				return r, web.ErrBadRequest
			}
			return r.SetTimer(time.Duration(minutes)*time.Minute, s.opt.Now())
		}},
		"by-hand": {[]string{"outcome", "add", "of"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			o, more := workshop.Outcome(form["outcome"]), map[string]int{"-1": -1, "1": 1, "10": 10}[form["add"]]
			if more == 0 || !slices.Contains(workshop.Outcomes(), o) {
				return r, web.ErrBadRequest
			}
			return r.AddByHand(o, more, s.opt.Now()), nil
		}},
		"end": {[]string{"answers", "until"}, func(s *Server, form map[string]string, r workshop.Room) (workshop.Room, error) {
			r = r.End(s.opt.Now())
			if form["answers"] == "evening" {
				promised, _ := strconv.ParseInt(form["until"], 10, 64) // none by a page of an older version
				r = r.TakeAnswersUntil(time.Unix(promised, 0), site.Evening(r.Ended))
			}
			return r, nil
		}},
	}
}

// roomAction is every form of the console. The same form twice at once is one press: the second is answered as the first was,
// also where there is nothing left to do, as with a room that is deleted.
func (s *Server) roomAction(c *fiber.Ctx) error {
	name, form := c.Params("room")+" "+s.cookies.Secret(c, web.TrainerCookie), c.Params("what")+"?"+string(c.Body())
	if !s.presses.isKnown(name) {
		if _, err := s.roomForTrainer(c); err != nil {
			return err
		}
	}
	led, again, running := s.presses.begin(name, form, s.steady())
	if again {
		return answer(c, led)
	}
	defer func() { s.presses.end(name, running, led, s.steady()) }()
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	if s.isLate(c) {
		return errLate
	}
	if c.Params("what") == "ticket" { // a page of its own, another each time
		form, err := web.ReadForm(c, "lang")
		if err != nil {
			return err
		}
		return s.showTicket(c, r, s.formLang(c, form))
	}
	if led, err = s.carryOut(c, r, c.Params("what")); err != nil {
		return err
	}
	return answer(c, led)
}

// answer answers a form of the console.
func answer(c *fiber.Ctx, led outcome) error {
	if led.said != "" && web.WantsJSON(c.Context()) {
		return web.SendJSON(c, fiber.StatusOK, map[string]string{"said": led.said})
	}
	return done(c, led.page)
}

// carryOut does what a form of the console says.
func (s *Server) carryOut(c *fiber.Ctx, r workshop.Room, what string) (outcome, error) {
	if action, ok := roomActions()[what]; ok {
		form, err := web.ReadForm(c, append([]string{"lang"}, action.fields...)...)
		if err != nil {
			return outcome{}, err
		}
		lang, moves := s.formLang(c, form), r.Moves
		r, err = s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return action.do(s, form, r) })
		if err != nil {
			return outcome{}, err
		}
		switch report := "/" + lang + "/workshop/" + r.ID + "/report"; what {
		case "end":
			s.opened.Drop(r.ID)
		case "place":
			return outcome{page: report}, nil
		case "by-hand":
			return outcome{page: report + "#byhand"}, nil
		case "wifi":
			if r.WifiName == "" {
				return s.tell(lang, r, site.Told{What: "wifi-off"})
			}
			return s.tell(lang, r, site.Told{What: "wifi"})
		}
		if r.Frozen && r.Moves != moves { // everybody goes elsewhere, and nobody sees it yet
			return s.tell(lang, r, site.Told{What: "paused"})
		}
		return outcome{page: consolePath(lang, r.ID)}, nil
	}
	form, err := web.ReadForm(c, "lang", "number")
	if err != nil {
		return outcome{}, err
	}
	lang, told := s.formLang(c, form), site.Told{}
	switch what {
	case "recode":
		if !r.HasJustRecoded(s.opt.Now()) { // a second press at once changes nothing
			r, err = s.opt.Store.RecodeRoom(s.life, r.ID)
		}
		told.What = "code"
	case "free":
		told, err = s.freeNumber(r, form["number"])
	case "free-idle":
		told, err = s.freeAllIdle(r)
	case "answer":
		told, err = s.answerCalls(r, form["number"])
	case "notice":
		number, nerr := strconv.Atoi(form["number"])
		if nerr != nil {
			return outcome{}, web.ErrBadRequest
		}
		_, err = s.opt.Store.UpdateSeat(s.life, r.ID, number, func(seat workshop.Seat) (workshop.Seat, error) { return seat.Notice(s.opt.Now()), nil })
	case "delete":
		if err = s.forgetRoom(r.ID); err == nil {
			return outcome{page: "/" + lang + "/workshop?deleted=" + r.ID}, nil
		}
	default:
		return outcome{}, web.ErrNotFound
	}
	if err != nil {
		return outcome{}, err
	}
	return s.tell(lang, r, told)
}

// tell leads back to the console, which says what was done where it would not be seen.
func (s *Server) tell(lang string, r workshop.Room, t site.Told) (outcome, error) {
	led := outcome{page: consolePath(lang, r.ID)}
	if t.What == "" {
		return led, nil
	}
	said, err := s.site().Told(lang, roomView(r), t)
	return outcome{led.page + "?told=" + t.What + "&n=" + strconv.Itoa(t.N) + "#" + t.Section(), said}, err
}

// pressedAt is the header in which a page's script says when something was pressed: milliseconds of the server's steady time,
// as the page counted on from what it was told.
const pressedAt = "Pressed-At"

// isLate tells whether a press has been under way for so long that its trainer has been told that it did nothing.
func (s *Server) isLate(c *fiber.Ctx) bool {
	at, err := strconv.ParseInt(c.Get(pressedAt), 10, 64)
	return err == nil && s.steady().Sub(time.UnixMilli(at)) > web.PressLife
}

// freeNumber frees the number that the trainer typed.
func (s *Server) freeNumber(r workshop.Room, typed string) (site.Told, error) {
	for length := 1; length <= len(strconv.Itoa(s.opt.Store.MaxSeats())); length++ {
		digits, ok := codes.ReadDigits(typed, length)
		if number, err := strconv.Atoi(digits); ok && err == nil {
			if _, err := s.opt.Store.Seat(r.ID, number); err != nil {
				return site.Told{}, errNobody
			}
			return site.Told{What: "number", N: number}, s.opt.Store.FreeSeat(s.life, r.ID, number)
		}
	}
	return site.Told{}, errNobody
}

// freeAllIdle frees every number that never did anything and whose page is not open.
func (s *Server) freeAllIdle(r workshop.Room) (site.Told, error) {
	freed := 0
	for _, seat := range s.present.Idle(r.ID, s.opt.Store.Seats(r.ID), false) {
		free, err := s.opt.Store.FreeUnmoved(s.life, r.ID, seat)
		if err != nil {
			return site.Told{}, err
		}
		if free {
			freed++
		}
	}
	if freed == 0 {
		return site.Told{What: "no-idle", N: int(presence.HereFor / time.Minute)}, nil
	}
	return site.Told{What: "idle", N: freed}, nil
}

// answerCalls ends one number's call, or all; then hands stay down for a minute.
func (s *Server) answerCalls(r workshop.Room, number string) (site.Told, error) {
	answered := func(seat workshop.Seat) (workshop.Seat, error) { return seat.CancelCall(s.opt.Now()), nil }
	lowered := func(seat workshop.Seat) (workshop.Seat, error) { return seat.LowerHand(s.opt.Now()), nil }
	if number != "all" {
		n, err := strconv.Atoi(number)
		if err != nil {
			return site.Told{}, web.ErrBadRequest
		}
		_, err = s.opt.Store.UpdateSeat(s.life, r.ID, n, answered)
		return site.Told{}, err
	}
	_, err := s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.RestHands(s.opt.Now()) })
	if err != nil {
		return site.Told{}, err
	}
	var errs []error
	told := site.Told{What: "hands"}
	for _, seat := range s.opt.Store.Seats(r.ID) {
		if seat.Calls() {
			_, err := s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, lowered)
			errs = append(errs, err)
			told.N++
		}
	}
	return told, errors.Join(errs...)
}
