package store

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
)

// record is a key as it was written once.
type record struct {
	Number   uint64 `json:"n"` // counts the journal's lines
	Bucket   string `json:"b,omitempty"`
	Key      string `json:"k,omitempty"`
	Revision uint64 `json:"r,omitempty"`
	At       int64  `json:"t,omitempty"` // Unix nanoseconds
	Value    string `json:"v,omitempty"`
	Deleted  bool   `json:"d,omitempty"` // the key, as it was at that revision

	// Of the first line only: each bucket's newest revision when the journal was written anew. An older record that is not
	// in it was deleted.
	Heads  map[string]uint64 `json:"heads,omitempty"`
	Format int               `json:"format,omitempty"` // see Format
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (r record) line() ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(raw, castagnoli), raw), nil
}

// parseLine reads a line without its newline.
func parseLine(line []byte) (r record, ok bool) {
	if len(line) < 9 || line[8] != ' ' {
		return r, false
	}
	raw := line[9:]
	if fmt.Sprintf("%08x", crc32.Checksum(raw, castagnoli)) != string(line[:8]) {
		return r, false
	}
	return r, json.Unmarshal(raw, &r) == nil
}

func placeKey(bucket, key string) string { return bucket + "/" + key }
