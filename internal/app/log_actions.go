package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"coffer/vault"
)

// maxLooked is how many entries [App.LogActions] looks at: completion is to be quick.
const maxLooked = 4096

// LogActions names the actions that the newest entries of the log have, sorted, and the
// kinds that more than one of them are of: each can be what [LogFilter].Action says.
func (a *App) LogActions(ctx context.Context) (names []string, err error) {
	found := map[string]bool{}
	err = a.view(ctx, func(tx *vault.Tx) error {
		size := tx.Entries()
		for n := size; n > 0 && size-n < maxLooked; n-- {
			e, err := tx.Entry(n)
			switch {
			case errors.Is(err, vault.ErrNotFound): // it went with its time
			case err != nil:
				return err
			default:
				found[e.Event.Action] = true
			}
		}
		return nil
	})
	actions := slices.Collect(maps.Keys(found))
	names = slices.Concat(actions, kindsOf(actions))
	slices.Sort(names)
	return slices.Compact(names), err
}

// kindsOf are what actions begin with, up to a dot, where that is more than one action.
func kindsOf(actions []string) (kinds []string) {
	count := map[string]int{}
	for _, action := range actions {
		if kind, _, has := strings.Cut(action, "."); has {
			if count[kind]++; count[kind] == 2 {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}
