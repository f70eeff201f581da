package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// TestEveryContactOfAUnitStandsWhereverPeopleReadThatTheyShouldAsk opens each such page in both languages.
func TestEveryContactOfAUnitStandsWhereverPeopleReadThatTheyShouldAsk(t *testing.T) {
	t.Parallel()
	unit := filepath.Join(t.TempDir(), "unit.toml")
	write(t, unit, `admin = { th = "งานทะเบียนผู้ใช้", en = "User desk" }
phone = "1234"
email = "oss-desk@hospital.example"
line = "@hospital-oss"

[[contact]]
admin = "IT"
phone = { th = "02 123 4567 ต่อ 89", en = "02 123 4567 ext 89" }

[[contact]]
line = "กลุ่ม OSS รพ.ตัวอย่าง"
[contact.hours]
th = "เช้า"
en = "mornings"
`)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--unit", unit)
	b := p.browser()
	for _, lang := range []string{"th", "en"} {
		for _, path := range []string{"/stuck", "/help", "/practice/no-rights/told", "/guide/cannot-sign-in", "/guide/signed-in", "/launch", "/print", "/prepare"} {
			page := tag.ReplaceAllString(locale.Unjoin(readAll(t, b.do("GET", "/"+lang+path, nil))), "")
			wants := []string{"oss-desk@hospital.example", "@hospital-oss", "กลุ่ม OSS รพ.ตัวอย่าง"}
			if lang == "th" {
				wants = append(wants, "งานทะเบียนผู้ใช้", "ต่อ 89", "เช้า", "อีเมล")
			} else {
				wants = append(wants, "User desk", "ext 89", "mornings", "e-mail")
			}
			for _, want := range wants {
				if strings.Count(page, want) != 1 {
					t.Errorf("/%s%s shows %q %d times", lang, path, want, strings.Count(page, want))
				}
			}
		}
		if strings.Contains(readAll(t, b.do("GET", "/"+lang+"/guide/choose-thaid", nil)), "oss-desk@") {
			t.Errorf("a page in %s that sends nobody to the Admin shows the contacts", lang)
		}
	}
}

// TestWhatNoContactCanBeIsRefusedWithAWord has hostile and mistaken values, each on a line of its own.
func TestWhatNoContactCanBeIsRefusedWithAWord(t *testing.T) {
	t.Parallel()
	unit := filepath.Join(t.TempDir(), "unit.toml")
	for text, want := range map[string]string{
		`email = "call us"`:                               "1: email is no e-mail address",
		`email = "a@b.example?cc=c@d.example"`:            "1: email is no e-mail address",
		`email = "a%0Acc@b.example"`:                      "1: email is no e-mail address",
		`email = "<script>@b.example"`:                    "1: email is no e-mail address",
		`email = "a@b.example, c@d.example"`:              "1: email is no e-mail address",
		`email = "javascript:alert(1)"`:                   "1: email is no e-mail address",
		`email = "a@оss.example"`:                         "1: email is no e-mail address", // a Cyrillic o
		`email = "a@localhost"`:                           "1: email is no e-mail address",
		`line = "https://line.me/ti/p/x"`:                 "1: line is no LINE ID",
		`line = "lin.ee/abc"`:                             "1: line is no LINE ID",
		`line = "<b>oss</b>"`:                             "1: line is no LINE ID",
		`line = "พี่สมศรี"`:                               "1: line looks like a person's name",
		`admin = "นาย สมชาย"`:                             "1: admin looks like a person's name",
		`line = "กลุ่มผู้ติดเชื้อ"`:                       "1: line names the programme's patients",
		"admin = \"งาน\u202eทะเบียน\"":                    "1: the character U+202E does not belong in a text",
		`email = """` + "\na\nb\"\"\"":                    "1: email has a line break",
		"phone = \"1\"\n[[contact]]\nphone = \"x\"\n":     "3: phone is no number",
		"[[contact]]\n\n[[contact]]\nphone = \"1\"\n":     "1: the contact is empty",
		"[[contact]]\nphone = \"1\"\nboss = \"x\"\n":      `3: the key "boss" is unknown`,
		"[[contact]]\n[contact.admin]\nth = \"\"\n":       "3: admin (th) is empty",
		"[[contact]]\nadmin = { th = \"a\", xx = \"b\" }": `2: admin: there is no language "xx"`,
		"phone = \"1\"\n[contact]\nphone = \"2\"\n":       "write [[contact]]",
		"phone = \"1\"\ncontact = \"2\"\n":                "write [[contact]]",
		strings.Repeat("[[contact]]\nphone = \"1\"\n", 5): "9: there are more than 4 contacts",
		`notice = "` + strings.Repeat("ก", 300) + "\"\nname = \"" + strings.Repeat("ก", 80) + "\"\n" +
			strings.Repeat("[[contact]]\nadmin = \""+strings.Repeat("ก", 80)+"\"\nhours = \""+strings.Repeat("ก", 80)+"\"\n", 3): "2: all of it together is longer than 600",
	} {
		write(t, unit, text)
		for _, lang := range []string{"en", "th"} {
			var faults tutorial.Faults
			if _, err := readUnit(unit, unit, "th", "en"); !errors.As(err, &faults) {
				t.Errorf("%s: %v", text, err)
			}
			stdout := speech{lang}.faults(faults).Error()
			if lang == "en" && !strings.Contains(stdout, want) {
				t.Errorf("%s:\n%swant %s", text, stdout, want)
			}
			if english := regexpEnglish.FindString(strings.ReplaceAll(stdout, unit, "")); lang == "th" && english != "" && !strings.Contains(want, "[[contact]]") {
				t.Errorf("%s: in Thai it says %q:\n%s", text, english, stdout)
			}
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// regexpEnglish finds a sentence that was left in English: three of its words in a row.
var regexpEnglish = regexp.MustCompile(`[a-z]{2,} [a-z]{2,} [a-z]{2,}`)
