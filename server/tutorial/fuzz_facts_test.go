package tutorial

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"napguide/content"
)

// FuzzSiteFile looks for a panic, for a fault without a line or a mend, and for facts that would break a page, a file's name or
// the promise that the real login is reached by https only.
func FuzzSiteFile(f *testing.F) {
	raw, err := content.FS.ReadFile(SiteFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	for _, text := range []string{
		"", "\n", "app = \"\"\n", "live = \"javascript:x\"\nshortcut = \"../x\"\nhosts = [\"а.go.th\", \"x.go.th:1\", 3]\n",
		"name = { th = \"a|\", en = 1 }\n[[running]]\nfrom = 9\nto = 1\nwhat = \"<b>\"\n", "[running]\nx = 1\n", "hosts = [[]]\nspellings = {}\n", "[[th.word]]\nuse = \"\"\nnot = []\n", "app.th = \"{{.App}}\"\n", "x = [\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		opt := options()
		opt.SiteFile = raw
		l := newLoader(fsOf(map[string]string{SiteFile: text}), opt)
		all := l.facts()
		for _, fault := range l.faults {
			if fault.Line < 1 || fault.Line > strings.Count(string(Normal([]byte(text))), "\n")+1 || fault.Msg == "" || fault.Mend == "" {
				t.Errorf("%+v", fault)
			}
		}
		if len(l.faults) > 0 {
			return
		}
		for lang, facts := range all {
			for key, value := range facts.Words() {
				if strings.TrimSpace(value) == "" || strings.ContainsAny(value, "<>{}") || strings.ContainsFunc(value, unicode.IsControl) {
					t.Errorf("%s in %s: %q passes", key, lang, value)
				}
			}
			if u, err := url.Parse(facts.Live); err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
				t.Errorf("the live address %q passes", facts.Live)
			}
			if !shortcutForm.MatchString(facts.Shortcut) {
				t.Errorf("the shortcut %q passes", facts.Shortcut)
			}
			if slices.ContainsFunc(facts.Hosts, func(host string) bool { return !hostForm.MatchString(host) }) {
				t.Errorf("hosts %q pass", facts.Hosts)
			}
			at := 0
			for _, part := range facts.Running {
				if part.From < at || part.To <= part.From || part.What == "" {
					t.Errorf("a part of the running order passes: %+v", part)
				}
				at = part.To
			}
		}
	})
}

// FuzzPhoneFile looks for a panic, for a fault without a line or a mend, and for a phone that passes without a question's two
// answers, or with something to press that the program does not know.
func FuzzPhoneFile(f *testing.F) {
	raw, err := content.FS.ReadFile("th/phones/thaid.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	for _, text := range []string{
		"## a {#home}\n\n- [b](open-app){.icon-app}\n", "## a {#passcode digits=0}\n\n## b {#passcode digits=99999999999999999999}\n",
		"## {#question}\n\n- [x](https://evil.example/)\n- [y](allow)\n", "## a {#done}\n\n<script>\n", "## a {#home .x onclick=\"y\"}\n\n![z](q.png)\n", "- [a](allow)\n\n## b {#nonesuch}\n",
	} {
		f.Add("---\nid: thaid\ntitle: Door\n---\n" + text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := newLoader(fsOf(map[string]string{"th/phones/thaid.md": text}), options())
		phones := l.phones("th")
		for _, fault := range l.faults {
			if fault.Line < 1 || fault.Line > strings.Count(string(Normal([]byte(text))), "\n")+1 || fault.Msg == "" || fault.Mend == "" {
				t.Errorf("%+v", fault)
			}
		}
		if len(l.faults) > 0 {
			return
		}
		for _, p := range phones {
			if p.Digits < 1 || p.Digits > 12 {
				t.Errorf("a passcode of %d digits passes", p.Digits)
			}
			for name, view := range p.Views {
				if view.Title == "" {
					t.Errorf("%s has no title", name)
				}
			}
			answers := 0
			for _, press := range p.Views["question"].Presses {
				if press.Action == "allow" || press.Action == "decline" {
					answers++
				}
			}
			if answers != 2 {
				t.Errorf("a question with %d answers passes", answers)
			}
		}
	})
}
