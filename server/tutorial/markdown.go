package tutorial

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"go.abhg.dev/goldmark/frontmatter"
)

// markdown parses and renders the pages of one language.
type markdown struct {
	lang      string
	written   string // the language of pages that stand in for a translation: see untranslated; else ""
	thai      bool
	languages []string
	text      func(lang, s string) string
	phrases   func(lang, s string) template.HTML
	goldmark  goldmark.Markdown
}

func newMarkdown(lang string, opt Options) *markdown {
	m := &markdown{lang: lang, thai: lang == "th", languages: opt.Languages, text: opt.Text, phrases: opt.Phrases}
	if m.text == nil {
		m.text = func(_, s string) string { return template.HTMLEscapeString(s) }
	}
	if m.phrases == nil {
		m.phrases = func(lang, s string) template.HTML {
			return template.HTML(m.text(lang, strings.ReplaceAll(s, "|", ""))) // #nosec G203 -- written by our renderer, which escapes
		}
	}
	m.goldmark = goldmark.New(
		goldmark.WithExtensions(&frontmatter.Extender{Formats: []frontmatter.Format{frontmatter.YAML}}),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(extension.NewTaskCheckBoxParser(), 0), util.Prioritized(linkAttributes{}, 150))), // the box before links
		goldmark.WithParserOptions(parser.WithAttribute()),                                                                                                    // for {#anchor}; check refuses any other attribute
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(m, 100))),                                                                    // before goldmark's own, 1000
	)
	return m
}

// document is one parsed file.
type document struct {
	*markdown
	raw    []byte
	root   ast.Node
	meta   *frontMatter // nil when it cannot be read
	kind   kind
	report func(line int, msg, mend string)
	out    *bufio.Writer // what html writes through: goldmark would make one of four kilobytes at each call
}

// parse splits a file into front matter and body. It is nil after a fault that leaves nothing to check.
func (m *markdown) parse(raw []byte, report func(line int, msg, mend string)) *document {
	end := frontMatterEnd(raw)
	switch end {
	case 0:
		if msg, mend := almostFrontMatter(raw); msg != "" {
			report(1, msg, mend)
			return nil
		}
		report(1, "the file has no front matter", `begin the file with a line "---", then "key: value" lines, then a line "---"`)
		return nil
	case -1:
		report(1, "the front matter has no end", `write a line "---" after its last key`)
		return nil
	}
	context := parser.NewContext()
	d := &document{markdown: m, raw: raw, report: report, out: bufio.NewWriterSize(nil, 512)}
	d.root = m.goldmark.Parser().Parse(text.NewReader(raw), parser.WithContext(context))
	if data := frontmatter.Get(context); data != nil {
		d.meta = newFrontMatter(data.Decode, end, report)
	}
	return d
}

var onlyDashes = regexp.MustCompile(`^[-\x{2010}-\x{2015}\x{2212}_=*+~ ]+$`)

// almostFrontMatter says what stands in the way of a front matter that is meant to be there.
func almostFrontMatter(raw []byte) (msg, mend string) {
	first, rest, _ := strings.Cut(string(raw), "\n")
	switch trimmed := strings.TrimSpace(first); {
	case trimmed == "" && strings.HasPrefix(strings.TrimSpace(rest), "---"):
		return "empty lines stand above the first ---", "remove them"
	case trimmed == "---":
		return "spaces stand before the first ---", "remove them"
	case trimmed != "" && onlyDashes.MatchString(trimmed):
		return fmt.Sprintf("the first line is %q, which is no ---", trimmed), "write three hyphens, ---; some editors make one dash of them"
	}
	return "", ""
}

// frontMatterEnd is the line of the closing ---; 0 when there is no front matter, -1 when nothing closes it.
func frontMatterEnd(raw []byte) int {
	n := 0
	for line := range bytes.Lines(raw) {
		n++
		switch delimiter := string(bytes.TrimSuffix(line, []byte("\n"))) == "---"; {
		case n == 1 && !delimiter:
			return 0
		case n > 1 && delimiter:
			return n
		}
	}
	if n == 0 {
		return 0
	}
	return -1
}

// line is where a node begins in its file.
func (d *document) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		at := n.Pos()
		if t, ok := n.(*ast.Text); ok {
			at = t.Segment.Start
		} else if at < 0 && n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			at = n.Lines().At(0).Start
		}
		if at >= 0 {
			return 1 + bytes.Count(d.raw[:min(at, len(d.raw))], []byte("\n"))
		}
	}
	return 1
}

// check reports everything in the body that would not read well.
func (d *document) check() {
	if d.root.FirstChild() == nil {
		d.report(frontMatterEnd(d.raw), "the page has no text", "write it below the front matter")
	}
	anchors := map[string]bool{}
	level := 1 // of the page's title
	ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML, *ast.HTMLBlock:
			d.report(d.line(n), "HTML is not allowed here", "write it in Markdown; for a < that is meant as a character write &lt;")
		case *ast.Image:
			d.report(d.line(n), "pictures are not allowed here", "say it in words; the site draws its screens itself")
		case *extast.TaskCheckBox:
			if d.kind != questionKind && d.kind != scenarioKind {
				d.report(d.line(n), "a box to tick is not allowed here", "take the [ ] away; only a question and a practice run have boxes")
			}
		case *ast.Heading:
			level = d.checkHeading(n, level, anchors)
		case *ast.Paragraph:
			if d.address(n) != "" {
				return ast.WalkSkipChildren, nil
			}
		case *ast.Link:
			if d.isAction(n) {
				break
			}
			d.checkLink(n, string(util.URLEscape(n.Destination, true)))
			if n.FirstChild() == nil {
				d.report(d.line(n), "a link has no words", "write them between the square brackets")
			}
		case *ast.AutoLink:
			d.checkLink(n, autoLinkURL(n, d.raw))
		case *ast.Text:
			if d.thai && n.SoftLineBreak() {
				d.report(d.line(n), "a line break inside a Thai paragraph would show as a space",
					"write the paragraph on one line, or put an empty line between two")
			}
			if firstOfRun(n) == n && strings.ContainsAny(d.plain(n), "{}") && n.Parent().Kind() != ast.KindCodeSpan {
				d.report(d.line(n), "a brace would show as a character", "take it away; {#anchor} stands only at the end of a heading")
			}
			if first := firstOfRun(n); first == n && hasMarks(d.plain(n)) && n.Parent().Kind() != ast.KindCodeSpan {
				d.report(d.line(n), "** or __ would show as characters", "put a space before the opening and after the closing marks, or move them away from a quotation mark")
			}
		}
		return ast.WalkContinue, nil
	})
}

var anchorForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// checkHeading returns the heading's level, for the next one to follow on.
func (d *document) checkHeading(n *ast.Heading, above int, anchors map[string]bool) int {
	line := d.line(n)
	switch {
	case n.Level == 1 || n.Level > 3:
		d.report(line, fmt.Sprintf("a heading of level %d", n.Level), "use ## and ###; the page's title comes from the front matter")
	case n.Level > above+1:
		d.report(line, "a ### heading without a ## heading above it", "use ##")
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindText {
			d.report(line, "a heading has something else than plain text in it", "take emphasis, links and code out of it")
			break
		}
	}
	if emptyPhrase(d.plain(n.FirstChild())) || n.FirstChild() == nil {
		d.report(line, "the heading is empty, or has a | with no words on one side", "put | only between two phrases")
	}
	if text := d.plain(n.FirstChild()); d.thai && !strings.Contains(text, "|") && Letters(text) > longTitle {
		d.report(line, fmt.Sprintf("the heading is longer than %d letters and has no | between its phrases", longTitle), "put | where a line may break")
	}
	for _, a := range n.Attributes() {
		if string(a.Name) != "id" && d.kind != scenarioKind {
			d.report(line, fmt.Sprintf("the heading has the attribute %q", a.Name), "leave only {#anchor} behind it")
		}
	}
	switch id := anchor(n); {
	case id == "" && n.Level == 2:
		d.report(line, "the heading has no anchor", "write one behind it, the same in every language: ## Title {#anchor}")
	case id == "":
	case !anchorForm.MatchString(id):
		d.report(line, fmt.Sprintf("the anchor %q has other characters than a to z, 0 to 9 and -", id), "write one like {#expired-code}")
	case anchors[id]:
		d.report(line, fmt.Sprintf("the anchor %q stands here a second time", id), "give each heading its own")
	default:
		anchors[id] = true
	}
	return n.Level
}

func anchor(n *ast.Heading) string {
	if id, ok := n.AttributeString("id"); ok {
		if b, ok := id.([]byte); ok {
			return string(b)
		}
	}
	return ""
}

// checkLink reports a link that leads nowhere we know. The address is as a browser would read it.
func (d *document) checkLink(n ast.Node, address string) {
	switch {
	case external(address), strings.HasPrefix(address, "#") && len(address) > 1:
	case !internal(address):
		d.report(d.line(n), fmt.Sprintf("the link to %q cannot be used", address), "link to a page of this site as /help, to a heading as #anchor, to another site as https://…")
	default:
		d.checkLanguage(d.line(n), address)
	}
}

// checkLanguage reports an address within the site that names a language.
func (d *document) checkLanguage(line int, address string) {
	if first, _, _ := strings.Cut(strings.TrimPrefix(address, "/"), "/"); slices.Contains(d.languages, first) {
		d.report(line, fmt.Sprintf("the link to %q names a language", address), "leave it out; each language's page links to its own: "+cmp.Or(strings.TrimPrefix(address, "/"+first), "/"))
	}
}

// isAction tells whether a link is something to press, and leads to no page: the first words of an item of a practice run.
func (d *document) isAction(n *ast.Link) bool {
	if d.kind != scenarioKind || !pressable(n.Destination) {
		return false
	}
	for before := n.PreviousSibling(); before != nil; before = before.PreviousSibling() {
		text, ok := before.(*ast.Text)
		if before.Kind() != extast.KindTaskCheckBox && !(ok && len(bytes.TrimSpace(text.Segment.Value(d.raw))) == 0) {
			return false
		}
	}
	item := n.Parent().Parent()
	return item != nil && item.Kind() == ast.KindListItem && item.Parent().Parent() == d.root && item.FirstChild() == n.Parent()
}

// external links go to other sites; mail and telephone are programs of the reader's own.
func external(address string) bool {
	lower := strings.ToLower(address)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "mailto:") || strings.HasPrefix(lower, "tel:")
}

// internal links begin with one slash. Browsers read what follows a second one as another site's name; a backslash,
// which they read alike, is escaped by then.
func internal(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
}

// href is a link as the page carries it: pages of the site stand below the reader's language. What has a dot in its
// name is a file, such as a shortcut's, and stands beside the languages.
func (m *markdown) href(address string) string {
	path, _, _ := strings.Cut(address, "#")
	if internal(address) && !strings.Contains(path, ".") {
		return "/" + m.lang + address
	}
	return address
}

func autoLinkURL(n *ast.AutoLink, source []byte) string {
	address := string(util.URLEscape(n.URL(source), false))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return "mailto:" + address
	}
	return address
}

// messageOpen is how a message ready to send begins.
const messageOpen = `<div class="ready"`

// Message tells whether a message ready to send stands in a section.
func (s Section) Message() bool { return strings.Contains(string(s.Body), messageOpen) }

// render writes the page's body and its parts.
func (d *document) render(p *Page) {
	part := &p.Intro
	for _, n := range from(d.root.FirstChild()) {
		written := d.html(n)
		p.Body += written
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			p.Sections = append(p.Sections, Section{ID: anchor(h), Title: d.plain(h.FirstChild())})
			part = &p.Sections[len(p.Sections)-1].Body
			continue
		}
		*part += written
	}
	p.Message = strings.Contains(string(p.Body), messageOpen)
	p.Links = d.links()
}

// html renders nodes, one behind another.
func (d *document) html(nodes ...ast.Node) template.HTML {
	var b strings.Builder
	d.out.Reset(&b)
	for _, n := range nodes {
		d.goldmark.Renderer().Render(d.out, d.raw, n) // flushes; a strings.Builder takes everything
	}
	return template.HTML(b.String()) // #nosec G203 -- written by our renderer, which escapes
}

// from lists a node and those that follow it.
func from(n ast.Node) (all []ast.Node) {
	for ; n != nil; n = n.NextSibling() {
		all = append(all, n)
	}
	return all
}

// links are those in the text, without the presses of a simulated screen.
func (d *document) links() []Link {
	var links []Link
	ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Paragraph:
			if d.address(n) != "" {
				return ast.WalkSkipChildren, nil
			}
		case *ast.Link:
			if d.isAction(n) {
				break
			}
			links = append(links, Link{Href: d.href(string(util.URLEscape(n.Destination, true))), Line: d.line(n)})
		case *ast.AutoLink:
			links = append(links, Link{Href: autoLinkURL(n, d.raw), Line: d.line(n)})
		}
		return ast.WalkContinue, nil
	})
	return links
}

func (d *document) plain(n ast.Node) string         { return plain(n, d.raw) }
func (d *document) address(n *ast.Paragraph) string { return address(n, d.raw) }

// firstOfRun is the first of the neighbouring text nodes that make one line: goldmark cuts a text at every character
// that might have been markup.
func firstOfRun(n *ast.Text) *ast.Text {
	for {
		before, ok := n.PreviousSibling().(*ast.Text)
		if !ok || before.SoftLineBreak() || before.HardLineBreak() {
			return n
		}
		n = before
	}
}

// plain is what a reader sees of the text nodes from n to the end of its line.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	w := bufio.NewWriterSize(&b, 64) // there are thousands of these, each a few words
	for n != nil {
		t, ok := n.(*ast.Text)
		if !ok {
			break
		}
		// goldmark has no function from source to plain text: its writer resolves entities and backslashes, and
		// escapes for HTML, which is taken back below.
		gmhtml.DefaultWriter.Write(w, t.Segment.Value(source))
		if t.SoftLineBreak() || t.HardLineBreak() {
			break
		}
		n = n.NextSibling()
	}
	w.Flush()
	return html.UnescapeString(b.String())
}

var webAddress = regexp.MustCompile(`^https?://[^\s<>"]+$`)

// address is the web address that a paragraph consists of, or "".
func address(n *ast.Paragraph, source []byte) string {
	if n.ChildCount() != 1 {
		return ""
	}
	var s string
	switch c := n.FirstChild().(type) {
	case *ast.AutoLink:
		s = string(c.Label(source))
	case *ast.CodeSpan:
		s = string(codeText(c, source))
	}
	if !webAddress.MatchString(s) {
		return ""
	}
	return s
}

func codeText(n *ast.CodeSpan, source []byte) []byte {
	var b []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b = append(b, t.Segment.Value(source)...)
		}
	}
	return bytes.ReplaceAll(b, []byte("\n"), []byte(" "))
}

// linkAttributes reads braces right behind a link, as in [words](action){.pink .top-right}, into the link's attributes.
type linkAttributes struct{}

func (linkAttributes) Trigger() []byte { return []byte{'{'} }

func (linkAttributes) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	link, ok := parent.LastChild().(*ast.Link)
	if !ok {
		return nil
	}
	attributes, ok := parser.ParseAttributes(block)
	if !ok {
		return nil
	}
	for _, a := range attributes {
		link.SetAttribute(a.Name, a.Value)
	}
	return ast.NewString(nil) // nothing is written for it
}

// pressable tells whether a link's target is a plain word: something to press, and no address.
func pressable(dest []byte) bool { return anchorForm.Match(bytes.TrimSpace(dest)) }

// blockAttributes are the classes of a line of its own before a paragraph, as {.gist}; rest is the first text below it.
func (d *document) blockAttributes(p *ast.Paragraph) (classes []string, rest ast.Node) {
	first, ok := p.FirstChild().(*ast.Text)
	if !ok {
		return nil, p.FirstChild()
	}
	line := d.plain(first)
	inner, closed := strings.CutSuffix(strings.TrimSpace(line), "}")
	inner, opened := strings.CutPrefix(inner, "{")
	if !opened || !closed {
		return nil, first
	}
	for rest = first; rest != nil; rest = rest.NextSibling() {
		if t, ok := rest.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			rest = rest.NextSibling()
			break
		}
	}
	for class := range strings.FieldsSeq(inner) {
		classes = append(classes, strings.TrimPrefix(class, "."))
	}
	return classes, rest
}

// classesOf are a node's classes; other is an attribute that it has beside them, or "".
func classesOf(n ast.Node) (classes []string, other string) {
	for _, a := range n.Attributes() {
		value, ok := a.Value.([]byte)
		if string(a.Name) != "class" || !ok {
			return classes, string(a.Name)
		}
		classes = strings.Fields(string(value))
	}
	return classes, ""
}

// attributeText is an attribute's value where it is a word, a number or a text.
func attributeText(v any) (string, bool) {
	switch v := v.(type) {
	case []byte:
		return string(v), true
	case string:
		return v, true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
