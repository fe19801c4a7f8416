package box

import (
	"errors"
	"slices"
	"strings"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Box is a named container of items. It has keys of its own and is deleted as
// a whole.
type Box struct {
	ID      vault.ID
	Name    string // unique among the boxes that are not removed
	Note    string
	Created time.Time
	Removed time.Time // zero: in use
	Due     time.Time // when a removed box goes for good
}

type wireBox struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Note    string
	Created uint64
	Removed uint64
	Due     uint64
}

// boxIndex is what the index of box 0 knows a box by.
func boxIndex(name string) string { return "box\x00" + name }

// NewBox makes an empty box. [ErrExists] if there is one of that name, and
// [ErrBound] for a name that cannot be.
func NewBox(tx *vault.Tx, name string) (Box, error) {
	name, err := cleanBoxName(name)
	if err != nil {
		return Box{}, err
	}
	if err := freeBoxName(tx, name); err != nil {
		return Box{}, err
	}
	id, err := tx.CreateBox()
	if err != nil {
		return Box{}, err
	}
	b := Box{ID: id, Name: name, Created: tx.Now()}
	if err := putBox(tx, b); err != nil {
		return Box{}, err
	}
	return b, tx.IndexPut(vault.BoxZero, boxIndex(name), id)
}

func freeBoxName(tx *vault.Tx, name string) error {
	switch _, err := BoxByName(tx, name); {
	case err == nil:
		return &ExistsError{"box " + quote(name)}
	case errors.Is(err, ErrNotFound):
		return nil
	default:
		return err
	}
}

// EnsureBox finds a box or makes it.
func EnsureBox(tx *vault.Tx, name string) (b Box, made bool, err error) {
	b, err = BoxByName(tx, name)
	if errors.Is(err, ErrNotFound) {
		b, err = NewBox(tx, name)
		return b, err == nil, err
	}
	return b, false, err
}

// Boxes returns all boxes by name, those that are removed and can still be
// restored included.
func Boxes(tx *vault.Tx) ([]Box, error) {
	ids, err := tx.Boxes()
	if err != nil {
		return nil, err
	}
	boxes := make([]Box, 0, len(ids))
	for _, id := range ids {
		b, err := BoxByID(tx, id)
		if err != nil {
			return nil, err
		}
		boxes = append(boxes, b)
	}
	slices.SortFunc(boxes, func(a, b Box) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return a.Removed.Compare(b.Removed)
	})
	return boxes, nil
}

// live returns the boxes that are in use, by name.
func live(tx *vault.Tx) ([]Box, error) {
	boxes, err := Boxes(tx)
	return slices.DeleteFunc(boxes, func(b Box) bool { return !b.Removed.IsZero() }), err
}

// BoxByName finds a box that is in use. [ErrNotFound] also for a removed one.
func BoxByName(tx *vault.Tx, name string) (Box, error) {
	clean, err := cleanBoxName(name)
	if err != nil {
		return Box{}, err
	}
	ids, err := boxesNamed(tx, clean)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		return Box{}, err
	}
	if len(ids) == 0 {
		return Box{}, notFound("box %s", quote(clean))
	}
	b, err := BoxByID(tx, ids[0])
	if errors.Is(err, ErrNotFound) || err == nil && (len(ids) > 1 || b.Name != clean || !b.Removed.IsZero()) {
		return Box{}, malformed("the index names another box", nil)
	}
	return b, err
}

// boxesNamed looks a name up in the index. That lies in box 0, which a token does
// not open: with one it looks at the few boxes that are there.
func boxesNamed(tx *vault.Tx, name string) (ids []vault.ID, err error) {
	if !tx.Scoped() {
		return tx.IndexGet(vault.BoxZero, boxIndex(name))
	}
	boxes, err := live(tx)
	for _, b := range boxes {
		if b.Name == name {
			ids = append(ids, b.ID)
		}
	}
	return ids, err
}

// BoxByID reads a box, whether it is removed or not.
func BoxByID(tx *vault.Tx, id vault.ID) (Box, error) {
	r, err := tx.Get(id, vault.Settings, vault.Key{}, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return Box{}, notFound("box @%s", id)
	}
	if err != nil {
		return Box{}, err
	}
	return decodeBox(id, r.Plain)
}

func decodeBox(id vault.ID, plain []byte) (Box, error) {
	var w wireBox
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Box{}, malformed("the settings of a box", err)
	}
	if w.Name == "" || max(w.Created, w.Removed, w.Due) > maxSeconds {
		return Box{}, malformed("the settings of a box", ErrBound)
	}
	return Box{
		ID: id, Name: w.Name, Note: w.Note,
		Created: codec.Moment(w.Created), Removed: codec.Moment(w.Removed), Due: codec.Moment(w.Due),
	}, nil
}

func putBox(tx *vault.Tx, b Box) error {
	plain, err := codec.Marshal(wireBox{
		Name: b.Name, Note: b.Note,
		Created: codec.Seconds(b.Created), Removed: codec.Seconds(b.Removed), Due: codec.Seconds(b.Due),
	})
	if err != nil {
		return err
	}
	return tx.PutTwin(b.ID, vault.Settings, vault.Key{}, plain)
}

// RenameBox gives a box that is in use another name. [ErrExists] if another
// one has it.
func RenameBox(tx *vault.Tx, id vault.ID, name string) error {
	name, err := cleanBoxName(name)
	if err != nil {
		return err
	}
	b, err := inUse(tx, id)
	if err != nil || b.Name == name {
		return err
	}
	if err := freeBoxName(tx, name); err != nil {
		return err
	}
	if err := tx.IndexDelete(vault.BoxZero, boxIndex(b.Name), id); err != nil {
		return err
	}
	b.Name = name
	if err := putBox(tx, b); err != nil {
		return err
	}
	return tx.IndexPut(vault.BoxZero, boxIndex(name), id)
}

// SetNote replaces the note of a box.
func SetNote(tx *vault.Tx, id vault.ID, note string) error {
	note, err := cleanText("the note", note, MaxNote)
	if err != nil {
		return err
	}
	b, err := inUse(tx, id)
	if err != nil {
		return err
	}
	b.Note = note
	return putBox(tx, b)
}

// RemoveBox hides a box with all that is in it. It can be restored until it is
// due, and its name is free at once.
func RemoveBox(tx *vault.Tx, id vault.ID) (due time.Time, err error) {
	b, err := inUse(tx, id)
	if err != nil {
		return time.Time{}, err
	}
	b.Removed = tx.Now()
	b.Due = b.Removed.Add(RemovalDelay)
	if err := putBox(tx, b); err != nil {
		return time.Time{}, err
	}
	return b.Due, tx.IndexDelete(vault.BoxZero, boxIndex(b.Name), id)
}

// RestoreBox takes back the removal of a box, the latest if several boxes had
// that name. [ErrExists] if the name is in use again.
func RestoreBox(tx *vault.Tx, name string) error {
	name, err := cleanBoxName(name)
	if err != nil {
		return err
	}
	if err := freeBoxName(tx, name); err != nil {
		return err
	}
	boxes, err := Boxes(tx)
	if err != nil {
		return err
	}
	var last *Box
	for i := range boxes {
		if b := &boxes[i]; b.Name == name && (last == nil || b.Removed.After(last.Removed)) {
			last = b
		}
	}
	if last == nil {
		return notFound("a removed box %s", quote(name))
	}
	last.Removed, last.Due = time.Time{}, time.Time{}
	if err := putBox(tx, *last); err != nil {
		return err
	}
	return tx.IndexPut(vault.BoxZero, boxIndex(name), last.ID)
}

func inUse(tx *vault.Tx, id vault.ID) (Box, error) {
	b, err := BoxByID(tx, id)
	if err == nil && !b.Removed.IsZero() {
		return Box{}, notFound("box %s", quote(b.Name))
	}
	return b, err
}
