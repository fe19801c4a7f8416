package sys

var roles = map[string]func(args []string) error{
	"hold-shared":    holdShared,
	"hold-exclusive": holdExclusive,
	"undumpable":     becomeUndumpable,
	"unlockable":     lockNothing,
	"quits":          quits,
}
