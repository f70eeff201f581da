package upgrade

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

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
	slices.SortFunc(all, func(a, b placedStep) int { return cmp.Or(a.order-b.order, strings.Compare(a.id, b.id)) })
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
			s.action = firstPress(c.today[source+"/screens/"+group(screenKey, states[like].heading)+".md"], states[like])
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
		marks := strings.ReplaceAll(group(attribute, states[like].heading), " .end", "")
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
