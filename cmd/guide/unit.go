package main

import (
	"os"

	"napguide/server/site"
)

// readUnit reads the file of --unit; nil when there is none. Its error names the flag, or lists every fault.
func readUnit(file string, languages ...string) (*site.Unit, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, wrongFlag("unit", file, "the file cannot be read: "+cause(err))
	}
	return site.ReadUnit(file, raw, languages)
}
