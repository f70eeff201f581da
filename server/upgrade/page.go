package upgrade

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// page is a Markdown file taken apart without a judgement on it: what an older version refused is still brought over.
type page struct {
	head []entry // in order
	body string  // behind the second ---
}

// entry is a key of the front matter with all its lines, also those of a list below it.
type entry struct{ key, text string }

var (
	keyLine      = regexp.MustCompile(`^([A-Za-z][\w-]*):`)
	stateHeading = regexp.MustCompile(`(?m)^## .*\{#[a-z]`)
)

// parsePage is false where there is no front matter.
func parsePage(raw []byte) (*page, bool) {
	rest, ok := strings.CutPrefix(string(raw), "---\n")
	if !ok {
		return nil, false
	}
	p := &page{}
	for line := range strings.Lines(rest) {
		rest = rest[len(line):]
		if strings.TrimRight(line, "\n") == "---" {
			p.body = rest
			return p, true
		}
		if m := keyLine.FindStringSubmatch(line); m != nil || len(p.head) == 0 {
			key := ""
			if m != nil {
				key = m[1]
			}
			p.head = append(p.head, entry{key, line})
			continue
		}
		p.head[len(p.head)-1].text += line
	}
	return nil, false
}

func (p *page) bytes() []byte {
	var b strings.Builder
	b.WriteString("---\n")
	for _, e := range p.head {
		b.WriteString(e.text)
	}
	b.WriteString("---\n" + p.body)
	return []byte(b.String())
}

func (p *page) at(key string) int {
	return slices.IndexFunc(p.head, func(e entry) bool { return e.key == key })
}
func (p *page) has(key string) bool { return p.at(key) >= 0 }

// value is a key's value on its own line, without quotes.
func (p *page) value(key string) string {
	i := p.at(key)
	if i < 0 {
		return ""
	}
	line, _, _ := strings.Cut(p.head[i].text, "\n")
	return strings.Trim(strings.TrimSpace(line[len(key)+1:]), `"'`)
}

func (p *page) number(key string) int {
	n, _ := strconv.Atoi(p.value(key)) // 0 is no order
	return n
}

// set writes a key's lines, at the end where it is new.
func (p *page) set(key, text string) {
	if i := p.at(key); i >= 0 {
		p.head[i].text = text
		return
	}
	p.head = append(p.head, entry{key, text})
}

// replace writes a key in another one's place.
func (p *page) replace(old, key, text string) {
	i := p.at(old)
	if i < 0 || p.has(key) {
		p.head = slices.DeleteFunc(p.head, func(e entry) bool { return e.key == old })
		p.set(key, text)
		return
	}
	p.head[i] = entry{key, text}
}

// sameWords tells whether two versions of a page say the same in all that is words.
func sameWords(was, is []byte) bool {
	a, ok := parsePage(was)
	b, ok2 := parsePage(is)
	if !ok || !ok2 {
		return false
	}
	for _, key := range []string{"title", "summary", "short", "say", "practice", "coach", "hints", "trainer", "icon"} {
		if i, k := a.at(key), b.at(key); (i < 0) != (k < 0) || i >= 0 && a.head[i].text != b.head[k].text {
			return false
		}
	}
	return strings.TrimSpace(a.body) == strings.TrimSpace(b.body) || stateHeading.MatchString(b.body) && strings.Contains(b.body, strings.TrimSpace(a.body))
}
