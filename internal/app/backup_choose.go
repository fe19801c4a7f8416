package app

import (
	"errors"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Which items of a former state come back. Every rule here is about one item that is looked at in both states, and
// writes nothing.

// Passed is which items stay where they are.
type Passed struct {
	Unchanged int      // that are here already, as they were
	Deleted   int      // that were deleted for good here, or lay in the trash of that day
	Moved     int      // of which something was changed without the core key, there
	Names     []string // of those, path and ID: the first hundred
}

// maxNames bounds Passed.Names.
const maxNames = 100

// chooser decides what comes.
type chooser struct {
	paths   []*wantedPath // none: all
	all     bool          // what is unchanged, too
	deleted bool          // what was deleted, too
	gone    func(vault.ID) bool
	now     *vault.Tx // the vault of today
	boxes   []vault.ID
	passed  Passed
}

// wantedPath is a box, a folder, or an item that somebody named.
type wantedPath struct {
	text  string
	id    string   // the beginning of an ID; empty: names
	names []string // of the box, the folders and perhaps the item
	found bool
}

func parseWanted(paths []string) (wanted []*wantedPath, err error) {
	for _, text := range paths {
		w := &wantedPath{text: text}
		if id, ok := strings.CutPrefix(text, "@"); ok {
			if w.id = strings.ToLower(id); len(w.id) < leastID {
				return nil, Fail(Usage, "give more of it", "%s is too short for an ID", host.Safe(text))
			}
		} else if w.names, err = box.SplitFolder(strings.TrimSuffix(text, "/")); err != nil {
			return nil, err
		} else if len(w.names) == 0 {
			return nil, Fail(Usage, "name a BOX, BOX/FOLDER, BOX/FOLDER/TITLE or @ID", "%q is no path", host.Safe(text))
		}
		wanted = append(wanted, w)
	}
	return wanted, nil
}

// means tells whether an item is meant, by the path that it had.
func (w *wantedPath) means(id vault.ID, path []string) bool {
	if w.id != "" {
		return strings.HasPrefix(id.String(), w.id)
	}
	return len(path) >= len(w.names) && slices.Equal(path[:len(w.names)], w.names)
}

// wants tells whether somebody named an item, or named none.
func (c *chooser) wants(boxName string, it *box.Item) bool {
	if len(c.paths) == 0 {
		return true
	}
	path := append(append([]string{boxName}, it.Folder...), it.Title)
	wanted := false
	for _, w := range c.paths {
		if w.means(it.ID, path) {
			w.found, wanted = true, true
		}
	}
	return wanted
}

// leave names an item that may be wanted and does not come: nobody knows whether what surrounds its secrets is what its
// owner wrote. So its folder, its title and its place in the trash decide nothing: who changed one of them must not
// hide it.
func (c *chooser) leave(boxName string, it *box.Item) {
	switch {
	case !c.mayWant(boxName, it.ID):
	case !c.deleted && c.erased(it):
		c.passed.Deleted++
	default:
		if c.passed.Moved++; c.passed.Moved <= maxNames {
			path := box.Path{Box: boxName, Folder: it.Folder, Title: it.Title}
			c.passed.Names = append(c.passed.Names, path.String()+" (@"+it.ID.String()+")")
		}
	}
}

// mayWant tells whether somebody named an item by its ID, or anything in its box.
func (c *chooser) mayWant(boxName string, id vault.ID) bool {
	wanted := len(c.paths) == 0
	for _, w := range c.paths {
		if w.id != "" && w.means(id, nil) || w.id == "" && w.names[0] == boxName {
			w.found, wanted = true, true
		}
	}
	return wanted
}

// away tells whether an item stays away, since it was deleted.
func (c *chooser) away(it *box.Item) bool {
	return !c.deleted && (!it.Trashed.IsZero() || c.erased(it))
}

// erased tells whether an item was deleted for good, by itself or with its box.
func (c *chooser) erased(it *box.Item) bool { return c.gone(it.ID) || c.gone(it.Box) }

// take tells whether an item comes back, and counts it where it does not.
func (c *chooser) take(it *box.Item) (bool, error) {
	if c.away(it) {
		c.passed.Deleted++
		return false, nil
	}
	if c.all {
		return true, nil
	}
	same, err := c.unchanged(it)
	if same {
		c.passed.Unchanged++
	}
	return !same, err
}

// lacks tells whether a template that the owner made is neither here by its name nor deleted since.
func (c *chooser) lacks(t *box.Template) (bool, error) {
	if len(c.paths) > 0 || !c.deleted && c.gone(t.ID) {
		return false, nil
	}
	_, err := box.TemplateByName(c.now, t.Name)
	if errors.Is(err, box.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// unchanged tells whether an item is in use here with the content that it had, in whatever box.
func (c *chooser) unchanged(it *box.Item) (bool, error) {
	for _, id := range c.boxes {
		ok, err := c.now.Has(id, vault.Items, vault.Key{ID: it.ID}, vault.Companion)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		here, err := box.Get(c.now, id, it.ID)
		if err != nil {
			return false, nil // what cannot be told the same comes back
		}
		return here.Trashed.IsZero() && box.SameContent(&here, it), nil
	}
	return false, nil
}

// missing is the error where something that was named is not there.
func (c *chooser) missing() error {
	for _, w := range c.paths {
		if !w.found {
			return Fail(NotFound, "coffer backup show ID --items lists what there was", "there was no %s on that day", host.Safe(w.text))
		}
	}
	return nil
}
