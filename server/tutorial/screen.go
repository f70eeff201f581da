package tutorial

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// ScreenFolder holds a language's simulated screens.
const ScreenFolder = "screens"

// Looks that a screen may have.
const (
	Portal    = "portal"    // a head with a mark and a button, below it a notice and a form
	SignIn    = "sign-in"   // a page that scrolls: a form above the fold, other methods below
	Code      = "code"      // the QR code; the phone stands beside it
	Dashboard = "dashboard" // signed in: a head, and blocks of a menu
	Message   = "message"   // a mark, a sentence and a way on
)

// What a screen's file may name. Each is drawn by the program: see screens.html among the site's templates, and sim.css.
var (
	looks     = []string{Portal, SignIn, Code, Dashboard, Message}
	colours   = []string{"pink", "red", "orange", "yellow", "green", "teal", "blue", "navy", "purple", "brown", "grey", "black", "white"}
	positions = []string{"top-left", "top-right", "right"}
	icons     = []string{
		"app", "other", "ok", "no", "warning", "clock", "question", "phone", "computer", "person", "card", "key", "mail", "building",
		"chat", "camera", "map", "photo", "music",
	}
	// What a card's icon and a step's picture may name: see pic-*.svg among the site's drawings.
	pictures = []string{
		"button", "left", "middle", "form", "icon", "code", "done", "error", "scroll", "scan", "phone", "menus",
		"lost", "trainer", "learn", "real", "colleague", "doors",
	}
)

// Pictures lists what a card's icon and a step's picture may name.
func Pictures() []string { return slices.Clone(pictures) }

// Colours lists the colours that a button may have, as people name them.
func Colours() []string { return slices.Clone(colours) }

// Icons lists the icons and marks that a screen or a phone may show.
func Icons() []string { return slices.Clone(icons) }

// Limits of a screen. Words are counted in characters.
const (
	maxScreenBlocks  = 40
	maxScreenPresses = 40
	maxScreenWords   = 600
	maxPressWords    = 120
	maxFormParts     = 8
	maxAddress       = 120
	maxElse          = 40
)

// Screen is a simulated page of the computer as it is drawn.
type Screen struct {
	Page
	Address string // in the drawn address bar
	Look    string
	Checked string // year and month in which somebody last held it against the real one, as 2026-11; may be empty
	Blocks  []Block
	Else    []Else
}

// BlockKind is what a part of a screen is.
type BlockKind string

const (
	HeadingBlock BlockKind = "heading"
	TextBlock    BlockKind = "text"
	PressBlock   BlockKind = "press"
	ListBlock    BlockKind = "list"
	NoticeBlock  BlockKind = "notice"
	FoldBlock    BlockKind = "fold"
	GistBlock    BlockKind = "gist" // in a translation: what stands there, in short
)

// Block is one part of a screen, from top to bottom. Texts keep the "|" between their phrases; a line ends with "\n".
type Block struct {
	Kind    BlockKind
	Text    string  // of a heading, a text, a gist; of a notice its first, bold line
	Icon    string  // of a heading; may be empty
	Presses []Press // one of a press, several of a list
	Inner   []Block // of a notice: texts, gists, and what opens on a press
	Opens   bool    // inside a notice: Text opens the blocks of Inner
	line    int
}

// Press is something on a screen that one can press.
type Press struct {
	Action   string
	Text     string   // words, as a Block's
	Form     []string // a drawn form: its fields, and last its button; then Text is empty
	Colour   string   // one of Colours, or ""
	Position string   // where it stands, or ""
	Icon     string   // one of Icons, or ""
	line     int
}

// Else answers a press that a run's state does not.
type Else struct {
	Action  string
	Text    string
	Mistake bool // it is counted as one
	line    int
}

// Presses lists everything on the screen that one can press, from top to bottom.
func (s *Screen) Presses() (out []Press) {
	for _, b := range s.Blocks {
		out = append(out, b.Presses...)
	}
	return out
}

// Actions lists what one can do on the screen, each once.
func (s *Screen) Actions() (out []string) {
	for _, p := range s.Presses() {
		if !slices.Contains(out, p.Action) {
			out = append(out, p.Action)
		}
	}
	return out
}

// Words are what stands on the first thing that does an action, as plain text.
func (s *Screen) Words(action string) string {
	if p, ok := pressFor(s.Presses(), action); ok {
		return strings.NewReplacer("|", "", "\n", " ").Replace(cmp.Or(p.Text, strings.Join(p.Form, " · ")))
	}
	return action
}

// pressFor is the first press that does an action.
func pressFor(presses []Press, action string) (Press, bool) {
	if i := slices.IndexFunc(presses, func(p Press) bool { return p.Action == action }); i >= 0 {
		return presses[i], true
	}
	return Press{}, false
}

// Otherwise is the answer to a press that a run's state does not answer, or nil.
func (s *Screen) Otherwise(action string) *Else {
	if i := slices.IndexFunc(s.Else, func(e Else) bool { return e.Action == action }); i >= 0 {
		return &s.Else[i]
	}
	return nil
}

// Screen finds a screen by its id, or nil.
func (g *Guide) Screen(id string) *Screen {
	for _, s := range g.Screens {
		if s.ID == id {
			return s
		}
	}
	return nil
}

var (
	actionForm = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)
	reserved   = regexp.MustCompile(`\.(?:example|test|invalid)$`)
)

// screens reads the screens of a language. A translation takes what is no words from its source.
func (l *loader) screens(lang string, facts *Facts) []*Screen {
	var out []*Screen
	for _, f := range l.folder(lang, ScreenFolder, screenKind) {
		if f.screen == nil {
			continue
		}
		f.screen.Page = f.page.Page
		out = append(out, f.screen)
		if f.screen.Address != "" && f.meta.values["address"] != nil && !l.noFacts { // else it is the source's
			if msg, mend := DrawnAddress(f.screen.Address, facts.Hosts); msg != "" {
				l.use(f.path(), f.meta.line("address"), msg, mend)
			}
		}
	}
	return out
}

// liveHost checks that the real login stands at the host that the first step's screen shows.
func (l *loader) liveHost(g *Guide) {
	live, err := url.Parse(g.Site.Live)
	if err != nil || g.Site.Live == "" || len(g.Steps) == 0 || g.Runs == nil || l.incomplete[path.Join(l.source, stepFolder)] {
		return
	}
	st, _ := g.Runs.Guided().State(g.Steps[0].State)
	shown := g.Screen(string(st.Screen))
	if shown == nil {
		return // told elsewhere
	}
	if drawn, err := url.Parse(shown.Address); err == nil && drawn.Host != live.Host {
		l.fault(SiteFile, FactLine(l.fsys, "live"), fmt.Sprintf("live leads to %q, but the first screen shows %q", live.Host, drawn.Host),
			"let the real login and the address of the first step's screen have one host")
	}
}

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
