package server

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/codes"
	"napguide/server/sandbox"
	"napguide/server/web"
	"napguide/server/workshop"
)

// root leads to the home page in the reader's language.
func (s *Server) root(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary("Cookie", fiber.HeaderAcceptLanguage)
	return c.Redirect("/"+s.reader(c)+"/", fiber.StatusFound)
}

// goLive leads to the real login, for a bookmark. It takes no target from the request.
func (s *Server) goLive(c *fiber.Ctx) error {
	web.SetPrivate(c)
	return c.Redirect(s.site().LiveURL(), fiber.StatusFound)
}

// draw leads behind one of a run's doors, at random. Who has just seen one meets another: after says which, by
// its number from 1.
func (s *Server) draw(c *fiber.Ctx, lang string) error {
	run, ok := s.site().Runs().Find(c.Params("run"))
	if !ok || !run.Draws {
		return web.ErrNotFound
	}
	n := run.Doors()
	door := 1 + rand.IntN(n) // #nosec G404 -- nothing hangs on it
	if seen, err := strconv.Atoi(c.Query("after")); err == nil && seen >= 1 && seen <= n {
		door = 1 + (seen+rand.IntN(n-1))%n // #nosec G404
	}
	return web.SeeOther(c, s.site().StartBehind(lang, run, door))
}

// codeAddress is an address that carries a code as people write it: /j/589%20146/, /D/๔๘๒-๙๑๓-๐๕๗, /j589146, /589146.
var codeAddress = regexp.MustCompile(`^/+(?:([jJdD])((?:[^\pL].*)?)|([^\pL]*))$`)

// scanSegment is a QR code's secret at the start of what follows /d/, and what a chat left behind it.
var scanSegment = regexp.MustCompile(`^([A-Za-z2-7]{26}|[A-Za-z0-9_-]{22})(?:[^A-Za-z0-9_-].*)?$`)

// invitation is what the QR code of a room carries behind /j/, and what a chat left behind it.
var invitation = regexp.MustCompile(`^([0-9]{6}-[A-Za-z2-7]{16})(?:[^A-Za-z0-9_-].*)?$`)

// mendCode leads from an address that carries a code in another form than ours to the one that it means.
func (s *Server) mendCode(c *fiber.Ctx) error {
	ctx := c.Context()
	if !web.IsRead(ctx) {
		return c.Next()
	}
	path := string(ctx.URI().PathOriginal())
	to, ok := codePath(path)
	switch {
	case !ok || to == path:
		return c.Next()
	case to == "/j/":
		return s.roomFailed(c, errRoomCode)
	case to == "/d/":
		return s.codeFailed(c, errBadCode)
	}
	web.SetPrivate(c)
	return c.Redirect(to, fiber.StatusPermanentRedirect)
}

// codePath is the address that a path means: /j, /d, or one of these with its code; "/j/" and "/d/" where something stands
// behind that is no code. It is false for every other path, and for pages below a code.
func codePath(path string) (string, bool) {
	if len(path) > web.MaxLogged*3 {
		return "", false
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		return "", false
	}
	m := codeAddress.FindStringSubmatch(plain)
	if m == nil {
		return "", false
	}
	kind, rest := strings.ToLower(m[1]), strings.Trim(m[2]+m[3], "/ ")
	switch {
	case kind == "" && rest == "":
		return "", false
	case kind == "": // the host and the digits alone
		if digits, ok := workshop.ParseCode(rest); ok {
			return "/j/" + digits, true
		}
		if code, ok := sandbox.ParseCode(rest); ok && code.UserCode != "" {
			return "/d/" + code.UserCode, true
		}
		return "", false
	case rest == "":
		return "/" + kind, true
	case kind == "d":
		if m := scanSegment.FindStringSubmatch(rest); m != nil && !isBelow(rest) {
			return "/d/" + m[1], true
		}
	}
	if isBelow(rest) {
		return "", false
	}
	if m := invitation.FindStringSubmatch(rest); m != nil && kind == "j" {
		return "/j/" + m[1], true
	}
	length := workshop.CodeDigits
	if kind == "d" {
		length = sandbox.UserCodeDigits
	}
	if digits, ok := codes.ReadDigits(rest, length); ok {
		return "/" + kind + "/" + digits, true
	}
	return "/" + kind + "/", strings.Contains(rest, "/")
}

// isBelow tells whether a name follows behind a slash: /d/482913057/app.
func isBelow(rest string) bool {
	_, name, _ := strings.Cut(rest, "/")
	return strings.ContainsFunc(name, unicode.IsLetter)
}

// lowerCodePath makes the path of a QR code, which is in capitals because the code is smaller so, one of ours: /D/… and
// /J/… become /d/… and /j/….
func lowerCodePath(r *fasthttp.Request) {
	if to := r.Header.RequestURI(); len(to) > 2 && to[0] == '/' && (to[1] == 'D' || to[1] == 'J') && to[2] == '/' {
		to[1] += 'a' - 'A'
		r.SetRequestURIBytes(to) // it may have been read already
	}
}
