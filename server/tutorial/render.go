package tutorial

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// RegisterFuncs names what is rendered here instead of by goldmark: whatever carries words, which have their language
// marked, and links, quotations and addresses, which look different on this site.
func (m *markdown) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindText, m.renderText)
	reg.Register(ast.KindHeading, m.renderHeading)
	reg.Register(ast.KindParagraph, m.renderParagraph)
	reg.Register(ast.KindBlockquote, m.renderNote)
	reg.Register(ast.KindLink, m.renderLink)
	reg.Register(ast.KindAutoLink, m.renderAutoLink)
	reg.Register(ast.KindRawHTML, renderNothing)
	reg.Register(ast.KindHTMLBlock, renderNothing)
	reg.Register(ast.KindImage, renderNothing)
	reg.Register(extast.KindTaskCheckBox, renderNothing)
}

// renderNothing stands for what check refuses, should it ever get here, and for the box before a choice.
func renderNothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func (m *markdown) renderText(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Text)
	if !entering {
		return ast.WalkContinue, nil
	}
	if firstOfRun(n) == n { // the run is written as one, or "One Stop Service (OSS)" might be marked in pieces
		w.WriteString(m.text(m.lang, plain(n, source)))
	}
	switch {
	case n.HardLineBreak():
		w.WriteString("<br>\n")
	case n.SoftLineBreak():
		w.WriteString("\n")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) renderHeading(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	if !entering {
		return ast.WalkContinue, nil
	}
	tag := "h" + strconv.Itoa(n.Level)
	w.WriteString("<" + tag)
	if id := anchor(n); id != "" {
		w.WriteString(` id="` + template.HTMLEscapeString(id) + `"`)
	}
	w.WriteString(">" + string(m.phrases(m.lang, plain(n.FirstChild(), source))) + "</" + tag + ">\n")
	return ast.WalkSkipChildren, nil
}

func (m *markdown) renderParagraph(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	address := address(node.(*ast.Paragraph), source)
	switch {
	case address != "" && entering:
		w.WriteString(`<p class="address"><code>` + breakable(address) + "</code></p>\n")
		return ast.WalkSkipChildren, nil
	case address != "": // written already
	case entering:
		w.WriteString("<p>")
	default:
		w.WriteString("</p>\n")
	}
	return ast.WalkContinue, nil
}

var slashes = regexp.MustCompile(`/+`)

// breakable lets a long address wrap after its slashes.
func breakable(address string) string {
	return strings.TrimSuffix(slashes.ReplaceAllString(template.HTMLEscapeString(address), "$0<wbr>"), "<wbr>")
}

func (m *markdown) renderNote(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString(`<div class="note">` + "\n")
	} else {
		w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) renderLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if entering {
		m.openLink(w, string(util.URLEscape(n.Destination, true)))
	} else {
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) renderAutoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.AutoLink)
	if entering {
		m.openLink(w, autoLinkURL(n, source))
		w.WriteString(m.text(m.lang, string(n.Label(source))) + "</a>")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) openLink(w util.BufWriter, address string) {
	w.WriteString(`<a href="` + template.HTMLEscapeString(m.href(address)) + `"`)
	if external(address) {
		w.WriteString(` rel="noopener noreferrer"`)
	}
	w.WriteString(">")
}
