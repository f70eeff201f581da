package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// Assets are the style sheets, the scripts and the icons, each at an address that carries the hash of its content and
// may therefore be kept for ever. It does not change after BuildAssets.
type Assets struct {
	files []*File
	urls  map[string]string // name → address
	sums  map[string]string // name → its checksum, as an integrity attribute has it
	whole bool              // every page is of one kind
	paint []byte            // rules for the colours of simulated screens
	own   ownSigns          // the two colours of the guide
}

// previewPicture is what a chat shows beside a link.
const previewPicture = "preview.png"

// BuildAssets joins css/*.css and js/*.js of fsys, minified and in the order of bundles.go, into a style sheet and a script
// for each kind of page, and takes every other file as it is, under its own path. With whole there is one kind
// only, site.css and site.js, which have everything. paint goes to every kind that shows simulated screens, the guide's
// own signs to all.
func BuildAssets(fsys fs.FS, whole bool, paint string, of ...ownSigns) (*Assets, error) {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("text/javascript", &js.Minifier{})

	a := &Assets{urls: map[string]string{}, sums: map[string]string{}, whole: whole}
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
		return nil, fmt.Errorf("site: reading the assets: %w", err)
	}
	a.paint = []byte(paint)
	if len(of) > 0 {
		a.own = of[0]
	}
	if err := a.join(fsys, m, ".css", "text/css", "\n", inOrder("css", sheets, styles())); err != nil {
		return nil, err
	}
	if err := a.join(fsys, m, ".js", "text/javascript", ";\n", inOrder("js", programs, scripts())); err != nil {
		return nil, err
	}
	for _, name := range others {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("site: reading the assets: %w", err)
		}
		kind, err := assetType(name)
		if err != nil {
			return nil, err
		}
		if name == previewPicture {
			if raw, err = a.own.painted(raw); err != nil {
				return nil, fmt.Errorf("site: static/%s: %w", name, err)
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
		out = append(out, source{name, everyPage()})
	}
	return out
}

// join minifies files one by one, so that a fault names its file, and adds what each kind of page needs as one.
func (a *Assets) join(fsys fs.FS, m *minify.M, ext, kind, glue string, sources []source) error {
	small := make([][]byte, len(sources))
	for i, source := range sources {
		raw, err := fs.ReadFile(fsys, source.name)
		if err != nil {
			return fmt.Errorf("site: reading the assets: %w", err)
		}
		if small[i], err = m.Bytes(kind, raw); err != nil {
			return fmt.Errorf("site: %s: %w", source.name, err)
		}
		if ext == ".css" {
			small[i] = a.own.apply(small[i])
		}
	}
	all := append([]string{kindLater}, everyPage()...) // the others name its address
	if a.whole {
		all = []string{kindSite}
	}
	for _, page := range all {
		if page == kindLater && ext != ".js" {
			continue
		}
		var parts [][]byte
		for i, source := range sources {
			if a.whole || slices.Contains(source.kinds, page) {
				parts = append(parts, bytes.ReplaceAll(small[i], []byte("/assets/later.js"), []byte(a.urls[kindLater+".js"])))
			}
		}
		if ext == ".css" && len(a.paint) > 0 && (a.whole || slices.Contains([]string{kindSite, kindPresent, kindWall}, page)) {
			parts = append(parts, a.paint)
		}
		if ext == ".css" && a.own.rules != "" {
			parts = append(parts, []byte(a.own.rules))
		}
		a.add(page+ext, kind+"; charset=utf-8", bytes.Join(parts, []byte(glue)))
	}
	return nil
}

// sheet and script are the addresses of what a page loads.
func (a *Assets) sheet(page string) (string, error)  { return a.URL(a.kindOf(page) + ".css") }
func (a *Assets) script(page string) (string, error) { return a.URL(a.kindOf(page) + ".js") }

func (a *Assets) kindOf(page string) string {
	if a.whole {
		return kindSite
	}
	return kindOf(page)
}

func (a *Assets) add(name, kind string, raw []byte) {
	address := "/assets/" + shortHash(raw) + "/" + name
	a.urls[name] = address
	sum := sha256.Sum256(raw)
	a.sums[name] = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	a.files = append(a.files, NewFile(address, kind, raw, WithCacheControl(CacheForever)))
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
	return "", fmt.Errorf("site: static/%s: unknown kind of asset; style sheets belong in css/, scripts in js/, and pictures end in .svg, .ico or .png", name)
}

// URL is the address of an asset: "site.css", "site.js" and so on for each kind of page, or the path of another file
// below static.
func (a *Assets) URL(name string) (string, error) {
	address, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("site: there is no asset %q", name)
	}
	return address, nil
}

// Files lists every asset.
func (a *Assets) Files() []*File { return slices.Clone(a.files) }
