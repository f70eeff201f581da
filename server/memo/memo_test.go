package memo

import (
	"errors"
	"testing"
)

func TestAValueIsCreatedOnceUntilItIsForgotten(t *testing.T) {
	var kept Of[string, int]
	created := 0
	create := func() (int, error) { created++; return created, nil }
	if _, err := kept.Get("a", func() (int, error) { return 0, errors.New("not now") }); err == nil {
		t.Error("no error")
	}
	for _, want := range []int{1, 1} {
		if got, err := kept.Get("a", create); got != want || err != nil {
			t.Errorf("got %d, %v, want %d", got, err, want)
		}
	}
	kept.Forget()
	if got, _ := kept.Get("a", create); got != 2 {
		t.Errorf("got %d after it was forgotten", got)
	}
}
