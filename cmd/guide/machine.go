package main

import (
	"os"
	"path/filepath"
	"time"

	"napguide/server/doctor"
	"napguide/server/store"
)

// machineOf is what can be known of this machine without a running guide, but for its addresses and the time.
func machineOf(data, port string, faults []string) doctor.Machine {
	m := doctor.Machine{Port: port, Memory: data == "", Firewall: doctor.LookAtFirewall(), Built: builtAt(), Faults: faults}
	if data == "" {
		return m
	}
	m.Refused = !canWrite(data)
	for dir := data; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			m.Free = store.FreeSpace(dir)
			return m
		}
	}
}

// builtAt is when the commit was made from which this program was built; the zero time where that is not known.
func builtAt() time.Time {
	at, _ := time.Parse(time.RFC3339, buildSetting("vcs.time"))
	return at
}
