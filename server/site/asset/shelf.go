package asset

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"os"
)

// maxKept bounds the file in which packed pages are kept, in bytes. Those of the program's own content take 1 MB.
const maxKept = 32 << 20

// shelf holds the densest form of plain bytes by their SHA-256, so that it is right for any build and any content; nil where
// that saves nothing. It does not change once files know it.
type shelf map[[sha256.Size]byte][]byte

// find looks plain bytes up. A shelf may be nil.
func (s *shelf) find(raw []byte) (dense []byte, ok bool) {
	if s == nil {
		return nil, false
	}
	dense, ok = (*s)[sha256.Sum256(raw)]
	return dense, ok
}

// readShelf reads what write has written. What is missing, damaged, too large or of another form is made again.
func readShelf(name string) shelf {
	file, err := os.Open(name) // #nosec G304 -- below the data folder
	if err != nil {
		return nil
	}
	defer file.Close()
	whole, err := io.ReadAll(io.LimitReader(file, maxKept))
	if err != nil || len(whole) < sha256.Size {
		return nil
	}
	if sum := sha256.Sum256(whole[sha256.Size:]); !bytes.Equal(sum[:], whole[:sha256.Size]) {
		return nil
	}
	var s shelf
	if gob.NewDecoder(bytes.NewReader(whole[sha256.Size:])).Decode(&s) != nil {
		return nil
	}
	return s
}

// write replaces the file: a SHA-256 of the rest, then the forms.
func (s shelf) write(name string) error {
	var b bytes.Buffer
	b.Write(make([]byte, sha256.Size))
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		return err
	}
	if b.Len() > maxKept {
		return fmt.Errorf("packed pages take %d bytes, and %d at most are kept", b.Len(), maxKept)
	}
	sum := sha256.Sum256(b.Bytes()[sha256.Size:])
	copy(b.Bytes(), sum[:])
	next := name + ".new" // one name, so that what was cut short is written over
	err := os.WriteFile(next, b.Bytes(), 0o600)
	if err == nil {
		err = os.Rename(next, name)
	}
	if err != nil {
		os.Remove(next)
	}
	return err
}
