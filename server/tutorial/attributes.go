package tutorial

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

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
