package site

import (
	"html"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// helpPage is the help: topics, and words to find the right one by. Words are picked, not typed: nothing on this site has
// a field in which somebody could write about a patient, and a tap asks less of people than spelling does.
type helpPage struct {
	prosePage
	Words  []findWord
	Topics []topic // of this page
	More   []topic // of the page "stuck", but for what this page answers under the same name
}

// findWord is a word that narrows the topics down.
type findWord struct {
	Key  string // its number
	Text template.HTML
}

// topic is an answer, and the keys of the words that it has in it.
type topic struct {
	section
	Href   string // of one on another page
	text   string // what words are looked for in
	Keys   string // "0 3 5"
	OfName bool   // it answers how the real site is known
}

func (s *Site) helpPage(lang string) page {
	return &helpPage{prosePage: *s.prose(lang, s.opt.Guides[lang].Help, "help")}
}

// fill makes the topics and the words.
func (p *helpPage) fill() {
	named := strings.TrimPrefix(p.site.helpTopic(p.Lang, "launch"), "#")
	for _, sec := range p.Sections {
		p.Topics = append(p.Topics, topic{section: sec, OfName: sec.ID == named, text: searchable(sec.Title + " " + sec.Body)})
	}
	for _, c := range p.cards() {
		text := searchable(c.Title + " " + c.Summary + " " + c.Body)
		if i := slices.IndexFunc(p.Topics, func(t topic) bool { return t.ID == c.ID }); i >= 0 {
			p.Topics[i].text += " " + text
			continue
		}
		p.More = append(p.More, topic{section: section{ID: c.ID, Title: c.Title}, Href: c.Href, text: text})
	}
	p.find(strings.Split(p.plain("help.words"), ","))
}

// find keeps the words that tell topics apart, for an organisation may write topics of its own, and notes where they are.
// "a=b=c" is shown as a, and found where the page says it in any of these ways.
func (p *helpPage) find(words []string) {
	all := make([]*topic, 0, len(p.Topics)+len(p.More))
	for _, list := range [][]topic{p.Topics, p.More} {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	for _, meant := range words {
		ways := strings.Split(strings.TrimSpace(meant), "=")
		word := ways[0]
		if word == "" {
			continue
		}
		var in []*topic
		for _, t := range all {
			if slices.ContainsFunc(ways, func(way string) bool { return wordIn(strings.ToLower(way), t.text) }) {
				in = append(in, t)
			}
		}
		if len(in) == 0 || len(in) == len(all) {
			continue
		}
		key := strconv.Itoa(len(p.Words))
		p.Words = append(p.Words, findWord{key, p.text(word)})
		for _, t := range in {
			t.Keys = strings.TrimSpace(t.Keys + " " + key)
		}
	}
}

// wordIn tells whether a word begins somewhere in a text: "code" in "codes", not in "passcode". Thai writes no spaces.
func wordIn(word, text string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		if !unicode.IsLetter(before) || unicode.Is(unicode.Thai, before) {
			return true
		}
		at += len(word)
	}
}

var anyTag = regexp.MustCompile(`<[^>]*>`)

// searchable is a text of a page as one looks for words in it.
func searchable(s template.HTML) string {
	return strings.ToLower(html.UnescapeString(anyTag.ReplaceAllString(string(s), "")))
}
