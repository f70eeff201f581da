package upgrade

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// section is a state of a run as it is written: its heading, and what stands below.
type section struct{ heading, text string }

// sections splits a run's body; before is what stands above the first heading.
func sections(body string) (before string, all []section) {
	for line := range strings.Lines(body) {
		switch {
		case strings.HasPrefix(line, "## "):
			all = append(all, section{heading: line})
		case len(all) == 0:
			before += line
		default:
			all[len(all)-1].text += line
		}
	}
	return before, all
}

func joined(before string, all []section) string {
	for _, s := range all {
		before += s.heading + s.text
	}
	return before
}

var (
	headingID = regexp.MustCompile(`\{#([\w-]+)`)
	listItem  = regexp.MustCompile(`(?m)^- `)
)

func (s section) id() string {
	if m := headingID.FindStringSubmatch(s.heading); m != nil {
		return m[1]
	}
	return ""
}

// setDebrief puts what a run says at its end into the state where it ends: below its line ---, or all of its text.
func (p *page) setDebrief(text string) bool {
	before, all := sections(p.body)
	text = strings.Trim(text, "\n") + "\n"
	if len(all) < 2 && !p.has("from") { // a run that draws others says nothing at its end
		return false
	}
	for i := len(all) - 1; i >= 0; i-- {
		above, _, rule := strings.Cut(all[i].text, "\n---\n")
		isEnd := strings.Contains(all[i].heading, ".end") || all[i].id() == "dashboard" || rule
		if !isEnd {
			continue
		}
		switch {
		case rule:
			all[i].text = above + "\n---\n\n" + text
		case listItem.MatchString(all[i].text): // presses come first
			continue
		default:
			all[i].text = "\n" + text
		}
		if i < len(all)-1 {
			all[i].text += "\n"
		}
		p.body = joined(before, all)
		return true
	}
	return false
}

// placedStep is a step and where it stands.
type placedStep struct {
	id, state, action, title string
	order                    int
	own                      bool // the unit's
}

// stepsInOrder are the steps of the source language.
func (c *conversion) stepsInOrder() []placedStep {
	var all []placedStep
	for name, raw := range c.is {
		if path.Dir(name) != source+"/"+steps {
			continue
		}
		if p, ok := parsePage(raw); ok {
			all = append(all, placedStep{strings.TrimSuffix(path.Base(name), ".md"), p.value("state"), p.value("action"), p.value("title"), p.number("order"), c.today[name] == nil})
		}
	}
	slices.SortFunc(all, func(a, b placedStep) int {
		if a.order != b.order {
			return a.order - b.order
		}
		return strings.Compare(a.id, b.id)
	})
	return all
}

// statesForSteps gives each step a state of its own in the guided run. A step of the unit's that stood at a screen beside
// another one gets a state of its name, between the steps before and behind it.
func (c *conversion) statesForSteps(languages []string) {
	all := c.stepsInOrder()
	guided, ok := parsePage(c.is[source+"/"+guidedRun])
	if !ok {
		return
	}
	before, states := sections(guided.body)
	find := func(id string) int { return slices.IndexFunc(states, func(s section) bool { return s.id() == id }) }
	taken := map[string]bool{}
	for _, s := range all {
		if !s.own {
			taken[s.state] = true
		}
	}
	changed := false
	for i, s := range all {
		if !s.own || s.state == "" {
			continue
		}
		if !taken[s.state] {
			taken[s.state] = true
			continue
		}
		name := source + "/" + steps + "/" + s.id + ".md"
		like := find(s.state)
		if like < 0 || find(s.id) >= 0 || i == 0 {
			c.look(name, "the step stands at %q, where another one stands already; README.md shows how a step gets a state of its own", s.state)
			continue
		}
		if s.action == "finish" || s.action == "decline" {
			s.action = firstPress(c.today[source+"/screens/"+screenOf(states[like])+".md"], states[like])
		}
		previous := all[i-1]
		from := find(previous.state)
		if from < 0 || s.action == "" {
			c.look(name, "the step has no way to it in the guided run (%s); write one, as README.md shows", guidedRun)
			continue
		}
		text, to := ledTo(states[from].text, previous.action, s.id)
		if to == "" {
			c.look(name, "the step has no way to it in the guided run (%s); write one, as README.md shows", guidedRun)
			continue
		}
		states[from].text = text
		own, back := ledTo(states[like].text, s.action, to)
		if back == "" {
			own = strings.TrimRight(states[like].text, "\n") + "\n- " + s.action + " -> " + to + "\n\n"
		}
		own = withoutItem(own, "finish")
		if !strings.HasSuffix(own, "\n\n") {
			own = strings.TrimRight(own, "\n") + "\n\n"
		}
		states[from].text = strings.TrimRight(states[from].text, "\n") + "\n\n"
		marks := strings.ReplaceAll(attributes(states[like].heading), " .end", "")
		heading := "## " + s.title + " {#" + s.id + marks + "}\n"
		states = slices.Insert(states, from+1, section{heading, own})
		all[i].state, all[i].action, changed = s.id, s.action, true
		for _, lang := range languages {
			file := lang + "/" + steps + "/" + s.id + ".md"
			if p, ok := parsePage(c.is[file]); ok {
				p.set("state", "state: "+s.id+"\n")
				p.set("action", "action: "+s.action+"\n")
				c.is[file] = p.bytes()
			}
			if lang != source {
				c.translateState(lang, previous.state, s.id, s.title, own)
			}
		}
		c.look(name, "the step has a state of its own in the guided run now (%s, %q); see that it comes where you want it", guidedRun, s.id)
	}
	if changed {
		guided.body = strings.TrimRight(joined(before, states), "\n") + "\n"
		c.is[source+"/"+guidedRun] = guided.bytes()
	}
}

// translateState writes a new state into a translation of the guided run, behind another one.
func (c *conversion) translateState(lang, behind, id, title, items string) {
	name := lang + "/" + guidedRun
	p, ok := parsePage(c.is[name])
	if !ok {
		return // it is not translated
	}
	if step, ok := parsePage(c.is[lang+"/"+steps+"/"+id+".md"]); ok {
		title = step.value("title")
	}
	before, states := sections(p.body)
	at := slices.IndexFunc(states, func(s section) bool { return s.id() == behind })
	var text strings.Builder
	text.WriteString("\n")
	for line := range strings.Lines(items) {
		if m := pressLine.FindStringSubmatch(line); m != nil {
			why := ""
			if like := itemOf(states, m[2]); strings.Contains(line, ": ") && like != "" {
				why = like
			}
			text.WriteString("- " + m[2] + why + "\n")
		}
	}
	if at >= 0 {
		states[at].text = strings.TrimRight(states[at].text, "\n") + "\n\n"
	}
	states = slices.Insert(states, at+1, section{"## " + title + " {#" + id + "}\n", text.String() + "\n"})
	p.body = strings.TrimRight(joined(before, states), "\n") + "\n"
	c.is[name] = p.bytes()
}

// pressLine is a line of what can be pressed: its box, its action, and what stands behind.
var pressLine = regexp.MustCompile(`^- (\[[ x]\] )?(?:\[[^\]]*\]\()?([a-z][a-z0-9-]*)[^\n]*?(?: (?:->|→) ([a-z][a-z0-9-]*))?(:[^\n]*)?\n?$`)

// itemOf is how a translation explains a press in whatever state; "" where it does not.
func itemOf(states []section, action string) string {
	for _, s := range states {
		for line := range strings.Lines(s.text) {
			if m := pressLine.FindStringSubmatch(line); m != nil && m[2] == action && m[4] != "" {
				return m[4]
			}
		}
	}
	return ""
}

// ledTo lets an action lead elsewhere, and says where it led before; "" where it led nowhere.
func ledTo(text, action, to string) (string, string) {
	before := ""
	var out strings.Builder
	for line := range strings.Lines(text) {
		if m := pressLine.FindStringSubmatch(line); m != nil && m[2] == action && m[3] != "" && before == "" {
			before = m[3]
			line = fmt.Sprintf("- %s%s -> %s%s\n", m[1], action, to, m[4])
		}
		out.WriteString(line)
	}
	return out.String(), before
}

func withoutItem(text, action string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if m := pressLine.FindStringSubmatch(line); m == nil || m[2] != action {
			out.WriteString(line)
		}
	}
	return out.String()
}

var (
	attribute = regexp.MustCompile(`\{#[\w-]+([^}]*)\}`)
	screenKey = regexp.MustCompile(`screen=([\w-]+)`)
	press     = regexp.MustCompile(`\]\(([a-z][a-z0-9-]*)\)`)
)

func attributes(heading string) string {
	if m := attribute.FindStringSubmatch(heading); m != nil {
		return m[1]
	}
	return ""
}

func screenOf(s section) string {
	if m := screenKey.FindStringSubmatch(s.heading); m != nil {
		return m[1]
	}
	return ""
}

// firstPress is what can be pressed on a screen first; "" where there is nothing, or a phone stands beside it.
func firstPress(screen []byte, s section) string {
	if m := press.FindSubmatch(screen); m != nil && !strings.Contains(s.heading, "phone=") {
		return string(m[1])
	}
	return ""
}
