package server

import (
	"bytes"
	"errors"
	"html/template"
	"net"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/workshop"
)

// What handlers return. The table below says what becomes of each; the words are in the message catalogs.
var (
	errNotFound      = errors.New("server: no such page")
	errMethod        = errors.New("server: the page does not know this method")
	errBadRequest    = errors.New("server: the request cannot be understood")
	errTooLarge      = errors.New("server: the body is too large")
	errHeaders       = errors.New("server: the headers are too large")
	errNeedsTLS      = errors.New("server: plain http where TLS is spoken")
	errTimeout       = errors.New("server: the request took too long")
	errForeignHost   = errors.New("server: asked for under a foreign name")
	errForeignOrigin = errors.New("server: posted from a foreign page")
	errUnknownCode   = errors.New("server: no grant has this code")
	errBadCode       = errors.New("server: this has not the form of a code")
	errNotYours      = errors.New("server: another browser holds this grant")
	errLate          = errors.New("server: a press came too late")
	errNoCookies     = errors.New("server: the browser keeps no cookies")
)

// outcome is what a person gets for an error.
type outcome struct {
	err    error
	status int
	kind   string // names the words; see site.FailureView
	retry  int    // seconds after which it may work; 0: not by waiting
}

// outcomes is the error table; the first that matches counts. Whatever is not in it is "internal": 500, and logged.
func outcomes() []outcome {
	return []outcome{
		{errNotFound, 404, "not-found", 0},
		{errMethod, 405, "method", 0},
		{errBadRequest, 400, "bad-request", 0},
		{errFraming, 400, "bad-request", 0},
		{errVersion, 505, "bad-request", 0},
		{errNeedsTLS, 400, "needs-https", 0},
		{errTooLarge, 413, "too-large", 0},
		{errHeaders, 431, "headers", 0},
		{errTimeout, 408, "timeout", 0},
		{errForeignHost, 421, "foreign-host", 0},
		{errForeignOrigin, 403, "foreign-origin", 0},
		{errUnknownCode, 404, "unknown-code", 0},
		{errBadCode, 400, "bad-code", 0},
		{errNotYours, 404, "not-yours", 0},
		{errNoCookies, 400, "no-cookies", 0},
		{errLate, 409, "late", 0},
		{store.ErrNoRoom, 404, "room-unknown", 0},
		{store.ErrNoSeat, 404, "room-unknown", 0},
		{errNoSeat, 404, "room-unknown", 0},
		{errRoomCode, 400, "room-code", 0},
		{errRoomChanged, 410, "room-changed", 0},
		{errNotTrainer, 404, "room-trainer", 0},
		{workshop.ErrFull, 409, "room-full", 0},
		{workshop.ErrLocked, 403, "room-locked", 0},
		{workshop.ErrEnded, 410, "room-ended", 0},
		{workshop.ErrTooLong, 400, "bad-request", 0},
		{store.ErrTooLarge, 413, "too-large", 0},
		{workshop.ErrKeys, 409, "room-keys", 0},
		{store.ErrTooManyOwned, 429, "room-many", 60},
		{store.ErrTooManyRooms, 503, "rooms-all", 60},
		{store.ErrTooManyHeld, 429, "too-many-session", 60},
		{store.ErrTooManyOpen, 503, "too-many-all", 60},
		{store.ErrTypingPaused, 429, "typing-paused", 60},
		{store.ErrUnavailable, 503, "unavailable", 10},
		{store.ErrConflict, 503, "unavailable", 1},
		{fiber.ErrNotFound, 404, "not-found", 0},
		{fiber.ErrMethodNotAllowed, 405, "method", 0},
	}
}

func (s *Server) outcomeOf(err error) outcome {
	var spent errShare
	if errors.As(err, &spent) {
		return outcome{err, fiber.StatusTooManyRequests, spent.kind, max(1, spent.wait)}
	}
	for _, o := range s.outcomes {
		if errors.Is(err, o.err) {
			return o
		}
	}
	var fe *fiber.Error // Fiber makes its own "cannot GET /x" for each path
	if errors.As(err, &fe) && fe.Code == fiber.StatusNotFound {
		return outcome{err, 404, "not-found", 0}
	}
	if s.stopping.Load() {
		return outcome{err, 503, "stopping", 5}
	}
	return outcome{err, 500, "internal", 0}
}

// requestError names what fasthttp found wrong with a request that it could not read.
func requestError(err error) error {
	var timeout net.Error
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small):
		return errHeaders
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return errTooLarge
	case errors.As(err, &timeout) && timeout.Timeout():
		return errTimeout
	}
	return errBadRequest // fasthttp's own words quote the request, cookies and all
}

// fail answers with an error: a page, or JSON where that was asked for. Nothing of the error's own text is shown.
func (s *Server) fail(ctx *fasthttp.RequestCtx, err error) {
	o := s.outcomeOf(err)
	id := string(ctx.Response.Header.PeekBytes(requestID))
	allow := string(ctx.Response.Header.Peek(fiber.HeaderAllow)) // set by Fiber's router
	ctx.Response.Reset()                                         // whatever a handler had begun
	beginAnswer(ctx)
	h := &ctx.Response.Header
	if id == "" { // a request that could not be read
		id = string(h.PeekBytes(requestID))
	}
	s.logFailure(ctx, o, id, err)

	h.SetStatusCode(o.status)
	h.SetCanonical(requestID, []byte(id))
	h.Set(fiber.HeaderCacheControl, "no-store")
	h.Set("X-Robots-Tag", "noindex")
	setRetry(h, o)
	if o.status == fiber.StatusMethodNotAllowed {
		if allow == "" {
			allow = allowedMethods(ctx)
		}
		h.Set(fiber.HeaderAllow, allow)
	}
	if errors.Is(err, store.ErrUnavailable) {
		id = "" // leads to no line of its own
	}
	if isProgram(ctx) {
		writeProgramFailure(ctx, o, id)
		return
	}
	lang := s.failureLanguage(ctx)
	if host, named := foreignHost(ctx); named && errors.Is(err, errForeignHost) {
		s.failForeign(ctx, o, id, lang, host)
		return
	}
	if wantsJSON(ctx) {
		title, text := s.site().FailureText(lang, o.kind)
		writeJSON(ctx, map[string]string{"error": o.kind, "title": title, "text": text, "request_id": id})
		return
	}
	if more := again(ctx, o); more.Address != "" {
		page := s.site().Failure(lang, site.FailureView{Status: o.status, Kind: o.kind, RequestID: id, Back: s.back(ctx), Again: more})
		if len(more.Fields) > 0 { // words of the request stand in it: see sendPage
			setPlainPage(ctx, page)
			return
		}
		setPage(ctx, page, failBrotli, failGzip)
		return
	}
	setPage(ctx, s.failurePage(lang, o, id, s.back(ctx), false), failBrotli, failGzip)
}

// failForeign names the host that came, and what admits it: who has put something between phones and this machine cannot
// know otherwise what is wrong.
func (s *Server) failForeign(ctx *fasthttp.RequestCtx, o outcome, id, lang, host string) {
	flag := publicFlag(ctx, host)
	if wantsJSON(ctx) {
		title, text := s.site().FailureText(lang, o.kind)
		writeJSON(ctx, map[string]string{"error": o.kind, "title": title, "text": text, "request_id": id, "host": host, "flag": flag})
		return
	}
	page := s.failurePage(lang, o, id, "", true) // nothing in a canonical host has to be escaped
	page = bytes.ReplaceAll(page, []byte(roomForHost), []byte(host))
	setPage(ctx, bytes.ReplaceAll(page, []byte(roomForFlag), []byte(flag)), failBrotli, failGzip)
}

// setRetry says when it may work, where it may by waiting.
func setRetry(h *fasthttp.ResponseHeader, o outcome) {
	if o.retry > 0 {
		h.Set(fiber.HeaderRetryAfter, strconv.Itoa(o.retry))
	}
}

// refuse is fail for a request after which nobody knows where the next one begins.
func (s *Server) refuse(ctx *fasthttp.RequestCtx, err error) {
	s.fail(ctx, err)
	ctx.SetConnectionClose()
	linger(ctx.Conn())
}

// needsTLS is the whole answer to plain http on a listener that speaks TLS: in every language, since nothing of the request
// has been read.
func (s *Server) needsTLS() []byte {
	o := s.outcomeOf(errNeedsTLS)
	var res fasthttp.Response
	standing[0][0].CopyTo(&res.Header)
	setRequestID(&res.Header)
	res.SetStatusCode(o.status)
	res.Header.Set(fiber.HeaderCacheControl, "no-store")
	res.Header.Set("X-Robots-Tag", "noindex")
	res.Header.SetContentType("text/plain; charset=utf-8")
	res.SetConnectionClose()
	var words bytes.Buffer
	for _, lang := range s.site().Languages() {
		title, text := s.site().FailureText(lang, o.kind)
		words.WriteString(title + "\n" + text + "\n\n")
	}
	res.SetBodyRaw(bytes.TrimSpace(words.Bytes()))
	var out bytes.Buffer
	_, _ = res.WriteTo(&out) // into memory
	return out.Bytes()
}

// drawn is a failure's page with room for the ID and the way back.
type drawn struct {
	lang     string
	kind     string
	id, back bool
	named    bool // the foreign host is told
}

const (
	roomForID   = "QQIDQQ"
	roomForBack = "/qqbackqq"
	roomForHost = "qqhostqq"
	roomForFlag = "qqflagqq"
)

// failurePage is the worded page. It is drawn once and filled in, so that a flood of bad requests is no flood of drawing.
func (s *Server) failurePage(lang string, o outcome, id, back string, named bool) []byte {
	shown := s.shown.Load()
	key := drawn{lang, o.kind, id != "", back != "", named}
	page, ok := shown.failures.Load(key)
	if !ok {
		v := site.FailureView{Status: o.status, Kind: o.kind}
		if named {
			v.Host, v.Flag = roomForHost, roomForFlag
		}
		if key.id {
			v.RequestID = roomForID
		}
		if key.back {
			v.Back = roomForBack
		}
		page, _ = shown.failures.LoadOrStore(key, shown.site.Failure(lang, v))
	}
	filled := bytes.Replace(page.([]byte), []byte(roomForID), []byte(id), 1)
	return bytes.Replace(filled, []byte(roomForBack), []byte(template.HTMLEscapeString(back)), 1)
}

// again is the request itself where it may work in a moment. One that changes something has passed ownOrigin to get here:
// nobody's fields but our own pages' are offered once more.
func again(ctx *fasthttp.RequestCtx, o outcome) site.Again {
	path := string(ctx.URI().PathOriginal())
	if o.kind != "unavailable" && o.kind != "stopping" || !plainPath(path) {
		return site.Again{}
	}
	a := site.Again{Address: path, IsForm: ctx.IsPost()}
	if !a.IsForm {
		return a
	}
	ctx.PostArgs().VisitAll(func(name, value []byte) {
		if utf8.Valid(name) && utf8.Valid(value) {
			a.Fields = append(a.Fields, site.Field{Name: string(name), Value: string(value)})
		}
	})
	return a
}

// back is the address of our own page that the request came from, or "".
func (s *Server) back(ctx *fasthttp.RequestCtx) string {
	// The phone's own page tells nobody where it is: see hasSecret.
	if path := string(ctx.URI().PathOriginal()); ctx.IsPost() && strings.HasPrefix(path, "/d/") && plainPath(path) {
		return path[:strings.LastIndexByte(path, '/')]
	}
	_, rest, found := strings.Cut(string(ctx.Referer()), "://")
	if !found {
		return ""
	}
	host, path, found := strings.Cut(rest, "/")
	path, _, _ = strings.Cut("/"+path, "?")
	if !found || !strings.EqualFold(host, string(ctx.Host())) || !plainPath(path) || path == string(ctx.URI().PathOriginal()) {
		return ""
	}
	return path
}

// wantsJSON tells whether a script or a program asks, not a person.
func wantsJSON(ctx *fasthttp.RequestCtx) bool {
	return strings.Contains(string(ctx.Request.Header.Peek(fiber.HeaderAccept)), fiber.MIMEApplicationJSON) ||
		strings.HasPrefix(string(ctx.URI().PathOriginal()), "/sandbox/")
}

// knownMethod tells whether Fiber's router knows a method.
func knownMethod(method []byte) bool {
	for _, m := range fiber.DefaultMethods {
		if string(method) == m {
			return true
		}
	}
	return false
}
