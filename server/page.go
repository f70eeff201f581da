package server

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
	"github.com/valyala/fasthttp"

	"napguide/server/site"
)

// page serves every finished page and asset, as bytes from memory. Nothing else has such an address, except to post to.
func (s *Server) page(c *fiber.Ctx) error {
	ctx := c.Context()
	file, ok := s.site().File(pathOf(ctx))
	if !ok || !isRead(ctx) {
		return c.Next()
	}
	if done, err := s.pageWithProgress(c, file.Path); done || err != nil {
		return err
	}
	sendFile(ctx, file)
	return nil
}

// almostPage is for what no handler took: it leads to the page that was meant, or says that there is none.
func (s *Server) almostPage(c *fiber.Ctx) error {
	ctx := c.Context()
	path := pathOf(ctx)
	if _, ok := s.site().File(path); ok {
		return errMethod
	}
	if to, ok := s.otherSlash(path); ok && isRead(ctx) {
		return c.Redirect(to, fiber.StatusPermanentRedirect)
	}
	return c.Next() // to Fiber's own "not found" and "method not allowed"
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
