package app

import (
	"errors"
	"fmt"

	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
)

const (
	// maxParcels bounds what goes to one contact with one letter: what waits there
	// unclaimed is bounded, too.
	maxParcels = 96 << 20
	// maxAtOnce bounds what goes to all in one transaction: it lies in the vault
	// until the post has it.
	maxAtOnce = 192 << 20
)

// sendParcel sends bytes beside a letter.
func (m *meeting) sendParcel(ch post.Channel, name string, data []byte) (post.Parcel, error) {
	if int64(len(data)) > post.MaxParcel {
		return post.Parcel{}, errFileTooLarge(name, post.MaxParcel)
	}
	return post.SendParcel(m.desk, m.tx.Rand(), m.own.Identity, ch.In, data)
}

// readParcel returns what came beside a letter; [Refused] as long as not all of it
// is here.
func readParcel(d post.Desk, in [16]byte, p post.Parcel) ([]byte, error) {
	data, whole, err := post.ReadParcel(d, in, p)
	switch {
	case errors.Is(err, post.ErrDamaged):
		err = Fail(Input, "ask for it again", "what came is not what was sent")
	case err == nil && !whole:
		err = Fail(Refused, "coffer sync fetches what is there", "not all of this has come yet")
	}
	return data, err
}

// cameWhole tells whether all that belongs to a letter is here.
func cameWhole(d post.Desk, in [16]byte, s *seal.Shared) (bool, error) {
	for _, p := range s.Parcels() {
		if has, err := post.HasParcel(d, in, p); err != nil || !has {
			return false, err
		}
	}
	return true, nil
}

// dropParcels forgets what came beside a letter.
func dropParcels(d post.Desk, in [16]byte, s *seal.Shared) error {
	for _, p := range s.Parcels() {
		if err := post.DropParcel(d, in, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// errAtOnce is about an item that goes to more people at once than its size lets.
func errAtOnce(title string) error {
	return &Error{Kind: Refused, Err: errBudget, Hint: "share it with fewer people, coffer sync, and then with the others",
		What: fmt.Sprintf("%q is too large to go to so many at once, %d MiB in all", host.Safe(title), maxAtOnce>>20)}
}

// errBudget ends what one transaction sends.
var errBudget = errors.New("the rest goes with the next sync")

// errTooMuch is about files that cannot travel with one letter.
func errTooMuch(title string) error {
	return Fail(Refused, "detach some of them, and hand them over in another way",
		"the attachments of %q are larger than what can be sent at once, %d MiB", host.Safe(title), maxParcels>>20)
}
