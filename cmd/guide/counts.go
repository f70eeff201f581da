package main

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// Words count the guide's steps: "all four steps". When a step is added, such words stand in many places. They are found here.

// maxCounted is how far people count in words.
const maxCounted = 12

// countedSteps is a number of steps in words, by language; its second group is there where all of them are meant.
var countedSteps = map[string]*regexp.Regexp{
	"th": regexp.MustCompile(`(ทั้ง|ครบ)?\s?(` + countWords("th") + `|[0-9]{1,2})\s?ขั้น(?:ตอน)?`),
	"en": regexp.MustCompile(`(?i)\b(all |the )?(?:the )?(` + countWords("en") + `|[0-9]{1,2}) steps\b`),
}

// stepWord stands in each of them, in small letters: the lines without it, which are most, are not searched.
var stepWord = map[string]string{"th": "ขั้น", "en": "steps"}

// countWords are the words of the numbers from two on: one step is mostly another thing.
func countWords(lang string) string {
	var all []string
	for n := 2; n <= maxCounted; n++ {
		all = append(all, locale.Count(lang, n))
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) }) // the longest first
	return strings.Join(all, "|")
}

// ownSteps are the pages that tell other things step by step. There only "all" the steps are the guide's.
var ownSteps = []string{"help.md", "prepare.md", "privacy.md"}

// counts finds the words that count another number of steps than the guide has.
func (s source) counts(lines []contentLine, guides map[string]*tutorial.Guide) (faults tutorial.Faults) {
	steps := 0
	for _, st := range guides[locale.Source].Steps {
		if !st.Rescue {
			steps++
		}
	}
	if steps == 0 {
		return nil // told where they are read
	}
	for _, line := range lines {
		re := countedSteps[line.lang]
		if re == nil || !strings.Contains(strings.ToLower(line.plain), stepWord[line.lang]) {
			continue
		}
		for _, m := range re.FindAllStringSubmatch(line.plain, -1) {
			all, word := m[1] != "", strings.ToLower(m[2])
			counted := strings.TrimSpace(m[0][len(m[1]):])
			if !all && (slices.Contains(ownSteps, path.Base(line.file)) || path.Base(path.Dir(line.file)) == "stuck") {
				continue
			}
			if n, err := strconv.Atoi(word); err == nil && (n == steps || n < 2) || err != nil && word == locale.Count(line.lang, steps) {
				continue
			}
			faults = append(faults, line.fault(fmt.Sprintf("%q counts other steps than the guide has, which is %d", counted, steps), "write the number that the guide has, or say it without one"))
		}
	}
	return faults
}
