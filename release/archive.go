package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file of an archive, or a folder when its name ends in /.
type entry struct {
	name  string
	mode  fs.FileMode
	owner int // user and group
	raw   []byte
}

// archive packs the program for a system of the Unix family.
func (r *release) archive(t target, program string) error {
	raw, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	top := r.name(t.os + "-" + t.arch)
	files := append(r.legal(top), entry{top + "/guide", 0o755, 0, raw}, entry{name: top + "/guide-data/", mode: 0o755})
	if t.os == "linux" {
		unit, err := os.ReadFile(filepath.Join(r.root, "deploy", "guide.service"))
		if err != nil {
			return err
		}
		files = append(files, entry{top + "/guide.service", 0o644, 0, unit})
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := writeTar(z, files, r.made); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, top+".tar.gz"), b.Bytes(), 0o644)
}

// writeTar writes entries, sorted, all as of one time.
func writeTar(w io.Writer, files []entry, at time.Time) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	t := tar.NewWriter(w)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: int64(tarMode(f.mode)), Size: int64(len(f.raw)), ModTime: at, Uid: f.owner, Gid: f.owner, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag, h.Size = tar.TypeDir, 0
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(f.raw); err != nil {
			return err
		}
	}
	return t.Close()
}

// tarMode is a mode as tar has it: Go keeps the sticky bit elsewhere.
func tarMode(m fs.FileMode) fs.FileMode {
	mode := m.Perm()
	if m&fs.ModeSticky != 0 {
		mode |= 0o1000
	}
	return mode
}

// writeZip writes an archive into dist. Names in it are UTF-8, and say so.
func (r *release) writeZip(name string, files []entry) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b entry) int { return cmp.Compare(a.name, b.name) })
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: r.made}
		h.SetMode(f.mode)
		if strings.HasSuffix(f.name, "/") {
			h.Method = zip.Store
			h.SetMode(f.mode | fs.ModeDir)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(f.raw); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, name), b.Bytes(), 0o644)
}

// folder is every file below a folder, under another name.
func folder(dir, top string, mode fs.FileMode) (files []entry, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(name)
		files = append(files, entry{top + "/" + filepath.ToSlash(below), mode, 0, raw})
		return err
	})
	return files, err
}
