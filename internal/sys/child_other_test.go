//go:build !linux

package sys

var roles = map[string]func(args []string) error{
	"hold-shared":    holdShared,
	"hold-exclusive": holdExclusive,
}
