package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// Words promise what a screen shows: "the pink button at the top right", click "OK", the name of a host. When the real login
// changes and its screen's file with it, such words stand in many places still. They are found here, all at once.

// colourWords are the words of a colour, by language, and which of the palette's colours they may mean.
var colourWords = map[string]map[string][]string{
	"th": {
		"ชมพู": {"pink"}, "แดง": {"red"}, "ส้ม": {"orange"}, "เหลือง": {"yellow"}, "เขียว": {"green", "teal"}, "ฟ้า": {"blue"}, "น้ำเงิน": {"navy", "blue"},
		"ม่วง": {"purple"}, "น้ำตาล": {"brown"}, "เทา": {"grey"}, "ดำ": {"black"}, "ขาว": {"white"},
	},
	"en": {
		"pink": {"pink"}, "red": {"red"}, "orange": {"orange"}, "yellow": {"yellow"}, "green": {"green", "teal"}, "teal": {"teal"}, "blue": {"blue", "navy"}, "navy": {"navy"},
		"purple": {"purple"}, "brown": {"brown"}, "grey": {"grey"}, "gray": {"grey"}, "black": {"black"}, "white": {"white"},
	},
}

// placeWords are the words of a place on the screen, and which positions they may mean.
var placeWords = map[string]map[string][]string{
	"th": {"ขวาบน": {"top-right"}, "บนขวา": {"top-right"}, "ซ้ายบน": {"top-left"}, "บนซ้าย": {"top-left"}},
	"en": {
		"top right": {"top-right"}, "upper right": {"top-right"}, "top-right": {"top-right"}, "top left": {"top-left"}, "upper left": {"top-left"}, "top-left": {"top-left"},
	},
}

var (
	buttonColour = map[string]*regexp.Regexp{
		"th": regexp.MustCompile(`ปุ่ม(?:สี| สี)(` + alternatives(colourWords["th"]) + `)`),
		"en": regexp.MustCompile(`(?i)\b(` + alternatives(colourWords["en"]) + `)(?: link or| round| big| large)? buttons?\b`),
	}
	aButton = map[string]string{"th": "ปุ่ม", "en": "button"} // in small letters
	// What is quoted behind a verb of pressing, or as what a screen says.
	quotedLabel = map[string]*regexp.Regexp{
		"th": regexp.MustCompile(`(?:คลิก|กด|แตะ|เลือก|ปุ่ม|ขึ้นว่า|เขียนว่า|ไอคอน)(?:ที่|ปุ่ม|เมนู|คำว่า|ไอคอน|ลิงก์|ขึ้นว่า| )*["“]([^"”\n]+)["”]`),
		"en": regexp.MustCompile(`(?i)\b(?:click|press|tap|choose|select|button|says|label|icon)(?:,| on| the| button| link| icon| begins| reads)* ["“]([^"”\n]+)["”]`),
	}
	hostInWords = regexp.MustCompile(`(?i)(?:^|[^\w.-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?:$|[^\w-])`)
)

func alternatives(words map[string][]string) string {
	var all []string
	for word := range words {
		all = append(all, regexp.QuoteMeta(word))
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) }) // the longest first
	return strings.Join(all, "|")
}

// shown is what the guide's screens and pages show, for words to be held against.
type shown struct {
	presses []tutorial.Press
	text    map[string]string // by language, without spaces and marks
	hosts   []string
}

var unmarked = strings.NewReplacer("|", "", "**", "", " ", "", "\u00a0", "", "\\", "", "[", "", "]", "")

func (s source) shown(lines []contentLine, guides map[string]*tutorial.Guide) shown {
	out := shown{text: map[string]string{}}
	g := guides[locale.Source]
	for _, screen := range g.Screens {
		out.presses = append(out.presses, screen.Presses()...)
		out.addHost(screen.Address)
	}
	out.hosts = append(out.hosts, g.Site.Hosts...)
	out.addHost(g.Site.Live)
	text := map[string]*strings.Builder{}
	for _, line := range lines {
		_, below, _ := strings.Cut(strings.TrimPrefix(line.file, s.root()+"/"), "/")
		if strings.HasPrefix(below, tutorial.ScreenFolder+"/") || strings.HasPrefix(below, "phones/") || strings.HasSuffix(line.file, ".toml") {
			if text[line.lang] == nil {
				text[line.lang] = &strings.Builder{}
			}
			_, _ = unmarked.WriteString(text[line.lang], line.text)
			if !strings.HasSuffix(line.text, "\\") { // else what one presses goes on
				text[line.lang].WriteByte('\n')
			}
		}
	}
	for lang, all := range text {
		out.text[lang] = all.String()
	}
	return out
}

func (s *shown) addHost(address string) {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		s.hosts = append(s.hosts, u.Hostname())
	}
}

// button tells whether something can be pressed that has one of the colours and one of the positions; nil: any.
func (s shown) button(colours, positions []string) bool {
	return slices.ContainsFunc(s.presses, func(p tutorial.Press) bool {
		return (colours == nil || slices.Contains(colours, p.Colour)) && (positions == nil || slices.Contains(positions, p.Position))
	})
}

// label tells whether a screen, a phone or a page shows the words: in the reader's language, or as a screen has them.
func (s shown) label(lang, words string) bool {
	words = unmarked.Replace(words)
	return strings.Contains(s.text[lang], words) || strings.Contains(s.text[locale.Source], words)
}

// promises finds the words that promise what no screen shows.
func (s source) promises(lines []contentLine, guides map[string]*tutorial.Guide) (faults tutorial.Faults) {
	on := s.shown(lines, guides)
	if len(on.presses) == 0 {
		return nil // told where the screens are read
	}
	for _, line := range lines {
		text := line.plain
		words := colourWords[line.lang]
		var places []string
		var place string
		small := strings.ToLower(text)
		if strings.Contains(small, aButton[line.lang]) {
			for word, positions := range placeWords[line.lang] {
				if strings.Contains(small, word) {
					place, places = word, positions
				}
			}
		}
		told := map[string]bool{}
		fault := func(msg, mend string) {
			if !told[msg] {
				told[msg] = true
				faults = append(faults, line.fault(msg, mend))
			}
		}
		isPlaced := on.button(nil, places)
		if re := buttonColour[line.lang]; re != nil && strings.Contains(small, aButton[line.lang]) {
			for i, m := range re.FindAllStringSubmatch(text, -1) {
				word := strings.ToLower(m[1])
				isPlaced = i > 0 && isPlaced || on.button(words[word], places)
				if !on.button(words[word], nil) {
					fault(fmt.Sprintf("the words promise a button that is %q, and no screen shows one", m[1]), "change the words, or write the colour behind what one presses, as in {."+words[word][0]+"}")
				}
			}
		}
		if place != "" && len(told) == 0 && !isPlaced {
			fault(fmt.Sprintf("the words promise the button at %q, and no screen shows it there", place), "change the words, or write the place behind what one presses, as in {."+places[0]+"}")
		}
		if re := quotedLabel[line.lang]; re != nil && strings.ContainsAny(text, "\"“") && !strings.HasSuffix(line.file, ".toml") {
			for _, m := range re.FindAllStringSubmatch(text, -1) {
				if !on.label(line.lang, m[1]) {
					fault(fmt.Sprintf("the words quote %q, and no screen shows it", m[1]), "quote what stands on the screen now, or take the quotation marks away")
				}
			}
		}
		if !strings.Contains(text, ".") { // most lines
			continue
		}
		for _, m := range hostInWords.FindAllStringSubmatch(text, -1) {
			if host := strings.ToLower(m[1]); alike(host, on.hosts) {
				fault(fmt.Sprintf("the words name the host %q, and no screen's address shows it", host), "write the host that the screens have, or add it to hosts in "+tutorial.SiteFile)
			}
		}
	}
	return faults
}

// alike tells whether a host belongs to the owner of one that is known, and is none of them.
func alike(host string, known []string) bool {
	if slices.Contains(known, host) {
		return false
	}
	return slices.ContainsFunc(known, func(k string) bool { return owner(k) == owner(host) && owner(host) != "" })
}

// owner is the part of a host's name that somebody owns: its last three labels below a country's second level such as go.th,
// else the last two.
func owner(host string) string {
	labels := strings.Split(host, ".")
	n := 2
	if len(labels) > 2 && len(labels[len(labels)-1]) == 2 && len(labels[len(labels)-2]) <= 3 {
		n = 3
	}
	if len(labels) < n {
		return ""
	}
	return strings.Join(labels[len(labels)-n:], ".")
}
