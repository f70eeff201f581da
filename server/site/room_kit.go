package site

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"
	"time"

	"napguide/server/locale"
	"napguide/server/network"
)

// KitView is the trainer's kit as the program serves it. The zero value is the kit in an export.
type KitView struct {
	Token     string          // of the check with one's own phone
	Arrived   string          // the address by which the phone came, or ""
	At        network.Address // the one that is shown
	Addresses []network.Address
	Cause     Cause
	Version   string // as the kit's events have it
	Still     bool   // made up for writers: it follows no event
	Rooms     []Room // that this trainer has open
	Ended     []Room // that have ended, whose reports are kept
	Seats     int    // how many people a room takes
	Deleted   string // the room that has just been deleted, or ""
	Now       time.Time
	Own       bool // the trainer sits at the machine on which the program runs

	Faults []string // of the trainer's own files beside the program
}

// Cause is why a phone does not arrive, as far as the server can know: the end of a message's name, and what it names.
type Cause struct {
	Kind string // "": nothing is known, or nothing is wrong
	Host string // an address or a name of this machine
	Flag string // what to start the program with
}

// kitPart is the part of the workshop page by which a trainer gets a room ready.
type kitPart struct {
	KitView
	Days, Times []string // to choose from for the invitation

	First     addressView
	Others    []addressView
	Automatic bool // no address is chosen: the program goes on choosing
	Why       template.HTML
}

// addressView is one of the addresses to choose from.
type addressView struct {
	Base, Bare string
	What       string     // what the address is, in a word
	Check      *qrPicture // with the kit: leads the trainer's own phone there
	Chosen     bool
}

func (b base) addressWords(a network.Address) string { return noted(AddressWords(b.p, a))(b.fault) }

// AddressWords says in a word or two what an address is.
func AddressWords(p *locale.Printer, a network.Address) (string, error) {
	words, err := p.T("net." + cmp.Or(string(a.Type), "card"))
	if err != nil || a.Note == network.Plain {
		return words, err
	}
	note, err := p.T("net." + string(a.Note))
	return words + " · " + note, err
}

const inviteDays = 21 // from today, to choose from for the invitation

// IsKit tells whether a path is the trainer's kit's.
func IsKit(path string) bool { return strings.HasSuffix(path, "/workshop") }

// Kit renders /{lang}/workshop with the check and the form that opens a room.
func (s *Site) Kit(lang string, v KitView) ([]byte, error) {
	p := s.workshopPage(lang)
	kit, b := &kitPart{KitView: v, Automatic: true}, p.base
	for _, a := range append([]network.Address{v.At}, v.Addresses...) {
		k := addressView{Base: a.Base, Bare: a.Typed, What: b.addressWords(a), Check: b.qr(a.Base + "/workshop/" + v.Token + "/hello"), Chosen: a.Base == v.Arrived}
		kit.Others = append(kit.Others, k)
		kit.Automatic = kit.Automatic && !k.Chosen
	}
	kit.First, kit.Others = kit.Others[0], kit.Others[1:]
	if v.Cause.Kind != "" {
		kit.Why = b.html("kit.why-"+v.Cause.Kind, "Host", v.Cause.Host, "Flag", v.Cause.Flag)
	}
	for day := range inviteDays {
		kit.Days = append(kit.Days, b.p.Date(v.Now.AddDate(0, 0, day)))
	}
	for half := 16; half <= 33; half++ { // from eight to half past four
		kit.Times = append(kit.Times, fmt.Sprintf("%d:%02d", half/2, half%2*30))
	}
	p.Kit = kit
	if v.Deleted != "" {
		p.ask("deleted=" + v.Deleted)
	}
	return s.render("workshop", p)
}

type helloPage struct {
	base
	Here bool
}

// Hello renders what the trainer's own phone sees when it has found the way; here is true on the program's own machine.
func (s *Site) Hello(lang, token string, here bool) ([]byte, error) {
	title := "kit.hello"
	if here {
		title = "kit.hello-here"
	}
	return s.render("room-hello", &helloPage{s.newRoomBase(lang, "/workshop/"+token+"/hello", "room/hello", "device", title), here})
}

type ticketPage struct {
	base
	Room Room
	QR   *qrPicture
	Kind string // show, ask, used
	Key  string
}

// Ticket renders the one-time link that carries the console to another device: kind "show" with its QR code, "ask" on
// the other device, and "used" where it no longer works.
func (s *Site) Ticket(lang, kind string, r Room, key, url string) ([]byte, error) {
	path, section := "/workshop/"+r.ID+"/key/"+key, "device"
	if kind == "show" {
		path, section = "/workshop/"+r.ID+"/trainer", "workshop"
	}
	p := &ticketPage{base: s.newRoomBase(lang, path, "room/key", section, "console.remote"), Room: r, Kind: kind, Key: key}
	if kind == "show" {
		p.QR = p.qr(url)
	}
	return s.render("room-key", p)
}

// trainerNote is what a step of the guide tells trainers.
type trainerNote struct {
	Href, See string // see is the message that leads there
	Title     template.HTML
	Items     []template.HTML
}

type runningItem struct{ When, What template.HTML }

type workshopPage struct {
	base
	Notes   []trainerNote
	Running []runningItem
	Length  int      // of a class, in minutes
	Kit     *kitPart // the check and the form that opens a room; nil in an export
}

// workshopPage is what a trainer prepares with: an invitation, a running order, and the notes of each step and run.
func (s *Site) workshopPage(lang string) *workshopPage {
	b := s.titled(lang, "/workshop", "workshop", "workshop", "workshop.title", "workshop.lead")
	p := &workshopPage{base: b, Length: classLength(s.opt.Guides[lang])}
	for _, part := range s.opt.Guides[lang].Site.Running {
		p.Running = append(p.Running, runningItem{b.html("workshop.minutes", "From", part.From, "To", part.To), b.text(part.What)})
	}
	for _, st := range s.opt.Guides[lang].Steps {
		p.Notes = append(p.Notes, trainerNote{b.Href("/guide/" + st.ID), "kit.see-step", b.phrases(st.Title), b.texts(st.Notes)})
	}
	for _, run := range s.opt.Guides[lang].Scenarios {
		if run.Notes != nil {
			p.Notes = append(p.Notes, trainerNote{b.Href(s.startPath(lang, run.ID)), "practice.begin", b.phrases(run.Title), b.texts(run.Notes)})
		}
	}
	return p
}

// WhenWhere tells a class from the others of its trainer: when it was opened, and where, if that was given.
func (p *workshopPage) WhenWhere(r Room) string {
	when := p.p.Date(r.Opened) + " " + timeOfDay(r.Opened).Text
	if r.Place != "" {
		when += " · " + r.Place
	}
	return when
}

// BetweenBlanks are the words of a text around its dotted lines.
func (*workshopPage) BetweenBlanks(text string) []string { return strings.Split(text, "............") }
