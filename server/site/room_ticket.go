package site

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
