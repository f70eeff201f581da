package web

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

// setBase sets the headers that every answer has, each by itself: fasthttp makes one line of a value that has several.
func setBase(h *fasthttp.ResponseHeader, secure, secret bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")        // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "same-origin") // under no-referrer a form would post Origin: null
	if secret {
		h.Set("Referrer-Policy", "strict-origin") // nobody is told where one comes from, not even us; forms still post an Origin
	}
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), "+OtherPermissions)
	if secure { // over plain http browsers ignore it, and a LAN address must stay reachable
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// OtherPermissions are refused on every page.
const OtherPermissions = "microphone=(), geolocation=(), payment=(), usb=(), midi=()"

// hasSecret tells whether an address may open a grant, or a room's console, to who reads it. It is asked of an address as
// it came, so that more are taken for one than are.
func hasSecret(address []byte) bool {
	return bytes.Contains(address, phonePart) || bytes.Contains(address, ticketPart)
}

var phonePart, ticketPart = []byte("/d/"), []byte("/key/")

var requestID = []byte("X-Request-Id")

// setRequestID names the answer, for whoever asks about it. The ID is no secret, only unlikely to come twice: ten letters
// and digits that can be told apart when they are read out.
func setRequestID(h *fasthttp.ResponseHeader) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var id [10]byte
	for i, bits := 0, rand.Uint64(); i < len(id); i, bits = i+1, bits>>5 { // #nosec G404 -- no secret: see above
		id[i] = letters[bits%32]
	}
	h.SetCanonical(requestID, id[:])
}
