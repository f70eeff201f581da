package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/memo"
	"napguide/server/site"
)

// ErrorResponse is what a person gets for an error.
type ErrorResponse struct {
	Err      error
	Status   int
	Kind     string // names the words; see site.FailureView
	Retry    int    // seconds after which it may work; 0: not by waiting
	IsLogged bool   // whoever failed has said so in the log, once for everybody
}

// FailureOptions are what the answers to errors are made of. All are needed.
type FailureOptions struct {
	Table      []ErrorResponse                                                 // the first that matches counts
	Site       func() *site.Site                                               // as it stands now
	Language   func(ctx *fasthttp.RequestCtx) string                           // of who reads; the request may be one that could not be parsed
	Methods    func(ctx *fasthttp.RequestCtx) string                           // of an address that another was tried at
	ForProgram func(ctx *fasthttp.RequestCtx, o ErrorResponse, id string) bool // answers a program in its own terms; false: a person asks
	Stopping   func() bool
	Proxies    Proxies
	Log        *slog.Logger
	Now        func() time.Time
}

// Failures answers errors.
type Failures struct {
	FailureOptions
	lines *logLimiter
	last  atomic.Pointer[errorPages]
}

// errorPages are the failures' pages of one site.
type errorPages struct {
	site  *site.Site
	pages memo.Of[errorPageKey, []byte]
}

// NewFailures makes the one place that answers errors.
func NewFailures(opt FailureOptions) *Failures {
	return &Failures{FailureOptions: opt, lines: newLogLimiter(opt.Now)}
}

// pages are those of the site as it stands now.
func (f *Failures) pages() *errorPages {
	shown := f.Site()
	p := f.last.Load()
	if p == nil || p.site != shown {
		p = &errorPages{site: shown}
		f.last.Store(p)
	}
	return p
}

// Find is what becomes of an error. What the table does not have is "internal".
func (f *Failures) Find(err error) ErrorResponse {
	if spent, ok := errors.AsType[ShareError](err); ok {
		return ErrorResponse{Err: err, Status: fiber.StatusTooManyRequests, Kind: spent.kind, Retry: max(1, spent.wait)}
	}
	for _, o := range f.Table {
		if errors.Is(err, o.Err) {
			return o
		}
	}
	var fe *fiber.Error // Fiber makes its own "cannot GET /x" for each path
	if errors.As(err, &fe) && fe.Code == fiber.StatusNotFound {
		return ErrorResponse{Err: err, Status: 404, Kind: "not-found"}
	}
	if f.Stopping() {
		return ErrorResponse{Err: err, Status: 503, Kind: "stopping", Retry: 5}
	}
	return ErrorResponse{Err: err, Status: 500, Kind: "internal"}
}

// Answer answers with an error: a page, or JSON where that was asked for. Nothing of the error's own text is shown.
func (f *Failures) Answer(ctx *fasthttp.RequestCtx, err error) {
	o := f.Find(err)
	id := string(ctx.Response.Header.PeekBytes(requestID))
	allow := string(ctx.Response.Header.Peek(fiber.HeaderAllow)) // set by Fiber's router
	ctx.Response.Reset()                                         // whatever a handler had begun
	ResetResponse(ctx)
	h := &ctx.Response.Header
	if id == "" { // a request that could not be read
		id = string(h.PeekBytes(requestID))
	}
	f.logFailure(ctx, o, id, err)

	h.SetStatusCode(o.Status)
	h.SetCanonical(requestID, []byte(id))
	h.Set(fiber.HeaderCacheControl, "no-store")
	h.Set("X-Robots-Tag", "noindex")
	SetRetry(h, o)
	if o.Status == fiber.StatusMethodNotAllowed {
		if allow == "" {
			allow = f.Methods(ctx)
		}
		h.Set(fiber.HeaderAllow, allow)
	}
	if o.IsLogged {
		id = "" // leads to no line of its own
	}
	if f.ForProgram(ctx, o, id) {
		return
	}
	lang := f.Language(ctx)
	if host, named := foreignHost(ctx); named && errors.Is(err, ErrForeignHost) {
		f.answerForeign(ctx, o, id, lang, host)
		return
	}
	if WantsJSON(ctx) {
		title, text := f.Site().FailureText(lang, o.Kind)
		WriteJSON(ctx, map[string]string{"error": o.Kind, "title": title, "text": text, "request_id": id})
		return
	}
	if more := retryOf(ctx, o); more.Address != "" {
		page := f.Site().Failure(lang, site.FailureView{Status: o.Status, Kind: o.Kind, RequestID: id, Back: back(ctx), Again: more})
		if len(more.Fields) > 0 { // words of the request stand in it: see Rendered.Send
			setPlainPage(ctx, page)
			return
		}
		setPage(ctx, page, failBrotli, failGzip)
		return
	}
	setPage(ctx, f.page(lang, o, id, back(ctx), false), failBrotli, failGzip)
}

// answerForeign names the host that came, and what admits it: who has put something between phones and this machine cannot
// know otherwise what is wrong.
func (f *Failures) answerForeign(ctx *fasthttp.RequestCtx, o ErrorResponse, id, lang, host string) {
	flag := publicFlag(ctx, host)
	if WantsJSON(ctx) {
		title, text := f.Site().FailureText(lang, o.Kind)
		WriteJSON(ctx, map[string]string{"error": o.Kind, "title": title, "text": text, "request_id": id, "host": host, "flag": flag})
		return
	}
	page := f.page(lang, o, id, "", true) // nothing in a canonical host has to be escaped
	page = bytes.ReplaceAll(page, []byte(roomForHost), []byte(host))
	setPage(ctx, bytes.ReplaceAll(page, []byte(roomForFlag), []byte(flag)), failBrotli, failGzip)
}

// SetRetry says when it may work, where it may by waiting.
func SetRetry(h *fasthttp.ResponseHeader, o ErrorResponse) {
	if o.Retry > 0 {
		h.Set(fiber.HeaderRetryAfter, strconv.Itoa(o.Retry))
	}
}

// Refuse is Answer for a request after which nobody knows where the next one begins.
func (f *Failures) Refuse(ctx *fasthttp.RequestCtx, err error) {
	f.Answer(ctx, err)
	ctx.SetConnectionClose()
	lingerOnClose(ctx.Conn())
}

// NeedsTLS is the whole answer to plain http on a listener that speaks TLS: in every language, since nothing of the request
// has been read.
func (f *Failures) NeedsTLS() []byte {
	o := f.Find(ErrNeedsTLS)
	var res fasthttp.Response
	baseHeaders[0][0].CopyTo(&res.Header)
	setRequestID(&res.Header)
	res.SetStatusCode(o.Status)
	res.Header.Set(fiber.HeaderCacheControl, "no-store")
	res.Header.Set("X-Robots-Tag", "noindex")
	res.Header.SetContentType("text/plain; charset=utf-8")
	res.SetConnectionClose()
	var words bytes.Buffer
	for _, lang := range f.Site().Languages() {
		title, text := f.Site().FailureText(lang, o.Kind)
		words.WriteString(title + "\n" + text + "\n\n")
	}
	res.SetBodyRaw(bytes.TrimSpace(words.Bytes()))
	var out bytes.Buffer
	_, _ = res.WriteTo(&out) // into memory
	return out.Bytes()
}

// errorPageKey is a failure's page with room for the ID and the way back.
type errorPageKey struct {
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

// page is the worded page. It is rendered once for each errorPageKey and then filled in, so that a flood of bad requests costs
// no rendering.
func (f *Failures) page(lang string, o ErrorResponse, id, back string, named bool) []byte {
	shown := f.pages()
	key := errorPageKey{lang, o.Kind, id != "", back != "", named}
	page, _ := shown.pages.Get(key, func() ([]byte, error) {
		v := site.FailureView{Status: o.Status, Kind: o.Kind}
		if named {
			v.Host, v.Flag = roomForHost, roomForFlag
		}
		if key.id {
			v.RequestID = roomForID
		}
		if key.back {
			v.Back = roomForBack
		}
		return shown.site.Failure(lang, v), nil
	})
	filled := bytes.Replace(page, []byte(roomForID), []byte(id), 1)
	return bytes.Replace(filled, []byte(roomForBack), []byte(template.HTMLEscapeString(back)), 1)
}

// retryOf is the request itself where it may work in a moment. A form is offered once more only if it came from one of our own
// pages.
func retryOf(ctx *fasthttp.RequestCtx, o ErrorResponse) site.Again {
	path := string(ctx.URI().PathOriginal())
	if o.Status != fiber.StatusServiceUnavailable && o.Status != fiber.StatusTooManyRequests || o.Retry == 0 || !IsPlainPath(path) {
		return site.Again{}
	}
	a := site.Again{Address: path, IsForm: ctx.IsPost()}
	if o.Status == fiber.StatusTooManyRequests {
		a.Wait = o.Retry
	}
	if !a.IsForm {
		return a
	}
	if ctx.UserValue(ownPageKey{}) == nil {
		return site.Again{}
	}
	for name, value := range ctx.PostArgs().All() {
		if utf8.Valid(name) && utf8.Valid(value) {
			a.Fields = append(a.Fields, site.Field{Name: string(name), Value: string(value)})
		}
	}
	return a
}

// back is the address of our own page that the request came from, or "".
func back(ctx *fasthttp.RequestCtx) string {
	// The phone's own page tells nobody where it is: see hasSecret.
	if path := string(ctx.URI().PathOriginal()); ctx.IsPost() && strings.HasPrefix(path, "/d/") && IsPlainPath(path) {
		return path[:strings.LastIndexByte(path, '/')]
	}
	_, rest, found := strings.Cut(string(ctx.Referer()), "://")
	if !found {
		return ""
	}
	host, path, found := strings.Cut(rest, "/")
	path, _, _ = strings.Cut("/"+path, "?")
	if !found || !strings.EqualFold(host, string(ctx.Host())) || !IsPlainPath(path) || path == string(ctx.URI().PathOriginal()) {
		return ""
	}
	return path
}

// ReadError names what fasthttp found wrong with a request that it could not read.
func ReadError(err error) error {
	var timeout net.Error
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small):
		return ErrHeaders
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return ErrTooLarge
	case errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout
	}
	return ErrBadRequest // fasthttp's own words quote the request, cookies and all
}

// routeKey is the user value under which a request's route is found by logFailure.
type routeKey struct{}

// SetRoute notes the pattern of the request's route, for the log.
func SetRoute(ctx *fasthttp.RequestCtx, route string) { ctx.SetUserValue(routeKey{}, route) }

// PanicError is a panic as an error.
type PanicError struct {
	Value any
	Stack []byte
}

func (p PanicError) Error() string { return fmt.Sprint("panic: ", p.Value) }

// SilentLogger is where fasthttp's own lines go.
type SilentLogger struct{}

func (SilentLogger) Printf(string, ...any) {}

// logFailure writes what the person is not shown, under the ID that they are. A wrong address is nobody's worry.
func (f *Failures) logFailure(ctx *fasthttp.RequestCtx, o ErrorResponse, id string, err error) {
	log := f.Log.Debug
	switch {
	case o.IsLogged:
	case o.Kind == "internal":
		log = f.Log.Error
	case o.Status >= 500, o.Status == fiber.StatusTooManyRequests:
		log = f.Log.Warn
	case o.Status != fiber.StatusNotFound:
		log = f.Log.Info
	}
	attrs := []any{"id", id, "status", o.Status, "kind", o.Kind, "method", methodName(ctx), "route", routeName(ctx)}
	attrs = append(attrs, f.whatCame(ctx, err)...)
	if o.Status != fiber.StatusNotFound && !o.IsLogged {
		may, left := f.lines.spend(o.Kind, f.Proxies.Client(ctx))
		if !may {
			log = f.Log.Debug
		} else if left > 0 {
			attrs = append(attrs, "left_out", left) // lines of this kind, since the last one
		}
	}
	if fe, ok := errors.AsType[*fiber.Error](err); ok {
		err = fiber.NewError(fe.Code) // its own words repeat the address
	}
	attrs = append(attrs, "cause", err)
	if p, ok := errors.AsType[PanicError](err); ok {
		attrs = append(attrs, "stack", string(bytes.TrimSpace(p.Stack)))
	}
	log("request failed", attrs...)
}

// methodName is the request's method if it is one, since somebody may write anything there.
func methodName(ctx *fasthttp.RequestCtx) string {
	if m := ctx.Method(); IsKnownMethod(m) {
		return string(m)
	}
	return "other"
}

// routeName is the pattern of the request's route; "none" where none was looked for.
func routeName(ctx *fasthttp.RequestCtx) string {
	if route, ok := ctx.UserValue(routeKey{}).(string); ok {
		return route
	}
	return "none"
}

// whatCame says of a refusal that the site's own settings may be the cause of what came, and what admits it.
func (f *Failures) whatCame(ctx *fasthttp.RequestCtx, err error) []any {
	h := &ctx.Request.Header
	switch {
	case errors.Is(err, ErrForeignHost):
		host, named := foreignHost(ctx)
		if !named {
			return []any{"host", shownHost(ctx.Host())}
		}
		host = shownHost([]byte(host))
		return []any{"host", host, "admit", publicFlag(ctx, host)}
	case errors.Is(err, ErrForeignOrigin):
		return []any{
			"origin", shownOrigin(h.Peek(fiber.HeaderOrigin)), "host", shownHost(ctx.Host()), "sec_fetch_site", shownRelation(h.Peek("Sec-Fetch-Site")),
			"admit", "--public-url admits the site's own address; a proxy has to pass Host on with its port (deploy/nginx/guide.conf)",
		}
	case errors.Is(err, ErrHeaders):
		names := cookieNames(h.RawHeaders())
		if wrapped, ok := ctx.Conn().(wrapper); ok && len(names) == 0 {
			names = wrapped.inner().overflow
		}
		return []any{"cookies", shownNames(names), "admit", fmt.Sprintf("no flag does: %d KB of cookies and %d KB of other headers are taken; other programs under this name left the cookies, another name or a private window has none", maxCookies>>10, maxHeaders>>10)}
	}
	return nil
}
