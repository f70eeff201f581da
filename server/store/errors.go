package store

import (
	"errors"
	"fmt"
)

// What the store refuses. Anything that goes wrong below it is ErrUnavailable with the cause wrapped.
var (
	ErrNotFound     = errors.New("store: no such grant")
	ErrConflict     = errors.New("store: changed by others again and again")
	ErrUnavailable  = errors.New("store: cannot be read or written just now")
	ErrTooLarge     = errors.New("store: more than one key may hold")
	ErrLocked       = errors.New("store: the folder is in use by another process")
	ErrTooManyHeld  = errors.New("store: this holder has too many open grants")
	ErrTooManyOpen  = errors.New("store: too many open grants in all")
	ErrTypingPaused = errors.New("store: too many wrong codes were typed lately")
	ErrDiskFull     = errors.New("the disk is full")
)

// What the rooms refuse, beyond what a workshop.Room does.
var (
	ErrNoRoom       = errors.New("store: no such room")
	ErrNoSeat       = errors.New("store: no such number in the room")
	ErrTooManyRooms = errors.New("store: too many rooms are open")
	ErrTooManyOwned = errors.New("store: this trainer has too many rooms open")
)

func unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
