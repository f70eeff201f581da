package server

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/doctor"
	"napguide/server/network"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// devClass is a room as one of the workshop's pages is looked at: what the trainer has done, and the class in it.
type devClass struct {
	page, state string
	room        func(r workshop.Room, now time.Time) (workshop.Room, error) // nil: as it was opened
	mine        func(seat workshop.Seat, now time.Time) workshop.Seat       // what this browser's participant did; nil: nothing
	empty       bool                                                        // nobody has joined
	told        []workshop.Outcome                                          // what so many more of the class told of the real login
	show        func(s *Server, c *fiber.Ctx, lang string, r workshop.Room) error
}

// devSample is what the rooms that are shown do, whatever the content is.
type devSample struct {
	first, step, code, last string // steps
	run                     string
	event                   workshop.Event
	mistakes                [2]string
}

func devSampleOf(pages *site.Site) (of devSample) {
	steps, _, _ := pages.Course()
	of = devSample{first: steps[0], step: steps[min(1, len(steps)-1)], code: steps[0], last: steps[len(steps)-1], run: pages.Runs().Plain().ID}
	for _, step := range steps {
		if st, _, _ := pages.StepState(step); st.HasCode() {
			of.code = step
		}
	}
	if events := pages.Runs().Events(); len(events) > 0 {
		of.event = workshop.Event(events[0].Name())
	}
	var found []string
	for _, run := range pages.Runs().All() {
		for _, st := range run.States {
			for _, m := range st.AllMoves() {
				if name := site.TurnName(st, m.Action); m.Mistake && !slices.Contains(found, name) {
					found = append(found, name)
				}
			}
		}
	}
	copy(of.mistakes[:], found)
	return of
}

// devRooms is every state of the workshop's pages that differs in more than a number.
func devRooms(of devSample) []devClass {
	at := func(step string) func(workshop.Room, time.Time) (workshop.Room, error) {
		return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.LeadTo(step, now) }
	}
	step := at(of.step)
	free := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.SetMode(workshop.Free, now)
	}
	run := func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Start(of.run, now) }
	event := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.Inject(of.event, now)
	}
	damaged := func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Damage(now), nil }
	frozen := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.Freeze(true, now)
	}
	dark := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.Darken(true, now)
	}
	locked := func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Lock(true, now) }
	wifi := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		return r.SetWifi("Training room", "sample password", now)
	}
	asks := func(kind string) func(workshop.Room, time.Time) (workshop.Room, error) {
		return func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.Ask(kind, now) }
	}
	timer := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.SetTimer(3*time.Minute, now)
	}
	stepRun := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		r, err := step(r, now)
		if err != nil {
			return r, err
		}
		return r.Start(of.run, now)
	}
	evening := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		return r.End(now).TakeAnswersUntil(now.Add(3 * time.Hour)), nil
	}
	byHand := func(r workshop.Room, now time.Time) (workshop.Room, error) {
		return r.End(now).AddByHand(workshop.GotIn, 4, now).AddByHand(workshop.StuckOSS, 2, now).AddByHand(workshop.StuckOther, 1, now), nil
	}
	ended := func(r workshop.Room, now time.Time) (workshop.Room, error) { return r.End(now), nil }
	answer := func(a workshop.Ready) func(workshop.Seat, time.Time) workshop.Seat {
		return func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Answer(a, now) }
	}
	call := func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Call(now) }
	finish := func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Finish(of.step, now) }
	noticed := func(seat workshop.Seat, now time.Time) workshop.Seat { return seat.Call(now).Notice(now) }
	tells := func(o workshop.Outcome) func(workshop.Seat, time.Time) workshop.Seat {
		return func(seat workshop.Seat, now time.Time) workshop.Seat {
			return seat.Complete(of.run, now).Report(o, now)
		}
	}
	telling := func(in, oss, other, silent int) (out []workshop.Outcome) {
		for i, n := range []int{in, oss, other, silent} {
			out = append(out, slices.Repeat([]workshop.Outcome{append(workshop.Outcomes(), workshop.Unreported)[i]}, n)...)
		}
		return out
	}
	still := func(seat workshop.Seat, _ time.Time) workshop.Seat { return seat }

	to := func(path string) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(_ *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			return web.SeeOther(c, "/"+lang+"/workshop/"+r.ID+path)
		}
	}
	console, wall, report := to("/trainer"), to("/screen"), to("/report")
	seat := func(_ *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
		return web.SeeOther(c, "/j/"+r.ID+"?lang="+lang)
	}
	typed := func(code string) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(_ *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			return web.SeeOther(c, "/j"+code+"?lang="+lang)
		}
	}
	alert := func(err error) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(s *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
			page, perr := s.site().Seat(lang, site.SeatView{Kind: "type", Alert: s.failures.Find(err).Kind})
			if perr != nil {
				return perr
			}
			return web.SendPage(c, fiber.StatusOK, page)
		}
	}
	refused := func(kind string, err error) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(s *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
			page, perr := s.site().Seat(lang, site.SeatView{Kind: kind, Alert: s.failures.Find(err).Kind})
			if perr != nil {
				return perr
			}
			return web.SendPage(c, fiber.StatusOK, page)
		}
	}
	flood := func(of site.Flood) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(s *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			v := s.consoleView(c, r)
			v.Flood = of
			page, err := s.site().Console(lang, v)
			if err != nil {
				return err
			}
			return web.SendPage(c, fiber.StatusOK, page)
		}
	}
	ticket := func(kind string) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(s *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			if kind == "show" {
				return s.showTicket(c, r, lang)
			}
			key := workshop.NewSecret()
			if kind == "ask" {
				if _, err := s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Offer(key, s.opt.Now()) }); err != nil {
					return err
				}
				s.cookies.Renew(c, web.TrainerCookie) // on a device that is no console yet
				return web.SeeOther(c, "/workshop/"+r.ID+"/key/"+key+"?lang="+lang)
			}
			page, err := s.site().Ticket(lang, kind, roomView(r), key, "")
			if err != nil {
				return err
			}
			return web.SendPage(c, fiber.StatusOK, page)
		}
	}
	kit := func(arrived bool) func(*Server, *fiber.Ctx, string, workshop.Room) error {
		return func(s *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), presence.Always)
			if arrived {
				s.checks.Arrive(token, s.opt.Network.Now().Best().Base, false)
			}
			return web.SeeOther(c, "/"+lang+"/workshop")
		}
	}
	hello := func(s *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
		token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), presence.Always)
		return web.SeeOther(c, "/workshop/"+token+"/hello?lang="+lang)
	}

	return []devClass{
		{page: "kit", state: "rooms", show: kit(false)},
		{page: "kit", state: "arrived", show: kit(true)},
		{page: "kit", state: "deleted", show: func(_ *Server, c *fiber.Ctx, lang string, r workshop.Room) error {
			return web.SeeOther(c, "/"+lang+"/workshop?deleted="+r.ID)
		}},
		{page: "kit", state: "hello", show: hello},
		{page: "kit", state: "addresses", show: kitWith(everyAddress(), "")},
		{page: "kit", state: "configured", show: kitWith([]network.Address{{Base: "https://guide.example.org", Typed: "guide.example.org", Type: network.Configured, Reach: true}}, "public")},
		{page: "kit", state: "no-network", show: kitWith([]network.Address{{Base: "http://127.0.0.1:3000", Typed: "127.0.0.1:3000"}}, "")},
		{page: "kit", state: "name", show: kitWith(everyAddress()[:1], "name")},
		{page: "kit", state: "reached", show: kitWith(everyAddress()[:1], "reached")},
		{page: "kit", state: "other-card", show: kitWith(everyAddress()[:2], "other-card")},
		{page: "kit", state: "address", show: kitWith(everyAddress()[:1], "address")},
		{page: "kit", state: "firewall", show: kitWith(everyAddress()[:1], "firewall")},
		{page: "kit", state: "other-wifi", show: kitWith(everyAddress()[:1], "other-wifi")},
		{page: "kit", state: "isolation", show: kitWith(everyAddress()[:1], "isolation")},
		{page: "kit", state: "nobody", show: kitWith(everyAddress()[:1], "nobody")},

		{page: "kit", state: "faults", show: func(s *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
			token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), presence.Always)
			at := everyAddress()[:1]
			page, err := s.site().Kit(lang, site.KitView{Now: s.opt.Now().AddDate(1, 0, 0), Token: token, Still: true, At: at[0], Addresses: at, Own: true, Faults: []string{`unit.toml:3: "12ab" is no number to dial`}})
			if err != nil {
				return err
			}
			return web.SendPage(c, fiber.StatusOK, page)
		}},
		{page: "machine", state: "own", show: func(_ *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
			return web.SeeOther(c, "/"+lang+"/workshop/machine")
		}},
		{page: "machine", state: "good", show: machineWith(func(now time.Time) []doctor.Finding { return devFindings(now)[:1] })},
		{page: "machine", state: "look", show: machineWith(func(now time.Time) []doctor.Finding { return devFindings(now)[:3] })},
		{page: "machine", state: "all", show: machineWith(devFindings)},

		{page: "type", state: "-", show: typed("")},
		{page: "type", state: "code", show: alert(errRoomCode)},
		{page: "type", state: "unknown", show: alert(errNoSeat)},
		{page: "type", state: "changed", show: alert(errRoomChanged)},
		{page: "type", state: "guessing", show: alert(web.ShareSpent("room-guessing", 5))},
		{page: "type", state: "busy", show: alert(web.ShareSpent("room-busy", 5))},
		{page: "type", state: "full", show: refused("full", workshop.ErrFull)},
		{page: "type", state: "locked", show: refused("locked", workshop.ErrLocked)},
		{page: "type", state: "ended", show: refused("ended", workshop.ErrEnded)},

		{page: "seat", state: "join", show: seat},
		{page: "seat", state: "wait", mine: still, show: seat},
		{page: "seat", state: "step", room: step, mine: still, show: seat},
		{page: "seat", state: "step-done", room: step, mine: finish, show: seat},
		{page: "seat", state: "ready", mine: answer(workshop.HasApp), show: seat},
		{page: "seat", state: "no-app", mine: answer(workshop.NoApp), show: seat},
		{page: "seat", state: "forgot", mine: answer(workshop.Forgot), show: seat},
		{page: "seat", state: "run", room: run, mine: still, show: seat},
		{page: "seat", state: "event", room: event, mine: still, show: seat},
		{page: "seat", state: "free", room: free, mine: still, show: seat},
		{page: "seat", state: "called", room: step, mine: call, show: seat},
		{page: "seat", state: "called-seen", room: step, mine: noticed, show: seat},
		{page: "seat", state: "asked", room: asks("go-on"), mine: still, show: seat},
		{page: "seat", state: "asked-which", room: asks("which"), mine: still, show: seat},
		{page: "seat", state: "outcome", mine: tells(workshop.Unreported), show: seat},
		{page: "seat", state: "outcome-in", mine: tells(workshop.GotIn), show: seat},
		{page: "seat", state: "outcome-oss", room: evening, mine: tells(workshop.StuckOSS), show: seat},
		{page: "seat", state: "frozen", room: frozen, mine: still, show: seat},
		{page: "seat", state: "ended", room: ended, mine: still, show: seat},

		{page: "console", state: "empty", empty: true, show: console},
		{page: "console", state: "gather", show: console},
		{page: "console", state: "step", room: step, mine: call, show: console},
		{page: "console", state: "last-step", room: at(of.last), show: console},
		{page: "console", state: "run", room: run, show: console},
		{page: "console", state: "step-run", room: stepRun, show: console},
		{page: "console", state: "event", room: event, show: console},
		{page: "console", state: "asked", room: asks("go-on"), show: console},
		{page: "console", state: "asked-which", room: asks("which"), show: console},
		{page: "console", state: "timer", room: timer, mine: noticed, show: console},
		{page: "console", state: "free", room: free, show: console},
		{page: "console", state: "frozen", room: frozen, show: console},
		{page: "console", state: "flood", show: flood(site.Flood{IsOn: true, Idle: 460})},
		{page: "console", state: "refusals", show: flood(site.Flood{Refused: true})},
		{page: "console", state: "dark", room: dark, show: console},
		{page: "console", state: "locked", room: locked, show: console},
		{page: "console", state: "damaged", room: damaged, show: console},
		{page: "console", state: "wifi", room: wifi, show: console},
		{page: "console", state: "ended", room: ended, show: console},
		{page: "console", state: "ticket", show: ticket("show")},
		{page: "console", state: "ticket-ask", show: ticket("ask")},
		{page: "console", state: "ticket-used", show: ticket("used")},

		{page: "wall", state: "join", show: wall},
		{page: "wall", state: "wifi", room: wifi, show: wall},
		{page: "wall", state: "locked", room: locked, show: wall},
		{page: "wall", state: "step", room: at(of.first), show: wall},
		{page: "wall", state: "code", room: at(of.code), show: wall},
		{page: "wall", state: "rescue", room: at(of.last), show: wall},
		{page: "wall", state: "run", room: run, show: wall},
		{page: "wall", state: "event", room: event, show: wall},
		{page: "wall", state: "asked", room: asks("go-on"), show: wall},
		{page: "wall", state: "asked-which", room: asks("which"), show: wall},
		{page: "wall", state: "timer", room: timer, show: wall},
		{page: "wall", state: "evening", room: evening, show: wall},
		{page: "wall", state: "free", room: free, show: wall},
		{page: "wall", state: "frozen", room: frozen, show: wall},
		{page: "wall", state: "dark", room: dark, show: wall},
		{page: "wall", state: "ended", room: ended, show: wall},

		{page: "report", state: "empty", empty: true, room: ended, show: report},
		{page: "report", state: "class", room: ended, show: report},
		{page: "report", state: "told", room: evening, told: telling(41, 3, 3, 3), show: report},
		{page: "report", state: "told-coarse", room: ended, told: telling(41, 2, 1, 3), show: report},
		{page: "report", state: "told-rough", room: byHand, told: telling(41, 1, 0, 3), show: report},
	}
}

// everyAddress is an address of each kind.
func everyAddress() (out []network.Address) {
	at := func(t network.Type, n network.Note) {
		host := "192.168.1." + strconv.Itoa(len(out)+7) + ":3000"
		if n == network.IPv6 {
			host = "[2001:db8:6200:8850::7]:3000"
		}
		out = append(out, network.Address{Base: "http://" + host, Typed: host, Type: t, Note: n, Reach: true})
	}
	at(network.WiFi, network.Plain)
	for _, t := range []network.Type{network.Cable, network.Unknown, network.Virtual, network.VPN} {
		at(t, network.Plain)
	}
	for _, n := range []network.Note{network.Hotspot, network.OwnHotspot, network.Tethered, network.Public, network.CGNAT, network.IPv6, network.Translated, network.LinkLocal} {
		at(network.WiFi, n)
	}
	return out
}

// kitWith shows the kit of a machine with these addresses, to which no phone comes for a cause.
func kitWith(addresses []network.Address, cause string) func(*Server, *fiber.Ctx, string, workshop.Room) error {
	return func(s *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
		token, _ := s.checks.Open(s.cookies.Keep(c, web.TrainerCookie), presence.Always)
		v := site.KitView{Now: s.opt.Now(), Token: token, Still: true, At: addresses[0], Addresses: addresses, Cause: site.Cause{Kind: cause, Host: addresses[0].Typed, Flag: "--public-url " + addresses[0].Base}}
		page, err := s.site().Kit(lang, v)
		if err != nil {
			return err
		}
		return web.SendPage(c, fiber.StatusOK, page)
	}
}

// machineWith shows what might be found on a machine.
func machineWith(found func(time.Time) []doctor.Finding) func(*Server, *fiber.Ctx, string, workshop.Room) error {
	return func(s *Server, c *fiber.Ctx, lang string, _ workshop.Room) error {
		page, err := s.site().Machine(lang, found(s.opt.Now()))
		if err != nil {
			return err
		}
		return web.SendPage(c, fiber.StatusOK, page)
	}
}

// devRoom opens a room of its own, with a small class in it, for the browser that asks, and shows one of its pages.
func (s *Server) devRoom(c *fiber.Ctx, lang, page, state string) error {
	of := devSampleOf(s.site())
	for _, k := range devRooms(of) {
		if k.page != page || k.state != state {
			continue
		}
		trainer := s.cookies.Renew(c, web.TrainerCookie)
		r, err := s.opt.Store.OpenRoom(s.life, trainer, "", nil)
		if err != nil {
			return err
		}
		if !k.empty {
			if err := s.devSeats(r, of, k.told); err != nil {
				return err
			}
		}
		if k.mine != nil {
			seat, err := s.opt.Store.JoinRoom(s.life, r.ID, s.cookies.Renew(c, web.SeatCookie))
			if err != nil {
				return err
			}
			if _, err := s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
				return k.mine(seat, s.opt.Now()), nil
			}); err != nil {
				return err
			}
		}
		if k.room != nil {
			if r, err = s.opt.Store.UpdateRoom(s.life, r.ID, func(r workshop.Room) (workshop.Room, error) { return k.room(r, s.opt.Now()) }); err != nil {
				return err
			}
		}
		return k.show(s, c, lang, r)
	}
	return web.ErrNotFound
}

// devSeats fills a room: one waits for the trainer, one is long at a step, one is done, and wrong turns were made.
func (s *Server) devSeats(r workshop.Room, of devSample, told []workshop.Outcome) error {
	now := s.opt.Now()
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	class := []func(workshop.Seat) workshop.Seat{
		func(seat workshop.Seat) workshop.Seat {
			return seat.Answer(workshop.HasApp, now).Arrive(workshop.Place("guide/"+of.step), ago(9)).Turn(of.mistakes[0], now)
		},
		func(seat workshop.Seat) workshop.Seat {
			return seat.Answer(workshop.NoApp, now).Arrive(workshop.Place("guide/"+of.step), ago(4)).Turn(of.mistakes[0], now).Turn(of.mistakes[1], now).Call(ago(2))
		},
		func(seat workshop.Seat) workshop.Seat {
			seat = seat.Answer(workshop.Forgot, now)
			for i, step := range s.course().Steps {
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
		seat, err := s.opt.Store.JoinRoom(s.life, r.ID, workshop.NewSecret())
		if err != nil {
			return err
		}
		if _, err := s.opt.Store.UpdateSeat(s.life, r.ID, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) {
			seat.Joined = ago(10)
			return did(seat), nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// devFindings are one of each kind, for those who write.
func devFindings(now time.Time) []doctor.Finding {
	at := everyAddress()
	found := []doctor.Finding{
		{Kind: "address-best", Verdict: doctor.Good, Address: at[0]},
		{Kind: "address-other", Verdict: doctor.Good, Address: at[1]},
		{Kind: "address-unlikely", Verdict: doctor.Look, Address: network.Address{Base: at[3].Base, Typed: at[3].Typed, Type: at[3].Type}},
		{Kind: "address-none", Verdict: doctor.Bad},
		{Kind: "clock-compare", Verdict: doctor.Unknown, Time: now},
		{Kind: "clock-wrong", Verdict: doctor.Bad, Time: now},
		{Kind: "phone-arrived", Verdict: doctor.Good, Time: now},
		{Kind: "files-fault", Verdict: doctor.Look, Text: "unit.toml:3: phone"},
	}
	for _, kind := range []string{
		doctor.PortFree, doctor.PortOurs, doctor.PortUsed, doctor.PortForbidden,
		"firewall-passed", "firewall-off", "firewall-on", "firewall-unknown",
		"disk-memory", "disk-refused", "disk-full", "disk-low", "disk-enough", "phone-later", "phone-none",
	} {
		found = append(found, doctor.Finding{Kind: kind, Verdict: doctor.Look, Port: "3000", Free: 1 << 30})
	}
	return found
}
