//go:build !windows

package main

import (
	"errors"
	"os"
	"syscall"
)

// isInUse tells whether a port is another program's.
func isInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

// isForbidden tells whether the system refuses a port.
func isForbidden(err error) bool {
	return errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EPERM)
}

// isNoAddress tells whether an address is none of this machine's.
func isNoAddress(err error) bool { return errors.Is(err, syscall.EADDRNOTAVAIL) }

// ownsWindow is false: only on Windows does a program's window close with it.
func ownsWindow() bool { return false }

func keepRunningWhenClicked() {}

// systemLanguage is "": the environment says it.
func systemLanguage() string { return "" }

// showsColours tells whether a terminal understands escape sequences: here every one does.
func showsColours(*os.File) bool { return true }
