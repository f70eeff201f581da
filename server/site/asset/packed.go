package asset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// packed is what the densest compression makes of some plain bytes; nil where that saves nothing.
type packed struct{ Gzip, Brotli []byte }

// dense holds packed forms by the SHA-256 of the plain bytes, so that it is right for any build and any content.
type dense map[[sha256.Size]byte]packed

// CompressBest compresses files as small as it goes, one after another, until done or told to stop. What is kept in
// the file of that name ("" for none) is taken at once; the rest is made after a delay and kept for the next start. It
// rests as long as it works, so that a small machine has its processor for readers. The error is that of keeping it; the
// files are whole nevertheless.
func CompressBest(ctx context.Context, files []*File, name string, delay time.Duration) error {
	known, p := readDense(name), bestPacker()
	kept, grown := dense{}, false
	var waiting []*File
	for _, f := range files { // first what costs nothing
		if !f.Compressible {
			continue
		}
		sum := sha256.Sum256(f.Raw())
		if was, ok := known[sum]; ok {
			f.take(was)
			kept[sum] = was
		} else {
			waiting = append(waiting, f)
		}
	}
	if len(waiting) > 0 && !rested(ctx, delay) {
		return nil
	}
	for _, f := range waiting {
		began := time.Now()
		f.compressWith(p)
		v := f.Variants()
		kept[sha256.Sum256(v.Raw.Bytes)], grown = packed{v.Gzip.Bytes, v.Brotli.Bytes}, true
		if !rested(ctx, time.Since(began)) {
			return nil
		}
	}
	if name == "" || !grown && len(kept) == len(known) {
		return nil
	}
	return kept.write(name)
}

// rested waits, and tells whether it was left to.
func rested(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// take sets compressed forms that were made of these very bytes before.
func (f *File) take(p packed) {
	v := &Variants{Raw: f.variants.Load().Raw}
	if p.Gzip != nil {
		v.Gzip = body(p.Gzip, "gzip")
	}
	if p.Brotli != nil {
		v.Brotli = body(p.Brotli, "br")
	}
	f.store(v)
}

// readDense reads what write has written. What is missing, damaged or of another form is made again.
func readDense(name string) dense {
	whole, err := os.ReadFile(name) // #nosec G304 -- below the data folder
	if err != nil || len(whole) < sha256.Size {
		return nil
	}
	if sum := sha256.Sum256(whole[sha256.Size:]); !bytes.Equal(sum[:], whole[:sha256.Size]) {
		return nil
	}
	var d dense
	if gob.NewDecoder(bytes.NewReader(whole[sha256.Size:])).Decode(&d) != nil {
		return nil
	}
	return d
}

// write replaces the file: a SHA-256 of the rest, then the forms.
func (d dense) write(name string) error {
	var b bytes.Buffer
	b.Write(make([]byte, sha256.Size))
	if err := gob.NewEncoder(&b).Encode(d); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes()[sha256.Size:])
	copy(b.Bytes(), sum[:])
	next, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = next.Write(b.Bytes())
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}
