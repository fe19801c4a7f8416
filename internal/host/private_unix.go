//go:build unix

package host

import (
	"io/fs"
	"os"
	"syscall"
)

func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// isSystems tells whether something is root's.
func isSystems(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}

// openToOthers reports whether any of the bits in mask are set.
func openToOthers(info fs.FileInfo, mask fs.FileMode) bool {
	return info.Mode().Perm()&mask != 0
}
