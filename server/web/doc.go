// Package web is what every handler leans on: connections as fasthttp is given them (conn.go), requests that can be read
// in one way only (framing.go, wire.go), the headers of every answer (headers.go), which hosts and pages are ours
// (origin.go), who asks (client.go) and how much of everything they may use (limits.go, share.go), forms, cookies,
// responses, the answers to errors (failure.go) and what the log may say of a request (log.go). What is there for speed
// alone stands in fast.go, with the figures that pay for it.
//
// It knows no address but by its form, no grant and no room.
package web
