package asset

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"weak"
)

func TestALateFileIsMadeOnceAndForWhoeverAsksFirst(t *testing.T) {
	var made atomic.Int32
	f := NewLateFile("/th/", "text/html", func() ([]byte, error) { made.Add(1); return samplePage(), nil })
	if made.Load() != 0 {
		t.Fatal("it is made before anybody asks")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { f.Choose([]byte("gzip")) })
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

func TestAFileThatCannotBeMadeFailsTheRequestAndNothingElse(t *testing.T) {
	fault := errors.New("a template is broken")
	bad := NewLateFile("/th/bad", "text/html", func() ([]byte, error) { return nil, fault })
	good := NewFile("/th/good", "text/html", samplePage())
	for range 2 {
		func() {
			defer func() {
				if err, _ := recover().(error); !errors.Is(err, fault) {
					t.Errorf("panicked with %v", err)
				}
			}()
			bad.Choose(nil)
		}()
	}
	good.Choose([]byte("br"))
	inBubble(t, func(t *testing.T) {
		if err := CompressBest(t.Context(), []*File{bad, good}, "", 0); !errors.Is(err, fault) {
			t.Errorf("packing tells %v", err)
		}
	})
	dense := densest(samplePage())
	if got := good.Choose([]byte("br")).Bytes; !bytes.Equal(got, dense) {
		t.Errorf("the other has %d bytes, want %d", len(got), len(dense))
	}
}

// From the first request on gzip is as dense as it will ever be: nginx with gzip_static sends no less.
func TestAPageIsDenseFromItsFirstRequestOn(t *testing.T) {
	f := NewFile("/th/", "text/html", samplePage())
	first := *f.Variants()
	f.CompressBest()
	if last := f.Variants(); !bytes.Equal(first.Gzip.Bytes, last.Gzip.Bytes) {
		t.Errorf("gzip: %d bytes at first, %d later", len(first.Gzip.Bytes), len(last.Gzip.Bytes))
	} else if 100*len(first.Brotli.Bytes) > 125*len(last.Brotli.Bytes) {
		t.Errorf("brotli: %d bytes at first, %d later", len(first.Brotli.Bytes), len(last.Brotli.Bytes))
	}
}

func TestAtTheSecondStartTheFirstRequestHasTheDensestBytes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages.packed")
	begin := func() *File { return NewFile("/th/", "text/html", samplePage()) }
	first := begin()
	first.Choose([]byte("br"))
	inBubble(t, func(t *testing.T) {
		if err := CompressBest(t.Context(), []*File{first}, name, time.Minute); err != nil {
			t.Fatal(err)
		}
		again := begin()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go CompressBest(ctx, []*File{again}, name, time.Hour)
		synctest.Wait()
		if got, want := again.Choose([]byte("br")).Bytes, densest(samplePage()); !bytes.Equal(got, want) {
			t.Errorf("%d bytes, want %d", len(got), len(want))
		}
	})
}

// The dense form stands for the plain bytes, which would be a quarter of a site's memory: they are let go, made by nobody a
// second time, and there for whoever asks.
func TestADenseFileLetsGoOfItsPlainBytesAndStillHasThem(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages.packed")
	var kept [2]weak.Pointer[byte]
	for start, what := range []string{"packed now", "packed by an earlier start"} {
		made := 0
		f := NewLateFile("/th/", "text/html", func() ([]byte, error) {
			made++
			page := samplePage()
			kept[start] = weak.Make(&page[0])
			return page, nil
		})
		f.Choose([]byte("br"))
		inBubble(t, func(t *testing.T) {
			if err := CompressBest(t.Context(), []*File{f}, name, time.Minute); err != nil {
				t.Fatal(err)
			}
		})
		runtime.GC()
		if kept[start].Value() != nil {
			t.Errorf("%s: the plain bytes are held", what)
		}
		if !bytes.Equal(f.Raw(), samplePage()) || !bytes.Equal(f.Choose(nil).Bytes, samplePage()) {
			t.Errorf("%s: the plain bytes are others", what)
		}
		if got, want := f.Choose([]byte("gzip")).ETag, NewFile("/th/", "text/html", samplePage()).Choose([]byte("gzip")).ETag; got != want {
			t.Errorf("%s: gzip is %s, want %s", what, got, want)
		}
		if made != 1 {
			t.Errorf("%s: made %d times", what, made)
		}
	}
}

// On plain http no browser asks for brotli, so a class on a LAN costs no packing.
func TestNothingIsPackedThatNobodyUnpacks(t *testing.T) {
	never := NewLateFile("/th/a", "text/html", func() ([]byte, error) { t.Error("it is made"); return nil, nil })
	page := NewFile("/th/b", "text/html", samplePage())
	page.Choose([]byte("gzip, deflate"))
	inBubble(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if err := CompressBest(ctx, []*File{never, page}, "", time.Minute); err != nil || page.isAsked() {
			t.Errorf("packed: %v, %v", page.isAsked(), err)
		}
	})
}

// A class that is stopped before everything is packed does not begin anew each time.
func TestWhatWasPackedIsKeptWhenTheProgramStopsHalfway(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages.packed")
	ctx, stop := context.WithCancel(t.Context())
	stopping := NewLateFile("/th/a", "text/html", func() ([]byte, error) { stop(); return append(samplePage(), '!'), nil })
	never := NewLateFile("/th/b", "text/html", func() ([]byte, error) { t.Error("it goes on"); return nil, nil })
	asked := NewFile("/th/z", "text/html", samplePage())
	asked.Variants()
	if err := CompressBest(ctx, []*File{stopping, never, asked}, name, 0); err != nil {
		t.Fatal(err)
	}
	kept := readShelf(name)
	if _, ok := kept.find(asked.Raw()); !ok || len(kept) != 2 {
		t.Errorf("kept %d; what was asked for first: %v", len(kept), ok)
	}
}

func TestAFileThatIsTooLargeToBeKeptIsNotRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages.packed")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, maxKept+1); err != nil { // a sparse file
		t.Fatal(err)
	}
	if got := readShelf(name); got != nil {
		t.Errorf("%d entries", len(got))
	}
}

// inBubble runs a test where time passes at once. Brotli's encoders wait in pools, with channels that belong to where they were
// made: two collections empty the pools.
func inBubble(t *testing.T, f func(*testing.T)) {
	t.Helper()
	emptyPools := func() {
		runtime.GC()
		runtime.GC()
	}
	emptyPools()
	defer emptyPools()
	synctest.Test(t, f)
}
