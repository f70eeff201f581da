package tutorial

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"napguide/server/signs"

	"github.com/BurntSushi/toml"
)

// factsReader reads the site's file for every language.
type factsReader struct {
	lines  map[string]int // of the file's keys
	source string         // language
	values map[string]any
	report func(line int, msg, mend string)
}

// facts reads the site's file; a folder without one has the given one. They are empty where there is neither.
func (l *loader) facts() map[string]*Facts {
	out := map[string]*Facts{}
	for _, lang := range l.opt.Languages {
		out[lang] = &Facts{}
	}
	raw, err := fs.ReadFile(l.fsys, SiteFile)
	report := func(line int, msg, mend string) { l.fault(SiteFile, line, msg, mend) }
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(bytes.TrimSpace(raw)) == 0:
		raw = l.opt.SiteFile
	case err != nil:
		report(1, "the file cannot be read", "check that it is a file and that its permissions allow reading")
		l.noFacts = true
		return out
	}
	if len(raw) == 0 {
		return out
	}
	raw = Normal(raw)
	if line, msg, mend := unreadable(raw); msg != "" {
		report(line, msg, mend)
		l.noFacts = true
		return out
	}
	r := factsReader{lines: signs.KeyLines(raw), source: l.source, report: report}
	if err := toml.Unmarshal(raw, &r.values); err != nil {
		line, msg := 1, err.Error()
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			line, msg = min(max(at.Position.Line, 1), bytes.Count(raw, []byte("\n"))+1), at.Message
		}
		report(line, "the line cannot be read: "+msg, "compare it with the file that guide init writes")
		l.noFacts = true
		return out
	}
	if len(l.opt.SiteFile) > 0 && !slices.ContainsFunc(factKeys, func(key string) bool { _, ok := r.values[key]; return ok }) {
		r.lines, r.values = signs.KeyLines(l.opt.SiteFile), nil // the folder says nothing but its vocabulary
		if err := toml.Unmarshal(l.opt.SiteFile, &r.values); err != nil {
			return out
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.values)) {
		if _, isTable := r.values[key].(map[string]any); slices.Contains(factKeys, key) || isTable && slices.Contains(l.opt.Languages, key) {
			continue
		}
		report(r.line(key), fmt.Sprintf("the key %q is unknown", key), fmt.Sprintf("did you mean %s?", nearest(key, append(slices.Clone(factKeys), l.opt.Languages...))))
	}
	for _, lang := range l.opt.Languages {
		r.language(lang, out[lang], lang == l.source)
	}
	return out
}

// ReadFacts reads a site's file that is known to be right, for some languages.
func ReadFacts(raw []byte, source string, languages ...string) map[string]*Facts {
	out := map[string]*Facts{}
	r := factsReader{lines: signs.KeyLines(raw), source: source, report: func(int, string, string) {}}
	err := toml.Unmarshal(raw, &r.values)
	for _, lang := range languages {
		if out[lang] = (&Facts{}); err == nil {
			r.language(lang, out[lang], false)
		}
	}
	return out
}

// line is where a key stands.
func (r factsReader) line(key string) int { return max(r.lines[key], 1) }

// language fills in the facts of one language. What is the same in all is reported with the first only.
func (r factsReader) language(lang string, f *Facts, first bool) {
	once := r
	if !first {
		once.report = func(int, string, string) {}
	}
	for _, v := range []struct {
		key string
		to  *string
	}{
		{"name", &f.Name}, {"system", &f.System}, {"portal", &f.Portal}, {"register", &f.Register}, {"app", &f.App}, {"passcode", &f.Passcode}, {"publisher", &f.Publisher},
	} {
		*v.to = r.text(v.key, lang)
	}
	if _, ok := r.values["back"]; ok {
		f.Back = r.text("back", lang)
	}
	if f.Live = once.text("live", lang); f.Live != "" {
		if u, err := url.Parse(f.Live); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			once.report(r.line("live"), fmt.Sprintf("live is %q, which is no address of a login", f.Live), `write the whole address, such as live = "https://login.example/"`)
		}
	}
	if f.Shortcut = once.text("shortcut", lang); f.Shortcut != "" && !shortcutForm.MatchString(f.Shortcut) {
		once.report(r.line("shortcut"), fmt.Sprintf("shortcut is %q, which is no name of a file", f.Shortcut), "use at most 40 of a to z, 0 to 9, - and _; the ending is added")
	}
	f.Hosts, f.Spellings = once.list("hosts"), once.list("spellings")
	for _, host := range f.Hosts {
		if !hostForm.MatchString(host) {
			once.report(r.line("hosts"), fmt.Sprintf("%q is no name of a host", host), "write only what stands between https:// and the next /, in small letters")
		}
	}
	f.Running = r.running(lang, first)
}

// text is a key's text in a language: the same for all, or one for each.
func (r factsReader) text(key, lang string) string {
	value, ok := r.values[key]
	if !ok {
		r.report(1, fmt.Sprintf("the key %q is missing", key), fmt.Sprintf(`write it, as %s = "…", or for each language as %s = { th = "…", en = "…" }`, key, key))
		return ""
	}
	return r.oneText(key, key, lang, value, maxFactText)
}

// oneText is a text of at most so many letters, or a table of it by language; "" after a fault. name is what a fault calls it.
func (r factsReader) oneText(name, key, lang string, value any, most int) string {
	if table, ok := value.(map[string]any); ok {
		if value, ok = table[lang]; !ok {
			value = table[r.source] // a language that is not finished
		}
	}
	s, ok := value.(string)
	s = strings.TrimSpace(s)
	switch {
	case !ok:
		r.report(r.line(key), fmt.Sprintf("%s is no text", name), `write words between "quotes"`)
		return ""
	case s == "":
		r.report(r.line(key), fmt.Sprintf("%s is empty", name), "write it")
	case utf8.RuneCountInString(s) > most:
		r.report(r.line(key), fmt.Sprintf("%s is longer than %d characters", name, most), "shorten it")
	case strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsAny(s, "{}<>"):
		r.report(r.line(key), fmt.Sprintf("%s has a line break, a brace or a < in it", name), "write plain words on one line")
	case emptyPhrase(s):
		r.report(r.line(key), fmt.Sprintf("%s has a | with no words on one side", name), "put | only between two phrases")
	default:
		return s
	}
	return ""
}

// list is a list of short texts; it may be missing.
func (r factsReader) list(key string) (out []string) {
	value, ok := r.values[key]
	if !ok {
		return nil
	}
	entries, ok := value.([]any)
	if !ok || len(entries) > maxFactList {
		r.report(r.line(key), fmt.Sprintf("%s is no list of at most %d texts", key, maxFactList), fmt.Sprintf(`write %s = ["…", "…"]`, key))
		return nil
	}
	for _, entry := range entries {
		if s := r.oneText("an entry of "+key, key, "", entry, maxFactText); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// running is the running order; it may be missing.
func (r factsReader) running(lang string, first bool) (out []Part) {
	value, ok := r.values["running"]
	if !ok {
		return nil
	}
	report := func(msg, mend string) {
		if first {
			r.report(r.line("running"), msg, mend)
		}
	}
	var entries []map[string]any
	if entries, ok = value.([]map[string]any); !ok || len(entries) > maxFactParts {
		report(fmt.Sprintf("running is no list of at most %d parts", maxFactParts), "begin each part with a line [[running]]")
		return nil
	}
	at := int64(0)
	for _, entry := range entries {
		from, isFrom := entry["from"].(int64)
		to, isTo := entry["to"].(int64)
		list, covers := entry["covers"]
		if !isFrom || !isTo || from < at || to <= from || to > maxMinute || len(entry) != 3 && !(covers && len(entry) == 4) {
			report("a part of running has no from and to that follow on the part before", "write from = 0, to = 5 and what = { th = \"…\", en = \"…\" }")
			return nil
		}
		at = to
		part := Part{From: int(from), To: int(to), What: r.oneText("what", "running", lang, entry["what"], maxFactWhat)}
		if covers {
			names, _ := list.([]any)
			for _, name := range names {
				text, _ := name.(string)
				part.Covers = append(part.Covers, text)
			}
		}
		out = append(out, part)
	}
	return out
}

// checkCovers holds that what the running order covers is there, and once only: its minutes are the console's.
func (l *loader) checkCovers(g *Guide) {
	if l.incomplete[path.Join(l.source, scenarioFolder)] {
		return // which runs there are is not known
	}
	known := append([]string{CoversGuide}, namesOf(g.Scenarios, func(run *Scenario) string { return run.ID })...)
	var covered []string
	for _, part := range g.Site.Running {
		for _, name := range part.Covers {
			switch {
			case !slices.Contains(known, name):
				l.fault(SiteFile, 1, fmt.Sprintf("a part of running covers %q, which is neither the guide nor a practice run", name), fmt.Sprintf("did you mean %q?", nearest(name, known)))
			case slices.Contains(covered, name):
				l.fault(SiteFile, 1, fmt.Sprintf("two parts of running cover %q", name), "leave it to one of them")
			}
			covered = append(covered, name)
		}
	}
}

var oneNumber = regexp.MustCompile(`^[^0-9]*([0-9]+)[^0-9]*$`)

// checkPasscode holds that the passcode has as many digits as its name says, on one of the phones at least.
func (l *loader) checkPasscode(g *Guide) {
	m := oneNumber.FindStringSubmatch(g.Site.Passcode)
	if m == nil || len(g.Phones) == 0 || l.incomplete[path.Join(l.source, PhoneFolder)] {
		return
	}
	has := 0
	for _, phone := range g.Phones {
		if has = phone.Digits; strconv.Itoa(has) == m[1] || has == 0 {
			return
		}
	}
	l.fault(SiteFile, FactLine(l.fsys, "passcode"), fmt.Sprintf("passcode is %q, but the phone's has %d digits", g.Site.Passcode, has), "write the number that {#passcode digits=} has in "+PhoneFolder+"/, or change it there")
}
