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

// isReadOnly tells whether nothing can be written to the disk, as to one that is locked.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// isFull tells whether the disk has no room.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// ownsWindow is false: only on Windows does a program's window close with it.
func ownsWindow() bool { return false }

func keepRunningWhenClicked() {}

// systemLanguage is "": the environment says it.
func systemLanguage() string { return "" }

// showsColours tells whether a terminal understands escape sequences: here every one does.
func showsColours(*os.File) bool { return true }
