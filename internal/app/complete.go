package app

import (
	"context"
	"slices"
	"strings"

	"coffer/box"
	"coffer/vault"
)

// Complete returns the paths that go on from a beginning of one, sorted: up to
// the next "/", where that is a box or a folder. It needs the companion tier.
func (a *App) Complete(ctx context.Context, start string) (paths []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		place, _, deep := cutLast(start)
		if !deep {
			paths, err = completeBox(tx)
			return err
		}
		paths, err = completeItem(tx, place)
		return err
	})
	paths = slices.DeleteFunc(paths, func(p string) bool { return !strings.HasPrefix(p, start) })
	slices.Sort(paths)
	return slices.Compact(paths), err
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '/')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

func completeBox(tx *vault.Tx) (paths []string, err error) {
	boxes, err := box.Boxes(tx)
	for _, b := range boxes {
		if b.Removed.IsZero() {
			paths = append(paths, box.EscapeName(b.Name)+"/")
		}
	}
	return paths, err
}

func completeItem(tx *vault.Tx, place string) (paths []string, err error) {
	names, err := box.SplitFolder(place)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	found, err := listPlace(tx, names, box.ListOptions{})
	depth := len(names) - 1
	for i := range found {
		if e := &found[i]; len(e.Folder) > depth {
			paths = append(paths, place+"/"+box.EscapeName(e.Folder[depth])+"/")
		} else {
			paths = append(paths, place+"/"+box.EscapeName(e.Title))
		}
	}
	return paths, err
}

// CompleteTags returns the tags that items have, sorted. It needs the companion tier.
func (a *App) CompleteTags(ctx context.Context) (tags []string, err error) {
	err = a.ListEach(ctx, func(block []box.Entry) error {
		for i := range block {
			tags = append(tags, block[i].Tags...)
		}
		slices.Sort(tags)
		tags = slices.Compact(tags)
		return nil
	})
	return tags, err
}
