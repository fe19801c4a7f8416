package app

import (
	"errors"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Hints for a path that leads nowhere. They are worked out only then, so they
// may look at everything.

// missing adds to a failure to find an item what the path may have meant: a
// folder, or the same in other case.
func missing(tx *vault.Tx, ref string, err error) error {
	if !errors.Is(err, box.ErrNotFound) || strings.HasPrefix(ref, "@") {
		return err
	}
	names, bad := box.SplitFolder(ref)
	if bad != nil {
		return err
	}
	all, bad := listAll(tx, box.ListOptions{})
	if bad != nil {
		return err
	}
	if slices.ContainsFunc(all, func(e box.Entry) bool { return inFolder(names, &e) }) || isBox(tx, names) {
		path := pathOf(names)
		return &Error{Kind: NotFound, What: path + " is a folder, not an item",
			Hint: "coffer ls " + host.ShellWord(path) + " shows what is in it", Err: err}
	}
	return otherCase(names, all, err)
}

// missingPlace does the same for a box or a folder that was to be listed.
func missingPlace(tx *vault.Tx, names []string, err error) error {
	all, bad := listAll(tx, box.ListOptions{})
	if bad != nil {
		return err
	}
	path := pathOf(names)
	if slices.ContainsFunc(all, func(e box.Entry) bool { return e.Path().String() == path }) {
		return &Error{Kind: NotFound, What: path + " is an item, not a folder",
			Hint: "coffer show " + host.ShellWord(path) + " shows it", Err: err}
	}
	return otherCase(names, all, err)
}

// otherCase looks for the path in other case, first whole and then as the
// beginning of a longer one.
func otherCase(names []string, all []box.Entry, err error) error {
	want := pathOf(names)
	for i := range all {
		path := all[i].Path().String()
		under := cutDepth(path, len(names))
		if under != want && strings.EqualFold(under, want) {
			return &Error{Kind: NotFound, What: Explain(err).What, Hint: under + " exists; names are case-sensitive", Err: err}
		}
	}
	return err
}

// cutDepth returns the first names of a path.
func cutDepth(path string, names int) string {
	end := 0
	for ; names > 0; names-- {
		i := strings.IndexByte(path[end:], '/')
		if i < 0 {
			return path
		}
		end += i + 1
	}
	return path[:end-1]
}

// inFolder tells whether an item lies below a folder, or below a box alone.
func inFolder(place []string, e *box.Entry) bool {
	return len(place) <= 1+len(e.Folder) && place[0] == e.BoxName && slices.Equal(place[1:], e.Folder[:len(place)-1])
}

func isBox(tx *vault.Tx, names []string) bool {
	if len(names) != 1 {
		return false
	}
	_, err := box.BoxByName(tx, names[0])
	return err == nil
}

func pathOf(names []string) string {
	p := box.Path{Box: names[0]}
	if last := len(names) - 1; last > 0 {
		p.Folder, p.Title = names[1:last], names[last]
	}
	return p.String()
}
