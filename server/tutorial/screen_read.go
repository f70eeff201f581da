package tutorial

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// DrawnAddress says what is wrong with an address that a drawn address bar is to show; "" when nothing is. Real hosts are
// those that the site's file lists; any other name is one that nobody can own.
func DrawnAddress(address string, hosts []string) (msg, mend string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Opaque != "" || u.Port() != "" || strings.ContainsFunc(address, unicode.IsSpace) {
		return fmt.Sprintf("the address %q is none that a browser's bar shows", address), "write the whole address, such as https://login.example/…"
	}
	if utf8.RuneCountInString(address) > maxAddress {
		return fmt.Sprintf("the address is longer than %d characters", maxAddress), "shorten it; … may stand for the rest"
	}
	if !hostForm.MatchString(u.Host) || !slices.Contains(hosts, u.Host) && !reserved.MatchString(u.Host) {
		return fmt.Sprintf("the address shows the host %q, which somebody could own", u.Host),
			"use a name that ends in .example, .test or .invalid, or list the real host under hosts in " + SiteFile
	}
	return "", ""
}

// screenMatter checks the keys of a screen's front matter.
func (l *loader) screenMatter(f *file, report func(line int, msg, mend string)) {
	m, s := f.meta, f.screen
	original := l.files[l.source][f.name]
	optional := func(key string) string {
		if m.values[key] == nil {
			if original != nil && original != f && original.screen != nil {
				return map[string]string{"address": original.screen.Address, "look": original.screen.Look}[key]
			}
			report(1, fmt.Sprintf("the key %q is missing", key), "add it to the front matter")
			return ""
		}
		return m.text(key)
	}
	s.Address, s.Look, s.Checked = optional("address"), optional("look"), m.month("checked")
	if m.values["look"] != nil && s.Look != "" && !slices.Contains(looks, s.Look) { // else told of the source
		report(m.line("look"), fmt.Sprintf("there is no look %q; the nearest is %q", s.Look, nearest(s.Look, looks)), "use one of "+strings.Join(looks, ", "))
	}
}

// screen reads a screen's body. What is not part of its format is reported and left out.
func (d *document) screen(s *Screen) {
	var list bool // the list of the last heading follows
	done := false
	words := 0
	add := func(b Block) {
		words += utf8.RuneCountInString(b.Text)
		if len(s.Blocks) == maxScreenBlocks {
			d.report(b.line, fmt.Sprintf("a screen has more than %d parts", maxScreenBlocks), "take some away; a screen is looked at, not read")
		}
		s.Blocks = append(s.Blocks, b)
	}
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		line := d.line(n)
		if done {
			d.report(line, "something stands below the answers to what states do not answer", "move it above their heading; they come last")
			break
		}
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			if classes, other := classesOf(h); !slices.Equal(classes, []string{"else"}) || other != "" {
				d.report(line, "a ## heading on a screen begins only the list of other answers", "write # for the screen's own heading, or {.else} behind this one")
			}
			list = true
			continue
		}
		if list {
			d.elseList(s, n)
			done = true
			continue
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level != 1 {
				d.report(line, fmt.Sprintf("a heading of level %d", n.Level), "a screen has one heading, written with #")
				continue
			}
			if slices.ContainsFunc(s.Blocks, func(b Block) bool { return b.Kind == HeadingBlock }) {
				d.report(line, "a second heading stands on the screen", "a screen has one; write the other as a paragraph")
			}
			b := Block{Kind: HeadingBlock, Text: d.drawnText(n.FirstChild(), maxPressWords), line: line}
			classes, other := classesOf(n)
			if other != "" {
				d.report(line, fmt.Sprintf("the heading has the attribute %q", other), "leave only {.icon-…} behind it")
			}
			for _, class := range classes {
				b.Icon = d.iconOf(class, line, b.Icon)
			}
			add(b)
		case *ast.ThematicBreak:
			if slices.ContainsFunc(s.Blocks, func(b Block) bool { return b.Kind == FoldBlock }) {
				d.report(line, "a second fold stands on the screen", "leave one --- only: below it one has to scroll")
			}
			add(Block{Kind: FoldBlock, line: line})
		case *ast.Paragraph:
			if b, ok := d.drawnParagraph(n); ok {
				add(b)
			}
		case *ast.List:
			add(d.pressList(n))
		case *ast.Blockquote:
			add(d.notice(n))
		default:
			d.report(line, "something stands here that a screen cannot show", "use headings, paragraphs, links, lists, a quotation and --- only")
		}
	}
	if words > maxScreenWords*4 {
		d.report(1, fmt.Sprintf("a screen has more than %d characters", maxScreenWords*4), "shorten it; a screen is looked at, not read")
	}
	if len(s.Presses()) > maxScreenPresses {
		d.report(1, fmt.Sprintf("a screen has more than %d things to press", maxScreenPresses), "take some away")
	}
	if i := slices.IndexFunc(s.Blocks, func(b Block) bool { return b.Kind != HeadingBlock && b.Kind != GistBlock }); s.Look == Code && i >= 0 {
		d.report(s.Blocks[i].line, "something stands on the page of the code", "leave its heading only; the program draws the code and the words beside it")
	}
	if s.Look != Code && len(s.Presses()) == 0 {
		d.report(frontMatterEnd(d.raw), "nothing on the screen can be pressed", "write a link such as [Sign in](sign-in)")
	}
}

// drawnParagraph is a paragraph of a screen: text, a gist, or one thing to press.
func (d *document) drawnParagraph(p *ast.Paragraph) (Block, bool) {
	line := d.line(p)
	classes, first := d.blockAttributes(p)
	switch {
	case slices.Equal(classes, []string{"gist"}):
		return Block{Kind: GistBlock, Text: d.drawnText(first, maxScreenWords), line: line}, true
	case len(classes) > 0:
		d.report(line, fmt.Sprintf("there is no paragraph of the kind %q", strings.Join(classes, " ")), "only {.gist} may stand on a line of its own")
		return Block{}, false
	}
	if link, ok := first.(*ast.Link); ok {
		if !standsAlone(link) {
			d.report(line, "something else stands beside what is to be pressed", "put it into a paragraph of its own; two buttons are two paragraphs, or a list")
			return Block{}, false
		}
		press := d.press(link, nil)
		if press.Icon != "" {
			d.report(line, "an icon stands at a button", "put what has an icon into a list: - [words](action){.icon-…}")
		}
		return Block{Kind: PressBlock, Presses: []Press{press}, line: line}, true
	}
	return Block{Kind: TextBlock, Text: d.drawnText(first, maxScreenWords), line: line}, true
}

// pressList is a list of things to press, such as methods or menus.
func (d *document) pressList(list *ast.List) Block {
	b := Block{Kind: ListBlock, line: d.line(list)}
	if list.IsOrdered() {
		d.report(b.line, "the list is numbered", "begin each with -")
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if link := d.onlyLink(item); link != nil {
			b.Presses = append(b.Presses, d.press(link, nil))
		} else {
			d.report(d.line(item), "an entry of the list is no single thing to press", "write it as - [words](action), with nothing beside it")
		}
	}
	return b
}

// onlyLink is the link that is all of a list's entry, or nil.
func (d *document) onlyLink(item ast.Node) *ast.Link {
	if text := item.FirstChild(); text != nil && text.NextSibling() == nil {
		if link, ok := text.FirstChild().(*ast.Link); ok && standsAlone(link) {
			return link
		}
	}
	return nil
}

// standsAlone tells whether nothing that can be seen stands behind a link in its paragraph.
func standsAlone(link *ast.Link) bool {
	for rest := link.NextSibling(); rest != nil; rest = rest.NextSibling() {
		if s, ok := rest.(*ast.String); !ok || len(s.Value) > 0 {
			return false
		}
	}
	return true
}

// notice is a quotation: a bold line, paragraphs, and what opens on a press.
func (d *document) notice(q *ast.Blockquote) Block {
	b := Block{Kind: NoticeBlock, line: d.line(q)}
	for n := q.FirstChild(); n != nil; n = n.NextSibling() {
		line := d.line(n)
		switch n := n.(type) {
		case *ast.Paragraph:
			if strong, ok := n.FirstChild().(*ast.Emphasis); ok && strong.Level == 2 && strong.NextSibling() == nil && n == q.FirstChild() {
				b.Text = d.drawnText(strong.FirstChild(), maxPressWords)
				continue
			}
			inner, ok := d.drawnParagraph(n)
			if ok && inner.Kind == PressBlock {
				d.report(line, "a notice has something to press in it", "move it below the notice")
				continue
			}
			if ok {
				b.Inner = append(b.Inner, inner)
			}
		case *ast.List:
			if n.Marker != '+' {
				d.report(line, "a notice has a list in it", "begin what opens on a press with +, and indent what it hides")
			}
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				more := Block{Kind: TextBlock, Opens: true, line: d.line(item)}
				for c := item.FirstChild(); c != nil; c = c.NextSibling() {
					switch c := c.(type) {
					case *ast.TextBlock:
						more.Text = d.drawnText(c.FirstChild(), maxPressWords)
						continue
					case *ast.Paragraph:
						if c == item.FirstChild() {
							more.Text = d.drawnText(c.FirstChild(), maxPressWords)
							continue
						}
						if inner, ok := d.drawnParagraph(c); ok && inner.Kind != PressBlock {
							more.Inner = append(more.Inner, inner)
							continue
						}
					}
					d.report(d.line(c), "something stands here that a notice cannot show", "write plain paragraphs, indented by two spaces")
				}
				if more.Text == "" || len(more.Inner) == 0 {
					d.report(more.line, "what opens on a press has no words, or hides nothing", "write + and words, then, after an empty line, indented, what they open")
				}
				b.Inner = append(b.Inner, more)
			}
		default:
			d.report(line, "something stands here that a notice cannot show", "write plain paragraphs, and + before what opens on a press")
		}
	}
	if b.Text == "" {
		d.report(b.line, "a notice has no bold first line", "begin it with a line such as > **Notice**")
	}
	return b
}

// press reads a link of a screen or a phone: what it does, and how it looks. Only the given actions have a meaning there; nil
// stands for any but a phone's.
func (d *document) press(link *ast.Link, of []string) Press {
	p := Press{Action: string(link.Destination), line: d.line(link)}
	switch {
	case !actionForm.MatchString(p.Action) || len(p.Action) > 40:
		d.report(p.line, fmt.Sprintf("the link to %q leads out of the simulated screen", p.Action), "write a plain word for what it does, such as [Sign in](sign-in); the run says where that leads")
	case of != nil && !slices.Contains(of, p.Action):
		d.report(p.line, fmt.Sprintf("nothing here does %q", p.Action), "use one of "+strings.Join(of, ", "))
	case of == nil && slices.Contains(PhoneActions(), p.Action):
		d.report(p.line, fmt.Sprintf("the word %q belongs to the phone", p.Action), "choose another word for what is pressed here")
	}
	if len(link.Title) > 0 {
		d.report(p.line, "a thing to press has a title", "leave only the word between the round brackets")
	}
	classes, other := classesOf(link)
	if other != "" {
		d.report(p.line, fmt.Sprintf("a thing to press has the attribute %q", other), "say how it looks with {.pink .top-right} and the like only")
	}
	set := func(to *string, class string) {
		if *to != "" {
			d.report(p.line, fmt.Sprintf("%q stands beside %q", class, *to), "leave one of the two")
		}
		*to = class
	}
	for _, class := range classes {
		switch {
		case class == "form":
		case strings.HasPrefix(class, "icon-"):
			p.Icon = d.iconOf(class, p.line, p.Icon)
		case slices.Contains(colours, class):
			set(&p.Colour, class)
		case slices.Contains(positions, class):
			set(&p.Position, class)
		default:
			known := slices.Concat([]string{"form"}, colours, positions)
			d.report(p.line, fmt.Sprintf("there is no colour or position %q; the nearest is %q", class, nearest(class, known)), "use one of "+strings.Join(known, ", "))
		}
	}
	p.Text = d.drawnText(link.FirstChild(), maxPressWords)
	if slices.Contains(classes, "form") {
		for part := range strings.SplitSeq(p.Text, "·") {
			if part = strings.TrimSpace(part); part != "" {
				p.Form = append(p.Form, part)
			}
		}
		p.Text = ""
		if len(p.Form) == 0 || len(p.Form) > maxFormParts {
			d.report(p.line, fmt.Sprintf("a form has no parts, or more than %d", maxFormParts), "write its fields and last its button, with · between: [Name · Password · Sign in](password){.form}")
		}
	}
	return p
}

// iconOf is the name of the icon that a class names.
func (d *document) iconOf(class string, line int, before string) string {
	name, ok := strings.CutPrefix(class, "icon-")
	switch {
	case !ok:
		d.report(line, fmt.Sprintf("%q says nothing about a heading", class), "leave only {.icon-…} behind it")
		return before
	case before != "":
		d.report(line, fmt.Sprintf("%q stands beside %q", class, "icon-"+before), "leave one of the two")
	case !slices.Contains(icons, name):
		d.report(line, fmt.Sprintf("there is no icon %q; the nearest is %q", name, nearest(name, icons)), "use icon- and one of "+strings.Join(icons, ", "))
		return before
	}
	return name
}

// elseList reads the answers to what the states of a run do not answer.
func (d *document) elseList(s *Screen, n ast.Node) {
	list, ok := n.(*ast.List)
	if !ok {
		d.report(d.line(n), "the heading for other answers has no list below it", "write - action: words")
		return
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		line := d.line(item)
		first := item.FirstChild()
		if first == nil || first.NextSibling() != nil {
			d.report(line, "an answer is not one line", "write - action: words")
			continue
		}
		e, from := Else{line: line}, first.FirstChild()
		if box, ok := from.(*extast.TaskCheckBox); ok {
			if box.IsChecked {
				d.report(line, "an answer here is marked as right", "take [x] away; what is right is said in the run")
			}
			e.Mistake, from = true, box.NextSibling()
		}
		action, words, _ := strings.Cut(d.drawnText(from, maxScreenWords), ":")
		e.Action, e.Text = strings.TrimSpace(action), strings.TrimSpace(words)
		switch {
		case e.Text == "":
			d.report(line, "an answer has no action before a colon, or no words behind it", "write - action: words")
			continue
		case !slices.Contains(s.Actions(), e.Action):
			d.report(line, fmt.Sprintf("nothing on the screen does %q", e.Action), "use one of "+strings.Join(s.Actions(), ", "))
		case s.Otherwise(e.Action) != nil:
			d.report(line, fmt.Sprintf("a second answer for %q", e.Action), "leave one of the two")
		case len(s.Else) == maxElse:
			d.report(line, fmt.Sprintf("a screen has more than %d other answers", maxElse), "take some away")
			return
		}
		s.Else = append(s.Else, e)
	}
}

// drawnText is the plain text from a node to the end of its paragraph. Anything else in it is reported.
func (d *document) drawnText(from ast.Node, most int) string {
	var b strings.Builder
	for n := from; n != nil; n = n.NextSibling() {
		switch t := n.(type) {
		case *ast.Text:
			if firstOfRun(t) != t && n != from {
				continue // written with the first
			}
			b.WriteString(d.plain(t))
			last := t
			for next, ok := last.NextSibling().(*ast.Text); ok && !last.SoftLineBreak() && !last.HardLineBreak(); next, ok = last.NextSibling().(*ast.Text) {
				last = next
			}
			switch {
			case last.HardLineBreak():
				b.WriteString("\n")
			case last.SoftLineBreak() && d.thai:
				d.report(d.line(t), "a line break inside a Thai paragraph would show as a space",
					"write the paragraph on one line, or put an empty line between two")
			case last.SoftLineBreak():
				b.WriteString(" ")
			}
		case *ast.String:
			if len(t.Value) == 0 {
				continue
			}
			d.report(d.line(n), "something stands here that is no plain text", "write plain words")
		case *ast.Link, *ast.AutoLink:
			d.report(d.line(n), "a link stands within a text", "put what is to be pressed into a paragraph of its own; nothing leads out of a simulated screen")
		case *ast.RawHTML:
			d.report(d.line(n), "HTML is not allowed here", "write it in Markdown; for a < that is meant as a character write &lt;")
		case *ast.Image:
			d.report(d.line(n), "pictures are not allowed here", "say it in words; the site draws its screens itself")
		default:
			d.report(d.line(n), "something stands here that is no plain text", "take emphasis, code and the like out; a screen is drawn in its look")
		}
	}
	text := strings.TrimSpace(b.String())
	line := 1
	if from != nil {
		line = d.line(from)
	}
	switch {
	case text == "":
		d.report(line, "a part of the screen has no words", "write them")
	case utf8.RuneCountInString(text) > most:
		d.report(line, fmt.Sprintf("a part of the screen is longer than %d characters", most), "shorten it; a screen is looked at, not read")
	case strings.ContainsAny(text, "{}"):
		d.report(line, "a brace would show as a character", "write {.pink} and the like right behind a link, with no space before it")
	case hasMarks(text):
		d.report(line, "** or __ would show as characters", "take them away")
	case emptyPhrase(text):
		d.report(line, "a | has no words on one side", "put | only between two phrases")
	}
	return text
}

// twinScreens checks that a translated screen has the parts of its source, and takes from there what is no words.
func (l *loader) twinScreens(original, f *file) {
	a, b := original.screen, f.screen
	if a == nil || b == nil {
		return
	}
	for _, v := range []struct{ key, want, got string }{{"address", a.Address, b.Address}, {"look", a.Look, b.Look}} {
		if v.got != v.want && f.meta != nil {
			l.fault(f.path(), f.meta.line(v.key), fmt.Sprintf("%s is %s, but %s in %s", v.key, v.got, v.want, original.path()), "use the same value in both, or leave the line out")
		}
	}
	b.Checked = a.Checked
	l.twinBlocks(original, f, a.Blocks, b.Blocks)
	if want, got := elseActions(a), elseActions(b); want != got {
		l.fault(f.path(), 1, fmt.Sprintf("the other answers are %q, but %q in %s", got, want, original.path()), "answer the same actions in both, in the same order")
		return
	}
	for i := range b.Else {
		b.Else[i].Mistake = a.Else[i].Mistake
	}
}

func elseActions(s *Screen) string {
	return strings.Join(namesOf(s.Else, func(e Else) string { return e.Action }), " ")
}

// twinBlocks compares the parts of a translated screen (b, of f) with its source's (a, of original).
func (l *loader) twinBlocks(original, f *file, a, b []Block) {
	i := 0
	for k := range b {
		if b[k].Kind == GistBlock {
			continue
		}
		for i < len(a) && a[i].Kind == GistBlock {
			i++
		}
		if i == len(a) {
			l.fault(f.path(), b[k].line, fmt.Sprintf("a part of the screen stands here that %s does not have", original.path()), "give both the same parts in the same order")
			return
		}
		want, got := &a[i], &b[k]
		i++
		if want.Kind != got.Kind || want.Opens != got.Opens || len(want.Presses) != len(got.Presses) || pressActions(want.Presses) != pressActions(got.Presses) {
			l.fault(f.path(), got.line, fmt.Sprintf("this part of the screen is another one than line %d of %s has in its place", want.line, original.path()), "give both the same parts with the same actions in the same order")
			return
		}
		if got.Icon == "" {
			got.Icon = want.Icon
		}
		for n := range got.Presses {
			l.twinPress(original, f, want.Presses[n], &got.Presses[n])
		}
		l.twinBlocks(original, f, want.Inner, got.Inner)
	}
	for ; i < len(a); i++ {
		if a[i].Kind != GistBlock {
			l.fault(f.path(), 1, fmt.Sprintf("the part of the screen on line %d of %s is missing", a[i].line, original.path()), "give both the same parts in the same order")
			return
		}
	}
}

func pressActions(presses []Press) string {
	return strings.Join(namesOf(presses, func(p Press) string { return p.Action }), " ")
}

// twinPress takes from the source how a thing looks. A translation repeats it, or says nothing.
func (l *loader) twinPress(original, f *file, want Press, got *Press) {
	if len(got.Form) == 0 && len(want.Form) > 0 {
		for part := range strings.SplitSeq(got.Text, "·") {
			got.Form = append(got.Form, strings.TrimSpace(part))
		}
		got.Text = ""
	}
	if len(got.Form) != len(want.Form) {
		l.fault(f.path(), got.line, fmt.Sprintf("the number of the form's parts is %d, but %d in %s", len(got.Form), len(want.Form), original.path()), "name the same fields and the button, with · between")
	}
	for _, v := range []struct {
		got  *string
		want string
	}{{&got.Colour, want.Colour}, {&got.Position, want.Position}, {&got.Icon, want.Icon}} {
		if *v.got == "" {
			*v.got = v.want
		} else if *v.got != v.want {
			l.fault(f.path(), got.line, fmt.Sprintf("%q stands here, but %q in %s", *v.got, v.want, original.path()), "use the same look in both, or leave it out here")
		}
	}
}
