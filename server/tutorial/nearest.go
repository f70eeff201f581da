package tutorial

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// instead says what to write instead of a name that nobody knows.
func instead(name string, among []string) string {
	if len(among) == 0 {
		return "remove it"
	}
	if near := nearest(name, among); distance(name, near) <= 1+len([]rune(name))/3 {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "use one of " + joined(among)
}

// maxJoined bounds what a fault lists.
const maxJoined = 20

func joined(names []string) string {
	if len(names) > maxJoined {
		names = append(slices.Clone(names[:maxJoined]), "…")
	}
	return strings.Join(names, ", ")
}

// nearest is the known name that is most like a wrong one.
func nearest(name string, known []string) string {
	return slices.MinFunc(known, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(name, a), distance(name, b)), strings.Compare(a, b))
	})
}

// distance counts the letters to change, add or take away to make one word of the other.
func distance(a, b string) int {
	from, to := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if len(from) > 60 { // longer than any name
		return len(from)
	}
	row := make([]int, len(to)+1)
	for i := range row {
		row[i] = i
	}
	for i, x := range from {
		before := row[0]
		row[0] = i + 1
		for j, y := range to {
			change := before
			if x != y {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(to)]
}

// namesOf are the names of some things, in their order.
func namesOf[T any](all []T, name func(T) string) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = name(one)
	}
	return out
}
