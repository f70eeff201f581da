// Package sandbox holds every rule of the simulated login, and nothing else: no HTML, no network, no clock of its own.
//
// It has two halves. The grant (grant.go) is one simulated sign-in by QR code after RFC 8628: its codes, its states,
// who may answer it. The run (run.go, scenarios.go) is the table of simulated screens: which actions a screen offers
// and where each leads. Pages are made from the table, so scripts hold no rule of their own.
package sandbox
