package vault

import "coffer/internal/sys"

// SyncDir makes what was created, renamed or removed in a folder last through a
// loss of power. It is for what lies beside the vault file and belongs to it.
func SyncDir(path string) error { return sys.SyncDir(path) }
