package upgrade

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"napguide/content"
)

// What the program wrote at any time is known: hashes of every version of every file, of its parts and of each interface word,
// and the last text of those words that are gone. "go generate ./server/upgrade" takes it from the repository's history.
//
//go:generate go run ./record

// shipped is what is known of earlier versions.
type shipped struct {
	begins map[string]int               // path → when it was there first
	files  map[string]int               // hash → when this version of a file was there first
	parts  map[string]bool              // hashes of keys, bodies and interface words
	gone   map[string]map[string]string // interface word → language → its last text
}

var record = sync.OnceValue(func() *shipped {
	r := &shipped{begins: map[string]int{}, files: map[string]int{}, parts: map[string]bool{}, gone: map[string]map[string]string{}}
	for line := range strings.Lines(content.Shipped) {
		switch f := strings.Fields(line); {
		case len(f) == 1:
			r.parts[f[0]] = true
		case len(f) == 3 && f[0] == "first":
			r.begins[f[2]], _ = strconv.Atoi(f[1]) // written by a program
		case len(f) == 2:
			r.files[f[0]], _ = strconv.Atoi(f[1])
		}
	}
	if err := toml.Unmarshal([]byte(content.Gone), &r.gone); err != nil {
		panic(err) // a test reads it
	}
	return r
})

// PartHash names a value of a part of a file: a key of its head, its "body", an interface word.
func PartHash(file, part, value string) string {
	sum := sha256.Sum256([]byte(file + "\x00" + part + "\x00" + strings.TrimSpace(value)))
	return hex.EncodeToString(sum[:5])
}

// FileHash names a version of a file.
func FileHash(file string, raw []byte) string { return PartHash(file, "", string(raw)) }

// Parts are the values of a page's parts, by name.
func Parts(raw []byte) map[string]string {
	parts := map[string]string{}
	if p, ok := parsePage(raw); ok {
		for _, e := range p.head {
			parts[e.key] = e.text
		}
		parts["body"] = p.body
	}
	return parts
}

func (r *shipped) first(name string) int { return r.begins[name] }

func (r *shipped) ageOf(name string, raw []byte) int { return r.files[FileHash(name, raw)] }

func (r *shipped) isShipped(name string, raw []byte) bool { return r.ageOf(name, raw) > 0 }

func (r *shipped) isShippedPart(name, part, value string) bool {
	return r.parts[PartHash(name, part, value)]
}
