package seal

import (
	"errors"
	"fmt"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// A custodian whom nobody asks anything would never be heard of, and the sender
// could not tell one that keeps watch from one that is long gone. So it says now
// and then that the share is here. Nothing follows from that but when it came.

type wireHere struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
}

// isCustodian tells whether this client keeps a share for somebody else.
func (h *hearing) isCustodian() bool {
	roles := h.m.Policy.Roles(h.k.me())
	return roles.Is(hold.Custodian) && !roles.Is(hold.Owner)
}

// hereDue tells whether a custodian is to say that the share is here.
func (h *hearing) hereDue() (bool, error) {
	if !h.isCustodian() || h.retired() || h.k.credited() < h.Course.Here+hereEvery {
		return false, nil
	}
	share, there, err := h.share()
	vault.Wipe(share)
	return there, err
}

// sayHere says it, where it is due.
func (h *hearing) sayHere() error {
	due, err := h.hereDue()
	if !due || err != nil {
		return err
	}
	body, err := codec.Marshal(wireHere{Version: bodyVersion})
	if err != nil {
		return err
	}
	if _, err := h.Send(h.m.Policy.Owner.Fingerprint, KindHere, body); err != nil {
		return err
	}
	h.Course.Here, h.Course.Changed = h.k.credited(), true
	return nil
}

// TakeHere takes in that a custodian has its share: see [post.Handler].
func (k *Keeper) TakeHere(l post.Received) error {
	var w wireHere
	if err := codec.UnmarshalCanonical(l.Body, &w); err != nil || w.Version != bodyVersion {
		return post.Refuse(ErrLetter)
	}
	m, err := ReadMatter(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a seal that is not here"))
	}
	if err != nil {
		return err
	}
	if !m.Policy.Roles(hold.Fingerprint(l.Sender)).Is(hold.Custodian) || m.Sending == nil {
		return post.Refuse(fmt.Errorf("%w: from or for somebody else", ErrLetter))
	}
	return nil
}
