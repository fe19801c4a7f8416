package seal

import (
	"fmt"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/vault"
)

// RemoveCircle puts a circle into the trash for as long as [box.Trash] would.
// Circles that it is in keep it as a member, but reach nobody by way of it.
func RemoveCircle(tx *vault.Tx, c *Circle, retention time.Duration) error {
	due, err := box.DueAfter(tx, retention)
	if err != nil {
		return err
	}
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	c.Removed, c.Due = tx.Now(), due
	return c.save(tx, all)
}

// RestoreCircle takes back the latest removal of a circle of that name, with the
// members it had. [ErrExists] if a circle has the name again.
func RestoreCircle(tx *vault.Tx, name string) error {
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	missing := &contact.NotFoundError{What: "a removed circle " + quote(name)}
	clean, err := contact.CleanName(name)
	if err != nil {
		return missing
	}
	for _, c := range slices.Backward(all.Removed()) {
		if c.Name != clean {
			continue
		}
		if all.Named(clean) != nil {
			return &contact.ExistsError{What: "circle " + quote(clean)}
		}
		c.Removed, c.Due = time.Time{}, time.Time{}
		return c.save(tx, all)
	}
	return missing
}

// PurgeCircle deletes a removed circle for good, also as a member of others.
// [ErrNotFound] for one that is in use or not there.
func PurgeCircle(tx *vault.Tx, id vault.ID) error {
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	if c := all.Get(id); c == nil || c.Removed.IsZero() {
		return &contact.NotFoundError{What: "such a removed circle"}
	}
	gone := Member{ID: id, Circle: true}
	for i := range all {
		if !all[i].Has(gone) {
			continue
		}
		all[i].drop(gone)
		if err := all[i].save(tx, all); err != nil {
			return err
		}
	}
	tx.OweRewrite()
	return tx.Delete(vault.BoxZero, vault.Circles, vault.Key{ID: id}, vault.Core)
}

// PurgeDue deletes the circles in the trash that are due, by the rule of
// [vault.Tx.Reached], and returns how many.
func PurgeDue(tx *vault.Tx) (n int, err error) {
	return purge(tx, func(c Circle) bool { return tx.Reached(c.Due) })
}

// EmptyTrash deletes the circles in the trash that were put there at least so long
// ago, now, and returns how many.
func EmptyTrash(tx *vault.Tx, older time.Duration) (n int, err error) {
	removed, err := FindTrashed(tx, older)
	if err != nil {
		return 0, err
	}
	return purge(tx, func(c Circle) bool {
		return slices.ContainsFunc(removed, func(r Circle) bool { return r.ID == c.ID })
	})
}

// FindTrashed lists the circles in the trash that were put there at least so long
// ago.
func FindTrashed(tx *vault.Tx, older time.Duration) (Circles, error) {
	all, err := ReadCircles(tx)
	limit := tx.Now().Add(-older)
	return slices.DeleteFunc(all.Removed(), func(c Circle) bool { return c.Removed.After(limit) }), err
}

func purge(tx *vault.Tx, which func(Circle) bool) (n int, err error) {
	all, err := ReadCircles(tx)
	if err != nil {
		return 0, err
	}
	for _, c := range all.Removed() {
		if !which(c) {
			continue
		}
		if err := PurgeCircle(tx, c.ID); err != nil {
			return 0, fmt.Errorf("circle %s: %w", quote(c.Name), err)
		}
		n++
	}
	return n, nil
}
