//go:build unix && !linux

package blob

import "testing"

func withoutRoot(t *testing.T, _ string) { t.Fatal("run this test as somebody else than root") }
