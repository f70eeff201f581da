package server

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/valyala/fasthttp"

	"napguide/server/site"
)

// commonPage is a page or an asset that is the same for everybody, and the counters of how often it was sent.
type commonPage struct {
	file   *site.File
	counts *pageCount
}

// common lists them. The trainer's kit, and what says by which address phones come, have a finished form too, for an
// export, but here they know who asks.
func common(pages *site.Site, counts map[string]*pageCount) map[string]commonPage {
	out := map[string]commonPage{}
	for _, path := range pages.Paths() {
		if file, ok := pages.File(path); ok && !site.IsKit(path) && !site.NamesAddress(path) {
			out[path] = commonPage{file, counts[path]}
		}
	}
	return out
}

// commonPage answers what most requests are, before Fiber looks at them: a page that is the same for everybody, from
// memory. It is false, and nothing has happened, where there is more to a request than that: a question, a name that has
// to be thought about, an address in another form. So the request's first lines tell all, unparsed. It allocates nothing.
func (s *Server) commonPage(ctx *fasthttp.RequestCtx) bool {
	h := &ctx.Request.Header
	page, ok := s.shown.Load().common[utils.UnsafeString(h.RequestURI())]
	if !ok || !isRead(ctx) || !s.opt.Network.Now().IsOwn(hostname(h.Host())) || len(h.Cookie(s.cookieName(ctx, progressCookie))) > 0 {
		return false
	}
	sendFile(ctx, page.file)
	page.counts.count(ctx.Response.StatusCode())
	return true
}

// page serves what commonPage leaves: pages that are asked for with a question, or by a browser without script that has
// practised; and addresses that are almost a page's.
func (s *Server) page(c *fiber.Ctx) error {
	ctx := c.Context()
	path := pathOf(ctx)
	file, ok := s.site().File(path)
	if !ok {
		if to, ok := s.otherSlash(path); ok && isRead(ctx) {
			return c.Redirect(to, fiber.StatusPermanentRedirect)
		}
		return c.Next() // to Fiber's own "not found" and "method not allowed"
	}
	if !isRead(ctx) {
		return errMethod
	}
	if done, err := s.pageWithProgress(c, file.Path); done || err != nil {
		return err
	}
	if site.NamesAddress(file.Path) {
		var err error
		if file, err = s.site().WithAddress(file.Path, s.addressFor(s.visitOf(c))); err != nil {
			return err
		}
	}
	sendFile(ctx, file)
	return nil
}

// pathOf is the address asked for, as it came; only looked up, never kept.
func pathOf(ctx *fasthttp.RequestCtx) string { return utils.UnsafeString(ctx.URI().PathOriginal()) }

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

// sendFile answers with a finished file, or with 304. It allocates nothing.
func sendFile(ctx *fasthttp.RequestCtx, file *site.File) {
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
	ctx.Response.SetStatusCode(file.Status)
	ctx.Response.SetBodyRaw(body.Bytes) // shared and never written to
}

// otherSlash is the same path with or without a slash at its end, where a page has that address.
func (s *Server) otherSlash(path string) (string, bool) {
	if len(path) < 2 {
		return "", false
	}
	to := path + "/"
	if path[len(path)-1] == '/' {
		to = path[:len(path)-1]
	}
	file, ok := s.site().File(to)
	if !ok {
		return "", false
	}
	return file.Path, true
}

func isRead(ctx *fasthttp.RequestCtx) bool { return ctx.IsGet() || ctx.IsHead() }

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
