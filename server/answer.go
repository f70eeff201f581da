package server

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// writeJSON sends a value made of plain structs, maps and strings, which cannot fail to marshal.
func writeJSON(ctx *fasthttp.RequestCtx, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	ctx.Response.Header.SetContentType("application/json; charset=utf-8")
	ctx.Response.SetBodyRaw(body)
}

// sendJSON is writeJSON for an answer that concerns one person only.
func sendJSON(c *fiber.Ctx, status int, v any) error {
	private(c)
	c.Status(status)
	writeJSON(c.Context(), v)
	return nil
}

// sendPage sends a page that was rendered for one person.
func sendPage(c *fiber.Ctx, status int, page []byte) error {
	private(c)
	c.Status(status)
	c.Context().SetContentType("text/html; charset=utf-8")
	c.Response().SetBodyRaw(page)
	return nil
}

// private keeps an answer out of caches and search engines.
func private(c *fiber.Ctx) {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
}

// seeOther sends the browser on after a form, by GET.
func seeOther(c *fiber.Ctx, path string) error {
	private(c)
	return c.Redirect(path, fiber.StatusSeeOther)
}

// plainPath tells whether a path may be given back in a Location or a link: letters, digits and / - _ . only, and
// never "//", which would lead to another host.
func plainPath(path string) bool {
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
