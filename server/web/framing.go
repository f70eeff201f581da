package web

import (
	"bytes"
	"strings"

	"github.com/valyala/fasthttp"
)

// CheckRequest finds what makes a request ambiguous: in its head, and in what came on the wire. Its errors are CheckHead's.
func CheckRequest(ctx *fasthttp.RequestCtx) error {
	err := CheckHead(&ctx.Request.Header)
	if conn, ok := ctx.Conn().(wrapper); ok && !conn.inner().wire.handled(&ctx.Request.Header) && err == nil {
		return ErrFraming
	}
	return err
}

// CheckHead finds what fasthttp takes and a program in front of us may read otherwise (RFC 9112, sections 2 to 7; RFC 9110,
// section 7.2): a length beside chunks, lines that go on or do not end properly, a coding that is none of ours, fields
// after the body, a host that is none or that another contradicts. Its errors are ErrFraming, ErrVersion and ErrHeaders.
func CheckHead(h *fasthttp.RequestHeader) error {
	if v := string(h.Protocol()); v != "HTTP/1.1" && v != "HTTP/1.0" {
		return ErrVersion
	}
	target, host := h.RequestURI(), h.Host()
	if !isHost(host) || !isTarget(h, target, host) {
		return ErrFraming
	}
	lines, hasLength, isChunked := h.RawHeaders(), false, false
	size, cookies := len(target)+len(lines), 0
	for len(lines) > 0 {
		end := bytes.IndexByte(lines, '\n')
		if end < 1 || lines[end-1] != '\r' {
			return ErrFraming
		}
		line := lines[:end-1]
		lines = lines[end+1:]
		if len(line) == 0 {
			break // the head's end
		}
		colon := bytes.IndexByte(line, ':')
		if colon < 1 || bytes.IndexByte(line[:colon], ' ') >= 0 || line[0] == '\t' {
			return ErrFraming
		}
		switch name := line[:colon]; len(name) {
		case len("Cookie"):
			if bytes.EqualFold(name, []byte("Cookie")) {
				cookies += len(line)
			}
		case len("Content-Length"):
			hasLength = hasLength || bytes.EqualFold(name, []byte("Content-Length"))
		case len("Transfer-Encoding"):
			if bytes.EqualFold(name, []byte("Transfer-Encoding")) {
				isChunked = true
				if !bytes.EqualFold(bytes.Trim(line[colon+1:], " \t"), []byte("chunked")) {
					return ErrFraming
				}
			}
		}
	}
	switch {
	case isChunked && (hasLength || len(h.PeekTrailerKeys()) > 0): // fields after the body would count as the head's
		return ErrFraming
	case size-cookies > maxHeaders || cookies > maxCookies:
		return ErrHeaders
	}
	return nil
}

// isTarget tells whether the request's target is of a form that its method may have, and names no other host than Host
// does.
func isTarget(h *fasthttp.RequestHeader, target, host []byte) bool {
	switch {
	case len(target) > 0 && target[0] == '/':
		// fasthttp takes some that begin with two slashes for a host.
		return len(target) == 1 || target[1] != '/' || len(host) > 0 && !bytes.Contains(target, []byte("://"))
	case string(target) == "*":
		return string(h.Method()) == fasthttp.MethodOptions
	case h.IsConnect():
		return false // we are no proxy
	}
	scheme, rest, found := bytes.Cut(target, []byte("://"))
	if end := bytes.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return found && (bytes.EqualFold(scheme, []byte("http")) || bytes.EqualFold(scheme, []byte("https"))) &&
		len(rest) > 0 && bytes.EqualFold(rest, host)
}

// isHost tells whether a Host has the form of one: a name or an address, and a port or none. That of HTTP/1.0 may be
// empty. Bytes above ASCII are left to who knows our names.
func isHost(host []byte) bool {
	name, port := host, []byte(nil)
	allowed := func(r rune) bool {
		return r >= 0x80 || r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~%", r)
	}
	if len(host) > 0 && host[0] == '[' {
		end := bytes.IndexByte(host, ']')
		if end < 0 {
			return false
		}
		name, port = host[1:end], host[end+1:]
		allowed = func(r rune) bool { return r < 0x80 && isHex(byte(r)) || strings.ContainsRune(":.%", r) } // #nosec G115 -- below 0x80
	} else if colon := bytes.IndexByte(host, ':'); colon >= 0 {
		name, port = host[:colon], host[colon:]
	}
	digits, hasPort := bytes.CutPrefix(port, []byte(":"))
	return bytes.IndexFunc(name, func(r rune) bool { return !allowed(r) }) < 0 && (hasPort || len(port) == 0) &&
		len(digits) <= len("65535") && bytes.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
