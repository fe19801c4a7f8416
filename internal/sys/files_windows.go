package sys

import "os"

// SyncDir does nothing here: the file system keeps its folders in a journal and
// offers no call for it.
func SyncDir(string) error { return nil }

// SyncDirIn does nothing here, as [SyncDir].
func SyncDirIn(*os.Root, string) error { return nil }
