package network

import "testing"

func TestToAskWhetherCardsHaveChangedCostsNoMemory(t *testing.T) {
	changed, stop := watch()
	defer stop()
	if n := testing.AllocsPerRun(100, func() { changed() }); n > 0 {
		t.Errorf("%.0f allocations each", n)
	}
}
