package web

import "errors"

// What is wrong with a request itself, whatever its address.
var (
	ErrNotFound      = errors.New("web: no such page")
	ErrMethod        = errors.New("web: the page does not know this method")
	ErrBadRequest    = errors.New("web: the request cannot be understood")
	ErrTooLarge      = errors.New("web: the body is too large")
	ErrHeaders       = errors.New("web: the headers are too large")
	ErrNeedsTLS      = errors.New("web: plain http where TLS is spoken")
	ErrTimeout       = errors.New("web: the request took too long")
	ErrForeignHost   = errors.New("web: asked for under a foreign name")
	ErrForeignOrigin = errors.New("web: posted from a foreign page")
	ErrNoCookies     = errors.New("web: the browser keeps no cookies")
)

// What is wrong with a request that could be read in more than one way, or not at all. The connection is closed after the
// answer: where the next request begins is anybody's guess.
var (
	ErrFraming = errors.New("web: the request can be read in more than one way")
	ErrVersion = errors.New("web: neither HTTP/1.0 nor HTTP/1.1")
)
