//go:build !linux

package cli

func roles() map[string]func() { return nil }
