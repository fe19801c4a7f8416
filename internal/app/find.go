package app

import (
	"context"
	"fmt"

	"coffer/box"
	"coffer/vault"
)

// What a search asks and what it finds, in the words of package box.
type (
	Query = box.Query
	Match = box.Match
	Place = box.Place
)

// Find looks through all items that are not in the trash, on all cores. None is
// an error of kind [NotFound], which does not repeat the text: it may be a part
// of a secret. A search in core values by a token is recorded, whatever it finds:
// what fits tells of a value as reading it does.
func (a *App) Find(ctx context.Context, q Query) (found []Match, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		found, err = box.Find(tx, q)
		return err
	})
	if err == nil && q.Core && q.Text != "" {
		err = a.recordHandOut(ctx, fmt.Sprintf("a search in secret values, %d found", len(found)))
	}
	switch {
	case err != nil:
		return nil, listed(err, "coffer box ls")
	case len(found) == 0:
		return nil, Fail(NotFound, "coffer ls shows all items; find --core looks into secret values, too", "nothing found")
	}
	return found, nil
}
