package upgrade

import (
	"fmt"
	"regexp"
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

func (s section) id() string { return group(headingID, s.heading) }

// group is what a pattern's group has in a text; "" where the pattern is not there.
func group(pattern *regexp.Regexp, text string) string {
	if m := pattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
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

// firstPress is what can be pressed on a screen first; "" where there is nothing, or a phone stands beside it.
func firstPress(screen []byte, s section) string {
	if strings.Contains(s.heading, "phone=") {
		return ""
	}
	return group(press, string(screen))
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
