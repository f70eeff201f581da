package asset

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"runtime/debug"
	"slices"
	"time"
)

const (
	// packingShare is how much of the time packing densely works at most: 1 of so many. The rest is for readers.
	packingShare = 20
	// keepEvery is how often what was packed is written down meanwhile.
	keepEvery = time.Minute
	// packingGC has what packing throws away collected soon, so that the heap stays about as small as it was.
	packingGC = 10
)

// CompressBest compresses files as small as it goes, one after another, until done or told to stop. What is kept in
// the file of that name ("" for none) is there from the first moment. The rest is made once a browser has asked for brotli,
// first what it asked for, and kept for the next start; who is asked at intervals of a delay, so that readers come first. It
// rests most of the time, so that they have the processor. The error is of what cannot be kept, or not be made; the other files
// are whole nevertheless.
func CompressBest(ctx context.Context, files []*File, name string, delay time.Duration) error {
	known := readShelf(name) // files hold it, and must not hold the packing by it
	p := &packing{known: known, made: shelf{}, name: name}
	for _, f := range files {
		if !f.Compressible {
			continue
		}
		f.kept.Store(&known)
		if f.isAsked() { // before this was known
			if dense, ok := p.known.find(f.Raw()); ok {
				f.takeDense(dense)
			}
		}
		p.waiting = append(p.waiting, f)
	}
	for asked := false; !asked; asked = slices.ContainsFunc(files, (*File).isAsked) {
		if !rested(ctx, delay) {
			return nil
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(packingGC))
	p.all(ctx)
	return errors.Join(p.faults, p.keep(len(p.waiting) == 0))
}

// packing is a run of CompressBest.
type packing struct {
	known   shelf // of an earlier start
	made    shelf // of this one; what it took from known, too
	grown   bool  // since it was last written
	name    string
	waiting []*File
	faults  error
}

// all packs what waits until done or told to stop.
func (p *packing) all(ctx context.Context) {
	written := time.Now()
	for len(p.waiting) > 0 {
		began := time.Now()
		p.one(p.next())
		if time.Since(written) > keepEvery {
			_ = p.keep(false) // told at the end, when it is tried once more
			written = time.Now()
		}
		if !rested(ctx, (packingShare-1)*time.Since(began)) {
			return
		}
	}
}

// next takes the first file that somebody has asked for, else the first.
func (p *packing) next() *File {
	at := max(0, slices.IndexFunc(p.waiting, (*File).isAsked))
	f := p.waiting[at]
	p.waiting = slices.Delete(p.waiting, at, at+1)
	return f
}

// isAsked tells whether somebody has asked for the file in brotli.
func (f *File) isAsked() bool { return f.bodies[brotlied].Load() != nil }

// one packs a file, where an earlier start has not.
func (p *packing) one(f *File) {
	if err := f.Make(); err != nil {
		p.faults = errors.Join(p.faults, err)
		return
	}
	raw := f.Raw()
	sum := sha256.Sum256(raw)
	dense, ok := p.known[sum]
	if !ok {
		dense, p.grown = densest(raw), true
	}
	f.takeDense(dense)
	p.made[sum] = dense
}

// keep writes down what is packed, where that is new. Until all files are packed, what is known of an earlier start is kept beside.
func (p *packing) keep(whole bool) error {
	if p.name == "" || !p.grown && (!whole || len(p.made) == len(p.known)) {
		return nil
	}
	all := maps.Clone(p.made)
	if !whole {
		maps.Copy(all, p.known)
	}
	err := all.write(p.name)
	p.grown = err != nil
	return err
}

// rested waits, and tells whether it was left to.
func rested(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
	return ctx.Err() == nil
}
