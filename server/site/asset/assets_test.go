package asset

import (
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func buildAssets(t *testing.T, files map[string]string) (*Set, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Build(fsys, Options{Whole: true})
}

// asset is the text of a named asset.
func asset(t *testing.T, a *Set, name string) string {
	t.Helper()
	address, err := a.URL(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files() {
		if f.Path == address {
			return string(f.Variants().Raw.Bytes)
		}
	}
	t.Fatalf("no file at %s", address)
	return ""
}

func TestStyleSheetsAndScriptsAreJoinedInTheOrderOfTheirNames(t *testing.T) {
	a, err := buildAssets(t, map[string]string{
		"css/20-b.css": "b { color: red }", "css/10-a.css": "a { color: blue }",
		"js/2.js": "(() => { document.title = 'two' })()", "js/1.js": "(() => { document.title = 'one' })() // why",
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := asset(t, a, "site.css"); got != "a{color:blue}\nb{color:red}" {
		t.Errorf("site.css is %q", got)
	}
	// Each file begins a statement of its own: without the semicolon the second would be called by the first.
	if got := asset(t, a, "site.js"); got != `(()=>{document.title="one"})();`+"\n"+`(()=>{document.title="two"})()` {
		t.Errorf("site.js is %q", got)
	}
}

func TestMinifyingKeepsThaiAndModernCSS(t *testing.T) {
	a, err := buildAssets(t, map[string]string{
		"css/a.css": `@layer reset, base;
@layer base {
  :root { --teal: #0b7a75; --gap: 0.50rem; --stack: "Noto Sans Thai", "Leelawadee UI", sans-serif; --empty: ; }
  .card { color: var(--teal); & > .title { margin: calc(var(--gap) * 2) }  &:hover { color: red } .note & { color: blue } }
  .ribbon::before { content: "หน้าจอจำลอง · ไม่ใช่ระบบจริง"; }
  @media (width < 600px) { .card { inline-size: min(100%, 60ch) } }
  @supports (text-wrap: balance) { h1:lang(en) { text-wrap: balance } }
  .a:is(.b, .c):not(:has(> .d)) { color: light-dark(white, black) }
  @container card (inline-size > 30em) { .x { inset: 0 } }
}
@media print { @page { size: A4; margin: 12mm } }
@media (forced-colors: active) { .spot { outline: 2px solid Highlight } }`,
		"js/a.js": `(() => { "use strict"; const words = { wait: "รอสักครู่ ที่ นี้ น้ำ" }; document.title = words.wait ?? ` + "`ฝึก · ${words.wait}`" + ` })();`,
	})
	if err != nil {
		t.Fatal(err)
	}
	// The minifier may keep or drop spaces around > < * and after commas; the rules must stay.
	squeeze := strings.NewReplacer(" > ", ">", " < ", "<", " * ", "*", ", ", ",")
	css := squeeze.Replace(asset(t, a, "site.css"))
	for _, want := range []string{
		"@layer reset,base;", "@layer base{", "--teal:#0b7a75", `"Noto Sans Thai"`, "--empty:", "var(--teal)",
		"&>.title{", "calc(var(--gap)*2)", "&:hover{", ".note &{", `content:"หน้าจอจำลอง · ไม่ใช่ระบบจริง"`,
		"@media(width<600px){", "min(100%,60ch)", "text-wrap:balance", ":is(.b,.c):not(:has(>.d))", "light-dark(white,black)",
		"@container card (inline-size>30em){", "@page{", "size:A4", "forced-colors:active", "outline:2px solid Highlight",
	} {
		if !strings.Contains(css, want) {
			t.Errorf("site.css lost %q: %s", want, css)
		}
	}
	js := asset(t, a, "site.js")
	for _, want := range []string{"use strict", "รอสักครู่ ที่ นี้ น้ำ", "ฝึก · "} {
		if !strings.Contains(js, want) {
			t.Errorf("site.js lost %q: %s", want, js)
		}
	}
}

func TestAnAssetsAddressFollowsItsContent(t *testing.T) {
	before, err := buildAssets(t, map[string]string{"css/a.css": "a{color:red}", "icons/app.svg": "<svg/>"})
	if err != nil {
		t.Fatal(err)
	}
	after, err := buildAssets(t, map[string]string{"css/a.css": "a{color:tan}", "icons/app.svg": "<svg/>"})
	if err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]bool{"site.css": false, "icons/app.svg": true} {
		x, _ := before.URL(name)
		y, _ := after.URL(name)
		if !regexp.MustCompile(`^/assets/[0-9a-f]{12}/` + name + `$`).MatchString(x) {
			t.Errorf("%s has the address %q", name, x)
		}
		if (x == y) != same {
			t.Errorf("%s: %q, then %q", name, x, y)
		}
	}
	for _, f := range before.Files() {
		if f.CacheControl != CacheForever {
			t.Errorf("%s is kept as %q", f.Path, f.CacheControl)
		}
	}
}

func TestAssetsHaveTheirContentTypes(t *testing.T) {
	a, err := buildAssets(t, map[string]string{
		"icons/a.svg": "<svg/>", "icons/a.png": "png", "favicon.ico": "ico",
		"embed.go": "package static", ".DS_Store": "x", ".git/a.svg": "x",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range a.Files() {
		got[f.Path[len("/assets/0123456789ab"):]] = f.ContentType
	}
	want := map[string]string{
		"/site.css": "text/css; charset=utf-8", "/site.js": "text/javascript; charset=utf-8",
		"/icons/a.svg": "image/svg+xml", "/icons/a.png": "image/png", "/favicon.ico": "image/x-icon",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAFaultNamesTheAsset(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"js/b.js":         {"js/a.js": "let a = 1", "js/b.js": "let = = 1"},
		"static/film.mp4": {"film.mp4": "x"},
	} {
		if _, err := buildAssets(t, files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error that names %s, got %v", name, err)
		}
	}
	a, _ := buildAssets(t, nil)
	if _, err := a.URL("site.cs"); err == nil || !strings.Contains(err.Error(), "site.cs") {
		t.Errorf("want an error for an unknown asset, got %v", err)
	}
}
