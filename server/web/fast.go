package web

import (
	"bytes"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/valyala/fasthttp"

	"napguide/server/site/asset"
)

// This file is what is there for speed alone, with what it saves. Each figure is of a benchmark beside the tests, the best of
// several rounds on two cores of 2.6 GHz that were busy otherwise, so what counts is one beside the other (`make bench-go BENCH=…`):
//
//	a page by its address as it came (CommonPages)   2.5 µs, and 6.9 µs by the router with eight allocations (PageFromMemory, PageByTheRouter)
//	every answer's headers as one set (baseHeaders)  0.16 µs, and 1.2 µs set one by one (BaseHeaders)
//	deadlines noted (deadline)                       0.14 µs a request, and 0.99 µs with the system's timers (DeadlinesOfARequest)
//
// What other packages have for speed alone:
//
//	a page rendered when first asked for (asset.NewLateFile)    a site made in 4.3 ms, and 54 ms with all pages rendered (Build)
//	each encoding made when first asked for (asset.File.body)    1.3 ms a page, and 3.1 ms both (Packing)
//	the densest brotli, kept (asset/packed.go, shelf.go)         4.3 KB of a text, and 4.8 KB; in 26 ms, and 0.4 ms, so once a content (Brotli)
//	compressors used again (asset.gzipPackers)                   1.3 ms a page and 26 KB, and 1.7 ms and 836 KB with a new one (Packing)
//	style sheets and scripts minified while content is read      7.2 ms of a start (Minifying)
//	few collections while a site is built (cmd/guide, collectAt) 8 ms of a start of 62 (bench start)
//	the store opened while content is read (cmd/guide)           5 ms of a start (bench start)
//	parts of a page made when it is rendered (site.latePage)     2 ms of a start (bench start)
//	parts of pages, titles and notes made once (site.kept)       0.1 µs a note to each of 5,000 (NoteOfARoom)
//	few writers for many streams (sse/crowd.go)                  9.0 µs an event, and 11.4 µs and 0.5 KB with a goroutine each (AStepToACrowd)

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
