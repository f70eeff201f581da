package web

import (
	"bytes"

	"github.com/valyala/fasthttp"
)

// wire looks at a request's bytes as they are read. fasthttp keeps neither the end of the first line nor a body's chunks,
// and takes some that a program in front of us may read otherwise: an end that is LF alone, a size with a space behind it,
// any byte in an extension. Its zero value is ready for a connection's first request.
type wire struct {
	open bool // bytes of a request have come that was not handled yet
	lost bool // requests came in a row: where the next one begins is not known here

	size  int   // of the present line
	last  byte  // the last byte
	line  bool  // the first line is complete
	bare  bool  // LF alone ended it
	head  int   // how much of the head's end has come: CR LF CR LF
	extra int64 // bytes after the head

	chunk chunk
}

// maxExtension bounds what follows a chunk's size, in bytes.
const maxExtension = 1 << 10

// note takes in what was read.
func (w *wire) note(p []byte) {
	if w.lost || len(p) == 0 {
		return
	}
	if !w.open {
		*w = wire{open: true}
	}
	if !w.line {
		p = w.firstLine(p)
	}
	p = w.restOfHead(p)
	w.extra += int64(len(p))
	w.chunk.note(p)
}

var headEnd = []byte("\r\n\r\n")

// restOfHead takes in what belongs to the head, and gives back what follows.
func (w *wire) restOfHead(p []byte) []byte {
	if w.head < len(headEnd) && len(p) > 0 && p[0] > '\r' { // the usual case: whole lines in one packet
		if end := bytes.Index(p, headEnd); end >= 0 {
			w.head = len(headEnd)
			return p[end+len(headEnd):]
		}
	}
	for ; len(p) > 0 && w.head < len(headEnd); p = p[1:] {
		switch p[0] {
		case headEnd[w.head]:
			w.head++
		case '\r':
			w.head = 1
		default:
			w.head = 0
		}
	}
	return p
}

// firstLine takes in lines up to the first that is not empty, and gives back what follows.
func (w *wire) firstLine(p []byte) []byte {
	for !w.line {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			if len(p) > 0 {
				w.size, w.last = w.size+len(p), p[len(p)-1]
			}
			return nil
		}
		if end > 0 {
			w.last = p[end-1]
		}
		w.size += end
		w.bare = w.bare || w.size == 0 || w.last != '\r'
		w.line = w.size > 1 // else an empty line before the request
		w.size, w.last, p = 0, 0, p[end+1:]
	}
	w.head = len("\r\n") // a head without lines ends at once
	return p
}

// handled is called once for each request that has been read, with its body. It is false where it can be read in more than
// one way, and for chunks behind other requests of which nobody had awaited the answer.
func (w *wire) handled(h *fasthttp.RequestHeader) bool {
	clean := w.open && !w.lost && w.head == len(headEnd)
	chunked := (!clean || w.extra > 0) && isChunked(h)
	fine := !w.bare && (!chunked || clean && w.chunk.at == chunksEnd)
	w.lost = !clean || chunked && w.chunk.more || !chunked && w.extra != int64(max(h.ContentLength(), 0))
	w.open, w.bare = false, false
	return fine
}

// chunk follows a body in chunks (RFC 9112, section 7.1), without fields after it.
type chunk struct {
	at     int
	digits int   // of the present size
	left   int64 // of the present chunk
	length int   // of the present extension
	more   bool  // something follows the body
}

const (
	chunkSize = iota
	chunkExtension
	chunkSizeEnd
	chunkData
	chunkDataCR
	chunkDataEnd
	chunksCR
	chunksLF
	chunksEnd
	chunksWrong
)

// note takes in the next bytes of a chunked body.
func (c *chunk) note(p []byte) {
	for len(p) > 0 && c.at != chunksWrong {
		if c.at == chunkData {
			n := min(c.left, int64(len(p)))
			if c.left, p = c.left-n, p[n:]; c.left == 0 {
				c.at = chunkDataCR
			}
			continue
		}
		if c.at == chunksEnd {
			c.more = true
			return
		}
		c.at = c.next(p[0])
		p = p[1:]
	}
}

// next is where a byte leads.
func (c *chunk) next(b byte) int {
	switch {
	case c.at == chunkSize && isHex(b) && c.digits < 8:
		c.digits++
		c.left = c.left<<4 | int64(hexValue(b))
		return chunkSize
	case c.at == chunkSize && b == ';' && c.digits > 0,
		c.at == chunkExtension && (b == '\t' || b >= ' ' && b != 0x7f) && c.length < maxExtension:
		c.length++
		return chunkExtension
	case (c.at == chunkSize && c.digits > 0 || c.at == chunkExtension) && b == '\r':
		return chunkSizeEnd
	case c.at == chunkSizeEnd && b == '\n':
		c.digits, c.length = 0, 0
		if c.left == 0 {
			return chunksCR
		}
		return chunkData
	case c.at == chunkDataCR && b == '\r':
		return chunkDataEnd
	case c.at == chunkDataEnd && b == '\n':
		return chunkSize
	case c.at == chunksCR && b == '\r':
		return chunksLF
	case c.at == chunksLF && b == '\n':
		return chunksEnd
	}
	return chunksWrong
}

func hexValue(b byte) byte {
	if b <= '9' {
		return b - '0'
	}
	return b | 0x20 - 'a' + 10
}

// isChunked tells whether a head says that its body comes in chunks.
func isChunked(h *fasthttp.RequestHeader) bool {
	for line := range bytes.Lines(h.RawHeaders()) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Transfer-Encoding")) {
			return true
		}
	}
	return false
}

func isHex(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f' }
