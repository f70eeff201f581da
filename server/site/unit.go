package site

import (
	"errors"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// Unit is what a hospital or clinic tells its own people: whom to ask, and how. Each text is either the same in every
// language or given a language; every one may be missing.
type Unit struct {
	Name   UnitText `toml:"name"`
	Admin  UnitText `toml:"admin"` // a position, never a person's name: people move on, the sheet on the wall stays
	Phone  UnitText `toml:"phone"` // the internal number
	Hours  UnitText `toml:"hours"`
	Notice UnitText `toml:"notice"`
}

// UnitText is a text by language; "" stands for every language that has none of its own.
type UnitText map[string]string

// UnmarshalTOML takes a text, or a table of texts by language.
func (t *UnitText) UnmarshalTOML(value any) error {
	switch v := value.(type) {
	case string:
		*t = UnitText{"": v}
		return nil
	case map[string]any:
		*t = UnitText{}
		for lang, text := range v {
			s, ok := text.(string)
			if !ok {
				return errors.New("a text is wanted for each language")
			}
			(*t)[lang] = s
		}
		return nil
	}
	return errors.New("a text is wanted, between quotation marks")
}

// in is the text for a language, else the one for all.
func (t UnitText) in(lang string) string {
	if s, ok := t[lang]; ok {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(t[""])
}

// How long each text may be: what fits the printed sheet.
const (
	maxUnitName   = 80
	maxUnitAdmin  = 80
	maxUnitPhone  = 40
	maxUnitHours  = 80
	maxUnitNotice = 300
)

var (
	// The number is what people press: digits, and what stands between them.
	unitPhone  = regexp.MustCompile(`^[0-9+][0-9 ()/,.–-]*(?:(?:ต่อ|กด|ext\.?|x)[0-9 ,–-]+)?$`)
	personName = regexp.MustCompile(`^(?:นางสาว|น\.ส\.|คุณ|พี่|Mr\.?|Mrs\.?|Ms\.?|Miss) ?\S`)
	// The programme's full name never stands where colleagues and patients stand near.
	tellsTooMuch = regexp.MustCompile(`(?i)ผู้ติดเชื้อ|เอดส์|\bHIV\b|\bAIDS\b`)

	unitTable  = regexp.MustCompile(`^\s*\[\s*(\w+)\s*\]`)
	unitLine   = regexp.MustCompile(`^\s*"?([\w-]+(?: *\. *[\w-]+)?)"?\s*=(.*)`)
	unitInline = regexp.MustCompile(`([\w-]+)\s*=`)
	unitText   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)
)

// ReadUnit reads a unit's file, TOML. Its error is tutorial.Faults: every fault with its line.
func ReadUnit(file string, raw []byte, languages []string) (*Unit, error) {
	var faults tutorial.Faults
	lines := unitLines(raw)
	fault := func(key, lang, msg, mend string) {
		at := lines[key+"."+lang]
		if at == 0 {
			at = max(lines[key], 1)
		}
		faults = append(faults, tutorial.Fault{File: file, Line: at, Msg: msg, Mend: mend})
	}
	if !utf8.Valid(raw) {
		return nil, tutorial.Faults{{File: file, Line: 1, Msg: "the text is not UTF-8", Mend: "save the file as UTF-8; in Notepad: Save as, Encoding, UTF-8"}}
	}
	u := &Unit{}
	known, err := toml.Decode(strings.TrimPrefix(string(raw), "\ufeff"), u)
	if err != nil {
		line := 1
		var at toml.ParseError
		if errors.As(err, &at) {
			line = max(at.Position.Line, 1)
		}
		return nil, tutorial.Faults{{File: file, Line: line, Msg: "the line cannot be read: " + strings.TrimPrefix(err.Error(), "toml: "), Mend: `write one key = "text" a line; see content/README.md`}}
	}
	for _, key := range known.Undecoded() {
		if len(key) == 1 {
			fault(key[0], "", fmt.Sprintf("the key %q is unknown", key[0]), "use name, admin, phone, hours and notice only")
		}
	}
	for _, t := range []struct {
		key  string
		text UnitText
		most int
	}{
		{"name", u.Name, maxUnitName}, {"admin", u.Admin, maxUnitAdmin}, {"phone", u.Phone, maxUnitPhone},
		{"hours", u.Hours, maxUnitHours}, {"notice", u.Notice, maxUnitNotice},
	} {
		for _, lang := range slices.Sorted(maps.Keys(t.text)) {
			s, name := strings.TrimSpace(t.text[lang]), t.key
			if lang != "" {
				name += " (" + lang + ")"
			}
			if lang != "" && !slices.Contains(languages, lang) {
				fault(t.key, lang, fmt.Sprintf("%s: there is no language %q", t.key, lang), "use one of "+strings.Join(languages, ", "))
				continue
			}
			switch {
			case s == "":
				fault(t.key, lang, name+" is empty", "write it, or remove the line")
			case utf8.RuneCountInString(s) > t.most:
				fault(t.key, lang, fmt.Sprintf("%s is longer than %d characters", name, t.most), "shorten it; it has to fit the printed sheet")
			case strings.ContainsFunc(s, unicode.IsControl):
				fault(t.key, lang, name+" has a line break or a control character in it", "write it on one line")
			case t.key == "phone" && !unitPhone.MatchString(s):
				fault(t.key, lang, name+" is no number to dial", `write digits, such as phone = "1234" or "02 123 4567 ต่อ 89"`)
			case t.key == "admin" && personName.MatchString(s):
				fault(t.key, lang, name+" looks like a person's name", "write the position, such as งานเวชระเบียน; people move on")
			case tellsTooMuch.MatchString(s):
				fault(t.key, lang, name+" names the programme's patients", "leave that out: others read the sheet and the screen too")
			}
		}
	}
	if len(faults) > 0 {
		faults.Sort()
		return nil, faults
	}
	return u, nil
}

// unitLines is where each key, and each language of it, stands: "name", "name.th". The TOML library keeps no lines.
func unitLines(raw []byte) map[string]int {
	lines := map[string]int{}
	note := func(key string, n int) {
		if lines[key] == 0 {
			lines[key] = n
		}
	}
	table, n := "", 0
	for line := range strings.Lines(string(raw)) {
		n++
		if m := unitTable.FindStringSubmatch(line); m != nil {
			table = m[1] + "."
			note(m[1], n)
			continue
		}
		m := unitLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		key := table + strings.ReplaceAll(m[1], " ", "")
		note(key, n)
		first, _, _ := strings.Cut(key, ".")
		note(first, n)
		if strings.HasPrefix(strings.TrimSpace(m[2]), "{") { // a language each, on one line
			for _, lang := range unitInline.FindAllStringSubmatch(unitText.ReplaceAllString(m[2], `""`), -1) {
				note(key+"."+lang[1], n)
			}
		}
	}
	return lines
}

// unitView is a unit's details in one language, marked up; empty texts where there are none.
type unitView struct{ Name, Admin, Phone, Hours, Notice template.HTML }

// Unit is the unit's details, or nil where there are none to show.
func (b base) Unit() *unitView {
	u := b.site.opt.Unit
	if u == nil {
		return nil
	}
	text := func(t UnitText) template.HTML { return template.HTML(locale.Text(b.Lang, t.in(b.Lang))) } // #nosec G203 -- Text escapes
	v := &unitView{text(u.Name), text(u.Admin), text(u.Phone), text(u.Hours), text(u.Notice)}
	if *v == (unitView{}) {
		return nil
	}
	return v
}

// Contact tells whether the unit says whom to ask.
func (v *unitView) Contact() bool { return v.Admin != "" || v.Phone != "" || v.Hours != "" }
