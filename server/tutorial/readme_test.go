package tutorial

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestTheReadmeForWritersNamesEveryKeyThatIsRead holds the README's reference to the readers' own lists.
func TestTheReadmeForWritersNamesEveryKeyThatIsRead(t *testing.T) {
	raw, err := os.ReadFile("../../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, reference, ok := strings.Cut(string(raw), "## Every key, in tables")
	if !ok {
		t.Fatal("the README has no reference")
	}
	names := func(what string, list []string, form func(string) string) {
		if len(list) == 0 {
			t.Errorf("there is no %s", what)
		}
		for _, name := range list {
			if !strings.Contains(reference, form(name)) {
				t.Errorf("the README does not name the %s %s", what, form(name))
			}
		}
	}
	quoted := func(name string) string { return "`" + name + "`" }
	for k := pageKind; k <= phoneKind; k++ {
		must, may := matterKeys(k)
		names("key", slices.Concat(must, may), quoted)
	}
	names("look", looks, quoted)
	names("colour", colours, func(name string) string { return "`." + name + "`" })
	names("position", positions, func(name string) string { return "`." + name + "`" })
	names("icon", icons, func(name string) string { return "`.icon-" + name + "`" })
	names("picture", pictures, quoted)
	names("view of a phone", phoneViews, func(name string) string { return "{#" + name })
	names("press of a phone", PhoneActions(), quoted)
	names("property of a state", stateAttrs, func(name string) string { return "`" + name + "=" })
	names("mark of a state", stateClasses, func(name string) string { return "`." + name + "`" })
	names("key of the site's file", factKeys, quoted)
	for _, name := range []string{".form", ".else", ".gist", "digits=", "from", "to", "what", "covers", "use", "not", "but", "source", "[!chat]", "[!person]", "message"} {
		if !strings.Contains(string(raw), name) {
			t.Errorf("the README does not name %s", name)
		}
	}
}
