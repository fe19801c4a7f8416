package blob

import (
	"testing"
	"time"
)

// Way is a list of ways.
type Way []way

// AllWays is for tests outside the package.
func AllWays() map[string]Way {
	all := map[string]Way{}
	for name, give := range allWays() {
		all[name] = give
	}
	return all
}

// FolderBy opens a folder that gives names by certain ways.
func FolderBy(dir string, w Way) Store {
	s := newFolder(dir, time.Time{})
	s.ways = w
	return s
}

// MemoryDir is for tests outside the package.
func MemoryDir(t testing.TB) string { return memoryDir(t) }
