package server

import (
	"bytes"
	"math/rand/v2"
	"strings"

	"github.com/valyala/fasthttp"
)

// policy is the Content-Security-Policy: nothing but our own files, nothing inline, framed by nobody.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"font-src 'self'",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types guide", // not 'none': serviceWorker.register would throw
}, "; ")

// standing is the block of headers that every answer has, by whether it comes over TLS and whether its address is a
// secret. It is set as one header whose value goes on over several lines: as headers of their own, they would take three
// times as long to set and to write. Nothing in it comes from a request.
var standing = func() (blocks [2][2][]byte) {
	for secure := range 2 {
		for secret := range 2 {
			blocks[secure][secret] = standingBlock(secure == 1, secret == 1)
		}
	}
	return blocks
}()

var standingName = []byte("Content-Security-Policy") // the block's first header

func standingBlock(secure, secret bool) []byte {
	referrer := "same-origin" // under no-referrer a form would post Origin: null
	if secret {               // nobody is told where one comes from, not even us; forms still post an Origin
		referrer = "strict-origin"
	}
	lines := []string{
		policy,
		"X-Content-Type-Options: nosniff",
		"X-Frame-Options: DENY", // for browsers that do not know frame-ancestors
		"Referrer-Policy: " + referrer,
		"Cross-Origin-Opener-Policy: same-origin",
		"Cross-Origin-Resource-Policy: same-origin",
		"Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=()",
	}
	if secure { // over plain http browsers ignore it, and a LAN address must stay reachable
		lines = append(lines, "Strict-Transport-Security: max-age=31536000")
	}
	return []byte(strings.Join(lines, "\r\n"))
}

// hasSecret tells whether an address may open a grant, or a room's console, to who reads it. It is asked of an address as
// it came, so that more are taken for one than are.
func hasSecret(address []byte) bool {
	return bytes.Contains(address, phonePart) || bytes.Contains(address, ticketPart)
}

var phonePart, ticketPart = []byte("/d/"), []byte("/key/")

// beginAnswer is called for every answer before anything else is: handlers', errors', event streams', and those to
// requests that fasthttp could not read. What the answer's head held before is gone.
func beginAnswer(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	h.Reset()
	secure, secret := 0, 0
	if ctx.IsTLS() {
		secure = 1
	}
	if hasSecret(ctx.Request.Header.RequestURI()) {
		secret = 1
	}
	h.SetCanonical(standingName, standing[secure][secret])
	setRequestID(ctx)
}

var requestID = []byte("X-Request-Id")

// setRequestID names the answer, for whoever asks about it. The ID is no secret, only unlikely to come twice: ten letters
// and digits that can be told apart when they are read out.
func setRequestID(ctx *fasthttp.RequestCtx) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var id [10]byte
	for i, bits := 0, rand.Uint64(); i < len(id); i, bits = i+1, bits>>5 { // #nosec G404 -- no secret: see above
		id[i] = letters[bits%32]
	}
	ctx.Response.Header.SetCanonical(requestID, id[:])
}
