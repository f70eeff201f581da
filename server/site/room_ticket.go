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
	path := "/workshop/" + r.ID + "/key/" + key
	if kind == "show" {
		path = "/workshop/" + r.ID + "/trainer"
	}
	section := "device"
	if kind == "show" {
		section = "workshop"
	}
	b, err := s.newRoomBase(lang, path, "room/key", section, "console.remote")
	if err != nil {
		return nil, err
	}
	p := &ticketPage{base: b, Room: r, Kind: kind, Key: key}
	if kind == "show" {
		if p.QR, err = newQR(url); err != nil {
			return nil, err
		}
	}
	return s.render("room-key", p)
}
