package server

import (
	"napguide/server/devtools"
	"napguide/server/web"
)

// devTools are the pages for writers: they bring about what this server shows.
func (s *Server) devTools() *devtools.Tools {
	failures := append(errorTable(), web.ErrorResponse{Status: 500, Kind: "internal"}, web.ErrorResponse{Status: 503, Kind: "stopping"})
	for _, kind := range shareKinds {
		failures = append(failures, s.failures.Find(web.ShareSpent(kind, 1)))
	}
	return &devtools.Tools{
		Edits: s.opt.Dev, Pages: s.site, Store: s.opt.Store, Streams: s.streams, Subscribe: s.opt.Hub.Subscribe, Cookies: s.cookies,
		Checks: s.checks, Network: s.opt.Network, GrantTTL: s.opt.GrantTTL, Life: s.life, Now: s.opt.Now, Failures: failures,
		Room: roomView, Console: s.consoleView, Ticket: s.showTicket,
	}
}
