package store

import (
	"context"
	"errors"

	"napguide/server/sandbox"
)

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
