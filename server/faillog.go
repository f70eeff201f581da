package server

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"napguide/server/logs"
	"napguide/server/store"
)

// This file is what the log says of requests that failed. No line holds an address that was asked for, a field, or the value
// of a cookie: what looks like a code in one may be one. It holds the pattern of the route, and, where whoever runs the site
// has to know, under which name it was asked for or which cookies came.

// routeKey is the user value under which a request's route is found by logFailure.
type routeKey struct{}

// panicked is a panic as an error.
type panicked struct {
	value any
	stack []byte
}

func (p panicked) Error() string { return fmt.Sprint("panic: ", p.value) }

// silent is where fasthttp's own lines go.
type silent struct{}

func (silent) Printf(string, ...any) {}

// logFailure writes what the person is not shown, under the ID that they are. A wrong address is nobody's worry.
func (s *Server) logFailure(ctx *fasthttp.RequestCtx, o outcome, id string, err error) {
	log := s.opt.Log.Debug
	switch {
	case errors.Is(err, store.ErrUnavailable): // the store has said so, once for everybody
	case o.kind == "internal":
		log = s.opt.Log.Error
	case o.status >= 500, o.status == fiber.StatusTooManyRequests:
		log = s.opt.Log.Warn
	case o.status != fiber.StatusNotFound:
		log = s.opt.Log.Info
	}
	attrs := []any{"id", id, "status", o.status, "kind", o.kind, "method", methodName(ctx), "route", routeName(ctx)}
	attrs = append(attrs, s.whatCame(ctx, err)...)
	if o.status != fiber.StatusNotFound && !errors.Is(err, store.ErrUnavailable) {
		may, left := s.lines.spend(o.kind, s.client(ctx))
		if !may {
			log = s.opt.Log.Debug
		} else if left > 0 {
			attrs = append(attrs, "left_out", left) // lines of this kind, since the last one
		}
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		err = fiber.NewError(fe.Code) // its own words repeat the address
	}
	attrs = append(attrs, "cause", err)
	var p panicked
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
func (s *Server) whatCame(ctx *fasthttp.RequestCtx, err error) []any {
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

// lineBudget holds down how many lines of each kind of failure come into the log each minute, all in all and from one
// network: what strangers send must not fill a disk, nor take the lines of others.
type lineBudget struct {
	now func() time.Time

	mu    sync.Mutex
	kinds map[string]*kindLines // by outcome.kind, of which there are a few dozen
}

type kindLines struct {
	minute int64
	used   int
	from   map[client]int // lines this minute; no more than maxLines of them
	left   int            // lines that were left out since the last that was written
}

func newLineBudget(now func() time.Time) *lineBudget {
	return &lineBudget{now: now, kinds: map[string]*kindLines{}}
}

// spend tells whether a line may be written, and how many of its kind were not since the last.
func (b *lineBudget) spend(kind string, from client) (may bool, left int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.kinds[kind]
	if k == nil {
		k = &kindLines{}
		b.kinds[kind] = k
	}
	if m := b.now().Unix() / 60; m != k.minute {
		k.minute, k.used, k.from = m, 0, map[client]int{}
	}
	if k.used >= maxLines || k.from[from] >= maxLinesAddress {
		k.left++
		return false, 0
	}
	k.used++
	k.from[from]++
	left, k.left = k.left, 0
	return true, left
}

// topicKind is a topic without the code that it is about: "grant" of "grant.{id}".
func topicKind(topic string) string {
	kind, _, _ := strings.Cut(topic, ".")
	return kind
}

// shownHost is a Host as the log may have it: cut short, without anything odd, and without labels that may be a code.
func shownHost(host []byte) string {
	if len(host) == 0 {
		return "none"
	}
	labels := strings.FieldsFunc(odd.ReplaceAllString(string(host[:min(len(host), maxLogged)]), "?"), func(r rune) bool { return r == '.' })
	for i, label := range labels {
		name, _, _ := strings.Cut(label, ":")
		if !isIPv6.MatchString(label) && (len(name) > longestLabel || len(digit.FindAllString(name, -1)) > mostDigits) {
			labels[i] = logs.Hidden
		}
	}
	shown := strings.Join(labels, ".")
	if len(host) > maxLogged {
		shown += logs.Hidden
	}
	return shown
}

// A part of a name that is shown is shorter than any secret, and has fewer digits than any code.
const (
	longestLabel = 15
	mostDigits   = 5
)

var (
	digit  = regexp.MustCompile(`\d`)
	odd    = regexp.MustCompile(`[^A-Za-z0-9._:\[\]-]`)
	isIPv6 = regexp.MustCompile(`^\[[0-9A-Fa-f:]{2,39}\](?::\d{0,5})?$`)
)

// shownOrigin is an Origin as the log may have it.
func shownOrigin(origin []byte) string {
	scheme, host, found := bytes.Cut(origin, []byte("://"))
	switch {
	case len(origin) == 0:
		return "none"
	case string(origin) == "null":
		return "null"
	case !found || string(scheme) != "http" && string(scheme) != "https":
		return logs.Hidden
	}
	return string(scheme) + "://" + shownHost(host)
}

// shownRelation is a Sec-Fetch-Site as the log may have it.
func shownRelation(relation []byte) string {
	switch r := string(relation); r {
	case "same-origin", "same-site", "cross-site":
		return r
	case "":
		return "none came"
	case "none":
		return "none"
	}
	return logs.Hidden
}

// cookieNames are the names of the cookies in lines of a head, of which the first and the last may be cut.
func cookieNames(lines []byte) (names []string) {
	for i, line := range bytes.Split(lines, []byte("\r\n")) {
		var value []byte
		switch isCookie := len(line) > 7 && bytes.EqualFold(line[:7], []byte("Cookie:")); {
		case isCookie:
			value = line[7:]
		case i == 0: // perhaps the rest of one
			_, value, _ = bytes.Cut(line, []byte(";"))
		default:
			continue
		}
		for _, pair := range bytes.Split(value, []byte(";")) {
			if name, _, found := bytes.Cut(pair, []byte("=")); found {
				names = append(names, string(bytes.TrimSpace(name)))
			}
		}
	}
	return names
}

// shownNames are cookies' names as the log may have them.
func shownNames(names []string) string {
	var shown []string
	for i, name := range names {
		if i == maxLoggedNames {
			shown = append(shown, logs.Hidden)
			break
		}
		name = odd.ReplaceAllString(name[:min(len(name), maxLogged)], "?")
		shown = append(shown, logs.Hide(name))
	}
	return strings.Join(shown, " ")
}
