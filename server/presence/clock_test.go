package presence

import (
	"sync/atomic"
	"time"
)

// settable is a clock that a test sets.
type settable struct{ at atomic.Int64 }

func newSettable() *settable {
	c := &settable{}
	c.at.Store(time.Now().UnixNano())
	return c
}

func (c *settable) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *settable) forward(d time.Duration) { c.at.Add(int64(d)) }
