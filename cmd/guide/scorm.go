package main

import "errors"

func (cmd *exportCommand) writeScorm(stdout output, files map[string][]byte) error {
	return errors.New("--scorm: not yet")
}
