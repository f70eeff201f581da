package main

import (
	"os"

	"napguide/server/site"
)

// unitName is the file of the unit's own details, beside the program.
const unitName = "unit.toml"

// readUnit reads the file of --unit; nil when there is none. Its error names the flag, or lists every fault.
func readUnit(file string, languages ...string) (*site.Unit, error) {
	return readUnitAs(file, file, languages...)
}

// readUnitAs is readUnit for a file that faults name otherwise.
func readUnitAs(name, file string, languages ...string) (*site.Unit, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, wrongFlag("unit", name, "the file cannot be read: "+cause(err))
	}
	return site.ReadUnit(name, raw, languages)
}
