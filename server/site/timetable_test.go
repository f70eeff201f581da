package site

import "testing"

// The kit's running order and the console's times are one table: what each part covers takes as long as the part.
func TestTheConsolesTimesAddUpToTheRunningOrder(t *testing.T) {
	for lang, g := range shippedSite(t).opt.Guides {
		minutes, covered := classMinutes(g), 0
		for _, part := range g.Site.Running {
			sum := 0
			for _, name := range part.Covers {
				covered++
				if name != "guide" {
					sum += minutes[name]
					continue
				}
				for _, st := range g.Steps {
					sum += minutes[st.ID]
					if minutes[st.ID] < 1 {
						t.Errorf("%s: %s has %d minutes", lang, st.ID, minutes[st.ID])
					}
				}
			}
			if len(part.Covers) > 0 && sum != part.To-part.From {
				t.Errorf("%s: what is covered from %d to %d takes %d minutes: %v", lang, part.From, part.To, sum, minutes)
			}
		}
		if covered < 3 {
			t.Errorf("%s: the running order covers %d things", lang, covered)
		}
	}
	minutes := map[string]int{}
	share(8, []timed{{"a", 2}, {"b", 3}}, minutes)
	share(7, []timed{{"c", 1}, {"d", 1}, {"e", 1}}, minutes)
	share(2, nil, minutes)
	if minutes["a"] != 3 || minutes["b"] != 5 || minutes["c"]+minutes["d"]+minutes["e"] != 7 || minutes["c"] < 2 {
		t.Errorf("shared out: %v", minutes)
	}
}
