package locale

import (
	"html"
	"html/template"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

const thaiFile = `
[lang]
name = "ไทย"
short = "ไทย"
[nav]
guide = "เรียน|ทีละขั้น"
[grant]
heading = "เปิดแอป ThaID |แล้วสแกน QR Code"
hello = "สวัสดี {{.Who}}"
left = "เหลือ {{.N}} วินาที สำหรับ {{.Who}}"
`

const englishFile = `
[lang]
name = "English"
short = "EN"
[nav]
guide = "Learn |step by step"
[grant]
heading = "Open the ThaID app |and scan the QR code"
hello = "Hello {{.Who}}"
[grant.left]
one = "{{.N}} second left for {{.Who}}"
other = "{{.N}} seconds left for {{.Who}}"
`

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for pair := range slices.Chunk(pairs, 2) {
		fsys[pair[0]] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	return fsys
}

func load(t *testing.T, pairs ...string) *Catalog {
	t.Helper()
	c, err := Load(files(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sample(t *testing.T) *Catalog {
	return load(t, "active.th.toml", thaiFile, "active.en.toml", englishFile)
}

func TestThaiIsTheFirstLanguage(t *testing.T) {
	c := load(t, "active.th.toml", thaiFile, "active.en.toml", englishFile, "active.ar.toml", "x = \"y\"")
	if got := c.Languages(); !slices.Equal(got, []string{"th", "ar", "en"}) {
		t.Errorf("got %q", got)
	}
	if c.Name("th") != "ไทย" || c.Short("en") != "EN" || c.Name("ar") != "ar" {
		t.Errorf("names are %q, %q, %q", c.Name("th"), c.Short("en"), c.Name("ar"))
	}
	if got := idsOf(c, "en"); !slices.Equal(got, []string{"grant.heading", "grant.hello", "grant.left", "lang.name", "lang.short", "nav.guide"}) {
		t.Errorf("ids are %q", got)
	}
}

func TestLoadNamesTheFileAtFault(t *testing.T) {
	for want, fsys := range map[string]fstest.MapFS{
		"active.th.toml: missing":      files("active.en.toml", englishFile),
		"active.en.toml: toml":         files("active.th.toml", thaiFile, "active.en.toml", "a = \"b\"\na = \"c\""),
		"active.th.toml: reserved":     files("active.th.toml", "[phone]\nother = \"x\"\nhome = \"y\""),
		"active.x_y.toml: \"x_y\" is":  files("active.th.toml", thaiFile, "active.x_y.toml", ""),
		"active.EN.toml: \"EN\" is no": files("active.th.toml", thaiFile, "active.EN.toml", ""),
	} {
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestMatchChoosesByCookieThenHeaderThenThai(t *testing.T) {
	c := sample(t)
	for _, v := range []struct{ cookie, header, want string }{
		{"", "", "th"},
		{"en", "th", "en"},
		{"th", "en", "th"},
		{"xx", "en", "en"},
		{"EN", "", "th"},
		{"", "en-GB,en;q=0.9,th;q=0.5", "en"},
		{"", "en;q=0.1, th-TH;q=0.9", "th"},
		{"", "de, fr;q=0.8", "th"},
		{"", "de, en;q=0.3", "en"},
		{"", "en;q=0, de", "th"},
		{"", "*", "th"},
		{"", ";;;q=,", "th"},
		{"", strings.Repeat("en-", 3000), "th"},
	} {
		if got := c.Match(v.cookie, v.header); got != v.want {
			t.Errorf("cookie %q, Accept-Language %.40q: got %q, want %q", v.cookie, v.header, got, v.want)
		}
	}
}

func TestPrinterPrintsTextAndHTML(t *testing.T) {
	c := sample(t)
	th, en := c.Printer("th"), c.Printer("en")
	text := func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return s
	}
	html := func(s template.HTML, err error) string { t.Helper(); return text(string(s), err) }
	for _, v := range []struct{ got, want string }{
		{text(th.T("nav.guide")), "เรียนทีละขั้น"},
		{text(en.T("nav.guide")), "Learn step by step"},
		{html(th.H("nav.guide")), `<span class="phrase">เรียน</span><span class="phrase"><span class=w>ทีละขั้น</span></span>`},
		{html(en.H("nav.guide")), `<span class="phrase">Learn</span> <span class="phrase">step by step</span>`},
		{html(th.H("grant.heading")), `<span class="phrase">เปิดแอป <span lang="en">ThaID</span></span> <span class="phrase">แล้วสแกน <span lang="en">QR Code</span></span>`},
		{text(th.T("grant.hello", "Who", "<Nok>")), "สวัสดี <Nok>"},
		{html(th.H("grant.hello", "Who", `<b>"&`)), `สวัสดี &lt;<span lang="en">b</span>&gt;&#34;&amp;`},
		{html(en.H("grant.hello", "Who", "<script>")), "Hello &lt;script&gt;"},
		{c.Printer("de").Lang(), "th"},
	} {
		if v.got != v.want {
			t.Errorf("got  %s\nwant %s", v.got, v.want)
		}
	}
}

func TestPrinterNamesWhatIsMissing(t *testing.T) {
	c := load(t, "active.th.toml", thaiFile+"only = \"ไทย\"", "active.en.toml", englishFile)
	en := c.Printer("en")
	for want, text := range map[string]func() (string, error){
		`no message "nav.nowhere"`:            func() (string, error) { return en.T("nav.nowhere") },
		`"Who"`:                               func() (string, error) { return en.T("grant.hello") },
		`"grant.hello": values come as pairs`: func() (string, error) { return en.T("grant.hello", "Who") },
		`"nav.guide": values come as pairs`:   func() (string, error) { return en.T("nav.guide", 1, 2) },
		`"grant.left" in "en": template: `:    func() (string, error) { return en.T("grant.left", "N", 2) },
	} {
		if _, err := text(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %s, got %v", want, err)
		}
	}
	if got, err := en.H("grant.only"); err != nil || got != `<span lang="th">ไทย</span>` {
		t.Errorf("what is not translated comes as %s, %v", got, err)
	}
}

func TestDatesAreBuddhistInThaiAndInThailandsTime(t *testing.T) {
	c := sample(t)
	late := time.Date(2026, time.November, 21, 23, 30, 0, 0, time.UTC) // the 22nd in Bangkok
	if got := c.Printer("th").Date(late); got != "22 พฤศจิกายน 2569" {
		t.Errorf("Thai: %q", got)
	}
	if got := c.Printer("en").Date(late); got != "22 November 2026" {
		t.Errorf("English: %q", got)
	}
	newYear := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Printer("th").Date(newYear); got != "1 มกราคม 2570" {
		t.Errorf("new year: %q", got)
	}
}

func TestCheckFindsEveryFault(t *testing.T) {
	const about = "[lang]\nname = \"x\"\nshort = \"x\"\n"
	for _, v := range []struct{ name, th, en, want string }{
		{"missing source", "", "[a]\nb = \"x\"", "active.th.toml: a.b: missing; another language has it"},
		{"empty", "[a]\nb = \"\"", "[a]\nb = \"x\"", "active.th.toml: a.b: empty"},
		{"blank", "[a]\nb = \"ก\"", "[a]\nb = \"  \"", "active.en.toml: a.b: the form \"other\" is blank"},
		{"other placeholder", "[a]\nb = \"ก {{.N}}\"", "[a]\nb = \"x {{.M}}\"", `active.en.toml: a.b: has the placeholders ["M"], but the source has ["N"]`},
		{"lost placeholder", "[a]\nb = \"ก {{.N}}\"", "[a]\nb = \"x\"", `active.en.toml: a.b: has the placeholders [], but the source has ["N"]`},
		{"other placeholder of a script", "[a]\nb = \"ก {n}\"", "[a]\nb = \"x {m}\"", `active.en.toml: a.b: has the placeholders ["{m}"], but the source has ["{n}"]`},
		{"a lone brace", "[a]\nb = \"ก\"", "[a]\nb = \"x { y\"", "active.en.toml: a.b: only placeholders like {{.Name}}, or {name} for a script, may stand in braces"},
		{"other template", "[a]\nb = \"ก {{if .N}}{{end}}\"", "[a]\nb = \"x\"", "active.th.toml: a.b: only placeholders like {{.Name}}, or {name} for a script, may stand in braces"},
		{"broken template", "[a]\nb = \"ก\"", "[a]\nb = \"x {{.N\"", "active.en.toml: a.b: only placeholders like {{.Name}}, or {name} for a script, may stand in braces"},
		{"English few", "[a]\nb = \"ก\"", "[a.b]\nfew = \"x\"\nother = \"x\"", `active.en.toml: a.b: the language has no plural forms ["few"]`},
		{"no other", "[a]\nb = \"ก\"", "[a.b]\none = \"x\"", `active.en.toml: a.b: the plural forms ["other"] are missing`},
		{"Thai one", "[a.b]\none = \"ก\"\nother = \"ก\"", "[a]\nb = \"x\"", `active.th.toml: a.b: the language has no plural forms ["one"]`},
		{"phrase mark", "[a]\nb = \"ก|\"", "[a]\nb = \"x\"", "active.th.toml: a.b: a phrase mark | has no phrase on one side"},
	} {
		t.Run(v.name, func(t *testing.T) {
			faults, _ := load(t, "active.th.toml", about+v.th, "active.en.toml", about+v.en).Check()
			if len(faults) != 1 || faults[0].Error() != v.want {
				t.Errorf("got  %q\nwant %q", faults, v.want)
			}
		})
	}
	waits := load(t, "active.th.toml", about+"[a]\nb = \"ก\"", "active.en.toml", about)
	if faults, got := waits.Check(); len(faults) > 0 || len(got) != 1 || got[0].Error() != "active.en.toml: a.b: missing; another language has it" {
		t.Errorf("what waits for a translation: %q; faults %q", got, faults)
	}
	if faults, _ := sample(t).Check(); len(faults) > 0 {
		t.Errorf("the sample is right, but %q", faults)
	}
	if faults, _ := load(t, "active.th.toml", "x = \"y\"").Check(); len(faults) != 2 {
		t.Errorf("a language names itself, but %q", faults)
	}
}

func TestPhrases(t *testing.T) {
	for _, v := range []struct{ lang, in, want string }{
		{"th", "ไม่มีเครื่องหมาย", "ไม่มีเครื่องหมาย"},
		{"th", "", ""},
		{"th", "ก|ข", `<span class="phrase">ก</span><span class="phrase">ข</span>`},
		{"th", "ก |ข", `<span class="phrase">ก</span> <span class="phrase">ข</span>`},
		{"th", "ก| ข", `<span class="phrase">ก</span> <span class="phrase">ข</span>`},
		{"th", "ก | ข", `<span class="phrase">ก</span>  <span class="phrase">ข</span>`},
		{"th", "ก ก|ข", `<span class="phrase">ก ก</span><span class="phrase">ข</span>`},
		{"th", "ก||ข", `<span class="phrase">ก</span><span class="phrase">ข</span>`},
		{"th", "ก |ThaID", `<span class="phrase">ก</span> <span class="phrase"><span lang="en">ThaID</span></span>`},
		{"en", "a <b> |c", `<span class="phrase">a &lt;b&gt;</span> <span class="phrase">c</span>`},
	} {
		if got := string(Phrases(v.lang, v.in)); got != v.want {
			t.Errorf("%q:\ngot  %s\nwant %s", v.in, got, v.want)
		}
	}
	if got := Plain("เปิดแอป |แล้ว|สแกน"); got != "เปิดแอป แล้วสแกน" {
		t.Errorf("plain: %q", got)
	}
}

func TestTextMarksRunsOfTheOtherLanguage(t *testing.T) {
	// In the wanted text, [ and ] stand for the span.
	for _, v := range []struct{ lang, in, want string }{
		{"th", "ใช้ One Stop Service (OSS) ของหน่วยงาน", "ใช้ [One Stop Service (OSS)] ของหน่วยงาน"},
		{"th", "คิวอาร์โค้ด (QR Code) ใหม่", "คิวอาร์โค้ด ([QR Code]) ใหม่"},
		{"th", "แอป ThaID", "แอป [ThaID]"},
		{"th", "ในหน้า e-Authentication (SSO) ไม่ต้อง", "ในหน้า [e-Authentication (SSO)] ไม่ต้อง"},
		{"th", "ใช้ Wi-Fi เดียวกัน", "ใช้ [Wi-Fi] เดียวกัน"},
		{"th", "กด Enter 2 ครั้ง", "กด [Enter] 2 ครั้ง"},
		{"th", "ใช้ Windows 11 Pro หรือ iOS 18", "ใช้ [Windows 11 Pro] หรือ [iOS] 18"},
		{"th", "เครือข่าย 5G และ 4G", "เครือข่าย [5G] และ [4G]"},
		{"th", "ขั้นที่ 2 จาก 5", "ขั้นที่ 2 จาก 5"},
		{"th", "หลัง https:// คือ dmis.nhso.go.th ลงท้าย .go.th", "หลัง [https://] คือ [dmis.nhso.go.th] ลงท้าย [.go.th]"},
		{"th", "เปิด https://dmis.nhso.go.th/NAPPLUS/login.jsp?a=1 ก่อน", "เปิด [https://dmis.nhso.go.th/NAPPLUS/login.jsp?a=1] ก่อน"},
		{"th", "NAP, ThaID และ OSS.", "[NAP], [ThaID] และ [OSS]."},
		{"th", "Terms & Conditions ด้านล่าง", "[Terms &amp; Conditions] ด้านล่าง"},
		{"th", `กด "Login" <b>`, `กด &#34;[Login]&#34; &lt;[b]&gt;`},
		{"th", "café au lait", "[café au lait]"},
		{"th", "แอปThaIDครับ", "แอป[ThaID]ครับ"},
		{"en", "Open the ThaID app", "Open the ThaID app"},
		{"en", "the button “เข้าสู่ระบบผ่าน OSS สปสช.” is pink", "the button “[เข้าสู่ระบบผ่าน] OSS [สปสช].” is pink"},
		{"en", "says ที่ นี้ น้ำ here", "says [ที่ นี้ น้ำ] here"},
	} {
		open := `<span lang="en">`
		if v.lang == "en" {
			open = `<span lang="th">`
		}
		want := strings.NewReplacer("[", open, "]", "</span>").Replace(v.want)
		if got := Unjoin(Text(v.lang, v.in)); got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", v.in, got, want)
		}
	}
}

func TestPrintersMayBeShared(t *testing.T) {
	c := sample(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, lang := range c.Languages() {
				p := c.Printer(lang)
				for n := range 50 {
					if _, err := p.H("grant.heading"); err != nil {
						t.Error(err)
					}
					if _, err := p.T("grant.left", "N", n, "Who", "x"); err != nil {
						t.Error(err)
					}
					p.Date(time.Unix(int64(n), 0))
					c.Match("", "en-GB, th;q=0.2")
				}
			}
		})
	}
	all.Wait()
}

// FuzzText looks for text that is lost, or for markup that text can make.
func FuzzText(f *testing.F) {
	for _, s := range []string{"ใช้ One Stop Service (OSS) <b>", "a & b | c", "ก|ข| <script>alert('x')</script>", "https://x/?a=\"b\""} {
		f.Add(s)
	}
	tags := strings.NewReplacer(`<span lang="en">`, "", `<span lang="th">`, "", `<span class="phrase">`, "", "</span>", "")
	f.Fuzz(func(t *testing.T, s string) {
		for _, lang := range []string{"th", "en"} {
			if got, want := tags.Replace(Text(lang, s)), template.HTMLEscapeString(s); got != want {
				t.Errorf("%s: %q became %q, want %q", lang, s, got, want)
			}
			if got, want := tags.Replace(string(Phrases(lang, s))), template.HTMLEscapeString(Plain(s)); got != want {
				t.Errorf("%s: phrases of %q became %q, want %q", lang, s, got, want)
			}
		}
	})
}

func BenchmarkPrinter(b *testing.B) {
	c, err := Load(files("active.th.toml", thaiFile))
	if err != nil {
		b.Fatal(err)
	}
	p := c.Printer("th")
	b.ReportAllocs()
	for b.Loop() {
		p.H("grant.heading")
	}
}

func TestThaiCompoundsStayInOnePiece(t *testing.T) {
	marks := strings.NewReplacer("[", "<span class=w>", "]", "</span>")
	for in, want := range map[string]string{
		"สแกนคิวอาร์โค้ดนี้":        "สแกน[คิวอาร์โค้ด]นี้",
		"ยืนยันตัวตน ตัวเอง":        "[ยืนยันตัวตน] [ตัวเอง]", // the longest one at a place
		"วิธีแก้ไข":                 "[วิธีแก้]ไข",
		"ค่อย ๆ อ่าน":               "ค่อย[ ๆ] อ่าน",
		"ค่อย\u00a0ๆ อ่าน":          "ค่อย[ ๆ] อ่าน",
		"สแกนคิวอาร์โค้ดด้วย ThaID": `สแกน[คิวอาร์โค้ด]ด้วย <span lang="en">ThaID</span>`,
		"หน้า NAPPLUS.":             `หน้า <span lang="en">NAPPLUS</span>.`,
		`<"ปุ่มสีฟ้า"&>`:            "&lt;&#34;ปุ่ม[สีฟ้า]&#34;&amp;&gt;",
	} {
		got := Text("th", in)
		if got != marks.Replace(want) {
			t.Errorf("%s: %s", in, got)
		}
		if plain := html.UnescapeString(regexp.MustCompile("<[^>]*>").ReplaceAllString(got, "")); plain != strings.ReplaceAll(in, "\u00a0", " ") {
			t.Errorf("%s reads %q", in, plain)
		}
	}
	if got, want := Text("en", "a 12-digit passcode, 8-9 of 2026-11, &#34;-x"), marks.Replace("a [12-digit] passcode, 8-9 of 2026-11, &amp;#34;-x"); got != want {
		t.Errorf("a number that a hyphen ties to its word: %s", got)
	}
	if got := string(Phrases("th", "คลิก|ปุ่มสี|ฟ้า")); strings.Contains(got, "class=w") {
		t.Errorf("a mark inside a compound is a place to break: %s", got)
	}
	if got, want := string(Phrases("th", "ปุ่มสีฟ้า|อีกครั้ง")), marks.Replace(`<span class="phrase">ปุ่ม[สีฟ้า]</span><span class="phrase">[อีกครั้ง]</span>`); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	if got, want := Text("en", `"ปุ่มสีฟ้า"`), marks.Replace(`&#34;<span lang="th">ปุ่ม[สีฟ้า]</span>&#34;`); got != want {
		t.Errorf("quoted on an English page: %q", got)
	}
	if got, want := Unjoin(Text("th", "กดปุ่มสีฟ้าอีกครั้ง ThaID")), `กดปุ่มสีฟ้าอีกครั้ง <span lang="en">ThaID</span>`; got != want {
		t.Errorf("without its marks it is %q", got)
	}
}

// idsOf lists the message ids of a language in order.
func idsOf(c *Catalog, lang string) []string { return slices.Sorted(maps.Keys(c.printers[lang].texts)) }

func TestTheLanguagesAreKnownFromTheFilesNames(t *testing.T) {
	own := fstest.MapFS{"active.th.toml": {}, "active.en.toml": {}}
	beside := fstest.MapFS{"active.lo.toml": {}, "active.en.toml": {}, "active.not a language.toml": {}, "notes.toml": {}}
	got := Languages(Layer{FS: own}, Layer{FS: beside}, Layer{FS: os.DirFS(t.TempDir() + "/missing")})
	if want := []string{"th", "en", "lo"}; !slices.Equal(got, want) {
		t.Errorf("languages %q, want %q", got, want)
	}
}

// No line ends between a number and its unit, nor in what a hyphen ties to a number.
func TestANumberStaysWithItsUnit(t *testing.T) {
	for in, want := range map[string]string{
		"hold it about 20 cm away":    "hold it about <span class=w>20 cm</span> away",
		"wait 15 minutes, then 1 min": "wait <span class=w>15 minutes</span>, then <span class=w>1 min</span>",
		"an 8-digit passcode":         "an <span class=w>8-digit</span> passcode",
		"2 minutely, 3 cmx, a20 cm":   "2 minutely, 3 cmx, a20 cm",
	} {
		if got := Text("en", in); got != want {
			t.Errorf("%q is written as %q", in, got)
		}
	}
}
