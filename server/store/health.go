package store

import (
	"errors"
	"log/slog"
	"sync"
	"time"
)

// health is whether the store answers, so that a fault is one line in the log when it begins and one when it is over,
// and not one for each person who meets it.
type health struct {
	log *slog.Logger

	mu      sync.Mutex
	since   time.Time // when the present fault began; zero: there is none
	refused int       // calls that failed in it
	said    bool      // its line was written
	lastEnd time.Time // when the last fault ended
}

// quietAfter is how soon after the last fault another goes unsaid: a store that comes and goes is not a line each time.
const quietAfter = 30 * time.Second

// failed notes a call that failed, and says why if it is the first.
func (h *health) failed(cause error) {
	if !h.begins() {
		return
	}
	args := []any{"cause", cause}
	if at, ok := errors.AsType[*folderError](cause); ok {
		args = append(args, "folder", at.dir) // whole, as a cause may not be
	}
	h.log.Warn("the store is unavailable: pages go on, the practice with phones and the rooms wait; it is tried again by itself", args...)
}

// begins notes a failed call, and tells whether a fault begins with it that is to be said.
func (h *health) begins() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refused++
	if !h.since.IsZero() {
		return false
	}
	h.since = time.Now()
	h.said = time.Since(h.lastEnd) > quietAfter
	return h.said
}

// worked notes a call that was answered.
func (h *health) worked() {
	if after, refused, said := h.ends(); said {
		h.log.Info("the store is available again", "after", after.Round(time.Millisecond), "refused", refused)
	}
}

// ends notes an answered call, and tells of the fault that was said and ends with it.
func (h *health) ends() (after time.Duration, refused int, said bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.since.IsZero() {
		return 0, 0, false
	}
	after, refused, said = time.Since(h.since), h.refused, h.said
	h.since, h.refused, h.said, h.lastEnd = time.Time{}, 0, false, time.Now()
	return after, refused, said
}

// folderError is a fault of the data folder that a person can mend.
type folderError struct {
	dir   string
	cause error
	mend  string
}

func (e *folderError) Error() string {
	return "data folder " + e.dir + " cannot be written: " + e.cause.Error() + " (" + e.mend + ")"
}

func (e *folderError) Unwrap() error { return e.cause }
