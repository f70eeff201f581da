package web

import (
	"bytes"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/valyala/fasthttp"

	"napguide/server/site/asset"
)

// This file is what is there for speed alone, with what it saves (go test -bench on one core of 2.6 GHz):
//
//	a page by its address as it came (CommonPages)   0.8 µs, and 4.2 µs by the router with its eight allocations
//	every answer's headers as one set (baseHeaders)  0.1 µs, and 0.4 to 0.7 µs set one by one
//	deadlines noted (deadline)                       0.2 µs a request, and 1.0 µs when fasthttp sets the system's timers
//
// What other packages have for speed alone:
//
//	a page rendered when first asked for (asset.NewLateFile)     a start in 65 ms of processor, and 165 ms with all 300 rendered
//	each encoding made when first asked for (asset.File.body)    0.3 ms a page, and 0.5 ms both; gzip as dense as nginx's files
//	the densest brotli, kept (asset/packed.go, shelf.go)         a tenth fewer bytes; 4 s of processor, once a content and https only
//	compressors used again (asset.gzipPackers)                   0.3 ms a page, and 0.6 ms with a new one
//	style sheets and scripts minified while content is read      7 ms of a start and of a save
//	parts of pages, titles and notes made once (site.kept)       0.05 µs a note to each of 5,000, and 7 µs or more printed anew
//	no collection while the program starts (startGC)             a tenth of a start

// CommonPage is a page or an asset that is the same for everybody, and who counts how often it was sent.
type CommonPage struct {
	File *asset.File
	Sent func(status int)
}

// CommonPages are found by the request's target as it came.
type CommonPages map[string]CommonPage

// Answer answers what most requests are, before Fiber looks at them: a page that is the same for everybody, from memory.
// It is false, and nothing has happened, where there is more to a request than that: a question, a name that has to be
// thought about, an address in another form, a cookie of the progress. So the request's first lines tell all, unparsed. It
// allocates nothing.
func (p CommonPages) Answer(ctx *fasthttp.RequestCtx, cookies Cookies) bool {
	h := &ctx.Request.Header
	page, ok := p[utils.UnsafeString(h.RequestURI())]
	if !ok || !IsRead(ctx) || !cookies.Hosts.Network.Now().IsOwn(Hostname(h.Host())) || len(h.Cookie(cookies.name(ctx, ProgressCookie))) > 0 {
		return false
	}
	SendFile(ctx, page.File)
	page.Sent(ctx.Response.StatusCode())
	return true
}

// Names in canonical form and values that are the same in every answer, so that setting them copies bytes and no more.
var (
	headerETag         = []byte("Etag")
	headerCacheControl = []byte("Cache-Control")
	headerVary         = []byte("Vary")
	headerRobots       = []byte("X-Robots-Tag")
	headerEncoding     = []byte("Content-Encoding")
	acceptEncoding     = []byte("Accept-Encoding")
	noIndex            = []byte("noindex")
)

// SendFile answers with a finished file, or with 304. It allocates nothing.
func SendFile(ctx *fasthttp.RequestCtx, file *asset.File) {
	h := &ctx.Response.Header
	body := file.Choose(ctx.Request.Header.Peek(fiber.HeaderAcceptEncoding))
	h.SetCanonical(headerETag, utils.UnsafeBytes(body.ETag))
	h.SetCanonical(headerCacheControl, utils.UnsafeBytes(file.CacheControl))
	if file.Compressible {
		h.SetCanonical(headerVary, acceptEncoding)
	}
	if file.NoIndex {
		h.SetCanonical(headerRobots, noIndex)
	}
	if matches(ctx.Request.Header.Peek(fiber.HeaderIfNoneMatch), body.ETag) {
		ctx.Response.SetStatusCode(fiber.StatusNotModified)
		return
	}
	if body.Encoding != "" {
		h.SetCanonical(headerEncoding, utils.UnsafeBytes(body.Encoding))
	}
	h.SetContentType(file.ContentType)
	ctx.Response.SetBodyRaw(body.Bytes) // shared and never written to
}

// matches tells whether an If-None-Match names the tag: one of several, weak or strong, or "*". It allocates nothing.
func matches(ifNoneMatch []byte, etag string) bool {
	for len(ifNoneMatch) > 0 {
		var one []byte
		one, ifNoneMatch, _ = bytes.Cut(ifNoneMatch, []byte(","))
		one = bytes.TrimPrefix(bytes.TrimSpace(one), []byte("W/"))
		if string(one) == etag || string(one) == "*" {
			return true
		}
	}
	return false
}

// baseHeaders is the headers that every answer has, by whether it comes over TLS and whether its address is a secret.
// Nothing in them comes from a request. They are never changed: each answer begins as a copy of one of them.
var baseHeaders = func() *[2][2]fasthttp.ResponseHeader {
	var sets [2][2]fasthttp.ResponseHeader
	for secure := range 2 {
		for secret := range 2 {
			setBase(&sets[secure][secret], secure == 1, secret == 1)
		}
	}
	return &sets
}()

// ResetResponse is called for every answer before anything else is: handlers', errors', event streams', and those to
// requests that fasthttp could not read. What the answer's head held before is gone.
func ResetResponse(ctx *fasthttp.RequestCtx) {
	secure, secret := 0, 0
	if ctx.IsTLS() {
		secure = 1
	}
	if hasSecret(ctx.Request.Header.RequestURI()) {
		secret = 1
	}
	baseHeaders[secure][secret].CopyTo(&ctx.Response.Header)
	setRequestID(&ctx.Response.Header)
}

// deadlineSlack is how much a deadline may be off.
const deadlineSlack = time.Second

// deadline is when a read or a write has to be done: as it should be, and as it was last set.
type deadline struct{ wanted, set time.Time }

// due tells whether the deadline has to be set again before it is relied on.
func (d *deadline) due() (time.Time, bool) {
	if d.wanted.IsZero() == d.set.IsZero() && d.wanted.Sub(d.set).Abs() < deadlineSlack {
		return d.set, false
	}
	d.set = d.wanted
	return d.wanted, true
}
