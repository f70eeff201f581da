package store

// FreeSpace is how many bytes this user can still write under a folder; where it cannot be told, there is plenty.
func FreeSpace(dir string) uint64 { return freeSpace(dir) }
