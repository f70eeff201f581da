package locale

import "testing"

func TestWhatSomebodyTypedKeepsItsBars(t *testing.T) {
	typed := Typed("Ward 3 | Ward 4")
	if got := Plain("At| " + typed + "|, on Monday"); got != "At Ward 3 | Ward 4, on Monday" {
		t.Errorf("plain: %q", got)
	}
	if got := Phrases("en", "At |"+typed); got != `At <span class="phrase">Ward 3 | Ward 4</span>` && got != `<span class="phrase">At</span> <span class="phrase">Ward 3 | Ward 4</span>` {
		t.Errorf("phrases: %q", got)
	}
}
