package tutorial

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// phone reads a phone's body: a heading for each view, and below it what stands there. A translation takes its passcode's
// length from its source.
func (d *document) phone(p *Phone, translated bool) {
	p.Views = map[string]*PhoneView{}
	for _, name := range phoneViews {
		p.Views[name] = &PhoneView{}
	}
	var v *PhoneView
	name := ""
	seen := map[string]bool{}
	anchors := "{#" + strings.Join(phoneViews, "}, {#") + "}"
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		line := d.line(n)
		if h, ok := n.(*ast.Heading); ok {
			name = anchor(h)
			switch {
			case h.Level != 2 || !slices.Contains(phoneViews, name):
				d.report(line, fmt.Sprintf("the heading begins no view of a phone: its anchor is %q", name), fmt.Sprintf("write ## and one of %s behind it", anchors))
				name, v = "", nil
				continue
			case seen[name]:
				d.report(line, fmt.Sprintf("the view %q stands here a second time", name), "leave one of the two")
			}
			seen[name] = true
			v = p.Views[name]
			*v = PhoneView{Title: d.drawnText(h.FirstChild(), maxPressWords), line: line}
			d.phoneHeading(p, h, name)
			continue
		}
		if v == nil {
			d.report(line, "something stands outside the views of the phone", "begin a view with a heading such as ## Phone {#home}")
			continue
		}
		switch n := n.(type) {
		case *ast.Paragraph:
			v.Texts = append(v.Texts, d.drawnText(n.FirstChild(), maxPhoneWords))
			if len(v.Texts) > maxPhoneTexts {
				d.report(line, fmt.Sprintf("a view has more than %d paragraphs", maxPhoneTexts), "take some away; a phone is small")
			}
		case *ast.List:
			d.phoneList(v, name, n, translated)
		default:
			d.report(line, "something stands here that a phone cannot show", "use headings, paragraphs and lists only")
		}
	}
	for _, name := range phoneViews {
		v := p.Views[name]
		if !seen[name] {
			d.report(frontMatterEnd(d.raw), fmt.Sprintf("the phone has no view %q", name), "write it as ## words {#"+name+"}")
			continue
		}
		for _, action := range phonePresses[name] {
			n := 0
			for _, p := range v.Presses {
				if p.Action == action {
					n++
				}
			}
			if n == 0 && action != "open-camera" && action != "open-other" || n > 1 && name != HomeView || n > 1 && action == "open-app" {
				d.report(v.line, fmt.Sprintf("the view has %d times %q to press", n, action), "write it once, as - [words]("+action+")")
			}
		}
	}
	if p.Digits == 0 && seen[PasscodeView] && !translated {
		d.report(p.Views[PasscodeView].line, "the passcode does not say how many digits it has", fmt.Sprintf("write {#passcode digits=8} behind its heading; from %d to %d", minDigits, maxDigits))
	}
}

// phoneHeading reads what a view's heading says besides its anchor.
func (d *document) phoneHeading(p *Phone, h *ast.Heading, name string) {
	for _, a := range h.Attributes() {
		switch key := string(a.Name); {
		case key == "id":
		case key == "digits" && name == PasscodeView:
			text, _ := attributeText(a.Value)
			if n, err := strconv.Atoi(text); err == nil && n >= minDigits && n <= maxDigits {
				p.Digits = n
			} else {
				d.report(d.line(h), fmt.Sprintf("digits is %q", text), fmt.Sprintf("write a number from %d to %d", minDigits, maxDigits))
			}
		default:
			d.report(d.line(h), fmt.Sprintf("the heading has the attribute %q", key), "leave only its anchor, and digits=8 at the passcode's")
		}
	}
}

// phoneList reads a view's list: things to press, or what is shared.
func (d *document) phoneList(v *PhoneView, name string, list *ast.List, translated bool) {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		line := d.line(item)
		first := item.FirstChild()
		if first == nil || first.NextSibling() != nil {
			d.report(line, "an entry of the list is more than one line", "write - words, or - [words](action)")
			continue
		}
		link, ok := first.FirstChild().(*ast.Link)
		if !ok {
			if name != QuestionView {
				d.report(line, "an entry of the list is no single thing to press", "write it as - [words](action), with nothing beside it")
				continue
			}
			if v.Shared = append(v.Shared, d.drawnText(first.FirstChild(), maxPressWords)); len(v.Shared) > maxShared {
				d.report(line, fmt.Sprintf("the question has more than %d things that are shared", maxShared), "take some away; a phone is small")
			}
			continue
		}
		if !standsAlone(link) {
			d.report(line, "something else stands beside what is to be pressed", "put it into a paragraph of its own; two buttons are two paragraphs, or a list")
		}
		p := d.press(link, phonePresses[name])
		switch {
		case name == HomeView && p.Icon == "" && !translated:
			d.report(line, "an app has no icon", "write one behind it, as {.icon-app}")
		case name != HomeView && p.Icon != "", p.Colour != "", p.Position != "", p.Form != nil:
			d.report(line, "what is pressed on a phone has a look of its own", "leave only the words and the action; Allow and Decline look the same")
		case len(v.Presses) == maxApps:
			d.report(line, fmt.Sprintf("a view has more than %d things to press", maxApps), "take some away; a phone is small")
			return
		}
		v.Presses = append(v.Presses, p)
	}
}

// twinPhones checks that a translated phone has the views of its source, and takes from there what is no words.
func (l *loader) twinPhones(original, f *file) {
	a, b := original.phone, f.phone
	if a == nil || b == nil {
		return
	}
	if b.Digits != 0 && b.Digits != a.Digits {
		l.fault(f.path(), b.Views[PasscodeView].line, fmt.Sprintf("digits is %d, but %d in %s", b.Digits, a.Digits, original.path()), "use the same value in both, or leave it out here")
	}
	b.Digits, b.Checked = a.Digits, a.Checked
	for _, name := range phoneViews {
		want, got := a.Views[name], b.Views[name]
		if len(want.Texts) != len(got.Texts) || len(want.Shared) != len(got.Shared) ||
			pressActions(want.Presses) != pressActions(got.Presses) {
			l.fault(f.path(), got.line, fmt.Sprintf("the view %q has other parts than in %s", name, original.path()), "give both the same parts with the same actions in the same order")
			continue
		}
		for i := range got.Presses {
			l.twinPress(original, f, want.Presses[i], &got.Presses[i])
		}
	}
}
