package site

import (
	"bytes"
	"fmt"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"

	"napguide/server/locale"
)

// An export is the same pages as plain files, for any web server, for a USB stick, for an LMS. The page structs and
// templates are the served site's; templates/static.html words what needs the program, and every address in a finished
// page is resolved a second time: relative, and ending in .html. So it works under any path, and with no server at all.

// staticPolicy is the Content-Security-Policy as far as a page can give it to itself. Opened from a disk, a page's own
// files are not 'self' to every browser, hence file:; a page that came over http cannot load from there anyway.
var staticPolicy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self' file:",
	"style-src 'self' file:",
	"img-src 'self' file:",
	"form-action 'none'",
	"base-uri 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
}, "; ")

// StaticPolicy is the policy that an exported page gives itself.
func (b base) StaticPolicy() string { return staticPolicy }

// Export is every page and asset by its file name, such as "th/guide/start.html". The site must have been built with
// Options.Export. Its error lists every address in a page that leads to no file.
func (s *Site) Export() (map[string][]byte, error) {
	out := map[string][]byte{}
	var faults []error
	for _, address := range s.Paths() {
		f := s.files[address]
		raw := f.Raw()
		if strings.HasPrefix(f.ContentType, "text/html") {
			var err error
			if raw, err = s.relative(address, raw); err != nil {
				faults = append(faults, err)
			}
		}
		out[fileOf(address)] = raw
	}
	raw, err := s.exportIndex()
	if err != nil {
		faults = append(faults, err)
	}
	out["index.html"] = raw
	if len(faults) > 0 {
		return nil, fmt.Errorf("site: export: %w", faults[0])
	}
	return out, nil
}

// fileOf is the file that an address becomes, without a leading slash.
func fileOf(address string) string {
	name := strings.TrimPrefix(address, "/")
	switch {
	case strings.HasSuffix(address, "/"):
		return name + "index.html"
	case path.Ext(name) == "":
		return name + ".html"
	}
	return name
}

// ownAddress finds addresses of this site in a finished page: html/template quotes every attribute, and no text has a
// quotation mark that is not escaped.
var ownAddress = regexp.MustCompile(`( [a-z-]+=)"(/[^"/][^"]*|/)"`)

// relative is the second link resolver.
func (s *Site) relative(from string, page []byte) ([]byte, error) {
	var fault error
	here := path.Dir(fileOf(from))
	out := ownAddress.ReplaceAllFunc(page, func(found []byte) []byte {
		m := ownAddress.FindSubmatch(found)
		address, part, hasPart := strings.Cut(string(m[2]), "#")
		f, ok := s.files[address]
		if !ok {
			if fault == nil {
				fault = fmt.Errorf("%s links to %s, which needs the program", from, address)
			}
			return found
		}
		to := relativePath(here, fileOf(f.Path))
		if hasPart {
			to += "#" + part
		}
		return slices.Concat(m[1], []byte(`"`+to+`"`))
	})
	return out, fault
}

// relativePath leads from a folder to a file; both are below the export's own folder.
func relativePath(from, to string) string {
	var up []string
	for from != "." && !strings.HasPrefix(to, from+"/") {
		up = append(up, "..")
		from = path.Dir(from)
	}
	if from != "." {
		to = strings.TrimPrefix(to, from+"/")
	}
	return path.Join(path.Join(up...), to)
}

// exportIndex is where an export opens: it goes on to the source language, which has the language switch.
func (s *Site) exportIndex() ([]byte, error) {
	type lang struct{ Code, Name string }
	var langs []lang
	for _, code := range s.Languages() {
		langs = append(langs, lang{code, s.opt.Catalog.Name(code)})
	}
	var fault error
	words := s.opt.Catalog.Printer(locale.Source)
	view := struct {
		Lang, Policy, Title, Style, Icon, Bare string
		Langs                                  []lang
	}{
		locale.Source, staticPolicy, noted(words.T("site.name"))(&fault), strings.TrimPrefix(noted(s.assets.Sheet("index"))(&fault), "/"),
		strings.TrimPrefix(noted(s.assets.URL("favicon.svg"))(&fault), "/"), noted(words.T("static.bare"))(&fault), langs,
	}
	page := noted(template.ParseFS(templateFiles, "templates/index.html"))(&fault)
	if fault != nil {
		return nil, fault
	}
	var b bytes.Buffer
	err := page.Execute(&b, view)
	return b.Bytes(), err
}
