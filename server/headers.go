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

// securityHeaders go on every answer. Names are in canonical form.
var securityHeaders = [...]struct{ name, value []byte }{
	{[]byte("Content-Security-Policy"), []byte(policy)},
	{[]byte("X-Content-Type-Options"), []byte("nosniff")},
	{[]byte("X-Frame-Options"), []byte("DENY")},        // for browsers that do not know frame-ancestors
	{[]byte("Referrer-Policy"), []byte("same-origin")}, // under no-referrer a form would post Origin: null
	{[]byte("Cross-Origin-Opener-Policy"), []byte("same-origin")},
	{[]byte("Cross-Origin-Resource-Policy"), []byte("same-origin")},
	{[]byte("Permissions-Policy"), []byte("camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=()")},
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

var (
	hsts      = []byte("Strict-Transport-Security")
	hstsValue = []byte("max-age=31536000")
)

// setSecurityHeaders is called for every answer before anything else is: handlers', errors', event streams', and those
// to requests that fasthttp could not read.
func setSecurityHeaders(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	for i := range securityHeaders {
		h.SetCanonical(securityHeaders[i].name, securityHeaders[i].value)
	}
	if hasSecret(ctx.URI().PathOriginal()) {
		h.SetCanonical(referrerPolicy, originOnly)
	}
	if ctx.IsTLS() { // over plain http browsers ignore it, and a LAN address must stay reachable
		h.SetCanonical(hsts, hstsValue)
	}
}

var requestID = []byte("X-Request-Id")

// setRequestID names the answer, for whoever asks about it. The ID is no secret, only unlikely to come twice: ten letters
// and digits that can be told apart when they are read out.
func setRequestID(ctx *fasthttp.RequestCtx) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var id [10]byte
	for i, bits := 0, rand.Uint64(); i < len(id); i, bits = i+1, bits>>5 {
		id[i] = letters[bits%32]
	}
	ctx.Response.Header.SetCanonical(requestID, id[:])
}
