package main

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Windows has error numbers of its own; those of the syscall package are never returned.

// isInUse tells whether a port is another program's.
func isInUse(err error) bool { return errors.Is(err, windows.WSAEADDRINUSE) }

// isForbidden tells whether the system refuses a port: it is reserved, as Hyper-V does with ranges of them, or the
// firewall's service holds it.
func isForbidden(err error) bool {
	return errors.Is(err, windows.WSAEACCES) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// isNoAddress tells whether an address is none of this machine's.
func isNoAddress(err error) bool { return errors.Is(err, windows.WSAEADDRNOTAVAIL) }

// isReadOnly tells whether nothing can be written to the disk, as to a memory stick with its lock on.
func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// isFull tells whether the disk has no room.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

var getConsoleProcessList = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetConsoleProcessList")

// ownsWindow tells whether the console window was opened for this program alone, as by a double click: it closes when the
// program ends.
func ownsWindow() bool {
	if getConsoleProcessList.Find() != nil {
		return false
	}
	var few [2]uint32
	n, _, _ := getConsoleProcessList.Call(uintptr(unsafe.Pointer(&few[0])), uintptr(len(few))) // #nosec G103 -- the call fills the list
	return n == 1
}

// keepRunningWhenClicked turns QuickEdit off in a window of our own: a click into it would hold up whatever prints.
func keepRunningWhenClicked() {
	in := windows.Handle(os.Stdin.Fd())
	var mode uint32
	if windows.GetConsoleMode(in, &mode) == nil {
		_ = windows.SetConsoleMode(in, mode&^windows.ENABLE_QUICK_EDIT_MODE|windows.ENABLE_EXTENDED_FLAGS) // what cannot be set stays harmless: nothing waits for the window
	}
}

var getUILanguage = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetUserDefaultUILanguage")

// systemLanguage is "th" where Windows speaks Thai.
func systemLanguage() string {
	if getUILanguage.Find() != nil {
		return ""
	}
	const primary, langThai = 0x3ff, 0x1e // of a LANGID
	if id, _, _ := getUILanguage.Call(); id&primary == langThai {
		return thai
	}
	return ""
}

// showsColours switches a console's escape sequences on; those before Windows 10 have none.
func showsColours(f *os.File) bool {
	out := windows.Handle(f.Fd())
	var mode uint32
	return windows.GetConsoleMode(out, &mode) == nil && windows.SetConsoleMode(out, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
