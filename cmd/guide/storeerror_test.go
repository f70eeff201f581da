package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"napguide/server/store"
)

func TestWhatIsWrongWithTheFolderOfDataIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	in := func(err error) error {
		return fmt.Errorf("the folder: %w", &os.PathError{Op: "mkdir", Path: "guide-data", Err: err})
	}
	for name, c := range map[string]struct {
		err  error
		kind string
	}{
		"no right to write":           {in(syscall.EACCES), "folder-refused"},
		"a stick that is locked":      {in(syscall.EROFS), "folder-refused"},
		"no room on the disk":         {in(syscall.ENOSPC), "disk-full"},
		"no room, found by the store": {fmt.Errorf("around: %w", store.ErrDiskFull), "disk-full"},
		"another process has it":      {fmt.Errorf("around: %w", store.ErrLocked), "running"},
	} {
		if err := storeError(c.err, false); !isKind(err, c.kind) || !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := storeError(errors.New("x"), false); isKind(err, "folder-refused", "disk-full", "running") {
		t.Error("anything is the folder's fault")
	}
}
