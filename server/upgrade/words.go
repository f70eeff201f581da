package upgrade

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"napguide/server/locale"
)

// movedTo lists in which folders, or files, the words of a group of messages stand now.
var movedTo = map[string][]string{
	"screen": {"screens"}, "screen-title": {"screens", runs}, "dash": {"screens"}, "grant": {"screens", runs}, "why": {"screens", runs, "phones"},
	"lesson": {runs}, "brief": {runs}, "choice": {runs}, "turn": {runs}, "practice": {runs},
	"phone": {"phones"}, "consent": {"phones"}, "device": {"phones", "screens"}, "workshop": {siteFile},
}

// words brings a file of interface words over: the program's are as today, the unit's stay, those that have moved are noted.
func (c *conversion) words(name string) {
	was := c.was[name]
	lang := strings.TrimSuffix(strings.TrimPrefix(name, wordsFile), ".toml")
	leaves, err := Leaves(was)
	if err != nil {
		c.is[name] = was
		c.look(name, "the file cannot be read, and stays as it is")
		return
	}
	today, _ := Leaves(c.today[name]) // the program's own can be read; of a language of the unit's own there is none
	known, _ := Leaves(c.today[wordsFile+source+".toml"])
	want := map[string]string{}
	for id, text := range leaves {
		isShipped := record().isShippedPart(name, id, text)
		_, gone := record().gone[id]
		_, isKnown := known[id]
		now, has := today[id]
		switch {
		case gone && !isKnown && !has:
			if !isShipped {
				c.moves = append(c.moves, move{lang, id, text})
			}
		case has && isShipped:
			want[id] = now
		case has && !slices.Equal(holes(text), holes(now)):
			c.look(name, "%s: your words fill in other values than today's, and were not kept: %q", id, text)
			want[id] = now
		default:
			want[id] = text
			c.own[name] = true
		}
	}
	c.is[name] = rewrite(was, want)
}

// holes are what a message leaves to be filled in, without the names that every message may use.
func holes(text string) (names []string) {
	for _, m := range messageGap.FindAllStringSubmatch(text, -1) {
		if m[1] == "" || !slices.Contains(locale.Shared(), m[1]) {
			names = append(names, m[0])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// moveWords writes the unit's words where the program's stand now. A language of the unit's own gets a file of the source's
// structure for that.
func (c *conversion) moveWords(languages []string) {
	names := map[string]string{}
	if values, err := tomlValues(c.today[siteFile]); err == nil {
		for placeholder, key := range map[string]string{"App": "app", "System": "system", "Portal": "portal", "Register": "register"} {
			names[placeholder], _ = values[key].(string)
		}
	}
	filled := func(text string) string {
		return messageGap.ReplaceAllStringFunc(text, func(hole string) string {
			m := messageGap.FindStringSubmatch(hole)
			switch name := m[1]; {
			case names[name] != "":
				return names[name]
			case name == "Host" || name == "End":
				return "`" + strings.ToLower(name) + "`"
			}
			return hole
		})
	}
	slices.SortFunc(c.moves, func(a, b move) int { return strings.Compare(a.lang+a.id, b.lang+b.id) })
	for _, m := range c.moves {
		base, group := record().gone[m.id], strings.Split(m.id, ".")[0]
		before, found := cmp.Or(base[m.lang], base[source]), false
		if before != "" && slices.Contains(languages, m.lang) {
			found = c.moveWord(m, filled(before), filled(m.text), movedTo[group])
		}
		if !found {
			c.look(wordsFile+m.lang+".toml", "%s has no place of its own any more; your words were: %q", m.id, m.text)
		}
	}
}

// moveWord writes what the unit had said in a message into the pages that say it now. It is false where none does.
func (c *conversion) moveWord(m move, before, after string, places []string) (found bool) {
	pattern := wholeText(before)
	for _, name := range slices.Sorted(maps.Keys(c.today)) {
		lang, rel, _ := strings.Cut(name, "/")
		var template []byte
		switch {
		case name == siteFile && slices.Contains(places, siteFile):
			template, rel = c.is[siteFile], ""
		case lang == source && slices.Contains(places, path.Dir(rel)):
			if template = c.is[m.lang+"/"+rel]; template == nil {
				template = c.today[m.lang+"/"+rel]
			}
			if template == nil && c.today[m.lang+"/"+guidedRun] == nil { // a language of the unit's own
				template = withSource(c.is[name])
			}
		}
		if template == nil {
			continue
		}
		text, changed := replaceWhole(string(template), pattern, after)
		if !changed {
			continue
		}
		found = true
		file := siteFile
		if rel != "" {
			file = m.lang + "/" + rel
		}
		c.is[file] = []byte(text)
		c.Moved = append(c.Moved, m.id+" → "+file)
	}
	return found
}

// withSource is a page of the source as the beginning of a translation.
func withSource(raw []byte) []byte {
	p, ok := parsePage(raw)
	if !ok {
		return nil
	}
	p.set("source", "source: 000000000000\n")
	return p.bytes()
}

// wholeText finds a text wherever phrase marks stand in it.
func wholeText(text string) *regexp.Regexp {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(text, "|", "") {
		if b.Len() > 0 {
			b.WriteString(`\|?`)
		}
		b.WriteString(regexp.QuoteMeta(string(r)))
	}
	return regexp.MustCompile(b.String())
}

var (
	standsBehind = regexp.MustCompile("(?:^|[\\[\"'(]|: |^#+ |^> |^[-+*] |\\] |· )$")
	standsBefore = regexp.MustCompile("^(?:$|[\\]\"'{\\\\]| \\{| ·)")
	yamlNeeds    = regexp.MustCompile(`: | #|^[\s"'\[\]{}>|*&!%@` + "`" + `-]|:$`)
)

// replaceWhole replaces a text where it is all that a heading, an item, a label or a value says.
func replaceWhole(text string, pattern *regexp.Regexp, after string) (string, bool) {
	var out strings.Builder
	changed, rules := false, 0
	for line := range strings.Lines(text) {
		body := strings.TrimSuffix(line, "\n")
		if body == "---" {
			rules++
		}
		var b strings.Builder
		rest := 0
		for _, at := range pattern.FindAllStringIndex(body, -1) {
			if !standsBehind.MatchString(body[:at[0]]) || !standsBefore.MatchString(body[at[1]:]) {
				continue
			}
			words := after
			if rules == 1 && yamlNeeds.MatchString(words) && at[1] == len(body) { // a value of the head
				words = Quoted(words)
			} else if strings.HasPrefix(body[at[1]:], `"`) {
				words = strings.ReplaceAll(words, `"`, "'")
			}
			b.WriteString(body[rest:at[0]] + words)
			rest = at[1]
			changed = true
		}
		out.WriteString(b.String() + body[rest:] + line[len(body):])
	}
	return out.String(), changed
}
