package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/molecule-man/go-brrr"
)

// Cache-Control of the two kinds of file.
const (
	// CacheRevalidate is for pages: kept, but asked about each time, so that an edit shows at once.
	CacheRevalidate = "no-cache"
	// CacheForever is for files whose address carries the hash of their content.
	CacheForever = "public, max-age=31536000, immutable"
)

// File is one answer that is the same for everybody: a page or an asset in every encoding it may be sent in.
// Everything but its variants is fixed before the first request.
type File struct {
	Path         string // as requested, starting with "/"
	ContentType  string
	CacheControl string
	NoIndex      bool // search engines are asked to leave it alone
	Compressible bool // if so, the answer varies by Accept-Encoding

	plain   func() ([]byte, error)  // makes the plain bytes; nil where raw had them from the start
	raw     atomic.Pointer[[]byte]  // the plain bytes, from when they are made until a dense form stands for them
	making  sync.Mutex              // one goroutine makes the plain bytes
	bodies  [3]atomic.Pointer[Body] // by encoding; nil until somebody asks
	packing sync.Mutex              // one goroutine compresses, at the first request
	kept    atomic.Pointer[shelf]   // dense forms of an earlier start; nil where none are known
}

// The encodings, as places in File.bodies.
const (
	plainly = iota
	gzipped
	brotlied
)

// Body is a file's bytes in one encoding.
type Body struct {
	Bytes    []byte
	ETag     string // strong, quoted; of these bytes
	Encoding string // for Content-Encoding; empty for the plain bytes
}

// NewFile makes a file, whose Cache-Control is CacheRevalidate. It keeps raw, which must not change afterwards.
func NewFile(path, contentType string, raw []byte) *File {
	f := NewLateFile(path, contentType, nil)
	f.raw.Store(&raw)
	return f
}

// NewLateFile makes a file whose plain bytes are made, and then compressed, when it is first asked for: a start waits for
// none of hundreds of pages, and whoever asks for a few pays for these.
func NewLateFile(path, contentType string, plain func() ([]byte, error)) *File {
	return &File{
		Path: path, ContentType: contentType, CacheControl: CacheRevalidate,
		Compressible: compressible(contentType), plain: plain,
	}
}

// body is the file in one encoding, made at the first request for it: browsers ask for brotli over https only, and for nothing
// else there. Its Bytes are nil where it would be no smaller. It panics where it cannot be made.
func (f *File) body(encoding int) *Body {
	if b := f.bodies[encoding].Load(); b != nil {
		return b
	}
	f.packing.Lock()
	defer f.packing.Unlock()
	if f.bodies[encoding].Load() == nil {
		b := f.encode(encoding)
		f.bodies[encoding].Store(&b)
	}
	return f.bodies[encoding].Load()
}

// Raw is the file's plain bytes, which cost no compressing. It panics where they cannot be made.
func (f *File) Raw() []byte {
	raw, err := f.bytes()
	if err != nil {
		panic(err) // as a handler would, whose request alone then fails
	}
	return raw
}

// Make makes the plain bytes, and tells what is wrong with them.
func (f *File) Make() error {
	_, err := f.bytes()
	return err
}

// bytes is the plain bytes: as they were made, or unpacked from the dense form that stands for them.
func (f *File) bytes() ([]byte, error) {
	if raw := f.raw.Load(); raw != nil {
		return *raw, nil
	}
	f.making.Lock()
	defer f.making.Unlock()
	if raw := f.raw.Load(); raw != nil {
		return *raw, nil
	}
	if dense := f.bodies[brotlied].Load(); dense != nil && dense.Bytes != nil {
		return io.ReadAll(brrr.NewReader(bytes.NewReader(dense.Bytes)))
	}
	raw, err := f.plain()
	if err != nil {
		return nil, err
	}
	f.raw.Store(&raw)
	return raw, nil
}

// encode is the file in one encoding: in gzip as small as it goes, in brotli too where an earlier start has kept it, and else
// a tenth larger, in a third of a millisecond either.
func (f *File) encode(encoding int) Body {
	raw := f.Raw()
	if encoding == plainly {
		return newBody(raw, "")
	}
	if !f.Compressible {
		return Body{}
	}
	if encoding == gzipped {
		return packedBody(raw, "gzip", &gzipPackers)
	}
	if dense, ok := f.kept.Load().find(raw); ok {
		return denseBody(dense)
	}
	return packedBody(raw, "br", &brotliPackers)
}

// CompressBest compresses as small as it goes. It may run while requests are answered.
func (f *File) CompressBest() {
	if f.Compressible {
		f.takeDense(densest(f.Raw()))
	}
}

// takeDense sets the brotli form; nil where that saves nothing. It stands for the plain bytes too, which are let go: a quarter
// of a site's memory, of which few are asked for once more.
func (f *File) takeDense(dense []byte) {
	b := denseBody(dense)
	f.packing.Lock() // or a quick one that is under way would come after it
	defer f.packing.Unlock()
	f.bodies[brotlied].Store(&b)
	if dense != nil {
		f.raw.Store(nil)
	}
}

func denseBody(dense []byte) Body {
	if dense == nil {
		return Body{}
	}
	return newBody(dense, "br")
}

// densest is raw in brotli as small as it goes; nil where that saves nothing. Its encoder takes some 15 MB and works on three
// goroutines; one that is closed without having been reset lets both go.
func densest(raw []byte) []byte {
	var packed bytes.Buffer
	w := newBrotli(&packed, brrr.BestCompression, brotliWindow)
	_, _ = w.Write(raw) // a buffer takes everything
	w.Close()
	if packed.Len() >= len(raw) {
		return nil
	}
	return bytes.Clone(packed.Bytes())
}

// encoder is a compressor that can be used again.
type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

// brotliWindow is the logarithm of how far back brotli looks: further than any page or asset is long. The usual window
// of 4 MB costs the densest level another 20 MB.
const brotliWindow = 17

// quickBrotli is the level at which a page is a tenth larger than at the densest, in a fiftieth of the time.
const quickBrotli = 5

// Compressors for what somebody waits for. Each needs a megabyte, and longer to be made than to be used.
var (
	gzipPackers = sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // fails only for a level that does not exist
		return z
	}}
	brotliPackers = sync.Pool{New: func() any { return newBrotli(nil, quickBrotli, brotliWindow) }}
)

func newBrotli(to io.Writer, level, window int) encoder {
	w, _ := brrr.NewWriterOptions(to, level, brrr.WriterOptions{LGWin: window}) // fails only for what does not exist
	return w
}

// pagePackers are for what is made for one answer. A page is shorter than this window, which saves twenty bytes of it.
var pagePackers = sync.Pool{New: func() any { return newBrotli(nil, 9, 16) }}

// Brotli compresses a page that is made for one answer, in about a millisecond.
func Brotli(page []byte) []byte {
	w := pagePackers.Get().(encoder)
	defer pagePackers.Put(w)
	var packed bytes.Buffer
	w.Reset(&packed)
	_, _ = w.Write(page) // a buffer takes everything
	w.Close()
	return packed.Bytes()
}

func packedBody(raw []byte, encoding string, packers *sync.Pool) Body {
	w := packers.Get().(encoder)
	defer packers.Put(w)
	return smaller(raw, encoding, w)
}

// smaller is raw in an encoding, or nothing when that saves nothing.
func smaller(raw []byte, encoding string, w encoder) Body {
	var packed bytes.Buffer
	w.Reset(&packed)
	_, _ = w.Write(raw) // a buffer takes everything
	w.Close()
	if packed.Len() >= len(raw) {
		return Body{}
	}
	return newBody(bytes.Clone(packed.Bytes()), encoding)
}

func newBody(b []byte, encoding string) Body {
	return Body{Bytes: b, ETag: `"` + shortHash(b) + `"`, Encoding: encoding}
}

// shortHash is 12 hexadecimal digits of a SHA-256: 48 bits, plenty for the few hundred files of a site.
func shortHash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// compressible tells whether a kind of content is text; pictures are compressed already.
func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.TrimSpace(kind) {
	case "application/json", "application/manifest+json", "application/javascript", "application/xml",
		"image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// Choose picks the body for an Accept-Encoding header: what the client likes best, and among equals brotli, then gzip.
// It allocates nothing once the body is made. A client that refuses everything we have still gets the plain bytes, as RFC 9110
// allows.
func (f *File) Choose(acceptEncoding []byte) *Body {
	if len(acceptEncoding) == 0 || !f.Compressible {
		return f.body(plainly)
	}
	want := parseAccept(acceptEncoding)
	if want.prefersBrotli() {
		if b := f.body(brotlied); b.Bytes != nil {
			return b
		}
	}
	if want.prefersGzip() {
		if b := f.body(gzipped); b.Bytes != nil {
			return b
		}
	}
	return f.body(plainly)
}

// Prefers is the encoding for a page that is made for one answer, by the same rules as Choose: "br", "gzip" or "".
func Prefers(acceptEncoding []byte) string {
	want := parseAccept(acceptEncoding)
	switch {
	case want.prefersBrotli():
		return "br"
	case want.prefersGzip():
		return "gzip"
	}
	return ""
}

// accepted is how much a client likes each encoding, in thousandths; -1 where it does not say.
type accepted struct{ gzip, brotli, identity int }

// Plain bytes that nobody mentioned are acceptable, but the least liked.
func (a accepted) prefersBrotli() bool { return a.brotli > 0 && a.brotli >= max(a.gzip, a.identity) }
func (a accepted) prefersGzip() bool   { return a.gzip > 0 && a.gzip >= a.identity }

func parseAccept(header []byte) accepted {
	a, rest := accepted{-1, -1, -1}, -1
	for len(header) > 0 {
		var item []byte
		item, header, _ = bytes.Cut(header, []byte(","))
		coding, params, _ := bytes.Cut(item, []byte(";"))
		q := quality(params)
		switch coding = bytes.TrimSpace(coding); {
		case equalFold(coding, "br"):
			a.brotli = q
		case equalFold(coding, "gzip"), equalFold(coding, "x-gzip"):
			a.gzip = q
		case equalFold(coding, "identity"):
			a.identity = q
		case equalFold(coding, "*"):
			rest = q
		}
	}
	if a.gzip < 0 {
		a.gzip = rest
	}
	if a.brotli < 0 {
		a.brotli = rest
	}
	return a
}

// quality reads a q parameter in thousandths; 1000 when there is none, 0 when it cannot be read.
func quality(params []byte) int {
	for len(params) > 0 {
		var param []byte
		param, params, _ = bytes.Cut(params, []byte(";"))
		name, value, found := bytes.Cut(param, []byte("="))
		if !found || !equalFold(bytes.TrimSpace(name), "q") {
			continue
		}
		value = bytes.TrimSpace(value)
		if len(value) == 0 || len(value) > len("0.000") || value[0] != '0' && value[0] != '1' || len(value) > 1 && value[1] != '.' {
			return 0
		}
		q, place := int(value[0]-'0')*1000, 100
		for _, digit := range value[min(2, len(value)):] {
			if digit < '0' || digit > '9' {
				return 0
			}
			q += int(digit-'0') * place
			place /= 10
		}
		return min(q, 1000)
	}
	return 1000
}

// equalFold compares a header's token with an ASCII word without allocating.
func equalFold(token []byte, word string) bool {
	return len(token) == len(word) && strings.EqualFold(string(token), word)
}
