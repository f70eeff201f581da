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

	"github.com/andybalholm/brotli"
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

	plain    func() ([]byte, error)   // makes the plain bytes, once
	variants atomic.Pointer[Variants] // nil until somebody asks
	packing  sync.Mutex               // one goroutine compresses, at the first request
	kept     atomic.Pointer[shelf]    // dense forms of an earlier start; nil where none are known
}

// Body is a file's bytes in one encoding.
type Body struct {
	Bytes    []byte
	ETag     string // strong, quoted; of these bytes
	Encoding string // for Content-Encoding; empty for the plain bytes
}

// Variants is a file in every encoding. Gzip and Brotli have nil Bytes where they would be no smaller than Raw.
type Variants struct{ Raw, Gzip, Brotli Body }

// FileOption changes a file while it is made.
type FileOption func(*File)

// WithCacheControl sets the answer's Cache-Control; it is CacheRevalidate otherwise.
func WithCacheControl(value string) FileOption { return func(f *File) { f.CacheControl = value } }

// WithNoIndex asks search engines to leave the file alone.
func WithNoIndex() FileOption { return func(f *File) { f.NoIndex = true } }

// NewFile makes a file. It keeps raw, which must not change afterwards.
func NewFile(path, contentType string, raw []byte, options ...FileOption) *File {
	return NewLateFile(path, contentType, func() ([]byte, error) { return raw, nil }, options...)
}

// NewLateFile makes a file whose plain bytes are made, and then compressed, when it is first asked for: a start waits for
// none of hundreds of pages, and whoever asks for a few pays for these.
func NewLateFile(path, contentType string, plain func() ([]byte, error), options ...FileOption) *File {
	f := &File{
		Path: path, ContentType: contentType, CacheControl: CacheRevalidate,
		Compressible: compressible(contentType), plain: sync.OnceValues(plain),
	}
	for _, option := range options {
		option(f)
	}
	return f
}

// Variants is the file's bytes as they stand now. It panics where they cannot be made.
func (f *File) Variants() *Variants {
	if v := f.variants.Load(); v != nil {
		return v
	}
	f.packing.Lock()
	defer f.packing.Unlock()
	if f.variants.Load() == nil {
		f.variants.Store(f.compress())
	}
	return f.variants.Load()
}

// Raw is the file's plain bytes, which cost no compressing. It panics where they cannot be made.
func (f *File) Raw() []byte {
	raw, err := f.plain()
	if err != nil {
		panic(err) // as a handler would, whose request alone then fails
	}
	return raw
}

// Make makes the plain bytes, and tells what is wrong with them.
func (f *File) Make() error {
	_, err := f.plain()
	return err
}

// compress is the file in every encoding: gzip as small as it goes, brotli too where an earlier start has kept it, and else
// a tenth larger, in less than a millisecond together.
func (f *File) compress() *Variants {
	v := &Variants{Raw: body(f.Raw(), "")}
	if !f.Compressible {
		return v
	}
	p := quickPackers.Get().(*packer)
	defer quickPackers.Put(p)
	v.Gzip = smaller(v.Raw.Bytes, "gzip", p.gzip)
	if dense, ok := f.kept.Load().find(v.Raw.Bytes); ok {
		v.setBrotli(dense)
	} else {
		v.Brotli = smaller(v.Raw.Bytes, "br", p.brotli)
	}
	return v
}

// CompressBest compresses as small as it goes. It may run while requests are answered.
func (f *File) CompressBest() {
	if f.Compressible {
		f.takeDense(densest(f.Raw(), newDensePacker()))
	}
}

// takeDense sets the brotli form; nil where that saves nothing.
func (f *File) takeDense(dense []byte) {
	v := *f.Variants()
	v.setBrotli(dense)
	f.variants.Store(&v)
}

func (v *Variants) setBrotli(dense []byte) {
	v.Brotli = Body{}
	if dense != nil {
		v.Brotli = body(dense, "br")
	}
}

// encoder is a compressor that can be used again: the densest ones need megabytes each.
type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

type packer struct{ gzip, brotli encoder }

// brotliWindow is the logarithm of how far back brotli looks: further than any page or asset is long. The usual window
// of 4 MB costs the densest level 40 MB.
const brotliWindow = 17

// quickBrotli is the level at which a page is a tenth larger than at the densest, in a fiftieth of the time.
const quickBrotli = 5

// quickPackers are compressors for what somebody waits for: they need a megabyte each, and longer to be made than to be used.
var quickPackers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // fails only for a level that does not exist
	return &packer{z, newBrotli(quickBrotli)}
}}

func newBrotli(level int) encoder {
	return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: level, LGWin: brotliWindow})
}

func newDensePacker() encoder { return newBrotli(brotli.BestCompression) }

// densest is raw as small as it goes; nil where that saves nothing.
func densest(raw []byte, w encoder) []byte { return smaller(raw, "br", w).Bytes }

// smaller is raw in an encoding, or nothing when that saves nothing.
func smaller(raw []byte, encoding string, w encoder) Body {
	var packed bytes.Buffer
	w.Reset(&packed)
	_, _ = w.Write(raw) // a buffer takes everything
	w.Close()
	if packed.Len() >= len(raw) {
		return Body{}
	}
	return body(bytes.Clone(packed.Bytes()), encoding)
}

func body(b []byte, encoding string) Body {
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

// Choose picks the body for an Accept-Encoding header: what the client likes best, and among equals the smallest.
// It allocates nothing. A client that refuses everything we have still gets the plain bytes, as RFC 9110 allows.
func (f *File) Choose(acceptEncoding []byte) *Body {
	v := f.Variants()
	if len(acceptEncoding) == 0 || v.Brotli.Bytes == nil && v.Gzip.Bytes == nil {
		return &v.Raw
	}
	want := parseAccept(acceptEncoding)
	// Plain bytes that nobody mentioned are acceptable, but the least liked.
	best, liking := &v.Raw, max(want.identity, 0)
	for _, c := range [...]struct {
		body *Body
		q    int
	}{{&v.Gzip, want.gzip}, {&v.Brotli, want.brotli}} {
		if c.q <= 0 || c.body.Bytes == nil {
			continue
		}
		if c.q > liking || c.q == liking && len(c.body.Bytes) < len(best.Bytes) {
			best, liking = c.body, c.q
		}
	}
	return best
}

// Prefers is the encoding for a page that is made for one answer, by the same rules as Choose: "br", "gzip" or "".
func Prefers(acceptEncoding []byte) string {
	want := parseAccept(acceptEncoding)
	liking := max(want.identity, 0)
	switch {
	case want.brotli > 0 && want.brotli >= max(want.gzip, liking):
		return "br"
	case want.gzip > 0 && want.gzip >= liking:
		return "gzip"
	}
	return ""
}

// accepted is how much a client likes each encoding, in thousandths; -1 where it does not say.
type accepted struct{ gzip, brotli, identity int }

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
