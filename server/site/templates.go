package site

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

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
	files := []string{"layout", "marks", "sim", "screens", "situation", "phone", "device", "room", "unit"}
	if export {
		files = append(files, "static")
	}
	return files
}

func (s *Site) parseTemplates() error {
	shared, err := parseShared(s.opt.Export)
	if err != nil {
		return err
	}
	if err := s.draw(template.Must(shared.Clone())); err != nil { // a set that was executed cannot be cloned
		return err
	}
	pages, err := fs.Glob(templateFiles, "templates/page-*.html")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	s.templates = map[string]*template.Template{}
	for _, file := range pages {
		page := strings.TrimSuffix(path.Base(file), ".html")
		name := strings.TrimPrefix(page, "page-")
		files := []string{page}
		if name == "room-wall" { // a slide with a strip: it needs what the slides draw in their own way
			files = []string{"page-present", page}
		}
		set := template.Must(shared.Clone())
		if err := parseFiles(set, files...); err != nil {
			return err
		}
		s.templates[name] = set.Lookup("layout")
	}
	s.shared = template.Must(shared.Clone())
	s.templates["device"] = template.Must(shared.Clone()).Lookup("device")
	return nil
}

func parseShared(export bool) (*template.Template, error) {
	set := template.New("")
	drawings, err := fs.Glob(templateFiles, "drawings/*.svg")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	for _, file := range drawings {
		raw, err := fs.ReadFile(templateFiles, file)
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		svg := strings.Replace(string(raw), ` xmlns="http://www.w3.org/2000/svg"`, "", 1) // a page's own drawings need none
		if _, err := set.New(strings.TrimSuffix(path.Base(file), ".svg")).Parse(closeUp(svg)); err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
	}
	return set, parseFiles(set, sharedTemplates(export)...)
}

// parseFiles adds the definitions of template files to a set.
func parseFiles(set *template.Template, names ...string) error {
	for _, name := range names {
		file := "templates/" + name + ".html"
		raw, err := fs.ReadFile(templateFiles, file)
		if err == nil {
			_, err = set.New(file).Parse(closeUp(string(raw)))
		}
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	return nil
}

// draw makes the pictures that content may name.
func (s *Site) draw(set *template.Template) error {
	s.pictures, s.icons, s.signs = map[string]template.HTML{}, map[string]template.HTML{}, map[string]template.HTML{}
	drawn := func(name string) (template.HTML, error) {
		var b strings.Builder
		if err := set.ExecuteTemplate(&b, name, nil); err != nil {
			return "", fmt.Errorf("site: %w", err)
		}
		return template.HTML(b.String()), nil // #nosec G203 -- our own template, executed
	}
	var err error
	for _, t := range set.Templates() {
		if name, ok := strings.CutPrefix(t.Name(), "pic-"); ok {
			if s.pictures[name], err = drawn(t.Name()); err != nil {
				return err
			}
		}
		if name, ok := strings.CutPrefix(t.Name(), "icon-"); ok {
			if s.signs[name], err = drawn(t.Name()); err != nil {
				return err
			}
		}
	}
	for _, name := range tutorial.Icons() {
		if s.icons[name], err = drawn("mark-" + name); err != nil {
			return err
		}
	}
	return nil
}

// What line breaks are looked for in: a comment, an action, a tag with actions and quoted values in it, and whitespace with
// a line break.
const (
	comment = `\{\{/\*[\s\S]*?\*/\}\}`
	action  = `\{\{(?:"(?:[^"\\]|\\.)*"|[^"}])*\}\}`
	tag     = `</?[a-zA-Z](?:` + action + `|"(?:` + action + `|[^"])*"|[^">])*>`
	gap     = `[ \t]*\n\s*`
)

var (
	pieces = regexp.MustCompile(comment + "|" + action + "|" + tag + "|" + gap)
	gaps   = regexp.MustCompile(gap)
)

// closeUp takes the line breaks out of a template's source: between attributes one is a space, elsewhere nothing.
func closeUp(source string) string {
	closed := pieces.ReplaceAllStringFunc(source, func(piece string) string {
		switch {
		case strings.HasPrefix(piece, "{{"):
			return piece
		case strings.HasPrefix(piece, "<"):
			return gaps.ReplaceAllString(piece, " ")
		}
		return ""
	})
	return strings.ReplaceAll(closed, `{{" "}}`, " ")
}
