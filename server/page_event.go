package server

import (
	"hash/fnv"
	"strconv"
	"time"

	"napguide/server/sse"
	"napguide/server/web"
)

// pageChange is the data of a "page" event: the page is to be fetched again.
type pageChange struct {
	Version string `json:"version"`
	Picture string `json:"picture,omitempty"` // of the wall
	Arrived string `json:"arrived,omitempty"` // of the check: the address by which the phone came
	Reach   bool   `json:"reach,omitempty"`   // of the check: whether a phone can open this site at all
}

// version is a short word for a state.
func version(v any) string {
	h := fnv.New64a()
	h.Write(web.Marshal(v))
	return strconv.FormatUint(h.Sum64(), 36)
}

func pageEvent(p pageChange, again time.Time) sse.Event {
	data := web.Marshal(p)
	return sse.Event{Name: "page", Data: data, Version: string(data), Again: again}
}
