package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"napguide/server/locale"
	"napguide/server/tutorial"
)

// errFaults ends the program after the faults have been printed.
var errFaults = errors.New("faults were found")

// cause is the last word of an error: "permission denied" rather than the whole chain, which repeats the path.
func cause(err error) string {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err.Error()
}

// wrongFlag is a flag whose value cannot be used.
func wrongFlag(name, value, why string) error {
	return fmt.Errorf("--%s %q: %s", name, value, why)
}

// faultsOf takes an error of loading or building apart into faults; what is none stands as a fault of no file.
func faultsOf(err error) tutorial.Faults {
	if err == nil {
		return nil
	}
	switch e := err.(type) {
	case tutorial.Faults:
		return slices.Clone(e)
	case tutorial.Fault:
		return tutorial.Faults{e}
	case *locale.Fault:
		msg := e.Msg
		if e.ID != "" {
			msg = e.ID + ": " + msg
		}
		msg, mend, _ := strings.Cut(msg, "; ")
		switch {
		case e.Mend != "":
			mend = e.Mend
		case strings.Contains(msg, ": has the placeholders "):
			mend = "write each as the source has it, braces and dot and all"
		}
		return tutorial.Faults{{File: e.File, Line: e.Line, Msg: msg, Mend: mend}}
	case interface{ Unwrap() []error }:
		var faults tutorial.Faults
		for _, one := range e.Unwrap() {
			faults = append(faults, faultsOf(one)...)
		}
		return faults
	}
	return tutorial.Faults{{File: "guide", Line: 1, Msg: err.Error(), Mend: "this is a fault of the program; please report it"}}
}

// counted is a number of things in English, such as 1 file, 2 files.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
