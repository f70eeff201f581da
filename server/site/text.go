package site

import (
	"fmt"
	"time"

	"napguide/server/locale"
)

// Small texts that many pages write.

// plain drops a title's phrase marks.
func plain(s string) string { return locale.Plain(s) }

// span is a time that goes on by itself in the browser, which counts from what it is told: two machines' clocks differ.
type span struct {
	Seconds int
	Text    string // as it is without script
}

func spanOf(d time.Duration) *span { return &span{int(max(d, 0) / time.Second), clock(d)} }

// timeOfDay is a clock on the wall in Thailand.
func timeOfDay(t time.Time) span {
	t = locale.Thailand(t)
	return span{t.Hour()*3600 + t.Minute()*60 + t.Second(), t.Format("15:04")}
}

// clock prints a time span as minutes and seconds.
func clock(d time.Duration) string {
	d = max(d, 0)
	return fmt.Sprintf("%d:%02d", int(d/time.Minute), int(d/time.Second)%60)
}
