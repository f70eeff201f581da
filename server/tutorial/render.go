package tutorial

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// RegisterFuncs names what is rendered here instead of by goldmark: whatever carries words, which have their language
// marked, and links, quotations and addresses, which look different on this site.
func (m *markdown) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindText, m.renderText)
	reg.Register(ast.KindCodeSpan, m.renderCodeSpan)
	reg.Register(ast.KindHeading, m.renderHeading)
	reg.Register(ast.KindParagraph, m.renderParagraph)
	reg.Register(ast.KindBlockquote, m.renderNote)
	reg.Register(ast.KindFencedCodeBlock, m.renderMessage)
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
	if firstOfRun(n) == n { // the run is written as one, or "Google Chrome (32-bit)" might be marked in pieces
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
		w.WriteString(`<p class="address"><code>` + string(Breakable(address)) + "</code></p>\n")
		return ast.WalkSkipChildren, nil
	case address != "": // written already
	case entering:
		w.WriteString("<p>")
	default:
		w.WriteString("</p>\n")
	}
	return ast.WalkContinue, nil
}

var (
	addressParts = regexp.MustCompile(`^(https?://)?([^/]+(?:/+…?$)?)(.*)$`)
	pathPart     = regexp.MustCompile(`/+[^/]*(?:/+…?$)?`)
)

// Breakable lets a long web address wrap before its slashes. The host stays whole, since it is what one reads to know a
// site; one that is wider than its line wraps before a dot. What is left out, "…", never stands alone.
func Breakable(address string) template.HTML {
	m := addressParts.FindStringSubmatch(address)
	if m == nil {
		return template.HTML(template.HTMLEscapeString(address)) // #nosec G203 -- escaped here
	}
	var b strings.Builder
	if m[1] != "" {
		b.WriteString("<span>" + m[1] + "</span>")
	}
	b.WriteString(`<span class="phrase">`)
	if parted(strings.TrimRight(m[2], "/…")) {
		b.WriteString(string(Dotted(m[2])))
	} else {
		b.WriteString(template.HTMLEscapeString(m[2]))
	}
	b.WriteString("</span>" + string(Slashed(m[3])))
	return template.HTML(b.String()) // #nosec G203 -- escaped here
}

// parted tells whether a host is to be told where it may wrap: it is wider than a line of a small phone, or has a hyphen, after which
// browsers break.
func parted(host string) bool { return len(host) > fits || strings.Contains(host, "-") }

// Host writes a site's name, or the end of one, for a sentence: as in an address it stays whole where it fits a line.
func Host(host string) template.HTML {
	if parted(host) {
		return Dotted(host)
	}
	return template.HTML(`<span class=w>` + template.HTMLEscapeString(host) + `</span>`) // #nosec G203 -- escaped here
}

// fits is how many letters of an address have room in a line of a small phone, in the largest letters too.
const fits = 22

// Slashed lets what stands behind a host wrap before its slashes, and nowhere else: no part of it stands at the beginning of a line as
// a site's name does.
func Slashed(path string) template.HTML {
	var b strings.Builder
	for _, part := range pathPart.FindAllString(path, -1) {
		text := template.HTMLEscapeString(part)
		if len(part) <= fits {
			text = `<span class=w>` + text + `</span>`
		}
		b.WriteString("<wbr>" + text)
	}
	return template.HTML(b.String()) // #nosec G203 -- escaped here
}

// Dotted lets a host that is wider than its line wrap before its dots, and nowhere else: a line that begins with a dot is read as
// going on, one that ends in one as whole.
func Dotted(host string) template.HTML {
	var b strings.Builder
	for i, label := range strings.Split(host, ".") {
		if i > 0 {
			label = "." + label
			b.WriteString("<wbr>")
		}
		text := template.HTMLEscapeString(label)
		if strings.Contains(label, "-") { // browsers break after a hyphen
			text = `<span class=w>` + text + `</span>`
		}
		b.WriteString(text)
	}
	return template.HTML(b.String()) // #nosec G203 -- escaped here
}

var hyphened = regexp.MustCompile(`^[a-z0-9.-]*-[a-z0-9-]*\.[a-z0-9.-]+$`) // a host that a browser would break after a hyphen

// renderCodeSpan writes a web address so that it wraps as it does elsewhere, other code as it is.
func (m *markdown) renderCodeSpan(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		w.WriteString("</code>")
		return ast.WalkContinue, nil
	}
	w.WriteString("<code>")
	code := string(codeText(node.(*ast.CodeSpan), source))
	if webAddress.MatchString(code) {
		w.WriteString(string(Breakable(code)))
	} else if hyphened.MatchString(code) {
		w.WriteString(string(Dotted(code)))
	} else {
		w.WriteString(template.HTMLEscapeString(code))
	}
	return ast.WalkSkipChildren, nil
}

func (m *markdown) renderNote(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString(`<div class="note">` + "\n")
	} else {
		w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) renderLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if entering {
		m.openLink(w, string(util.URLEscape(n.Destination, true)), plain(n.FirstChild(), source))
	} else {
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (m *markdown) renderAutoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.AutoLink)
	if entering {
		m.openLink(w, autoLinkURL(n, source), "")
		w.WriteString(m.text(m.lang, string(n.Label(source))) + "</a>")
	}
	return ast.WalkContinue, nil
}

// openLink begins a link. Thai words that fit on a phone's line stay on one: a browser would leave their first syllable behind.
func (m *markdown) openLink(w util.BufWriter, address, words string) {
	w.WriteString(`<a href="` + template.HTMLEscapeString(m.href(address)) + `"`)
	if external(address) {
		w.WriteString(` rel="noopener noreferrer"`)
	}
	if m.thai && words != "" && Letters(words) <= longTitle {
		w.WriteString(` class="phrase"`)
	}
	w.WriteString(">")
}

// messageTools is the place of what a script offers below a message, as high as that will be.
const messageTools = `<div class="actions for-script" hidden><span class="button">&nbsp;</span><span class="button">&nbsp;</span><span></span></div>`

// renderMessage writes a message that is ready to send. Behind "message" may stand who says it, such as ค่ะ or ครับ: of
// messages that follow one another so, a script shows the reader's. What it offers has its place from the first paint on.
// Who sends one in Thai from a page in another language finds below it what it says, in the words of the first.
func (m *markdown) renderMessage(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.FencedCodeBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	lang, meaning := "", ""
	if m.written != "" {
		lang = ` lang="` + m.written + `"`
	}
	who, words := sayer(n, source), messageText(n, source)
	if who = template.HTMLEscapeString(who); who != "" {
		open := messageOpen
		if _, follows := node.PreviousSibling().(*ast.FencedCodeBlock); follows {
			open = `<div class="ready without-script"`
		} else {
			w.WriteString(`<div class="clear for-script" hidden><span>&nbsp;</span><button type="button" disabled aria-hidden="true">&nbsp;</button></div>`)
		}
		w.WriteString(open + lang + ` data-who="` + who + `"><p class="eyebrow without-script">` + who + "</p>\n")
	} else {
		w.WriteString(messageOpen + lang + ">")
	}
	marked := template.HTMLEscapeString(words)
	if !m.thai { // a translation may hold the Thai to send
		marked = m.text(m.lang, words)
		if first := firstSaid(n); first != n && isThai(words) && !isThai(messageText(first, source)) {
			meaning = `<p class="eyebrow">` + m.text(m.lang, sayer(first, source)+": "+messageText(first, source)) + "</p>"
		}
	}
	w.WriteString("<pre>" + marked + "</pre>" + messageTools + meaning + "</div>" + "\n")
	return ast.WalkSkipChildren, nil
}

// sayer is what stands behind "message": who says it, or in which language.
func sayer(n *ast.FencedCodeBlock, source []byte) string {
	if n.Info == nil {
		return ""
	}
	_, who, _ := strings.Cut(strings.TrimSpace(string(n.Info.Segment.Value(source))), " ")
	return strings.TrimSpace(who)
}

func messageText(n *ast.FencedCodeBlock, source []byte) string {
	return strings.TrimSpace(string(n.Lines().Value(source)))
}

// firstSaid is the first of messages that follow one another, which says in the reader's language what each of them says.
func firstSaid(n *ast.FencedCodeBlock) *ast.FencedCodeBlock {
	for {
		before, ok := n.PreviousSibling().(*ast.FencedCodeBlock)
		if !ok {
			return n
		}
		n = before
	}
}

// isThai tells whether most letters of a text are Thai: a message in English may quote a screen.
func isThai(text string) bool {
	thai, letters := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.IsLetter(r) && unicode.Is(unicode.Thai, r) {
			thai++
		}
	}
	return thai*2 > letters
}
