package devtools

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"sync"

	"napguide/server/sse"
	"napguide/server/tutorial"
)

// Edits is the state of a site that somebody is writing: which edit it is, and what is wrong with the newest one.
type Edits struct {
	wake func(topic string)

	mu     sync.Mutex
	edit   int
	faults tutorial.Faults
}

const topic = "dev"

// NewEdits makes one; wake is the hub's.
func NewEdits(wake func(topic string)) *Edits { return &Edits{wake: wake} }

// Next is the number of the edit that is noted next.
func (e *Edits) Next() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.edit + 1
}

// Edited notes a new site, or the faults that kept the last good one.
func (e *Edits) Edited(faults tutorial.Faults) {
	e.mu.Lock()
	e.faults = faults
	if len(faults) == 0 {
		e.edit++
	}
	e.mu.Unlock()
	e.wake(topic)
}

func (e *Edits) state() (sse.Event, error) {
	e.mu.Lock()
	edit, found := e.edit, e.faults // which is replaced, never changed
	e.mu.Unlock()
	faults := []map[string]string{}
	for _, f := range found {
		faults = append(faults, map[string]string{"at": f.File + ":" + strconv.Itoa(f.Line), "msg": f.Msg, "mend": f.Mend})
	}
	data, err := json.Marshal(map[string]any{"edit": edit, "faults": faults})
	if err != nil {
		return sse.Event{}, err
	}
	return sse.Event{Name: "site", Data: data, Version: string(data)}, nil
}
