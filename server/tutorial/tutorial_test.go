package tutorial

import (
	"errors"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sample is a whole guide with two steps and one card, without a fault.
func sample() map[string]string {
	files := map[string]string{
		"th/guide/start.md": `---
id: start
order: 1
title: เริ่มต้นที่เว็บไซต์ |NAPPLUS
summary: เปิดหน้าเว็บ
short: คลิก|ปุ่มสีชมพู
say: มองหา|ปุ่มสีชมพู
coach: คลิกปุ่มนี้
minutes: 2
state: napplus
action: sign-in-oss
hints:
  - อยู่มุมขวาบน
  - ปุ่มสีชมพู
trainer:
  - รอจนทุกคนพร้อม
name: เริ่มต้น|ที่เว็บไซต์
---
เปิดเว็บเบราว์เซอร์ แล้วพิมพ์

<https://dmis.nhso.go.th/NAPPLUS/login.jsp>

> ดู [ความช่วยเหลือ](/help#code) ก่อน
`,
		"th/guide/scan-qr.md": `---
id: scan-qr
order: 2
title: สแกนคิวอาร์โค้ด
summary: สแกนด้วยแอป
short: สแกน
say: สแกน
coach: สแกน
minutes: 1
state: qr
action: allow
hints: [ดูหมายเลข]
trainer: [รอ]
name: คลิก
---
สแกน **คิวอาร์โค้ด** ด้วยแอป
`,
		"th/stuck/no-icon.md": `---
id: no-icon
order: 1
title: ไม่เจอไอคอน
summary: เลื่อนลง
icon: scroll
---
เลื่อนลงมา
`,
		"th/scenarios/wrong-method.md": `---
id: wrong-method
order: 2
title: เข้าผิดวิธี
summary: หาทางกลับ
minutes: 3
from: standard
---
กด **ปุ่มสีฟ้า**

## จบแล้ว {#done}

เก่งกว่าเดิม
`,
		"th/scenarios/standard.md": `---
id: standard
order: 1
title: เข้าตามปกติ
summary: เข้าตรงทาง
minutes: 2
---
เก่งมาก ดู [ความช่วยเหลือ](/help)

## หน้าแรก {#napplus screen=napplus}

- sign-in-oss -> done
- [ ] [กรอกรหัส](password): ช่องนี้เป็นภาพ

## จบ {#done .end}

ดี

---

จำไว้
`,
		"th/screens/napplus.md": `---
id: napplus
title: หน้าแรก
address: https://login.example/
look: portal
---
# NAPPLUS

[เข้าสู่ระบบ](sign-in-oss){.pink .top-right}

[ชื่อ · รหัส · เข้า](password){.form}
`,
		"th/screens/qr.md": `---
id: qr
title: โค้ด
address: https://code.example/
look: code
---
# ThaID
`,
		"th/scenarios/guide.md": `---
id: guide
guided: true
title: ทีละขั้น
summary: เรียน
---
## หน้าแรก {#napplus screen=napplus}

- sign-in-oss -> qr
- [ ] [กรอกรหัส](password): ช่องนี้เป็นภาพ

## โค้ด {#qr screen=qr phone=thaid .end}

- allow: ถูกแล้ว
- decline: ลองใหม่
`,
		"th/quiz/password.md": `---
id: password
order: 1
title: ต้องกรอกรหัสผ่าน|ไหม
step: /help#code
---
- [ ] กรอก **ทุกครั้ง**

  ไม่ต้อง ดู [ความช่วยเหลือ](/help)

- [x] ไม่ต้อง

  ถูกแล้ว

  เลื่อนลง

- [ ] แล้วแต่เครื่อง

  ทุกเครื่องเหมือนกัน
`,
		"th/help.md": `---
id: help
title: ความช่วยเหลือ
summary: คำตอบ
---
เลือกหัวข้อ

## โค้ดหมดอายุ |ทำอย่างไร {#code}

กด **ขอโค้ดใหม่**

### ถ้ายังไม่ได้

- บอก Admin

## เครือข่าย {#network}

ใช้ Wi-Fi เดียวกัน
`,
	}
	for _, id := range []string{"summary", "prepare", "privacy", "about"} {
		files["th/"+id+".md"] = "---\nid: " + id + "\ntitle: หน้า\nsummary: สรุป\n---\nข้อความ\n"
	}
	for name, text := range files {
		if strings.HasPrefix(name, "th/") {
			head, body, _ := strings.Cut(text, "---\n"+bodyOf(text))
			files["en/"+strings.TrimPrefix(name, "th/")] = head + "source: " + Hash([]byte(text)) + "\n---\n" + bodyOf(text) + body
		}
	}
	return files
}

func bodyOf(text string) string {
	_, body, _ := strings.Cut(text, "\n---\n")
	return body
}

func options() Options {
	return Options{
		Languages: []string{"th", "en"},
		Text:      func(lang, s string) string { return template.HTMLEscapeString(s) },
		Phrases: func(lang, s string) template.HTML {
			return template.HTML("<i>" + strings.ReplaceAll(template.HTMLEscapeString(s), "|", "</i><i>") + "</i>")
		},
	}
}

func fsOf(files map[string]string) fs.FS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func mustLoad(t *testing.T, files map[string]string) map[string]*Guide {
	t.Helper()
	guides, err := Load(fsOf(files), options())
	if err != nil {
		t.Fatal(err)
	}
	return guides
}

// faultsOf loads content that must be refused.
func faultsOf(t *testing.T, files map[string]string) []string {
	t.Helper()
	guides, err := Load(fsOf(files), options())
	var faults Faults
	if !errors.As(err, &faults) || guides != nil {
		t.Fatalf("want faults and no guide, got %v and %v", err, guides)
	}
	return strings.Split(faults.Error(), "\n")
}

func TestAGuideIsReadWhole(t *testing.T) {
	guides := mustLoad(t, sample())
	if got := slices.Sorted(maps.Keys(guides)); !slices.Equal(got, []string{"en", "th"}) {
		t.Fatalf("languages are %q", got)
	}
	g := guides["th"]
	if g.Lang != "th" || len(g.Steps) != 2 || len(g.Cards) != 1 || len(g.Stale) != 0 {
		t.Errorf("%+v", g)
	}
	for id, page := range map[string]*Page{"summary": g.Summary, "prepare": g.Prepare, "help": g.Help, "privacy": g.Privacy, "about": g.About, "no-icon": g.Cards[0]} {
		if page == nil || page.ID != id || page.Title == "" || page.Summary == "" || page.Body == "" || len(page.Hash) != 12 {
			t.Errorf("%s is %+v", id, page)
		}
	}
	s := g.Steps[0]
	if s.ID != "start" || s.Order != 1 || s.Minutes != 2 || s.Title != "เริ่มต้นที่เว็บไซต์ |NAPPLUS" || s.Short != "คลิก|ปุ่มสีชมพู" ||
		s.Say != "มองหา|ปุ่มสีชมพู" || s.Coach != "คลิกปุ่มนี้" || s.State != "napplus" || s.Action != "sign-in-oss" ||
		!slices.Equal(s.Hints, []string{"อยู่มุมขวาบน", "ปุ่มสีชมพู"}) || !slices.Equal(s.Notes, []string{"รอจนทุกคนพร้อม"}) || s.File != "th/guide/start.md" {
		t.Errorf("the first step is %+v", s)
	}
	if s.Name != "เริ่มต้น|ที่เว็บไซต์" || g.Steps[1].Name != g.Steps[1].Title {
		t.Errorf("lists call the steps %q and %q", s.Name, g.Steps[1].Name)
	}
	if g.Steps[1].ID != "scan-qr" || g.Cards[0].Icon != "scroll" {
		t.Errorf("%+v %+v", g.Steps[1], g.Cards[0])
	}
	if len(g.Scenarios) != 2 || g.Scenarios[1].ID != "wrong-method" {
		t.Fatalf("the scenarios are %+v", g.Scenarios)
	}
	r := g.Scenarios[0]
	if r.ID != "standard" || r.Order != 1 || r.Minutes != 2 || r.Title != "เข้าตามปกติ" || r.Summary != "เข้าตรงทาง" ||
		r.Brief != "<p>เก่งมาก ดู <a href=\"/th/help\" class=\"phrase\">ความช่วยเหลือ</a></p>\n" || !slices.Equal(r.Links, []Link{{"/th/help", 8}}) {
		t.Errorf("the first scenario is %+v", r)
	}
}

func TestAQuestionIsReadWhole(t *testing.T) {
	g := mustLoad(t, sample())["th"]
	if len(g.Questions) != 1 {
		t.Fatalf("the questions are %+v", g.Questions)
	}
	q := g.Questions[0]
	if q.ID != "password" || q.Order != 1 || q.Title != "ต้องกรอกรหัสผ่าน|ไหม" || q.Teacher != "/th/help#code" || q.File != "th/quiz/password.md" {
		t.Errorf("%+v", q)
	}
	if !slices.Equal(q.Links, []Link{{"/th/help#code", 5}, {"/th/help", 9}}) {
		t.Errorf("links are %v", q.Links)
	}
	want := []Choice{
		{"กรอก <strong>ทุกครั้ง</strong>", "<p>ไม่ต้อง ดู <a href=\"/th/help\" class=\"phrase\">ความช่วยเหลือ</a></p>\n", false, 7},
		{"ไม่ต้อง", "<p>ถูกแล้ว</p>\n<p>เลื่อนลง</p>\n", true, 11},
		{"แล้วแต่เครื่อง", "<p>ทุกเครื่องเหมือนกัน</p>\n", false, 17},
	}
	if !slices.Equal(q.Choices, want) {
		t.Errorf("got  %+v\nwant %+v", q.Choices, want)
	}
}

func TestAddressesNotesAndLinksAreWrittenForTheSite(t *testing.T) {
	guides := mustLoad(t, sample())
	want := `<p>เปิดเว็บเบราว์เซอร์ แล้วพิมพ์</p>
<p class="address"><code><span>https://</span><span class="phrase">dmis.nhso.go.th</span><wbr><span class=w>/NAPPLUS</span><wbr><span class=w>/login.jsp</span></code></p>
<div class="note">
<p>ดู <a href="/th/help#code" class="phrase">ความช่วยเหลือ</a> ก่อน</p>
</div>
`
	if got := string(guides["th"].Steps[0].Body); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := guides["th"].Steps[0].Links; !slices.Equal(got, []Link{{"/th/help#code", 23}}) {
		t.Errorf("links are %v", got)
	}
	if got := guides["en"].Steps[0].Links; !slices.Equal(got, []Link{{"/en/help#code", 24}}) {
		t.Errorf("English links are %v", got)
	}
}

func TestAPageIsSplitAtItsSections(t *testing.T) {
	p := mustLoad(t, sample())["th"].Help
	want := []Section{
		{"code", "โค้ดหมดอายุ |ทำอย่างไร", "<p>กด <strong>ขอโค้ดใหม่</strong></p>\n<h3><i>ถ้ายังไม่ได้</i></h3>\n<ul>\n<li>บอก Admin</li>\n</ul>\n"},
		{"network", "เครือข่าย", "<p>ใช้ Wi-Fi เดียวกัน</p>\n"},
	}
	if !slices.Equal(p.Sections, want) {
		t.Errorf("got  %q\nwant %q", p.Sections, want)
	}
	if p.Intro != "<p>เลือกหัวข้อ</p>\n" {
		t.Errorf("the introduction is %q", p.Intro)
	}
	if !strings.Contains(string(p.Body), `<h2 id="code"><i>โค้ดหมดอายุ </i><i>ทำอย่างไร</i></h2>`) {
		t.Errorf("the body is %s", p.Body)
	}
}

// TestMarkdown writes one body a case into the page about.md, in Thai unless the case says otherwise.
func TestMarkdown(t *testing.T) {
	for _, v := range []struct{ name, lang, in, want string }{
		{"an address in backticks", "th", "`https://a.go.th/b`", `<p class="address"><code><span>https://</span><span class="phrase">a.go.th</span><wbr><span class=w>/b</span></code></p>`},
		{"an address with a hyphen", "th", "`https://a-b.go.th/c/…`", `<p class="address"><code><span>https://</span><span class="phrase"><span class=w>a-b</span><wbr>.go<wbr>.th</span><wbr><span class=w>/c/…</span></code></p>`},
		{"an address with a long host", "th", "`https://one.two.three.four.five.sixth.example/c`", `<p class="address"><code><span>https://</span><span class="phrase">one<wbr>.two<wbr>.three<wbr>.four<wbr>.five<wbr>.sixth<wbr>.example</span><wbr><span class=w>/c</span></code></p>`},
		{"an address with a long host and a hyphen", "th", "`https://one.two-three.four.example/c`", `<p class="address"><code><span>https://</span><span class="phrase">one<wbr><span class=w>.two-three</span><wbr>.four<wbr>.example</span><wbr><span class=w>/c</span></code></p>`},
		{"a host with a hyphen in a sentence", "th", "ลงท้ายด้วย `a-b.example` จึงเป็นเว็บอื่น", `<p>ลงท้ายด้วย <code><span class=w>a-b</span><wbr>.example</code> จึงเป็นเว็บอื่น</p>`},
		{"an address with an ampersand", "th", "<https://a.go.th/?b=1&c=2>", `<p class="address"><code><span>https://</span><span class="phrase">a.go.th</span><wbr><span class=w>/?b=1&amp;c=2</span></code></p>`},
		{"an address within a sentence is a link", "th", "เปิด <https://a.go.th/> ก่อน", `<p>เปิด <a href="https://a.go.th/" rel="noopener noreferrer">https://a.go.th/</a> ก่อน</p>`},
		{"a Thai link that is wider than a phone's line may break", "th", "ดู [ที่อยู่ของเว็บไซต์จริงทั้งหมด](/help) ก่อน", `<p>ดู <a href="/th/help">ที่อยู่ของเว็บไซต์จริงทั้งหมด</a> ก่อน</p>`},
		{"an English link breaks between its words", "en", "See [help](/help) first", `<p>See <a href="/en/help">help</a> first</p>`},
		{"a link to another site", "th", "[เว็บ](https://a.go.th/?b=1&c=2)", `<p><a href="https://a.go.th/?b=1&amp;c=2" rel="noopener noreferrer" class="phrase">เว็บ</a></p>`},
		{"a link to home", "th", "[หน้าแรก](/)", `<p><a href="/th/" class="phrase">หน้าแรก</a></p>`},
		{"a link to a file", "th", "[ทางลัด](/NAPPLUS.url)", `<p><a href="/NAPPLUS.url" class="phrase">ทางลัด</a></p>`},
		{"a backslash in a link", "th", `[ก](/\\a.go.th)`, `<p><a href="/%5Ca.go.th" class="phrase">ก</a></p>`},
		{"a link to a heading", "en", "[below](#code)", `<p><a href="#code">below</a></p>`},
		{"a link by reference", "en", "[help]\n\n[help]: /help", `<p><a href="/en/help">help</a></p>`},
		{"characters of HTML", "th", `1 &lt; 2 & "ก" \<b\>`, `<p>1 &lt; 2 &amp; &#34;ก&#34; &lt;b&gt;</p>`},
		{"code", "th", "กด `<Enter> & ก`", `<p>กด <code>&lt;Enter&gt; &amp; ก</code></p>`},
		{"emphasis", "th", "กด **ปุ่มสีชมพู** และ *เดี๋ยวนี้*", `<p>กด <strong>ปุ่มสีชมพู</strong> และ <em>เดี๋ยวนี้</em></p>`},
		{"a hard line break", "th", "หนึ่ง\\\nสอง", "<p>หนึ่ง<br>\nสอง</p>"},
		{"a soft line break in English", "en", "one\ntwo", "<p>one\ntwo</p>"},
		{"a list", "th", "1. หนึ่ง\n2. สอง", "<ol>\n<li>หนึ่ง</li>\n<li>สอง</li>\n</ol>"},
		{"two marks in code", "en", "write `**`", "<p>write <code>**</code></p>"},
	} {
		t.Run(v.name, func(t *testing.T) {
			files := sample()
			name := v.lang + "/about.md"
			files[name] = strings.TrimSuffix(files[name], "ข้อความ\n") + v.in + "\n"
			if got := strings.TrimSpace(string(mustLoad(t, files)[v.lang].About.Body)); got != v.want {
				t.Errorf("got  %s\nwant %s", got, v.want)
			}
		})
	}
}

// TestTextIsMarkedInWholeRuns holds because goldmark cuts a text at every character that might be markup.
func TestTextIsMarkedInWholeRuns(t *testing.T) {
	opt := options()
	var runs []string
	opt.Text = func(_, s string) string { runs = append(runs, s); return s }
	files := sample()
	files["th/about.md"] = strings.Replace(files["th/about.md"], "ข้อความ", "ใช้ One! Stop [Service] (OSS) &amp; a_b \\* c **แล้ว** จบ", 1)
	if _, err := Load(fsOf(files), opt); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ใช้ One! Stop [Service] (OSS) & a_b * c ", "แล้ว", " จบ"} {
		if !slices.Contains(runs, want) {
			t.Errorf("no run %q in %q", want, runs)
		}
	}
}

// TestFaults changes one file of the sample, by replacing a text in it, and expects exactly these faults.
func TestFaults(t *testing.T) {
	const step, about, help, card = "th/guide/start.md", "th/about.md", "th/help.md", "th/stuck/no-icon.md"
	const run, quiz = "th/scenarios/standard.md", "th/quiz/password.md"
	for _, v := range []struct {
		name, file, old, new string
		want                 []string
	}{
		// Front matter.
		{"no front matter", about, "---\nid: about\ntitle: หน้า\nsummary: สรุป\n---\n", "", []string{
			`content/th/about.md:1: the file has no front matter; begin the file with a line "---", then "key: value" lines, then a line "---"`}},
		{"front matter without an end", about, "\n---\nข้อความ", "\nข้อความ", []string{
			`content/th/about.md:1: the front matter has no end; write a line "---" after its last key`}},
		{"invalid YAML", about, "title: หน้า", "title: หน้า: สอง", []string{
			`content/th/about.md:3: the front matter is no valid YAML: mapping values are not allowed in this context; write one "key: value" a line, and put a value with a colon, # or quotes in it between "quotes"`}},
		{"invalid YAML that the parser finds", about, "title: หน้า", "title: 'หน้า' สอง", []string{
			`content/th/about.md:3: the front matter is no valid YAML: did not find expected key; write one "key: value" a line, and put a value with a colon, # or quotes in it between "quotes"`}},
		{"a text cut off by a comment", about, "title: หน้า", "title: ห้อง #3", []string{
			`content/th/about.md:3: title is cut off at the #, which begins a comment; put the whole value between "quotes"`}},
		{"YAML that is no mapping", about, "id: about\ntitle: หน้า\nsummary: สรุป", "- about", []string{
			`content/th/about.md:2: the front matter is no list of keys; write one "key: value" a line`}},
		{"missing keys", about, "id: about\ntitle: หน้า\n", "", []string{
			`content/th/about.md:1: the key "id" is missing; add it to the front matter`,
			`content/th/about.md:1: the key "title" is missing; add it to the front matter`}},
		{"empty front matter", about, "id: about\ntitle: หน้า\nsummary: สรุป\n", "", []string{
			`content/th/about.md:1: the key "id" is missing; add it to the front matter`,
			`content/th/about.md:1: the key "title" is missing; add it to the front matter`,
			`content/th/about.md:1: the key "summary" is missing; add it to the front matter`}},
		{"unknown key", card, "icon: scroll", "icon: scroll\nicno: x", []string{
			`content/th/stuck/no-icon.md:7: the key "icno" is unknown; remove it, or use one of id, order, title, summary, icon, short`}},
		{"duplicate key", about, "summary: สรุป", "summary: สรุป\ntitle: อีก", []string{
			`content/th/about.md:5: the key "title" stands here a second time; remove one of the two`}},
		{"a number for a text", about, "title: หน้า", "title: 2569", []string{
			`content/th/about.md:3: title is no text; write words, between "quotes" when they look like a number`}},
		{"a list for a text", step, "coach: คลิกปุ่มนี้", "coach: [คลิก]", []string{
			`content/th/guide/start.md:8: coach is no text; write words, between "quotes" when they look like a number`}},
		{"an empty text", step, "coach: คลิกปุ่มนี้", "coach:", []string{
			`content/th/guide/start.md:8: coach is empty; write it, or remove the whole page`}},
		{"a text of two lines", about, "title: หน้า", "title: |-\n  หน้า\n  สอง", []string{
			`content/th/about.md:3: title has more than one line; write it on one line`}},
		{"an alias", about, "title: หน้า\nsummary: สรุป", "title: &a หน้า\nsummary: *a", []string{
			`content/th/about.md:4: summary is no text; write words, between "quotes" when they look like a number`}},
		{"marks in a text", about, "summary: สรุป", "summary: '**สรุป**'", []string{
			`content/th/about.md:4: summary has ** or __ in it, which would show; remove the marks; front matter is plain text`}},
		{"words for a number", step, "minutes: 2", "minutes: สอง", []string{
			`content/th/guide/start.md:9: minutes is no whole number from 1 to 99; write one, such as minutes: 2`}},
		{"a number out of bounds", step, "minutes: 2", "minutes: 0", []string{
			`content/th/guide/start.md:9: minutes is no whole number from 1 to 99; write one, such as minutes: 2`}},
		{"a text for a list", step, "trainer:\n  - รอจนทุกคนพร้อม", "trainer: รอ", []string{
			`content/th/guide/start.md:15: trainer is no list; write each entry on a line of its own that begins with "- "`}},
		{"an empty list", step, "trainer:\n  - รอจนทุกคนพร้อม", "trainer: []", []string{
			`content/th/guide/start.md:15: trainer is no list; write each entry on a line of its own that begins with "- "`}},
		{"a number in a list", step, "  - ปุ่มสีชมพู", "  - 7", []string{
			`content/th/guide/start.md:14: an entry of hints is no text; write words, between "quotes" when they look like a number`}},
		{"another id than the file's name", about, "id: about", "id: abuot", []string{
			`content/th/about.md:2: the id is "abuot", but the file is called "about"; write id: about`}},
		{"a long title without phrases", about, "title: หน้า", "title: เข้าสู่ระบบด้วยแอปในมือถือ", []string{
			`content/th/about.md:3: the title is longer than 18 letters and has no | between its phrases; put | where a line may break`}},
		{"a phrase without words", step, "say: มองหา|ปุ่มสีชมพู", "say: มองหา|", []string{
			`content/th/guide/start.md:7: say has a | with no words on one side; put | only between two phrases`}},
		{"unknown screen", "th/guide/scan-qr.md", "state: qr", "state: qrcode", []string{
			`content/en/guide/scan-qr.md:10: state is qr, but qrcode in th/guide/scan-qr.md; use the same value in both`,
			`content/th/guide/scan-qr.md:10: the guided run has no state "qrcode"; use one of napplus, qr`,
			`content/th/scenarios/guide.md:12: no step stands at the state "qr" of the guided run; write a page in guide/ with state: qr, or leave the state out`}},
		{"an action of another screen", step, "action: sign-in-oss", "action: allow", []string{
			`content/en/guide/start.md:11: action is sign-in-oss, but allow in th/guide/start.md; use the same value in both`,
			`content/th/guide/start.md:11: the state "napplus" has no action "allow"; use one of sign-in-oss, password`}},

		{"a scenario without minutes", run, "minutes: 2\n", "", []string{
			`content/th/scenarios/standard.md:1: the key "minutes" is missing; add it to the front matter`}},
		{"a scenario with the key of a step", run, "minutes: 2", "minutes: 2\nscreen: qr", []string{
			`content/th/scenarios/standard.md:7: the key "screen" is unknown; remove it, or use one of id, title, summary, order, minutes, group, level, from, hints, guided, draws, trainer`}},

		// Order, and the other languages.
		{"a gap between scenarios", "th/scenarios/wrong-method.md", "order: 2", "order: 4", []string{
			`content/en/scenarios/wrong-method.md:3: order is 2, but 4 in th/scenarios/wrong-method.md; use the same value in both`,
			`content/th/scenarios/wrong-method.md:3: order jumps to 4, 2 is missing; number the pages of the folder 1, 2, 3 without a gap`}},
		{"a scenario that takes longer in a translation", "en/scenarios/standard.md", "minutes: 2", "minutes: 3", []string{
			`content/en/scenarios/standard.md:6: minutes is 3, but 2 in th/scenarios/standard.md; use the same value in both`}},
		{"a gap in the order", "th/guide/scan-qr.md", "order: 2", "order: 3", []string{
			`content/en/guide/scan-qr.md:3: order is 2, but 3 in th/guide/scan-qr.md; use the same value in both`,
			`content/th/guide/scan-qr.md:3: order jumps to 3, 2 is missing; number the pages of the folder 1, 2, 3 without a gap`}},
		{"an order taken twice", "th/guide/scan-qr.md", "order: 2", "order: 1", []string{
			`content/en/guide/scan-qr.md:3: order is 2, but 1 in th/guide/scan-qr.md; use the same value in both`,
			`content/th/guide/start.md:3: order 1 is taken by another page; give each page of the folder its own number`}},
		{"a card's order that does not begin at 1", card, "order: 1", "order: 2", []string{
			`content/en/stuck/no-icon.md:3: order is 1, but 2 in th/stuck/no-icon.md; use the same value in both`,
			`content/th/stuck/no-icon.md:3: order jumps to 2, 1 is missing; number the pages of the folder 1, 2, 3 without a gap`}},
		{"a translation with another icon", "en/stuck/no-icon.md", "icon: scroll", "icon: star", []string{
			`content/en/stuck/no-icon.md:6: icon is star, but scroll in th/stuck/no-icon.md; use the same value in both`}},
		{"a translation without source", "en/about.md", "source: " + Hash([]byte(sample()["th/about.md"])) + "\n", "", []string{
			`content/en/about.md:1: the key "source" is missing or empty; once the translation is right, write source: ` + Hash([]byte(sample()["th/about.md"]))}},
		{"a source in the source language", about, "summary: สรุป", "summary: สรุป\nsource: abc", []string{
			`content/th/about.md:5: the key "source" is unknown; remove it, or use one of id, title, summary`}},
		{"a translation without a section", "en/help.md", "## เครือข่าย {#network}", "", []string{
			`content/en/help.md:6: the sections are "code", but "code network" in th/help.md; give both pages the same sections in the same order`}},

		// Body.
		{"no body", about, "ข้อความ\n", "\n", []string{
			`content/th/about.md:5: the page has no text; write it below the front matter`}},
		{"HTML in a line", about, "ข้อความ", "ก\n\nข <b>ค</b>", []string{
			`content/th/about.md:8: HTML is not allowed here; write it in Markdown; for a < that is meant as a character write &lt;`,
			`content/th/about.md:8: HTML is not allowed here; write it in Markdown; for a < that is meant as a character write &lt;`}},
		{"a block of HTML", about, "ข้อความ", "ก\n\n<script>\nalert(1)\n</script>", []string{
			`content/th/about.md:8: HTML is not allowed here; write it in Markdown; for a < that is meant as a character write &lt;`}},
		{"a picture", about, "ข้อความ", "![ก](/a.png)", []string{
			`content/th/about.md:6: pictures are not allowed here; say it in words; the site draws its screens itself`}},
		{"a soft line break in Thai", about, "ข้อความ", "บรรทัดหนึ่ง\nบรรทัดสอง", []string{
			`content/th/about.md:6: a line break inside a Thai paragraph would show as a space; write the paragraph on one line, or put an empty line between two`}},
		{"a soft line break in a Thai list", about, "ข้อความ", "- หนึ่ง\n- สอง\n  สาม", []string{
			`content/th/about.md:7: a line break inside a Thai paragraph would show as a space; write the paragraph on one line, or put an empty line between two`}},
		{"emphasis beside a Thai quotation mark", about, "ข้อความ", "ก\n\nกด**“ตกลง”**แล้ว", []string{
			`content/th/about.md:8: ** or __ would show as characters; put a space before the opening and after the closing marks, or move them away from a quotation mark`}},
		{"underscores that stay", about, "ข้อความ", "กด__ตกลง__แล้ว", []string{
			`content/th/about.md:6: ** or __ would show as characters; put a space before the opening and after the closing marks, or move them away from a quotation mark`}},
		{"a heading of level 1", about, "ข้อความ", "# ก", []string{
			`content/th/about.md:6: a heading of level 1; use ## and ###; the page's title comes from the front matter`}},
		{"a heading that skips a level", about, "ข้อความ", "### ก", []string{
			`content/th/about.md:6: a ### heading without a ## heading above it; use ##`}},
		{"a section without an anchor", "en/about.md", "ข้อความ", "## A", []string{
			`content/en/about.md:7: the heading has no anchor; write one behind it, the same in every language: ## Title {#anchor}`}},
		{"an anchor twice", help, "{#network}", "{#code}", []string{
			`content/en/help.md:6: the sections are "code network", but "code code" in th/help.md; give both pages the same sections in the same order`,
			`content/th/help.md:16: the anchor "code" stands here a second time; give each heading its own`}},
		{"an anchor in Thai", about, "ข้อความ", "ก\n\n### ข {#Ab_c}", []string{
			`content/th/about.md:8: a ### heading without a ## heading above it; use ##`,
			`content/th/about.md:8: the anchor "Ab_c" has other characters than a to z, 0 to 9 and -; write one like {#expired-code}`}},
		{"another attribute", help, "{#network}", "{#network .big}", []string{
			`content/th/help.md:16: the heading has the attribute "class"; leave only {#anchor} behind it`}},
		{"emphasis in a heading", help, "## เครือข่าย", "## **เครือข่าย**", []string{
			`content/th/help.md:16: a heading has something else than plain text in it; take emphasis, links and code out of it`}},
		{"a link by script", about, "ข้อความ", "[ก](javascript:alert(1))", []string{
			`content/th/about.md:6: the link to "javascript:alert(1)" cannot be used; link to a page of this site as /help, to a heading as #anchor, to another site as https://…`}},
		{"a link by hidden script", about, "ข้อความ", "[ก](java&#115;cript:alert(1))", []string{
			`content/th/about.md:6: the link to "javascript:alert(1)" cannot be used; link to a page of this site as /help, to a heading as #anchor, to another site as https://…`}},
		{"an automatic link by script", about, "ข้อความ", "ก <javascript:alert(1)>", []string{
			`content/th/about.md:6: the link to "javascript:alert(1)" cannot be used; link to a page of this site as /help, to a heading as #anchor, to another site as https://…`}},
		{"a link without a scheme", about, "ข้อความ", "[ก](//a.go.th)", []string{
			`content/th/about.md:6: the link to "//a.go.th" cannot be used; link to a page of this site as /help, to a heading as #anchor, to another site as https://…`}},
		{"a relative link", about, "ข้อความ", "[ก](help)", []string{
			`content/th/about.md:6: the link to "help" cannot be used; link to a page of this site as /help, to a heading as #anchor, to another site as https://…`}},
		{"a link with a language", about, "ข้อความ", "[ก](/en/help#code)", []string{
			`content/th/about.md:6: the link to "/en/help#code" names a language; leave it out; each language's page links to its own: /help#code`}},
		{"a link without words", about, "ข้อความ", "ก [](/help)", []string{
			`content/th/about.md:6: a link has no words; write them between the square brackets`}},
		{"text that is not UTF-8", about, "ข้อความ", "ก\n\xff", []string{
			`content/th/about.md:7: the text is not UTF-8; type the line again, and save the file as UTF-8`}},
		{"a box outside the quiz", about, "ข้อความ", "- [ ] ข้อความ", []string{
			`content/th/about.md:6: a box to tick is not allowed here; take the [ ] away; only a question and a practice run have boxes`}},

		// Questions.
		{"a question with a summary", quiz, "step: /help#code", "step: /help#code\nsummary: ก", []string{
			`content/th/quiz/password.md:6: the key "summary" is unknown; remove it, or use one of id, order, title, step`}},
		{"a question that no page teaches", quiz, "step: /help#code\n", "", []string{
			`content/th/quiz/password.md:1: the key "step" is missing; add it to the front matter`}},
		{"a question that another site teaches", quiz, "step: /help#code", "step: https://a.go.th", []string{
			`content/th/quiz/password.md:5: step is "https://a.go.th", which is no page of this site; write the page that teaches the answer, such as /guide/start or /help#address`}},
		{"a step with a language", quiz, "step: /help#code", "step: /th/help", []string{
			`content/en/quiz/password.md:5: step is /help#code, but /th/help in th/quiz/password.md; use the same value in both`,
			`content/th/quiz/password.md:5: the link to "/th/help" names a language; leave it out; each language's page links to its own: /help`}},
		{"another step in a translation", "en/quiz/password.md", "step: /help#code", "step: /about", []string{
			`content/en/quiz/password.md:5: step is /about, but /help#code in th/quiz/password.md; use the same value in both`}},
		{"words before the choices", quiz, "- [ ] กรอก", "เลือกหนึ่งข้อ\n\n- [ ] กรอก", []string{
			`content/th/quiz/password.md:7: something else than choices stands here; ask in the title, and indent an explanation by two spaces below its choice`}},
		{"a second list", quiz, "- [ ] แล้ว", "* [ ] แล้ว", []string{
			`content/th/quiz/password.md:17: a second list begins here; begin every choice with the same mark, -, and indent its explanation by two spaces`}},
		{"an explanation that is not indented", quiz, "  ทุกเครื่อง", "ทุกเครื่อง", []string{
			`content/th/quiz/password.md:17: a choice has no explanation; leave an empty line below it, then write the explanation, indented by two spaces`,
			`content/th/quiz/password.md:19: something else than choices stands here; ask in the title, and indent an explanation by two spaces below its choice`}},
		{"a choice without explanation", quiz, "\n  ทุกเครื่องเหมือนกัน\n", "", []string{
			`content/th/quiz/password.md:17: a choice has no explanation; leave an empty line below it, then write the explanation, indented by two spaces`}},
		{"an explanation without an empty line before it", "en/quiz/password.md", "\n\n  ทุกเครื่อง", "\n  ทุกเครื่อง", []string{
			`content/en/quiz/password.md:18: a choice has no explanation; leave an empty line below it, then write the explanation, indented by two spaces`}},
		{"an explanation that is a list", quiz, "  ทุกเครื่อง", "  - ทุกเครื่อง", []string{
			`content/th/quiz/password.md:19: an explanation is no paragraph; write it in plain paragraphs`}},
		{"a choice without a box", quiz, "- [ ] แล้ว", "- แล้ว", []string{
			`content/th/quiz/password.md:17: a choice has no box; begin it with "- [ ] ", or with "- [x] " when it is the right one`}},
		{"a choice without words", quiz, "- [ ] แล้วแต่เครื่อง", "- [ ]", []string{
			`content/th/quiz/password.md:17: a choice has no words; write them behind its box`}},
		{"an empty choice", quiz, "- [ ] แล้วแต่เครื่อง\n\n  ทุกเครื่องเหมือนกัน", "-", []string{
			`content/th/quiz/password.md:17: a choice is empty; write it behind its box, or remove the line`}},
		{"a link in a choice", quiz, "- [x] ไม่ต้อง", "- [x] [ไม่ต้อง](/help)", []string{
			`content/th/quiz/password.md:11: a choice has a link in it, which would be pressed instead; move the link into the explanation`}},
		{"numbered choices", quiz, "- [ ] กรอก **ทุกครั้ง**\n\n  ไม่ต้อง ดู [ความช่วยเหลือ](/help)\n\n- [x] ไม่ต้อง\n\n  ถูกแล้ว\n\n  เลื่อนลง\n\n- [ ] แล้วแต่เครื่อง\n\n  ทุก",
			"1. [ ] ก\n\n   ก\n\n2. [x] ข\n\n   ข\n\n3. [ ] ค\n\n   ทุก", []string{
				`content/th/quiz/password.md:7: the choices are numbered, but their order varies; begin each with -`}},
		{"no right choice", quiz, "[x]", "[ ]", []string{
			`content/th/quiz/password.md:7: no choice is marked as right; write [x] instead of [ ] before the right one`}},
		{"two right choices", quiz, "- [ ] แล้ว", "- [X] แล้ว", []string{
			`content/th/quiz/password.md:17: a second choice is marked as right; leave only one with [x]`}},
		{"two choices", quiz, "- [ ] แล้วแต่เครื่อง\n\n  ทุกเครื่องเหมือนกัน\n", "", []string{
			`content/en/quiz/password.md:7: the number of choices is 3, but 2 in th/quiz/password.md; write the same choices in both`,
			`content/th/quiz/password.md:7: the number of choices is 2; write 3 or 4`}},
		{"five choices", "en/quiz/password.md", "  ทุกเครื่องเหมือนกัน\n", "  ก\n\n- [ ] ข\n\n  ข\n\n- [ ] ค\n\n  ค\n", []string{
			`content/en/quiz/password.md:7: the number of choices is 5, but 3 in th/quiz/password.md; write the same choices in both`,
			`content/en/quiz/password.md:8: the number of choices is 5; write 3 or 4`}},
		{"another right choice in a translation", "en/quiz/password.md", "- [ ] กรอก **ทุกครั้ง**\n\n  ไม่ต้อง ดู [ความช่วยเหลือ](/help)\n\n- [x]", "- [x] กรอก\n\n  ก\n\n- [ ]", []string{
			`content/en/quiz/password.md:8: the right choice is number 1, but number 2 in th/quiz/password.md; write the choices in the same order in both`}},
		{"a control character", about, "สรุป", "ส\rรุป", []string{
			`content/th/about.md:4: the character U+000D does not belong in a text; type the line again, and save the file as UTF-8`}},
		{"a line separator", about, "ข้อความ", "ก\nข\u2028ค", []string{
			`content/th/about.md:7: the character U+2028 does not belong in a text; type the line again, and save the file as UTF-8`}},
	} {
		t.Run(v.name, func(t *testing.T) {
			files := sample()
			if !strings.Contains(files[v.file], v.old) {
				t.Fatalf("%s has no %q", v.file, v.old)
			}
			files[v.file] = strings.Replace(files[v.file], v.old, v.new, 1)
			if got := faultsOf(t, files); !slices.Equal(got, v.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(v.want, "\n"))
			}
		})
	}
}

// TestFaultsOfTheFolder adds and removes files.
func TestFaultsOfTheFolder(t *testing.T) {
	for _, v := range []struct {
		name   string
		change func(files map[string]string)
		want   []string
	}{
		{"a page that no language has", func(f map[string]string) { delete(f, "th/help.md"); delete(f, "en/help.md") }, []string{
			`content/en/help.md:1: the page is missing; write it`, `content/th/help.md:1: the page is missing; write it`}},
		{"a page without a source", func(f map[string]string) { delete(f, "th/help.md") }, []string{
			`content/en/help.md:1: the page is missing in "th"; write th/help.md, or remove this one`, `content/th/help.md:1: the page is missing; write it`}},
		{"a folder without cards", func(f map[string]string) { delete(f, "th/stuck/no-icon.md"); delete(f, "en/stuck/no-icon.md") }, []string{
			`content/th/stuck:1: no page in this folder; write at least one .md file`}},
		{"no question", func(f map[string]string) { delete(f, "th/quiz/password.md"); delete(f, "en/quiz/password.md") }, []string{
			`content/th/quiz:1: no page in this folder; write at least one .md file`}},
		{"a question in one language", func(f map[string]string) { delete(f, "th/quiz/password.md") }, []string{
			`content/en/quiz/password.md:1: the page is missing in "th"; write th/quiz/password.md, or remove this one`,
			`content/th/quiz:1: no page in this folder; write at least one .md file`}},
		{"a misspelt page", func(f map[string]string) { f["th/hepl.md"] = f["th/help.md"] }, []string{
			`content/th/hepl.md:1: no page has this name; rename it to one of about.md, help.md, prepare.md, privacy.md, summary.md, or move it to one of guide, quiz, scenarios, screens, phones, stuck`}},
		{"a misspelt folder", func(f map[string]string) { f["en/stukc/a.md"] = f["th/help.md"] }, []string{
			`content/en/stukc/a.md:1: no page has this name; rename it to one of about.md, help.md, prepare.md, privacy.md, summary.md, or move it to one of guide, quiz, scenarios, screens, phones, stuck`}},
		{"an unknown language", func(f map[string]string) { f["my/help.md"] = f["th/help.md"] }, []string{
			`content/my:1: there is no language "my"; add its interface words, or remove the folder; there are th, en`}},
	} {
		t.Run(v.name, func(t *testing.T) {
			files := sample()
			v.change(files)
			if got := faultsOf(t, files); !slices.Equal(got, v.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(v.want, "\n"))
			}
		})
	}
}

func TestFaultsOfAllLanguagesAreReportedAtOnce(t *testing.T) {
	files := sample()
	files["th/about.md"] = strings.Replace(files["th/about.md"], "id: about", "id: x", 1)
	files["en/summary.md"] = strings.Replace(files["en/summary.md"], "id: summary", "id: y", 1)
	files["en/help.md"] = strings.Replace(files["en/help.md"], "กด **ขอโค้ดใหม่**", "<hr>", 1)
	if got := faultsOf(t, files); len(got) != 3 || !strings.HasPrefix(got[0], "content/en/help.md:11:") ||
		!strings.HasPrefix(got[1], "content/en/summary.md:2:") || !strings.HasPrefix(got[2], "content/th/about.md:2:") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestFaultsNameTheFolderTheContentCameFrom(t *testing.T) {
	opt := options()
	opt.Root = "/srv/words"
	_, err := Load(fstest.MapFS{}, opt)
	if err == nil || !strings.HasPrefix(err.Error(), "/srv/words/en/about.md:1: the page is missing; write it") {
		t.Errorf("got %v", err)
	}
}

func TestAStaleTranslationIsNoFault(t *testing.T) {
	files := sample()
	before := Hash([]byte(files["th/about.md"]))
	files["th/about.md"] = strings.Replace(files["th/about.md"], "ข้อความ", "ข้อความใหม่", 1)
	after := Hash([]byte(files["th/about.md"]))
	guides := mustLoad(t, files)
	want := "content/en/about.md:5: translated from version " + before + " of th/about.md, which is now " + after + "; compare the two, then write source: " + after
	if got := guides["en"].Stale; got.Error() != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if len(guides["th"].Stale) > 0 {
		t.Errorf("the source language is stale: %q", guides["th"].Stale)
	}
}

func TestWindowsLineEndsAndByteOrderMarksChangeNothing(t *testing.T) {
	files := sample()
	want := mustLoad(t, files)["th"].Help
	files["th/help.md"] = "\ufeff" + strings.ReplaceAll(files["th/help.md"], "\n", "\r\n")
	got := mustLoad(t, files)["th"].Help
	if got.Body != want.Body || got.Hash != want.Hash {
		t.Errorf("got %s %s, want %s %s", got.Hash, got.Body, want.Hash, want.Body)
	}
}

func TestOtherFilesInTheFolderAreLeftAlone(t *testing.T) {
	files := sample()
	files["README.md"], files["th/guide/.start.md.swp"], files["th/guide/start.md~"], files[".git/config"] = "x", "x", "x", "x"
	mustLoad(t, files)
}
