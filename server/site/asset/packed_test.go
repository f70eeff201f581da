package asset

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestCompressedPagesAreFoundAgainAtTheNextStartHoweverTheFileLooks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages.packed")
	page, other := samplePage(), append(samplePage(), '!')
	begin := func(pages ...[]byte) []*File {
		files := []*File{NewFile("/a.png", "image/png", page)}
		for i, raw := range pages {
			files = append(files, NewFile("/th/"+string(rune('a'+i)), "text/html", raw))
		}
		files[len(files)-1].Choose([]byte("br")) // once a browser wants it
		if err := CompressBest(t.Context(), files, name, 0); err != nil {
			t.Fatal(err)
		}
		want := NewFile("/th/a", "text/html", pages[0])
		want.CompressBest()
		for _, encoding := range []string{"", "gzip", "br"} {
			got, expected := files[1].Choose([]byte(encoding)), want.Choose([]byte(encoding))
			if !bytes.Equal(got.Bytes, expected.Bytes) || got.ETag != expected.ETag || got.Encoding != expected.Encoding {
				t.Errorf("%q: %d bytes %s, want %d %s", encoding, len(got.Bytes), got.ETag, len(expected.Bytes), expected.ETag)
			}
		}
		return files
	}
	stamp := func() os.FileInfo {
		i, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	begin(page)
	first := stamp()
	begin(page)
	if !os.SameFile(first, stamp()) {
		t.Error("what was found is written again")
	}
	begin(other)
	second := stamp()
	if os.SameFile(first, second) || second.Size() > first.Size()+100 {
		t.Errorf("another content's pages: %d bytes before, %d now", first.Size(), second.Size())
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-20] ^= 1
	for _, damaged := range [][]byte{nil, whole[:10], whole[:len(whole)-1], flipped, append(bytes.Clone(whole), 0), bytes.Repeat([]byte{255}, 4000)} {
		if err := os.WriteFile(name, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		begin(other)
		if got, err := os.ReadFile(name); err != nil || len(got) != len(whole) {
			t.Errorf("a damaged file is not written anew: %d bytes %v", len(got), err)
		}
	}
	if err := os.WriteFile(name+".new", []byte("cut short"), 0o600); err != nil {
		t.Fatal(err)
	}
	begin(page)
	left, _ := os.ReadDir(filepath.Dir(name))
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if err := CompressBest(t.Context(), begin(page, other), filepath.Join(name, "no-folder"), 0); err == nil {
		t.Error("a place that cannot be written to is not told")
	}
}
