package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"napguide/server/tutorial"
)

// The program speaks to its writers and operators in the language of their system, or in the one that --lang names.
// Messages are written in English where they arise; here they are put into Thai, whole, by words/th.txt. What is not in it
// stays as it is. Flags, file names and the log are the same in every language.

const (
	thai    = "th"
	english = "en"
)

//go:embed words/th.txt
var thaiWords string

// speech is the language in which the command line speaks.
type speech struct{ lang string }

// posixLanguage is the language of a locale's name, such as th_TH.UTF-8.
var posixLanguage = regexp.MustCompile(`^[a-z]+`)

// newSpeech takes the language of --lang, else the system's.
func newSpeech(chosen string, environ func(string) string, system string) speech {
	if chosen != "" {
		return speech{chosen}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := environ(name); value != "" {
			system = posixLanguage.FindString(strings.ToLower(value))
			break
		}
	}
	if system == thai {
		return speech{thai}
	}
	return speech{english}
}

// ofSystem is the language as this machine has it.
func ofSystem(chosen string) speech { return newSpeech(chosen, os.Getenv, systemLanguage()) }

// askedLanguage is the language that a command line or the environment asks for, where the whole of it cannot be read.
func askedLanguage(args []string) string {
	asked := os.Getenv("GUIDE_LANG")
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			asked = value
		} else if arg == "--lang" && i+1 < len(args) {
			asked = args[i+1]
		}
	}
	if asked != thai && asked != english {
		return ""
	}
	return asked
}

// phrase is a message in English and in Thai; {} in it stands for what is filled in.
type phrase struct {
	english *regexp.Regexp
	thai    string
	own     int // bytes of the English that are not filled in
}

var blank = regexp.MustCompile(`\{(\d?)\}`)

// phrases reads words/th.txt once.
var phrases = sync.OnceValue(func() (all []phrase) {
	for pair := range strings.SplitSeq(thaiWords, "\n\n") {
		var lines []string
		for line := range strings.Lines(pair) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
				lines = append(lines, line)
			}
		}
		if len(lines) != 2 {
			continue // a comment
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(lines[0]), `\{\}`, `(.+?)`)
		all = append(all, phrase{regexp.MustCompile(`(?s)^` + pattern + `$`), lines[1], len(strings.ReplaceAll(lines[0], "{}", ""))})
	}
	slices.SortStableFunc(all, func(a, b phrase) int { return b.own - a.own })
	return all
})

// say is a message in the speaker's language. What is filled in is put into it too where it is a message itself, such as
// what the system says is wrong with a file.
func (s speech) say(message string) string {
	if s.lang != thai || message == "" {
		return message
	}
	if flag := flagValue.FindStringSubmatch(message); flag != nil {
		if why := s.say(flag[2]); why != flag[2] {
			return flag[1] + why
		}
	}
	for _, p := range phrases() {
		m := p.english.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		next := 0
		return blank.ReplaceAllStringFunc(p.thai, func(hole string) string {
			at, err := strconv.Atoi(hole[1 : len(hole)-1])
			if err != nil {
				next++
				at = next
			} else {
				next = max(next, at)
			}
			if at >= len(m) {
				return hole
			}
			return s.say(m[at])
		})
	}
	return message
}

// flagValue is a flag with its value, and what is wrong with it.
var flagValue = regexp.MustCompile(`(?s)^(--[\w-]+ "(?:[^"\\]|\\.)*": )(.+)$`)

// among is the speaker's language if it is one of these, else English.
func (s speech) among(languages []string) string {
	if slices.Contains(languages, s.lang) {
		return s.lang
	}
	return english
}

// sayf is say for a format.
func (s speech) sayf(format string, values ...any) string {
	return s.say(fmt.Sprintf(format, values...))
}

// faults are faults in the speaker's language.
func (s speech) faults(all tutorial.Faults) tutorial.Faults {
	out := make(tutorial.Faults, len(all))
	for i, f := range all {
		f.Msg, f.Mend = s.message(f.Msg), s.say(f.Mend)
		out[i] = f
	}
	return out
}

// faultLine is a fault as one line: file:line: message; mend.
var faultLine = regexp.MustCompile(`^(\S.*?:\d+: )(.*)$`)

// error is why the program ends, in the speaker's language: one line, or one a fault.
func (s speech) error(err error) error {
	if s.lang != thai {
		return err
	}
	var out []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if said := s.say(line); said != line {
			out = append(out, said)
			continue
		}
		if m := faultLine.FindStringSubmatch(line); m != nil {
			line = m[1] + s.sentence(m[2])
		}
		out = append(out, line)
	}
	return errors.New(strings.Join(out, "\n"))
}

// sentence is a message and its mend, parted by "; " where both are known.
func (s speech) sentence(text string) string {
	for at := 0; ; at += 2 {
		next := strings.Index(text[at:], "; ")
		if next < 0 {
			return s.message(text)
		}
		at += next
		if msg, mend := text[:at], text[at+2:]; s.message(msg) != msg {
			return s.message(msg) + "; " + s.say(mend)
		}
	}
}

// message is say for a fault of an interface word, which begins with the word's name.
func (s speech) message(msg string) string {
	if said := s.say(msg); said != msg {
		return said
	}
	if name, rest, found := strings.Cut(msg, ": "); found && !strings.Contains(name, " ") {
		return name + ": " + s.say(rest)
	}
	return msg
}
