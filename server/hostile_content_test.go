//go:build !race

package server_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"napguide/content"
	"napguide/server/locale"
	"napguide/server/tutorial"
)

// faultsOfContent are the faults of the shipped content with one file edited.
func faultsOfContent(t *testing.T, name, old, to string) tutorial.Faults {
	t.Helper()
	files := fstest.MapFS{}
	if err := fs.WalkDir(content.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(content.FS, name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	was := string(files[name].Data)
	if !strings.Contains(was, old) {
		t.Fatalf("%s has no %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(was, old, to, 1))}
	_, faults := tutorial.Read(files, tutorial.Options{Languages: []string{"th", "en"}, Text: locale.Text, Phrases: locale.Phrases})
	return faults
}

func TestAHostileFileOfAnAuthorIsRefusedWithItsLine(t *testing.T) {
	const (
		screen, run, judged, phone = "th/screens/napplus.md", "th/scenarios/relayed-code.md", "th/scenarios/lookalike.md", "th/phones/thaid.md"
		address                    = "https://dmis.nhso.go.th/NAPPLUS/login.jsp"
	)
	for name, c := range map[string]struct{ file, old, new string }{
		"a drawn host with another owner":        {screen, address, "https://dmis.nhso.go.th.evil.com/"},
		"a drawn host in Cyrillic letters":       {screen, address, "https://dmis.nhso.gо.th/"},
		"a drawn host in punycode":               {screen, address, "https://xn--dmis-nhso.go.th/"},
		"a drawn host behind a name and an @":    {screen, address, "https://dmis.nhso.go.th@evil.com/"},
		"a drawn address without encryption":     {screen, address, "http://dmis.nhso.go.th/"},
		"a drawn address that is a script":       {screen, address, "javascript:alert(1)"},
		"a host with a hyphen for a point":       {screen, address, "https://dmis-nhso.go.th/"},
		"another address of a state":             {"th/scenarios/standard.md", "{#error screen=error}", `{#error screen=error address="https://nhso-go-th.com/"}`},
		"a press that leads out":                 {screen, "(sign-in-oss)", "(https://dmis.nhso.go.th/)"},
		"a press that leads to another page":     {screen, "(sign-in-oss)", "(/th/launch)"},
		"an input":                               {screen, "# NAPPLUS", "# NAPPLUS\n\n<input name=password>"},
		"a picture, such as an official logo":    {screen, "# NAPPLUS", "# NAPPLUS\n\n![logo](/logo.png)"},
		"a style":                                {screen, "{.pink .top-right}", `{.pink .top-right style="position:fixed"}`},
		"a handler":                              {screen, "{.pink .top-right}", `{.pink .top-right onclick="x()"}`},
		"a class of the frame":                   {screen, "{.pink .top-right}", "{.pink .ribbon}"},
		"a look-alike under a name one can own":  {judged, "[.nap.example]", "[.nap-login.com]"},
		"a look-alike in Greek letters":          {judged, "[.nap.example]", "[.nαp.exαmple.com]"},
		"a false address marked as genuine":      {judged, "[ ] napplus", "[x] napplus"},
		"HTML in what somebody says":             {run, "> [!chat] ", "> [!chat] <b onclick=x()>"},
		"HTML in a choice":                       {run, "[ปฏิเสธอย่างสุภาพ]", "[<i>ปฏิเสธ</i>]"},
		"a script in an explanation":             {run, "(refuse) -> person: ", "(refuse) -> person: <script>x()</script> "},
		"a link that is a script":                {run, "(refuse) -> person: ", "(refuse) -> person: [ดู](javascript:x()) "},
		"a press of the phone's on a screen":     {screen, "(sign-in-oss)", "(allow)"},
		"a way out on the phone":                 {phone, "(open-camera)", "(https://evil.example/)"},
		"a field on the phone":                   {phone, "เล็งไว้ให้แล้ว", "<input type=tel>เล็งไว้ให้แล้ว"},
		"a picture on the phone":                 {phone, "เล็งไว้ให้แล้ว", "![x](y.png) เล็งไว้ให้แล้ว"},
		"the real login without encryption":      {"site.toml", `live      = "https://`, `live      = "http://`},
		"the real login elsewhere":               {"site.toml", `live      = "https://dmis.nhso.go.th`, `live      = "https://dmis.nhso.go.th.evil.com`},
		"a real host in other letters":           {"site.toml", `hosts     = ["dmis`, `hosts     = ["dmіs`},
		"a shortcut with a path":                 {"site.toml", `shortcut  = "NAPPLUS"`, `shortcut  = "../../NAPPLUS"`},
		"HTML in the name of the app":            {"site.toml", `app       = "ThaID"`, `app       = "<b>ThaID</b>"`},
		"a placeholder in the name of the site":  {"site.toml", "ฝึกเข้า NAP ", "{{.Site}} "},
		"a name that is turned in site.toml":     {"site.toml", "ฝึกเข้า NAP ", "ฝึกเข้า\u202eNAP "},
		"a mark that turns the line's direction": {screen, "หน้าเข้าสู่ระบบ", "หน้าเข้า\u202eสู่ระบบ"},
	} {
		faults := faultsOfContent(t, c.file, c.old, c.new)
		told := false
		for _, f := range faults {
			told = told || strings.HasSuffix(f.File, c.file) && f.Line > 0 && f.Mend != ""
		}
		if !told {
			t.Errorf("%s passes: %v", name, faults)
		}
	}
}

// What may be written is drawn as words, whatever it looks like, and takes neither the frame nor its ribbon away.
func TestHostileWordsOfAnAuthorStayWords(t *testing.T) {
	const words = `"><img src=x onerror=x()></section></template><style>*</style> https://dmis.nhso.go.th.evil.com/`
	marked := strings.NewReplacer("<", `\<`, "*", `\*`, "[", `\[`).Replace(words)
	w := start(t, setup{})
	w.srv.Replace(editedSite(t, map[string][2]string{
		"th/screens/napplus.md":        {"หน้าเข้าสู่ระบบ", marked},
		"th/phones/thaid.md":           {"เล็งไว้ให้แล้ว", marked},
		"th/scenarios/relayed-code.md": {"[!chat] ", "[!chat] " + marked + " "},
		"th/quiz/address.md":           {"- [x] ", "- [x] " + marked + " "},
		"th/stuck/no-icon.md":          {"summary: ", "summary: '" + strings.ReplaceAll(words, "*", "") + "'\n# "},
	}))
	b := w.browser()
	found := 0
	for _, path := range []string{
		"/th/practice/standard/napplus", "/th/practice/standard/qr", "/th/practice/relayed-code/chat", "/th/guide/start", "/th/guide/scan-qr", "/th/present/start",
		"/th/quiz", "/th/stuck", "/th/workshop/maps", "/en/practice/standard/napplus", "/en/practice/relayed-code/chat",
	} {
		a := b.get(path).want(t, http.StatusOK)
		doc, err := html.Parse(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		p := shown{a, path, doc}
		for _, wrong := range append(p.inlineOrForeign(), p.unmarked()...) {
			t.Errorf("%s: %s", path, wrong)
		}
		for _, out := range p.leadsOut() {
			if strings.Contains(out, "evil") {
				t.Errorf("%s leads to %s", path, out)
			}
		}
		p.all(func(n *html.Node) {
			if n.Data == "img" && attr(n, "src") == "x" {
				t.Errorf("%s draws a picture of an author's", path)
			}
		})
		found += strings.Count(a.body, "evil.com")
	}
	if found < 5 {
		t.Errorf("the words stand in %d places only", found)
	}
}
