//go:build linux || darwin || freebsd

package store

import (
	"math"
	"syscall"
)

// FreeSpace is how many bytes this user can still write under a folder; where it cannot be told, there is plenty.
func FreeSpace(dir string) uint64 {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return math.MaxUint64
	}
	return uint64(max(int64(fs.Bavail), 0)) * uint64(fs.Bsize) // #nosec G115 -- a count of blocks, made positive before, times a small size
}
