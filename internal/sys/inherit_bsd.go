//go:build unix && !linux

package sys

func keepInherited() { markEach("/dev/fd") }
