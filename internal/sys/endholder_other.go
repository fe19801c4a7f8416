//go:build !linux

package sys

func endHolder(string) error { return ErrHolder }
