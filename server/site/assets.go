package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

// Names of the two joined files.
const (
	styleSheet = "site.css"
	script     = "site.js"
)

// Assets are the style sheet, the script and the icons, each at an address that carries the hash of its content and
// may therefore be kept for ever. It does not change after BuildAssets.
type Assets struct {
	files []*File
	urls  map[string]string // name → address
}

// BuildAssets joins css/*.css and js/*.js of fsys, each in the order of the names and minified, into site.css and
// site.js, and takes every other file as it is, under its own path.
func BuildAssets(fsys fs.FS) (*Assets, error) {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("text/javascript", &js.Minifier{})

	a := &Assets{urls: map[string]string{}}
	var styles, scripts, others []string
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
			styles = append(styles, name)
		case path.Dir(name) == "js" && path.Ext(name) == ".js":
			scripts = append(scripts, name)
		default:
			others = append(others, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("site: reading the assets: %w", err)
	}
	if err := a.join(fsys, m, styleSheet, "text/css", "\n", styles); err != nil {
		return nil, err
	}
	if err := a.join(fsys, m, script, "text/javascript", ";\n", scripts); err != nil {
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
		a.add(name, kind, raw)
	}
	return a, nil
}

// join minifies files one by one, so that a fault names its file, and adds them as one.
func (a *Assets) join(fsys fs.FS, m *minify.M, name, kind, glue string, sources []string) error {
	slices.Sort(sources)
	parts := make([][]byte, 0, len(sources))
	for _, source := range sources {
		raw, err := fs.ReadFile(fsys, source)
		if err != nil {
			return fmt.Errorf("site: reading the assets: %w", err)
		}
		small, err := m.Bytes(kind, raw)
		if err != nil {
			return fmt.Errorf("site: %s: %w", source, err)
		}
		parts = append(parts, small)
	}
	a.add(name, kind+"; charset=utf-8", bytes.Join(parts, []byte(glue)))
	return nil
}

func (a *Assets) add(name, kind string, raw []byte) {
	address := "/assets/" + shortHash(raw) + "/" + name
	a.urls[name] = address
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

// URL is the address of an asset: "site.css", "site.js", or the path of another file below static.
func (a *Assets) URL(name string) (string, error) {
	address, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("site: there is no asset %q", name)
	}
	return address, nil
}

// Files lists every asset.
func (a *Assets) Files() []*File { return slices.Clone(a.files) }
