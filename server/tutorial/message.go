package tutorial

import (
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// messageTools is the place of what a script offers below a message, as high as that will be.
const messageTools = `<div class="actions for-script" hidden><span class="button">&nbsp;</span><span class="button">&nbsp;</span><span></span></div>`

// renderMessage writes a message that is ready to send. Behind "message" may stand who says it, such as ค่ะ or ครับ: of
// messages that follow one another so, a script shows the reader's. What it offers has its place from the first paint on.
func (m *markdown) renderMessage(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.FencedCodeBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	who, lang := "", ""
	if m.written != "" {
		lang = ` lang="` + m.written + `"`
	}
	if n.Info != nil {
		_, who, _ = strings.Cut(strings.TrimSpace(string(n.Info.Segment.Value(source))), " ")
	}
	if who = template.HTMLEscapeString(strings.TrimSpace(who)); who != "" {
		open := messageOpen
		if _, follows := node.PreviousSibling().(*ast.FencedCodeBlock); follows {
			open = `<div class="ready without-script"`
		} else {
			w.WriteString(`<div class="clear for-script" hidden><button type="button" disabled aria-hidden="true">&nbsp;</button></div>`)
		}
		w.WriteString(open + lang + ` data-who="` + who + `"><p class="eyebrow without-script">` + who + "</p>\n")
	} else {
		w.WriteString(messageOpen + lang + ">")
	}
	w.WriteString("<pre>" + template.HTMLEscapeString(strings.TrimSpace(string(n.Lines().Value(source)))) + "</pre>" + messageTools + "</div>" + "\n")
	return ast.WalkSkipChildren, nil
}
