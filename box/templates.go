package box

import (
	"errors"
	"slices"
	"strings"
	"time"

	"coffer/vault"
)

func templateIndex(name string) string { return "template\x00" + name }

// Templates returns those in use: the built-in ones, then the owner's by name.
func Templates(tx *vault.Tx) ([]Template, error) {
	own, err := ownTemplates(tx)
	own = slices.DeleteFunc(own, func(t Template) bool { return !t.Removed.IsZero() })
	return append(Builtins(), own...), err
}

// RemovedTemplates returns the owner's templates that can be restored.
func RemovedTemplates(tx *vault.Tx) ([]Template, error) {
	own, err := ownTemplates(tx)
	return slices.DeleteFunc(own, func(t Template) bool { return t.Removed.IsZero() }), err
}

// ownTemplates are those of the owner; with a token there are none, since they
// lie in box 0.
func ownTemplates(tx *vault.Tx) ([]Template, error) {
	if tx.Scoped() {
		return nil, nil
	}
	keys, err := tx.Keys(vault.BoxZero, vault.Templates, tx.Top())
	if err != nil {
		return nil, err
	}
	all := make([]Template, 0, len(keys))
	for _, key := range keys {
		t, err := templateByID(tx, key.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Template) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return a.Removed.Compare(b.Removed)
	})
	return all, nil
}

// TemplateByName finds a template in use. [ErrNotFound] for any other.
func TemplateByName(tx *vault.Tx, name string) (Template, error) {
	if t, ok := Builtin(name); ok {
		return t, nil
	}
	name, err := cleanName("the name of the template", name)
	if err != nil {
		return Template{}, err
	}
	var ids []vault.ID
	if !tx.Scoped() {
		ids, err = tx.IndexGet(vault.BoxZero, templateIndex(name))
	}
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return Template{}, err
	}
	if len(ids) == 0 {
		return Template{}, notFound("template %s", quote(name))
	}
	t, err := templateByID(tx, ids[0])
	if errors.Is(err, vault.ErrNotFound) || err == nil && (len(ids) > 1 || t.Name != name || !t.Removed.IsZero()) {
		return Template{}, malformed("the index names another template", nil)
	}
	return t, err
}

// PutTemplate writes one of the owner's templates: a new one when its ID is
// zero, which it has then. [ErrExists] if another one, or a built-in one, has
// the name.
func PutTemplate(tx *vault.Tx, t *Template) error {
	n := *t
	if err := n.normalize(); err != nil {
		return err
	}
	if err := n.free(tx); err != nil {
		return err
	}
	if n.ID.IsZero() {
		var err error
		if n.ID, err = tx.NewID(); err != nil {
			return err
		}
	} else if err := n.unindex(tx); err != nil {
		return err
	}
	n.Removed, n.Due = time.Time{}, time.Time{}
	if err := n.save(tx); err != nil {
		return err
	}
	*t = n
	return tx.IndexPut(vault.BoxZero, templateIndex(n.Name), n.ID)
}

// RemoveTemplate puts one of the owner's templates away for as long as [Trash]
// would. Items made from it stay as they are. [ErrNotFound] for a built-in one.
func RemoveTemplate(tx *vault.Tx, name string, retention time.Duration) error {
	due, err := DueAfter(tx, retention)
	if err != nil {
		return err
	}
	t, err := TemplateByName(tx, name)
	if err != nil {
		return err
	}
	if t.ID.IsZero() {
		return notFound("an own template %s", quote(name))
	}
	if err := t.unindex(tx); err != nil {
		return err
	}
	t.Removed, t.Due = tx.Now(), due
	return t.save(tx)
}

// RestoreTemplate takes back the latest removal of a template of that name.
// [ErrExists] if the name is in use again.
func RestoreTemplate(tx *vault.Tx, name string) error {
	removed, err := RemovedTemplates(tx)
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(removed) {
		if t.Name == NFC(name) {
			return PutTemplate(tx, &t)
		}
	}
	return notFound("a removed template %s", quote(name))
}

func purgeTemplates(tx *vault.Tx) (n int, err error) {
	removed, err := RemovedTemplates(tx)
	for _, t := range removed {
		if !tx.Reached(t.Due) {
			continue
		}
		n++
		if err := PurgeTemplate(tx, t.ID); err != nil {
			return 0, err
		}
	}
	return n, err
}

// PurgeTemplate deletes a removed template for good. [ErrNotFound] for one that
// is in use or not there.
func PurgeTemplate(tx *vault.Tx, id vault.ID) error {
	t, err := templateByID(tx, id)
	if errors.Is(err, vault.ErrNotFound) || err == nil && t.Removed.IsZero() {
		return notFound("such a removed template")
	}
	if err != nil {
		return err
	}
	tx.OweRewrite()
	if err := tx.DeleteTwin(vault.BoxZero, vault.Templates, vault.Key{ID: id}); err != nil {
		return err
	}
	return bury(tx, id)
}

// free says whether the template may have its name.
func (t *Template) free(tx *vault.Tx) error {
	other, err := TemplateByName(tx, t.Name)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err == nil && (other.ID.IsZero() || other.ID != t.ID):
		return &ExistsError{"template " + quote(t.Name)}
	}
	return err
}

// unindex forgets the name under which the template was stored until now.
func (t *Template) unindex(tx *vault.Tx) error {
	old, err := templateByID(tx, t.ID)
	if err != nil {
		return err
	}
	return tx.IndexDelete(vault.BoxZero, templateIndex(old.Name), t.ID)
}

func (t *Template) save(tx *vault.Tx) error {
	plain, err := t.encode()
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Templates, vault.Key{ID: t.ID}, plain)
}

func templateByID(tx *vault.Tx, id vault.ID) (Template, error) {
	r, err := tx.Get(vault.BoxZero, vault.Templates, vault.Key{ID: id}, tx.Top())
	if err != nil {
		return Template{}, err
	}
	return decodeTemplate(id, r.Plain)
}
