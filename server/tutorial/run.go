package tutorial

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"napguide/server/sandbox"
)

// Limits of a practice run's file. What is beyond them is refused with its line.
const (
	maxRuns    = 40  // in a guide
	maxStates  = 60  // that one file writes
	maxPages   = 400 // that become of them, with every address to judge and everything behind doors
	maxItems   = 12  // in a state
	maxJudged  = 12  // addresses in a list
	maxDraws   = 20  // runs behind doors
	maxFrom    = 4   // runs that one another take over
	maxWords   = 120 // letters of a choice, a name or a title
	maxExplain = 900 // letters of an explanation
)

// runText is a practice run's file as it is written, in one language.
type runText struct {
	guided, hints bool
	from          string
	draws         []drawEntry
	group, level  string
	brief         template.HTML
	states        []*stateText
}

// drawEntry is an entry of draws: a run, and which of its addresses; none means all.
type drawEntry struct {
	run   string
	which []int
}

// stateText is what stands below one heading.
type stateText struct {
	line      int
	id, title string
	attrs     map[string]string
	classes   []string
	said      []Said
	text      template.HTML // above a rule
	messages  template.HTML // ready to send, above a rule
	lead      string        // the text where it is one paragraph of plain words
	debrief   template.HTML // below a rule
	items     []*item
	links     []judged
	linksAt   int // line of the first
}

func (s *stateText) is(class string) bool { return slices.Contains(s.classes, class) }

func (s *stateText) item(action string) *item {
	for _, it := range s.items {
		if it.action == action {
			return it
		}
	}
	return nil
}

// item is one line of what can be pressed.
type item struct {
	line        int
	mark        byte // x, space, or 0
	action      string
	words, name string   // of a choice; what the trainer's board calls it
	hasWords    bool     // it is written as a link
	to          []string // one state, or two where an address is judged
	why         template.HTML
}

// judged is one address of a list.
type judged struct {
	line    int
	genuine bool
	screen  string
	before  string
	end     string
	path    string
}

// Said is what somebody says in a situation.
type Said struct {
	By   string // chat or person
	Text template.HTML
}

// StateWords are a state's words in one language.
type StateWords struct {
	Title string // its "|" parts phrases
	Said  []Said
	Text  template.HTML
	// Messages are what one may really send or say. They stand outside the simulated screen.
	Messages template.HTML
	Lead     string // the text where it is one paragraph of plain words, with its "|"
	Debrief  template.HTML
	Event    string                    // words of the trainer's button
	Choices  map[sandbox.Action]string // with "|"
	Names    map[sandbox.Action]string // of mistakes, for the trainer's board
	whys     map[sandbox.Action]template.HTML
}

var (
	itemForm = regexp.MustCompile(`(?s)^(?:\[([ xX])\][ \t]+)?(?:\[([^\[\]]*)\]\(([^()\s"]*)(?:[ \t]+"([^"]*)")?\)|([A-Za-z][A-Za-z0-9_-]*))` +
		`[ \t]*(?:(?:->|→)[ \t]*([A-Za-z0-9_-]+(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+)*))?[ \t]*(:.*)?$`)
	linkForm  = regexp.MustCompile(`^\[([ xX])\][ \t]+([a-z][a-z0-9-]*)[ \t]+` + "`" + `https://([^/\[\]\s` + "`" + `]*)\[([^/\[\]\s` + "`" + `]+)\](/[^\[\]\s` + "`" + `]*)` + "`" + `$`)
	drawnForm = regexp.MustCompile(`^([a-z][a-z0-9-]*)((?:[ ,]+[0-9]{1,2})*)$`)
	lastsForm = regexp.MustCompile(`^([0-9]{1,3})(s|m)$`)
)

// Names of a state's attributes and classes.
var (
	stateAttrs   = []string{"screen", "phone", "lasts", "address", "event"}
	stateClasses = []string{"theirs", "end", "good", "careful", "contact", "example", "judge", "addresses"}
)

const itemMend = `write it like "- [x] action -> state: why", or "- [words](action) -> state" for a choice of one's own`

// runText reads the body of a practice run.
func (d *document) runText() *runText {
	r := &runText{}
	var blocks []ast.Node
	var state *stateText
	flush := func() {
		if state != nil {
			d.readState(state, blocks)
		}
		blocks = nil
	}
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		h, isHeading := n.(*ast.Heading)
		switch {
		case isHeading && h.Level == 2:
			flush()
			state = d.stateHead(h)
			if state.id != "" && !slices.ContainsFunc(r.states, func(s *stateText) bool { return s.id == state.id }) { // else told by its heading
				r.states = append(r.states, state)
			}
		case isHeading:
			d.report(d.line(n), "a practice run has only headings of level 2, one for each state", "write ## and {#name} behind it")
		case state == nil:
			if n.Kind() == ast.KindList && d.looksLikeItems(n) {
				d.report(d.line(n), "something to press stands above the first state", "write a heading above it: ## Words {#name screen=…}")
				continue
			}
			r.brief += d.html(n)
		default:
			blocks = append(blocks, n)
		}
	}
	flush()
	if len(r.states) > maxStates {
		d.report(r.states[maxStates].line, fmt.Sprintf("a run has at most %d states", maxStates), "make two runs of it")
		r.states = r.states[:maxStates]
	}
	return r
}

// looksLikeItems tells a list of presses from one that is prose.
func (d *document) looksLikeItems(list ast.Node) bool {
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		if p := li.FirstChild(); p != nil && p.FirstChild() != nil {
			if _, ok := p.FirstChild().(*extast.TaskCheckBox); ok {
				return true
			}
		}
	}
	return false
}

// stateHead reads a heading and what stands in its braces.
func (d *document) stateHead(h *ast.Heading) *stateText {
	s := &stateText{line: d.line(h), id: anchor(h), title: d.plain(h.FirstChild()), attrs: map[string]string{}}
	if Letters(s.title) > maxWords {
		d.report(s.line, fmt.Sprintf("the heading is longer than %d letters", maxWords), "say it shorter, and the rest below it")
	}
	if strings.ContainsAny(s.title, "{}") {
		d.report(s.line, "what stands in braces behind the heading cannot be read", `write it like {#name screen=login lasts="20s" .end}`)
	}
	for _, a := range h.Attributes() {
		name := string(a.Name)
		value, isText := attributeText(a.Value)
		switch {
		case name == "id":
		case name == "class":
			for class := range strings.FieldsSeq(value) {
				if !slices.Contains(stateClasses, class) {
					d.report(s.line, fmt.Sprintf("the heading has the mark %q, which is unknown", "."+class), instead(class, stateClasses))
					continue
				}
				s.classes = append(s.classes, class)
			}
		case !slices.Contains(stateAttrs, name):
			d.report(s.line, fmt.Sprintf("the heading has the property %q, which is unknown", name), instead(name, stateAttrs))
		case !isText || value == "" || Letters(value) > maxWords:
			d.report(s.line, fmt.Sprintf("the property %q of the heading has no value that can be read", name), `write it like lasts="20s"`)
		default:
			s.attrs[name] = value
		}
	}
	return s
}

// readState reads the blocks below a heading: what is said and told, then what can be pressed.
func (d *document) readState(s *stateText, blocks []ast.Node) {
	out := &s.text
	paragraphs, after := 0, false
	for i := 0; i < len(blocks); i++ {
		n := blocks[i]
		switch n := n.(type) {
		case *ast.ThematicBreak:
			if out == &s.debrief {
				d.report(d.line(n), "a second line --- stands in this state", "leave only the one above what is told at the run's end")
			}
			out = &s.debrief
			continue
		case *ast.List:
			after = true
			d.readItems(s, n)
			continue
		case *ast.Blockquote:
			if said, ok := d.said(n); ok {
				d.staysIn(n)
				s.said = append(s.said, said)
				continue
			}
		}
		if after && out == &s.text {
			d.report(d.line(n), "this stands below what can be pressed and belongs to nothing", "indent it by two spaces to explain the line above it, or move it above the list")
		}
		if n.Kind() == ast.KindParagraph {
			paragraphs++
			s.lead = d.plainParagraph(n)
		} else {
			paragraphs = 2
		}
		if out == &s.text {
			if d.isMessages(blocks[i:]) {
				i += d.tell(&s.messages, blocks[i:])
				continue
			}
			d.staysIn(n)
		}
		i += d.tell(out, blocks[i:])
	}
	if paragraphs != 1 {
		s.lead = ""
	}
}

// isMessages tells whether the blocks begin with a message that is ready to send, or with the label of one.
func (d *document) isMessages(blocks []ast.Node) bool {
	return d.isMessage(blocks[0]) || d.label(blocks[0]) != "" && len(blocks) > 1 && d.isMessage(blocks[1])
}

// staysIn reports a link to the outside or to the real login: within a simulated screen everything is practice.
func (d *document) staysIn(n ast.Node) {
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		address := ""
		switch n := n.(type) {
		case *ast.Link:
			address = string(n.Destination)
		case *ast.AutoLink:
			address = autoLinkURL(n, d.raw)
		case *ast.FencedCodeBlock:
			if entering && d.isMessage(n) {
				d.report(d.line(n), "a message that is ready to send stands within a simulated screen", "write it below the state's words, at the left edge")
			}
		}
		if entering && (external(address) || address == "/launch" || address == "/go") {
			d.report(d.line(n), fmt.Sprintf("the link %q leads out of the practice, from within a simulated screen", address),
				"write it below the line --- of the run's end, or on a page of the guide")
		}
		return ast.WalkContinue, nil
	})
}

// plainParagraph is a paragraph's words where it has nothing but plain text.
func (d *document) plainParagraph(p ast.Node) string {
	for c := p.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindText {
			return ""
		}
	}
	return d.plain(p.FirstChild())
}

// tell writes the first of some blocks, and says how many more it took: messages follow their label.
func (d *document) tell(out *template.HTML, blocks []ast.Node) (more int) {
	if label := d.label(blocks[0]); label != "" {
		for more+1 < len(blocks) && d.isMessage(blocks[more+1]) {
			more++
		}
		if more > 0 {
			*out += `<div class="polite"><p class="eyebrow">` + label + "</p>" + d.html(blocks[1:more+1]...) + "</div>\n"
			return more
		}
	}
	*out += d.html(blocks[0])
	return 0
}

func (d *document) isMessage(n ast.Node) bool {
	code, ok := n.(*ast.FencedCodeBlock)
	return ok && string(code.Language(d.raw)) == "message"
}

// label is a paragraph that is all in bold, as HTML.
func (d *document) label(n ast.Node) template.HTML {
	p, ok := n.(*ast.Paragraph)
	if !ok || p.ChildCount() != 1 {
		return ""
	}
	bold, ok := p.FirstChild().(*ast.Emphasis)
	if !ok || bold.Level != 2 {
		return ""
	}
	return d.html(from(bold.FirstChild())...)
}

var saidForm = regexp.MustCompile(`^\[!([A-Za-z-]+)\][ \t]*`)

// said reads a quotation that begins with [!chat] or [!person].
func (d *document) said(q *ast.Blockquote) (Said, bool) {
	p, ok := q.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return Said{}, false
	}
	first := p.Lines().At(0)
	m := saidForm.FindStringSubmatch(string(first.Value(d.raw)))
	if m == nil {
		return Said{}, false
	}
	kinds := []string{"chat", "person"}
	if !slices.Contains(kinds, m[1]) {
		d.report(d.line(q), fmt.Sprintf("[!%s] is unknown", m[1]), instead(m[1], kinds))
		return Said{}, true
	}
	d.cutBefore(p, first.Start+len(m[0]))
	if p.ChildCount() == 0 {
		d.report(d.line(q), "nothing is said here", "write the words behind [!"+m[1]+"]")
	}
	return Said{By: m[1], Text: d.html(from(q.FirstChild())...)}, true
}

// cutBefore takes away what stands in a paragraph before an offset in the file.
func (d *document) cutBefore(p ast.Node, offset int) {
	for c := p.FirstChild(); c != nil; {
		next := c.NextSibling()
		t, ok := c.(*ast.Text)
		switch {
		case ok && t.Segment.Stop > offset:
			cut := t.Segment.WithStart(max(t.Segment.Start, offset))
			t.Segment = cut.TrimLeftSpace(d.raw)
			if t.Segment.Len() == 0 {
				p.RemoveChild(p, t)
				c = next
				continue
			}
			return
		case !ok && startOf(c) >= offset:
			return
		}
		p.RemoveChild(p, c)
		c = next
	}
}

// startOf is where an inline node begins in its file, as far as its words tell; -1 where they do not.
func startOf(n ast.Node) int {
	if n.Pos() >= 0 {
		return n.Pos()
	}
	if t, ok := n.(*ast.Text); ok {
		return t.Segment.Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if at := startOf(c); at >= 0 {
			return at
		}
	}
	return -1
}

// readItems reads a list of what can be pressed, or of addresses to judge.
func (d *document) readItems(s *stateText, list *ast.List) {
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		p := li.FirstChild()
		if p == nil || p.Kind() != ast.KindTextBlock && p.Kind() != ast.KindParagraph {
			d.report(d.line(li), "this line is nothing that can be pressed", itemMend)
			continue
		}
		if list.IsOrdered() {
			d.readLink(s, li, p)
			continue
		}
		d.staysIn(li)
		it := d.readItem(li, p)
		switch {
		case it == nil:
		case len(s.items) == maxItems:
			d.report(it.line, fmt.Sprintf("a state has at most %d lines of what can be pressed", maxItems), "make two states of it")
			return
		default:
			if other := s.item(it.action); other != nil {
				d.report(it.line, fmt.Sprintf("%q stands here a second time", it.action), "remove one of the two")
				continue
			}
			s.items = append(s.items, it)
		}
	}
}

// readLink reads one address of a list that is to be judged.
func (d *document) readLink(s *stateText, li, p ast.Node) {
	line := d.line(p)
	m := linkForm.FindStringSubmatch(strings.TrimSpace(string(p.Lines().Value(d.raw))))
	if m == nil || li.ChildCount() > 1 {
		d.report(line, "this line is no address to judge", "write it like 1. [ ] screen `https://name.of.site[.end.example]/path`, with [x] for a genuine one and brackets around the end that decides")
		return
	}
	if len(s.links) == maxJudged {
		d.report(line, fmt.Sprintf("a list has at most %d addresses", maxJudged), "leave some out")
		return
	}
	if len(s.links) == 0 {
		s.linksAt = line
	}
	s.links = append(s.links, judged{line: line, genuine: m[1] != " ", screen: m[2], before: m[3], end: m[4], path: m[5]})
}

// readItem reads one line of what can be pressed, with its explanation.
func (d *document) readItem(li, p ast.Node) *item {
	it := &item{line: d.line(p)}
	lines := p.Lines()
	first := lines.At(0)
	raw := strings.TrimRight(string(lines.Value(d.raw)), " \t\n")
	m := itemForm.FindStringSubmatchIndex(raw)
	if m == nil {
		d.report(it.line, "this line is nothing that can be pressed", itemMend)
		return nil
	}
	part := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return raw[m[2*n]:m[2*n+1]]
	}
	if box := part(1); box != "" {
		it.mark = strings.ToLower(box)[0]
	}
	it.hasWords = m[4] >= 0
	it.words, it.name, it.action = strings.TrimSpace(part(2)), strings.TrimSpace(part(4)), part(3)+part(5)
	switch {
	case !anchorForm.MatchString(it.action) || len(it.action) > 40:
		d.report(it.line, fmt.Sprintf("the action %q cannot be used", it.action), "write a word of a to z, 0 to 9 and -, such as help-a-friend")
		return nil
	case it.hasWords && (it.words == "" || emptyPhrase(it.words)):
		d.report(it.line, "a choice has no words, or a | with no words on one side", "write them between the square brackets")
	case Letters(it.words) > maxWords || Letters(it.name) > maxWords:
		d.report(it.line, fmt.Sprintf("the words of a choice are longer than %d letters", maxWords), "say it shorter")
	case hasMarks(it.words) || hasMarks(it.name) || strings.ContainsAny(it.words+it.name, "<>{}"):
		d.report(it.line, "the words of a choice have marks in them, which would show", "write plain words")
	}
	for to := range strings.SplitSeq(part(6), ",") {
		if to = strings.TrimSpace(to); to != "" {
			it.to = append(it.to, to)
		}
	}
	if m[14] >= 0 {
		if lines.Len() > 1 && m[14] >= first.Len() {
			d.report(it.line, "the explanation begins on another line than its action", "write both on one line, or indent the explanation as a paragraph of its own")
			return it
		}
		words := ast.NewParagraph()
		d.cutBefore(p, first.Start+m[14]+1)
		for _, c := range from(p.FirstChild()) {
			words.AppendChild(words, c)
		}
		if words.ChildCount() > 0 {
			it.why = d.html(words)
		}
	}
	for n := p.NextSibling(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph {
			d.report(d.line(n), "an explanation is no paragraph", "write it in plain paragraphs")
			continue
		}
		it.why += d.html(n)
	}
	if Letters(anyTag.ReplaceAllString(string(it.why), "")) > maxExplain {
		d.report(it.line, fmt.Sprintf("the explanation is longer than %d letters", maxExplain), "say it shorter, or make a state of it")
	}
	return it
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// lifetime reads a state's lasts; 0 where it has none. It is false where it cannot be read.
func lifetime(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	m := lastsForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1])
	d := time.Duration(n) * time.Second
	if m[2] == "m" {
		d *= 60
	}
	return d, d >= 5*time.Second && d <= 10*time.Minute
}
