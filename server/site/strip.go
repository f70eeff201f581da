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

// Strip is the page's, or nil.
func (b base) Strip() *strip {
	if b.strip == nil {
		return nil
	}
	return &strip{b, *b.strip}
}

// Leads tells whether the room is elsewhere, or asks something.
func (s *strip) Leads() bool {
	here := s.Href("/" + s.Name)
	if s.Way == "" || s.Did || s.Frozen || s.Way == here {
		return false
	}
	return s.IsEvent || !strings.HasPrefix(s.Name, "practice/") || path.Dir(s.Way) != path.Dir(here)
}

// Says is the strip's one line.
func (s *strip) Says() (string, error) {
	switch {
	case s.Frozen:
		return s.T("room.frozen")
	case s.Did, s.Leads():
		return s.Note, nil
	}
	return s.Title, nil
}

// Back is the page on which the strip stands: an answer leads back to it.
func (s *strip) Back() string { return s.Href(s.Path) }
