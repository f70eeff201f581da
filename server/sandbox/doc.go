// Package sandbox holds every rule of the simulated login, and nothing else: no HTML, no network, no clock of its own.
//
// It has two halves. The grant (grant.go) is one simulated sign-in by QR code after RFC 8628: its codes, its states,
// who may answer it. The run (run.go, runs.go, judge.go, draw.go) is a table of states: which actions each offers and
// where each leads. The tables are content; pages are made from them, so scripts hold no rule of their own.
package sandbox
