package site

import (
	"path"
	"strings"
)

// strip is a Strip on a page.
type strip struct {
	base
	Strip
}

// pausedRefresh is how often a page without script that is covered in a pause asks whether that is over. Any other page stays
// as it is: loaded anew, a browser forgets which screen of the drawn phone it was at.
const pausedRefresh = 10 // seconds

// ByDoing is the query by which a browser without script says that it comes by what a step asks for: in a class that counts.
const ByDoing = "did"

// setStrip gives the page its strip.
func (b *base) setStrip(in *Strip) {
	b.strip = in
	if in != nil && in.Frozen {
		b.Refresh = pausedRefresh
	}
}

// Strip is the page's, or nil.
func (b base) Strip() *strip {
	if b.strip == nil {
		return nil
	}
	return &strip{b, *b.strip}
}

// Late is what stands on the page in the place of praise, for who has come to it without signing in.
func (b base) Late() string {
	if b.strip == nil || b.strip.Along != b.Name {
		return ""
	}
	return b.strip.Late
}

// Happens is the page's heading, for whom the trainer has sent to what happens to everybody; "" anywhere else.
func (b base) Happens() string {
	if b.strip == nil || b.strip.At != b.Name {
		return ""
	}
	return b.strip.What
}

// stays tells whether one is where one signs in, and is to do so before one follows the room.
func (s *strip) stays() bool { return s.Stay != "" && s.Scan == s.Href("/"+s.Name) }

// Leads tells whether the room is elsewhere, or asks something.
func (s *strip) Leads() bool {
	here := s.Href("/" + s.Name)
	if s.Way == "" || s.Did || s.Way == here || s.stays() {
		return false
	}
	return s.IsEvent || !strings.HasPrefix(s.Name, "practice/") || path.Dir(s.Way) != path.Dir(here)
}

// Door is the way to where the room is, at the moment when it is taken.
func (s *strip) Door() string {
	if strings.HasPrefix(s.Way, "/j/") {
		return s.Way
	}
	return wayAlong(s.Room, s.Lang)
}

// wayAlong is the address that leads a participant to where the room is at the moment.
func wayAlong(room, lang string) string { return "/workshop/" + room + "/now?lang=" + lang }

// Says is the strip's one line.
func (s *strip) Says() string {
	switch {
	case s.Did || s.Leads():
		return s.Note
	case s.stays():
		return s.Stay
	}
	return s.Title
}

// AsOf is the time of day at which the page was sent: without script it cannot hear of what happened since.
func (s *strip) AsOf() string { return timeOfDay(s.Now).Text }

// Back is the page on which the strip stands: an answer leads back to it.
func (s *strip) Back() string { return s.Href(s.Path) }
