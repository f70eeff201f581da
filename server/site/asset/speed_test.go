package asset

import (
	"io/fs"
	"sync"
	"testing"

	"napguide/static"
)

// BenchmarkPacking is what the first reader of a page waits for: text of a page's size, with a compressor used again and a new
// one, and in both encodings.
func BenchmarkPacking(b *testing.B) {
	raw, err := fs.ReadFile(static.FS, "css/slide.css")
	if err != nil {
		b.Fatal(err)
	}
	pack := func(p *sync.Pool) { packedBody(raw, "", p) }
	for name, do := range map[string]func(){
		"gzip/used again": func() { pack(&gzipPackers) },
		"gzip/new":        func() { pack(&sync.Pool{New: gzipPackers.New}) },
		"both":            func() { pack(&gzipPackers); pack(&brotliPackers) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				do()
			}
		})
	}
}

// BenchmarkBrotli is the same text as it is packed for its first reader, and as it is kept for all later ones; bytes is what it
// comes to.
func BenchmarkBrotli(b *testing.B) {
	raw, err := fs.ReadFile(static.FS, "css/slide.css")
	if err != nil {
		b.Fatal(err)
	}
	for name, pack := range map[string]func() []byte{
		"at once": func() []byte { return packedBody(raw, "br", &brotliPackers).Bytes },
		"densest": func() []byte { return densest(raw) },
	} {
		b.Run(name, func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = len(pack())
			}
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}

// BenchmarkMinifying is every style sheet and script once, which happens while the content is read.
func BenchmarkMinifying(b *testing.B) {
	for ext, kind := range kindsOfText {
		files, _ := fs.Glob(static.FS, ext[1:]+"/*"+ext)
		b.Run(ext[1:], func(b *testing.B) {
			for b.Loop() {
				for _, name := range files {
					raw, err := fs.ReadFile(static.FS, name)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := minifier().Bytes(kind, []byte(PutColours(string(raw)))); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
