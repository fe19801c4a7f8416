//go:build !unix

package vault

import "errors"

func full([]string) error   { return errors.ErrUnsupported }
func nobody([]string) error { return errors.ErrUnsupported }
