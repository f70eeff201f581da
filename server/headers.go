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

// onEveryAnswer are the headers of every answer over plain http, and over TLS. An answer's head begins as a copy, which
// costs half of setting one after the other.
var onEveryAnswer, onEveryAnswerTLS = preparedHeaders(false), preparedHeaders(true)

func preparedHeaders(secure bool) *fasthttp.ResponseHeader {
	h := &fasthttp.ResponseHeader{}
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")        // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "same-origin") // under no-referrer a form would post Origin: null
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=()")
	if secure { // over plain http browsers ignore it, and a LAN address must stay reachable
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	return h
}

// The pages whose address holds a code tell nobody where one comes from, not even us. Their forms still post an Origin.
var (
	referrerPolicy = []byte("Referrer-Policy")
	originOnly     = []byte("strict-origin")
	phonePrefix    = []byte("/d/")
	ticketPart     = []byte("/key/")
)

// hasSecret tells whether an address opens a grant, or a room's console, to who reads it.
func hasSecret(path []byte) bool {
	return bytes.HasPrefix(path, phonePrefix) || bytes.Contains(path, ticketPart)
}

// beginAnswer is called for every answer before anything else is: handlers', errors', event streams', and those to
// requests that fasthttp could not read. What the answer's head held before is gone.
func beginAnswer(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	if ctx.IsTLS() {
		onEveryAnswerTLS.CopyTo(h)
	} else {
		onEveryAnswer.CopyTo(h)
	}
	if hasSecret(ctx.URI().PathOriginal()) {
		h.SetCanonical(referrerPolicy, originOnly)
	}
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
