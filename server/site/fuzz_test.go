package site

import (
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"napguide/server/tutorial"
)

// skeleton is a page's tags with their attributes' names, without the spans that mark phrases and languages.
func skeleton(t *testing.T, page []byte) string {
	t.Helper()
	var out strings.Builder
	var spans []bool // of the open spans: left out
	for z := html.NewTokenizer(strings.NewReader(string(page))); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		if kind == html.TextToken || kind == html.DoctypeToken {
			continue
		}
		token := z.Token()
		if token.Data == "span" {
			if kind == html.EndTagToken {
				last := len(spans) - 1
				if last < 0 {
					t.Fatal("a span is closed that was never opened")
				}
				marks := spans[last]
				if spans = spans[:last]; marks {
					continue
				}
			} else {
				marks := len(token.Attr) == 1 && (token.Attr[0].Key == "lang" || token.Attr[0].Val == "phrase")
				if spans = append(spans, marks); marks {
					continue
				}
			}
		}
		out.WriteString(kind.String() + " " + token.Data)
		for _, a := range token.Attr {
			out.WriteString(" " + a.Key)
		}
		out.WriteByte('\n')
	}
}

// withWords is a site every word of whose front matter is the given one.
func withWords(t testing.TB, s *Site, words string) *Site {
	t.Helper()
	other := *s
	other.opt.Guides = maps.Clone(s.opt.Guides)
	for lang, g := range s.opt.Guides {
		copied := *g
		page := func(p *tutorial.Page) {
			p.Title, p.Summary = words, words
			p.Sections = append([]tutorial.Section(nil), p.Sections...)
			for i := range p.Sections {
				p.Sections[i].Title = words
			}
		}
		copied.Steps = append([]*tutorial.Step(nil), g.Steps...)
		for i, step := range g.Steps {
			st := *step
			page(&st.Page)
			st.Short, st.Say, st.Coach, st.Hints, st.Notes = words, words, words, []string{words}, []string{words}
			copied.Steps[i] = &st
		}
		copied.Scenarios = append([]*tutorial.Scenario(nil), g.Scenarios...)
		for i, run := range g.Scenarios {
			r := *run
			page(&r.Page)
			copied.Scenarios[i] = &r
		}
		copied.Questions = append([]*tutorial.Question(nil), g.Questions...)
		for i, q := range g.Questions {
			asked := *q
			page(&asked.Page)
			copied.Questions[i] = &asked
		}
		copied.Cards = append([]*tutorial.Page(nil), g.Cards...)
		for i, c := range g.Cards {
			card := *c
			page(&card)
			copied.Cards[i] = &card
		}
		other.opt.Guides[lang] = &copied
	}
	return &other
}

// FuzzFrontMatter looks for markup that the words of the front matter can make, on every kind of page that shows them.
func FuzzFrontMatter(f *testing.F) {
	s := shippedSite(f)
	for _, words := range []string{"plain", `<b>x</b>`, `"><script>x</script>`, `' onclick='x`, "a|<i>|b", "</title><img src=x>", "{{.}}", "<!--", "ก <b> (OSS) &lt;", "\x00", "]]>"} {
		f.Add(words)
	}
	pages := func(t testing.TB, s *Site) (out [][]byte) {
		seen := map[string]bool{}
		for _, p := range s.staticPages("th") {
			if seen[p.template] || p.template == "print" || p.template == "finish" { // one of each kind that shows them
				continue
			}
			seen[p.template] = true
			raw, err := s.render(p.template, p.make("th"))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, raw)
		}
		return out
	}
	// The same pages with a plain word.
	var plainly []string
	f.Fuzz(func(t *testing.T, words string) {
		if !utf8.ValidString(words) || strings.TrimSpace(strings.ReplaceAll(words, "|", "")) == "" {
			return // the reader of the content turns these away
		}
		if plainly == nil {
			for _, raw := range pages(t, withWords(t, s, "x")) {
				plainly = append(plainly, skeleton(t, raw))
			}
		}
		for i, raw := range pages(t, withWords(t, s, words)) {
			if got := skeleton(t, raw); got != plainly[i] {
				t.Errorf("page %d: %q made other markup than a plain word:\n%s", i, words, firstDifference(got, plainly[i]))
			}
		}
	})
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + " instead of " + bs[i]
		}
	}
	return "one is longer"
}

// FuzzUnit looks for a panic, for faults without a line, and for markup that a unit's details can make.
func FuzzUnit(f *testing.F) {
	s := shippedSite(f)
	for _, text := range []string{
		"admin = \"งาน <b>ทะเบียน</b>\"\nphone = \"02 123 4567 ต่อ 89\"\n", "notice = { th = \"<script>\", en = \"x\" }\n",
		"[name]\nth = \"\\\" onclick=\\\"x\"\n", "name = \"&lt;\"", "hours = '''<i>'''", "phone = \"<1>\"", "name = [1]", "\xff", "name.th.x = 1", "= =",
		"email = \"a@b.example\"\nline = \"@oss <i>\"\n[[contact]]\nphone = \"1\"\n[contact.admin]\nth = \"<b>\"\n", "contact = 3", "[contact]\nphone = \"1\"\n", "[[contact]]\n[[contact]]\nboss = 1\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ReadUnit("unit.toml", []byte(text), []string{"th", "en"})
		if err != nil {
			faults, ok := err.(tutorial.Faults)
			for _, fault := range faults {
				if fault.Line < 1 || fault.Msg == "" || fault.Mend == "" {
					t.Errorf("%+v", fault)
				}
			}
			if !ok || len(faults) == 0 {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		other := *s
		other.opt.Unit = u
		for _, lang := range []string{"th", "en"} {
			v, err := base{site: &other, p: s.opt.Catalog.Printer(lang), Lang: lang}.Unit()
			if err != nil || v == nil {
				continue
			}
			all := string(v.Name + v.Notice)
			for _, c := range v.Contacts {
				for _, part := range c {
					all += string(part.Text)
				}
			}
			if tags := skeleton(t, []byte(all)); tags != "" {
				t.Errorf("%q made markup: %s", text, tags)
			}
			if strings.Count(all, "<span") != strings.Count(all, "</span>") || strings.Contains(strings.ReplaceAll(strings.ReplaceAll(all, `lang="th"`, ""), `lang="en"`, ""), `"`) {
				t.Errorf("%q is not escaped: %s", text, all)
			}
		}
	})
}
