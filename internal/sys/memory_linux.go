package sys

import "golang.org/x/sys/unix"

// InMemory reports whether the folder dir lies on a file system that has no
// disk below it (tmpfs, ramfs). What is written there may still reach swap. It
// is false where that is unknown, and for a dir that is not there.
func InMemory(dir string) bool {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return false
	}
	return uint32(fs.Type) == unix.TMPFS_MAGIC || uint32(fs.Type) == unix.RAMFS_MAGIC
}
