//go:build !windows

package host

import (
	"context"
	"syscall"
)

// Become goes on as another program of ours, in the place of this process, with all of
// its environment. It returns only where that cannot be.
func Become(_ context.Context, path string, args, environ []string) (code int, err error) {
	return 0, syscall.Exec(path, append([]string{path}, args...), environ)
}
