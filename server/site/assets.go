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

// A kind is the pages that share one style sheet and one script, such as site.css and site.js. A page loads its kind's
// only, so the kinds are few: whoever goes from one to another loads both.
const (
	kindSite    = "site"    // the simulated screens: steps and practice runs; in an export everything
	kindSheet   = "sheet"   // what stands around them: home, lists, the knowledge check, paper, the launcher, the help
	kindPresent = "present" // the projector
	kindRoom    = "room"    // the workshop: the kit, the participants' own page; and the real phone's pages
	kindClass   = "class"   // its trainer's console, and the report
	kindWall    = "wall"    // a room's projector
	kindLater   = "later"   // a script only, which pages load when they are whole
)

func kinds() []string {
	return []string{kindLater, kindSite, kindSheet, kindPresent, kindRoom, kindClass, kindWall}
}

// neededBy says which kinds of page need a source. One that is not named here goes to every kind.
func neededBy() map[string][]string {
	return map[string][]string{
		"css/32-four.css":      {kindSheet, kindPresent, kindWall},
		"css/40-sim.css":       {kindSite, kindPresent, kindWall},
		"css/42-live.css":      {kindSite, kindPresent, kindRoom, kindClass, kindWall},
		"css/50-phone.css":     {kindSite, kindPresent, kindWall},
		"css/52-apps.css":      {kindSite, kindPresent, kindRoom, kindClass, kindWall},
		"css/55-device.css":    {kindRoom},
		"css/60-pages.css":     {kindSheet, kindRoom, kindClass},
		"css/61-run.css":       {kindSite},
		"css/62-home.css":      {kindSheet},
		"css/70-present.css":   {kindPresent, kindWall},
		"css/74-stuck.css":     {kindSheet},
		"css/75-quiz.css":      {kindSheet},
		"css/76-find.css":      {kindSheet},
		"css/77-launch.css":    {kindSheet},
		"css/78-strip.css":     {kindSite, kindSheet, kindRoom, kindClass, kindWall},
		"css/79-room.css":      {kindRoom, kindClass, kindWall},
		"css/80-room.css":      {kindRoom, kindClass},
		"css/82-console.css":   {kindClass},
		"css/84-wall.css":      {kindWall},
		"css/85-comfort.css":   {kindSite, kindSheet, kindRoom, kindClass},
		"css/86-unit.css":      {kindSite, kindSheet, kindRoom},
		"css/02-static.css":    {}, // in an export only
		"js/01-frame.js":       {}, // in an export only
		"js/03-keys.js":        {kindLater, kindPresent, kindRoom, kindClass, kindWall},
		"js/04-stage.js":       {kindPresent, kindRoom, kindClass, kindWall},
		"js/06-shortcuts.js":   {kindLater, kindRoom, kindClass},
		"js/95-later.js":       {kindSite, kindSheet},
		"js/05-comfort.js":     {kindSite, kindSheet, kindRoom, kindClass},
		"js/10-answers.js":     {kindSite, kindPresent, kindWall},
		"js/20-phone.js":       {kindSite},
		"js/25-follow.js":      {kindSite, kindSheet, kindRoom, kindClass, kindWall},
		"js/30-grant.js":       {kindSite},
		"js/35-static.js":      {}, // in an export only
		"js/40-device.js":      {kindRoom},
		"js/42-scanner.js":     {kindRoom},
		"js/44-ready.js":       {kindLater, kindRoom, kindClass},
		"js/50-launch.js":      {kindSheet},
		"js/55-progress.js":    {kindSite, kindSheet},
		"js/56-course.js":      {kindSheet},
		"js/60-quiz.js":        {kindSheet},
		"js/62-find.js":        {kindSheet},
		"js/65-sheet.js":       {kindSheet},
		"js/69-fit.js":         {kindPresent, kindWall},
		"js/70-present.js":     {kindPresent},
		"js/78-live.js":        {kindSite, kindSheet, kindRoom, kindClass, kindWall},
		"js/79-redraw.js":      {kindRoom, kindClass, kindWall},
		"js/80-participant.js": {kindSite, kindSheet, kindRoom},
		"js/81-kit.js":         {kindRoom},
		"js/82-trainer.js":     {kindClass},
		"js/84-wall.js":        {kindWall},
	}
}

// kindOf is the kind of a page by its name.
func kindOf(page string) string {
	switch first, _, _ := strings.Cut(page, "/"); {
	case page == "room/screen":
		return kindWall
	case page == "room/trainer", page == "room/report":
		return kindClass
	case first == "room", first == "workshop", first == "phone":
		return kindRoom
	case first == "present":
		return kindPresent
	case first == "guide", strings.HasPrefix(page, "practice/"):
		return kindSite
	}
	return kindSheet
}

// Assets are the style sheets, the scripts and the icons, each at an address that carries the hash of its content and
// may therefore be kept for ever. It does not change after BuildAssets.
type Assets struct {
	files []*File
	urls  map[string]string // name → address
	sums  map[string]string // name → its checksum, as an integrity attribute has it
	whole bool              // every page is of one kind
	paint []byte            // rules for the colours of simulated screens
}

// BuildAssets joins css/*.css and js/*.js of fsys, each in the order of the names and minified, into a style sheet and a
// script for each kind of page, and takes every other file as it is, under its own path. With whole there is one kind
// only, site.css and site.js, which have everything. paint goes to every kind that shows simulated screens.
func BuildAssets(fsys fs.FS, whole bool, paint string) (*Assets, error) {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("text/javascript", &js.Minifier{})

	a := &Assets{urls: map[string]string{}, sums: map[string]string{}, whole: whole}
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
	a.paint = []byte(paint)
	if err := a.join(fsys, m, ".css", "text/css", "\n", styles); err != nil {
		return nil, err
	}
	if err := a.join(fsys, m, ".js", "text/javascript", ";\n", scripts); err != nil {
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

// join minifies files one by one, so that a fault names its file, and adds what each kind of page needs as one.
func (a *Assets) join(fsys fs.FS, m *minify.M, ext, kind, glue string, sources []string) error {
	slices.Sort(sources)
	small := make([][]byte, len(sources))
	for i, source := range sources {
		raw, err := fs.ReadFile(fsys, source)
		if err != nil {
			return fmt.Errorf("site: reading the assets: %w", err)
		}
		if small[i], err = m.Bytes(kind, raw); err != nil {
			return fmt.Errorf("site: %s: %w", source, err)
		}
	}
	all, needed := kinds(), neededBy()
	if a.whole {
		all = []string{kindSite}
	}
	for _, page := range all {
		if page == kindLater && ext != ".js" {
			continue
		}
		var parts [][]byte
		for i, source := range sources {
			if by, named := needed[source]; a.whole || !named && page != kindLater || slices.Contains(by, page) {
				parts = append(parts, bytes.ReplaceAll(small[i], []byte("/assets/later.js"), []byte(a.urls[kindLater+".js"])))
			}
		}
		if ext == ".css" && len(a.paint) > 0 && (a.whole || slices.Contains([]string{kindSite, kindPresent, kindWall}, page)) {
			parts = append(parts, a.paint)
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
