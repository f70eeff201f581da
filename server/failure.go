package server

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/site"
)

// What is wrong with a request itself, whatever its address.
var (
	errNotFound      = errors.New("web: no such page")
	errMethod        = errors.New("web: the page does not know this method")
	errBadRequest    = errors.New("web: the request cannot be understood")
	errTooLarge      = errors.New("web: the body is too large")
	errHeaders       = errors.New("web: the headers are too large")
	errNeedsTLS      = errors.New("web: plain http where TLS is spoken")
	errTimeout       = errors.New("web: the request took too long")
	errForeignHost   = errors.New("web: asked for under a foreign name")
	errForeignOrigin = errors.New("web: posted from a foreign page")
	errNoCookies     = errors.New("web: the browser keeps no cookies")
)

// errorResponse is what a person gets for an error.
type errorResponse struct {
	err      error
	status   int
	kind     string // names the words; see site.FailureView
	retry    int    // seconds after which it may work; 0: not by waiting
	isLogged bool   // whoever failed has said so in the log, once for everybody
}

// errorOptions are what the answers to errors are made of. All are needed.
type errorOptions struct {
	table      []errorResponse                                                 // the first that matches counts
	site       func() *site.Site                                               // as it stands now
	language   func(ctx *fasthttp.RequestCtx) string                           // of who reads; the request may be one that could not be parsed
	methods    func(ctx *fasthttp.RequestCtx) string                           // of an address that another was tried at
	forProgram func(ctx *fasthttp.RequestCtx, o errorResponse, id string) bool // answers a program in its own terms; false: a person asks
	stopping   func() bool
	proxies    proxies
	log        *slog.Logger
	now        func() time.Time
}

// failures answers errors.
type failures struct {
	errorOptions
	lines *logLimiter
	last  atomic.Pointer[errorPages]
}

// errorPages are the failures' pages of one site.
type errorPages struct {
	site  *site.Site
	drawn sync.Map // errorPageKey → []byte
}

func newFailures(opt errorOptions) *failures {
	return &failures{errorOptions: opt, lines: newLogLimiter(opt.now)}
}

// pages are those of the site as it stands now.
func (f *failures) pages() *errorPages {
	shown := f.site()
	p := f.last.Load()
	if p == nil || p.site != shown {
		p = &errorPages{site: shown}
		f.last.Store(p)
	}
	return p
}

// find is what becomes of an error. What the table does not have is "internal".
func (f *failures) find(err error) errorResponse {
	var spent errShare
	if errors.As(err, &spent) {
		return errorResponse{err: err, status: fiber.StatusTooManyRequests, kind: spent.kind, retry: max(1, spent.wait)}
	}
	for _, o := range f.table {
		if errors.Is(err, o.err) {
			return o
		}
	}
	var fe *fiber.Error // Fiber makes its own "cannot GET /x" for each path
	if errors.As(err, &fe) && fe.Code == fiber.StatusNotFound {
		return errorResponse{err: err, status: 404, kind: "not-found"}
	}
	if f.stopping() {
		return errorResponse{err: err, status: 503, kind: "stopping", retry: 5}
	}
	return errorResponse{err: err, status: 500, kind: "internal"}
}

// answer answers with an error: a page, or JSON where that was asked for. Nothing of the error's own text is shown.
func (f *failures) answer(ctx *fasthttp.RequestCtx, err error) {
	o := f.find(err)
	id := string(ctx.Response.Header.PeekBytes(requestID))
	allow := string(ctx.Response.Header.Peek(fiber.HeaderAllow)) // set by Fiber's router
	ctx.Response.Reset()                                         // whatever a handler had begun
	resetResponse(ctx)
	h := &ctx.Response.Header
	if id == "" { // a request that could not be read
		id = string(h.PeekBytes(requestID))
	}
	f.logFailure(ctx, o, id, err)

	h.SetStatusCode(o.status)
	h.SetCanonical(requestID, []byte(id))
	h.Set(fiber.HeaderCacheControl, "no-store")
	h.Set("X-Robots-Tag", "noindex")
	setRetry(h, o)
	if o.status == fiber.StatusMethodNotAllowed {
		if allow == "" {
			allow = f.methods(ctx)
		}
		h.Set(fiber.HeaderAllow, allow)
	}
	if o.isLogged {
		id = "" // leads to no line of its own
	}
	if f.forProgram(ctx, o, id) {
		return
	}
	lang := f.language(ctx)
	if host, named := foreignHost(ctx); named && errors.Is(err, errForeignHost) {
		f.answerForeign(ctx, o, id, lang, host)
		return
	}
	if wantsJSON(ctx) {
		title, text := f.site().FailureText(lang, o.kind)
		writeJSON(ctx, map[string]string{"error": o.kind, "title": title, "text": text, "request_id": id})
		return
	}
	if more := retryOf(ctx, o); more.Address != "" {
		page := f.site().Failure(lang, site.FailureView{Status: o.status, Kind: o.kind, RequestID: id, Back: back(ctx), Again: more})
		if len(more.Fields) > 0 { // words of the request stand in it: see sendPage
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
func (f *failures) answerForeign(ctx *fasthttp.RequestCtx, o errorResponse, id, lang, host string) {
	flag := publicFlag(ctx, host)
	if wantsJSON(ctx) {
		title, text := f.site().FailureText(lang, o.kind)
		writeJSON(ctx, map[string]string{"error": o.kind, "title": title, "text": text, "request_id": id, "host": host, "flag": flag})
		return
	}
	page := f.page(lang, o, id, "", true) // nothing in a canonical host has to be escaped
	page = bytes.ReplaceAll(page, []byte(roomForHost), []byte(host))
	setPage(ctx, bytes.ReplaceAll(page, []byte(roomForFlag), []byte(flag)), failBrotli, failGzip)
}

// setRetry says when it may work, where it may by waiting.
func setRetry(h *fasthttp.ResponseHeader, o errorResponse) {
	if o.retry > 0 {
		h.Set(fiber.HeaderRetryAfter, strconv.Itoa(o.retry))
	}
}

// refuse is answer for a request after which nobody knows where the next one begins.
func (f *failures) refuse(ctx *fasthttp.RequestCtx, err error) {
	f.answer(ctx, err)
	ctx.SetConnectionClose()
	linger(ctx.Conn())
}

// needsTLS is the whole answer to plain http on a listener that speaks TLS: in every language, since nothing of the request
// has been read.
func (f *failures) needsTLS() []byte {
	o := f.find(errNeedsTLS)
	var res fasthttp.Response
	baseHeaders[0][0].CopyTo(&res.Header)
	setRequestID(&res.Header)
	res.SetStatusCode(o.status)
	res.Header.Set(fiber.HeaderCacheControl, "no-store")
	res.Header.Set("X-Robots-Tag", "noindex")
	res.Header.SetContentType("text/plain; charset=utf-8")
	res.SetConnectionClose()
	var words bytes.Buffer
	for _, lang := range f.site().Languages() {
		title, text := f.site().FailureText(lang, o.kind)
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

// page is the worded page. It is errorPageKey once and filled in, so that a flood of bad requests is no flood of drawing.
func (f *failures) page(lang string, o errorResponse, id, back string, named bool) []byte {
	shown := f.pages()
	key := errorPageKey{lang, o.kind, id != "", back != "", named}
	page, ok := shown.drawn.Load(key)
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
		page, _ = shown.drawn.LoadOrStore(key, shown.site.Failure(lang, v))
	}
	filled := bytes.Replace(page.([]byte), []byte(roomForID), []byte(id), 1)
	return bytes.Replace(filled, []byte(roomForBack), []byte(template.HTMLEscapeString(back)), 1)
}

// retryOf is the request itself where it may work in a moment. One that changes something has passed ownOrigin to get here:
// nobody's fields but our own pages' are offered once more.
func retryOf(ctx *fasthttp.RequestCtx, o errorResponse) site.Again {
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
func back(ctx *fasthttp.RequestCtx) string {
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

// routeKey is the user value under which a request's route is found by logFailure.
type routeKey struct{}

// setRoute notes the pattern of the request's route, for the log.
func setRoute(ctx *fasthttp.RequestCtx, route string) { ctx.SetUserValue(routeKey{}, route) }

// panicError is a panic as an error.
type panicError struct {
	value any
	stack []byte
}

func (p panicError) Error() string { return fmt.Sprint("panic: ", p.value) }

// silent is where fasthttp's own lines go.
type silent struct{}

func (silent) Printf(string, ...any) {}

// logFailure writes what the person is not shown, under the ID that they are. A wrong address is nobody's worry.
func (f *failures) logFailure(ctx *fasthttp.RequestCtx, o errorResponse, id string, err error) {
	log := f.log.Debug
	switch {
	case o.isLogged:
	case o.kind == "internal":
		log = f.log.Error
	case o.status >= 500, o.status == fiber.StatusTooManyRequests:
		log = f.log.Warn
	case o.status != fiber.StatusNotFound:
		log = f.log.Info
	}
	attrs := []any{"id", id, "status", o.status, "kind", o.kind, "method", methodName(ctx), "route", routeName(ctx)}
	attrs = append(attrs, f.whatCame(ctx, err)...)
	if o.status != fiber.StatusNotFound && !o.isLogged {
		may, left := f.lines.spend(o.kind, f.proxies.client(ctx))
		if !may {
			log = f.log.Debug
		} else if left > 0 {
			attrs = append(attrs, "left_out", left) // lines of this kind, since the last one
		}
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		err = fiber.NewError(fe.Code) // its own words repeat the address
	}
	attrs = append(attrs, "cause", err)
	var p panicError
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(bytes.TrimSpace(p.stack)))
	}
	log("request failed", attrs...)
}

// methodName is the request's method if it is one, since somebody may write anything there.
func methodName(ctx *fasthttp.RequestCtx) string {
	if m := ctx.Method(); knownMethod(m) {
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
func (f *failures) whatCame(ctx *fasthttp.RequestCtx, err error) []any {
	h := &ctx.Request.Header
	switch {
	case errors.Is(err, errForeignHost):
		host, named := foreignHost(ctx)
		if !named {
			return []any{"host", shownHost(ctx.Host())}
		}
		host = shownHost([]byte(host))
		return []any{"host", host, "admit", publicFlag(ctx, host)}
	case errors.Is(err, errForeignOrigin):
		return []any{
			"origin", shownOrigin(h.Peek(fiber.HeaderOrigin)), "host", shownHost(ctx.Host()), "sec_fetch_site", shownRelation(h.Peek("Sec-Fetch-Site")),
			"admit", "--public-url admits the site's own address; a proxy has to pass Host on with its port (deploy/nginx/guide.conf)",
		}
	case errors.Is(err, errHeaders):
		names := cookieNames(h.RawHeaders())
		if wrapped, ok := ctx.Conn().(wrapper); ok && len(names) == 0 {
			names = wrapped.inner().overflow
		}
		return []any{"cookies", shownNames(names), "admit", fmt.Sprintf("no flag does: %d KB of cookies and %d KB of other headers are taken; other programs under this name left the cookies, another name or a private window has none", maxCookies>>10, maxHeaders>>10)}
	}
	return nil
}
