package tutorial

import (
	"fmt"
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
	out := ""
	for i, name := range names {
		if i == maxJoined {
			return out + ", …"
		}
		if i > 0 {
			out += ", "
		}
		out += name
	}
	return out
}
