package blob_test

import (
	"testing"
	"time"

	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

func TestConformFolder(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store {
		s, err := blob.Open("dir:"+blob.MemoryDir(t), blob.Options{Now: time.Now()})
		blobtest.Must(t, err)
		return s
	})
}

func TestConformMemory(t *testing.T) {
	blobtest.Run(t, func(*testing.T) blob.Store { return &blobtest.Memory{} })
}

// The wrapper that does wrong does right as long as nobody says otherwise.
func TestConformFaults(t *testing.T) {
	blobtest.Run(t, func(*testing.T) blob.Store { return &blobtest.Faults{Store: &blobtest.Memory{}} })
}
