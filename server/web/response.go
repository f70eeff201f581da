package web

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/site/asset"
)

// How well a page that is made for one answer is compressed: about a millisecond for the live code's page.
const (
	pageBrotli = 9
	pageGzip   = 6
	failBrotli = 1 // whoever sends nonsense by the thousand shall not cost us more than the page itself
	failGzip   = 1
)

// Marshal writes a value made of plain structs, maps and strings, which cannot fail, as JSON.
func Marshal(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return body
}

// WriteJSON sends such a value.
func WriteJSON(ctx *fasthttp.RequestCtx, v any) {
	ctx.Response.Header.SetContentType("application/json; charset=utf-8")
	ctx.Response.SetBodyRaw(Marshal(v))
}

// SendJSON is WriteJSON for an answer that concerns one person only.
func SendJSON(c *fiber.Ctx, status int, v any) error {
	SetPrivate(c)
	c.Status(status)
	WriteJSON(c.Context(), v)
	return nil
}

// Rendered is a page for one person, or why it could not be rendered.
type Rendered struct {
	page []byte
	err  error
}

// Page takes what rendering a page gives.
func Page(page []byte, err error) Rendered { return Rendered{page, err} }

// Send sends the page, compressed.
//
// The size of a compressed page tells an eavesdropper something of a secret in it, if he can also have the page made again
// and again with words of his choice (BREACH). Nobody can: of a request nothing gets into a page but the codes and
// choices that are known here already, and cookies come along at most with a whole page that another site leads to
// (SameSite). A page that shows a trainer's key goes out by SendKey all the same, and a failure that offers to send a form
// again as it is.
func (r Rendered) Send(c *fiber.Ctx, status int) error {
	if r.err == nil {
		SetPrivate(c)
		c.Status(status)
		setPage(c.Context(), r.page, pageBrotli, pageGzip)
	}
	return r.err
}

// SendKey sends a page that shows a key to a room, as it is.
func (r Rendered) SendKey(c *fiber.Ctx, status int) error {
	if r.err == nil {
		SetPrivate(c)
		c.Status(status)
		setPlainPage(c.Context(), r.page)
	}
	return r.err
}

func setPlainPage(ctx *fasthttp.RequestCtx, page []byte) {
	ctx.SetContentType("text/html; charset=utf-8")
	ctx.Response.SetBodyRaw(page)
}

// setPage makes a page the answer's body, compressed as the client likes it best.
func setPage(ctx *fasthttp.RequestCtx, page []byte, brotli, gzip int) {
	h := &ctx.Response.Header
	h.SetContentType("text/html; charset=utf-8")
	h.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	switch asset.Prefers(ctx.Request.Header.Peek(fiber.HeaderAcceptEncoding)) {
	case "br":
		h.SetContentEncoding("br")
		if brotli == pageBrotli {
			page = asset.Brotli(page)
		} else {
			page = fasthttp.AppendBrotliBytesLevel(nil, page, brotli)
		}
	case "gzip":
		h.SetContentEncoding("gzip")
		page = fasthttp.AppendGzipBytesLevel(nil, page, gzip)
	}
	ctx.Response.SetBodyRaw(page)
}

// SetPrivate keeps an answer out of caches and search engines.
func SetPrivate(c *fiber.Ctx) {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
}

// SeeOther sends the browser on after a form, by GET.
func SeeOther(c *fiber.Ctx, path string) error {
	SetPrivate(c)
	return c.Redirect(path, fiber.StatusSeeOther)
}

// IsPlainPath tells whether a path may be given back in a Location or a link: letters, digits and / - _ . only, and
// never "//", which would lead to another host.
func IsPlainPath(path string) bool {
	if len(path) == 0 || len(path) > 200 || path[0] != '/' {
		return false
	}
	for i := 1; i < len(path); i++ {
		b := path[i]
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '_', b == '.':
		case b == '/' && path[i-1] != '/':
		default:
			return false
		}
	}
	return true
}

// IsRead tells whether a request changes nothing.
func IsRead(ctx *fasthttp.RequestCtx) bool { return ctx.IsGet() || ctx.IsHead() }

// WantsJSON tells whether a script or a program asks, not a person.
func WantsJSON(ctx *fasthttp.RequestCtx) bool {
	return strings.Contains(string(ctx.Request.Header.Peek(fiber.HeaderAccept)), fiber.MIMEApplicationJSON) ||
		strings.HasPrefix(string(ctx.URI().PathOriginal()), "/sandbox/")
}

// IsKnownMethod tells whether Fiber's router knows a method.
func IsKnownMethod(method []byte) bool {
	return slices.Contains(fiber.DefaultMethods, string(method))
}
