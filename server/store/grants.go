package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"napguide/server/sandbox"
)

// codeTries: with 20,000 codes in use out of 10⁹, one is taken once in 50,000 tries.
const codeTries = 5

// CreateGrant stores a new grant, with another user code if its own is in use, and returns it as stored.
// Errors: ErrTooManyHeld, ErrTooManyOpen, ErrUnavailable.
func (s *Store) CreateGrant(ctx context.Context, g sandbox.Grant, lim Limits) (sandbox.Grant, error) {
	if err := s.index.reserve(g, lim); err != nil {
		return g, err
	}
	stored, rev, err := s.createGrant(ctx, g)
	if err != nil {
		s.index.forget(g.ID)
		return g, err
	}
	s.noteGrant(stored, rev)
	return stored, nil
}

// createGrant writes the code and the grant. Errors: ErrUnavailable.
func (s *Store) createGrant(ctx context.Context, g sandbox.Grant) (sandbox.Grant, uint64, error) {
	// The code first: a crash in between leaves a code that opens nothing, not a grant that nobody can type.
	for try := 1; ; try++ {
		_, err := s.write(ctx, s.grantKeys, codePrefix+g.UserCode, []byte(g.ID), 0)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrConflict) {
			return g, 0, err
		}
		if try == codeTries {
			return g, 0, unavailable(errors.New("no free user code was found"))
		}
		g = g.WithUserCode()
	}
	rev, err := s.writeJSON(ctx, s.grantKeys, grantPrefix+g.ID, g, 0)
	return g, rev, notConflict(err) // 96 random bits met themselves, or a write that timed out had arrived after all
}

// Grant reads a grant as it is now. Where the store cannot be reached, it is the last state this process has heard of.
// Errors: ErrNotFound, ErrUnavailable.
func (s *Store) Grant(ctx context.Context, id string) (sandbox.Grant, error) {
	g, _, err := s.grant(ctx, id, false)
	return g, err
}

// grant reads a grant, with its revision; fresh, with everything that was ever acknowledged.
func (s *Store) grant(ctx context.Context, id string, fresh bool) (sandbox.Grant, uint64, error) {
	if !sandbox.ValidGrantID(id) {
		return sandbox.Grant{}, 0, ErrNotFound
	}
	if !s.IsShared() && !fresh { // thousands of waiting streams ask at each heartbeat
		if g, rev, ok := s.index.grant(id); ok {
			return g, rev, nil
		}
	}
	read := s.grantKeys.get
	if fresh {
		read = s.grantKeys.getFresh
	}
	value, rev, err := read(ctx, grantPrefix+id)
	known, knownRev, ok := s.index.grant(id)
	if ok && (err != nil || knownRev > rev) {
		// A replica may answer a read before it has the write that the watch, or this process's own write, told us of;
		// and a file that is damaged while we run answers that there is no such key.
		return known, knownRev, nil
	}
	if err != nil {
		return sandbox.Grant{}, 0, err
	}
	g, err := decodeGrant(value)
	if err != nil { // damaged on disk; the watch has said so
		return sandbox.Grant{}, 0, ErrNotFound
	}
	if s.IsShared() {
		s.noteGrant(g, rev)
	}
	return g, rev, nil
}

// DiscardGrant removes a grant that no phone has come to, with its digits; it is false where one has, or where it is no
// longer open. Error: ErrUnavailable.
func (s *Store) DiscardGrant(ctx context.Context, id string) (bool, error) {
	g, rev, err := s.grant(ctx, id, false)
	if errors.Is(err, ErrNotFound) || err == nil && g.At(s.opt.Now()) != sandbox.Pending {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	removed, err := s.purge(ctx, s.grantKeys, grantPrefix+id, rev)
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	if removed {
		s.index.forget(id)
		s.opt.Changed(id)
	}
	if err != nil {
		return removed, err
	}
	_, err = s.purge(ctx, s.grantKeys, codePrefix+g.UserCode, 0)
	return true, err
}

// UpdateGrant changes a grant by compare-and-set: change gets the grant as it is, and is called again with a newer one
// when somebody else was faster, so it must depend on nothing but its argument. An error of change ends the update and
// is returned as it is, with the grant that caused it.
// Errors: ErrNotFound, ErrConflict, ErrUnavailable, and those of change.
func (s *Store) UpdateGrant(ctx context.Context, id string, change func(sandbox.Grant) (sandbox.Grant, error)) (sandbox.Grant, error) {
	return compareAndSet(ctx, casTries, change,
		func(again bool) (sandbox.Grant, uint64, error) { return s.grant(ctx, id, again) },
		func(g sandbox.Grant, rev uint64) error {
			rev, err := s.writeJSON(ctx, s.grantKeys, grantPrefix+id, g, rev)
			if err == nil {
				s.noteGrant(g, rev)
			}
			return err
		})
}

// noteGrant takes in a grant as of a revision, from whoever has it first: a write of ours, the watch, or who reads it anew. Who
// waits for it is told of it once, and needs no watch for what this process itself did.
func (s *Store) noteGrant(g sandbox.Grant, rev uint64) {
	if s.index.note(g, rev) {
		s.opt.Changed(g.ID)
	}
}

// OpenGrantsTotal is how many grants are open in all, in every process.
func (s *Store) OpenGrantsTotal() int { return s.index.open() }

func decodeGrant(value []byte) (sandbox.Grant, error) {
	var g sandbox.Grant
	err := json.Unmarshal(value, &g)
	return g, err
}

// noteGrantChange takes in what the watch tells of the grants. Their codes, and the guesses, are read where they are needed.
func (s *Store) noteGrantChange(e jetstream.KeyValueEntry) {
	id, ok := strings.CutPrefix(e.Key(), grantPrefix)
	if !ok {
		return
	}
	if e.Operation() != jetstream.KeyValuePut {
		s.index.forget(id)
		s.opt.Changed(id)
		return
	}
	g, err := decodeGrant(e.Value())
	if err != nil || g.ID != id {
		s.opt.Log.Error("a grant in the store cannot be read and is skipped", "folder", s.opt.Dir, "cause", err)
		return
	}
	s.noteGrant(g, e.Revision())
}

// GrantByCode finds the grant that a phone's code opens. A wrong scan_code costs nothing: it has 128 bits. Wrong digits
// draw on the budget, and once that is spent no digits are looked up at all.
// Errors: ErrNotFound, ErrTypingPaused, ErrUnavailable.
func (s *Store) GrantByCode(ctx context.Context, code sandbox.Code) (sandbox.Grant, error) {
	if code.UserCode != "" {
		return s.grantByDigits(ctx, code)
	}
	g, _, err := s.grant(ctx, code.GrantID, true) // a phone's answer may have gone through another process
	if err == nil && !code.Opens(g) {
		return sandbox.Grant{}, ErrNotFound
	}
	return g, err
}

// grantByDigits looks typed digits up, one at a time in this process: a crowd of guesses sent at once must not all be
// answered before the first is paid for.
func (s *Store) grantByDigits(ctx context.Context, code sandbox.Code) (sandbox.Grant, error) {
	done, err := take(ctx, s.typing, callTime, "too many look digits up")
	if err != nil {
		return sandbox.Grant{}, err
	}
	defer done()
	count, rev, err := s.attempts(ctx, false)
	if err != nil {
		return sandbox.Grant{}, err
	}
	careful := count.left() <= carefulAttempts
	if careful {
		if err := s.chargeAttempt(ctx, count, rev); err != nil {
			return sandbox.Grant{}, err
		}
	}
	g, err := s.FindDigits(ctx, code)
	if !errors.Is(err, ErrNotFound) {
		return g, err
	}
	// What cannot be paid for is not answered either, or a full disk would make guessing free.
	if !careful {
		if err := s.chargeAttempt(ctx, count, rev); err != nil {
			return sandbox.Grant{}, err
		}
	}
	return sandbox.Grant{}, ErrNotFound
}

// FindDigits looks typed digits up and draws on no budget: for who has another one, and shows nothing of what does not
// concern the person who typed. Errors: ErrNotFound, ErrUnavailable.
func (s *Store) FindDigits(ctx context.Context, code sandbox.Code) (sandbox.Grant, error) {
	id, known := s.index.idOf(code.UserCode) // what this process has made or heard of; a damaged file may say that there is none
	if !known {
		value, _, err := s.grantKeys.get(ctx, codePrefix+code.UserCode)
		if err != nil {
			return sandbox.Grant{}, err
		}
		id = string(value)
	}
	g, err := s.Grant(ctx, id)
	if err == nil && !code.Opens(g) {
		err = ErrNotFound
	}
	return g, err
}
