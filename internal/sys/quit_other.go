//go:build !linux

package sys

func plainQuit() {}
func catchQuit() {}
