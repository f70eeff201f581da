package upgrade

import (
	"path"
	"slices"
	"strings"
)

// pages brings a language's pages over.
func (c *conversion) pages(lang string) {
	for name, today := range c.today {
		if l, _, _ := strings.Cut(name, "/"); l != lang || path.Ext(name) != ".md" {
			continue
		}
		was, has := c.was[name]
		switch {
		case !has && slices.Contains(numbered, path.Base(path.Dir(name))) && record().first(name) > 0 && record().first(name) <= c.age:
			if lang == source { // it was there once: the unit has taken it away
				c.look(name, "the file is not in your folder and was not put back; guide init writes it, if you want it again")
			}
		case !has || record().isShipped(name, was):
			c.is[name] = today
		default:
			c.merge(name, was, today)
		}
	}
	for name, was := range c.was {
		l, rel, _ := strings.Cut(name, "/")
		if _, done := c.is[name]; done || l != lang || path.Ext(name) != ".md" {
			continue
		}
		switch of := c.today[source+"/"+rel]; {
		case c.today[name] != nil: // taken away by hand, see above
		case record().isShipped(name, was):
			c.Removed = append(c.Removed, name) // the program's, which has it no longer
		case of != nil && lang != source && path.Dir(rel) == runs:
			c.merge(name, was, of) // a language of the unit's own: structure from the source
		default:
			c.merge(name, was, nil)
		}
	}
}

// merge puts a page of the unit's into today's form: what the unit changed stays, what the program wrote is as today.
func (c *conversion) merge(name string, was, today []byte) {
	c.own[name] = true
	own, ok := parsePage(was)
	if !ok {
		c.is[name] = was
		c.look(name, "the head between the two lines --- cannot be read, and the file stays as it is")
		return
	}
	_, rel, _ := strings.Cut(name, "/")
	folder := path.Dir(rel)
	p := own
	if now, ok := parsePage(today); ok {
		p = now
		for _, e := range own.head {
			if !record().isShippedPart(name, e.key, e.text) && e.key != "screen" && e.key != "source" {
				p.set(e.key, e.text)
			}
		}
		if own.has("source") {
			p.set("source", "source: "+own.value("source")+"\n")
		}
		switch body := own.body; {
		case record().isShippedPart(name, "body", body):
		case folder != runs || stateHeading.MatchString(body):
			p.body = body
		case !p.setDebrief(body):
			c.look(name, "your text of this run has no place of its own any more: %q", firstWords(body))
		}
	}
	if folder == steps {
		if screen := own.value("screen"); screen != "" && (today == nil || !record().isShippedPart(name, "screen", own.head[own.at("screen")].text)) {
			p.replace("screen", "state", "state: "+screen+"\n")
		}
	}
	if today == nil && folder == runs && !stateHeading.MatchString(own.body) {
		c.look(name, "a practice run is written with its states now, and this one has none; README.md shows how")
	}
	c.is[name] = p.bytes()
}

func firstWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + " …"
	}
	return text
}
