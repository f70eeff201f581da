package asset

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"

	"napguide/server/memo"
)

// Set is the style sheets, the scripts and the icons, each at an address that carries the hash of its content and
// may therefore be kept for ever. It does not change after Build.
type Set struct {
	files []*File
	urls  map[string]string // name → address
	sums  map[string]string // name → its checksum, as an integrity attribute has it
	opt   Options
}

// Options say what a set of assets is made for.
type Options struct {
	Whole  bool   // an export: one kind of page, with site.css and site.js, which have everything
	Paints string // rules for the colours of simulated screens, for every kind of page that shows them
	Signs  Signs  // the two colours of the guide
}

// LateSheet is the name of the style sheet that a page of the guide loads, beside its own, for who is in a class.
const LateSheet = kindJoined + ".css"

// Preview is the name of the picture that a chat shows beside a link.
const Preview = "preview.png"

// Build joins css/*.css and js/*.js of fsys, minified and in the order of bundles.go, into a style sheet and a script
// for each kind of page, and takes every other file as it is, under its own path.
func Build(fsys fs.FS, opt Options) (*Set, error) {
	a := &Set{urls: map[string]string{}, sums: map[string]string{}, opt: opt}
	var sheets, programs, others []string
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(entry.Name(), ".") && name != ".": // an editor's, or the system's
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir() || path.Ext(name) == ".go": // embed.go, when read from disk
		case path.Dir(name) == "css" && path.Ext(name) == ".css":
			sheets = append(sheets, name)
		case path.Dir(name) == "js" && path.Ext(name) == ".js":
			programs = append(programs, name)
		default:
			others = append(others, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("asset: reading the assets: %w", err)
	}
	if err := a.join(fsys, ".css", "\n", inOrder("css", sheets, styles())); err != nil {
		return nil, err
	}
	if err := a.join(fsys, ".js", ";\n", inOrder("js", programs, scripts())); err != nil {
		return nil, err
	}
	for _, name := range others {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("asset: reading the assets: %w", err)
		}
		kind, err := assetType(name)
		if err != nil {
			return nil, err
		}
		if path.Ext(name) == ".svg" {
			raw = []byte(PutColours(string(raw)))
		}
		if name == Preview {
			if raw, err = opt.Signs.painted(raw); err != nil {
				return nil, fmt.Errorf("asset: static/%s: %w", name, err)
			}
		}
		a.add(name, kind, raw)
	}
	return a, nil
}

// inOrder puts the files that there are in the order of a table. Those that it does not know come last, and go to every page.
func inOrder(folder string, files []string, table []source) []source {
	var out []source
	for _, s := range table {
		name := folder + "/" + s.name + "." + folder
		if i := slices.Index(files, name); i >= 0 {
			out = append(out, source{name, s.kinds})
			files = slices.Delete(files, i, i+1)
		}
	}
	for _, name := range files {
		out = append(out, source{name, Kinds()})
	}
	return out
}

// kindsOfText are the content types of what is joined, by the files' endings.
var kindsOfText = map[string]string{".css": "text/css", ".js": "text/javascript"}

var minifier = sync.OnceValue(func() *minify.M {
	m := minify.New()
	m.Add(kindsOfText[".css"], &css.Minifier{})
	m.Add(kindsOfText[".js"], &js.Minifier{})
	return m
})

// minifiedFiles are the files that were minified, by the SHA-256 of what they were.
var minifiedFiles memo.Of[[sha256.Size]byte, []byte]

// minified is a style sheet or a script as small as it goes, the same slice whenever it is the same file.
func minified(ext string, raw []byte) ([]byte, error) {
	return minifiedFiles.Get(sha256.Sum256(raw), func() ([]byte, error) {
		return minifier().Bytes(kindsOfText[ext], []byte(PutColours(string(raw))))
	})
}

// Forget lets go of the minified files, which another Build would minify again.
func Forget() { minifiedFiles.Forget() }

// Prepare minifies what Build will need of fsys. Build tells what is wrong with it.
func Prepare(fsys fs.FS) {
	for ext := range kindsOfText {
		files, _ := fs.Glob(fsys, ext[1:]+"/*"+ext) // a pattern that can be read
		for _, name := range files {
			if raw, err := fs.ReadFile(fsys, name); err == nil {
				_, _ = minified(ext, raw)
			}
		}
	}
}

// join minifies files one by one, so that a fault names its file, and adds what each kind of page needs as one.
func (a *Set) join(fsys fs.FS, ext, glue string, sources []source) error {
	small := make([][]byte, len(sources))
	for i, source := range sources {
		raw, err := fs.ReadFile(fsys, source.name)
		if err != nil {
			return fmt.Errorf("asset: reading the assets: %w", err)
		}
		if small[i], err = minified(ext, raw); err != nil {
			return fmt.Errorf("asset: %s: %w", source.name, err)
		}
		if ext == ".css" {
			small[i] = a.opt.Signs.apply(small[i])
		}
	}
	late := []string{kindLater, kindJoined}
	all := append(late, Kinds()...) // the others name their addresses
	if a.opt.Whole {
		all = []string{kindSite}
	}
	for _, page := range all {
		if page == kindLater && ext != ".js" || ext == ".js" && scriptOf(page) != page {
			continue
		}
		var parts [][]byte
		for i, source := range sources {
			if a.opt.Whole || slices.Contains(source.kinds, page) {
				own := small[i]
				for _, name := range []string{kindLater + ".js", kindJoined + ".js", LateSheet} {
					own = bytes.ReplaceAll(own, []byte("/assets/"+name), []byte(a.urls[name]))
				}
				parts = append(parts, own)
			}
		}
		if ext == ".css" && len(a.opt.Paints) > 0 && (a.opt.Whole || slices.Contains([]string{kindSite, kindPresent, kindWall}, page)) {
			parts = append(parts, []byte(a.opt.Paints))
		}
		if ext == ".css" && a.opt.Signs.Rules != "" && page != kindJoined {
			parts = append(parts, []byte(a.opt.Signs.Rules))
		}
		a.add(page+ext, kindsOfText[ext]+"; charset=utf-8", bytes.Join(parts, []byte(glue)))
	}
	return nil
}

// Sheet and Script are the addresses of what a page loads, by its name.
func (a *Set) Sheet(page string) (string, error)  { return a.URL(a.kindOf(page) + ".css") }
func (a *Set) Script(page string) (string, error) { return a.URL(scriptOf(a.kindOf(page)) + ".js") }

// Integrity is the checksum of a page's script, as an integrity attribute has it.
func (a *Set) Integrity(page string) string { return a.sums[scriptOf(a.kindOf(page))+".js"] }

func (a *Set) kindOf(page string) string {
	if a.opt.Whole {
		return kindSite
	}
	return kindOf(page)
}

func (a *Set) add(name, kind string, raw []byte) {
	address := "/assets/" + shortHash(raw) + "/" + name
	a.urls[name] = address
	sum := sha256.Sum256(raw)
	a.sums[name] = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	f := NewFile(address, kind, raw)
	f.CacheControl = CacheForever
	a.files = append(a.files, f)
}

// assetType is the content type of an icon. The system's own table is not asked: it differs between machines.
func assetType(name string) (string, error) {
	switch path.Ext(name) {
	case ".svg":
		return "image/svg+xml", nil
	case ".ico":
		return "image/x-icon", nil
	case ".png":
		return "image/png", nil
	}
	return "", fmt.Errorf("asset: static/%s: unknown kind of asset; style sheets belong in css/, scripts in js/, and pictures end in .svg, .ico or .png", name)
}

// URL is the address of an asset: "site.css", "site.js" and so on for each kind of page, or the path of another file
// below static.
func (a *Set) URL(name string) (string, error) {
	address, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("asset: there is no asset %q", name)
	}
	return address, nil
}

// Files lists every asset.
func (a *Set) Files() []*File { return slices.Clone(a.files) }
