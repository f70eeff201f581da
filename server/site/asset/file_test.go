package asset

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/molecule-man/go-brrr"
)

// samplePage is text that compresses, like a real page.
func samplePage() []byte {
	return []byte(strings.Repeat(`<p class="phrase">เข้าสู่ระบบ <span lang="en">NAP</span> ด้วยแอป</p>`, 200))
}

func TestChooseFollowsAcceptEncoding(t *testing.T) {
	f := NewFile("/th/", "text/html; charset=utf-8", samplePage())
	for header, want := range map[string]string{
		"":                                  "",
		"gzip":                              "gzip",
		"br":                                "br",
		"x-gzip":                            "gzip",
		"GZIP, BR":                          "br",
		"gzip, deflate, br, zstd":           "br",
		"deflate, zstd":                     "",
		"br;q=0, gzip":                      "gzip",
		"br;q=0.0, gzip;q=0.000":            "",
		"br;q=0.5, gzip;q=0.9":              "gzip",
		"gzip;q=0.5, br;q=0.5":              "br",
		"identity":                          "",
		"identity;q=0.5, gzip;q=0.2":        "",
		"identity;q=0.5, gzip;q=0.8":        "gzip",
		"identity, br":                      "br",
		"*":                                 "br",
		"*;q=0":                             "",
		"*;q=0, gzip":                       "gzip",
		"br;q=0, *":                         "gzip",
		"identity;q=0":                      "", // refuses all we may send: the plain bytes are better than nothing
		"gzip ; q=1 , br ; Q=0":             "gzip",
		"br;q=1.5":                          "br",
		"br;q=nonsense":                     "",
		"br;q=, gzip":                       "gzip",
		"br;level=3;q=0.3, gzip;q=0.2":      "br",
		",,;q=1,, gzip":                     "gzip",
		"brotli, gzipped":                   "",
		strings.Repeat("a,", 5000) + "gzip": "gzip",
	} {
		if got := f.Choose([]byte(header)).Encoding; got != want {
			t.Errorf("Accept-Encoding %.60q: got %q, want %q", header, got, want)
		}
	}
}

func TestChooseAllocatesNothing(t *testing.T) {
	f := NewFile("/th/", "text/html; charset=utf-8", samplePage())
	header := []byte("gzip, deflate, br;q=0.9, *;q=0.1")
	if n := testing.AllocsPerRun(100, func() { f.Choose(header) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestEveryVariantUnpacksToTheSameBytes(t *testing.T) {
	raw := samplePage()
	f := NewFile("/th/", "text/html; charset=utf-8", raw)
	quick := f.Variants()
	f.CompressBest()
	dense := f.Variants()
	for _, v := range []*Variants{quick, dense} {
		z, err := gzip.NewReader(bytes.NewReader(v.Gzip.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []io.Reader{bytes.NewReader(v.Raw.Bytes), z, brrr.NewReader(bytes.NewReader(v.Brotli.Bytes))} {
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, raw) {
				t.Errorf("got %d bytes and %v, want %d", len(got), err, len(raw))
			}
		}
		if v.Raw.ETag == v.Gzip.ETag || v.Raw.ETag == v.Brotli.ETag || v.Gzip.ETag == v.Brotli.ETag {
			t.Errorf("variants share an ETag: %s %s %s", v.Raw.ETag, v.Gzip.ETag, v.Brotli.ETag)
		}
	}
	if len(dense.Brotli.Bytes) >= len(quick.Brotli.Bytes) || len(dense.Gzip.Bytes) > len(quick.Gzip.Bytes) {
		t.Errorf("densify made %d and %d bytes of %d and %d", len(dense.Brotli.Bytes), len(dense.Gzip.Bytes), len(quick.Brotli.Bytes), len(quick.Gzip.Bytes))
	}
	if dense.Raw.ETag != quick.Raw.ETag || dense.Brotli.ETag == quick.Brotli.ETag {
		t.Error("an ETag is strong: it changes exactly when the bytes do")
	}
}

func TestETagsAreQuotedAndDependOnTheBytesOnly(t *testing.T) {
	a, b := NewFile("/a", "text/plain", samplePage()), NewFile("/b", "text/html", samplePage())
	if a.Variants().Raw.ETag != b.Variants().Raw.ETag || len(a.Variants().Raw.ETag) != 14 || a.Variants().Raw.ETag[0] != '"' {
		t.Errorf("%s %s", a.Variants().Raw.ETag, b.Variants().Raw.ETag)
	}
}

func TestWhatDoesNotShrinkHasNoVariant(t *testing.T) {
	for _, f := range []*File{
		NewFile("/robots.txt", "text/plain; charset=utf-8", []byte("User-agent: *")),
		NewFile("/empty", "text/plain", nil),
		NewFile("/a.png", "image/png", samplePage()),
	} {
		f.CompressBest()
		if v := f.Variants(); v.Gzip.Bytes != nil || v.Brotli.Bytes != nil {
			t.Errorf("%s: gzip %d bytes, brotli %d", f.Path, len(v.Gzip.Bytes), len(v.Brotli.Bytes))
		}
		if f.Choose([]byte("br, gzip")).Encoding != "" {
			t.Errorf("%s is sent packed", f.Path)
		}
	}
}

func TestOnlyTextIsCompressible(t *testing.T) {
	for kind, want := range map[string]bool{
		"text/html; charset=utf-8": true, "text/css": true, "text/javascript; charset=utf-8": true, "text/plain": true,
		"application/json": true, "application/manifest+json; charset=utf-8": true, "image/svg+xml": true, "image/x-icon": true,
		"image/png": false, "application/octet-stream": false, "": false,
	} {
		if compressible(kind) != want {
			t.Errorf("%q: %v", kind, !want)
		}
	}
}

func TestOptionsSetTheHeaders(t *testing.T) {
	f := NewFile("/x", "text/html", samplePage())
	f.CacheControl, f.NoIndex = "no-store", true
	if f.CacheControl != "no-store" || !f.NoIndex || !f.Compressible {
		t.Errorf("%+v", f)
	}
	if f := NewFile("/y", "text/html", nil); f.CacheControl != CacheRevalidate || f.NoIndex {
		t.Errorf("%+v", f)
	}
}

func TestAFileMayBeDensifiedWhileItIsServed(t *testing.T) {
	f := NewFile("/th/", "text/html; charset=utf-8", samplePage())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 200 {
				if b := f.Choose([]byte("br")); b.Encoding != "br" || b.ETag != `"`+shortHash(b.Bytes)+`"` {
					t.Error("bytes and ETag do not belong together")
					return
				}
			}
		})
	}
	f.CompressBest()
	readers.Wait()
}

func FuzzChoose(f *testing.F) {
	for _, header := range []string{"", "gzip, br;q=0.5", "*;q=0", "br;q=1.001;;,=", "identity;q=0,"} {
		f.Add([]byte(header))
	}
	file := NewFile("/th/", "text/html; charset=utf-8", samplePage())
	f.Fuzz(func(t *testing.T, header []byte) {
		if b := file.Choose(header); b == nil || b.Bytes == nil {
			t.Errorf("no body for %q", header)
		}
	})
}

func BenchmarkChoose(b *testing.B) {
	f := NewFile("/th/", "text/html; charset=utf-8", samplePage())
	header := []byte("gzip, deflate, br, zstd")
	b.ReportAllocs()
	for b.Loop() {
		f.Choose(header)
	}
}
