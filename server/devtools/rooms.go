package devtools

import (
	"cmp"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// roomState is a room as one of the workshop's pages is looked at: what the trainer has done, and the class in it.
type roomState struct {
	page, state string
	room        change             // nil: as it was opened
	mine        deed               // what this browser's participant did; nil: nothing
	empty       bool               // nobody has joined
	told        []workshop.Outcome // what so many more of the class told of the real login
	made        bool               // what is shown is made up here, at an address of its own, for the page asks for itself again
	show        show
}

// sample is what the rooms that are shown do, whatever the content is.
type sample struct {
	first, step, code, before, last string // steps; before is the one before the last
	run                             string
	every                           change // run, one after the other
	event                           workshop.Event
	mistakes                        [2]string
}

func sampleOf(pages *site.Site) (of sample) {
	steps, _, _ := pages.Course()
	of = sample{first: steps[0], step: steps[min(1, len(steps)-1)], code: steps[0], before: steps[max(0, len(steps)-2)], last: steps[len(steps)-1], run: pages.Runs().Plain().ID}
	for _, step := range steps {
		if st, _, _ := pages.StepState(step); st.HasCode() {
			of.code = step
		}
	}
	if events := pages.Runs().Events(); len(events) > 0 {
		of.event = workshop.Event(events[0].Name())
	}
	var found []string
	var runs []change
	for _, run := range pages.Runs().All() {
		if !run.Guided {
			runs = append(runs, with(workshop.Room.Start, run.ID))
		}
		for _, st := range run.States {
			for _, m := range st.AllMoves() {
				if name := site.TurnName(st, m.Action); m.Mistake && !slices.Contains(found, name) {
					found = append(found, name)
				}
			}
		}
	}
	copy(of.mistakes[:], found)
	of.every = inTurn(runs...)
	return of
}

// rooms is every state of the workshop's pages that differs in more than a number.
func (t *Tools) rooms(of sample) []roomState {
	return slices.Concat(t.kits(), t.machines(), t.joins(), seats(of), t.consoles(of), walls(of), reports())
}

func (t *Tools) kits() []roomState {
	states := []roomState{
		{page: "kit", state: "rooms", show: t.kit(false)},
		{page: "kit", state: "arrived", show: t.kit(true)},
		{page: "kit", state: "deleted", show: deleted},
		{page: "kit", state: "hello", show: t.hello},
		{page: "kit", state: "hello-phone", show: t.helloOn(false)},
		{page: "kit", state: "hello-here", show: t.helloOn(true)},
		{page: "kit", state: "addresses", show: t.kitWith(everyAddress(), "")},
		{page: "kit", state: "configured", show: t.kitWith([]network.Address{{Base: "https://guide.example.org", Typed: "guide.example.org", Type: network.Configured, Reach: true}}, "public")},
		{page: "kit", state: "no-network", show: t.kitWith([]network.Address{{Base: "http://127.0.0.1:3000", Typed: "127.0.0.1:3000"}}, "")},
		{page: "kit", state: "faults", show: t.kitWithFaults},
		{page: "kit", state: "other-card", show: t.kitWith(everyAddress()[:2], "other-card")},
	}
	for _, cause := range []string{"name", "reached", "address", "firewall", "other-wifi", "isolation", "nobody"} {
		states = append(states, roomState{page: "kit", state: cause, show: t.kitWith(everyAddress()[:1], cause)})
	}
	return states
}

func (t *Tools) machines() []roomState {
	return []roomState{
		{page: "machine", state: "own", show: machine},
		{page: "machine", state: "good", show: t.machineWith(1)},
		{page: "machine", state: "look", show: t.machineWith(3)},
		{page: "machine", state: "all", show: t.machineWith(100)},
	}
}

func (t *Tools) joins() []roomState {
	states := []roomState{{page: "type", state: "-", show: typed}}
	for _, alert := range []string{"code", "unknown", "changed", "guessing", "busy"} {
		states = append(states, roomState{page: "type", state: alert, show: t.alert("type", "room-"+alert)})
	}
	for _, kind := range []string{"full", "locked", "ended"} {
		states = append(states, roomState{page: "type", state: kind, show: t.alert(kind, "room-"+kind)})
	}
	return states
}

func seats(of sample) []roomState {
	return []roomState{
		{page: "seat", state: "join", show: seat},
		{page: "seat", state: "wait", mine: still, show: seat},
		{page: "seat", state: "step", room: at(of.step), mine: still, show: seat},
		{page: "seat", state: "step-done", room: at(of.step), mine: doing(workshop.Seat.Finish, of.step), show: seat},
		{page: "seat", state: "ready", mine: doing(workshop.Seat.Answer, workshop.HasApp), show: seat},
		{page: "seat", state: "no-app", mine: doing(workshop.Seat.Answer, workshop.NoApp), show: seat},
		{page: "seat", state: "forgot", mine: doing(workshop.Seat.Answer, workshop.Forgot), show: seat},
		{page: "seat", state: "run", room: with(workshop.Room.Start, of.run), mine: still, show: seat},
		{page: "seat", state: "event", room: inStep(of.step, with(workshop.Room.Inject, of.event)), mine: still, show: seat},
		{page: "seat", state: "free", room: inStep(of.step, free), mine: still, show: seat},
		{page: "seat", state: "called", room: at(of.step), mine: workshop.Seat.Call, show: seat},
		{page: "seat", state: "called-seen", room: at(of.step), mine: noticed, show: seat},
		{page: "seat", state: "asked", room: with(workshop.Room.Ask, "go-on"), mine: still, show: seat},
		{page: "seat", state: "asked-which", room: with(workshop.Room.Ask, "which"), mine: still, show: seat},
		{page: "seat", state: "replied", room: with(workshop.Room.Ask, "go-on"), mine: replying("yes"), show: seat},
		{page: "seat", state: "outcome", mine: telling(of.run, workshop.Unreported), show: seat},
		{page: "seat", state: "outcome-later", mine: telling(of.run, workshop.NotTried), show: seat},
		{page: "seat", state: "outcome-in", mine: telling(of.run, workshop.GotIn), show: seat},
		{page: "seat", state: "outcome-oss", room: evening, mine: telling(of.run, workshop.StuckOSS), show: seat},
		{page: "seat", state: "outcome-other", mine: telling(of.run, workshop.StuckOther), show: seat},
		{page: "seat", state: "frozen", room: inStep(of.step, frozen), mine: still, show: seat},
		{page: "seat", state: "ended", room: ended, mine: still, show: seat},
	}
}

func (t *Tools) consoles(of sample) []roomState {
	return []roomState{
		{page: "console", state: "empty", empty: true, show: console},
		{page: "console", state: "joined", empty: true, mine: doing(workshop.Seat.Answer, workshop.HasApp), show: console},
		{page: "console", state: "call", empty: true, mine: workshop.Seat.Call, show: console},
		{page: "console", state: "gather", show: console},
		{page: "console", state: "step", room: at(of.step), mine: workshop.Seat.Call, show: console},
		{page: "console", state: "last-step", room: at(of.last), show: console},
		{page: "console", state: "came-late", room: at(of.last), mine: coming(of.step, of.last), show: console},
		{page: "console", state: "stays", room: inTurn(at(of.last), with(workshop.Room.Start, of.run)), mine: staying(of.step), show: console},
		{page: "console", state: "stays-event", room: inTurn(at(of.last), with(workshop.Room.Inject, of.event)), mine: staying(of.step), show: console},
		{page: "console", state: "after-run", room: inTurn(at(of.last), with(workshop.Room.Start, of.run), at(of.last)), show: console},
		{page: "console", state: "timer-paused", room: inTurn(at(of.step), timer, frozen), show: console},
		{page: "console", state: "run", room: with(workshop.Room.Start, of.run), show: console},
		{page: "console", state: "last-step-run", room: inTurn(at(of.last), with(workshop.Room.Start, of.run)), show: console},
		{page: "console", state: "last-run", room: inTurn(at(of.last), of.every), show: console},
		{page: "console", state: "run-empty", empty: true, room: with(workshop.Room.Start, of.run), show: console},
		{page: "console", state: "step-run", room: inStep(of.step, with(workshop.Room.Start, of.run)), show: console},
		{page: "console", state: "event", room: inStep(of.step, with(workshop.Room.Inject, of.event)), show: console},
		{page: "console", state: "run-event", room: inTurn(at(of.last), with(workshop.Room.Start, of.run), with(workshop.Room.Inject, of.event)), show: console},
		{page: "console", state: "asked", room: with(workshop.Room.Ask, "go-on"), show: console},
		{page: "console", state: "answered", room: inTurn(at(of.before), with(workshop.Room.Ask, "go-on"), with(workshop.Room.Ask, "")), show: console},
		{page: "console", state: "asked-which", room: with(workshop.Room.Ask, "which"), show: console},
		{page: "console", state: "timer", room: inStep(of.step, timer), mine: noticed, show: console},
		{page: "console", state: "free", room: inStep(of.step, free), show: console},
		{page: "console", state: "free-first", room: free, show: console},
		{page: "console", state: "frozen", room: inStep(of.step, frozen), show: console},
		{page: "console", state: "frozen-run", room: inTurn(at(of.last), with(workshop.Room.Start, of.run), frozen), show: to("/{lang}/workshop/{room}/trainer?told=paused")},
		{page: "console", state: "flood", made: true, show: t.flood(site.Flood{IsOn: true, Idle: 460})},
		{page: "console", state: "no-idle", show: to("/{lang}/workshop/{room}/trainer?told=no-idle&n=1")},
		{page: "console", state: "refusals", made: true, show: t.flood(site.Flood{Refused: true})},
		{page: "console", state: "crowd", room: at(of.step), made: true, show: t.crowd},
		{page: "console", state: "dark", room: inStep(of.step, dark), show: console},
		{page: "console", state: "locked", room: locked, show: console},
		{page: "console", state: "damaged", room: damaged, show: console},
		{page: "console", state: "wifi", room: wifi, show: console},
		{page: "console", state: "ended", room: ended, show: console},
		{page: "console", state: "ended-evening", room: evening, show: console},
		{page: "console", state: "ticket", show: t.ticket("show")},
		{page: "console", state: "ticket-ask", show: t.ticket("ask")},
		{page: "console", state: "ticket-used", show: t.ticket("used")},
	}
}

func walls(of sample) []roomState {
	return []roomState{
		{page: "wall", state: "join", show: wall},
		{page: "wall", state: "wifi", room: wifi, show: wall},
		{page: "wall", state: "locked", room: locked, show: wall},
		{page: "wall", state: "step", room: at(of.first), show: wall},
		{page: "wall", state: "code", room: at(of.code), show: wall},
		{page: "wall", state: "rescue", room: at(of.last), show: wall},
		{page: "wall", state: "run", room: with(workshop.Room.Start, of.run), show: wall},
		{page: "wall", state: "event", room: inStep(of.step, with(workshop.Room.Inject, of.event)), show: wall},
		{page: "wall", state: "asked", room: with(workshop.Room.Ask, "go-on"), show: wall},
		{page: "wall", state: "asked-which", room: with(workshop.Room.Ask, "which"), show: wall},
		{page: "wall", state: "timer", room: inStep(of.step, timer), show: wall},
		{page: "wall", state: "timer-paused", room: inTurn(at(of.step), timer, frozen), show: wall},
		{page: "wall", state: "evening", room: evening, show: wall},
		{page: "wall", state: "free", room: inStep(of.step, free), show: wall},
		{page: "wall", state: "frozen", room: inStep(of.step, frozen), show: wall},
		{page: "wall", state: "dark", room: inStep(of.step, dark), show: wall},
		{page: "wall", state: "ended", room: ended, show: wall},
	}
}

func reports() []roomState {
	return []roomState{
		{page: "report", state: "empty", empty: true, room: ended, show: report},
		{page: "report", state: "class", room: ended, show: report},
		{page: "report", state: "told", room: evening, told: told(41, 3, 3, 3, 2), show: report},
		{page: "report", state: "told-coarse", room: ended, told: told(41, 2, 1, 1, 2), show: report},
		{page: "report", state: "told-rough", room: byHand, told: told(41, 1, 0, 0, 3), show: report},
		{page: "report", state: "untold", room: evening, told: told(1, 0, 0, 0, 0), show: report},
	}
}

// room opens a room of its own, with a small class in it, for the browser that asks, and shows one of its pages.
func (t *Tools) room(c *fiber.Ctx, lang, page, state string) error {
	of := sampleOf(t.Pages())
	for _, k := range t.rooms(of) {
		if k.page != page || k.state != state {
			continue
		}
		trainer := t.Cookies.Renew(c, web.TrainerCookie)
		r, err := t.Store.OpenRoom(t.Life, trainer, "", nil)
		if err != nil {
			return err
		}
		if !k.empty {
			if err := t.fill(r, of, k.told); err != nil {
				return err
			}
		}
		if k.mine != nil {
			seat, err := t.Store.JoinRoom(t.Life, r.ID, t.Cookies.Renew(c, web.SeatCookie))
			if err != nil {
				return err
			}
			if _, err := t.Store.UpdateSeat(t.Life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
				return k.mine(seat, t.Now()), nil
			}); err != nil {
				return err
			}
		}
		if k.room != nil {
			if r, err = t.Store.UpdateRoom(t.Life, r.ID, func(r workshop.Room) (workshop.Room, error) { return k.room(r, t.Now()) }); err != nil {
				return err
			}
		}
		if k.made {
			return web.SeeOther(c, c.Path()+"/"+r.ID)
		}
		return k.show(c, lang, r)
	}
	return web.ErrNotFound
}

// roomAgain shows a room that was opened before in what is made up of its state.
func (t *Tools) roomAgain(c *fiber.Ctx) error {
	lang := c.Params("lang")
	r, err := t.Store.Room(c.Params("room"))
	if err != nil || !t.Pages().HasLang(lang) {
		return cmp.Or(err, web.ErrNotFound)
	}
	for _, k := range t.rooms(sampleOf(t.Pages())) {
		if k.made && k.page == c.Params("name") && k.state == c.Params("state") {
			return k.show(c, lang, r)
		}
	}
	return web.ErrNotFound
}

// fill fills a room: one waits for the trainer, one was taken along and is long at a step, one is done, and wrong turns were made.
func (t *Tools) fill(r workshop.Room, of sample, told []workshop.Outcome) error {
	now := t.Now()
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	class := []func(workshop.Seat) workshop.Seat{
		func(seat workshop.Seat) workshop.Seat {
			return seat.Answer(workshop.HasApp, now).Arrive(workshop.Place("guide/"+of.first), ago(9)).Arrive(workshop.Place("guide/"+of.step), ago(8)).Turn(of.mistakes[0], now)
		},
		func(seat workshop.Seat) workshop.Seat {
			return seat.Answer(workshop.NoApp, now).Arrive(workshop.Place("guide/"+of.step), ago(4)).Turn(of.mistakes[0], now).Turn(of.mistakes[1], now).Call(ago(2))
		},
		func(seat workshop.Seat) workshop.Seat {
			seat = seat.Answer(workshop.Forgot, now)
			for i, step := range t.steps() {
				seat = seat.Arrive(workshop.Place("guide/"+step), ago(9-i)).Finish(step, now)
			}
			return seat.Complete(of.run, now)
		},
	}
	for i, o := range told {
		class = append(class, func(seat workshop.Seat) workshop.Seat {
			if i < 4 {
				seat = seat.Turn(of.mistakes[0], now)
			}
			return seat.Complete(of.run, now).Report(o, now)
		})
	}
	for _, did := range class {
		seat, err := t.Store.JoinRoom(t.Life, r.ID, workshop.NewSecret())
		if err != nil {
			return err
		}
		if _, err := t.Store.UpdateSeat(t.Life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
			seat.Joined = ago(10)
			return did(seat), nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// steps are the guide's, in their order.
func (t *Tools) steps() []string {
	steps, _, _ := t.Pages().Course()
	return steps
}
