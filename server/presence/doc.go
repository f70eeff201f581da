// Package presence is what one process has seen of those who use the site: who made which code and whether anybody uses it
// (Ledger), who is in which room (Attendance), whether trainers' own phones have arrived (Checks) and by which card other
// machines came (Arrivals), and how fast programs poll (Polls). All of it is in memory only and bounded; it comes back by
// itself after a restart, as pages open their streams again.
//
// Every type is safe for concurrent use, and calls nothing from elsewhere while it holds its lock.
package presence
