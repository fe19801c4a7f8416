package blob_test

import (
	"testing"

	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// Every way of giving a name, alone, lets exactly one of several writers win.
func TestWritersByWays(t *testing.T) {
	for name, way := range blob.AllWays() {
		t.Run(name, func(t *testing.T) {
			blobtest.Writers(t, func(t *testing.T) blob.Store { return blob.FolderBy(blob.MemoryDir(t), way) })
		})
	}
}
