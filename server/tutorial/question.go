package tutorial

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// How many choices a question has: fewer can be guessed, more are not read.
const minChoices, maxChoices = 3, 4

// question reads what a question has instead of prose.
func (l *loader) question(f *file, d *document) {
	f.choices = d.choices()
	f.page.Links = d.links()
	if f.meta == nil {
		return
	}
	step, line := f.meta.text("step"), f.meta.line("step")
	if original := l.files[l.source][f.name]; f.meta.values["step"] == nil && f.lang != l.source && original != nil {
		step = strings.TrimPrefix(original.teacher, "/"+l.source)
	}
	switch {
	case step == "":
	case !internal(step):
		d.report(line, fmt.Sprintf("step is %q, which is no page of this site", step), "write the page that teaches the answer, such as /guide/start or /help#address")
	default:
		d.checkLanguage(line, step)
		f.teacher = d.href(step)
		f.page.Links = append([]Link{{Href: f.teacher, Line: line}}, f.page.Links...)
	}
}

// choices reads the list that a question's body consists of.
func (d *document) choices() []Choice {
	var out []Choice
	var first ast.Node
	right := false
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		list, ok := n.(*ast.List)
		switch {
		case !ok:
			d.report(d.line(n), "something else than choices stands here", "ask in the title, and indent an explanation by two spaces below its choice")
			continue
		case first != nil:
			d.report(d.line(n), "a second list begins here", "begin every choice with the same mark, -, and indent its explanation by two spaces")
		case list.IsOrdered():
			d.report(d.line(n), "the choices are numbered, but their order varies", "begin each with -")
		}
		if first == nil {
			first = n
		}
		for item := list.FirstChild(); item != nil; item = item.NextSibling() {
			c := d.choice(item)
			if c.Right && right {
				d.report(c.line, "a second choice is marked as right", "leave only one with [x]")
			}
			right = right || c.Right
			out = append(out, c)
		}
	}
	if first == nil { // reported above, or as a page without text
		return nil
	}
	if len(out) < minChoices || len(out) > maxChoices {
		d.report(d.line(first), fmt.Sprintf("the number of choices is %d", len(out)), fmt.Sprintf("write %d or %d", minChoices, maxChoices))
	}
	if !right {
		d.report(d.line(first), "no choice is marked as right", "write [x] instead of [ ] before the right one")
	}
	return out
}

// choice reads one item of the list: a box and words, then paragraphs.
func (d *document) choice(item ast.Node) Choice {
	c := Choice{line: d.line(item)}
	words := item.FirstChild()
	if words == nil {
		d.report(c.line, "a choice is empty", "write it behind its box, or remove the line")
		return c
	}
	c.line = d.line(words)
	box, ok := words.FirstChild().(*extast.TaskCheckBox)
	if !ok {
		d.report(c.line, "a choice has no box", `begin it with "- [ ] ", or with "- [x] " when it is the right one`)
		return c
	}
	c.Right = box.IsChecked
	c.Text = template.HTML(strings.TrimSpace(string(d.html(from(box.NextSibling())...)))) // #nosec G203 -- as html
	if c.Text == "" {
		d.report(c.line, "a choice has no words", "write them behind its box")
	}
	ast.Walk(words, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if k := n.Kind(); entering && (k == ast.KindLink || k == ast.KindAutoLink) {
			d.report(c.line, "a choice has a link in it, which would be pressed instead", "move the link into the explanation")
		}
		return ast.WalkContinue, nil
	})
	why := from(words.NextSibling())
	for _, n := range why {
		if n.Kind() != ast.KindParagraph {
			d.report(d.line(n), "an explanation is no paragraph", "write it in plain paragraphs")
		}
	}
	if c.Why = d.html(why...); c.Why == "" {
		d.report(c.line, "a choice has no explanation", "leave an empty line below it, then write the explanation, indented by two spaces")
	}
	return c
}

// twinChoices checks that a translated question has the choices of its source, in the same order as far as can be told.
func (l *loader) twinChoices(original, f *file) {
	if f.teacher != "" && original.teacher != "" {
		want, got := strings.TrimPrefix(original.teacher, "/"+original.lang), strings.TrimPrefix(f.teacher, "/"+f.lang)
		if want != got {
			l.fault(f.path(), f.meta.line("step"), fmt.Sprintf("step is %s, but %s in %s", got, want, original.path()), "use the same value in both")
		}
	}
	if want, got := len(original.choices), len(f.choices); want != got {
		l.fault(f.path(), f.meta.end, fmt.Sprintf("the number of choices is %d, but %d in %s", got, want, original.path()), "write the same choices in both")
		return
	}
	want, got := rightChoice(original.choices), rightChoice(f.choices)
	if want != got && want > 0 && got > 0 {
		l.fault(f.path(), f.choices[got-1].line, fmt.Sprintf("the right choice is number %d, but number %d in %s", got, want, original.path()), "write the choices in the same order in both")
	}
}

// rightChoice counts from 1; 0 when there is none.
func rightChoice(choices []Choice) int {
	for i, c := range choices {
		if c.Right {
			return i + 1
		}
	}
	return 0
}
