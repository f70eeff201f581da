//go:build unix

package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ownAs gives what root has made below a folder to the folder's own user, who has to read it.
func ownAs(dir string) {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return
	}
	_ = filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err == nil {
			_ = os.Lchown(name, int(owner.Uid), int(owner.Gid)) // #nosec G122 -- below the data folder; what stays root's is told at the start
		}
		return nil
	})
}
