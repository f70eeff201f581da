package site

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"napguide/server/signs"
	"napguide/server/tutorial"
)

// Unit is what a hospital or clinic tells its own people: whom to ask, and how. Each text is either the same in every
// language or given a language; every one may be missing.
type Unit struct {
	Name UnitText `toml:"name"`
	UnitContact
	Others []UnitContact `toml:"contact"` // further ones, in the order in which people try them
	Notice UnitText      `toml:"notice"`
}

// UnitContact is one desk or person on duty that people may ask.
type UnitContact struct {
	Admin UnitText `toml:"admin"` // a position, never a person's name: people move on, the sheet on the wall stays
	Phone UnitText `toml:"phone"` // the internal number
	Email UnitText `toml:"email"`
	Line  UnitText `toml:"line"` // a LINE ID, or a group's name
	Hours UnitText `toml:"hours"`
}

// contacts are all of a unit's contacts that say something, the first one first.
func (u *Unit) contacts() []UnitContact {
	all := append([]UnitContact{u.UnitContact}, u.Others...)
	return slices.DeleteFunc(all, func(c UnitContact) bool {
		return !slices.ContainsFunc(c.texts(), func(t unitField) bool { return len(t.text) > 0 })
	})
}

// unitField is one of a contact's texts, by its key in the file.
type unitField struct {
	key  string
	text UnitText
	most int
}

func (c UnitContact) texts() []unitField {
	return []unitField{
		{"admin", c.Admin, maxUnitAdmin}, {"phone", c.Phone, maxUnitPhone}, {"email", c.Email, maxUnitEmail},
		{"line", c.Line, maxUnitLine}, {"hours", c.Hours, maxUnitHours},
	}
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

// How long each text may be, how many contacts there are, and how long all of it is: what fits the printed sheet.
const (
	maxUnitName     = 80
	maxUnitAdmin    = 80
	maxUnitPhone    = 40
	maxUnitEmail    = 80
	maxUnitLine     = 40
	maxUnitHours    = 80
	maxUnitNotice   = 300
	maxUnitContacts = 4
	maxUnitWhole    = 600
)

var (
	// The number is what people press: digits, and what stands between them.
	unitPhone = regexp.MustCompile(`^[0-9+][0-9 ()/,.–-]*(?:(?:ต่อ|กด|ext\.?|x)[0-9 ,–-]+)?$`)
	// One plain address: what every mail program sends to, and what can be read off paper.
	unitEmail = regexp.MustCompile(`^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$`)
	// An ID as LINE shows it, or the words of a group's name; no address, which nobody can press on paper.
	unitLineID  = regexp.MustCompile(`^@?[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()-]*$`)
	lineAddress = regexp.MustCompile(`(?i)line\.me|lin\.ee|\bhttps?\b|\bwww\.`)
	personName  = regexp.MustCompile(`^(?:นางสาว|น\.ส\.|นาย |นาง |คุณ|พี่|นพ\.|พญ\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.) ?\S`)
	// The programme's full name never stands where colleagues and patients stand near.
	tellsTooMuch = regexp.MustCompile(`(?i)ผู้ติดเชื้อ|เอดส์|\bHIV\b|\bAIDS\b`)
)

// ReadUnit reads a unit's file, TOML. Its error is tutorial.Faults: every fault with its line.
func ReadUnit(file string, raw []byte, languages []string) (*Unit, error) {
	if !utf8.Valid(raw) {
		return nil, tutorial.Faults{{File: file, Line: 1, Msg: "the text is not UTF-8", Mend: "save the file as UTF-8; in Notepad: Save as, Encoding, UTF-8"}}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if line, bad := signs.Find(raw); bad != "" {
		return nil, tutorial.Faults{{File: file, Line: line, Msg: bad, Mend: "type the line again, and save the file as UTF-8"}}
	}
	r := unitReader{file: file, lines: signs.KeyLines(raw), languages: languages}
	u := &Unit{}
	known, err := toml.Decode(string(raw), u)
	if err != nil {
		line, mend := 1, `write one key = "text" a line; see content/README.md`
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			line = max(at.Position.Line, 1)
		}
		if strings.Contains(err.Error(), `"contact"`) || strings.Contains(err.Error(), "contact") && line == r.lines["contact"] {
			line, mend = max(r.lines["contact"], line), "write [[contact]], in two pairs of brackets, above the lines of each further contact"
		}
		return nil, tutorial.Faults{{File: file, Line: line, Msg: "the line cannot be read: " + strings.TrimPrefix(err.Error(), "toml: "), Mend: mend}}
	}
	for _, key := range known.Undecoded() {
		switch {
		case len(key) == 1:
			r.fault(key[0], "", fmt.Sprintf("the key %q is unknown", key[0]), "use name, admin, phone, email, line, hours, contact and notice only")
		case len(key) == 2 && key[0] == "contact":
			r.fault(r.within(key[1]), "", fmt.Sprintf("the key %q is unknown", key[1]), "use admin, phone, email, line and hours only")
		}
	}
	r.text("name", unitField{"name", u.Name, maxUnitName})
	r.text("notice", unitField{"notice", u.Notice, maxUnitNotice})
	for _, t := range u.texts() {
		r.text(t.key, t)
	}
	for i, c := range u.Others {
		under := fmt.Sprintf("contact.%d", i)
		for _, t := range c.texts() {
			r.text(under+"."+t.key, t)
		}
		if !slices.ContainsFunc(c.texts(), func(t unitField) bool { return len(t.text) > 0 }) {
			r.fault(under, "", "the contact is empty", "write admin, phone, email or line below it, or remove it")
		}
	}
	if len(u.contacts()) > maxUnitContacts {
		r.fault(fmt.Sprintf("contact.%d", len(u.Others)-1), "", fmt.Sprintf("there are more than %d contacts", maxUnitContacts), "keep those that people reach first; the printed sheet has to hold them")
	}
	for _, lang := range languages {
		if u.length(lang) > maxUnitWhole {
			r.fault("name", "", fmt.Sprintf("all of it together is longer than %d characters", maxUnitWhole), "shorten the notice or the contacts; it has to fit the printed sheet")
			break
		}
	}
	if len(r.faults) > 0 {
		r.faults.Sort()
		return nil, r.faults
	}
	return u, nil
}

// length counts the characters that a language's readers see, six for the word or the dot before each further one.
func (u *Unit) length(lang string) int {
	n := utf8.RuneCountInString(u.Name.in(lang)) + utf8.RuneCountInString(u.Notice.in(lang))
	for _, c := range u.contacts() {
		for _, t := range c.texts() {
			if s := t.text.in(lang); s != "" {
				n += utf8.RuneCountInString(s) + 6
			}
		}
		n -= 6
	}
	return n
}

// unitReader collects what is wrong with a unit's file.
type unitReader struct {
	file      string
	lines     map[string]int // of its keys
	languages []string
	faults    tutorial.Faults
}

func (r *unitReader) fault(key, lang, msg, mend string) {
	at := r.lines[key+"."+lang]
	for ; at == 0 && key != ""; key = key[:max(strings.LastIndex(key, "."), 0)] {
		at = r.lines[key]
	}
	r.faults = append(r.faults, tutorial.Fault{File: r.file, Line: max(at, 1), Msg: msg, Mend: mend})
}

// within is the first contact that has a key, by its place among the lines.
func (r *unitReader) within(key string) string {
	for i := range len(r.lines) {
		if at := fmt.Sprintf("contact.%d.%s", i, key); r.lines[at] > 0 {
			return at
		}
	}
	return "contact"
}

// text checks one text in each of its languages.
func (r *unitReader) text(at string, t unitField) {
	for _, lang := range slices.Sorted(maps.Keys(t.text)) {
		s, name := strings.TrimSpace(t.text[lang]), t.key
		if lang != "" {
			name += " (" + lang + ")"
		}
		if lang != "" && !slices.Contains(r.languages, lang) {
			r.fault(at, lang, fmt.Sprintf("%s: there is no language %q", t.key, lang), "use one of "+strings.Join(r.languages, ", "))
			continue
		}
		switch {
		case s == "":
			r.fault(at, lang, name+" is empty", "write it, or remove the line")
		case utf8.RuneCountInString(s) > t.most:
			r.fault(at, lang, fmt.Sprintf("%s is longer than %d characters", name, t.most), "shorten it; it has to fit the printed sheet")
		case strings.ContainsFunc(s, unicode.IsControl):
			r.fault(at, lang, name+" has a line break in it", "write it on one line")
		case t.key == "phone" && !unitPhone.MatchString(s):
			r.fault(at, lang, name+" is no number to dial", `write digits, such as phone = "1234" or "02 123 4567 ต่อ 89"`)
		case t.key == "email" && !unitEmail.MatchString(s):
			r.fault(at, lang, name+" is no e-mail address", `write one address, such as email = "oss@hospital.example"`)
		case t.key == "line" && (lineAddress.MatchString(s) || !unitLineID.MatchString(s)):
			r.fault(at, lang, name+" is no LINE ID and no group's name", `write it as LINE shows it, such as line = "@hospital-oss"; an address cannot be pressed on paper`)
		case (t.key == "admin" || t.key == "line") && personName.MatchString(s):
			r.fault(at, lang, name+" looks like a person's name", "write the position, such as งานเวชระเบียน; people move on")
		case tellsTooMuch.MatchString(s):
			r.fault(at, lang, name+" names the programme's patients", "leave that out: others read the sheet and the screen too")
		}
	}
}
