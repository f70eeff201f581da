package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"
)

// compareAndSet changes what one key holds. load returns the value with its revision; again asks for it as the store
// has it, after save met another revision (ErrConflict). change must depend on nothing but its argument: it is called
// again with a newer value. Where it changes nothing, nothing is saved. An error of change or save comes with the value
// that was loaded; ErrConflict, after so many tries, with a zero one.
func compareAndSet[T any](
	ctx context.Context, tries int,
	change func(T) (T, error), load func(again bool) (T, uint64, error), save func(T, uint64) error,
) (now T, err error) {
	for try := range tries {
		if try > 0 {
			sleep(ctx, rand.N(time.Duration(try)*time.Millisecond)) // #nosec G404 -- so that those who meet on one key do not meet again at once
		}
		old, revision, err := load(try > 0)
		if err != nil {
			return old, err
		}
		next, err := change(old)
		if err != nil {
			return old, err
		}
		if same(old, next) {
			return next, nil
		}
		if err = save(next, revision); err == nil {
			return next, nil
		}
		if !errors.Is(err, ErrConflict) {
			return old, err
		}
	}
	return now, ErrConflict
}

// same tells whether a change changed anything.
func same(a, b any) bool {
	before, errBefore := json.Marshal(a)
	after, errAfter := json.Marshal(b)
	return errBefore == nil && errAfter == nil && bytes.Equal(before, after)
}
