//go:build !linux

package main

func roles() map[string]func() { return nil }
