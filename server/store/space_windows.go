package store

import (
	"math"

	"golang.org/x/sys/windows"
)

// FreeSpace is how many bytes this user can still write under a folder; where it cannot be told, there is plenty.
func FreeSpace(dir string) uint64 {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return math.MaxUint64
	}
	var free, total, all uint64
	if windows.GetDiskFreeSpaceEx(name, &free, &total, &all) != nil {
		return math.MaxUint64
	}
	return free
}
