package contact

import (
	"errors"
	"fmt"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Own is who the owner is: their identity, the mailbox in which they look for
// requests of people they do not know, and the newest card they made.
type Own struct {
	Identity
	Mailbox vault.ID
	Card    Card // zero as long as none was made
	// Shown is the number of the newest card that contacts were sent.
	Shown uint64
}

// ownKey names the owner's record among those of contacts, whose ids are random.
var ownKey = vault.Key{ID: vault.ID{15: 1}}

type wireOwn struct {
	_       struct{} `cbor:",toarray"`
	Opening []byte
	Signing []byte
	Mailbox [16]byte
	Card    []byte
	Shown   uint64
}

// ReadOwn reads the owner's identity, which the caller wipes. [ErrNotFound] as
// long as there is none.
func ReadOwn(tx *vault.Tx) (Own, error) {
	r, err := tx.Get(vault.BoxZero, vault.Contacts, ownKey, vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return Own{}, &NotFoundError{"an identity of your own"}
	}
	if err != nil {
		return Own{}, err
	}
	defer vault.Wipe(r.Plain)
	return decodeOwn(r.Plain)
}

// EnsureOwn reads the owner's identity, and makes it on first need.
func EnsureOwn(tx *vault.Tx) (Own, error) {
	o, err := ReadOwn(tx)
	if !errors.Is(err, ErrNotFound) {
		return o, err
	}
	if o.Identity, err = NewIdentity(tx.Rand()); err != nil {
		return Own{}, err
	}
	if o.Mailbox, err = tx.NewID(); err == nil {
		err = putOwn(tx, o)
	}
	if err != nil {
		o.Wipe()
		return Own{}, err
	}
	return o, nil
}

// Introduce returns the owner with a card that says this name and address: the
// one there is, if it says so, or a newer one. [ErrBound] for what cannot stand on
// a card.
func Introduce(tx *vault.Tx, name, email string) (Own, error) {
	o, err := EnsureOwn(tx)
	if err != nil {
		return Own{}, err
	}
	if o.Introduced(name, email) {
		return o, nil
	}
	o.Card, err = NewCard(o.Identity, Draft{
		Name: name, Email: email, Mailbox: o.Mailbox, Number: o.Card.Number() + 1, Time: tx.Now(),
	})
	if err == nil {
		err = putOwn(tx, o)
	}
	if err != nil {
		o.Wipe()
		return Own{}, err
	}
	return o, nil
}

// MarkShown notes that contacts were sent the newest card.
func MarkShown(tx *vault.Tx, o *Own) error {
	o.Shown = o.Card.Number()
	return putOwn(tx, *o)
}

// Introduced tells whether the newest card says this name and address.
func (o Own) Introduced(name, email string) bool {
	if o.Card.IsZero() {
		return false
	}
	name, err := CleanName(name)
	if err != nil {
		return false
	}
	email, err = CleanEmail(email)
	return err == nil && o.Card.Name() == name && o.Card.Email() == email
}

func putOwn(tx *vault.Tx, o Own) error {
	plain, err := codec.Marshal(wireOwn{
		Opening: o.opening.Bytes(), Signing: o.signing.Bytes(), Mailbox: o.Mailbox, Card: o.Card.Bytes(), Shown: o.Shown,
	})
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Contacts, ownKey, vault.Core, plain)
	return err
}

func decodeOwn(plain []byte) (Own, error) {
	var w wireOwn
	err := codec.UnmarshalCanonical(plain, &w)
	defer vault.Wipe(w.Opening)
	defer vault.Wipe(w.Signing)
	if err != nil {
		return Own{}, malformed("the identity", err)
	}
	opening, err1 := secret.KeyFrom(w.Opening)
	signing, err2 := secret.KeyFrom(w.Signing)
	if err := errors.Join(err1, err2); err != nil || vault.ID(w.Mailbox).IsZero() {
		return Own{}, malformed("the identity", err)
	}
	o := Own{Mailbox: w.Mailbox, Shown: w.Shown}
	if o.Identity, err = identityFrom(opening, signing); err != nil {
		return Own{}, malformed("the identity", err)
	}
	if w.Card == nil {
		return o, nil
	}
	if o.Card, _, _, err = decodeCard(w.Card); err == nil && !o.Card.Public().Equal(o.Public()) {
		err = fmt.Errorf("%w: its keys are others", ErrOther)
	}
	if err != nil {
		o.Wipe()
		return Own{}, malformed("the card of the identity", err)
	}
	return o, nil
}
