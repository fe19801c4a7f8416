package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"coffer/box/post"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/codec"
)

// The addresses of the post lie in box 0, beside the settings of the person: one
// record, a list of one or two texts, the first post first.

// postKey names the record.
var postKey = vault.Key{ID: vault.ID{15: 5}}

// maxPosts is how many a vault has.
const maxPosts = 2

// WhoRunsThePost says what whoever runs a post learns and can do.
const WhoRunsThePost = "whoever runs this place sees who connects, from where and when, how much lies in which mailbox, " +
	"and can hide or delete all of it; they see no name, no title and no content, and can forge nothing"

func readPosts(tx *vault.Tx) (addresses []string, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, postKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := codec.UnmarshalCanonical(r.Plain, &addresses); err != nil || len(addresses) == 0 || len(addresses) > maxPosts {
		return nil, &vault.DamagedError{What: "the addresses of the post", Err: err}
	}
	return addresses, nil
}

func writePosts(tx *vault.Tx, addresses []string) error {
	if len(addresses) == 0 {
		return tx.DeleteTwin(vault.BoxZero, vault.Settings, postKey)
	}
	b, err := codec.Marshal(addresses)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, postKey, b)
}

// Posts are the addresses of the post, and of the second one where there is one.
func (a *App) Posts(ctx context.Context) (addresses []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		addresses, err = readPosts(tx)
		return err
	})
	return addresses, err
}

// SetPost gives the vault a post, or a second one. Nothing is asked of the place
// itself: see [App.CheckPost].
func (a *App) SetPost(ctx context.Context, address string, second bool) error {
	if _, err := a.openStore(address); err != nil {
		return err
	}
	return a.changePosts(ctx, "post.set", func(all []string) ([]string, error) {
		at := position(second)
		switch {
		case at > len(all):
			return nil, Fail(Refused, "coffer post set ADDRESS sets it", "there is no first post yet")
		case slices.Contains(all[:at], address) || at == 0 && slices.Contains(all[min(1, len(all)):], address):
			return nil, Fail(Usage, "", "this is the other post already")
		}
		return slices.Concat(all[:at], []string{address}, all[min(at+1, len(all)):]), nil
	})
}

// PostFolderText says of a post in a folder that the folder is not there; it is empty where
// it is, and of any other post.
func PostFolderText(address string) string {
	scheme, path, err := blob.Split(address)
	if err != nil || scheme != "dir" {
		return ""
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "the folder " + host.Safe(path) + " is not there; nothing is carried until it is"
	case err == nil && !info.IsDir():
		return host.Safe(path) + " is no folder; nothing is carried until it is one"
	}
	return ""
}

// UnsetPost takes a post out of the vault. What lies there stays.
func (a *App) UnsetPost(ctx context.Context, second bool) error {
	return a.changePosts(ctx, "post.unset", func(all []string) ([]string, error) {
		at := position(second)
		switch {
		case at >= len(all):
			return nil, errNoPost()
		case at+1 < len(all):
			return nil, orKeys(Fail(Refused, "coffer post set --none --second takes it out", "the second post is still set"),
				"take that out first")
		}
		return all[:at], nil
	})
}

func position(second bool) int {
	if second {
		return 1
	}
	return 0
}

// changePosts changes the addresses. What is on its way was put into the posts
// that there were, so that all of it is put anew.
func (a *App) changePosts(ctx context.Context, action string, change func([]string) ([]string, error)) error {
	return a.update(ctx, action, "", func(tx *vault.Tx) error {
		all, err := readPosts(tx)
		if err != nil {
			return err
		}
		if all, err = change(all); err != nil {
			return err
		}
		if err := writePosts(tx, all); err != nil {
			return err
		}
		return unplaced(post.NewVaultDesk(tx))
	})
}

// unplaced forgets where envelopes on their way were put.
func unplaced(d post.Desk) error {
	return d.EachOutgoing(func(o post.Outgoing) error {
		if o.Placed == 0 {
			return nil
		}
		o.Placed, o.Object = 0, ""
		return d.PutOutgoing(o)
	})
}

func errNoPost() error {
	return &Error{Kind: Refused, What: "no post is set", Err: post.ErrNoPost,
		Hint: "coffer post set dir:/path sets one; coffer sync --out DIR and --in FILE carry envelopes by hand",
		Keys: "p in the contacts place sets one"}
}

// openStore opens a post. No program is started before it is used.
func (a *App) openStore(address string) (blob.Opened, error) { return a.env.openStore(address) }

// openStore opens a post, also for somebody who has no vault.
func (e Env) openStore(address string) (blob.Opened, error) {
	o := blob.Options{Now: e.Clock.Now().UTC()}
	if e.StartHelper != nil {
		o.Start = func(name string) (blob.Process, error) {
			h, err := e.StartHelper("blob-" + name)
			if err != nil {
				return nil, err
			}
			return h, nil
		}
	}
	scheme, _, err := blob.Split(address)
	if err == nil && !blob.AlwaysAllowed(scheme) && e.Helpers != nil { // settings that cannot be read keep from nothing else
		o.Helpers, err = e.Helpers()
	}
	if err != nil {
		return nil, err
	}
	return blob.Open(address, o)
}

// openPosts opens all posts of the vault; there is at least one. The caller calls
// close.
func (a *App) openPosts(ctx context.Context) (stores []blob.Store, closeAll func() error, err error) {
	addresses, err := a.Posts(ctx)
	if err != nil {
		return nil, nil, err
	}
	return a.env.openStores(addresses)
}

// CheckPosts refuses addresses over which nothing can travel on this machine. None is
// all right, and nothing is asked of the places.
func (e Env) CheckPosts(addresses []string) error {
	if len(addresses) == 0 {
		return nil
	}
	_, closeAll, err := e.openStores(addresses)
	if err != nil {
		return err
	}
	return closeAll()
}

// openStores opens posts by their addresses, of which there are one or two. The
// caller calls close. Who has the addresses from somebody else shows them first: a
// folder may be any of this machine.
func (e Env) openStores(addresses []string) (stores []blob.Store, closeAll func() error, err error) {
	switch {
	case len(addresses) == 0:
		return nil, nil, errNoPost()
	case len(addresses) > maxPosts:
		return nil, nil, Fail(Refused, "", "there are at most %d posts, and not %d", maxPosts, len(addresses))
	}
	var opened []blob.Opened
	closeAll = func() (err error) {
		for _, s := range opened {
			err = errors.Join(err, s.Close())
		}
		return err
	}
	for _, address := range addresses {
		s, err := e.openStore(address)
		if err != nil {
			return nil, nil, errors.Join(err, closeAll())
		}
		opened, stores = append(opened, s), append(stores, s)
	}
	return stores, closeAll, nil
}
