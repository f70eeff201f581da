package store

import (
	"context"
	"encoding/json"
	"errors"
)

const (
	// attemptBudget is how many wrong user codes may be typed within one grant lifetime, by all phones together. With 500
	// grants open a guess hits one in two million, so the budget gives a guesser less than one chance in a thousand, at a
	// practice sign-in that opens nothing; with all 5,000, one in a hundred.
	attemptBudget = 2000

	// carefulAttempts is how many of the last guesses of a budget are paid for before they are looked up, right ones too:
	// several processes would otherwise each answer the last one. It is more than processes there are.
	carefulAttempts = 64

	attemptSlots = 10 // a lifetime is counted in so many slots, so that the budget comes back little by little
)

// attempts counts wrong user codes by slot of time. It is stored as one JSON value for all processes.
type attempts struct {
	Slot  int64                   `json:"slot"`  // number of the newest slot, since the epoch
	Wrong [attemptSlots + 1]int32 `json:"wrong"` // Wrong[i] were made in slot Slot-i; one more than a lifetime, as the newest is incomplete
}

// at moves the count on to a slot. A clock that went back changes nothing.
func (g attempts) at(slot int64) attempts {
	if slot <= g.Slot {
		return g
	}
	var moved attempts
	moved.Slot = slot
	for i, n := range g.Wrong {
		if j := int64(i) + slot - g.Slot; j < int64(len(moved.Wrong)) {
			moved.Wrong[j] = n
		}
	}
	return moved
}

// left is how many more wrong codes may be typed.
func (g attempts) left() int32 {
	left := int32(attemptBudget)
	for _, n := range g.Wrong {
		left -= n
	}
	return left
}

// attempts reads the count as it is at this time; fresh, as the leader of a cluster has it. A revision of 0 says that there
// is none stored yet.
func (s *Store) attempts(ctx context.Context, fresh bool) (attempts, uint64, error) {
	read := s.grantKeys.get
	if fresh {
		read = s.grantKeys.getFresh
	}
	value, rev, err := read(ctx, attemptsKey)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return attempts{}, 0, err
	}
	var g attempts
	if err == nil && json.Unmarshal(value, &g) != nil {
		g = attempts{} // written by a version that counted otherwise
	}
	slot := s.opt.Now().UnixNano() / (int64(s.opt.GrantTTL) / attemptSlots)
	if rev > 0 && slot+int64(len(g.Wrong)) < g.Slot {
		// The clock was put back by more than a lifetime. The count goes on from here, or it would be forgiven only when
		// the clock has caught up; and it is written, because while it is spent nothing else writes it.
		g.Slot = slot
		if next, err := s.writeJSON(ctx, s.grantKeys, attemptsKey, g, rev); err == nil {
			rev = next
		}
	}
	return g.at(slot), rev, nil
}

// attemptTries is more than other keys have: this one is everybody's, in every process.
const attemptTries = 5 * casTries

// chargeAttempt counts one wrong guess, against other processes by compare-and-set. ErrTypingPaused: the budget is spent.
func (s *Store) chargeAttempt(ctx context.Context, g attempts, rev uint64) error {
	_, err := compareAndSet(ctx, attemptTries,
		func(g attempts) (attempts, error) {
			if g.left() <= 0 {
				return g, ErrTypingPaused
			}
			g.Wrong[0]++
			return g, nil
		},
		func(again bool) (attempts, uint64, error) {
			if !again {
				return g, rev, nil
			}
			return s.attempts(ctx, true)
		},
		func(g attempts, rev uint64) error {
			_, err := s.writeJSON(ctx, s.grantKeys, attemptsKey, g, rev)
			return err
		})
	return err
}
