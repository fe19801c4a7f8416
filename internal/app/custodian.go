package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box/post"
	"coffer/vault"
)

// Held lists the seals of others, or one's own, whose key is withheld here.
func (a *App) Held(ctx context.Context) (held []SealInfo, err error) {
	all, err := a.Seals(ctx)
	return slices.DeleteFunc(all, func(i SealInfo) bool { return !slices.Contains(i.Roles, "custodian") }), err
}

// CustodianRound is one sync of a client that only keeps shares: it takes in what
// concerns those and its contacts, and puts aside whatever else is sent to it.
// [Refused] where the vault holds anything of its own.
func (a *App) CustodianRound(ctx context.Context) (r SyncReport, err error) {
	contents, err := a.Contents(ctx)
	if err != nil {
		return r, err
	}
	if contents.Boxes > 0 || contents.Items > 0 {
		return r, Fail(Refused, "coffer --dir DIR init makes a vault for it", "a custodian keeps a vault of its own, and this one holds boxes")
	}
	if !contents.Core {
		return r, vault.ErrLocked
	}
	stores, closePosts, err := a.openPosts(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	return a.courier(ctx, func(c *post.Courier) (post.Report, error) {
		c.Posts, c.Handlers, c.Parcels = stores, onlyCustody(c.Handlers), noParcels
		return c.Sync(ctx)
	})
}
