package devtools

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/doctor"
	"napguide/server/network"
	"napguide/server/presence"
	"napguide/server/site"
	"napguide/server/web"
	"napguide/server/workshop"
)

// to leads to an address, in which {lang} and {room} stand for what they are.
func to(address string) show {
	return func(c *fiber.Ctx, lang string, r workshop.Room) error {
		return web.SeeOther(c, strings.NewReplacer("{lang}", lang, "{room}", r.ID).Replace(address))
	}
}

var (
	console = to("/{lang}/workshop/{room}/trainer")
	wall    = to("/{lang}/workshop/{room}/screen")
	report  = to("/{lang}/workshop/{room}/report")
	deleted = to("/{lang}/workshop?deleted={room}")
	machine = to("/{lang}/workshop/machine")
	seat    = to("/j/{room}?lang={lang}")
	typed   = to("/j?lang={lang}")
)

// alert is what a phone shows that cannot join, and why.
func (t *Tools) alert(kind, alert string) show {
	return func(c *fiber.Ctx, lang string, _ workshop.Room) error {
		return web.Page(t.Pages().Seat(lang, site.SeatView{Kind: kind, Alert: alert})).Send(c, fiber.StatusOK)
	}
}

func (t *Tools) flood(of site.Flood) show {
	return func(c *fiber.Ctx, lang string, r workshop.Room) error {
		v := t.Console(c, r)
		v.Flood = of
		return web.Page(t.Pages().Console(lang, v)).Send(c, fiber.StatusOK)
	}
}

// crowd is the console of a room of thousands, in which many wait.
func (t *Tools) crowd(c *fiber.Ctx, lang string, r workshop.Room) error {
	v := t.Console(c, r)
	v.Board.Here, v.Board.Connected, v.Board.Done = 4812, 4790, 2301
	for n := range 300 {
		wait := workshop.Wait{Number: 17 * (n + 1), At: workshop.Place("guide/" + r.Step), Since: t.Now().Add(-time.Duration(400-n) * time.Second)}
		v.Board.Calls = append(v.Board.Calls, wait)
		v.Board.Slow = append(v.Board.Slow, wait)
	}
	return web.Page(t.Pages().Console(lang, v)).Send(c, fiber.StatusOK)
}

// ticket is the way to the console on another device, as it is shown, asked or used.
func (t *Tools) ticket(kind string) show {
	return func(c *fiber.Ctx, lang string, r workshop.Room) error {
		if kind == "show" {
			return t.Ticket(c, r, lang)
		}
		key := workshop.NewSecret()
		if kind == "ask" {
			if _, err := t.Store.UpdateRoom(t.Life, r.ID, func(r workshop.Room) (workshop.Room, error) { return r.Offer(key, t.Now()) }); err != nil {
				return err
			}
			t.Cookies.Renew(c, web.TrainerCookie) // on a device that is no console yet
			return web.SeeOther(c, "/workshop/"+r.ID+"/key/"+key+"?lang="+lang)
		}
		return web.Page(t.Pages().Ticket(lang, kind, t.Room(r), key, "")).Send(c, fiber.StatusOK)
	}
}

// check opens the check with one's own phone.
func (t *Tools) check(c *fiber.Ctx) (token string) {
	token, _ = t.Checks.Open(t.Cookies.Keep(c, web.TrainerCookie), presence.Always)
	return token
}

func (t *Tools) kit(arrived bool) show {
	return func(c *fiber.Ctx, lang string, _ workshop.Room) error {
		token := t.check(c)
		if arrived {
			t.Checks.Arrive(token, t.Network.Now().Best().Base, false)
		}
		return web.SeeOther(c, "/"+lang+"/workshop")
	}
}

// hello is what whoever looks at the screens sees.
func (t *Tools) hello(c *fiber.Ctx, lang string, _ workshop.Room) error {
	return web.SeeOther(c, "/workshop/"+t.check(c)+"/hello?lang="+lang)
}

// helloOn is what is seen on a phone, or on the program's own machine.
func (t *Tools) helloOn(here bool) show {
	return func(c *fiber.Ctx, lang string, _ workshop.Room) error {
		return web.Page(t.Pages().Hello(lang, t.check(c), here)).Send(c, fiber.StatusOK)
	}
}

// kitWith shows the kit of a machine with these addresses, to which no phone comes for a cause.
func (t *Tools) kitWith(addresses []network.Address, cause string) show {
	return func(c *fiber.Ctx, lang string, _ workshop.Room) error {
		v := site.KitView{Now: t.Now(), Seats: workshop.MaxSeats, Token: t.check(c), Still: true, At: addresses[0], Addresses: addresses}
		v.Cause = site.Cause{Kind: cause, Host: addresses[0].Typed, Flag: "--public-url " + addresses[0].Base}
		return web.Page(t.Pages().Kit(lang, v)).Send(c, fiber.StatusOK)
	}
}

// kitWithFaults shows the kit beside whose program the trainer's own files have faults, after a class that has ended.
func (t *Tools) kitWithFaults(c *fiber.Ctx, lang string, _ workshop.Room) error {
	at := everyAddress()[:1]
	v := site.KitView{Now: t.Now().AddDate(1, 0, 0), Seats: workshop.MaxSeats, Token: t.check(c), Still: true, At: at[0], Addresses: at, Own: true}
	v.Ended = []site.Room{{ID: "sample", Code: "493078", IsEnded: true, Opened: t.Now(), Place: "ห้องประชุม 2"}}
	v.Faults = []string{`unit.toml:3: "12ab" is no number to dial`}
	return web.Page(t.Pages().Kit(lang, v)).Send(c, fiber.StatusOK)
}

// machineWith shows the first that might be found on a machine.
func (t *Tools) machineWith(first int) show {
	return func(c *fiber.Ctx, lang string, _ workshop.Room) error {
		found := findings(t.Now())
		return web.Page(t.Pages().Machine(lang, found[:min(first, len(found))])).Send(c, fiber.StatusOK)
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

// findings are one of each kind.
func findings(now time.Time) []doctor.Finding {
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

// show answers with a page of a room.
type show func(c *fiber.Ctx, lang string, r workshop.Room) error
