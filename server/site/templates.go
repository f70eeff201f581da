package site

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
	"text/template/parse"

	"napguide/server/memo"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
)

// The templates are written one element a line. A line break with what stands around it is nothing, so the form costs no
// byte; a space that is to be seen stands within a line, or at its end as {{" "}}. A file of drawings is a template of its
// name. No official logo is among them.
//
//go:embed templates/*.html templates/sw.js drawings/*.svg
var templateFiles embed.FS

// sharedTemplates are what every page may use, in the order in which a later one stands over an earlier.
func sharedTemplates(export bool) []string {
	files := []string{"layout", "sim", "screens", "situation", "phone", "device", "room", "unit"}
	if export {
		files = append(files, "static")
	}
	return files
}

// parsed is all that comes from the templates alone. It is the same for every site of a process, which never changes it.
type parsed struct {
	files           map[string][]string                 // of each page's own templates, by its name
	templates       memo.Of[string, *template.Template] // of pages and parts, each assembled when it is first needed
	source          *template.Template                  // what pages have in common, of which each takes what it uses
	pictures, icons map[string]template.HTML            // by name, for content that names them
	choosing        map[string]template.HTML            // pictures of choosing one, by its icon
	signs           map[string]template.HTML            // of our own buttons, by name
}

var (
	servedTemplates   = sync.OnceValues(func() (*parsed, error) { return parseTemplates(false) })
	exportedTemplates = sync.OnceValues(func() (*parsed, error) { return parseTemplates(true) })
)

// Prepare makes what a site that is served needs and what takes no content, its templates and its assets: meanwhile the
// content can be read.
func Prepare(assets fs.FS) {
	var all sync.WaitGroup
	all.Go(func() { _, _ = servedTemplates() }) // Build tells what is wrong with them
	asset.Prepare(assets)
	all.Wait()
}

// templatesFor are the templates of a site that is served, or exported.
func templatesFor(export bool) (*parsed, error) {
	if export {
		return exportedTemplates()
	}
	return servedTemplates()
}

// parseTemplates reads all templates. A page's own is parsed when it is first rendered.
func parseTemplates(export bool) (*parsed, error) {
	p := &parsed{files: map[string][]string{}, source: template.New("")}
	if err := parseDrawings(p.source); err != nil {
		return nil, err
	}
	if err := p.draw(template.Must(p.source.Clone())); err != nil { // nothing can be added to a set that was executed
		return nil, err
	}
	if err := parseFiles(p.source, sharedTemplates(export)...); err != nil {
		return nil, err
	}
	pages, err := fs.Glob(templateFiles, "templates/page-*.html")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	for _, file := range pages {
		page := strings.TrimSuffix(path.Base(file), ".html")
		name := strings.TrimPrefix(page, "page-")
		files := []string{page}
		if name == "room-wall" { // a slide with a strip: it needs what the slides draw in their own way
			files = []string{"page-present", page}
		}
		p.files[name] = files
	}
	return p, nil
}

// templateOf is the template of a page, with what its own files say and what it uses of the shared ones; with all of them each page
// would cost a tenth of a megabyte. By the name of a shared template it is that one.
func (p *parsed) templateOf(name string) (*template.Template, error) {
	return p.templates.Get(name, func() (*template.Template, error) {
		if files, is := p.files[name]; is {
			return assemble(p.source, "layout", files...)
		}
		return assemble(p.source, name)
	})
}

// assemble makes a set of what files say and of what it uses of the shared templates, and is its template of that name.
func assemble(shared *template.Template, name string, files ...string) (*template.Template, error) {
	set := template.New("")
	if err := parseFiles(set, files...); err != nil {
		return nil, err
	}
	names := []string{name}
	for _, own := range set.Templates() {
		names = append(names, used(own.Tree)...)
	}
	for ; len(names) > 0; names = names[1:] {
		from := shared.Lookup(names[0])
		if from == nil || set.Lookup(names[0]) != nil { // a page's own stands over the shared one
			continue
		}
		if _, err := set.AddParseTree(names[0], from.Tree.Copy()); err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		names = append(names, used(from.Tree)...)
	}
	if t := set.Lookup(name); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("site: no template %q", name)
}

// used are the names of the templates that a template calls.
func used(tree *parse.Tree) (names []string) {
	var look func(list *parse.ListNode)
	look = func(list *parse.ListNode) {
		if list == nil {
			return
		}
		for _, n := range list.Nodes {
			switch n := n.(type) {
			case *parse.TemplateNode:
				names = append(names, n.Name)
			case *parse.IfNode:
				look(n.List)
				look(n.ElseList)
			case *parse.RangeNode:
				look(n.List)
				look(n.ElseList)
			case *parse.WithNode:
				look(n.List)
				look(n.ElseList)
			}
		}
	}
	if tree != nil {
		look(tree.Root)
	}
	return names
}

// parseDrawings adds the drawings to a set, and the marks that are made of them.
func parseDrawings(set *template.Template) error {
	drawings, err := fs.Glob(templateFiles, "drawings/*.svg")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, file := range drawings {
		raw, err := fs.ReadFile(templateFiles, file)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		svg := strings.Replace(string(raw), ` xmlns="http://www.w3.org/2000/svg"`, "", 1) // a page's own drawings need none
		if _, err := set.New(strings.TrimSuffix(path.Base(file), ".svg")).Parse(asset.PutColours(closeUp(svg))); err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return parseFiles(set, "marks")
}

// parseFiles adds the definitions of template files to a set.
func parseFiles(set *template.Template, names ...string) error {
	for _, name := range names {
		file := "templates/" + name + ".html"
		raw, err := fs.ReadFile(templateFiles, file)
		if err == nil {
			_, err = set.New(file).Parse(asset.PutColours(closeUp(string(raw))))
		}
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

// draw makes the pictures that content may name.
func (p *parsed) draw(set *template.Template) error {
	p.pictures, p.icons, p.choosing, p.signs = map[string]template.HTML{}, map[string]template.HTML{}, map[string]template.HTML{}, map[string]template.HTML{}
	drawn := func(name string, with any) (template.HTML, error) {
		var b strings.Builder
		if err := set.ExecuteTemplate(&b, name, with); err != nil {
			return "", fmt.Errorf("site: %w", err)
		}
		return template.HTML(b.String()), nil // #nosec G203 -- our own template, executed
	}
	var err error
	for _, t := range set.Templates() {
		if name, ok := strings.CutPrefix(t.Name(), "icon-"); ok {
			if p.signs[name], err = drawn(t.Name(), nil); err != nil {
				return err
			}
		}
	}
	for _, name := range tutorial.Pictures() {
		if p.pictures[name], err = drawn("pic-"+name, nil); err != nil {
			return err
		}
	}
	for _, name := range tutorial.Icons() {
		if p.icons[name], err = drawn("mark-"+name, nil); err != nil {
			return err
		}
		if p.choosing[name], err = drawn("choose-mark", inside(p.icons[name])); err != nil {
			return err
		}
	}
	return nil
}

// closeUp takes the line breaks out of a template's source, with the space around them: within a tag one is a space, elsewhere
// nothing. Actions between tags stay as they are.
func closeUp(source string) string {
	var out strings.Builder
	out.Grow(len(source))
	for i := 0; i < len(source); {
		rest := source[i:]
		if n := actionLength(rest); n > 0 {
			out.WriteString(rest[:n])
			i += n
		} else if n := tagLength(rest); n > 0 {
			closeGaps(&out, rest[:n], " ")
			i += n
		} else {
			n := strings.IndexAny(rest[1:], "<{") + 1
			if n == 0 {
				n = len(rest)
			}
			closeGaps(&out, rest[:n], "")
			i += n
		}
	}
	return strings.ReplaceAll(out.String(), `{{" "}}`, " ")
}

// closeGaps writes text with something in place of each line break and the space around it.
func closeGaps(out *strings.Builder, text, instead string) {
	for {
		at := strings.IndexByte(text, '\n')
		if at < 0 {
			out.WriteString(text)
			return
		}
		out.WriteString(strings.TrimRight(text[:at], " \t"))
		out.WriteString(instead)
		text = strings.TrimLeft(text[at:], " \t\n\r\f")
	}
}

// actionLength is the length of the action, or of the comment, that a source begins with; 0 where it begins with none.
func actionLength(source string) int {
	if !strings.HasPrefix(source, "{{") {
		return 0
	}
	if strings.HasPrefix(source, "{{/*") {
		if end := strings.Index(source, "*/}}"); end > 0 {
			return end + len("*/}}")
		}
		return 0
	}
	for i := 2; i < len(source); i++ {
		switch {
		case strings.HasPrefix(source[i:], "}}"):
			return i + 2
		case source[i] == '"':
			for i++; i < len(source) && source[i] != '"'; i++ {
				if source[i] == '\\' {
					i++
				}
			}
		}
	}
	return 0
}

// tagLength is the length of the tag that a source begins with, with the actions and the quoted values in it; 0 where it
// begins with none.
func tagLength(source string) int {
	name := strings.TrimPrefix(strings.TrimPrefix(source, "<"), "/")
	if source[0] != '<' || name == "" || (name[0]|0x20) < 'a' || (name[0]|0x20) > 'z' {
		return 0
	}
	for i, quoted := 1, false; i < len(source); i++ {
		switch n := actionLength(source[i:]); {
		case n > 0:
			i += n - 1
		case source[i] == '"':
			quoted = !quoted
		case source[i] == '>' && !quoted:
			return i + 1
		}
	}
	return 0
}

var drawingHead = regexp.MustCompile(`^\s*<svg(?: width="\d+" height="\d+")?`)

// inside is a mark as a part of a picture: where that has its place for one, and of that size.
func inside(mark template.HTML) template.HTML {
	return template.HTML(drawingHead.ReplaceAllString(string(mark), `<svg x="60" y="52" width="40" height="40"`)) // #nosec G203 -- our own drawing
}
